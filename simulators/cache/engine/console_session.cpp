#include "cache/engine/console_session.h"

#include "cache/engine/numbers.h"
#include "kernel/outside.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>

namespace maylab::cache {

namespace {

using Json = nlohmann::json;

constexpr double kMaxSleep = 400.0 * 86'400;
constexpr std::int64_t kLastUs = INT64_MAX / 16; // some 18,000 years: who sleeps on and on stays within every counter

EngineOptions engineOptions(const ConsoleOptions& o) {
    EngineOptions e;
    e.seed = o.seed;
    e.profile = o.profile;
    e.startedAtMs = o.startUnixMs;
    e.realMemoryCap = ConsoleSession::kMemoryCap;
    return e;
}

std::string errorLine(std::string_view what) {
    return Json{{"error", std::string(what)}}.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace

ConsoleSession::ConsoleSession(const ConsoleOptions& options)
    : m_engine(engineOptions(options)), m_nowUs(options.startUnixMs * 1000) {
    // Whoever types here sits beside the server.
    m_engine.configure("enable-debug-command", "local", nowMs());
    for (const auto& [name, value] : options.settings) {
        const ConfigResult r = m_engine.configure(name, value, nowMs());
        if (!r.ok) {
            m_startError = r.error;
            return;
        }
    }
}

ClientId ConsoleSession::client(const std::string& name) {
    ClientId& id = m_clients[name];
    if (!m_engine.isOpen(id)) id = m_engine.connect(nowMs(), "127.0.0.1:" + std::to_string(40'000 + m_clients.size()));
    return id;
}

void ConsoleSession::advance(double seconds) {
    if (!(seconds > 0)) return;
    const std::int64_t target = std::min(m_nowUs + static_cast<std::int64_t>(std::min(seconds, kMaxSleep) * 1e6), kLastUs);
    while (m_engine.nextCron() * 1000 <= target) {
        m_engine.cron(m_engine.nextCron());
        m_engine.passIdleTicks(target / 1000);
    }
    m_nowUs = target;
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
    std::string conn = "A";
    if (const auto c = step.find("conn"); c != step.end()) {
        if (!c->is_string()) return errorLine("conn must be a string");
        conn = c->get<std::string>();
    }
    std::string out;
    if (const auto cmd = step.find("cmd"); cmd != step.end()) {
        if (!cmd->is_array() || cmd->empty()) return errorLine("cmd must be a list of strings");
        std::vector<std::string> words;
        for (const Json& w : *cmd) {
            if (w.is_string()) words.push_back(utf8ToBytes(w.get_ref<const std::string&>()));
            else if (w.is_number_integer()) words.push_back(std::to_string(w.get<std::int64_t>()));
            else return errorLine("cmd must be a list of strings");
        }
        const ClientId id = client(conn);
        if (id == 0) {
            out = Engine::kMaxClientsError;
        } else {
            const std::vector<std::string_view> argv(words.begin(), words.end());
            m_engine.execute(id, argv, nowMs(), out);
        }
    } else if (const auto raw = step.find("raw"); raw != step.end()) {
        if (!raw->is_string()) return errorLine("raw must be a string");
        const ClientId id = client(conn);
        if (id == 0) out = Engine::kMaxClientsError;
        else m_engine.receive(id, utf8ToBytes(raw->get_ref<const std::string&>()), nowMs(), out);
    } else if (step.find("read") == step.end()) {
        return errorLine("a step has one of cmd, raw, sleep_s, read");
    }
    failed = false;
    return Json{{"reply", bytesToUtf8(out)}}.dump(-1, ' ', true);
}

std::string ConsoleSession::textLine(std::string_view line) {
    const auto words = splitLine(line);
    if (!words) return "Invalid argument(s)\n";
    if (words->empty()) return {};
    if ((*words)[0] == "!sleep") {
        long double seconds = 0;
        if (words->size() != 2 || !parseLongDouble((*words)[1], seconds) || seconds < 0) return "usage: !sleep SECONDS\n";
        advance(static_cast<double>(seconds));
        return {};
    }
    const ClientId id = client("console");
    std::string out;
    if (id == 0) return formatReplies(Engine::kMaxClientsError);
    const std::vector<std::string_view> argv(words->begin(), words->end());
    m_engine.execute(id, argv, nowMs(), out);
    return formatReplies(out);
}

std::string ConsoleSession::prompt() const {
    int db = 0;
    if (const auto at = m_clients.find("console"); at != m_clients.end()) {
        if (const Client* c = m_engine.server().clients.find(at->second)) db = c->db;
    }
    return "127.0.0.1:" + std::to_string(m_engine.server().options.port) + (db == 0 ? "" : "[" + std::to_string(db) + "]") + "> ";
}

} // namespace maylab::cache
