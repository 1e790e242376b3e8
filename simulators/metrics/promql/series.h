// What PromQL reads: series of samples, each named by a set of labels.
//
// Times are Unix milliseconds. Labels are sorted by name, no name twice, no empty value; the metric's own name is the
// label __name__. A SeriesSource is whatever has such series: the world's metrics, a test's text.
// Source: sheet 3.2 and 3.4.
#pragma once

#include "metrics/promql/matcher.h"

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace maylab::metrics::promql {

inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
inline constexpr double kInf = std::numeric_limits<double>::infinity();

inline constexpr std::string_view kNameLabel = "__name__";
inline constexpr std::string_view kBucketLabel = "le";

using Labels = std::vector<std::pair<std::string, std::string>>;

// Empty when there is no such label.
std::string_view labelValue(const Labels& labels, std::string_view name);
// An empty value takes the label away.
void setLabel(Labels& labels, std::string_view name, std::string_view value);
// {__name__="up", job="x"}, as errors show it.
std::string labelsText(const Labels& labels);
bool isLabelName(std::string_view name);

struct Sample {
    std::int64_t time = 0;
    double value = 0;
};

struct Series {
    Labels labels;
    std::vector<Sample> samples; // ascending, no time twice
};

// What /api/v1/metadata tells of a name.
struct MetricFamily {
    std::string name, type, help, unit;
};

class SeriesSource {
  public:
    static constexpr std::int64_t kAnyTime = std::numeric_limits<std::int64_t>::max();

    virtual ~SeriesSource() = default;
    // The series that meet every matcher, with their samples of [from, to]; those without any may be left out.
    virtual std::vector<Series> select(std::span<const Matcher> matchers, std::int64_t from,
                                       std::int64_t to) const = 0;
    // Their labels alone, of those that may have samples in [from, to].
    virtual std::vector<Labels> names(std::span<const Matcher> matchers, std::int64_t from, std::int64_t to) const = 0;
    virtual std::vector<MetricFamily> families() const { return {}; }
};

bool meets(const Labels& labels, std::span<const Matcher> matchers);

// Series that lie in memory.
class SeriesList final : public SeriesSource {
  public:
    explicit SeriesList(std::vector<Series> series);
    std::vector<Series> select(std::span<const Matcher> matchers, std::int64_t from, std::int64_t to) const override;
    std::vector<Labels> names(std::span<const Matcher> matchers, std::int64_t from, std::int64_t to) const override;

  private:
    std::vector<Series> m_series; // by labels
};

} // namespace maylab::metrics::promql
