// Reading a JSON object member by member: what is there has its type or is noted with its path, what nobody asked for is the
// rest. And the reverse. Private to the room.
#pragma once

#include "metrics/dashboards/dashboard_body.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::metrics {

using Json = nlohmann::json;

// As text, whatever bytes its strings have.
inline std::string textOf(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// The path of an element.
inline std::string at(const std::string& path, std::size_t i) {
    return path + '/' + std::to_string(i);
}
// "" where it is missing or no string.
inline std::string textAt(const Json& object, const char* name) {
    const auto it = object.find(name);
    return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

class JsonMembers {
  public:
    JsonMembers(const Json& object, std::string path, std::vector<DashboardMessage>& messages)
        : m_object(object)
        , m_path(std::move(path))
        , m_messages(messages) {}

    const std::string& path() const { return m_path; }
    std::string path(std::string_view name) const { return m_path + '/' + std::string(name); }
    std::vector<DashboardMessage>& messages() const { return m_messages; }
    void refuse(std::string at, std::string sentence) const {
        m_messages.push_back({std::move(at), std::move(sentence), true});
    }

    // Null when absent. Whatever was asked for is not of the rest.
    const Json* find(const char* name) {
        m_asked.emplace_back(name);
        const auto it = m_object.find(name);
        return it == m_object.end() ? nullptr : &*it;
    }
    bool require(const char* name) const {
        if (m_object.contains(name)) return true;
        refuse(m_path, "Should have required property '" + std::string(name) + "'");
        return false;
    }
    void read(const char* name, std::optional<std::string>& out) {
        if (const Json* v = typed(name, "string", &Json::is_string)) out = v->get<std::string>();
    }
    void read(const char* name, std::optional<bool>& out) {
        if (const Json* v = typed(name, "boolean", &Json::is_boolean)) out = v->get<bool>();
    }
    void read(const char* name, std::optional<double>& out) {
        if (const Json* v = typed(name, "number", &Json::is_number)) out = v->get<double>();
    }
    void read(const char* name, std::optional<std::int64_t>& out, std::int64_t least, std::int64_t most) {
        const Json* v = typed(name, "number", &Json::is_number);
        if (v == nullptr) return;
        const double d = v->get<double>();
        if (d < static_cast<double>(least)) return refuse(path(name), "Should be >= " + std::to_string(least));
        if (d > static_cast<double>(most)) return refuse(path(name), "Should be <= " + std::to_string(most));
        out = static_cast<std::int64_t>(d);
        if (static_cast<double>(*out) != d) refuse(path(name), "Should be integer");
    }
    void read(const char* name, std::optional<std::vector<std::string>>& out) {
        const Json* v = array(name);
        if (v == nullptr) return;
        out.emplace();
        for (std::size_t i = 0; i < v->size(); ++i) {
            if ((*v)[i].is_string()) out->push_back((*v)[i].get<std::string>());
            else refuse(path(name) + '/' + std::to_string(i), "Should be string");
        }
    }
    // One of these words.
    void read(const char* name, std::optional<std::string>& out, std::initializer_list<std::string_view> words) {
        read(name, out);
        if (out && std::find(words.begin(), words.end(), *out) == words.end())
            refuse(path(name), "Should be equal to one of the allowed values");
    }
    const Json* array(const char* name) { return typed(name, "array", &Json::is_array); }
    const Json* object(const char* name) { return typed(name, "object", &Json::is_object); }

    // The members that nobody asked for; "" if there are none.
    std::string rest() const {
        Json left = Json::object();
        for (const auto& [name, value] : m_object.items())
            if (std::find(m_asked.begin(), m_asked.end(), name) == m_asked.end()) left[name] = value;
        return left.empty() ? std::string() : textOf(left);
    }

  private:
    const Json* typed(const char* name, const char* type, bool (Json::*is)() const noexcept) {
        const Json* v = find(name);
        if (v == nullptr || (v->*is)()) return v;
        refuse(path(name), std::string("Should be ") + type);
        return nullptr;
    }

    const Json& m_object;
    std::string m_path;
    std::vector<DashboardMessage>& m_messages;
    std::vector<std::string_view> m_asked;
};

// The object that `rest` says, to write the other members into.
inline Json objectOf(const std::string& rest) {
    return rest.empty() ? Json::object() : Json::parse(rest);
}
template <class T> void put(Json& object, const char* name, const std::optional<T>& value) {
    if (value) object[name] = *value;
}

// The text as JSON; nothing if it is none or nests deeper than kMaxJsonDepth.
std::optional<Json> parseBounded(std::string_view text);
bool withinDepth(const Json& value, int levels = kMaxJsonDepth);

} // namespace maylab::metrics
