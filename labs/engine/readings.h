// What was read of a world at one moment. The goals, figures and mistakes of a step ask for the same things, one for each
// number, and a reply can be a whole dashboard; within one judging the world stands still, so each is asked once.
#pragma once

#include "kernel/world.h"
#include "metrics/store.h"

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::labs {

class Readings {
  public:
    // What world.peek() answers.
    const kernel::ApiResult& reply(const kernel::World& world, std::string_view service, std::string_view operation,
                                   const kernel::Json& input);
    // What store.window() answers.
    std::optional<double> window(const metrics::MetricStore& store, metrics::SeriesId series,
                                 const metrics::Statistic& statistic, kernel::SimTime from, kernel::SimTime to);

  private:
    struct Reply {
        std::string service, operation;
        kernel::Json input;
        kernel::ApiResult reply;
    };
    struct Window {
        metrics::SeriesId series;
        metrics::Statistic statistic;
        kernel::SimTime from, to;
        std::optional<double> value;
    };
    std::deque<Reply> m_replies; // none of them moves
    std::vector<Window> m_windows;
};

} // namespace maylab::labs
