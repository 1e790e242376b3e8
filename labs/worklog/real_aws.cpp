#include "labs/worklog/real_aws.h"

#include "aws/account.h"
#include "aws/cli.h"
#include "cache/models.h"
#include "metrics/models.h"
#include "labs/worklog/aws_resources.h"
#include "labs/worklog/markdown.h"

#include <algorithm>
#include <map>
#include <set>

namespace maylab::worklog {
namespace {

using detail::Resource;
using detail::ResourceKind;
using detail::ResourceRule;
using detail::textOf;
using kernel::Actor;
using kernel::JournalEntry;
using kernel::Json;

constexpr const char* kNodeTypeInstead = "cache.t3.micro";

// Doors of the simulator's own, under a service's name.
bool isOurs(std::string_view operation) {
    constexpr std::string_view kOthers[] = {"DescribeMailbox", "DescribeAlarmEvaluations", "PeekQuery", "GetLiveTail", "StopLiveTail"};
    if (std::find(std::begin(kOthers), std::end(kOthers), operation) != std::end(kOthers)) return true;
    for (const auto own : {cache::ownModels(), metrics::ownModels()}) {
        if (std::any_of(own.begin(), own.end(), [&](const aws::OperationModel& m) { return operation == m.operation; })) return true;
    }
    return false;
}

bool isRead(std::string_view operation) {
    return operation.starts_with("Describe") || operation.starts_with("List") || operation.starts_with("Get");
}

// "shop-001" -> "SHOP_001"
std::string shellName(std::string_view id) {
    std::string out;
    for (const char c : id) {
        const bool lower = c >= 'a' && c <= 'z', word = lower || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        out += lower ? static_cast<char>(c - 'a' + 'A') : word ? c : '_';
    }
    if (out.empty() || (out[0] >= '0' && out[0] <= '9')) out.insert(out.begin(), 'C');
    return out;
}

// Words that toCommandLine leaves unquoted or puts into single quotes; a shell variable takes their place.
constexpr std::string_view kMark = "MAYLAB0VAR0";

// Behind a #: nothing may end the line.
std::string withoutControls(std::string text) {
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    }
    return text;
}

std::string withVariables(const std::string& line) {
    std::string out;
    bool single = false;
    for (std::size_t i = 0; i < line.size();) {
        const std::size_t begin = i + kMark.size(), end = line.find('%', begin);
        if (line.compare(i, kMark.size(), kMark) == 0 && end != std::string::npos) {
            std::string variable = line.substr(begin, end - begin);
            std::string behind;
            if (const auto dot = variable.find('.'); dot != std::string::npos) {
                behind = variable.substr(dot + 1);
                variable.resize(dot);
            }
            const std::string use = "\"${" + variable + "}" + behind + "\"";
            out += single ? "'" + use + "'" : use;
            i = end + 1;
            continue;
        }
        if (line[i] == '\'') single = !single;
        else if (line[i] == '\\' && !single && i + 1 < line.size()) out += line[i++];
        out += line[i++];
    }
    return out;
}

class Writer {
  public:
    Writer(const labs::Prices* prices, const aws::ModelCatalog& models, Language language)
        : m_prices(prices), m_models(models), m_language(language) {}

    RealAwsScript script(const std::string& labTitle, const std::vector<RealAwsStep>& steps) {
        for (const RealAwsStep& step : steps) writeStep(step);
        deletions();
        RealAwsScript out;
        out.text = head(labTitle) + m_body;
        out.commands = m_commands;
        out.leftOut = m_leftOut;
        return out;
    }

  private:
    std::string say(const char* en, const char* vi) const { return m_language == Language::English ? en : vi; }
    void line(const std::string& text) { m_body += text + "\n"; }
    void comment(const std::string& text) {
        line("# " + withoutControls(text));
    }

    // ---- money

    std::string perHour(double dollars) const {
        return number(dollars, 3, m_language) + (m_language == Language::English ? " USD/h" : " USD/giờ");
    }
    // "" where nothing is known or nothing is asked.
    std::string costOf(const Resource& r) const {
        const labs::NodePrice* price = m_prices ? m_prices->node(r.nodeType) : nullptr;
        if (!price) return {};
        return std::to_string(r.nodes()) + " x " + r.nodeType + " = " + perHour(price->perHour * r.nodes()) + (price->verified ? "" : " *");
    }

