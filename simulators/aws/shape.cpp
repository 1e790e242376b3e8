#include "aws/shape.h"

#include "kernel/outside.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>

namespace maylab::aws {

namespace {

constexpr std::size_t kShownBytes = 200;
constexpr std::string_view kPythonInt = "<class 'int'>";

std::string_view pythonType(const Json& v) {
    if (v.is_string()) return "<class 'str'>";
    if (v.is_boolean()) return "<class 'bool'>";
    if (v.is_number_integer()) return kPythonInt;
    if (v.is_number()) return "<class 'float'>";
    if (v.is_array()) return "<class 'list'>";
    if (v.is_object()) return "<class 'dict'>";
    return "<class 'NoneType'>";
}

const char* validPythonTypes(ShapeType type) {
    switch (type) {
    case ShapeType::String: return "<class 'str'>";
    case ShapeType::Integer: return "<class 'int'>";
    case ShapeType::Double: return "<class 'float'>, <class 'decimal.Decimal'>, <class 'int'>";
    case ShapeType::Boolean: return "<class 'bool'>";
    case ShapeType::Timestamp: return "<class 'datetime.datetime'>, timestamp-string";
    case ShapeType::List: return "<class 'list'>, <class 'tuple'>";
    case ShapeType::Map:
    case ShapeType::Structure: return "<class 'dict'>";
    }
    return "";
}

// A value for a message: short, and never recursing into what a stranger sent.
std::string shown(const Json& v) {
    std::string text;
    if (v.is_string()) {
        text = v.get_ref<const std::string&>();
    } else if (v.is_object()) {
        text = v.empty() ? "{}" : "{...}";
    } else if (v.is_array()) {
        text = v.empty() ? "[]" : "[...]";
    } else if (v.is_boolean()) {
        text = v.get<bool>() ? "true" : "false";
    } else if (v.is_null()) {
        text = "null";
    } else {
        text = v.dump();
    }
    if (text.size() > kShownBytes) {
        text.resize(kernel::utf8Prefix(text, kShownBytes).size());
        text += "...";
    }
    return text;
}

// Services read integers as int64.
bool isInt64(const Json& v) {
    return v.is_number_unsigned() ? v.get<std::uint64_t>() <= INT64_MAX : v.is_number_integer();
}

bool hasType(ShapeType type, const Json& v) {
    switch (type) {
    case ShapeType::String: return v.is_string();
    case ShapeType::Integer: return isInt64(v);
    case ShapeType::Double: return v.is_number();
    case ShapeType::Boolean: return v.is_boolean();
    case ShapeType::Timestamp: {
        std::int64_t ms = 0;
        return v.is_number() || (v.is_string() && kernel::parseIso8601(v.get_ref<const std::string&>(), ms));
    }
    case ShapeType::List: return v.is_array();
    case ShapeType::Map:
    case ShapeType::Structure: return v.is_object();
    }
    return false;
}

std::string number(double v) {
    const bool whole = v > -9e18 && v < 9e18 && v == static_cast<double>(static_cast<long long>(v));
    return whole ? std::to_string(static_cast<long long>(v)) : std::to_string(v);
}

// Where a value stands, in both spellings: "Pairs[0].Name" and "pairs.1.member.name".
struct Place {
    std::string text, coral;

    Place member(const std::string& name) const {
        std::string lower = name;
        if (!lower.empty()) lower[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(lower[0])));
        return text.empty() ? Place{name, lower} : Place{text + "." + name, coral + "." + lower};
    }
    Place element(std::size_t i) const {
        return {text + "[" + std::to_string(i) + "]", coral + "." + std::to_string(i + 1) + ".member"};
    }
    Place entry(const std::string& key) const { return {text + "." + key, coral + "." + key}; }
};

class Checker {
  public:
    explicit Checker(std::vector<Violation>& out) : m_out(out) {}

