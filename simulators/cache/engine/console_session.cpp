#include "cache/engine/console_session.h"

#include "cache/engine/numbers.h"
#include "kernel/outside.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>

namespace maylab::cache {

namespace {

using Json = nlohmann::json;

constexpr int kMaxRedirections = 16;
constexpr double kMaxSleep = 400.0 * 86'400;
constexpr std::int64_t kLastUs = INT64_MAX / 16; // some 18,000 years: who sleeps on and on stays within every counter

RawCluster::Shape shapeOf(const ConsoleOptions& o) {
    if (o.shards == 0) return {1, 0, false, o.firstPort, 0};
    return {o.shards, o.replicas, true, o.firstPort, 0};
}

EngineOptions engineOptions(const ConsoleOptions& o) {
    EngineOptions e;
    e.seed = o.seed;
    e.profile = o.profile;
    e.startedAtMs = o.startUnixMs;
    e.realMemoryCap = ConsoleSession::kMemoryCap / std::max<std::uint64_t>(1, std::uint64_t{o.shards} * (1 + o.replicas));
    return e;
}

std::string errorLine(std::string_view what) {
    return Json{{"error", std::string(what)}}.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace

ConsoleSession::ConsoleSession(const ConsoleOptions& options)
    : m_nodes(shapeOf(options), engineOptions(options)), m_shards(options.shards), m_nowUs(options.startUnixMs * 1000) {
    for (std::size_t k = 0; k < m_nodes.size(); ++k) {
        // Whoever types here sits beside the server.
        m_nodes.node(k).configure("enable-debug-command", "local", nowMs());
        for (const auto& [name, value] : options.settings) {
            const ConfigResult r = m_nodes.node(k).configure(name, value, nowMs());
            if (!r.ok) {
                m_startError = r.error;
                return;
            }
        }
    }
}

std::optional<std::size_t> ConsoleSession::nodeAt(std::string_view port) const {
    for (std::size_t k = 0; k < m_nodes.size(); ++k) {
        if (port == std::to_string(m_nodes.node(k).server().options.port)) return k;
    }
    return {};
}

ConsoleSession::Connection& ConsoleSession::connection(const std::string& name, std::size_t node) {
    Connection& c = m_connections[{name, node}];
    Engine& engine = m_nodes.node(node);
    c.node = node;
    if (!engine.isOpen(c.client)) {
        c.inbox.clear();
        c.client = engine.connect(nowMs(), "127.0.0.1:" + std::to_string(40'000 + m_connections.size()));
        if (c.client == 0) c.inbox = Engine::kMaxClientsError;
    }
    return c;
}

std::string ConsoleSession::execute(Connection& c, std::span<const std::string_view> argv) {
    std::string out;
    m_nodes.node(c.node).execute(c.client, argv, nowMs(), out);
    c.inbox += out;
    settle();
    return out;
}

void ConsoleSession::settle() {
    m_nodes.follow(nowMs());
    std::vector<Output> outputs;
    for (std::size_t k = 0; k < m_nodes.size(); ++k) {
        if (!m_nodes.node(k).hasOutput()) continue;
        outputs.clear();
        m_nodes.node(k).takeOutput(outputs);
        for (const Output& o : outputs) {
            for (auto& [name, c] : m_connections) {
                if (c.node == k && c.client == o.client) c.inbox += o.bytes;
            }
        }
    }
}

void ConsoleSession::runUntil(std::int64_t us) {
    while (true) {
        Engine* first = &m_nodes.node(0);
        const auto due = [](const Engine& e) { return std::min(e.nextCron(), e.nextTimeout()); };
        for (std::size_t k = 1; k < m_nodes.size(); ++k) {
            if (due(m_nodes.node(k)) < due(*first)) first = &m_nodes.node(k);
        }
        const std::int64_t next = due(*first);
        if (next > us / 1000) break;
        m_nowUs = std::max(m_nowUs, next * 1000);
        if (next == first->nextCron()) first->cron(next);
        else first->wake(next);
        settle();
        if (first->nextTimeout() == INT64_MAX) first->passIdleTicks(us / 1000);
    }
    m_nowUs = us;
}

void ConsoleSession::advance(double seconds) {
    if (!(seconds > 0)) return;
    runUntil(std::min(m_nowUs + static_cast<std::int64_t>(std::min(seconds, kMaxSleep) * 1e6), kLastUs));
}

void ConsoleSession::awaitReply(const Connection& c) {
    const Engine& engine = m_nodes.node(c.node);
    while (engine.waits(c.client) && engine.nextTimeout() != INT64_MAX)
        runUntil(std::clamp(engine.nextTimeout() * 1000, m_nowUs, kLastUs));
}

std::optional<ConsoleSession::Redirection> ConsoleSession::redirection(std::string_view reply) const {
    if (!isCluster() || !(reply.starts_with("-MOVED ") || reply.starts_with("-ASK "))) return {};
    const auto words = splitLine(reply.substr(1, reply.find("\r\n") - 1));
    if (!words || words->size() != 3) return {};
    const auto node = nodeAt(std::string_view((*words)[2]).substr((*words)[2].rfind(':') + 1));
    if (!node) return {};
    return Redirection{*node, (*words)[0] == "ASK", (*words)[1], (*words)[2]};
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
    std::size_t node = 0;
    if (const auto n = step.find("node"); n != step.end()) {
        if (!n->is_number_unsigned() || n->get<std::uint64_t>() >= m_nodes.size())
            return errorLine("node must be a number from 0 to " + std::to_string(m_nodes.size() - 1));
        node = n->get<std::size_t>();
    }
    Connection& c = connection(conn, node);
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
            execute(c, argv);
            const auto wait = step.find("wait");
            if (wait == step.end() || *wait != Json(false)) awaitReply(c);
        }
    } else if (raw != step.end()) {
        if (!raw->is_string()) return errorLine("raw must be a string");
        if (c.client != 0)
            m_nodes.node(node).receive(c.client, utf8ToBytes(raw->get_ref<const std::string&>()), nowMs(), out);
        c.inbox += out;
        settle();
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
    std::vector<std::string_view> argv(words->begin(), words->end());
    std::size_t node = m_at;
    const bool pinned = isCluster() && argv[0].starts_with('@');
    if (pinned) {
        const auto at = nodeAt(argv[0].substr(1));
        if (!at || argv.size() == 1) {
            return "usage: @PORT COMMAND ...; nodes listen on " + std::to_string(m_nodes.node(0).server().options.port) + " to " +
                   std::to_string(m_nodes.node(m_nodes.size() - 1).server().options.port) + "\n";
        }
        node = *at;
        argv.erase(argv.begin());
    }
    std::string printed;
    for (int hops = 0;; ++hops) {
        Connection& c = connection("console", node);
        if (c.client != 0) {
            const std::string reply = execute(c, argv);
            const auto to = pinned || hops == kMaxRedirections ? std::nullopt : redirection(reply);
            if (to) {
                c.inbox.erase(c.inbox.size() - reply.size());
                printed += "-> Redirected to slot [" + to->slot + "] located at " + to->address + "\n";
                node = m_at = to->node;
                if (Connection& next = connection("console", node); to->ask && next.client != 0) {
                    const std::string_view asking[] = {"ASKING"};
                    const std::string taken = execute(next, asking);
                    next.inbox.erase(next.inbox.size() - taken.size());
                }
                continue;
            }
            awaitReply(c);
            if (m_nodes.node(node).waits(c.client)) {
                m_nodes.node(node).disconnect(c.client);
                c.inbox += "-ERR this waits for ever, for nobody else is connected; the connection was closed\r\n";
            }
        }
        return printed + formatReplies(std::exchange(c.inbox, std::string()));
    }
}

std::string ConsoleSession::prompt() const {
    int db = 0;
    const Server& server = m_nodes.node(m_at).server();
    if (const auto at = m_connections.find({"console", m_at}); at != m_connections.end()) {
        if (const Client* c = server.clients.find(at->second.client)) db = c->db;
    }
    return "127.0.0.1:" + std::to_string(server.options.port) + (db == 0 ? "" : "[" + std::to_string(db) + "]") + "> ";
}

} // namespace maylab::cache
