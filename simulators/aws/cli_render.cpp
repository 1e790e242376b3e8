#include "aws/cli.h"
#include "aws/shorthand.h"

#include <algorithm>

namespace maylab::aws {

namespace {

// 2026-01-01T00:00:00Z -> 2026-01-01T00:00:00+00:00, as the CLI prints times.
std::string cliTime(const std::string& iso) {
    std::int64_t ms = 0;
    if (!kernel::parseIso8601(iso, ms)) return iso;
    const bool fraction = ms % 1000 != 0;
    std::string text = kernel::formatIso8601(ms, fraction);
    if (!text.empty() && text.back() == 'Z') text.pop_back();
    return text + (fraction ? "000" : "") + "+00:00";
}

OrderedJson ordered(const Shape* shape, const Json& v) {
    if (v.is_object()) {
        OrderedJson out = OrderedJson::object();
        if (shape != nullptr && shape->type == ShapeType::Structure) {
            for (const MemberShape& m : shape->members) {
                const auto it = v.find(m.name);
                if (it != v.end()) out[m.name] = ordered(m.shape, *it);
            }
        }
        const Shape* element = shape != nullptr && shape->type == ShapeType::Map ? shape->element : nullptr;
        for (const auto& [key, one] : v.items()) {
            if (!out.contains(key)) out[key] = ordered(element, one);
        }
        return out;
    }
    if (v.is_array()) {
        OrderedJson out = OrderedJson::array();
        const Shape* element = shape != nullptr && shape->type == ShapeType::List ? shape->element : nullptr;
        for (const Json& one : v) out.push_back(ordered(element, one));
        return out;
    }
    if (v.is_string()) {
        const std::string& s = v.get_ref<const std::string&>();
        return shape != nullptr && shape->type == ShapeType::Timestamp ? OrderedJson(cliTime(s)) : OrderedJson(s);
    }
    if (v.is_boolean()) return v.get<bool>();
    if (v.is_number_unsigned()) return v.get<std::uint64_t>();
    if (v.is_number_integer()) return v.get<std::int64_t>();
    if (v.is_number()) return v.get<double>();
    return OrderedJson();
}

std::string pretty(const OrderedJson& v) {
    return v.dump(4, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

bool textOf(const OrderedJson& v, std::string& out) {
    if (v.is_null()) {
        out = "None";
    } else if (v.is_string()) {
        out = v.get<std::string>();
    } else if (v.is_boolean()) {
        out = v.get<bool>() ? "True" : "False";
    } else if (v.is_number()) {
        out = v.dump();
    } else {
        return false;
    }
    return true;
}

} // namespace

OrderedJson inOrder(const OperationModel* model, const Json& output) {
    return ordered(model != nullptr ? model->output : nullptr, output);
}

std::string renderOutput(const OperationModel* model, const Json& output) {
    if (output.is_null() || (output.is_object() && output.empty())) return "";
    return pretty(inOrder(model, output));
}

tl::expected<std::string, CliError> renderOutput(const Command& command, const Json& output) {
    if (output.is_null() || (output.is_object() && output.empty() && command.query.empty())) return std::string();
    OrderedJson value = inOrder(command.model, output);
    if (!command.query.empty()) {
        auto picked = queryPath(value, command.query);
        if (!picked) return tl::unexpected<CliError>(CliError{"\n" + picked.error() + "\n", kExitUsage});
        value = std::move(*picked);
    }
    if (!command.text) return pretty(value);

    // Text: a value, a row of values, or rows of values.
    std::string out, cell;
    if (textOf(value, cell)) return cell + "\n";
    const auto row = [&](const OrderedJson& list) {
        std::string line;
        for (const OrderedJson& v : list) {
            if (!textOf(v, cell)) return false;
            line += (line.empty() ? "" : "\t") + cell;
        }
        out += line + "\n";
        return true;
    };
    bool ok = value.is_array();
    if (ok && (value.empty() || !value.front().is_array())) {
        ok = row(value);
    } else if (ok) {
        for (const OrderedJson& v : value) ok = ok && v.is_array() && row(v);
    }
    if (!ok) {
        return tl::unexpected<CliError>(CliError{
            "\n--output text prints values that --query has chosen here: a value, a list, or a list of lists\n",
            kExitUsage});
    }
    return out;
}

std::string renderError(std::string_view operation, const kernel::ApiError& error) {
    return "\nAn error occurred (" + error.code + ") when calling the " + std::string(operation) +
           " operation: " + error.message + "\n";
}

std::string toCommandLine(const OperationModel& model, const Json& input) {
    std::string line = std::string("aws ") + model.service + " " + kebabCase(model.operation);
    Json rest = input.is_object() ? input : Json::object();
    if (model.unfold != nullptr) {
        Json simple = rest;
        if (model.unfold(simple)) rest = std::move(simple);
    }
    const auto json = [](const Json& v) { return v.dump(-1, ' ', false, Json::error_handler_t::replace); };
    const auto scalar = [&](const Json& v) { return v.is_string() ? v.get<std::string>() : json(v); };
    const auto beginsWith = [](const std::string& word, std::string_view start) { return word.rfind(start, 0) == 0; };
    const auto write = [&](const MemberShape& m) {
        const auto it = rest.find(m.name);
        if (it == rest.end() || it->is_null()) return;
        const std::string name = kebabCase(m.name);
        const Json& v = *it;
        if (m.shape->type == ShapeType::Boolean && v.is_boolean()) {
            line += (v.get<bool>() ? " --" : " --no-") + name;
            return;
        }
        line += " --" + name;
        std::string word;
        if (v.is_array() && m.shape->type == ShapeType::List) {
            std::string words;
            bool simple = true;
            for (const Json& one : v) {
                if (one.is_primitive()) {
                    word = scalar(one);
                } else {
                    simple = simple && toShorthand(*m.shape->element, one, word);
                }
                // A word that would be read as an option, or as the whole list in JSON.
                simple = simple && !beginsWith(word, "-") && !(v.size() == 1 && beginsWith(word, "["));
                words += " " + quoteWord(word);
            }
            line += simple ? words : " " + quoteWord(json(v));
            return;
        }
        if (!v.is_object()) {
            word = scalar(v);
        } else if (!toShorthand(*m.shape, v, word)) {
            word = json(v);
        }
        // --opt=value keeps a value that begins with dashes a value.
        line += (beginsWith(word, "--") ? "=" : " ") + quoteWord(word);
    };
    if (model.input != nullptr) {
        for (const MemberShape& m : model.input->members) write(m);
    }
    for (const MemberShape& m : model.commandLineOnly) write(m);
    return line;
}

} // namespace maylab::aws
