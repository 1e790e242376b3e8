#include "cache/ec2_service.h"

#include "aws/account.h"
#include "aws/authorize.h"
#include "aws/paging.h"
#include "cache/models.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace maylab::cache {

using kernel::ApiError;
using kernel::ApiResult;
using kernel::fail;
using kernel::Json;

namespace {

constexpr int kRedisPort = 6379;

// 10.0.11.20 -> host order; false if it is no IPv4 address.
bool parseAddress(std::string_view text, std::uint32_t& out) {
    out = 0;
    for (int part = 0; part < 4; ++part) {
        int n = 0;
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), n);
        if (problem != std::errc() || n < 0 || n > 255 || end == text.data()) return false;
        out = out << 8 | static_cast<std::uint32_t>(n);
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (part < 3) {
            if (text.empty() || text[0] != '.') return false;
            text.remove_prefix(1);
        }
    }
    return text.empty();
}

bool parseCidr(std::string_view text, std::uint32_t& network, int& bits) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos || !parseAddress(text.substr(0, slash), network)) return false;
    const std::string_view tail = text.substr(slash + 1);
    const auto [end, problem] = std::from_chars(tail.data(), tail.data() + tail.size(), bits);
    if (problem != std::errc() || end != tail.data() + tail.size() || bits < 0 || bits > 32) return false;
    const std::uint32_t mask = bits == 0 ? 0 : ~std::uint32_t{0} << (32 - bits);
    network &= mask;
    return true;
}

bool contains(const std::string& cidr, std::string_view address) {
    std::uint32_t network = 0, a = 0;
    int bits = 0;
    if (!parseCidr(cidr, network, bits) || !parseAddress(address, a)) return false;
    const std::uint32_t mask = bits == 0 ? 0 : ~std::uint32_t{0} << (32 - bits);
    return (a & mask) == network;
}

