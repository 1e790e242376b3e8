// Text as an `aws` command line, as shorthand, as --query, and as a line that is still being typed: each is answered,
// and what was understood can be said again.
#include "aws/cli.h"
#include "aws/shorthand.h"
#include "cache/models.h"
#include "logs/models.h"
#include "messaging/models.h"
#include "metrics/models.h"
#include "scenarios/models.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

using namespace maylab::aws;

namespace {

constexpr std::size_t kMaxInput = 4096;

void require(bool holds) {
    if (!holds) std::abort();
}

// A reply with what paths can meet: lists in lists, objects, nothing.
const Json& reply() {
    static const Json kReply = Json::parse(R"({
        "CacheClusters": [
            {"CacheClusterId": "shop", "NumCacheNodes": 1, "CacheClusterCreateTime": "2026-01-26T01:02:03.456Z",
             "CacheNodes": [{"CacheNodeId": "0001", "Endpoint": {"Address": "shop.example", "Port": 6379}}]},
            {"CacheClusterId": "other", "CacheNodes": [], "AuthTokenEnabled": false}],
        "Values": [[1, 2.5], ["a", null]],
        "Marker": "x"})");
    return kReply;
}

// A command line has no words for these: bytes that are no text, numbers that are none, and what would name a file.
bool sayable(const Json& v) {
    if (v.is_number_float()) return std::isfinite(v.get<double>());
    if (v.is_string()) {
        const std::string& s = v.get_ref<const std::string&>();
        return !s.starts_with("file://") && !s.starts_with("fileb://");
    }
    return v.is_primitive() || std::all_of(v.begin(), v.end(), sayable);
}

bool isText(const Json& v) {
    try {
        (void)v.dump();
        return true;
    } catch (const Json::type_error&) {
        return false;
    }
}

Json withoutNulls(Json input) {
    for (auto it = input.begin(); it != input.end();) it = it->is_null() ? input.erase(it) : std::next(it);
    return input;
}

void saidAgain(const Command& command, const ModelCatalog& catalog) {
    const std::string line = toCommandLine(*command.model, command.input);
    if (!isText(command.input) || !sayable(command.input)) return;
    const auto again = parseCommandLine(line, catalog);
    require(again.has_value());
    require(again->service == command.service && again->operation == command.operation);
    require(again->input == withoutNulls(command.input)); // null counts as not given
}

void printed(const Command& command) {
    const auto out = renderOutput(command, reply());
    if (!out) {
        require(!out.error().text.empty() && out.error().exitCode != kExitOk);
    } else if (!command.text) {
        require(!OrderedJson::parse(*out, nullptr, false).is_discarded());
    }
}

void commandLine(std::string_view text, const ModelCatalog& catalog) {
    const auto command = parseCommandLine(text, catalog);
    if (!command) {
        require(!command.error().text.empty() && command.error().exitCode != kExitOk);
        return;
    }
    require(command->help.empty() == (command->model != nullptr));
    if (command->model == nullptr) return;
    saidAgain(*command, catalog);
    printed(*command);
}

void words(std::string_view text) {
    const auto split = splitWords(text);
    if (!split) {
        require(!split.error().empty());
        return;
    }
    std::string line;
    for (const std::string& w : *split) {
        line += quoteWord(w) + " ";
        const auto value = parseShorthand(w);
        require(value ? value->is_object() : !value.error().empty());
    }
    require(splitWords(line) == *split);
}

// Whether a path is one does not depend on what it is asked of: a wrong one is refused before anything is sent. Only
// how much a right one makes does.
void path(std::string_view text) {
    const auto onNothing = queryPath(OrderedJson(), text), onReply = queryPath(inOrder(nullptr, reply()), text);
    require(onReply || !onReply.error().empty());
    require(onNothing.has_value() == onReply.has_value() || (onNothing && onReply.error().ends_with("too large")));
}

void completion(std::string_view line, const ModelCatalog& catalog) {
    const auto values = [](const OperationModel&, std::string_view member) {
        return std::vector<std::string>{"shop", std::string(member)};
    };
    const Completion c = complete(line, catalog, values);
    require(c.replaceFrom <= line.size());
    for (const std::string& one : c.candidates) require(one.starts_with(line.substr(c.replaceFrom)));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ModelCatalog kCatalog{maylab::cache::operationModels(), maylab::messaging::operationModels(), maylab::metrics::operationModels(), maylab::logs::operationModels(),
                                       maylab::scenarios::operationModels()};
    const std::string_view text{reinterpret_cast<const char*>(data), std::min(size, kMaxInput)};
    commandLine(text, kCatalog);
    words(text);
    path(text);
    completion(text, kCatalog);
    completion(text.substr(0, text.size() / 2), kCatalog);
    return 0;
}
