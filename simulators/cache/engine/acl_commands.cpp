// ACL: users and their permissions.
#include "cache/engine/acl.h"
#include "cache/engine/arguments.h"
#include "cache/engine/commands.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::cache::commands {

namespace {

constexpr std::string_view kNoFile =
    "ERR This Redis instance is not configured to use an ACL file. You may want to specify users via the ACL SETUSER command and "
    "then issue a CONFIG REWRITE (assuming you have a Redis configuration file set) in order to store users in the Redis "
    "configuration.";

void describe(RespWriter& out, const AclSelector& s) {
    out.bulk("commands");
    out.bulk(describeCommands(s));
    out.bulk("keys");
    out.bulk(describeKeys(s));
    out.bulk("channels");
    out.bulk(describeChannels(s));
}

template <class Which>
void hangUp(Invocation& i, Which&& which) {
    for (Client& c : i.server.clients.all()) {
        if (which(c)) c.closing = true;
    }
}

} // namespace

void aclWhoami(Invocation& i) { i.out.bulk(i.client.user); }

void aclUsers(Invocation& i) {
    i.out.array(i.server.acl.users().size());
    for (const auto& [name, user] : i.server.acl.users()) i.out.bulk(name);
}

void aclList(Invocation& i) {
    i.out.array(i.server.acl.users().size());
    for (const auto& [name, user] : i.server.acl.users()) i.out.bulk(describeUser(user));
}

void aclGetuser(Invocation& i) {
    const AclUser* user = i.server.acl.find(i.argv[2]);
    if (user == nullptr) {
        i.out.null();
        return;
    }
    std::vector<std::string_view> flags{user->enabled ? "on" : "off"};
    if (user->noPassword) flags.emplace_back("nopass");
    if (user->sanitize != AclUser::Sanitize::Unsaid)
        flags.emplace_back(user->sanitize == AclUser::Sanitize::Skip ? "skip-sanitize-payload" : "sanitize-payload");
    RespWriter& out = i.out;
    out.map(6);
    out.bulk("flags");
    out.set(flags.size());
    for (const auto f : flags) out.bulk(f);
    out.bulk("passwords");
    out.array(user->passwords.size());
    for (const std::string& p : user->passwords) out.bulk(p);
    describe(out, user->selectors[0]);
    out.bulk("selectors");
    out.array(user->selectors.size() - 1);
    for (std::size_t k = 1; k < user->selectors.size(); ++k) {
        out.map(3);
        describe(out, user->selectors[k]);
    }
}

void aclSetuser(Invocation& i) {
    const std::string_view name = i.argv[2];
    if (name.find_first_of(std::string_view(" \t\n\v\f\r\0", 7)) != std::string_view::npos) {
        i.out.error("ERR Usernames can't contain spaces or null characters");
        return;
    }
    std::vector<std::string> rules;
    std::string error;
    if (!mergeSelectors(i.argv.subspan(3), rules, error)) {
        i.out.error(error);
        return;
    }
    const bool hearsAll = *i.server.config.get("acl-pubsub-default") == "allchannels";
    if (error = i.server.acl.set(name, rules, hearsAll); !error.empty()) {
        i.out.error(error);
        return;
    }
    const AclUser& user = *i.server.acl.find(name);
    hangUp(i, [&](const Client& c) { return c.user == name && !aclKeepsSubscriptions(user, c); });
    i.out.ok();
}

void aclDeluser(Invocation& i) {
    std::int64_t n = 0;
    for (std::size_t k = 2; k < i.argc(); ++k) {
        if (i.argv[k] == Acl::kDefault) {
            i.out.error("ERR The 'default' user cannot be removed");
            return;
        }
    }
    for (std::size_t k = 2; k < i.argc(); ++k) {
        if (i.server.acl.find(i.argv[k]) == nullptr) continue;
        i.server.acl.erase(i.argv[k]);
        hangUp(i, [&](const Client& c) { return c.user == i.argv[k]; });
        ++n;
    }
    i.out.integer(n);
}

