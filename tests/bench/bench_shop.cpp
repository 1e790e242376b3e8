// The whole shop: visitors, application, cache, database, metrics, decisions. Target: 600x real time at 1,000
// requests/s; a clone with 100,000 keys in a few milliseconds.
#include "scenarios/registry.h"
#include "scenarios/shop/shop_service.h"

#include <benchmark/benchmark.h>

#include <cstdlib>

namespace {

using namespace maylab;
using kernel::SimDuration;

std::unique_ptr<kernel::World> shopWorld(kernel::Json parameters) {
    kernel::JournalHeader header;
    header.scenario = "shop";
    header.seed = 1;
    header.parameters = std::move(parameters);
    auto world = scenarios::makeWorld(header);
    if (!world) std::abort();
    return std::move(*world);
}

// Runs the world on by ten virtual seconds an iteration; items are virtual seconds.
void runOn(benchmark::State& state, kernel::World& world) {
    constexpr std::int64_t kStep = 10;
    const auto before = world.eventsExecuted();
    for (auto _ : state)
        world.runFor(SimDuration::seconds(kStep));
    state.SetItemsProcessed(state.iterations() * kStep);
    state.counters["events"] =
        benchmark::Counter(static_cast<double>(world.eventsExecuted() - before), benchmark::Counter::kIsRate);
}

void shopLazyLoading(benchmark::State& state) {
    const auto world = shopWorld({{"cluster", kernel::Json::object()},
                                  {"strategy", "lazy-loading"},
                                  {"ttlSeconds", 300},
                                  {"requestsPerSecond", 1000},
                                  {"warmSeconds", 60}});
    runOn(state, *world);
}
BENCHMARK(shopLazyLoading)->Name("ShopRealTimeFactor/lazy loading")->Unit(benchmark::kMillisecond);

void shopWithoutCache(benchmark::State& state) {
    const auto world = shopWorld({{"requestsPerSecond", 1000}, {"warmSeconds", 10}});
    runOn(state, *world);
}
BENCHMARK(shopWithoutCache)->Name("ShopRealTimeFactor/no cache")->Unit(benchmark::kMillisecond);

void shopFullCacheEvicting(benchmark::State& state) {
    const auto world = shopWorld({{"cluster", {{"CacheNodeType", "cache.lab.10mb"}}},
                                  {"products", 100'000},
                                  {"database", {{"connections", 100}}},
                                  {"strategy", "write-through"},
                                  {"ttlSeconds", 3600},
                                  {"requestsPerSecond", 1000},
                                  {"warmSeconds", 120}});
    runOn(state, *world);
}
BENCHMARK(shopFullCacheEvicting)
    ->Name("ShopRealTimeFactor/full cache, evicting")
    ->Unit(benchmark::kMillisecond);

// 140,000 requests/s, half of them for one product, as the lab's last step asks; the node is behind, visitors wait.
void shopLivestream(benchmark::State& state) {
    const auto world = shopWorld({{"cluster", kernel::Json::object()},
                                  {"strategy", "lazy-loading"},
                                  {"ttlSeconds", 3600},
                                  {"requestsPerSecond", 300},
                                  {"warmSeconds", 10}});
    const kernel::Json all = {{"ttlSeconds", 3600}}, stream = {{"requestsPerSecond", 140'000}};
    world->call(kernel::Actor::Setup, "lab", "StartPriceImport", all);
    world->runFor(SimDuration::seconds(5));
    world->call(kernel::Actor::Setup, "lab", "SetLivestream", stream);
    world->runFor(SimDuration::seconds(5));
    constexpr std::int64_t kStep = 10, kRequests = 140'300;
    for (auto _ : state)
        world->runFor(SimDuration::seconds(kStep));
    state.SetItemsProcessed(state.iterations() * kStep * kRequests);
}
BENCHMARK(shopLivestream)->Name("ShopLivestream")->Unit(benchmark::kMillisecond);

void shopClone100kKeys(benchmark::State& state) {
    const auto world = shopWorld({{"cluster", kernel::Json::object()},
                                  {"products", 100'000},
                                  {"database", {{"connections", 1000}, {"serviceMilliseconds", 1}}},
                                  {"popularity", {{"distribution", "uniform"}}},
                                  {"strategy", "write-through"},
                                  {"ttlSeconds", 0},
                                  {"changesPerSecond", 10'000},
                                  {"requestsPerSecond", 10'000},
                                  {"warmSeconds", 60}});
    for (auto _ : state)
        benchmark::DoNotOptimize(world->clone());
}
BENCHMARK(shopClone100kKeys)->Name("CloneWorld100kKeys/shop")->Unit(benchmark::kMillisecond);

} // namespace