    void structure(const Shape& shape, const Json& value, const Place& here) {
        for (const MemberShape& m : shape.members) {
            const Place place = here.member(m.name);
            const auto it = value.find(m.name);
            if (it == value.end() || it->is_null()) {
                if (m.required) add(Violation::Kind::Missing, {here.text, m.name, place}, Json(), *m.shape);
                continue;
            }
            member(*m.shape, *it, {here.text, m.name, place});
        }
        for (const auto& [key, v] : value.items()) {
            const bool known = std::any_of(shape.members.begin(), shape.members.end(),
                                           [name = std::string_view(key)](const MemberShape& m) { return name == m.name; });
            if (!known) add(Violation::Kind::Unknown, {here.text, key, here.member(key)}, v, shape);
        }
    }

  private:
    // A value as a refusal names it: within which structure or map, and its whole path.
    struct Named {
        std::string parent, name;
        Place place;
    };

    void add(Violation::Kind kind, const Named& at, const Json& v, const Shape& shape) {
        m_out.push_back({kind, at.parent, at.name, at.place.coral, shown(v), pythonType(v), &shape});
    }

    void member(const Shape& shape, const Json& v, const Named& at) {
        using Kind = Violation::Kind;
        if (!hasType(shape.type, v)) {
            add(Kind::WrongType, at, v, shape);
            return;
        }
        switch (shape.type) {
        case ShapeType::Integer:
        case ShapeType::Double: {
            const double n = v.get<double>();
            if (n < shape.min) add(Kind::TooSmall, at, v, shape);
            if (n > shape.max) add(Kind::TooLarge, at, v, shape);
            break;
        }
        case ShapeType::String: {
            const std::string& s = v.get_ref<const std::string&>();
            const double n = static_cast<double>(s.size());
            if (n < shape.min) add(Kind::TooShort, at, v, shape);
            if (n > shape.max) {
                add(Kind::TooLong, at, v, shape);
            } else if (shape.pattern != nullptr && !matchesPattern(shape.pattern, s)) {
                add(Kind::Pattern, at, v, shape);
            }
            const bool listed = std::any_of(shape.values.begin(), shape.values.end(),
                                            [&](const char* one) { return s == one; });
            if (!shape.values.empty() && !listed) add(Kind::Enum, at, v, shape);
            break;
        }
        case ShapeType::List:
        case ShapeType::Map: {
            const double n = static_cast<double>(v.size());
            if (n < shape.min) add(Kind::TooShort, at, v, shape);
            if (n > shape.max) add(Kind::TooLong, at, v, shape);
            if (shape.type == ShapeType::List) {
                for (std::size_t i = 0; i < v.size(); ++i) {
                    element(*shape.element, v[i],
                            {at.parent, at.name + "[" + std::to_string(i) + "]", at.place.element(i)});
                }
            } else {
                for (const auto& [key, one] : v.items()) {
                    element(*shape.element, one, {at.place.text, key, at.place.entry(key)});
                }
            }
            break;
        }
        case ShapeType::Structure: structure(shape, v, at.place); break;
        case ShapeType::Boolean:
        case ShapeType::Timestamp: break;
        }
    }

    void element(const Shape& shape, const Json& v, const Named& at) {
        if (shape.type == ShapeType::Structure && v.is_object()) {
            structure(shape, v, at.place);
        } else {
            member(shape, v, at);
        }
    }

