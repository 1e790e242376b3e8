#include "cache/engine/monitor.h"

#include "cache/engine/commands.h"
#include "cache/engine/numbers.h"

#include <cstdio>

namespace maylab::cache {

namespace {

// Some arguments are nobody else's business.
bool secret(std::span<const std::string_view> argv, std::size_t k) {
    if (k == 0) return false;
    if (equalsIgnoreCase(argv[0], "auth")) return true;
    if (!equalsIgnoreCase(argv[0], "hello")) return false;
    return (k >= 2 && equalsIgnoreCase(argv[k - 1], "auth")) || (k >= 3 && equalsIgnoreCase(argv[k - 2], "auth"));
}

} // namespace

void feedMonitors(Server& s, int db, std::string_view address, std::span<const std::string_view> argv) {
    const std::int64_t us = s.nowMs * 1000 + s.costNs / 1000;
    char stamp[48];
    std::snprintf(stamp, sizeof stamp, "+%lld.%06lld [%d ", static_cast<long long>(us / 1'000'000),
                  static_cast<long long>(us % 1'000'000), db);
    std::string line = stamp;
    line += address;
    line += ']';
    for (std::size_t k = 0; k < argv.size(); ++k) {
        line += ' ';
        line += quoteBytes(secret(argv, k) ? std::string_view("(redacted)") : argv[k]);
    }
    line += "\r\n";
    for (const ClientId id : s.monitors) {
        if (Client* c = s.clients.find(id)) sendTo(s, *c, line);
    }
}

void feedMonitors(Server& s, const Client& c, std::span<const std::string_view> argv) {
    feedMonitors(s, c.db, c.script ? std::string_view("lua") : std::string_view(c.address), argv);
}

namespace commands {

void monitor(Invocation& i) {
    if (i.client.mayNotWait) {
        i.out.error("ERR MONITOR isn't allowed for DENY BLOCKING client");
        return;
    }
    if (!i.client.monitor) {
        i.client.monitor = true;
        i.server.monitors.push_back(i.client.id);
    }
    i.out.ok();
}

} // namespace commands

} // namespace maylab::cache
