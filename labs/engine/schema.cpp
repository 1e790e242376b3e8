#include "labs/engine/schema.h"

#include "kernel/assert.h"
#include "kernel/outside.h"

#include <cmath>
#include <deque>
#include <limits>
#include <map>
#include <regex>

namespace maylab::labs {

namespace detail {
extern const char* const kLabSchema;
}

using nlohmann::json;

std::string_view labSchemaText() { return detail::kLabSchema; }

const json& labSchema() {
    static const json kSchema = json::parse(detail::kLabSchema);
    return kSchema;
}

namespace {

std::string typeName(const json& j) {
    switch (j.type()) {
    case json::value_t::null: return "null";
    case json::value_t::object: return "object";
    case json::value_t::array: return "array";
    case json::value_t::string: return "string";
    case json::value_t::boolean: return "boolean";
    case json::value_t::number_integer:
    case json::value_t::number_unsigned: return "integer";
    default: return "number";
    }
}

bool hasType(const json& j, const std::string& type) {
    if (type == "number") return j.is_number();
    if (type == "integer") {
        return j.is_number_integer() || (j.is_number_float() && std::floor(j.get<double>()) == j.get<double>());
    }
    return typeName(j) == type;
}

std::string shortText(const json& j) {
    std::string s = j.dump(-1, ' ', false, json::error_handler_t::replace);
    if (s.size() > 60) s = std::string(kernel::utf8Prefix(s, 57)) + "...";
    return s;
}

std::string commaList(const json& list) {
    std::string s;
    for (const json& e : list) {
        if (!s.empty()) s += ", ";
        s += e.is_string() ? e.get<std::string>() : e.dump();
    }
    return s;
}

class Validator {
  public:
    explicit Validator(const json& root) : m_root(root) {}

    std::vector<SchemaFault> check(const json& schema, const json& instance, const std::string& path, int depth = 0) {
        std::vector<SchemaFault> faults;
        // Deeper than any lab: a file that nests without end is refused before the stack is.
        if (depth > 64) {
            add(faults, path, {"load.forbidden", {}});
            return faults;
        }
        for (const auto& [keyword, rule] : schema.items()) keywordCheck(keyword, rule, schema, instance, path, depth, faults);
        return faults;
    }

  private:
    static void add(std::vector<SchemaFault>& faults, const std::string& path, Message what,
                    Message advice = {"advice.see-schema", {}}) {
        faults.push_back({path, std::move(what), std::move(advice)});
    }
    static void append(std::vector<SchemaFault>& to, std::vector<SchemaFault> from) {
        for (auto& f : from) to.push_back(std::move(f));
    }
    static std::string member(const std::string& path, const std::string& name) {
        return path.empty() ? name : path + "." + name;
    }

    const json& resolve(const json& schema) const {
        const json* s = &schema;
        while (s->contains("$ref")) {
            const std::string ref = s->at("$ref");
            MAYLAB_ASSERT(ref.starts_with("#"));
            s = &m_root.at(json::json_pointer(ref.substr(1)));
        }
        return *s;
    }

    const std::regex& regex(const std::string& pattern) {
        auto it = m_patterns.find(pattern);
        if (it == m_patterns.end()) it = m_patterns.emplace(pattern, std::regex(pattern)).first;
        return it->second;
    }

    // Branches share what lies within the instance, and theirs share it again: each pair is looked at once, or a file
    // that nests would cost a multiple at every level.
    const std::vector<SchemaFault>& checkBranch(const json& branch, const json& instance, const std::string& path, int depth) {
        const auto pair = std::make_pair(&branch, &instance);
        const auto known = m_branches.find(pair);
        if (known != m_branches.end()) return known->second;
        return m_branches.emplace(pair, check(branch, instance, path, depth)).first->second;
    }