    std::vector<Violation>& m_out;
};

std::string joined(std::span<const char* const> values) {
    std::string out;
    for (const char* v : values) out += (out.empty() ? "" : ", ") + std::string(v);
    return out;
}

std::string coralConstraint(const Violation& v) {
    using Kind = Violation::Kind;
    switch (v.kind) {
    case Kind::Missing: return "Member must not be null";
    case Kind::Unknown: return "Member is not part of the request";
    case Kind::WrongType: return "Member must be of another type";
    case Kind::TooSmall: return "Member must have value greater than or equal to " + number(v.shape->min);
    case Kind::TooLarge: return "Member must have value less than or equal to " + number(v.shape->max);
    case Kind::TooShort: return "Member must have length greater than or equal to " + number(v.shape->min);
    case Kind::TooLong: return "Member must have length less than or equal to " + number(v.shape->max);
    case Kind::Pattern: return "Member must satisfy regular expression pattern: " + std::string(v.shape->pattern);
    case Kind::Enum: return "Member must satisfy enum value set: [" + joined(v.shape->values) + "]";
    }
    return "";
}

kernel::ApiError describeQuery(const Violation& v) {
    using Kind = Violation::Kind;
    const std::string path = v.path();
    switch (v.kind) {
    case Kind::Missing:
        return {"InvalidParameterValue", "The parameter " + v.name + " must be provided and must not be blank.", 400};
    case Kind::Unknown: return {"UnknownParameter", "The parameter " + path + " is not recognized", 400};
    case Kind::WrongType:
        return {"MalformedInput", "Invalid value for parameter " + path + ": " + v.value, 400};
    case Kind::TooSmall:
    case Kind::TooLarge:
        if (v.shape->min > -kNoBound && v.shape->max < kNoBound) {
            return {"InvalidParameterValue",
                    "Invalid value " + v.value + " for " + v.name + ". Must be between " + number(v.shape->min) +
                        " and " + number(v.shape->max),
                    400};
        }
        return {"InvalidParameterValue", "Invalid value " + v.value + " for " + v.name + ". " + coralConstraint(v),
                400};
    case Kind::TooShort:
        return {"InvalidParameterValue", "The parameter " + v.name + " must be provided and must not be blank.", 400};
    case Kind::TooLong:
        return {"InvalidParameterValue",
                "The parameter " + v.name + " must not be longer than " + number(v.shape->max) + ".", 400};
    case Kind::Pattern: return {"InvalidParameterValue", "Invalid value for parameter " + path + ": " + v.value, 400};
    case Kind::Enum:
        return {"InvalidParameterValue",
                "Invalid value for parameter " + path + ": " + v.value + ". Valid values are: " +
                    joined(v.shape->values),
                400};
    }
    return {};
}

kernel::ApiError describeEc2(const Violation& v) {
    using Kind = Violation::Kind;
    std::string lower = v.name;
    if (!lower.empty()) lower[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(lower[0])));
    switch (v.kind) {
    case Kind::Missing: return {"MissingParameter", "The request must contain the parameter " + lower, 400};
    case Kind::Unknown: return {"UnknownParameter", "The parameter " + v.path() + " is not recognized", 400};
    default:
        return {"InvalidParameterValue",
                "Value (" + v.value + ") for parameter " + lower + " is invalid. " + coralConstraint(v), 400};
    }
}

} // namespace

std::string Violation::path() const { return parent.empty() ? name : parent + "." + name; }

std::vector<Violation> violations(const Shape& input, const Json& value) {
    std::vector<Violation> out;
    static const Json kNothing = Json::object();
    if (!value.is_object() && !value.is_null()) {
        out.push_back({Violation::Kind::WrongType, "", "input", "input", shown(value), pythonType(value), &input});
        return out;
    }
    Checker(out).structure(input, value.is_null() ? kNothing : value, {});
    return out;
}

kernel::ApiError describe(ErrorStyle style, const std::vector<Violation>& found) {
    MAYLAB_ASSERT(!found.empty());
    switch (style) {
    case ErrorStyle::Query: return describeQuery(found.front());
    case ErrorStyle::Ec2: return describeEc2(found.front());
    case ErrorStyle::Coral: break;
    }
    if (found.front().kind == Violation::Kind::WrongType) {
        return {"MalformedInput", "Invalid value for parameter " + found.front().path() + ": " + found.front().value,
                400};
    }
    std::string text = std::to_string(found.size()) + " validation error" + (found.size() == 1 ? "" : "s") + " detected: ";
    for (std::size_t i = 0; i < found.size(); ++i) {
        const Violation& v = found[i];
        if (i > 0) text += "; ";
        text += "Value " + (v.kind == Violation::Kind::Missing ? "null" : "'" + v.value + "'") + " at '" +
                v.coral + "' failed to satisfy constraint: " + coralConstraint(v);
    }
    return {"ValidationError", text, 400};
}

