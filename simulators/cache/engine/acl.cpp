// Checking permissions, and the log of what was denied.
#include "cache/engine/acl.h"

#include "cache/engine/client_text.h"
#include "cache/engine/command_table.h"
#include "cache/engine/commands.h"
#include "cache/engine/glob.h"
#include "cache/engine/numbers.h"
#include "cache/engine/server.h"
#include "cache/engine/sha256.h"

#include <algorithm>

namespace maylab::cache {

namespace {

using Denied = AclVerdict::Denied;

std::size_t rowOf(const Command& command) { return static_cast<std::size_t>(&command - commandTable().data()); }

bool commandAllowed(const AclSelector& s, const Command& command, std::span<const std::string_view> argv) {
    if (s.allCommands || command.has(Command::kNoAuth) || s.commands.test(rowOf(command))) return true;
    const auto at = s.firstArguments.find(static_cast<int>(rowOf(command)));
    if (at == s.firstArguments.end() || argv.size() < 2) return false;
    return std::any_of(at->second.begin(), at->second.end(),
                       [&](const std::string& first) { return equalsIgnoreCase(argv[1], first); });
}

bool keyAllowed(const AclSelector& s, std::string_view key, bool read, bool write) {
    return std::any_of(s.keys.begin(), s.keys.end(), [&](const AclSelector::KeyPattern& p) {
        return (!read || p.read) && (!write || p.write) && globMatch(p.pattern, key);
    });
}

// A pattern to listen to must be one of the rules, letter by letter.
bool channelAllowed(const AclSelector& s, std::string_view channel, bool pattern) {
    return s.allChannels || std::any_of(s.channels.begin(), s.channels.end(), [&](const std::string& rule) {
        return pattern ? rule == channel : globMatch(rule, channel);
    });
}

struct ChannelArguments {
    std::size_t first = 0, count = 0;
    bool patterns = false;
};
ChannelArguments channelsOf(const Command& command, std::size_t argc) {
    const Handler h = command.handler;
    if (h == commands::publish || h == commands::spublish) return {1, 1};
    if (h == commands::subscribe || h == commands::ssubscribe || h == commands::psubscribe)
        return {1, argc - 1, h == commands::psubscribe};
    return {};
}

AclVerdict check(const AclSelector& s, const Command& command, std::span<const std::string_view> argv) {
    if (!commandAllowed(s, command, argv)) return {Denied::Command};
    if (!s.allKeys && command.keySpecs[0] != '\0') {
        std::vector<KeyUse> uses;
        commandKeyUses(command, argv, uses);
        for (const KeyUse& u : uses) {
            if (!keyAllowed(s, argv[u.position], u.reads(), u.writes())) return {Denied::Key, u.position};
        }
    }
    if (!s.allChannels) {
        const ChannelArguments channels = channelsOf(command, argv.size());
        for (std::size_t k = channels.first; k < channels.first + channels.count; ++k) {
            if (!channelAllowed(s, argv[k], channels.patterns)) return {Denied::Channel, k};
        }
    }
    return {};
}

} // namespace

Acl::Acl() {
    AclUser& u = m_users[std::string(kDefault)];
    u.name = kDefault;
    u.enabled = u.noPassword = true;
    AclSelector& all = u.selectors[0];
    all.commands.set();
    all.allCommands = all.futureCommands = all.allKeys = all.allChannels = true;
}

void Acl::refresh() {
    m_restricts = std::any_of(m_users.begin(), m_users.end(),
                              [](const auto& u) { return !u.second.selectors[0].unrestricted(); });
}

bool Acl::needsLogin() const {
    const AclUser& u = m_users.find(kDefault)->second;
    return !u.enabled || !u.noPassword;
}

const AclUser* Acl::find(std::string_view name) const {
    const auto at = m_users.find(name);
    return at == m_users.end() ? nullptr : &at->second;
}

const AclUser* Acl::authenticate(std::string_view name, std::string_view password) const {
    const AclUser* u = find(name);
    if (u == nullptr || !u->enabled) return nullptr;
    if (u->noPassword) return u;
    const auto known = std::find(u->passwords.begin(), u->passwords.end(), sha256Hex(password));
    return known == u->passwords.end() ? nullptr : u;
}

void Acl::erase(std::string_view name) {
    if (const auto at = m_users.find(name); at != m_users.end() && name != kDefault) m_users.erase(at);
    refresh();
}

void Acl::setDefaultPassword(std::string_view password) {
    AclUser& u = m_users.find(kDefault)->second;
    u.passwords.clear();
    u.noPassword = password.empty();
    if (!password.empty()) u.passwords.push_back(sha256Hex(password));
}

std::string Acl::set(std::string_view name, std::span<const std::string> rules, bool newUserHearsAll) {
    const AclUser* known = find(name);
    AclUser changed;
    if (known != nullptr) {
        changed = *known;
    } else {
        changed.name = name;
        changed.selectors[0].allChannels = newUserHearsAll;
    }
    for (const std::string& rule : rules) {
        if (const std::string_view why = applyRule(changed, rule, newUserHearsAll); !why.empty())
            return "ERR Error in ACL SETUSER modifier '" + rule + "': " + std::string(why);
    }
    m_users.insert_or_assign(std::string(name), std::move(changed));
    refresh();
    return {};
}

AclVerdict aclCheck(const AclUser& user, const Command& command, std::span<const std::string_view> argv) {
    AclVerdict nearest;
    for (const AclSelector& s : user.selectors) {
        const AclVerdict v = check(s, command, argv);
        if (v) return v;
        // Told is the set that came furthest.
        if (v.what > nearest.what || (v.what == nearest.what && v.argument > nearest.argument)) nearest = v;
    }
    return nearest;
}

AclVerdict aclCheck(const Server& s, const Client& c, const Command& command, std::span<const std::string_view> argv) {
    const AclUser* user = s.acl.find(c.user);
    return user == nullptr ? AclVerdict{Denied::Command} : aclCheck(*user, command, argv);
}

bool aclReadsAllKeys(const Server& s, const Client& c, const Command& command, std::span<const std::string_view> argv) {
    const AclUser* user = s.acl.find(c.user);
    return user != nullptr && std::any_of(user->selectors.begin(), user->selectors.end(), [&](const AclSelector& set) {
        const bool all = set.allKeys || std::any_of(set.keys.begin(), set.keys.end(),
                                                    [](const auto& p) { return p.read && p.pattern == "*"; });
        return all && check(set, command, argv);
    });
}

bool aclKeepsSubscriptions(const AclUser& user, const Client& c) {
    const auto hears = [&](const std::vector<std::string>& names, bool patterns) {
        return std::all_of(names.begin(), names.end(), [&](const std::string& name) {
            return std::any_of(user.selectors.begin(), user.selectors.end(),
                               [&](const AclSelector& s) { return channelAllowed(s, name, patterns); });
        });
    };
    return hears(c.channels, false) && hears(c.shardChannels, false) && hears(c.patterns, true);
}

// --- telling ---

std::string_view denialName(Denied d) {
    switch (d) {
    case Denied::Command: return "command";
    case Denied::Key: return "key";
    case Denied::Authentication: return "auth";
    case Denied::Channel: return "channel";
    case Denied::Nothing: break;
    }
    return "unknown";
}

std::string denialText(const AclVerdict& v, const Command& command, std::span<const std::string_view> argv, bool named) {
    const auto about = [&](std::string_view one, std::string_view some) {
        return named ? "access the '" + std::string(argv[v.argument]) + "' " + std::string(one)
                     : "access one of the " + std::string(some) + " used as arguments";
    };
    const std::string what = v.what == Denied::Key       ? about("key", "keys")
                             : v.what == Denied::Channel ? about("channel", "channels")
                                                         : "run the '" + std::string(command.name) + "' command";
    return "this user has no permissions to " + what;
}

void noteDenied(Server& s, const Client& c, Denied reason, std::string_view context, std::string_view object,
                std::string_view user) {
    constexpr std::int64_t kTogetherMs = 60'000;
    AclLogEntry entry{reason, std::string(context), std::string(object), std::string(user), describeClient(s, c), 1, s.nowMs};
    while (!entry.client.empty() && entry.client.back() == '\n') entry.client.pop_back();
    const auto same = std::find_if(s.acl.log.begin(), s.acl.log.end(), [&](const AclLogEntry& e) {
        return e.reason == reason && e.context == context && e.object == object && e.user == user &&
               s.nowMs - e.unixMs <= kTogetherMs;
    });
    if (same != s.acl.log.end()) {
        entry.count += same->count;
        s.acl.log.erase(same);
    }
    s.acl.log.push_front(std::move(entry));
    while (static_cast<std::int64_t>(s.acl.log.size()) > s.cfg().aclLogMaxLength) s.acl.log.pop_back();
}

void noteDenied(Server& s, const Client& c, const AclVerdict& v, std::string_view context, const Command& command,
                std::span<const std::string_view> argv) {
    noteDenied(s, c, v.what, context, v.what == Denied::Command ? std::string_view(command.name) : argv[v.argument], c.user);
}

} // namespace maylab::cache
