// The `aws` command line without a shell: text -> operation and input, output -> text, and back. Behaves as AWS CLI
// version 2 does for the operations of a ModelCatalog (user guide: "Using shorthand syntax", "Return codes").
//
// Left out on purpose: file://, pagers, named profiles, `wait`, table and yaml output.
#pragma once

#include "aws/shape.h"

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::aws {

using OrderedJson = nlohmann::ordered_json;

// Exit codes of the AWS CLI.
inline constexpr int kExitOk = 0;
inline constexpr int kExitUsage = 252;   // the command line is wrong; nothing was sent
inline constexpr int kExitService = 254; // the service answered with an error
inline constexpr int kExitOther = 255;

struct Command {
    std::string service, operation; // "elasticache", "CreateCacheCluster"; empty when help is set
    Json input = Json::object();
    std::string query;  // --query, a plain JMESPath path
    bool text = false;  // --output text
    std::string help;   // not empty: print this and call nothing
    const OperationModel* model = nullptr; // into the catalog's tables, null when help is set
};

struct CliError {
    std::string text; // as the AWS CLI prints it on stderr
    int exitCode = kExitUsage;
};

// The words of a line as a POSIX shell makes them: quotes, backslashes. Fails on an open quote.
tl::expected<std::vector<std::string>, std::string> splitWords(std::string_view line);
// One word, quoted only where a shell needs it.
std::string quoteWord(std::string_view word);

// --region, --query ...: options that every command has. No operation may have a parameter of such a name (in kebab-case,
// without dashes) but behind an option of another name (commandLineOnly).
bool isGlobalOption(std::string_view name);

tl::expected<Command, CliError> parseCommandLine(std::string_view line, const ModelCatalog& catalog);
// argv without the leading "aws".
tl::expected<Command, CliError> parseArguments(const std::vector<std::string>& argv, const ModelCatalog& catalog);

// What the CLI prints on stdout: JSON with 4 spaces in the order of the operation's output table, times with an
// offset; nothing for an empty output. Fails when --query is not a path that is understood here.
tl::expected<std::string, CliError> renderOutput(const Command& command, const Json& output);
std::string renderOutput(const OperationModel* model, const Json& output);
// "\nAn error occurred (CacheClusterNotFound) when calling the DescribeCacheClusters operation: ...\n"
std::string renderError(std::string_view operation, const kernel::ApiError& error);

// The reply with its members in the order of the table and times as the CLI writes them.
OrderedJson inOrder(const OperationModel* model, const Json& output);

// The command that a form is equal to: options in the order of the table, shorthand where it can say it.
std::string toCommandLine(const OperationModel& model, const Json& input);

// What may stand at the end of a line that is being typed.
struct Completion {
    std::size_t replaceFrom = 0; // bytes; candidates replace line[replaceFrom..]
    std::vector<std::string> candidates;
};
// Values that only the world knows: the ids of its clusters ... May be empty.
using ValueSource = std::function<std::vector<std::string>(const OperationModel& model, std::string_view member)>;
Completion complete(std::string_view line, const ModelCatalog& catalog, const ValueSource& values = {});

// A plain JMESPath path: names, [0], [-1], [], [*], and lists of paths [A,B]. Null where it leads nowhere.
tl::expected<OrderedJson, std::string> queryPath(const OrderedJson& value, std::string_view path);

} // namespace maylab::aws
