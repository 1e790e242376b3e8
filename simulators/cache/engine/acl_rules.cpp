// The rules of ACL SETUSER: reading them, and telling a user's permissions in them.
#include "cache/engine/acl.h"

#include "cache/engine/arguments.h"
#include "cache/engine/command_table.h"
#include "cache/engine/numbers.h"
#include "cache/engine/sha256.h"
#include "kernel/assert.h"

#include <algorithm>
#include <climits>

namespace maylab::cache {

namespace {

constexpr std::string_view kUnknown = "Unknown command or category name in ACL";
constexpr std::string_view kSyntax = "Syntax error";
constexpr std::string_view kNoPassword = "The password you are trying to remove from the user does not exist";
constexpr std::string_view kBadHash = "The password hash must be exactly 64 characters and contain only lowercase hexadecimal characters";
constexpr std::string_view kKeysAll = "Adding a pattern after the * pattern (or the 'allkeys' flag) is not valid and does not "
                                      "have any effect. Try 'resetkeys' to start with an empty list of patterns";
constexpr std::string_view kChannelsAll = "Adding a pattern after the * pattern (or the 'allchannels' flag) is not valid and does "
                                          "not have any effect. Try 'resetchannels' to start with an empty list of channels";
constexpr std::string_view kSubArgument = "Allowing first-arg of a subcommand is not supported";

constexpr std::string_view kCategories[] = {
    "keyspace", "read",   "write", "set",  "sortedset", "list",      "hash",       "string",      "bitmap",   "hyperloglog", "geo",
    "stream",   "pubsub", "admin", "fast", "slow",      "blocking",  "dangerous",  "connection",  "transaction", "scripting"};

bool hasSpaces(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return c == ' ' || c == '\0' || (c >= '\t' && c <= '\r'); });
}

// Calls visit(row) for the command and its sub-commands.
template <class Visit>
void withSubCommands(std::size_t row, Visit&& visit) {
    visit(row);
    const auto table = commandTable();
    const std::string prefix = std::string(table[row].name) + "|";
    for (std::size_t k = row + 1; k < table.size() && std::string_view(table[k].name).starts_with(prefix); ++k) visit(k);
}

void permit(AclSelector& s, std::size_t row, bool allow) {
    withSubCommands(row, [&](std::size_t k) { s.commands.set(k, allow); });
    if (!allow) s.allCommands = false;
    s.firstArguments.erase(static_cast<int>(row));
}

void permitAll(AclSelector& s, bool allow) {
    if (allow) s.commands.set();
    else s.commands.reset();
    s.allCommands = s.futureCommands = allow;
    s.firstArguments.clear();
}

bool permitCategory(AclSelector& s, std::string_view category, bool allow) {
    if (std::none_of(std::begin(kCategories), std::end(kCategories), [&](auto c) { return is(category, c); })) return false;
    const auto table = commandTable();
    for (std::size_t row = 0; row < table.size(); ++row) {
        if (isIn(table[row], category)) permit(s, row, allow);
    }
    return true;
}

std::string_view permitCommand(AclSelector& s, std::string_view name, bool allow) {
    const Command* command = findCommand(name);
    const auto rowOf = [](const Command* c) { return static_cast<std::size_t>(c - commandTable().data()); };
    if (!allow || name.find('|') == std::string_view::npos) {
        if (command == nullptr) return kUnknown;
        permit(s, rowOf(command), allow);
        return {};
    }
    const std::size_t bar = name.rfind('|');
    const Command* parent = findCommand(name.substr(0, bar));
    if (parent == nullptr) return kUnknown;
    if (std::string_view(parent->name).find('|') != std::string_view::npos) return kSubArgument;
    const std::string_view argument = name.substr(bar + 1);
    if (argument.empty()) return kSyntax;
    bool hasSubs = false;
    withSubCommands(rowOf(parent), [&](std::size_t k) { hasSubs = hasSubs || k != rowOf(parent); });
    if (hasSubs) {
        if (command == nullptr) return kUnknown;
        permit(s, rowOf(command), true);
        return {};
    }
    auto& firsts = s.firstArguments[static_cast<int>(rowOf(parent))];
    const bool known = std::any_of(firsts.begin(), firsts.end(), [&](const std::string& f) { return is(f, argument); });
    if (!known) firsts.emplace_back(argument);
    return {};
}