bool validate(const OperationModel& model, const Json& input, kernel::ApiError& error) {
    static constexpr Shape kEmpty{ShapeType::Structure};
    const auto found = violations(model.input != nullptr ? *model.input : kEmpty, input);
    if (found.empty()) return true;
    error = describe(model.style, found);
    return false;
}

std::string clientSideText(const std::vector<Violation>& found) {
    using Kind = Violation::Kind;
    std::string lines;
    for (const Violation& v : found) {
        const std::string where = v.parent.empty() ? "input" : v.parent;
        switch (v.kind) {
        case Kind::Missing: lines += "\nMissing required parameter in " + where + ": \"" + v.name + "\""; break;
        case Kind::Unknown: {
            std::string names;
            for (const MemberShape& m : v.shape->members) names += (names.empty() ? "" : ", ") + std::string(m.name);
            lines += "\nUnknown parameter in " + where + ": \"" + v.name + "\", must be one of: " + names;
            break;
        }
        case Kind::WrongType:
            if (v.shape->type == ShapeType::Integer && v.type == kPythonInt) break; // too long for the service
            lines += "\nInvalid type for parameter " + v.path() + ", value: " + v.value + ", type: " + std::string(v.type) +
                     ", valid types: " + validPythonTypes(v.shape->type);
            break;
        case Kind::TooSmall:
            lines += "\nInvalid range for parameter " + v.path() + ", value: " + v.value +
                     ", valid min value: " + number(v.shape->min);
            break;
        case Kind::TooShort:
            lines += "\nInvalid length for parameter " + v.path() + ", value: " +
                     (v.shape->type == ShapeType::String ? std::to_string(v.value.size()) : std::string("0")) +
                     ", valid min length: " + number(v.shape->min);
            break;
        case Kind::TooLarge:
        case Kind::TooLong:
        case Kind::Pattern:
        case Kind::Enum: break; // the service's business
        }
    }
    return lines.empty() ? std::string() : "Parameter validation failed:" + lines;
}

namespace {

struct Atom {
    bool set[256] = {};
    std::size_t min = 1, max = 1;
};

constexpr std::size_t kMany = static_cast<std::size_t>(-1);

void addEscape(Atom& a, char c) {
    const auto range = [&](int from, int to) {
        for (int i = from; i <= to; ++i) a.set[i] = true;
    };
    if (c == 'd' || c == 'w') range('0', '9');
    if (c == 'w') {
        range('a', 'z');
        range('A', 'Z');
        range('_', '_');
    }
    if (c == 's') {
        for (const char w : {' ', '\t', '\r', '\n', '\f', '\v'}) a.set[static_cast<unsigned char>(w)] = true;
    }
    if (c != 'd' && c != 'w' && c != 's') a.set[static_cast<unsigned char>(c)] = true;
}

std::vector<Atom> compile(std::string_view p) {
    std::vector<Atom> atoms;
    std::size_t i = 0;
    if (!p.empty() && p[0] == '^') i = 1;
    std::size_t end = p.size();
    if (end > i && p[end - 1] == '$') --end;
    while (i < end) {
        Atom a;
        const char c = p[i++];
        if (c == '.') {
            for (bool& b : a.set) b = true;
            a.set[static_cast<unsigned char>('\n')] = false;
        } else if (c == '\\' && i < end) {
            addEscape(a, p[i++]);
        } else if (c == '[') {
            const bool negated = i < end && p[i] == '^';
            if (negated) ++i;
            while (i < end && p[i] != ']') {
                if (p[i] == '\\' && i + 1 < end) {
                    addEscape(a, p[i + 1]);
                    i += 2;
                } else if (i + 2 < end && p[i + 1] == '-' && p[i + 2] != ']') {
                    for (int k = static_cast<unsigned char>(p[i]); k <= static_cast<unsigned char>(p[i + 2]); ++k) {
                        a.set[k] = true;
                    }
                    i += 3;
                } else {
                    a.set[static_cast<unsigned char>(p[i++])] = true;
                }
            }
            if (i < end) ++i;
            if (negated) {
                for (bool& b : a.set) b = !b;
            }
        } else {
            a.set[static_cast<unsigned char>(c)] = true;
        }
        if (i < end && (p[i] == '*' || p[i] == '+' || p[i] == '?')) {
            a.min = p[i] == '+' ? 1 : 0;
            a.max = p[i] == '?' ? 1 : kMany;
            ++i;
        } else if (i < end && p[i] == '{') {
            const std::size_t close = p.find('}', i);
            MAYLAB_ASSERT(close != std::string_view::npos);
            std::size_t numbers[2] = {0, 0};
            int which = 0;
            bool open = false;
            for (std::size_t k = i + 1; k < close; ++k) {
                if (p[k] == ',') {
                    which = 1;
                    open = k + 1 == close;
                } else {
                    numbers[which] = numbers[which] * 10 + static_cast<std::size_t>(p[k] - '0');
                }
            }
            a.min = numbers[0];
            a.max = open ? kMany : which == 1 ? numbers[1] : numbers[0];
            i = close + 1;
        }
        atoms.push_back(a);
    }
    return atoms;
}

bool matchFrom(const std::vector<Atom>& atoms, std::size_t k, std::string_view text) {
    if (k == atoms.size()) return text.empty();
    const Atom& a = atoms[k];
    std::size_t n = 0;
    while (n < text.size() && n < a.max && a.set[static_cast<unsigned char>(text[n])]) ++n;
    if (k + 1 == atoms.size()) return n == text.size() && n >= a.min;
    for (;; --n) {
        if (n < a.min) return false;
        if (matchFrom(atoms, k + 1, text.substr(n))) return true;
        if (n == 0) return false;
    }
}

} // namespace

