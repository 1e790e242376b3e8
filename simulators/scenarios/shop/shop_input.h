// Reading a validated input of an operation of "lab", and its refusals. For *_api.cpp and the workloads' .cpp files.
#pragma once

#include "kernel/service.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace maylab::scenarios {

inline kernel::ApiResult invalid(const std::string& message) {
    return kernel::ApiResult(kernel::fail("InvalidParameterValue", message));
}
inline kernel::ApiResult invalidCombination(const std::string& message) {
    return kernel::ApiResult(kernel::fail("InvalidParameterCombination", message));
}
inline kernel::ApiResult nothingGiven(std::string_view operation) {
    return kernel::ApiResult(
        kernel::fail("MissingParameter", std::string(operation) + " needs at least one parameter."));
}

inline bool given(const kernel::Json& input, const char* name) {
    const auto it = input.find(name);
    return it != input.end() && !it->is_null();
}
inline bool anyGiven(const kernel::Json& input) {
    return std::any_of(input.begin(), input.end(), [](const kernel::Json& v) { return !v.is_null(); });
}

inline void read(const kernel::Json& input, const char* name, double& out) {
    if (given(input, name)) out = input[name].get<double>();
}
inline void read(const kernel::Json& input, const char* name, std::uint32_t& out) {
    if (given(input, name)) out = input[name].get<std::uint32_t>();
}
inline void read(const kernel::Json& input, const char* name, bool& out) {
    if (given(input, name)) out = input[name].get<bool>();
}
inline std::string textOf(const kernel::Json& input, const char* name) {
    return given(input, name) ? input[name].get<std::string>() : std::string();
}

// Tables of (value, name).
template <class Table, class Value>
const char* nameOf(const Table& table, Value value) {
    for (const auto& [v, name] : table) {
        if (v == value) return name;
    }
    return "";
}
template <class Table, class Value>
void parseName(const Table& table, const std::string& text, Value& out) {
    for (const auto& [v, name] : table) {
        if (text == name) out = v;
    }
}

} // namespace maylab::scenarios
