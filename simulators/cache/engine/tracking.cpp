#include "cache/engine/tracking.h"

#include "cache/engine/arguments.h"
#include "cache/engine/commands.h"

#include <algorithm>

namespace maylab::cache {

namespace {

constexpr std::string_view kChannel = "__redis__:invalidate";

bool overlap(std::string_view a, std::string_view b) {
    const std::size_t n = std::min(a.size(), b.size());
    return a.substr(0, n) == b.substr(0, n);
}

template <class Keys>
void writeKeys(RespWriter& out, const Keys* keys) {
    if (keys == nullptr) {
        out.null();
        return;
    }
    out.array(keys->size());
    for (const auto& key : *keys) out.bulk(key);
}

// keys nullptr: all of them.
void tell(Server& s, Client& c, const std::vector<std::string_view>* keys) {
    Client* to = &c;
    if (c.tracking.redirect != 0) {
        to = s.clients.find(c.tracking.redirect);
        if (to == nullptr || to->closing) {
            c.tracking.redirectBroken = true;
            if (c.protocol == 2) return;
            std::string bytes;
            RespWriter out(bytes, c.protocol);
            out.push(2);
            out.bulk("tracking-redir-broken");
            out.integer(static_cast<std::int64_t>(c.tracking.redirect));
            sendTo(s, c, bytes);
            return;
        }
    }
    std::string bytes;
    RespWriter out(bytes, to->protocol);
    if (to->protocol != 2) {
        out.push(2);
        out.bulk("invalidate");
    } else if (c.tracking.redirect != 0 && to->subscribed()) {
        out.push(3);
        out.bulk("message");
        out.bulk(kChannel);
    } else {
        return; // it could not tell this from a reply
    }
    writeKeys(out, keys);
    sendTo(s, *to, bytes);
}

bool servesItself(const Server& s, const Client& c) { return c.id == s.outbox.speaker; }

} // namespace

std::size_t TrackingTable::items() const {
    std::size_t n = 0;
    for (const auto& [key, who] : keys) n += who.size();
    return n;
}

void rememberKeys(Server& s, Client& c, const Command& command, std::span<const std::string_view> argv) {
    const Tracking& t = c.tracking;
    if (!t.on || t.broadcast || (t.optIn && !t.caching) || (t.optOut && t.caching)) return;
    std::vector<std::size_t> positions;
    if (!commandKeys(command, argv, positions)) return;
    for (const std::size_t k : positions) {
        auto& who = s.tracking.keys[std::string(argv[k])];
        if (std::find(who.begin(), who.end(), c.id) == who.end()) who.push_back(c.id);
    }
    while (s.cfg().trackingTableMaxKeys > 0 && static_cast<std::int64_t>(s.tracking.keys.size()) > s.cfg().trackingTableMaxKeys)
        invalidateKey(s, std::string(s.tracking.keys.begin()->first));
}

void invalidateKey(Server& s, std::string_view key) {
    TrackingTable& t = s.tracking;
    for (auto& [prefix, state] : t.prefixes) {
        if (!key.starts_with(prefix)) continue;
        state.changed.insert_or_assign(std::string(key), s.outbox.speaker);
        t.changed = true;
    }
    const auto at = t.keys.find(key);
    if (at == t.keys.end()) return;
    const std::vector<ClientId> who = std::move(at->second);
    t.keys.erase(at);
    for (const ClientId id : who) {
        Client* c = s.clients.find(id);
        if (c == nullptr || !c->tracking.on || c->tracking.broadcast) continue;
        const bool own = servesItself(s, *c);
        if (own && c->tracking.noLoop) continue;
        if (own) {
            t.pending.emplace_back(key);
            continue;
        }
        const std::vector<std::string_view> one{key};
        tell(s, *c, &one);
    }
}

void invalidateAll(Server& s) {
    TrackingTable& t = s.tracking;
    if (t.clients == 0) return;
    t.keys.clear();
    for (Client& c : s.clients.all()) {
        if (!c.tracking.on) continue;
        if (servesItself(s, c)) t.pendingFlush = true;
        else tell(s, c, nullptr);
    }
}

void sendPendingInvalidations(Server& s) {
    TrackingTable& t = s.tracking;
    if (t.pending.empty() && !t.pendingFlush) return;
    const std::vector<std::string> keys = std::move(t.pending);
    const bool all = t.pendingFlush;
    t.pending.clear();
    t.pendingFlush = false;
    Client* c = s.clients.find(s.outbox.speaker);
    if (c == nullptr || !c->tracking.on) return;
    for (const std::string& key : keys) {
        const std::vector<std::string_view> one{key};
        tell(s, *c, &one);
    }
    if (all) tell(s, *c, nullptr);
}

void broadcastInvalidations(Server& s) {
    if (!s.tracking.changed) return;
    s.tracking.changed = false;
    for (auto& [prefix, state] : s.tracking.prefixes) {
        if (state.changed.empty()) continue;
        const std::map<std::string, ClientId> changed = std::move(state.changed);
        state.changed.clear();
        for (const ClientId id : state.clients) {
            Client* c = s.clients.find(id);
            if (c == nullptr) continue;
            std::vector<std::string_view> keys;
            for (const auto& [key, by] : changed) {
                if (!c->tracking.noLoop || by != id) keys.emplace_back(key);
            }
            if (!keys.empty()) tell(s, *c, &keys);
        }
    }
}

void stopTracking(Server& s, Client& c) {
    if (!c.tracking.on) return;
    for (const std::string& prefix : c.tracking.prefixes) {
        const auto at = s.tracking.prefixes.find(prefix);
        if (at == s.tracking.prefixes.end()) continue;
        std::erase(at->second.clients, c.id);
        if (at->second.clients.empty()) s.tracking.prefixes.erase(at);
    }
    c.tracking = Tracking();
    --s.tracking.clients;
}

namespace commands {

namespace {

struct Wish {
    bool on = false, broadcast = false, optIn = false, optOut = false, noLoop = false;
    ClientId redirect = 0;
    std::vector<std::string_view> prefixes;
};

bool readWish(Invocation& i, Wish& w) {
    for (std::size_t k = 3; k < i.argc(); ++k) {
        const std::string_view a = i.argv[k];
        const bool more = k + 1 < i.argc();
        if (is(a, "REDIRECT") && more) {
            ++k;
            if (w.redirect != 0) {
                i.out.error("ERR A client can only redirect to a single other client");
                return false;
            }
            std::int64_t id = 0;
            if (!integerArgument(i, i.argv[k], id, "ERR Invalid client ID")) return false;
            if (i.server.clients.find(static_cast<ClientId>(id)) == nullptr) {
                i.out.error("ERR The client ID you want redirect to does not exist");
                return false;
            }
            w.redirect = static_cast<ClientId>(id);
        } else if (is(a, "BCAST")) {
            w.broadcast = true;
        } else if (is(a, "OPTIN")) {
            w.optIn = true;
        } else if (is(a, "OPTOUT")) {
            w.optOut = true;
        } else if (is(a, "NOLOOP")) {
            w.noLoop = true;
        } else if (is(a, "PREFIX") && more) {
            w.prefixes.push_back(i.argv[++k]);
        } else {
            i.out.error(text::kSyntax);
            return false;
        }
    }
    return true;
}

// Empty: the wish can be granted.
std::string refusalOf(const Client& c, const Wish& w) {
    const Tracking& t = c.tracking;
    if (!w.broadcast && !w.prefixes.empty()) return "ERR PREFIX option requires BCAST mode to be enabled";
    if (t.on && t.broadcast != w.broadcast)
        return "ERR You can't switch BCAST mode on/off before disabling tracking for this client, and then re-enabling it with a "
               "different mode.";
    if (w.broadcast && (w.optIn || w.optOut)) return "ERR OPTIN and OPTOUT are not compatible with BCAST";
    if (w.optIn && w.optOut) return "ERR You can't specify both OPTIN mode and OPTOUT mode";
    if ((w.optIn && t.optOut) || (w.optOut && t.optIn))
        return "ERR You can't switch OPTIN/OPTOUT mode before disabling tracking for this client, and then re-enabling it with a "
               "different mode.";
    if (!w.broadcast) return {};
    for (std::size_t k = 0; k < w.prefixes.size(); ++k) {
        for (const std::string& old : t.prefixes) {
            if (overlap(old, w.prefixes[k]))
                return "ERR Prefix '" + std::string(w.prefixes[k]) + "' overlaps with an existing prefix '" + old +
                       "'. Prefixes for a single client must not overlap.";
        }
        for (std::size_t j = k + 1; j < w.prefixes.size(); ++j) {
            if (overlap(w.prefixes[k], w.prefixes[j]))
                return "ERR Prefix '" + std::string(w.prefixes[k]) + "' overlaps with another provided prefix '" +
                       std::string(w.prefixes[j]) + "'. Prefixes for a single client must not overlap.";
        }
    }
    return {};
}

} // namespace

void clientTracking(Invocation& i) {
    Wish w;
    if (!readWish(i, w)) return;
    Client& c = i.client;
    if (is(i.argv[2], "OFF")) {
        stopTracking(i.server, c);
        i.out.ok();
        return;
    }
    if (!is(i.argv[2], "ON")) {
        i.out.error(text::kSyntax);
        return;
    }
    if (const std::string refusal = refusalOf(c, w); !refusal.empty()) {
        i.out.error(refusal);
        return;
    }
    Tracking& t = c.tracking;
    if (!t.on) ++i.server.tracking.clients;
    t.on = true;
    t.redirectBroken = t.caching = false;
    t.broadcast = w.broadcast;
    t.optIn = w.optIn;
    t.optOut = w.optOut;
    t.noLoop = w.noLoop;
    t.redirect = w.redirect;
    if (w.broadcast) {
        if (w.prefixes.empty() && t.prefixes.empty()) w.prefixes.emplace_back();
        for (const auto prefix : w.prefixes) {
            t.prefixes.emplace_back(prefix);
            i.server.tracking.prefixes[std::string(prefix)].clients.push_back(c.id);
        }
        std::sort(t.prefixes.begin(), t.prefixes.end());
    }
    i.out.ok();
}

void clientCaching(Invocation& i) {
    Tracking& t = i.client.tracking;
    if (!t.on || (!t.optIn && !t.optOut)) {
        i.out.error("ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or OPTOUT mode enabled");
        return;
    }
    const bool yes = is(i.argv[2], "YES");
    if (!yes && !is(i.argv[2], "NO")) {
        i.out.error(text::kSyntax);
        return;
    }
    if (yes && !t.optIn) {
        i.out.error("ERR CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.");
        return;
    }
    if (!yes && !t.optOut) {
        i.out.error("ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.");
        return;
    }
    t.caching = true;
    i.out.ok();
}

void clientGetredir(Invocation& i) {
    i.out.integer(i.client.tracking.on ? static_cast<std::int64_t>(i.client.tracking.redirect) : -1);
}

void clientTrackinginfo(Invocation& i) {
    const Tracking& t = i.client.tracking;
    std::vector<std::string_view> flags{t.on ? "on" : "off"};
    if (t.broadcast) flags.emplace_back("bcast");
    if (t.optIn) flags.emplace_back("optin");
    if (t.optIn && t.caching) flags.emplace_back("caching-yes");
    if (t.optOut) flags.emplace_back("optout");
    if (t.optOut && t.caching) flags.emplace_back("caching-no");
    if (t.noLoop) flags.emplace_back("noloop");
    if (t.redirectBroken) flags.emplace_back("broken_redirect");
    i.out.map(3);
    i.out.bulk("flags");
    i.out.set(flags.size());
    for (const auto flag : flags) i.out.bulk(flag);
    i.out.bulk("redirect");
    i.out.integer(t.on ? static_cast<std::int64_t>(t.redirect) : -1);
    i.out.bulk("prefixes");
    i.out.array(t.prefixes.size());
    for (const std::string& prefix : t.prefixes) i.out.bulk(prefix);
}

} // namespace commands

} // namespace maylab::cache