std::string upper(std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

// As EC2 words a rule in its errors.
std::string describeRule(const SecurityGroupRule& r) {
    std::string text = "peer: " + (r.cidr.empty() ? r.sourceGroup : r.cidr) + ", ";
    text += r.protocol == "-1" ? "ALL" : upper(r.protocol) + ", from port: " + std::to_string(r.fromPort) +
                                             ", to port: " + std::to_string(r.toPort);
    return text + ", ALLOW";
}

Json permissionJson(const SecurityGroup& g) {
    // One permission per protocol and port range, as EC2 groups them.
    Json out = Json::array();
    for (const SecurityGroupRule& r : g.ingress) {
        Json* p = nullptr;
        for (Json& one : out) {
            if (one["IpProtocol"] == r.protocol && one.value("FromPort", -1) == r.fromPort &&
                one.value("ToPort", -1) == r.toPort) {
                p = &one;
            }
        }
        if (p == nullptr) {
            Json fresh = {{"IpProtocol", r.protocol},
                          {"UserIdGroupPairs", Json::array()},
                          {"IpRanges", Json::array()},
                          {"Ipv6Ranges", Json::array()},
                          {"PrefixListIds", Json::array()}};
            if (r.protocol != "-1") {
                fresh["FromPort"] = r.fromPort;
                fresh["ToPort"] = r.toPort;
            }
            out.push_back(std::move(fresh));
            p = &out.back();
        }
        Json entry = Json::object();
        if (!r.description.empty()) entry["Description"] = r.description;
        if (!r.cidr.empty()) {
            entry["CidrIp"] = r.cidr;
            (*p)["IpRanges"].push_back(entry);
        } else {
            entry["UserId"] = std::string(aws::kAccountId);
            entry["GroupId"] = r.sourceGroup;
            (*p)["UserIdGroupPairs"].push_back(entry);
        }
    }
    return out;
}

Json groupJson(const SecurityGroup& g) {
    return {{"GroupId", g.id},
            {"GroupName", g.name},
            {"Description", g.description},
            {"VpcId", g.vpc},
            {"OwnerId", std::string(aws::kAccountId)},
            {"SecurityGroupArn", aws::makeArn("ec2", "security-group/" + g.id)},
            {"Tags", Json::array()},
            {"IpPermissions", permissionJson(g)},
            {"IpPermissionsEgress", Json::array({{{"IpProtocol", "-1"},
                                                  {"UserIdGroupPairs", Json::array()},
                                                  {"IpRanges", Json::array({{{"CidrIp", "0.0.0.0/0"}}})},
                                                  {"Ipv6Ranges", Json::array()},
                                                  {"PrefixListIds", Json::array()}}})}};
}

ApiError malformedId(const std::string& id) {
    return {"InvalidGroupId.Malformed", "Invalid id: \"" + id.substr(0, 100) + "\" (expecting \"sg-...\")", 400};
}

std::optional<ApiError> checkPorts(std::int64_t from, std::int64_t to) {
    const auto valid = [](std::int64_t port) { return port >= 0 && port <= 65535; };
    if (!valid(from) || !valid(to)) {
        return ApiError{"InvalidParameterValue",
                        "Invalid value '" + std::to_string(valid(from) ? to : from) +
                            "' for port. Must be in the range 0 to 65535.",
                        400};
    }
    if (from > to) {
        return ApiError{"InvalidParameterValue",
                        "Invalid TCP/UDP port range (" + std::to_string(from) + ":" + std::to_string(to) + ")", 400};
    }
    return std::nullopt;
}

// FromPort is the ICMP type and ToPort its code; -1 stands for all, and all types mean all codes (API reference,
// IpPermission). The texts are ours.
std::optional<ApiError> checkIcmp(std::int64_t type, std::int64_t code) {
    const auto valid = [](std::int64_t n) { return n >= -1 && n <= 255; };
    if (!valid(type) || !valid(code)) {
        return ApiError{"InvalidParameterValue",
                        "Invalid value '" + std::to_string(valid(type) ? code : type) + "' for ICMP " +
                            (valid(type) ? "code" : "type") + ". Must be in the range -1 to 255.",
                        400};
    }
    if (type == -1 && code != -1) {
        return ApiError{"InvalidParameterValue", "All ICMP types (-1) must be given with all ICMP codes (-1).", 400};
    }
    return std::nullopt;
}

ApiError groupNotFound(const std::string& id) {
    return {"InvalidGroup.NotFound", "The security group '" + id.substr(0, 100) + "' does not exist", 400};
}

} // namespace

void Ec2Service::start(kernel::World& world) {
    const std::uint64_t seed = world.seed();
    const auto vpc = [&](const char* name, const char* cidr, bool isDefault) {
        m_vpcs.push_back({aws::resourceId(seed, "vpc-", name), name, cidr, isDefault});
        return m_vpcs.back().id;
    };
    const std::string shop = vpc("shop", "10.0.0.0/16", false);
    const std::string standard = vpc("default", "172.31.0.0/16", true);
    const auto subnet = [&](const char* name, const std::string& in, const char* zone, const char* cidr) {
        m_subnets.push_back({aws::resourceId(seed, "subnet-", name), name, in, std::string(aws::kRegion) + zone, cidr});
    };
    subnet("shop-private-a", shop, "a", "10.0.11.0/24");
    subnet("shop-private-b", shop, "b", "10.0.12.0/24");
    subnet("default-a", standard, "a", "172.31.0.0/20");
    subnet("default-b", standard, "b", "172.31.16.0/20");
    subnet("default-c", standard, "c", "172.31.32.0/20");

    const auto group = [&](const char* name, const char* text, const std::string& in) {
        m_groups.push_back({aws::resourceId(seed, "sg-", in + "/" + name), name, text, in, {}});
        return m_groups.size() - 1;
    };
    const std::size_t app = group("shop-app", "The shop's application", shop);
    const std::size_t cache = group("shop-cache", "The shop's cache nodes", shop);
    const std::size_t inner = group("default", "default VPC security group", standard);
    m_applicationGroup = m_groups[app].id;
    const auto rule = [&](std::size_t g, const char* protocol, int port, const std::string& source, const char* text) {
        m_groups[g].ingress.push_back({aws::resourceId(seed, "sgr-", std::to_string(++m_rulesMade)), protocol, port,
                                       port, "", source, text});
    };
    rule(cache, "tcp", kRedisPort, m_applicationGroup, "Redis from the application");
    rule(inner, "-1", -1, m_groups[inner].id, "");
}