bool matchesPattern(std::string_view pattern, std::string_view text) { return matchFrom(compile(pattern), 0, text); }

const OperationModel* ModelCatalog::find(std::string_view service, std::string_view operation) const {
    for (const auto& table : m_tables) {
        for (const OperationModel& m : table) {
            if (service == m.service && operation == m.operation) return &m;
        }
    }
    return nullptr;
}

const OperationModel* ModelCatalog::findCommand(std::string_view service, std::string_view command) const {
    for (const auto& table : m_tables) {
        for (const OperationModel& m : table) {
            if (service == m.service && command == kebabCase(m.operation)) return &m;
        }
    }
    return nullptr;
}

std::vector<std::string> ModelCatalog::services() const {
    std::vector<std::string> out;
    for (const auto& table : m_tables) {
        for (const OperationModel& m : table) out.emplace_back(m.service);
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

std::vector<const OperationModel*> ModelCatalog::operations(std::string_view service) const {
    std::vector<const OperationModel*> out;
    for (const auto& table : m_tables) {
        for (const OperationModel& m : table) {
            if (service == m.service) out.push_back(&m);
        }
    }
    return out;
}

std::vector<std::string> ModelCatalog::commands(std::string_view service) const {
    std::vector<std::string> out;
    for (const OperationModel* m : operations(service)) out.push_back(kebabCase(m->operation));
    std::sort(out.begin(), out.end());
    return out;
}

std::string kebabCase(std::string_view name) {
    const auto upper = [&](std::size_t i) { return std::isupper(static_cast<unsigned char>(name[i])) != 0; };
    const auto lower = [&](std::size_t i) { return std::islower(static_cast<unsigned char>(name[i])) != 0; };
    const auto digit = [&](std::size_t i) { return std::isdigit(static_cast<unsigned char>(name[i])) != 0; };
    // An ending such as "ARNs" stays together.
    std::size_t tail = name.size();
    if (name.size() >= 3 && name.back() == 's' && upper(name.size() - 2) && upper(name.size() - 3)) {
        tail = name.size() - 1;
        while (tail > 0 && upper(tail - 1)) --tail;
    }
    std::string out;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const bool begins =
            i > 0 && upper(i) && i <= tail &&
            (i == tail || lower(i - 1) || digit(i - 1) || (i + 1 < name.size() && lower(i + 1)));
        if (begins) out += '-';
        out += static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
    }
    return out;
}

} // namespace maylab::aws