std::string_view permitKeys(AclSelector& s, std::string_view rule) {
    if (s.allKeys) return kKeysAll;
    AclSelector::KeyPattern p;
    std::size_t at = 1;
    if (rule[0] == '~') {
        p.read = p.write = true;
    } else {
        for (; at < rule.size() && rule[at] != '~'; ++at) {
            bool& flag = rule[at] == 'R' || rule[at] == 'r' ? p.read : p.write;
            if ((rule[at] != 'R' && rule[at] != 'r' && rule[at] != 'W' && rule[at] != 'w') || flag) return kSyntax;
            flag = true;
        }
        if (!p.read && !p.write) return kSyntax;
        at = std::min(at + 1, rule.size());
    }
    p.pattern = rule.substr(at);
    if (hasSpaces(p.pattern)) return kSyntax;
    const auto known = std::find_if(s.keys.begin(), s.keys.end(), [&](const auto& k) { return k.pattern == p.pattern; });
    if (known == s.keys.end()) {
        s.keys.push_back(std::move(p));
    } else {
        known->read = known->read || p.read;
        known->write = known->write || p.write;
    }
    return {};
}

std::string_view applyToSelector(AclSelector& s, std::string_view rule) {
    if (is(rule, "allkeys") || rule == "~*") {
        s.allKeys = true;
        s.keys.clear();
    } else if (is(rule, "resetkeys")) {
        s.allKeys = false;
        s.keys.clear();
    } else if (is(rule, "allchannels") || rule == "&*") {
        s.allChannels = true;
        s.channels.clear();
    } else if (is(rule, "resetchannels")) {
        s.allChannels = false;
        s.channels.clear();
    } else if (is(rule, "allcommands") || is(rule, "+@all")) {
        permitAll(s, true);
    } else if (is(rule, "nocommands") || is(rule, "-@all")) {
        permitAll(s, false);
    } else if (rule[0] == '~' || rule[0] == '%') {
        return permitKeys(s, rule);
    } else if (rule[0] == '&') {
        if (s.allChannels) return kChannelsAll;
        if (hasSpaces(rule.substr(1))) return kSyntax;
        const std::string_view channel = rule.substr(1);
        if (std::find(s.channels.begin(), s.channels.end(), channel) == s.channels.end()) s.channels.emplace_back(channel);
    } else if (rule.starts_with("+@") || rule.starts_with("-@")) {
        if (!permitCategory(s, rule.substr(2), rule[0] == '+')) return kUnknown;
    } else if (rule[0] == '+' || rule[0] == '-') {
        return permitCommand(s, rule.substr(1), rule[0] == '+');
    } else {
        return kSyntax;
    }
    return {};
}

std::string_view applyPassword(AclUser& u, std::string_view rule) {
    const bool hashed = rule[0] == '#' || rule[0] == '!', add = rule[0] == '>' || rule[0] == '#';
    const std::string_view text = rule.substr(1);
    const auto isHex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    if (hashed && (text.size() != 64 || !std::all_of(text.begin(), text.end(), isHex))) return kBadHash;
    const std::string hash = hashed ? std::string(text) : sha256Hex(text);
    const auto at = std::find(u.passwords.begin(), u.passwords.end(), hash);
    if (add) {
        if (at == u.passwords.end()) u.passwords.push_back(hash);
        u.noPassword = false;
    } else {
        if (at == u.passwords.end()) return kNoPassword;
        u.passwords.erase(at);
    }
    return {};
}

std::string_view addSelector(AclUser& u, std::string_view inside) {
    AclSelector s;
    while (!inside.empty()) {
        const std::string_view word = inside.substr(0, inside.find(' '));
        inside.remove_prefix(std::min(inside.size(), word.size() + 1));
        if (word.empty()) continue;
        if (const std::string_view why = applyToSelector(s, word); !why.empty()) return why;
    }
    u.selectors.push_back(std::move(s));
    return {};
}

// Commands of the category that the set allows, and those it does not.
std::pair<int, int> countCategory(const AclSelector& s, std::string_view category) {
    int on = 0, off = 0;
    const auto table = commandTable();
    for (std::size_t row = 0; row < table.size(); ++row) {
        if (isIn(table[row], category)) ++(s.commands.test(row) ? on : off);
    }
    return {on, off};
}

void add(std::string& list, std::string_view word) {
    if (!list.empty()) list += ' ';
    list += word;
}

} // namespace

std::span<const std::string_view> aclCategories() { return kCategories; }

bool isIn(const Command& command, std::string_view category) {
    for (std::string_view rest = command.categories; !rest.empty();) {
        const std::string_view word = rest.substr(0, rest.find(' '));
        if (is(category, word)) return true;
        rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    }
    return false;
}

