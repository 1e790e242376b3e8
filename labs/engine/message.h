// What the lab engine has to say, as an id and named values: the words are made in the UI, in the learner's
// language. messageTable() lists every id with its parameters and the English pattern, so that a test can see that
// each has both languages; english() fills the pattern for the terminal.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <concepts>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace maylab::labs {

// A number, a text or nothing: what goals compare. A JSON boolean reads as the text "true" or "false".
class Scalar {
  public:
    Scalar() = default;
    Scalar(double n) : m_v(n) {}
    template <std::integral T>
    Scalar(T n) : m_v(static_cast<double>(n)) {}
    Scalar(bool b) : m_v(std::string(b ? "true" : "false")) {}
    Scalar(std::string s) : m_v(std::move(s)) {}
    Scalar(const char* s) : m_v(std::string(s)) {}

    bool present() const { return m_v.index() != 0; }
    bool isNumber() const { return m_v.index() == 1; }
    bool isText() const { return m_v.index() == 2; }
    double number() const { return isNumber() ? std::get<double>(m_v) : 0; }
    const std::string& text() const;
    bool operator==(const Scalar&) const = default;

    // Shortest plain form, C locale: "0.93", "available", "" when absent.
    std::string toString() const;
    static Scalar fromJson(const nlohmann::json& j); // arrays, objects and null are absent
    nlohmann::json toJson() const;

  private:
    std::variant<std::monostate, double, std::string> m_v;
};

struct Message {
    std::string id; // "goal.below"
    std::vector<std::pair<std::string, Scalar>> values;

    bool empty() const { return id.empty(); }
    bool operator==(const Message&) const = default;
};

struct MessageInfo {
    const char* id;
    const char* parameters; // comma separated
    const char* english;    // with {parameter}
};
std::span<const MessageInfo> messageTable();
std::string english(const Message& message);

} // namespace maylab::labs