const Subnet* Ec2Service::findSubnet(std::string_view id) const {
    const auto it = std::find_if(m_subnets.begin(), m_subnets.end(), [&](const Subnet& s) { return s.id == id; });
    return it == m_subnets.end() ? nullptr : &*it;
}

const SecurityGroup* Ec2Service::findGroup(std::string_view id) const {
    const auto it = std::find_if(m_groups.begin(), m_groups.end(), [&](const SecurityGroup& g) { return g.id == id; });
    return it == m_groups.end() ? nullptr : &*it;
}

SecurityGroup* Ec2Service::findGroup(std::string_view id) {
    return const_cast<SecurityGroup*>(std::as_const(*this).findGroup(id));
}

const SecurityGroup* Ec2Service::groupNamed(std::string_view name, std::string_view vpc) const {
    const auto it = std::find_if(m_groups.begin(), m_groups.end(), [&](const SecurityGroup& g) {
        return g.name == name && (vpc.empty() || g.vpc == vpc);
    });
    return it == m_groups.end() ? nullptr : &*it;
}

const SecurityGroup& Ec2Service::groupForNewClusters(std::string_view vpc) const {
    const SecurityGroup* g = groupNamed(vpc == shopVpc().id ? "shop-cache" : "default", vpc);
    MAYLAB_ASSERT(g != nullptr);
    return *g;
}

bool Ec2Service::applicationReaches(std::string_view vpc, std::span<const std::string> groupIds, int port) const {
    if (vpc != shopVpc().id) return false; // nothing connects the two VPCs
    for (const std::string& id : groupIds) {
        const SecurityGroup* g = findGroup(id);
        if (g == nullptr) continue;
        for (const SecurityGroupRule& r : g->ingress) {
            const bool portFits = r.protocol == "-1" || (r.protocol == "tcp" && r.fromPort <= port && port <= r.toPort);
            if (!portFits) continue;
            if (r.sourceGroup == m_applicationGroup) return true;
            if (!r.cidr.empty() && contains(r.cidr, kApplicationAddress)) return true;
        }
    }
    return false;
}

ApiResult Ec2Service::describe(const Json& input) const {
    const auto names = [&](const char* member) {
        std::vector<std::string> out;
        const auto it = input.find(member);
        if (it != input.end()) {
            for (const Json& one : *it) out.push_back(one.get<std::string>());
        }
        return out;
    };
    const auto ids = names("GroupIds"), groupNames = names("GroupNames");
    for (const std::string& id : ids) {
        if (id.rfind("sg-", 0) != 0) return tl::unexpected(malformedId(id));
        if (findGroup(id) == nullptr) return tl::unexpected(groupNotFound(id));
    }
    for (const std::string& name : groupNames) {
        if (groupNamed(name) == nullptr) return tl::unexpected(groupNotFound(name));
    }
    struct Filter {
        std::string name;
        std::vector<std::string> values;
    };
    std::vector<Filter> filters;
    if (input.contains("Filters")) {
        static constexpr std::string_view kKnown[] = {"group-id", "group-name", "vpc-id", "description", "owner-id"};
        for (const Json& f : input["Filters"]) {
            Filter filter{f.value("Name", ""), {}};
            if (std::find(std::begin(kKnown), std::end(kKnown), filter.name) == std::end(kKnown)) {
                return fail("InvalidParameterValue", "The filter '" + filter.name.substr(0, 100) + "' is invalid");
            }
            if (f.contains("Values")) {
                for (const Json& v : f["Values"]) filter.values.push_back(v.get<std::string>());
            }
            filters.push_back(std::move(filter));
        }
    }
    std::string after;
    if (input.contains("NextToken")) {
        const auto marker = aws::readMarker("DescribeSecurityGroups", input["NextToken"].get<std::string>());
        if (!marker) return fail("InvalidParameterValue", "The token '" + input["NextToken"].get<std::string>().substr(0, 100) + "' is invalid");
        after = *marker;
    }
    const auto limit = input.value("MaxResults", std::size_t{1000});

    std::vector<const SecurityGroup*> chosen;
    for (const SecurityGroup& g : m_groups) {
        const auto in = [](const std::vector<std::string>& list, const std::string& v) {
            return list.empty() || std::find(list.begin(), list.end(), v) != list.end();
        };
        if (!in(ids, g.id) || !in(groupNames, g.name) || g.id <= after) continue;
        const bool pass = std::all_of(filters.begin(), filters.end(), [&](const Filter& f) {
            const std::string value = f.name == "group-id"      ? g.id
                                      : f.name == "group-name"  ? g.name
                                      : f.name == "vpc-id"      ? g.vpc
                                      : f.name == "description" ? g.description
                                                                : std::string(aws::kAccountId);
            return std::find(f.values.begin(), f.values.end(), value) != f.values.end();
        });
        if (pass) chosen.push_back(&g);
    }
    std::sort(chosen.begin(), chosen.end(), [](const auto* a, const auto* b) { return a->id < b->id; });
    Json out = {{"SecurityGroups", Json::array()}};
    for (const SecurityGroup* g : chosen) {
        if (out["SecurityGroups"].size() == limit) {
            out["NextToken"] = aws::makeMarker("DescribeSecurityGroups", out["SecurityGroups"].back()["GroupId"].get<std::string>());
            break;
        }
        out["SecurityGroups"].push_back(groupJson(*g));
    }
    return out;
}