std::string_view applyRule(AclUser& u, std::string_view rule, bool hearsAll) {
    if (rule.empty()) return {};
    if (is(rule, "on")) u.enabled = true;
    else if (is(rule, "off")) u.enabled = false;
    else if (is(rule, "nopass") || is(rule, "resetpass")) {
        u.noPassword = is(rule, "nopass");
        u.passwords.clear();
    } else if (is(rule, "sanitize-payload")) u.sanitize = AclUser::Sanitize::Yes;
    else if (is(rule, "skip-sanitize-payload")) u.sanitize = AclUser::Sanitize::Skip;
    else if (std::string_view(">#<!").find(rule[0]) != std::string_view::npos) return applyPassword(u, rule);
    else if (rule[0] == '(' && rule.back() == ')' && rule.size() > 1) return addSelector(u, rule.substr(1, rule.size() - 2));
    else if (is(rule, "clearselectors")) u.selectors.resize(1);
    else if (is(rule, "reset")) {
        AclUser fresh;
        fresh.name = u.name;
        fresh.sanitize = AclUser::Sanitize::Yes;
        fresh.selectors[0].allChannels = hearsAll;
        u = std::move(fresh);
    } else return applyToSelector(u.selectors[0], rule);
    return {};
}

bool mergeSelectors(std::span<const std::string_view> words, std::vector<std::string>& rules, std::string& error) {
    std::string open;
    for (const std::string_view word : words) {
        const bool closes = !word.empty() && word.back() == ')';
        if (!open.empty()) {
            open += ' ';
            open += word;
            if (!closes) continue;
            rules.push_back(std::move(open));
            open.clear();
        } else if (!word.empty() && word[0] == '(' && !closes) {
            open = word;
        } else {
            rules.emplace_back(word);
        }
    }
    if (open.empty()) return true;
    error = "ERR Unmatched parenthesis in acl selector starting at '" + open.substr(0, open.find(' ')) + "'.";
    return false;
}

// By categories as far as they bring it nearer, the best one first, then by single commands.
std::string describeCommands(const AclSelector& s) {
    const bool additive = !s.futureCommands;
    AclSelector made, left = s; // what the rules so far make; what they leave to be said
    permitAll(made, !additive);
    std::string rules = additive ? "-@all" : "+@all";
    std::vector<std::string_view> open(std::begin(kCategories), std::end(kCategories));
    for (;;) {
        int fewest = INT_MAX, most = 0;
        auto best = open.end();
        for (auto c = open.begin(); c != open.end(); ++c) {
            const auto [on, off] = countCategory(left, *c);
            const int wrong = additive ? off : on, right = additive ? on : off;
            if (right <= wrong || !(wrong < fewest || (wrong == fewest && right > most))) continue;
            best = c;
            fewest = wrong;
            most = right;
        }
        if (best == open.end()) break;
        permitCategory(made, *best, additive);
        permitCategory(left, *best, !additive);
        rules += (additive ? " +@" : " -@") + std::string(*best);
        open.erase(best);
    }
    const auto table = commandTable();
    MAYLAB_ASSERT(table.size() <= AclSelector::kCommands);
    for (std::size_t row = 0; row < table.size(); ++row) {
        const bool wanted = s.commands.test(row);
        if (wanted != made.commands.test(row)) {
            rules += (wanted ? " +" : " -") + std::string(table[row].name);
            permit(made, row, wanted);
        }
        const auto firsts = s.firstArguments.find(static_cast<int>(row));
        if (wanted || firsts == s.firstArguments.end()) continue;
        for (const std::string& argument : firsts->second) rules += " +" + std::string(table[row].name) + "|" + argument;
    }
    return rules;
}

std::string describeKeys(const AclSelector& s) {
    if (s.allKeys) return "~*";
    std::string out;
    for (const auto& p : s.keys) add(out, (p.read && p.write ? "~" : p.read ? "%R~" : "%W~") + p.pattern);
    return out;
}

std::string describeChannels(const AclSelector& s) {
    if (s.allChannels) return "&*";
    std::string out;
    for (const std::string& c : s.channels) add(out, "&" + c);
    return out;
}

std::string describeUser(const AclUser& u) {
    std::string out = "user " + u.name + (u.enabled ? " on" : " off");
    if (u.noPassword) out += " nopass";
    if (u.sanitize == AclUser::Sanitize::Skip) out += " skip-sanitize-payload";
    if (u.sanitize == AclUser::Sanitize::Yes) out += " sanitize-payload";
    for (const std::string& p : u.passwords) out += " #" + p;
    for (std::size_t k = 0; k < u.selectors.size(); ++k) {
        const AclSelector& s = u.selectors[k];
        std::string rules = describeKeys(s);
        if (!s.allChannels) add(rules, "resetchannels");
        if (const std::string channels = describeChannels(s); !channels.empty()) add(rules, channels);
        add(rules, describeCommands(s));
        out += k == 0 ? " " + rules : " (" + rules + ")";
    }
    return out;
}

} // namespace maylab::cache
