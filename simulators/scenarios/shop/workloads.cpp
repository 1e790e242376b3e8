#include "scenarios/shop/workloads.h"

#include "scenarios/shop/best_sellers.h"
#include "scenarios/shop/carts.h"
#include "scenarios/shop/checkout.h"
#include "scenarios/shop/comparison.h"
#include "scenarios/shop/faults.h"
#include "scenarios/shop/home_page.h"
#include "scenarios/shop/livestream.h"
#include "scenarios/shop/news.h"
#include "scenarios/shop/night/alarm_strips.h"
#include "scenarios/shop/night/fleet.h"
#include "scenarios/shop/night/night_board.h"
#include "scenarios/shop/night/night_history.h"
#include "scenarios/shop/night/night_logs.h"
#include "scenarios/shop/night/night_replay.h"
#include "scenarios/shop/night/planned_change.h"
#include "scenarios/shop/orders.h"
#include "scenarios/shop/price_import.h"
#include "scenarios/shop/rate_limiter.h"
#include "scenarios/shop/sessions.h"

namespace maylab::scenarios {

namespace {

template <class... Kinds>
std::vector<WorkloadBox> oneOfEach() {
    std::vector<WorkloadBox> all;
    all.reserve(sizeof...(Kinds));
    (all.emplace_back(std::make_unique<Kinds>()), ...);
    return all;
}

} // namespace

std::vector<WorkloadBox> makeWorkloads() {
    return oneOfEach<PriceImport, HomePage, Faults, Sessions, BestSellers, RateLimiter, News, Orders, Carts,
                      Checkout, Livestream, Comparison, NightReplay, AlarmStrips, Fleet, NightHistory, NightLogs, PlannedChange, NightBoard>();
}

void defineWorkloadMetrics(kernel::MetricSink& metrics) {
    for (WorkloadBox& w : makeWorkloads())
        w->defineMetrics(metrics);
}

} // namespace maylab::scenarios
