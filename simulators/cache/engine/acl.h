// Users and what they may do: passwords, commands, keys, channels; the log of what was denied. While there is only the
// user "default" who may do everything, a command asks one flag.
//
// Errors are the server's texts. Source: sheet 2.1 (could), 1.3; behaviour compared with redis-server 7.0.15.
#pragma once

#include <bitset>
#include <cstdint>
#include <deque>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::cache {

struct Command;
struct Client;
struct Server;

// One set of permissions; a command is allowed if one set of its user allows all of it.
struct AclSelector {
    static constexpr std::size_t kCommands = 1024; // at least as many as the command table has rows
    struct KeyPattern {
        std::string pattern;
        bool read = false, write = false;
    };

    std::bitset<kCommands> commands; // by row of the command table
    bool allCommands = false;
    bool futureCommands = false; // began with +@all: rules are told by what is missing
    bool allKeys = false, allChannels = false;
    std::map<int, std::vector<std::string>> firstArguments; // "+select|0": of commands that are not allowed as such
    std::vector<KeyPattern> keys;
    std::vector<std::string> channels;

    bool unrestricted() const { return allCommands && allKeys && allChannels; }
};

struct AclUser {
    enum class Sanitize : std::uint8_t { Unsaid, Yes, Skip }; // kept and shown: RESTORE checks what it reads in any case

    std::string name;
    bool enabled = false, noPassword = false;
    Sanitize sanitize = Sanitize::Unsaid;
    std::vector<std::string> passwords;    // SHA-256 in hex
    std::vector<AclSelector> selectors{1}; // the user's own, then those in parentheses
};

struct AclVerdict {
    enum class Denied : std::uint8_t { Nothing, Command, Key, Authentication, Channel };
    Denied what = Denied::Nothing;
    std::size_t argument = 0; // Key, Channel: which one
    explicit operator bool() const { return what == Denied::Nothing; }
};

struct AclLogEntry {
    AclVerdict::Denied reason = AclVerdict::Denied::Nothing;
    std::string context, object, user, client;
    std::uint64_t count = 1;
    std::int64_t unixMs = 0;
};

class Acl {
  public:
    static constexpr std::string_view kDefault = "default";

    Acl();
    bool restricts() const { return m_restricts; } // somebody may not do everything
    bool needsLogin() const;                       // a connection that says nothing is nobody
    const AclUser* find(std::string_view name) const;
    const std::map<std::string, AclUser, std::less<>>& users() const { return m_users; }
    const AclUser* authenticate(std::string_view name, std::string_view password) const; // nullptr: refused
    // ACL SETUSER: makes the user if there is none. All rules or, with the text of an error, none.
    std::string set(std::string_view name, std::span<const std::string> rules, bool newUserHearsAll);
    void erase(std::string_view name); // not the default user
    void setDefaultPassword(std::string_view password); // requirepass; empty: none needed

    std::deque<AclLogEntry> log; // newest first

  private:
    void refresh();
    std::map<std::string, AclUser, std::less<>> m_users;
    bool m_restricts = false;
};

// May the user run command on these arguments (with the command's name)?
AclVerdict aclCheck(const AclUser& user, const Command& command, std::span<const std::string_view> argv);
// The same for a client; a user who is gone may nothing.
AclVerdict aclCheck(const Server& s, const Client& c, const Command& command, std::span<const std::string_view> argv);
// May it read any key with this command (SORT's BY and GET)?
bool aclReadsAllKeys(const Server& s, const Client& c, const Command& command, std::span<const std::string_view> argv);
// Does the user still hear all that the client is subscribed to?
bool aclKeepsSubscriptions(const AclUser& user, const Client& c);

std::string_view denialName(AclVerdict::Denied d); // "command", "key", "auth", "channel"
// "this user has no permissions to run the 'get' command"; with the key or channel by name if named.
std::string denialText(const AclVerdict& v, const Command& command, std::span<const std::string_view> argv, bool named = false);
// context: "toplevel", "multi", "lua". object: the command, key or channel; user: as which it was tried.
void noteDenied(Server& s, const Client& c, AclVerdict::Denied reason, std::string_view context, std::string_view object,
                std::string_view user);
void noteDenied(Server& s, const Client& c, const AclVerdict& v, std::string_view context, const Command& command,
                std::span<const std::string_view> argv);

// One rule of ACL SETUSER; answers with why it is none, or nothing. hearsAll: what acl-pubsub-default says.
std::string_view applyRule(AclUser& u, std::string_view rule, bool hearsAll);
// As ACL LIST and GETUSER tell them.
std::string describeCommands(const AclSelector& s); // "+@all -@admin +config|get"
std::string describeKeys(const AclSelector& s);     // "~a* %R~b*"
std::string describeChannels(const AclSelector& s); // "&ch*"
std::string describeUser(const AclUser& u);         // "user name on nopass ~* &* +@all"
// "(+get", "~x)" are one rule. False: error tells where a parenthesis stays open.
bool mergeSelectors(std::span<const std::string_view> words, std::vector<std::string>& rules, std::string& error);
std::span<const std::string_view> aclCategories();
bool isIn(const Command& command, std::string_view category);

} // namespace maylab::cache