void aclCat(Invocation& i) {
    if (i.argc() > 3) {
        subCommandSyntax(i);
        return;
    }
    const auto categories = aclCategories();
    if (i.argc() == 2) {
        i.out.array(categories.size());
        for (const auto c : categories) i.out.bulk(c);
        return;
    }
    if (std::none_of(categories.begin(), categories.end(), [&](auto c) { return is(i.argv[2], c); })) {
        i.out.error("ERR Unknown category '" + std::string(i.argv[2]) + "'");
        return;
    }
    std::vector<std::string_view> names;
    for (const Command& c : commandTable()) {
        if (isIn(c, i.argv[2])) names.emplace_back(c.name);
    }
    i.out.array(names.size());
    for (const auto n : names) i.out.bulk(n);
}

void aclGenpass(Invocation& i) {
    constexpr std::int64_t kMost = 4096, kUsual = 256;
    std::int64_t bits = kUsual;
    if (i.argc() > 3) {
        subCommandSyntax(i);
        return;
    }
    if (i.argc() == 3) {
        if (!integerArgument(i, i.argv[2], bits)) return;
        if (bits <= 0 || bits > kMost) {
            i.out.error("ERR ACL GENPASS argument must be the number of bits for the output password, a positive number up to 4096");
            return;
        }
    }
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string password;
    for (std::int64_t k = 0; k < (bits + 3) / 4; ++k) password += kDigits[i.server.passwordRandom.below(16)];
    i.out.bulk(password);
}

void aclLog(Invocation& i) {
    std::int64_t count = 10;
    if (i.argc() > 3) {
        subCommandSyntax(i);
        return;
    }
    auto& log = i.server.acl.log;
    if (i.argc() == 3 && is(i.argv[2], "RESET")) {
        log.clear();
        i.out.ok();
        return;
    }
    if (i.argc() == 3 && !integerArgument(i, i.argv[2], count)) return;
    const std::size_t n = std::min(log.size(), static_cast<std::size_t>(std::max<std::int64_t>(count, 0)));
    i.out.array(n);
    for (std::size_t k = 0; k < n; ++k) {
        const AclLogEntry& e = log[k];
        i.out.map(7);
        i.out.bulk("count");
        i.out.integer(static_cast<std::int64_t>(e.count));
        i.out.bulk("reason");
        i.out.bulk(denialName(e.reason));
        i.out.bulk("context");
        i.out.bulk(e.context);
        i.out.bulk("object");
        i.out.bulk(e.object);
        i.out.bulk("username");
        i.out.bulk(e.user);
        i.out.bulk("age-seconds");
        i.out.real(static_cast<double>(i.server.nowMs - e.unixMs) / 1000);
        i.out.bulk("client-info");
        i.out.bulk(e.client);
    }
}

void aclDryrun(Invocation& i) {
    const AclUser* user = i.server.acl.find(i.argv[2]);
    if (user == nullptr) {
        i.out.error("ERR User '" + std::string(i.argv[2]) + "' not found");
        return;
    }
    const auto argv = i.argv.subspan(3);
    bool unknownSub = false;
    const Command* command = resolveCommand(argv, i.server.options.profile == EngineProfile::ElastiCache, unknownSub);
    if (command == nullptr) {
        i.out.error("ERR Command '" + std::string(argv[0]) + "' not found");
        return;
    }
    const auto argc = static_cast<int>(argv.size());
    if (command->arity > 0 ? argc != command->arity : argc < -command->arity) {
        i.out.error("ERR wrong number of arguments for '" + std::string(command->name) + "' command");
        return;
    }
    if (const AclVerdict v = aclCheck(*user, *command, argv)) {
        i.out.ok();
    } else {
        std::string text = denialText(v, *command, argv, true);
        text[0] = 'T';
        i.out.bulk(text);
    }
}

void aclLoad(Invocation& i) { i.out.error(kNoFile); }
void aclSave(Invocation& i) { i.out.error(kNoFile); }

} // namespace maylab::cache::commands
