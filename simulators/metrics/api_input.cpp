#include "metrics/api_input.h"

#include "kernel/time.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace maylab::metrics {
namespace {

std::string join(const std::vector<std::string>& lines) {
    std::string out;
    for (const std::string& l : lines) {
        if (!out.empty()) out += '\n';
        out += l;
    }
    return out;
}

constexpr double kLargestTime = 8e12; // seconds; far beyond any calendar, safely inside int64 milliseconds

} // namespace

kernel::ApiError Problems::error(bool validationError) const {
    if (!m_type.empty()) return {"SerializationException", join(m_type), 400};
    const char* code = !m_missing.empty()       ? "MissingParameter"
                       : !m_combination.empty() ? "InvalidParameterCombination"
                                                : "InvalidParameterValue";
    const auto& lines = !m_missing.empty() ? m_missing : !m_combination.empty() ? m_combination : m_value;
    return {validationError ? "ValidationError" : code, join(lines), 400};
}

std::string Reader::path(std::string_view name) const {
    return m_path.empty() ? std::string(name) : m_path + '.' + std::string(name);
}

const Json* Reader::find(const char* name) const {
    if (!m_object.is_object()) return nullptr;
    const auto it = m_object.find(name);
    return it == m_object.end() || it->is_null() ? nullptr : &*it;
}

bool Reader::has(const char* name) const {
    return find(name) != nullptr;
}

std::optional<std::string> Reader::text(const char* name) const {
    const Json* v = find(name);
    if (v == nullptr) return std::nullopt;
    if (v->is_string()) return v->get<std::string>();
    m_problems.wrongType("The parameter " + path(name) + " must be a string.");
    return std::nullopt;
}

std::optional<double> Reader::number(const char* name) const {
    const Json* v = find(name);
    if (v == nullptr) return std::nullopt;
    if (v->is_number()) return v->get<double>();
    if (v->is_string()) {
        const auto& s = v->get_ref<const std::string&>();
        if (s == "NaN") return std::numeric_limits<double>::quiet_NaN();
        if (s == "Infinity") return std::numeric_limits<double>::infinity();
        if (s == "-Infinity") return -std::numeric_limits<double>::infinity();
    }
    m_problems.wrongType("The parameter " + path(name) + " must be a number.");
    return std::nullopt;
}

std::optional<std::int64_t> Reader::integer(const char* name) const {
    const Json* v = find(name);
    if (v == nullptr) return std::nullopt;
    if (v->is_number_unsigned()) {
        const auto u = v->get<std::uint64_t>();
        if (u <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return static_cast<std::int64_t>(u);
    } else if (v->is_number_integer()) {
        return v->get<std::int64_t>();
    } else if (v->is_number_float()) {
        const double d = v->get<double>();
        if (d > -9e15 && d < 9e15 && d == std::floor(d)) return static_cast<std::int64_t>(d);
    }
    m_problems.wrongType("The parameter " + path(name) + " must be an integer.");
    return std::nullopt;
}

std::optional<bool> Reader::boolean(const char* name) const {
    const Json* v = find(name);
    if (v == nullptr) return std::nullopt;
    if (v->is_boolean()) return v->get<bool>();
    m_problems.wrongType("The parameter " + path(name) + " must be a boolean.");
    return std::nullopt;
}

std::optional<std::int64_t> Reader::time(const char* name) const {
    const Json* v = find(name);
    if (v == nullptr) return std::nullopt;
    if (v->is_number()) {
        const double s = v->get<double>();
        if (s > -kLargestTime && s < kLargestTime)
            return static_cast<std::int64_t>(std::floor(s * 1000 + 0.5));
    } else if (v->is_string()) {
        std::int64_t ms = 0;
        if (kernel::parseIso8601(v->get_ref<const std::string&>(), ms)) return ms;
    }
    m_problems.wrongType("The parameter " + path(name) + " must be a timestamp that follows ISO 8601.");
    return std::nullopt;
}

const Json* Reader::list(const char* name) const {
    const Json* v = find(name);
    if (v == nullptr || v->is_array()) return v;
    m_problems.wrongType("The parameter " + path(name) + " must be a list.");
    return nullptr;
}

const Json* Reader::structure(const char* name) const {
    const Json* v = find(name);
    if (v == nullptr || v->is_object()) return v;
    m_problems.wrongType("The parameter " + path(name) + " must be a structure.");
    return nullptr;
}

void Reader::checkText(std::string_view value, const std::string& at, std::size_t max) const {
    if (value.size() > max) {
        m_problems.value("The parameter " + at + " must be shorter than " + std::to_string(max + 1) +
                         " characters.");
        return;
    }
    const bool ascii = std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
    if (!ascii)
        m_problems.value("The parameter " + at +
                         " must contain only ASCII characters, without control characters.");
}

std::string Reader::name(const char* name, bool required, std::size_t max) const {
    const auto value = text(name);
    if (!value || value->empty()) {
        if (required || has(name)) m_problems.missing(path(name));
        return {};
    }
    checkText(*value, path(name), max);
    return *value;
}

std::string Reader::metricNamespace(const char* name, bool required) const {
    const std::string value = this->name(name, required);
    if (!value.empty() && value[0] == ':')
        m_problems.value("The value " + value + " for parameter " + path(name) + " is invalid.");
    return value;
}

Dimensions Reader::dimensions(const char* name) const {
    Dimensions out;
    const Json* all = list(name);
    if (all == nullptr) return out;
    if (all->size() > kMaxDimensions) {
        m_problems.value("The collection " + path(name) + " must not have a size greater than " +
                         std::to_string(kMaxDimensions) + '.');
        return out;
    }
    for (std::size_t i = 0; i < all->size(); ++i) {
        const Reader one((*all)[i], memberPath(path(name), i), m_problems);
        if (!(*all)[i].is_object()) {
            m_problems.wrongType("The parameter " + memberPath(path(name), i) + " must be a structure.");
            continue;
        }
        const std::string key = one.name("Name", true);
        const std::string value = one.name("Value", true, kMaxDimensionValueLength);
        if (!key.empty() && key[0] == ':')
            m_problems.value("The value " + key + " for parameter " + one.path("Name") + " is invalid.");
        for (const auto& [k, v] : out)
            if (!key.empty() && k == key)
                m_problems.value("The parameter " + path(name) + " must not contain the name " + key +
                                 " twice.");
        out.emplace_back(key, value);
    }
    std::sort(out.begin(), out.end());
    return out;
}

std::optional<Unit> Reader::unit(const char* name) const {
    const auto value = text(name);
    if (!value) return std::nullopt;
    const auto unit = unitFromString(*value);
    if (!unit)
        m_problems.value("The parameter " + path(name) + " must be a value in the set " + unitSet() + '.');
    return unit;
}

std::string groupThousands(std::int64_t n) {
    std::string out = std::to_string(n);
    const std::size_t digits = n < 0 ? 1 : 0;
    for (std::size_t i = out.size(); i > digits + 3;) {
        i -= 3;
        out.insert(i, 1, ',');
    }
    return out;
}

std::string numberText(double v) {
    if (v != v) return "NaN";
    if (v - v != 0) return v > 0 ? "Infinity" : "-Infinity";
    char buffer[32];
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, v);
    return error == std::errc() ? std::string(buffer, end) : std::string("0");
}

std::string memberPath(std::string_view list, std::size_t index) {
    return std::string(list) + ".member." + std::to_string(index + 1);
}

} // namespace maylab::metrics
