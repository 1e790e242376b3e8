#include "kernel/event_queue.h"
#include "kernel/rng.h"

#include <benchmark/benchmark.h>

using namespace maylab::kernel;

// The hold model: pop the next event, schedule one a random time later.
static void EventQueueHold(benchmark::State& state) {
    EventQueue queue;
    Rng rng(41);
    for (std::int64_t i = 0; i < state.range(0); ++i) {
        queue.schedule(SimTime::fromNs(static_cast<std::int64_t>(rng.below(1'000'000))), 0, 0);
    }
    for (auto _ : state) {
        const Event e = queue.pop();
        queue.schedule(e.at + SimDuration::nanoseconds(static_cast<std::int64_t>(rng.next() & 0xFFFFF)), 0, 0);
        benchmark::DoNotOptimize(e);
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(EventQueueHold)->Name("EventQueue")->Arg(200)->Arg(10'000);
