// Reads members of an act's input. Acts come from journals, which anybody may have written: what is missing or of
// another type is as if it were not there.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <type_traits>

namespace maylab::labs {

template <class T>
T member(const nlohmann::json& input, const char* key, T fallback) {
    if (!input.is_object()) return fallback;
    const auto it = input.find(key);
    if (it == input.end()) return fallback;
    if constexpr (std::is_same_v<T, bool>) {
        return it->is_boolean() ? it->template get<T>() : fallback;
    } else if constexpr (std::is_arithmetic_v<T>) {
        return it->is_number() ? it->template get<T>() : fallback;
    } else if constexpr (std::is_same_v<T, std::string>) {
        return it->is_string() ? it->template get<T>() : fallback;
    } else {
        return it->type() == fallback.type() || fallback.is_null() ? *it : fallback;
    }
}

} // namespace maylab::labs
