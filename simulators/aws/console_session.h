// The two ways to speak to a world's API in text: door lines (JSON, one object a line) and `aws ...` command lines.
// A call whose reply needs virtual time runs the world until it is there (at most kPatience).
#pragma once

#include "aws/cli.h"
#include "kernel/run.h"

#include <string>
#include <string_view>
#include <utility>

namespace maylab::aws {

class ConsoleSession {
  public:
    static constexpr kernel::SimDuration kPatience = kernel::SimDuration::minutes(10);

    // Journalled; run and catalog must outlive the session.
    ConsoleSession(kernel::Run& run, const ModelCatalog& catalog, kernel::Actor actor = kernel::Actor::Console);
    // Without a journal.
    ConsoleSession(kernel::World& world, const ModelCatalog& catalog, kernel::Actor actor = kernel::Actor::Console);

    // Of lines that name none: {"operation": ...}, "describe-alarms".
    void setService(std::string service) { m_service = std::move(service); }

    // {"service","operation","input"} -> {"output": ...} or {"error": {"code","message","status"}};
    // {"advance": seconds} -> {"output": {"now": "<ISO instant>"}}, at most a day at once.
    // Never throws; no newline at the end.
    std::string jsonLine(std::string_view line);

    struct Text {
        std::string out; // stdout
        std::string err; // stderr
        int exitCode = 0;
    };
    // "aws elasticache describe-cache-clusters"
    Text commandLine(std::string_view line);

    // One call through the door, waited for.
    kernel::ApiResult call(std::string_view service, std::string_view operation, const Json& input);

  private:
    kernel::World& world() { return m_run != nullptr ? m_run->world() : *m_world; }

    kernel::Run* m_run = nullptr;
    kernel::World* m_world = nullptr;
    const ModelCatalog* m_catalog;
    kernel::Actor m_actor;
    std::string m_service;
};

} // namespace maylab::aws
