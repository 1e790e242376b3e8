// A world served on free ports by a session's thread, and who keeps its journal.
#pragma once

#include "app/endpoints/cache_plan.h"
#include "app/session/session_runner.h"
#include "scenarios/registry.h"

#include <nlohmann/json.hpp>

#include <QtGlobal>

#include <chrono>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <variant>
#include <vector>

namespace maylab::test {

// A command as clients send it.
inline std::string encoded(std::initializer_list<std::string_view> words) {
    std::string out = "*" + std::to_string(words.size()) + "\r\n";
    for (const auto w : words) {
        out += "$" + std::to_string(w.size()) + "\r\n";
        out += w;
        out += "\r\n";
    }
    return out;
}

// Keeps the journal; begin and append come from the session's thread.
class MemorySink final : public app::JournalSink {
  public:
    void begin(const kernel::JournalHeader& header, std::uint64_t) override {
        const std::lock_guard lock(m_mutex);
        m_journal.header = header;
    }
    void append(std::uint64_t, std::vector<kernel::JournalEntry> entries) override {
        const std::lock_guard lock(m_mutex);
        for (auto& e : entries) m_journal.append(std::move(e));
    }
    void end(std::uint64_t) override {}
    kernel::Journal journal() {
        const std::lock_guard lock(m_mutex);
        return m_journal;
    }

  private:
    std::mutex m_mutex;
    kernel::Journal m_journal;
};

class ServedWorld {
  public:
    // portsInAll: how many will listen once the world is there.
    ServedWorld(kernel::JournalHeader header, const std::vector<app::PortRequest>& requests, std::size_t portsInAll, app::PortLimits limits = {},
                bool play = true)
        : runner(config(sink, limits)) {
        runner.begin({std::move(header), nullptr, play, app::Speed::X60, {}});
        runner.openPorts(requests);
        const auto served = waitFor([&](const app::Snapshot& s) {
            return s.state == app::RunState::Failed ||
                   (s.state == app::RunState::Ready && s.ports.on && s.ports.ports.size() == portsInAll);
        });
        if (!served || served->state == app::RunState::Failed)
            qWarning("not served: %s", served ? served->problem.c_str() : "other ports than those");
    }

    template <class F>
    std::optional<app::Snapshot> waitFor(F&& holds) {
        for (int i = 0; i < 6000; ++i) {
            while (auto s = runner.takeSnapshot()) {
                ports = s->ports;
                if (holds(*s)) return s;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        return {};
    }
    // A door call and its answer; null when it was refused or does not come.
    kernel::Json call(const char* service, const char* operation, kernel::Json input) {
        const app::Ticket ticket = runner.call(kernel::Actor::Console, service, operation, std::move(input));
        for (int i = 0; i < 6000; ++i) {
            for (const app::Answer& a : runner.takeAnswers()) {
                const auto* answer = std::get_if<app::CallAnswer>(&a);
                if (answer == nullptr || answer->ticket != ticket || answer->pending) continue;
                return answer->ok ? answer->output : kernel::Json();
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        return {};
    }
    std::uint16_t port(std::size_t which = 0) const { return ports.ports.at(which).port; }
    // Of a node as the status line names it; 0: it has none.
    std::uint16_t portOf(std::string_view node) const {
        for (const app::ListeningPort& p : ports.ports) {
            if (p.node == node) return p.port;
        }
        return 0;
    }

    std::shared_ptr<MemorySink> sink = std::make_shared<MemorySink>();
    app::SessionRunner runner;
    app::PortsView ports;

  private:
    static app::SessionConfig config(const std::shared_ptr<MemorySink>& sink, app::PortLimits limits) {
        app::SessionConfig c;
        c.launcher = app::plainLauncher(scenarios::makeWorld);
        c.ports = app::makeLoopbackPorts(app::cachePlan, limits);
        c.sink = sink;
        return c;
    }
};

// Whatever clients did, the journal leads to the same world again. Ends the run. Empty, or what is wrong.
inline std::string replayedDifferently(ServedWorld& served) {
    served.runner.stop();
    const kernel::Journal journal = served.sink->journal();
    if (journal.entries().empty() || journal.entries().back().kind != kernel::JournalEntry::Kind::Mark) return "no mark at the end";
    const auto again = kernel::Journal::fromJsonLines(journal.toJsonLines());
    if (!again.complete) return again.problem;
    for (const kernel::Journal* j : {&journal, &again.journal}) {
        kernel::Run::ReplayReport report;
        const auto run = kernel::Run::replay(*j, scenarios::makeWorld, report);
        if (!run) return run.error();
        if (report.marks == 0 || report.differingMarks != 0) return std::to_string(report.differingMarks) + " marks differ";
        if (run->world().fingerprint() != journal.entries().back().fingerprint) return "the end differs";
    }
    return {};
}

} // namespace maylab::test
