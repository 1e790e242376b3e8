#include "aws/account.h"
#include "aws/cli.h"
#include "aws/shorthand.h"
#include "kernel/outside.h"

#include <algorithm>

namespace maylab::aws {

namespace {

constexpr std::size_t kMaxCommandLine = 1 << 20;
constexpr int kMaxJsonDepth = 62; // of one argument; a list in the input lies around it

constexpr const char* kUsage = "\nusage: aws [options] <command> <subcommand> [<subcommand> ...] [parameters]\n"
                               "To see help text, you can run:\n\n"
                               "  aws help\n"
                               "  aws <command> help\n"
                               "  aws <command> <subcommand> help\n\n";

constexpr std::string_view kGlobalFlags[] = {"no-cli-pager", "no-paginate", "debug", "no-verify-ssl", "no-sign-request", "no-cli-auto-prompt"};
constexpr std::string_view kGlobalValued[] = {"region", "output", "query", "profile", "endpoint-url",
                                              "color", "cli-read-timeout", "cli-connect-timeout", "cli-binary-format"};

bool isOneOf(std::string_view name, std::span<const std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

tl::unexpected<CliError> usageError(const std::string& what) {
    return tl::unexpected<CliError>(CliError{kUsage + what + "\n", kExitUsage});
}

tl::unexpected<CliError> plainError(const std::string& what, int code = kExitUsage) {
    return tl::unexpected<CliError>(CliError{"\n" + what + "\n", code});
}

std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

// "argument operation: Invalid choice, valid choices are: ..." with the near misses below.
tl::unexpected<CliError> invalidChoice(const std::string& argument, const std::string& given,
                                       const std::vector<std::string>& choices) {
    std::string text = "aws: error: argument " + argument + ": Invalid choice, valid choices are:\n\n";
    for (std::size_t i = 0; i < choices.size(); i += 2) {
        std::string left = choices[i];
        left.resize(std::max<std::size_t>(left.size(), 40), ' ');
        text += left + " |" + (i + 1 < choices.size() ? " " + choices[i + 1] : "") + "\n";
    }
    std::string near;
    const std::string shortened = given.substr(0, 100);
    for (const std::string& c : choices) {
        if (distance(shortened, c) <= std::max<std::size_t>(2, c.size() / 5)) near += "\n  * " + c;
    }
    if (!near.empty()) text += "\n\nInvalid choice: '" + shortened + "', maybe you meant:\n" + near + "\n";
    return usageError(text);
}

std::string typeName(const Shape& shape) {
    switch (shape.type) {
    case ShapeType::String: return "string";
    case ShapeType::Integer: return "integer";
    case ShapeType::Double: return "double";
    case ShapeType::Boolean: return "boolean";
    case ShapeType::Timestamp: return "timestamp";
    case ShapeType::List: return "list";
    case ShapeType::Map: return "map";
    case ShapeType::Structure: return "structure";
    }
    return "";
}

std::string operationHelp(const OperationModel& m) {
    std::string text = "NAME\n       " + kebabCase(m.operation) + "\n";
    if (*m.help != '\0') text += "\nDESCRIPTION\n       " + std::string(m.help) + "\n";
    text += "\nSYNOPSIS\n         " + kebabCase(m.operation) + "\n";
    std::string options;
    const auto add = [&](const MemberShape& member) {
        const std::string name = kebabCase(member.name);
        const std::string usage = member.shape->type == ShapeType::Boolean
                                      ? "--" + name + " | --no-" + name
                                      : "--" + name + " <value>";
        text += member.required ? "       " + usage + "\n" : "       [" + usage + "]\n";
        options += "\n       --" + name + " (" + typeName(*member.shape) + ")" +
                   (member.required ? " [required]" : "") + "\n";
        if (*member.help != '\0') options += "          " + std::string(member.help) + "\n";
        std::string values;
        for (const char* v : member.shape->values) values += (values.empty() ? "" : ", ") + std::string(v);
        if (!values.empty()) options += "          Possible values: " + values + "\n";
        const Shape* element = member.shape->type == ShapeType::List ? member.shape->element : member.shape;
        if (element->type == ShapeType::Structure) {
            std::string shorthand;
            for (const MemberShape& inner : element->members) {
                shorthand += (shorthand.empty() ? "" : ",") + std::string(inner.name) + "=" + typeName(*inner.shape);
            }
            options += "          Shorthand: " + shorthand + (member.shape->type == ShapeType::List ? " ..." : "") + "\n";
        }
    };
    if (m.input != nullptr) {
        for (const MemberShape& member : m.input->members) add(member);
    }
    for (const MemberShape& member : m.commandLineOnly) add(member);
    return text + "\nOPTIONS" + options;
}

std::string serviceHelp(const std::string& service, const ModelCatalog& catalog) {
    std::string text = "NAME\n       " + service + "\n\nAVAILABLE COMMANDS\n";
    for (const std::string& c : catalog.commands(service)) text += "       o " + c + "\n";
    return text;
}

std::string topHelp(const ModelCatalog& catalog) {
    std::string text = "NAME\n       aws\n\nSYNOPSIS\n          aws [options] <command> <subcommand> [parameters]\n\n"
                       "AVAILABLE SERVICES\n";
    for (const std::string& s : catalog.services()) text += "       o " + s + "\n";
    return text;
}

struct Given {
    std::vector<std::string> values;
    bool used = false;
};

class ArgumentParser {
  public:
    ArgumentParser(const std::vector<std::string>& argv, const ModelCatalog& catalog)
        : m_argv(argv), m_catalog(catalog) {}

    tl::expected<Command, CliError> run() {
        std::vector<std::string> positional;
        std::size_t i = 0;
        // Service and operation stand first; global options may come before and between.
        while (i < m_argv.size() && positional.size() < 2) {
            if (isOption(m_argv[i])) {
                const auto taken = globalOption(i);
                if (!taken) return tl::unexpected(taken.error());
                if (*taken == 0) m_unknown.push_back(m_argv[i++]);
                i += *taken;
            } else {
                positional.push_back(m_argv[i++]);
            }
        }
        Command c;
        if (positional.empty()) return usageError("aws: error: the following arguments are required: command");
        if (positional[0] == "help") {
            c.help = topHelp(m_catalog);
            return c;
        }
        const auto services = m_catalog.services();
        if (!std::binary_search(services.begin(), services.end(), positional[0])) {
            return invalidChoice("command", positional[0], services);
        }
        if (positional.size() < 2) return usageError("aws: error: the following arguments are required: operation");
        if (positional[1] == "help") {
            c.help = serviceHelp(positional[0], m_catalog);
            return c;
        }
        const OperationModel* model = m_catalog.findCommand(positional[0], positional[1]);
        if (model == nullptr) return invalidChoice("operation", positional[1], m_catalog.commands(positional[0]));
        if (i < m_argv.size() && m_argv[i] == "help") {
            c.help = operationHelp(*model);
            return c;
        }
        if (auto problem = options(*model, i); !problem.text.empty()) return tl::unexpected(problem);
        return finish(*model);
    }

  private:
    static bool isOption(const std::string& word) { return word.size() > 2 && word[0] == '-' && word[1] == '-'; }

    struct Option {
        const MemberShape* member = nullptr;
        bool negated = false;
    };
    static Option findOption(const OperationModel& model, std::string_view name) {
        const auto in = [&](std::span<const MemberShape> members, std::string_view wanted) -> const MemberShape* {
            for (const MemberShape& m : members) {
                if (kebabCase(m.name) == wanted) return &m;
            }
            return nullptr;
        };
        const auto both = [&](std::string_view wanted) {
            const MemberShape* m = in(model.commandLineOnly, wanted);
            if (m == nullptr && model.input != nullptr) m = in(model.input->members, wanted);
            return m;
        };
        if (const MemberShape* m = both(name)) return {m, false};
        if (name.substr(0, 3) == "no-") {
            const MemberShape* m = both(name.substr(3));
            if (m != nullptr && m->shape->type == ShapeType::Boolean) return {m, true};
        }
        return {};
    }

    // How many words a global option at i takes; 0: not a global option.
    tl::expected<std::size_t, CliError> globalOption(std::size_t i) {
        std::string name = m_argv[i].substr(2), value;
        const std::size_t equals = name.find('=');
        const bool attached = equals != std::string::npos;
        if (attached) {
            value = name.substr(equals + 1);
            name = name.substr(0, equals);
        }
        if (isOneOf(name, kGlobalFlags)) return 1;
        if (!isOneOf(name, kGlobalValued)) return 0;
        if (!attached) {
            if (i + 1 >= m_argv.size() || isOption(m_argv[i + 1])) {
                return usageError("aws: error: argument --" + name + ": expected one argument");
            }
            value = m_argv[i + 1];
        }
        if (name == "region") m_region = value;
        if (name == "query") m_query = value;
        if (name == "output") {
            if (value != "json" && value != "text") {
                return usageError("aws: error: argument --output: Invalid choice, valid choices are:\n\n"
                                  "json                                     | text");
            }
            m_text = value == "text";
        }
        return attached ? 1 : 2;
    }

    CliError options(const OperationModel& model, std::size_t i) {
        while (i < m_argv.size()) {
            const std::string& word = m_argv[i];
            if (!isOption(word)) {
                m_unknown.push_back(word);
                ++i;
                continue;
            }
            const std::size_t equals = word.find('=');
            const std::string name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
            if (name == "cli-input-json") {
                const bool attached = equals != std::string::npos;
                if (!attached && i + 1 >= m_argv.size()) {
                    return CliError{std::string(kUsage) + "aws: error: argument --cli-input-json: expected one argument\n",
                                    kExitUsage};
                }
                Json given = kernel::parseJson(attached ? word.substr(equals + 1) : m_argv[i + 1], kMaxJsonDepth);
                if (!given.is_object()) {
                    return CliError{"\nError parsing parameter 'cli-input-json': Invalid JSON received.\n", kExitUsage};
                }
                m_input = std::move(given);
                m_hasInputJson = true;
                i += attached ? 1 : 2;
                continue;
            }
            const Option option = findOption(model, name);
            if (option.member == nullptr) {
                const auto taken = globalOption(i);
                if (!taken) return taken.error();
                if (*taken == 0) m_unknown.push_back(m_argv[i++]);
                i += *taken;
                continue;
            }
            const MemberShape& member = *option.member;
            const std::string flag = "--" + kebabCase(member.name);
            ++i;
            if (member.shape->type == ShapeType::Boolean) {
                m_input[member.name] = !option.negated;
                continue;
            }
            std::vector<std::string> values;
            if (equals != std::string::npos) values.push_back(word.substr(equals + 1));
            const bool many = member.shape->type == ShapeType::List;
            if (equals == std::string::npos) {
                while (i < m_argv.size() && !isOption(m_argv[i]) && (many || values.empty())) values.push_back(m_argv[i++]);
            }
            if (!many && values.empty()) {
                return CliError{std::string(kUsage) + "aws: error: argument " + flag + ": expected one argument\n",
                                kExitUsage};
            }
            if (CliError e = store(member, flag, values); !e.text.empty()) return e;
        }
        return {};
    }

    CliError parseFailed(const std::string& flag, const std::string& why) {
        return CliError{"\nError parsing parameter '" + flag + "': " + why + "\n", kExitUsage};
    }

    // Words of one option -> input[member].
    CliError store(const MemberShape& member, const std::string& flag, const std::vector<std::string>& values) {
        const Shape& shape = *member.shape;
        Json value;
        for (const std::string& v : values) {
            if (v.rfind("file://", 0) == 0 || v.rfind("fileb://", 0) == 0) {
                return parseFailed(flag, "Unable to load paramfile " + v + ": this console reads no files");
            }
        }
        const auto json = [&](const std::string& text, Json& out) {
            out = kernel::parseJson(text, kMaxJsonDepth);
            return !out.is_discarded();
        };
        const auto composite = [&](const std::string& text, Json& out) -> CliError {
            const std::size_t at = text.find_first_not_of(" \t\n");
            if (at != std::string::npos && (text[at] == '{' || text[at] == '[')) {
                if (!json(text, out)) return parseFailed(flag, "Invalid JSON:\nJSON received: " + text);
                return {};
            }
            auto parsed = parseShorthand(text);
            if (!parsed) return parseFailed(flag, parsed.error());
            out = std::move(*parsed);
            return {};
        };
        if (shape.type == ShapeType::List) {
            const bool nested = shape.element->type == ShapeType::Structure || shape.element->type == ShapeType::Map ||
                                shape.element->type == ShapeType::List;
            value = Json::array();
            const bool wholeJson = values.size() == 1 && !values[0].empty() && values[0][0] == '[';
            if (wholeJson) {
                if (!json(values[0], value)) return parseFailed(flag, "Invalid JSON:\nJSON received: " + values[0]);
            } else {
                for (const std::string& v : values) {
                    Json one = v;
                    if (nested) {
                        if (CliError e = composite(v, one); !e.text.empty()) return e;
                    }
                    value.push_back(std::move(one));
                }
            }
        } else if (shape.type == ShapeType::Structure || shape.type == ShapeType::Map) {
            if (CliError e = composite(values[0], value); !e.text.empty()) return e;
        } else {
            value = values[0];
        }
        auto typed = coerce(shape, std::move(value));
        if (!typed) return CliError{"\n" + typed.error() + "\n", kExitOther};
        m_input[member.name] = std::move(*typed);
        return {};
    }

    tl::expected<Command, CliError> finish(const OperationModel& model) {
        std::string missing;
        if (!m_hasInputJson && model.input != nullptr) {
            for (const MemberShape& m : model.input->members) {
                if (m.required && !m_input.contains(m.name)) {
                    missing += (missing.empty() ? "" : ", ") + ("--" + kebabCase(m.name));
                }
            }
        }
        if (!missing.empty()) return usageError("aws: error: the following arguments are required: " + missing);
        if (!m_unknown.empty()) {
            std::string list;
            for (const std::string& u : m_unknown) list += (list.empty() ? "" : ", ") + u;
            return usageError("Unknown options: " + list);
        }
        if (model.fold != nullptr) model.fold(m_input);
        static constexpr Shape kEmpty{ShapeType::Structure};
        const std::string refused = clientSideText(violations(model.input != nullptr ? *model.input : kEmpty, m_input));
        if (!refused.empty()) return plainError(refused);
        if (!m_region.empty() && m_region != kRegion) {
            return plainError("Could not connect to the endpoint URL: \"https://" + std::string(model.service) + "." +
                                  m_region + ".amazonaws.com/\"",
                              kExitOther);
        }
        Command c;
        c.service = model.service;
        c.operation = model.operation;
        c.input = std::move(m_input);
        c.query = m_query;
        c.text = m_text;
        c.model = &model;
        return c;
    }

    const std::vector<std::string>& m_argv;
    const ModelCatalog& m_catalog;
    std::vector<std::string> m_unknown;
    Json m_input = Json::object();
    bool m_hasInputJson = false;
    std::string m_region, m_query;
    bool m_text = false;
};

} // namespace

tl::expected<std::vector<std::string>, std::string> splitWords(std::string_view line) {
    std::vector<std::string> words;
    std::string word;
    bool open = false; // a word has begun (it may be empty: '')
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            if (open) words.push_back(std::move(word));
            word.clear();
            open = false;
        } else if (c == '\'') {
            open = true;
            const std::size_t close = line.find('\'', i + 1);
            if (close == std::string_view::npos) return tl::unexpected<std::string>("unexpected EOF while looking for matching `''");
            word += line.substr(i + 1, close - i - 1);
            i = close;
        } else if (c == '"') {
            open = true;
            for (++i; i < line.size() && line[i] != '"'; ++i) {
                if (line[i] == '\\' && i + 1 < line.size() &&
                    (line[i + 1] == '"' || line[i + 1] == '\\' || line[i + 1] == '$' || line[i + 1] == '`')) {
                    ++i;
                }
                word += line[i];
            }
            if (i >= line.size()) return tl::unexpected<std::string>("unexpected EOF while looking for matching `\"'");
        } else if (c == '\\' && i + 1 < line.size()) {
            ++i;
            if (line[i] == '\n') continue; // a continued line
            open = true;
            word += line[i];
        } else {
            open = true;
            word += c;
        }
    }
    if (open) words.push_back(std::move(word));
    return words;
}

std::string quoteWord(std::string_view word) {
    const bool plain = !word.empty() && word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                               "0123456789-_./:=,@%+") == std::string_view::npos;
    if (plain) return std::string(word);
    std::string out = "'";
    for (const char c : word) {
        if (c == '\'') {
            out += "'\\''";
        } else {
            out += c;
        }
    }
    return out + "'";
}

tl::expected<Command, CliError> parseArguments(const std::vector<std::string>& argv, const ModelCatalog& catalog) {
    return ArgumentParser(argv, catalog).run();
}

bool isGlobalOption(std::string_view name) { return isOneOf(name, kGlobalFlags) || isOneOf(name, kGlobalValued); }

tl::expected<Command, CliError> parseCommandLine(std::string_view line, const ModelCatalog& catalog) {
    if (line.size() > kMaxCommandLine) return plainError("Argument list too long", kExitOther);
    auto words = splitWords(line);
    if (!words) return plainError("bash: " + words.error(), 2);
    if (words->empty() || words->front() != "aws") {
        const std::string first = words->empty() ? std::string() : words->front();
        return plainError(first.substr(0, 100) + ": command not found", 127);
    }
    words->erase(words->begin());
    return parseArguments(*words, catalog);
}

} // namespace maylab::aws