    // ---- names to fill in

    std::string variable(const std::string& base, const std::string& placeholder, const std::string& id) {
        auto& known = m_filledIn[base];
        auto it = std::find_if(known.begin(), known.end(), [&](const auto& k) { return k.first == id; });
        if (it == known.end()) {
            const std::string n = known.empty() ? "" : std::to_string(known.size() + 1);
            known.emplace_back(id, base + (n.empty() ? "" : "_" + n));
            m_names.push_back({known.back().second, "<" + placeholder + (n.empty() ? "" : "-" + n) + ">", id});
            it = std::prev(known.end());
        }
        return std::string(kMark) + it->second + "%";
    }

    // An id of the simulated account, wherever it stands in an input.
    Json realIds(const Json& j, bool& typeReplaced) {
        if (j.is_object()) {
            Json out = Json::object();
            for (const auto& [key, v] : j.items()) {
                if (key == "CacheNodeType" && v.is_string() && m_prices) {
                    const labs::NodePrice* price = m_prices->node(v.get<std::string>());
                    if (price && price->ours) {
                        out[key] = kNodeTypeInstead;
                        typeReplaced = true;
                        continue;
                    }
                }
                if (key == "CacheSubnetGroupName" && v.is_string() && !m_namesSubnets && !find(ResourceKind::SubnetGroup, v.get<std::string>())) {
                    out[key] = variable("SUBNET_GROUP", "your-subnet-group", v.get<std::string>());
                    continue;
                }
                // Who is told: nobody's address here is one there.
                if (key == "Endpoint" && v.is_string() && v.get_ref<const std::string&>().find('@') != std::string::npos) {
                    out[key] = variable("EMAIL", "your-address", v.get<std::string>());
                    continue;
                }
                out[key] = realIds(v, typeReplaced);
            }
            return out;
        }
        if (j.is_array()) {
            Json out = Json::array();
            for (const Json& v : j) out.push_back(realIds(v, typeReplaced));
            return out;
        }
        if (!j.is_string()) return j;
        const std::string& s = j.get_ref<const std::string&>();
        if (s.starts_with("sg-")) return variable("SECURITY_GROUP", "your-vpc-security-group", s);
        if (s.starts_with("subnet-")) return variable("SUBNET", "your-private-subnet", s);
        if (s.starts_with("vpc-")) return variable("VPC", "your-vpc", s);
        if (s.starts_with("arn:aws:") && detail::topicOf(s).empty()) return variable("ARN", "your-resource-arn", s);
        // "ap-southeast-1a": the same letter of another Region.
        const bool zone = s.size() > 3 && s.size() < 20 && s.back() >= 'a' && s.back() <= 'f' && s[s.size() - 2] >= '0' &&
                          s[s.size() - 2] <= '9' && s[s.size() - 3] == '-' && s.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
        if (zone) return std::string(kMark) + "AWS_DEFAULT_REGION." + s.back() + "%";
        // The Region and the account inside a longer text, as a dashboard's body.
        const std::string here = withMark(s, aws::kRegion, "AWS_DEFAULT_REGION"), out = withMark(here, aws::kAccountId, "ACCOUNT");
        m_account = m_account || out != here;
        return out;
    }

