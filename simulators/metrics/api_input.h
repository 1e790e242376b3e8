// Reading and refusing the input of an operation the way CloudWatch does it: every bad member is one line of
// the message ("The parameter MetricData.member.3.MetricName is required."), and what is missing goes before
// what is contradictory before what is wrong. Private to the room.
#pragma once

#include "kernel/doors.h"
#include "metrics/store.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::metrics {

using kernel::Json;

inline constexpr std::size_t kMaxDimensions = 30;
inline constexpr std::size_t kMaxNameLength = 255;
inline constexpr std::size_t kMaxDimensionValueLength = 1024;

class Problems {
  public:
    void wrongType(std::string line) { m_type.push_back(std::move(line)); }
    void missing(std::string_view parameter) {
        m_missing.push_back("The parameter " + std::string(parameter) + " is required.");
    }
    void combination(std::string line) { m_combination.push_back(std::move(line)); }
    void value(std::string line) { m_value.push_back(std::move(line)); }
    bool any() const {
        return !m_type.empty() || !m_missing.empty() || !m_combination.empty() || !m_value.empty();
    }
    // GetMetricData calls everything ValidationError (observed), the other operations name the kind.
    kernel::ApiError error(bool validationError = false) const;

  private:
    std::vector<std::string> m_type, m_missing, m_combination, m_value;
};

// One structure of the input and the path to it ("MetricData.member.1", "" for the input itself).
class Reader {
  public:
    Reader(const Json& object, std::string path, Problems& problems)
        : m_object(object)
        , m_path(std::move(path))
        , m_problems(problems) {}

    Problems& problems() const { return m_problems; }
    std::string path(std::string_view name) const;
    // Present and not null.
    bool has(const char* name) const;

    // Nothing when absent or of another type (which is then noted).
    std::optional<std::string> text(const char* name) const;
    std::optional<double>
    number(const char* name) const; // "NaN", "Infinity", "-Infinity" as text are numbers
    std::optional<std::int64_t> integer(const char* name) const;
    std::optional<bool> boolean(const char* name) const;
    std::optional<std::int64_t>
    time(const char* name) const;                  // Unix milliseconds, from ISO 8601 or epoch seconds
    const Json* list(const char* name) const;      // an array
    const Json* structure(const char* name) const; // an object

    // A text that must be there, 1..max bytes of ASCII without control characters.
    std::string name(const char* name, bool required, std::size_t max = kMaxNameLength) const;
    std::string metricNamespace(const char* name, bool required) const;
    // [{"Name", "Value"}, ...] for a metric's identity.
    Dimensions dimensions(const char* name) const;
    std::optional<Unit> unit(const char* name) const;

  private:
    const Json* find(const char* name) const;
    void checkText(std::string_view value, const std::string& at, std::size_t max) const;

    const Json& m_object;
    std::string m_path;
    Problems& m_problems;
};

// 2880 -> "2,880".
std::string groupThousands(std::int64_t n);
// As the service prints a number: the shortest text that reads back the same.
std::string numberText(double v);
// A list index as the query protocol names it: "X.member.3".
std::string memberPath(std::string_view list, std::size_t index);

} // namespace maylab::metrics
