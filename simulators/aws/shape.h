// Models of API operations as plain constant tables. One table serves the check of an input, the `aws` command
// line (options, shorthand, completion, help) and the order in which a reply is printed.
//
//   constexpr MemberShape kDimensionMembers[] = {{"Name", &kString, kRequired}, {"Value", &kString, kRequired}};
//   constexpr Shape kDimension = structureOf(kDimensionMembers);
//   constexpr Shape kDimensions = listOf(kDimension, 0, 30);
//   constexpr OperationModel kModels[] = {{"cloudwatch", "ListMetrics", &kListMetricsInput, &kListMetricsOutput}};
//
// Names and types are those of the service's API reference. A service offers its tables as
// `std::span<const aws::OperationModel> operationModels()` in <room>/models.h.
#pragma once

#include "kernel/doors.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::aws {

using Json = nlohmann::json;

enum class ShapeType : std::uint8_t { String, Integer, Double, Boolean, Timestamp, List, Map, Structure };

inline constexpr double kNoBound = 1e300;
inline constexpr bool kRequired = true;

struct MemberShape;

struct Shape {
    ShapeType type = ShapeType::String;
    std::span<const MemberShape> members{};   // Structure
    const Shape* element = nullptr;           // List: its elements; Map: its values
    double min = -kNoBound;                   // number: value; String: length in bytes; List and Map: count
    double max = kNoBound;
    const char* pattern = nullptr;            // String: see matchesPattern
    std::span<const char* const> values{};    // String: the enumeration
};

struct MemberShape {
    const char* name; // "CacheClusterId"
    const Shape* shape;
    bool required = false;
    const char* help = ""; // one line, ours, for `aws ... help`
};

// How a service words its refusals (see describe).
enum class ErrorStyle : std::uint8_t {
    Query, // ElastiCache: InvalidParameterValue, InvalidParameterCombination
    Ec2,   // MissingParameter, InvalidParameterValue
    Coral  // "1 validation error detected: Value ... failed to satisfy constraint: ..."
};

struct OperationModel {
    const char* service;   // the door's and the command line's name: "elasticache"
    const char* operation; // "CreateCacheCluster"
    const Shape* input;    // a Structure; nullptr: no input
    const Shape* output = nullptr; // a Structure; nullptr: prints nothing or keys in alphabetical order
    ErrorStyle style = ErrorStyle::Query;
    const char* help = "";
    // Options that only the command line knows (`--protocol` of EC2): fold puts them into the real input,
    // unfold does the opposite for toCommandLine and returns false where it cannot.
    std::span<const MemberShape> commandLineOnly{};
    void (*fold)(Json& input) = nullptr;
    bool (*unfold)(Json& input) = nullptr;
};

inline constexpr Shape kString{ShapeType::String};
inline constexpr Shape kInteger{ShapeType::Integer};
inline constexpr Shape kDouble{ShapeType::Double};
inline constexpr Shape kBoolean{ShapeType::Boolean};
inline constexpr Shape kTimestamp{ShapeType::Timestamp};

constexpr Shape structureOf(std::span<const MemberShape> members) { return {ShapeType::Structure, members}; }
inline constexpr Shape kNoMembers = structureOf({});
constexpr Shape listOf(const Shape& element, double min = -kNoBound, double max = kNoBound) {
    return {ShapeType::List, {}, &element, min, max};
}
constexpr Shape mapOf(const Shape& value, double min = -kNoBound, double max = kNoBound) {
    return {ShapeType::Map, {}, &value, min, max};
}
constexpr Shape integerIn(double min, double max) { return {ShapeType::Integer, {}, nullptr, min, max}; }
constexpr Shape doubleIn(double min, double max) { return {ShapeType::Double, {}, nullptr, min, max}; }
constexpr Shape stringOf(double minLength, double maxLength, const char* pattern = nullptr) {
    return {ShapeType::String, {}, nullptr, minLength, maxLength, pattern};
}
constexpr Shape enumOf(std::span<const char* const> values) {
    return {ShapeType::String, {}, nullptr, -kNoBound, kNoBound, nullptr, values};
}
inline constexpr Shape kStringList = listOf(kString);

struct Violation {
    enum class Kind : std::uint8_t { Missing, Unknown, WrongType, TooSmall, TooLarge, TooShort, TooLong, Pattern, Enum };
    Kind kind;
    std::string parent;  // "ParameterNameValues[0]", "" for the input itself
    std::string name;    // "ParameterName"
    std::string coral;   // the whole path as Coral services write it: "parameterNameValues.1.member.parameterName"
    std::string value;   // as it was given, JSON, cut at 200 bytes
    std::string_view type; // of the value, as Python names it
    const Shape* shape;  // of the member; of the parent for Unknown
    std::string path() const; // "ParameterNameValues[0].ParameterName"
};

// Every violation of the table, in its order. An empty list means: well formed (names that must exist and the like
// are the service's own business).
std::vector<Violation> violations(const Shape& input, const Json& value);

// The error of that service for those violations (at least one).
kernel::ApiError describe(ErrorStyle style, const std::vector<Violation>& found);

// True and input is fine, or false and error says what the service would say.
bool validate(const OperationModel& model, const Json& input, kernel::ApiError& error);

// What botocore prints before a request leaves the computer: "Parameter validation failed:\n...". Empty if it would
// send the request (it looks at names, types and lower bounds only).
std::string clientSideText(const std::vector<Violation>& found);

// The whole text matches: literals, . [a-z] [^...] \w \d \s \. and the quantifiers * + ? {m,n}; no groups.
bool matchesPattern(std::string_view pattern, std::string_view text);

// All tables of a world, for the command line and the forms.
class ModelCatalog {
  public:
    ModelCatalog() = default;
    explicit ModelCatalog(std::initializer_list<std::span<const OperationModel>> tables) {
        for (const auto& t : tables) add(t);
    }
    void add(std::span<const OperationModel> table) { m_tables.push_back(table); }
    const OperationModel* find(std::string_view service, std::string_view operation) const;
    // "elasticache", "create-cache-cluster"
    const OperationModel* findCommand(std::string_view service, std::string_view command) const;
    std::vector<std::string> services() const;                         // sorted
    std::vector<std::string> commands(std::string_view service) const; // sorted, kebab-case
    std::vector<const OperationModel*> operations(std::string_view service) const;

  private:
    std::vector<std::span<const OperationModel>> m_tables;
};

// "CacheClusterId" -> "cache-cluster-id", as the command line does it.
std::string kebabCase(std::string_view pascalCase);

} // namespace maylab::aws