    // How near an instance comes to a branch: 0 is a match of its shape.
    int distance(const json& branch, const json& instance, int depth) {
        const json& s = resolve(branch);
        if (s.contains("oneOf")) {
            int best = std::numeric_limits<int>::max();
            for (const json& b : s["oneOf"]) best = std::min(best, distance(b, instance, depth + 1));
            return best;
        }
        int d = 0;
        if (s.contains("type")) {
            bool fits = false;
            if (s["type"].is_string()) fits = hasType(instance, s["type"]);
            else {
                for (const json& t : s["type"]) fits = fits || hasType(instance, t);
            }
            if (!fits) d += 1000;
        }
        if (s.contains("enum") || s.contains("const")) return d + (check(s, instance, "", depth + 1).empty() ? 0 : 500);
        if (instance.is_object() && s.contains("properties")) {
            if (s.contains("required")) {
                for (const json& r : s["required"]) d += instance.contains(r.get<std::string>()) ? -10 : 100;
            }
            for (const auto& [name, value] : instance.items()) {
                if (!s["properties"].contains(name)) {
                    d += 50;
                    continue;
                }
                const json& p = resolve(s["properties"][name]);
                if ((p.contains("const") || p.contains("enum")) && !check(p, value, "", depth + 1).empty()) d += 60;
            }
        }
        return d;
    }

    void keywordCheck(const std::string& keyword, const json& rule, const json& schema, const json& instance,
                      const std::string& path, int depth, std::vector<SchemaFault>& faults) {
        if (keyword == "$ref") {
            append(faults, check(resolve(schema), instance, path, depth + 1));
        } else if (keyword == "type") {
            bool fits = false;
            if (rule.is_string()) fits = hasType(instance, rule);
            else {
                for (const json& t : rule) fits = fits || hasType(instance, t);
            }
            if (!fits) {
                add(faults, path,
                    {"load.wrong-type", {{"expected", rule.is_string() ? rule.get<std::string>() : commaList(rule)}, {"found", typeName(instance)}}});
            }
        } else if (keyword == "required") {
            if (!instance.is_object()) return;
            for (const json& name : rule) {
                const std::string n = name;
                if (!instance.contains(n)) {
                    add(faults, member(path, n), {"load.missing-field", {{"field", n}}}, {"advice.add-field", {{"field", n}}});
                }
            }
        } else if (keyword == "properties") {
            if (!instance.is_object()) return;
            for (const auto& [name, sub] : rule.items()) {
                if (instance.contains(name)) append(faults, check(sub, instance[name], member(path, name), depth + 1));
            }
        } else if (keyword == "additionalProperties") {
            if (!instance.is_object()) return;
            const json none = json::object();
            const json& known = schema.contains("properties") ? schema["properties"] : none;
            for (const auto& [name, value] : instance.items()) {
                if (known.contains(name)) continue;
                if (rule.is_boolean()) {
                    if (rule.get<bool>()) continue;
                    json allowed = json::array();
                    for (const auto& [k, v] : known.items()) allowed.push_back(k);
                    add(faults, member(path, name), {"load.unknown-field", {{"field", name}}},
                        {"advice.remove-field", {{"allowed", commaList(allowed)}}});
                } else {
                    append(faults, check(rule, value, member(path, name), depth + 1));
                }
            }
        } else if (keyword == "propertyNames") {
            if (!instance.is_object()) return;
            for (const auto& [name, value] : instance.items()) {
                append(faults, check(rule, m_names.emplace_back(name), member(path, name), depth + 1));
            }
        } else if (keyword == "items") {
            if (!instance.is_array()) return;
            for (std::size_t i = 0; i < instance.size(); ++i) {
                append(faults, check(rule, instance[i], path + "[" + std::to_string(i) + "]", depth + 1));
            }
        } else if (keyword == "enum") {
            for (const json& v : rule) {
                if (v == instance) return;
            }
            add(faults, path, {"load.wrong-value", {{"allowed", commaList(rule)}, {"found", shortText(instance)}}}, {"advice.change-value", {}});
        } else if (keyword == "const") {
            if (rule != instance) {
                add(faults, path, {"load.wrong-value", {{"allowed", rule.is_string() ? rule.get<std::string>() : rule.dump()}, {"found", shortText(instance)}}},
                    {"advice.change-value", {}});
            }
        } else if (keyword == "pattern") {
            if (!instance.is_string()) return;
            const std::string& text = instance.get_ref<const std::string&>();
            if (text.size() > 500 || !std::regex_search(text, regex(rule))) {
                add(faults, path, {"load.wrong-form", {{"pattern", rule.get<std::string>()}, {"found", shortText(instance)}}},
                    {"advice.change-value", {}});
            }
        } else if (keyword == "minimum") {
            if (instance.is_number() && instance.get<double>() < rule.get<double>()) {
                add(faults, path, {"load.too-small", {{"minimum", rule.get<double>()}, {"found", instance.get<double>()}}}, {"advice.change-value", {}});
            }
        } else if (keyword == "maximum") {
            if (instance.is_number() && instance.get<double>() > rule.get<double>()) {
                add(faults, path, {"load.too-large", {{"maximum", rule.get<double>()}, {"found", instance.get<double>()}}}, {"advice.change-value", {}});
            }
        } else if (keyword == "minItems" || keyword == "minLength" || keyword == "minProperties") {
            if (const auto n = sizeFor(keyword, instance); n >= 0 && n < rule.get<std::int64_t>()) {
                add(faults, path, {"load.too-short", {{"minimum", rule.get<double>()}, {"found", static_cast<double>(n)}}});
            }
        } else if (keyword == "maxItems" || keyword == "maxLength") {
            if (const auto n = sizeFor(keyword, instance); n > rule.get<std::int64_t>()) {
                add(faults, path, {"load.too-long", {{"maximum", rule.get<double>()}, {"found", static_cast<double>(n)}}});
            }
        } else if (keyword == "uniqueItems") {
            if (!instance.is_array() || !rule.get<bool>()) return;
            for (std::size_t i = 0; i < instance.size(); ++i) {
                for (std::size_t k = 0; k < i; ++k) {
                    if (instance[i] == instance[k]) {
                        add(faults, path + "[" + std::to_string(i) + "]", {"load.entry-twice", {}}, {"advice.remove-one", {}});
                        break;
                    }
                }
            }
        } else if (keyword == "oneOf" || keyword == "anyOf") {
            // Only branches whose own fields are there are looked into: a form is told by its fields.
            int best = std::numeric_limits<int>::max();
            int matches = 0;
            std::vector<SchemaFault> nearest;
            for (const json& branch : rule) {
                const int d = distance(branch, instance, depth);
                if (d >= 100 && d >= best) continue;
                const std::vector<SchemaFault>& found = checkBranch(branch, instance, path, depth + 1);
                if (found.empty()) ++matches;
                if (d < best) {
                    best = d;
                    nearest = found;
                }
            }
            if (matches == 0) append(faults, std::move(nearest));
            if (matches > 1 && keyword == "oneOf") add(faults, path, {"load.forbidden", {}});
        } else if (keyword == "allOf") {
            for (const json& branch : rule) append(faults, check(branch, instance, path, depth + 1));
        } else if (keyword == "not") {
            if (check(rule, instance, path, depth + 1).empty()) add(faults, path, {"load.forbidden", {}});
        } else {
            // $schema, title, description, $defs: words and places. Anything else would be a rule that nobody checks.
            MAYLAB_ASSERT(keyword == "$schema" || keyword == "title" || keyword == "description" || keyword == "$defs");
        }
    }

