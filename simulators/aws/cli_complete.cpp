#include "aws/cli.h"

#include <algorithm>

namespace maylab::aws {

namespace {

constexpr std::string_view kGlobalOptions[] = {"--output", "--query", "--region"};

void keepPrefix(std::vector<std::string>& candidates, std::string_view prefix) {
    std::erase_if(candidates, [&](const std::string& c) { return c.substr(0, prefix.size()) != prefix; });
}

const MemberShape* memberOf(const OperationModel& model, std::string_view option) {
    for (const MemberShape& m : model.commandLineOnly) {
        if ("--" + kebabCase(m.name) == option) return &m;
    }
    if (model.input == nullptr) return nullptr;
    for (const MemberShape& m : model.input->members) {
        if ("--" + kebabCase(m.name) == option) return &m;
    }
    return nullptr;
}

std::vector<std::string> valuesOf(const Shape& shape, const OperationModel& model, const std::string& path,
                                  const ValueSource& source) {
    std::vector<std::string> out;
    for (const char* v : shape.values) out.emplace_back(v);
    if (shape.type == ShapeType::Boolean) out = {"true", "false"};
    if (out.empty() && source) out = source(model, path);
    return out;
}

} // namespace

Completion complete(std::string_view line, const ModelCatalog& catalog, const ValueSource& values) {
    Completion result;
    // The word being typed is what stands after the last blank; quotes hide blanks only in shorthand, whose values
    // have none here.
    const std::size_t blank = line.find_last_of(" \t\n");
    const std::size_t from = blank == std::string_view::npos ? 0 : blank + 1;
    std::string_view partial = line.substr(from);
    const auto before = splitWords(line.substr(0, from));
    result.replaceFrom = from;
    if (!before) return result;
    const std::vector<std::string>& words = *before;

    if (words.empty()) {
        result.candidates = {"aws"};
        keepPrefix(result.candidates, partial);
        return result;
    }
    if (words[0] != "aws") return result;
    if (words.size() == 1) {
        result.candidates = catalog.services();
        result.candidates.emplace_back("help");
    } else if (words.size() == 2) {
        result.candidates = catalog.commands(words[1]);
        if (!result.candidates.empty()) result.candidates.emplace_back("help");
    } else if (const OperationModel* model = catalog.findCommand(words[1], words[2])) {
        // The option whose value is being typed, if one waits for it.
        const MemberShape* open = nullptr;
        for (std::size_t i = 3; i < words.size(); ++i) {
            if (words[i].rfind("--", 0) == 0) {
                open = memberOf(*model, words[i]);
                if (open != nullptr && open->shape->type == ShapeType::Boolean) open = nullptr;
            } else if (open != nullptr && open->shape->type != ShapeType::List) {
                open = nullptr;
            }
        }
        if (open != nullptr && partial.substr(0, 2) != "--") {
            const Shape* shape = open->shape->type == ShapeType::List ? open->shape->element : open->shape;
            if (shape->type == ShapeType::Structure) {
                if (!partial.empty() && (partial[0] == '"' || partial[0] == '\'')) {
                    partial.remove_prefix(1);
                    ++result.replaceFrom;
                }
                const std::size_t comma = partial.rfind(',');
                const std::size_t word = comma == std::string_view::npos ? 0 : comma + 1;
                const std::string_view last = partial.substr(word);
                const std::size_t equals = last.find('=');
                if (equals == std::string_view::npos) {
                    for (const MemberShape& m : shape->members) {
                        if (partial.find(std::string(m.name) + "=") == std::string_view::npos) {
                            result.candidates.push_back(std::string(m.name) + "=");
                        }
                    }
                    result.replaceFrom += word;
                    partial = last;
                } else {
                    for (const MemberShape& m : shape->members) {
                        if (m.name != last.substr(0, equals)) continue;
                        result.candidates =
                            valuesOf(*m.shape, *model, std::string(open->name) + "." + m.name, values);
                    }
                    result.replaceFrom += word + equals + 1;
                    partial = last.substr(equals + 1);
                }
            } else {
                result.candidates = valuesOf(*shape, *model, open->name, values);
            }
        }
        // Lists may be followed by the next option; other options need their value first.
        if (open == nullptr || (open->shape->type == ShapeType::List && partial.substr(0, 1) == "-")) {
            std::vector<std::string> required, optional;
            const auto add = [&](const MemberShape& m) {
                const std::string name = "--" + kebabCase(m.name);
                if (std::find(words.begin(), words.end(), name) != words.end()) return;
                (m.required ? required : optional).push_back(name);
            };
            if (model->input != nullptr) {
                for (const MemberShape& m : model->input->members) add(m);
            }
            for (const MemberShape& m : model->commandLineOnly) add(m);
            result.candidates.insert(result.candidates.end(), required.begin(), required.end());
            result.candidates.insert(result.candidates.end(), optional.begin(), optional.end());
            for (const std::string_view g : kGlobalOptions) result.candidates.emplace_back(g);
        }
    }
    keepPrefix(result.candidates, partial);
    return result;
}

} // namespace maylab::aws
