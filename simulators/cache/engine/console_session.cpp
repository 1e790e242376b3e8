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

ConsoleSession::Connection& ConsoleSession::connection(const std::string& name) {
    Connection& c = m_connections[name];
    if (!m_engine.isOpen(c.client)) {
        c.inbox.clear();
        c.client = m_engine.connect(nowMs(), "127.0.0.1:" + std::to_string(40'000 + m_connections.size()));
        if (c.client == 0) c.inbox = Engine::kMaxClientsError;
    }
    return c;
}

void ConsoleSession::deliver() {
    if (!m_engine.hasOutput()) return;
    std::vector<Output> outputs;
    m_engine.takeOutput(outputs);
    for (const Output& o : outputs) {
        for (auto& [name, c] : m_connections) {
            if (c.client == o.client) c.inbox += o.bytes;
        }
    }
}

void ConsoleSession::runUntil(std::int64_t us) {
    while (true) {
        const std::int64_t next = std::min(m_engine.nextCron(), m_engine.nextTimeout());
        if (next > us / 1000) break;
        if (next == m_engine.nextCron()) m_engine.cron(next);
        else m_engine.wake(next);
        deliver();
        if (m_engine.nextTimeout() == INT64_MAX) m_engine.passIdleTicks(us / 1000);
    }
    m_nowUs = us;
}

void ConsoleSession::advance(double seconds) {
    if (!(seconds > 0)) return;
    runUntil(std::min(m_nowUs + static_cast<std::int64_t>(std::min(seconds, kMaxSleep) * 1e6), kLastUs));
}

void ConsoleSession::awaitReply(const Connection& c) {
    while (m_engine.waits(c.client) && m_engine.nextTimeout() != INT64_MAX)
        runUntil(std::clamp(m_engine.nextTimeout() * 1000, m_nowUs, kLastUs));
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
    Connection& c = connection(conn);
    std::string out;
    const auto cmd = step.find("cmd"), raw = step.find("raw");
    if (cmd != step.end()) {
        if (!cmd->is_array() || cmd->empty()) return errorLine("cmd must be a list of strings");
        std::vector<std::string> words;
        for (const Json& w : *cmd) {
            if (w.is_string()) words.push_back(utf8ToBytes(w.get_ref<const std::string&>()));
            else if (w.is_number_integer()) words.push_back(std::to_string(w.get<std::int64_t>()));
            else return errorLine("cmd must be a list of strings");
        }
        if (c.client != 0) {
            const std::vector<std::string_view> argv(words.begin(), words.end());
            m_engine.execute(c.client, argv, nowMs(), out);
            c.inbox += out;
            deliver();
            const auto wait = step.find("wait");
            if (wait == step.end() || *wait != Json(false)) awaitReply(c);
        }
    } else if (raw != step.end()) {
        if (!raw->is_string()) return errorLine("raw must be a string");
        if (c.client != 0) m_engine.receive(c.client, utf8ToBytes(raw->get_ref<const std::string&>()), nowMs(), out);
        c.inbox += out;
        deliver();
    } else if (step.find("read") == step.end()) {
        return errorLine("a step has one of cmd, raw, sleep_s, read");
    }
    std::size_t taken = 0;
    if (raw != step.end() || !parseReply(c.inbox, &taken)) taken = c.inbox.size();
    out = c.inbox.substr(0, taken);
    c.inbox.erase(0, taken);
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
    Connection& c = connection("console");
    if (c.client != 0) {
        const std::vector<std::string_view> argv(words->begin(), words->end());
        std::string out;
        m_engine.execute(c.client, argv, nowMs(), out);
        c.inbox += out;
        deliver();
        awaitReply(c);
        if (m_engine.waits(c.client)) {
            m_engine.disconnect(c.client);
            c.inbox += "-ERR this waits for ever, for nobody else is connected; the connection was closed\r\n";
        }
    }
    return formatReplies(std::exchange(c.inbox, std::string()));
}

std::string ConsoleSession::prompt() const {
    int db = 0;
    if (const auto at = m_connections.find("console"); at != m_connections.end()) {
        if (const Client* c = m_engine.server().clients.find(at->second.client)) db = c->db;
    }
    return "127.0.0.1:" + std::to_string(m_engine.server().options.port) + (db == 0 ? "" : "[" + std::to_string(db) + "]") + "> ";
}

} // namespace maylab::cache