    static std::string withMark(std::string text, std::string_view word, const char* variable) {
        const std::string mark = std::string(kMark) + variable + "%";
        for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + mark.size())) text.replace(at, word.size(), mark);
        return text;
    }

    // ---- what stands

    Resource* find(ResourceKind kind, const std::string& id) {
        const auto it = std::find_if(m_alive.begin(), m_alive.end(), [&](const Resource& r) { return r.kind == kind && r.id == id; });
        return it == m_alive.end() ? nullptr : &*it;
    }

    // "shop" of "shop-001" and "shop-ro" too.
    Resource* standsFor(const std::string& host) {
        for (const ResourceKind kind : {ResourceKind::ReplicationGroup, ResourceKind::CacheCluster}) {
            if (Resource* r = find(kind, host)) return r;
        }
        for (Resource& r : m_alive) {
            if (r.kind == ResourceKind::ReplicationGroup && host.starts_with(r.id + "-")) return &r;
        }
        return nullptr;
    }

    void forget(ResourceKind kind, const std::string& id) {
        std::erase_if(m_alive, [&](const Resource& r) { return r.kind == kind && r.id == id; });
        forgetEndpoints(id);
    }
    // Another cluster of that name has another address.
    void forgetEndpoints(const std::string& id) {
        std::erase_if(m_endpoints, [&](const std::string& host) { return host == id || host.starts_with(id + "-"); });
    }

    std::string removal(const Resource& r) const {
        if (!r.removeLine.empty()) return r.removeLine;
        const ResourceRule& rule = ruleOf(r.kind);
        const aws::OperationModel* model = m_models.find(rule.service, rule.remove);
        const std::string command = model ? aws::toCommandLine(*model, Json::object()) : "aws " + std::string(rule.service);
        if (r.kind == ResourceKind::Topic) return command + " " + rule.option + " \"arn:aws:sns:$AWS_DEFAULT_REGION:$ACCOUNT:" + r.id + "\"";
        return command + " " + rule.option + " " + aws::quoteWord(r.id) +
               (r.kind == ResourceKind::ReplicationGroup ? " --no-retain-primary-cluster" : "");
    }
    static std::string waitGone(const Resource& r) {
        const ResourceRule& rule = ruleOf(r.kind);
        return "aws elasticache wait " + std::string(rule.waitGone) + " " + rule.option + " " + aws::quoteWord(r.id);
    }

    void waitFor(Resource& r) {
        if (r.ready) return;
        r.ready = true;
        const ResourceRule& rule = ruleOf(r.kind);
        if (rule.waitReady) line("aws elasticache wait " + std::string(rule.waitReady) + " " + rule.option + " " + aws::quoteWord(r.id));
    }

    // ---- commands

    void writeStep(const RealAwsStep& step) {
        line("");
        comment("---- " + std::to_string(step.number) + ". " + step.title);
        m_journal = &step.journal;
        m_last.clear();
        std::map<std::string, int> left; // why -> how often
        const auto& entries = step.journal.entries();
        bool begun = false, clients = false, any = false;
        for (std::size_t i = 0; i < entries.size(); ++i) {
            const JournalEntry& e = entries[i];
            if (e.kind == JournalEntry::Kind::Act && e.operation == "begin") begun = true;
            clients = clients || e.kind == JournalEntry::Kind::Bytes;
            const bool learners = e.actor == Actor::Console || e.actor == Actor::Form || e.actor == Actor::Solution;
            if (e.kind != JournalEntry::Kind::Call || !begun || !learners) continue;
            if (e.service == "lab" || isOurs(e.operation)) {
                const std::string what = e.service == "lab" ? say("settings and events of the shop", "thiết lập và sự kiện của shop") : e.operation;
                ++left[what];
                ++m_leftOut;
                continue;
            }
            if (const std::string code = refusedWith(entries, i); !code.empty()) {
                ++left[say("refused with ", "bị từ chối với ") + code];
                ++m_leftOut;
                continue;
            }
            if (e.operation == "redis-close") continue; // every redis-cli of a script ends by itself
            any = true;
            if (e.operation == "redis") redis(e);
            else if (e.operation == "memcached") memcached(e);
            else api(e, false);
        }
        if (!any) comment(say("No command of this step has a place on AWS.", "Bước này không có lệnh nào dùng được trên AWS."));
        for (const auto& [what, n] : left) {
            comment(say("left out: ", "lược bỏ: ") + what + (n > 1 ? " (" + std::to_string(n) + "x)" : ""));
        }
        if (clients) comment(say("left out: what a real client sent", "lược bỏ: những gì client thật đã gửi"));
    }

    // A session notes a refusal right behind the call.
    static std::string refusedWith(const std::vector<JournalEntry>& entries, std::size_t i) {
        for (std::size_t k = i + 1; k < entries.size() && entries[k].at == entries[i].at; ++k) {
            if (entries[k].kind == JournalEntry::Kind::Call) break;
            if (entries[k].kind != JournalEntry::Kind::Act || entries[k].operation != "refused") continue;
            return textOf(entries[k].input, "operation") == entries[i].operation ? textOf(entries[k].input, "code") : std::string();
        }
        return {};
    }

    // What the step had ready and the script has not: made by the set-up or by the scenario.
    void makeReady(ResourceKind kind, const std::string& id) {
        const ResourceRule& rule = ruleOf(kind);
        if (!rule.create || find(kind, id)) return;
        const auto fits = [&](const Json& input) { return detail::idOf(rule, input) == id; };
        JournalEntry made;
        made.service = rule.service;
        made.operation = rule.create;
        for (const JournalEntry& e : m_journal->entries()) {
            if (e.kind == JournalEntry::Kind::Call && e.actor == Actor::Setup && e.operation == rule.create && fits(e.input)) made.input = e.input;
        }
        // A scenario is told what it begins with as the input of the same operation: clusters and groups only.
        const Json& parameters = m_journal->header.parameters;
        const bool nodes = kind == ResourceKind::CacheCluster || kind == ResourceKind::ReplicationGroup;
        for (auto it = parameters.begin(); nodes && it != parameters.end() && made.input.is_null(); ++it) {
            if (it->is_object() && fits(*it)) made.input = *it;
        }
        if (made.input.is_null()) return;
        comment(say("The step had this ready:", "Bước này đã chuẩn bị sẵn:"));
        api(made, true);
    }

    // Topics are named by their ARN, wherever it stands.
    void makeTopicsReady(const Json& j) {
        if (j.is_structured()) {
            for (const Json& part : j) makeTopicsReady(part);
        } else if (j.is_string()) {
            if (const std::string name = detail::topicOf(j.get_ref<const std::string&>()); !name.empty()) makeReady(ResourceKind::Topic, name);
        }
    }

    void api(const JournalEntry& e, bool ready) {
        const aws::OperationModel* model = m_models.find(e.service, e.operation);
        if (!model || !e.input.is_object()) {
            comment(say("left out, only the simulator has it: ", "lược bỏ, chỉ có trong mô phỏng: ") + e.service + " " + e.operation);
            ++m_leftOut;
            return;
        }
        m_services.insert(e.service);
        if (e.operation == "ConfirmSubscription") { // its token is in the mail
            comment(say("Open the link in the mail now: before that the address gets nothing.",
                        "Hãy mở liên kết trong thư ngay: trước đó địa chỉ chưa nhận được gì."));
            return;
        }
        // What it needs comes first, and is waited for.
        std::vector<Resource*> touched;
        const ResourceRule* creates = nullptr;
        const ResourceRule* removes = nullptr;
        for (const ResourceRule& rule : detail::resourceRules()) {
            if (rule.create && e.operation == rule.create) creates = &rule;
            if (rule.remove && e.operation == rule.remove) removes = &rule;
        }
        if (!removes && !isRead(e.operation)) makeTopicsReady(e.input);
        for (const ResourceRule& rule : detail::resourceRules()) {
            const std::string id = *rule.idField ? textOf(e.input, rule.idField) : std::string();
            if (id.empty() || &rule == creates) continue;
            if (!isRead(e.operation)) makeReady(rule.kind, id);
        }
        for (const ResourceRule& rule : detail::resourceRules()) {
            const std::string id = *rule.idField ? textOf(e.input, rule.idField) : std::string();
            Resource* r = id.empty() ? nullptr : find(rule.kind, id);
            if (!r) continue;
            if (!isRead(e.operation)) waitFor(*r);
            touched.push_back(r);
        }

        bool typeReplaced = false;
        m_namesSubnets = creates && creates->kind == ResourceKind::SubnetGroup;
        const Json input = realIds(e.input, typeReplaced);
        std::string text = withVariables(aws::toCommandLine(*model, input));
        if (text == m_last) return; // the same once more
        m_last = text;

        Resource made;
        std::string cost;
        if (creates) {
            made.kind = creates->kind;
            made.id = detail::idOf(*creates, e.input);
            made.ready = creates->waitReady == nullptr;
            if (const auto tls = e.input.find("TransitEncryptionEnabled"); tls != e.input.end() && *tls == true) m_encrypted = true;
            if (made.hasNodes()) {
                (void)readNodes(made, e.operation, input);
                cost = costOf(made);
                note(made);
            }
        } else {
            for (Resource* r : touched) {
                if (!r->hasNodes() || removes || isRead(e.operation)) continue;
                r->ready = false;
                if (readNodes(*r, e.operation, input)) {
                    cost = costOf(*r);
                    note(*r);
                }
            }
        }
        if (creates && creates->replaces) {
            forget(creates->kind, made.id);
        } else if (Resource* old = creates && !made.id.empty() ? find(creates->kind, made.id) : nullptr) {
            comment(say("This step began anew; what stands under that name goes first:", "Bước này bắt đầu lại từ đầu; thứ đang mang tên đó phải xóa trước:"));
            waitFor(*old);
            line(removal(*old));
            if (creates->waitGone) line(waitGone(*old));
            forget(creates->kind, made.id);
        }
        if (typeReplaced) {
            comment(say("cache.lab.10mb exists only here; ", "cache.lab.10mb chỉ có ở đây; ") + kNodeTypeInstead +
                    say(" stands in its place and holds far more.", " được dùng thay và chứa được nhiều hơn hẳn."));
        }
        if (!cost.empty()) comment(cost);
        line(text);
        if (!ready) ++m_commands;
        if (creates && !made.id.empty()) {
            forgetEndpoints(made.id);
            m_account = m_account || made.kind == ResourceKind::Topic; // its ARN has the number
            m_alive.push_back(made);
        }
        if (removes) {
            const std::string id = detail::idOf(*removes, e.input);
            if (const Resource* r = find(removes->kind, id); r && removes->waitGone) m_going.push_back(waitGone(*r));
            forget(removes->kind, id);
        }
        for (const auto& [operation, names] : {std::pair("DeleteAlarms", "AlarmNames"), std::pair("DeleteDashboards", "DashboardNames")}) {
            if (e.operation != operation || !e.input.contains(names) || !e.input[names].is_array()) continue;
            for (const Json& name : e.input[names]) {
                std::erase_if(m_alive, [&](const Resource& r) { return ruleOf(r.kind).remove == e.operation && name == r.id; });
            }
        }
        ingress(e, *model, input);
    }

    // A door that was opened is closed at the end, unless the learner closed it.
    void ingress(const JournalEntry& e, const aws::OperationModel& model, const Json& input) {
        if (e.service != "ec2") return;
        const bool opened = e.operation == "AuthorizeSecurityGroupIngress", closed = e.operation == "RevokeSecurityGroupIngress";
        if (!opened && !closed) return;
        Resource r;
        r.kind = ResourceKind::IngressRule;
        Json rule = e.input;
        rule.erase("DryRun");
        r.id = rule.dump(-1, ' ', false, Json::error_handler_t::replace);
        if (closed) {
            std::erase_if(m_alive, [&](const Resource& o) { return o.kind == r.kind && o.id == r.id; });
            return;
        }
        const aws::OperationModel* revoke = m_models.find("ec2", "RevokeSecurityGroupIngress");
        std::string text = withVariables(aws::toCommandLine(revoke ? *revoke : model, input));
        r.removeLine = std::move(text);
        if (!find(r.kind, r.id)) m_alive.push_back(std::move(r));
    }

    // ---- data plane

    // The variable that holds an endpoint's name, defined where it is first used.
    std::string endpoint(const std::string& name, bool& clusterMode) {
        std::string host = name.substr(0, name.find(':'));
        host = host.substr(0, host.find('.'));
        for (const ResourceKind kind : {ResourceKind::ReplicationGroup, ResourceKind::CacheCluster}) makeReady(kind, host);
        Resource* r = standsFor(host);
        if (r) waitFor(*r);
        const std::string variable = shellName(host);
        clusterMode = r && r->clusterMode;
        if (std::find(m_endpoints.begin(), m_endpoints.end(), host) == m_endpoints.end()) {
            m_endpoints.push_back(host);
            const auto ask = [&](const std::string& command, const std::string& path) {
                line(variable + "=$(aws elasticache " + command + " --query '" + path + "' --output text)");
            };
            if (!r) {
                line(variable + "=\"<your-endpoint>\" # " + withoutControls(host));
            } else if (r->kind == ResourceKind::ReplicationGroup && (host == r->id || host == r->id + "-ro")) {
                const char* path = host != r->id      ? "ReplicationGroups[0].NodeGroups[0].ReaderEndpoint.Address"
                                   : r->clusterMode ? "ReplicationGroups[0].ConfigurationEndpoint.Address"
                                                    : "ReplicationGroups[0].NodeGroups[0].PrimaryEndpoint.Address";
                ask("describe-replication-groups --replication-group-id " + aws::quoteWord(r->id), path);
            } else {
                ask("describe-cache-clusters --show-cache-node-info --cache-cluster-id " + aws::quoteWord(host),
                    "CacheClusters[0].CacheNodes[0].Endpoint.Address");
            }
        }
        return variable;
    }

    void redis(const JournalEntry& e) {
        const auto argv = e.input.is_object() ? e.input.find("argv") : e.input.end();
        if (!e.input.is_object() || argv == e.input.end() || !argv->is_array()) return;
        bool cluster = false;
        const std::string host = endpoint(textOf(e.input, "endpoint"), cluster);
        std::string text = "redis-cli $TLS -h \"$" + host + "\"" + (cluster ? " -c" : "");
        for (const Json& word : *argv) text += " " + aws::quoteWord(word.is_string() ? word.get<std::string>() : word.dump());
        if (text == m_last) return;
        m_last = text;
        m_redis = true;
        line(text);
        ++m_commands;
    }

    void memcached(const JournalEntry& e) {
        std::string text = textOf(e.input, "text");
        if (text.empty()) return;
        bool cluster = false;
        const std::string host = endpoint(textOf(e.input, "endpoint"), cluster);
        std::string escaped;
        for (const char c : text) {
            if (c == '\r') escaped += "\\r";
            else if (c == '\n') escaped += "\\n";
            else if (c == '%') escaped += "%%";
            else if (c == '\\') escaped += "\\\\";
            else escaped += c;
        }
        if (!escaped.ends_with("\\r\\n")) escaped += "\\r\\n";
        line("printf " + aws::quoteWord(escaped + "quit\\r\\n") + " | nc \"$" + host + "\" 11211");
        ++m_commands;
    }

    // ---- head and end

    // A script that asks for nothing at all is told of the cache too: it is what a step here stands on.
    bool usesCache() const { return m_services.empty() || m_redis || !m_endpoints.empty() || m_services.contains("elasticache") || m_services.contains("ec2"); }
    static std::string joined(const std::set<std::string>& words) {
        std::string out;
        for (const std::string& w : words) out += (out.empty() ? "" : ", ") + w;
        return out;
    }

    void note(const Resource& r) {
        if (r.nodeType.empty()) return;
        auto& most = m_most[r.nodeType];
        int now = 0;
        for (const Resource& o : m_alive) now += o.hasNodes() && o.nodeType == r.nodeType && !(o.kind == r.kind && o.id == r.id) ? o.nodes() : 0;
        most = std::max(most, now + r.nodes());
    }

    void deletions() {
        line("");
        line("# ---- " + say("The end: delete everything that was created", "Kết thúc: xóa mọi thứ đã tạo"));
        if (m_alive.empty()) comment(say("Nothing is left of it.", "Không còn lại gì."));
        std::vector<std::string> waits = m_alive.empty() ? std::vector<std::string>() : m_going;
        for (const ResourceRule& rule : detail::resourceRules()) {
            // Groups are used until their clusters are gone.
            if (rule.kind == ResourceKind::Snapshot) {
                for (const std::string& w : waits) line(w);
            }
            for (Resource& r : m_alive) {
                if (r.kind != rule.kind) continue;
                waitFor(r);
                line(removal(r));
                if (rule.waitGone) waits.push_back(waitGone(r));
            }
        }
        line("# " + say("Look that nothing is left and nothing costs any more:", "Kiểm tra để chắc chắn không còn gì và không còn bị tính phí:"));
        if (usesCache()) {
            line("aws elasticache describe-replication-groups --query 'ReplicationGroups[].ReplicationGroupId'");
            line("aws elasticache describe-cache-clusters --query 'CacheClusters[].CacheClusterId'");
            line("aws elasticache describe-snapshots --query 'Snapshots[].SnapshotName'");
        }
        if (m_services.contains("cloudwatch")) {
            line("aws cloudwatch describe-alarms --query '[MetricAlarms,CompositeAlarms][].AlarmName'");
            line("aws cloudwatch list-dashboards --query 'DashboardEntries[].DashboardName'");
        }
        if (m_services.contains("logs")) line("aws logs describe-log-groups --query 'logGroups[].logGroupName'");
        if (m_services.contains("sns")) line("aws sns list-topics --query 'Topics[].TopicArn'");
    }

    std::string head(const std::string& labTitle) const {
        std::string h = "#!/bin/sh\n";
        const auto c = [&](const std::string& s) { h += s.empty() ? "#\n" : "# " + withoutControls(s) + "\n"; };
        c(labTitle + say(": your own commands, for a real AWS account", ": chính các lệnh của bạn, cho tài khoản AWS thật"));
        c("");
        if (usesCache()) {
            c(say("They were tried in a simulator, not on AWS. Read the script, then run it line by line, where the cache can be",
                  "Các lệnh này đã chạy trên môi trường mô phỏng, chưa chạy trên AWS. Hãy đọc trước, rồi chạy từng dòng ở nơi kết nối được tới"));
            c(say("reached: on an EC2 instance or in CloudShell in your VPC. Go on to the end: there everything is deleted.",
                  "cache: trên EC2 hoặc CloudShell trong VPC của bạn. Hãy chạy đến hết: phần cuối xóa mọi thứ."));
        } else {
            c(say("They were tried in a simulator, not on AWS. Read the script, then run it line by line, in CloudShell for example.",
                  "Các lệnh này đã chạy trên môi trường mô phỏng, chưa chạy trên AWS. Hãy đọc trước, rồi chạy từng dòng, chẳng hạn trong CloudShell."));
            c(say("Go on to the end: there everything is deleted.", "Hãy chạy đến hết: phần cuối xóa mọi thứ."));
        }
        c("");
        if (m_most.empty()) {
            c(say("Nothing in it costs by the hour.", "Không có gì trong đó bị tính phí theo giờ."));
        } else if (m_prices) {
            c(say("What stands at the same time costs by the hour (", "Chi phí mỗi giờ khi mọi thứ cùng chạy (") + m_prices->region +
              say(", prices of ", ", giá ngày ") + m_prices->checked + say("; * not verified):", "; * chưa kiểm chứng):"));
            double total = 0;
            for (const auto& [type, n] : m_most) {
                const labs::NodePrice* price = m_prices->node(type);
                if (!price) {
                    c("  " + std::to_string(n) + " x " + type + say(": not in the price table", ": không có trong bảng giá"));
                    continue;
                }
                total += price->perHour * n;
                c("  " + std::to_string(n) + " x " + type + " = " + perHour(price->perHour * n) + (price->verified ? "" : " *"));
            }
            c(say("  together ", "  tổng cộng ") + perHour(total) + say("; each begun hour of a node is billed in full", "; mỗi giờ đã bắt đầu của node được tính tròn giờ"));
        }
        c("");
        c(say("Needed around it:", "Cần có sẵn:"));
        if (usesCache()) {
            c(say("- a VPC with private subnets in two zones, and a cache subnet group of them;",
                  "- một VPC có private subnet ở hai zone, và một cache subnet group gồm các subnet đó;"));
            c(say("- a security group for the nodes: inbound TCP 6379 (Memcached 11211) from the security group of your instance;",
                  "- một security group cho các node: inbound TCP 6379 (Memcached 11211) từ security group của máy bạn dùng;"));
            c(say("- AWS CLI version 2 with rights on elasticache, ec2 and cloudwatch; redis-cli 6 or newer.",
                  "- AWS CLI phiên bản 2 có quyền trên elasticache, ec2 và cloudwatch; redis-cli 6 trở lên."));
        } else {
            c(say("- AWS CLI version 2 with rights on ", "- AWS CLI phiên bản 2 có quyền trên ") + joined(m_services) + ".");
        }
        h += "\nset -u\n";
        h += "export AWS_DEFAULT_REGION=\"" + (m_prices ? m_prices->region : std::string("us-east-1")) + "\"\n";
        if (m_account) h += "ACCOUNT=$(aws sts get-caller-identity --query Account --output text)\n";
        std::string all;
        for (const Name& n : m_names) {
            h += n.variable + "=\"" + n.placeholder + "\" # " + say("here: ", "ở đây: ") + withoutControls(n.id) + "\n";
            all += "$" + n.variable;
        }
        if (!all.empty()) {
            h += "case \"" + all + "\" in *\"<\"*) echo " +
                 aws::quoteWord(say("Fill in the names at the top of this script first.", "Hãy điền các tên ở đầu script trước.")) + " >&2; exit 1 ;; esac\n";
        }
        if (m_redis) {
            h += "# " + say("--tls, as a cache with encryption in transit wants it; leave it empty for one without.",
                            "--tls cho cache có mã hóa đường truyền; để trống nếu không mã hóa.") + "\n";
            h += "# " + say("create-cache-cluster and create-replication-group switch it on with --transit-encryption-enabled only.",
                            "create-cache-cluster và create-replication-group chỉ bật khi có --transit-encryption-enabled.") + "\n";
            h += std::string("TLS=\"") + (m_encrypted ? "--tls" : "") + "\"\n";
        }
        return h;
    }

    struct Name {
        std::string variable, placeholder, id;
    };

    const labs::Prices* m_prices;
    const aws::ModelCatalog& m_models;
    const Language m_language;
    const kernel::Journal* m_journal = nullptr;
    std::string m_body, m_last;
    std::vector<Resource> m_alive;
    std::vector<std::string> m_endpoints; // hosts whose variable is defined
    std::vector<std::string> m_going;     // waits for what the learner deleted
    std::vector<Name> m_names;
    std::map<std::string, std::vector<std::pair<std::string, std::string>>> m_filledIn; // base -> id, variable
    std::map<std::string, int> m_most;    // node type -> most nodes at the same time
    std::set<std::string> m_services;     // whose commands stand in the script
    bool m_account = false;               // the account's number stands in a command
    int m_commands = 0, m_leftOut = 0;
    bool m_namesSubnets = false; // the command makes the subnet group that it names
    bool m_redis = false;
    bool m_encrypted = false; // a cache is created with encryption in transit
};

} // namespace

