#include "cache/memcached/console_session.h"

#include "cache/engine/resp.h"
#include "cache/memcached/numbers.h"
#include "kernel/outside.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace maylab::memcached {

namespace {

using Json = nlohmann::json;

constexpr double kMaxSleep = 40.0 * 86'400; // every turn of the background is made
constexpr std::int64_t kLastUs = 4'000'000'000ll * 1'000'000; // the server counts seconds in 32 bits
constexpr std::size_t kMaxConnections = 10'000;
constexpr std::string_view kTooManyConnections = "too many connections for a console";

Options serverOptions(const ConsoleOptions& o, std::string& error) {
    Options s;
    s.startedAtMs = o.startUnixMs;
    s.clusterConfig = o.clusterConfig;
    s.realMemoryCap = ConsoleSession::kMemoryCap;
    for (const auto& [name, value] : o.settings) {
        const ConfigResult r = setOption(s.settings, name, value);
        if (r.ok) continue;
        error = r.error;
        break;
    }
    return s;
}

std::string errorLine(std::string_view what) {
    return Json{{"error", std::string(what)}}.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace

ConsoleSession::ConsoleSession(const ConsoleOptions& options)
    : m_server(serverOptions(options, m_startError)), m_nowUs(options.startUnixMs * 1000) {
    if (options.clusterConfig) {
        m_server.setClusterConfig("localhost|127.0.0.1|" + std::to_string(m_server.settings().port), 1);
    }
}

void ConsoleSession::advance(double seconds) {
    if (!(seconds > 0)) return;
    const std::int64_t target = std::min(m_nowUs + static_cast<std::int64_t>(std::min(seconds, kMaxSleep) * 1e6), kLastUs);
    while (m_server.nextCron() <= target / 1000) m_server.cron(m_server.nextCron());
    m_nowUs = target;
}

std::string ConsoleSession::send(const std::string& connection, std::string_view bytes) {
    ClientId& client = m_clients[connection];
    if (!m_server.isOpen(client))
        client = m_server.connect(nowMs(), "127.0.0.1:" + std::to_string(40'000 + m_clients.size()));
    if (client == 0) return std::string(Memcached::kTooManyError);
    std::string out;
    m_server.receive(client, bytes, nowMs(), out);
    return out;
}

std::string ConsoleSession::jsonLine(std::string_view line, bool& failed) {
    failed = true;
    const Json step = kernel::parseJson(line);
    if (step.is_discarded()) return errorLine("not a line of JSON");
    if (!step.is_object()) return errorLine("a step is an object");
    if (const auto sleep = step.find("sleep_s"); sleep != step.end()) {
        if (!sleep->is_number() || sleep->get<double>() < 0) return errorLine("sleep_s must be a number of seconds");
        advance(sleep->get<double>());
        failed = false;
        return {};
    }
    std::string connection = "A";
    if (const auto c = step.find("conn"); c != step.end()) {
        if (!c->is_string()) return errorLine("conn must be a string");
        connection = c->get<std::string>();
    }
    auto bytes = step.find("send");
    if (bytes == step.end()) bytes = step.find("raw");
    if (bytes == step.end()) return errorLine("a step has one of send, raw, sleep_s");
    if (!bytes->is_string()) return errorLine("send must be a string");
    if (m_clients.size() >= kMaxConnections && m_clients.count(connection) == 0) return errorLine(kTooManyConnections);
    failed = false;
    const std::string out = send(connection, cache::utf8ToBytes(bytes->get_ref<const std::string&>()));
    return Json{{"reply", cache::bytesToUtf8(out)}}.dump(-1, ' ', true);
}

std::string ConsoleSession::textLine(std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with("!sleep")) {
        double seconds = 0;
        std::string_view rest = line.substr(6);
        rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
        if (!parseDouble(rest, seconds) || seconds < 0) return "usage: !sleep SECONDS\n";
        advance(seconds);
        return {};
    }
    const std::string out = send("console", std::string(line) + "\r\n");
    std::string shown;
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (out[i] != '\r' || i + 1 == out.size() || out[i + 1] != '\n') shown += out[i];
    }
    return shown;
}

} // namespace maylab::memcached