    static std::int64_t sizeFor(const std::string& keyword, const json& instance) {
        if (keyword.ends_with("Items")) return instance.is_array() ? static_cast<std::int64_t>(instance.size()) : -1;
        if (keyword.ends_with("Properties")) return instance.is_object() ? static_cast<std::int64_t>(instance.size()) : -1;
        if (!instance.is_string()) return -1;
        std::int64_t n = 0;
        for (const char c : instance.get_ref<const std::string&>()) n += (static_cast<unsigned char>(c) & 0xC0u) != 0x80u;
        return n;
    }

    const json& m_root;
    std::map<std::string, std::regex> m_patterns;
    std::map<std::pair<const json*, const json*>, std::vector<SchemaFault>> m_branches; // by schema and instance
    std::deque<json> m_names; // of properties, as instances: they must stay where they are
};

} // namespace

std::vector<SchemaFault> validateWith(const json& schemaRoot, const json& schema, const json& instance) {
    return Validator(schemaRoot).check(schema, instance, "");
}

std::vector<SchemaFault> validate(const json& instance, std::string_view definition) {
    const json& root = labSchema();
    if (definition.empty()) return validateWith(root, root, instance);
    return validateWith(root, root.at("$defs").at(std::string(definition)), instance);
}

} // namespace maylab::labs