RealAwsScript toRealAws(const std::string& labTitle, const std::vector<RealAwsStep>& steps, const labs::Prices* prices,
                        const aws::ModelCatalog& models, Language language) {
    return Writer(prices, models, language).script(labTitle, steps);
}

std::vector<RealAwsStep> realAwsSteps(const labs::Lab& lab, const progress::Facts& facts, Language language,
                                      const std::function<kernel::Journal(progress::RunId)>& journal) {
    std::vector<RealAwsStep> out;
    int number = 0;
    for (const labs::Step& step : lab.steps) {
        ++number;
        progress::RunId run = 0;
        if (const progress::Debrief* done = facts.debrief(lab.id, step.id)) run = done->run;
        const progress::RunRecord* record = facts.run(run);
        if (!record || record->state == progress::RunState::Discarded) run = 0;
        for (const progress::RunRecord& r : facts.runs) {
            if (run != 0 && record && record->id == run) break;
            if (r.lab == lab.id && r.step == step.id && r.state != progress::RunState::Discarded) run = r.id;
        }
        if (run == 0) continue;
        const auto l = language == Language::English ? labs::Language::English : labs::Language::Vietnamese;
        out.push_back({number, lab.textOf(l, step.id, "title"), journal(run)});
    }
    return out;
}

} // namespace maylab::worklog