ApiResult Ec2Service::change(kernel::World& world, const Json& input, bool authorize) {
    // The group.
    const std::string id = input.value("GroupId", ""), name = input.value("GroupName", "");
    if (id.empty() && name.empty()) {
        return fail("MissingParameter", "The request must contain the parameter groupName or groupId");
    }
    if (!id.empty() && id.rfind("sg-", 0) != 0) return tl::unexpected(malformedId(id));
    const SecurityGroup* found = id.empty() ? groupNamed(name) : std::as_const(*this).findGroup(id);
    if (found == nullptr) return tl::unexpected(groupNotFound(id.empty() ? name : id));

    // The rules, from IpPermissions or from the flat parameters.
    Json permissions = input.contains("IpPermissions") ? input["IpPermissions"] : Json::array();
    const Json ruleIds = input.contains("SecurityGroupRuleIds") ? input["SecurityGroupRuleIds"] : Json::array();
    if (permissions.empty() && ruleIds.empty()) {
        Json flat = Json::object();
        for (const char* m : {"IpProtocol", "FromPort", "ToPort"}) {
            if (input.contains(m)) flat[m] = input[m];
        }
        if (input.contains("CidrIp")) flat["IpRanges"] = Json::array({{{"CidrIp", input["CidrIp"]}}});
        if (input.contains("SourceSecurityGroupName")) {
            flat["UserIdGroupPairs"] = Json::array({{{"GroupName", input["SourceSecurityGroupName"]}}});
        }
        if (flat.empty()) {
            return fail("MissingParameter", "The request must contain the parameter ipPermissions");
        }
        permissions.push_back(flat);
    }
    std::vector<SecurityGroupRule> rules;
    for (const Json& p : permissions) {
        SecurityGroupRule rule;
        if (!p.contains("IpProtocol")) return fail("MissingParameter", "The request must contain the parameter ipProtocol");
        rule.protocol = p["IpProtocol"].get<std::string>();
        if (rule.protocol == "6") rule.protocol = "tcp";
        if (rule.protocol == "17") rule.protocol = "udp";
        if (rule.protocol == "1") rule.protocol = "icmp";
        if (rule.protocol != "tcp" && rule.protocol != "udp" && rule.protocol != "icmp" && rule.protocol != "-1") {
            return fail("InvalidParameterValue",
                        "Invalid value '" + rule.protocol.substr(0, 100) + "' for IP protocol. Unknown protocol.");
        }
        if (rule.protocol != "-1") {
            if (!p.contains("FromPort") || !p.contains("ToPort")) {
                return fail("InvalidParameterValue",
                            "Invalid value for portRange. Must specify both from and to ports with TCP/UDP.");
            }
            const auto from = p["FromPort"].get<std::int64_t>(), to = p["ToPort"].get<std::int64_t>();
            if (auto refused = rule.protocol == "icmp" ? checkIcmp(from, to) : checkPorts(from, to)) {
                return tl::unexpected(*refused);
            }
            rule.fromPort = static_cast<int>(from);
            rule.toPort = static_cast<int>(to);
        }
        for (const char* other : {"Ipv6Ranges", "PrefixListIds"}) {
            if (p.contains(other) && !p[other].empty()) {
                return fail("UnsupportedBySimulator", std::string(other) + " are not part of this simulator: use IpRanges or UserIdGroupPairs.");
            }
        }
        bool any = false;
        if (p.contains("IpRanges")) {
            for (const Json& r : p["IpRanges"]) {
                SecurityGroupRule one = rule;
                one.cidr = r.value("CidrIp", "");
                one.description = r.value("Description", "");
                std::uint32_t network = 0;
                int bits = 0;
                if (!parseCidr(one.cidr, network, bits)) {
                    return fail("InvalidParameterValue", "CIDR block " + one.cidr.substr(0, 100) + " is malformed");
                }
                one.cidr = std::to_string(network >> 24) + "." + std::to_string(network >> 16 & 255) + "." +
                           std::to_string(network >> 8 & 255) + "." + std::to_string(network & 255) + "/" +
                           std::to_string(bits);
                rules.push_back(std::move(one));
                any = true;
            }
        }
        if (p.contains("UserIdGroupPairs")) {
            for (const Json& pair : p["UserIdGroupPairs"]) {
                SecurityGroupRule one = rule;
                one.description = pair.value("Description", "");
                const std::string source = pair.value("GroupId", ""), sourceName = pair.value("GroupName", "");
                const SecurityGroup* g = source.empty() ? groupNamed(sourceName, found->vpc) : std::as_const(*this).findGroup(source);
                if (!source.empty() && source.rfind("sg-", 0) != 0) return tl::unexpected(malformedId(source));
                if (g == nullptr) return tl::unexpected(groupNotFound(source.empty() ? sourceName : source));
                if (g->vpc != found->vpc) {
                    return fail("InvalidGroup.NotFound", "You have specified two resources that belong to different networks.");
                }
                one.sourceGroup = g->id;
                rules.push_back(std::move(one));
                any = true;
            }
        }
        if (!any) return fail("MissingParameter", "The request must contain the parameter cidrIp or a source security group");
    }
    const bool dryRun = input.value("DryRun", false);
    SecurityGroup& target = *findGroup(found->id);
    std::vector<SecurityGroupRule> changed;

    if (authorize) {
        for (std::size_t i = 0; i < rules.size(); ++i) {
            const auto same = [&](const SecurityGroupRule& r) { return r.sameAs(rules[i]); };
            if (std::any_of(target.ingress.begin(), target.ingress.end(), same)) {
                return fail("InvalidPermission.Duplicate",
                            "the specified rule \"" + describeRule(rules[i]) + "\" already exists");
            }
            if (std::any_of(rules.begin(), rules.begin() + static_cast<std::ptrdiff_t>(i), same)) {
                return fail("InvalidParameterValue", "The same permission must not appear multiple times");
            }
        }
        if (target.ingress.size() + rules.size() > kMaxRules) {
            return fail("RulesPerSecurityGroupLimitExceeded",
                        "The maximum number of rules per security group has been reached.");
        }
        if (dryRun) return fail("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412);
        for (SecurityGroupRule& r : rules) {
            r.id = aws::resourceId(world.seed(), "sgr-", std::to_string(++m_rulesMade));
            target.ingress.push_back(r);
            changed.push_back(r);
        }
    } else {
        std::vector<std::string> gone;
        for (const Json& ruleId : ruleIds) {
            const std::string wanted = ruleId.get<std::string>();
            const bool known = std::any_of(target.ingress.begin(), target.ingress.end(),
                                           [&](const SecurityGroupRule& r) { return r.id == wanted; });
            if (!known) {
                return fail("InvalidSecurityGroupRuleId.NotFound",
                            "The security group rule ID '" + wanted.substr(0, 100) + "' does not exist");
            }
            gone.push_back(wanted);
        }
        for (const SecurityGroupRule& wanted : rules) {
            const auto it = std::find_if(target.ingress.begin(), target.ingress.end(),
                                         [&](const SecurityGroupRule& r) { return r.sameAs(wanted); });
            if (it == target.ingress.end()) {
                return fail("InvalidPermission.NotFound", "The specified rule does not exist in this security group.");
            }
            gone.push_back(it->id);
        }
        if (dryRun) return fail("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412);
        for (const SecurityGroupRule& r : target.ingress) {
            if (std::find(gone.begin(), gone.end(), r.id) != gone.end()) changed.push_back(r);
        }
        std::erase_if(target.ingress, [&](const SecurityGroupRule& r) {
            return std::find(gone.begin(), gone.end(), r.id) != gone.end();
        });
    }

    Json list = Json::array();
    for (const SecurityGroupRule& r : changed) {
        Json one = {{"SecurityGroupRuleId", r.id}, {"GroupId", target.id}, {"IsEgress", false},
                    {"IpProtocol", r.protocol},    {"FromPort", r.fromPort}, {"ToPort", r.toPort}};
        if (!r.cidr.empty()) one["CidrIpv4"] = r.cidr;
        if (!r.description.empty()) one["Description"] = r.description;
        if (authorize) {
            one["GroupOwnerId"] = std::string(aws::kAccountId);
            one["SecurityGroupRuleArn"] = aws::makeArn("ec2", "security-group-rule/" + r.id);
            if (!r.sourceGroup.empty()) {
                one["ReferencedGroupInfo"] = {{"GroupId", r.sourceGroup}, {"UserId", std::string(aws::kAccountId)}};
            }
        } else if (!r.sourceGroup.empty()) {
            one["ReferencedGroupId"] = r.sourceGroup;
        }
        list.push_back(std::move(one));
    }
    if (authorize) return Json{{"Return", true}, {"SecurityGroupRules", list}};
    return Json{{"Return", true}, {"RevokedSecurityGroupRules", list}, {"UnknownIpPermissions", Json::array()}};
}

kernel::MaybeResult Ec2Service::call(kernel::World& world, const kernel::Call& call) {
    const bool authorizing = call.operation == "AuthorizeSecurityGroupIngress";
    if (!authorizing && call.operation != "RevokeSecurityGroupIngress") {
        return peek(world, call.operation, call.input);
    }
    for (const aws::OperationModel& m : ec2Models()) {
        ApiError error;
        if (call.operation == m.operation && !aws::validate(m, call.input, error)) return ApiResult(tl::unexpected(error));
    }
    if (auto refused = aws::authorize(call.actor, "ec2:" + std::string(call.operation), "*")) {
        return ApiResult(tl::unexpected(*refused));
    }
    return change(world, call.input.is_object() ? call.input : Json::object(), authorizing);
}

ApiResult Ec2Service::peek(const kernel::World&, std::string_view operation, const Json& input) const {
    if (operation == "DescribeSecurityGroups") {
        ApiError error;
        for (const aws::OperationModel& m : ec2Models()) {
            if (operation == m.operation && !aws::validate(m, input, error)) return tl::unexpected(error);
        }
        return describe(input.is_object() ? input : Json::object());
    }
    return fail("InvalidAction", "The action " + std::string(operation.substr(0, 100)) + " is not valid for this web service.");
}

void Ec2Service::mixInto(kernel::Fingerprint& f) const {
    for (const SecurityGroup& g : m_groups) {
        f.mix(g.id);
        for (const SecurityGroupRule& r : g.ingress) {
            f.mix(r.id);
            f.mix(describeRule(r));
        }
    }
}

} // namespace maylab::cache
