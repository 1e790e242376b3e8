#include "app/session/run_host.h"

#include "labs/engine/session.h"

namespace maylab::app {

namespace {

struct CalledOff {};

} // namespace

std::vector<labs::SessionEvent> RunHost::takeLessonEvents() { return {}; }

Launcher plainLauncher(kernel::WorldFactory factory) {
    return [factory = std::move(factory)](const Launch& launch,
                                          const LaunchProgress& progress) -> tl::expected<Launched, std::string> {
        Launched launched;
        if (!launch.journal) {
            auto run = kernel::Run::begin(launch.header, factory);
            if (!run) return tl::unexpected(run.error());
            launched.host = std::make_unique<PlainHost>(std::move(*run));
            return launched;
        }
        const auto& entries = launch.journal->entries();
        const double total = entries.empty() ? 1 : entries.back().at.inSeconds();
        try {
            auto run = kernel::Run::replay(*launch.journal, factory, launched.replay, true,
                                           [&](kernel::Run&, const kernel::JournalEntry& e) {
                                               if (!progress(total > 0 ? e.at.inSeconds() / total : 1))
                                                   throw CalledOff();
                                           });
            if (!run) return tl::unexpected(run.error());
            run->world().takeReplies(); // answered to a session that is gone
            launched.host = std::make_unique<PlainHost>(std::move(*run));
        } catch (const CalledOff&) {
            return tl::unexpected<std::string>("called off");
        }
        return launched;
    };
}

} // namespace maylab::app
