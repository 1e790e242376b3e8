#include "aws/console_session.h"

#include "kernel/outside.h"

#include <algorithm>

namespace maylab::aws {

namespace {

constexpr std::size_t kMaxLine = 1 << 20;
constexpr int kMaxNesting = 64;
constexpr double kMaxAdvanceSeconds = 86400; // a day: one call must answer before long

std::string line(const Json& v) { return v.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string errorLine(const kernel::ApiError& e) {
    return line({{"error", {{"code", e.code}, {"message", e.message}, {"status", e.httpStatus}}}});
}

bool startsWithAws(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    return text == "aws" || text.starts_with("aws ") || text.starts_with("aws\t");
}

std::string refused(const std::string& why) { return errorLine({"MalformedInput", why, 400}); }

} // namespace

ConsoleSession::ConsoleSession(kernel::Run& run, const ModelCatalog& catalog, kernel::Actor actor)
    : m_run(&run), m_catalog(&catalog), m_actor(actor) {}

ConsoleSession::ConsoleSession(kernel::World& world, const ModelCatalog& catalog, kernel::Actor actor)
    : m_world(&world), m_catalog(&catalog), m_actor(actor) {}

kernel::ApiResult ConsoleSession::call(std::string_view service, std::string_view operation, const Json& input) {
    const kernel::CallId id = m_run != nullptr ? m_run->call(m_actor, service, operation, input)
                                               : m_world->call(m_actor, service, operation, input);
    kernel::World& w = world();
    const kernel::SimTime limit = w.now() + kPatience;
    while (w.isPending(id) && w.hasEvents() && w.nextEventTime() <= limit) w.runEvents(1);
    if (w.isPending(id)) {
        return kernel::fail("RequestTimeout", "No reply came within " +
                                                  std::to_string(kPatience.wholeSeconds()) + " s of virtual time.");
    }
    for (kernel::Reply& reply : w.takeReplies()) {
        if (reply.id == id) return std::move(reply.result);
    }
    return kernel::fail("InternalFailure", "The reply was taken by somebody else.", 500);
}

std::string ConsoleSession::jsonLine(std::string_view text) {
    if (text.size() > kMaxLine) return refused("The line is longer than 1 MB.");
    if (kernel::nestsDeeper(text, kMaxNesting)) return refused("The line is nested more than " + std::to_string(kMaxNesting) + " levels deep.");
    const Json request = Json::parse(text, nullptr, false);
    if (!request.is_object()) {
        return refused("A line must be a JSON object: {\"service\", \"operation\", \"input\"} or {\"advance\": seconds}.");
    }
    if (request.contains("advance")) {
        const Json& seconds = request["advance"];
        if (!seconds.is_number() || !(seconds.get<double>() >= 0) || seconds.get<double>() > kMaxAdvanceSeconds) {
            return refused("advance must be a number of seconds, 0 to " +
                           std::to_string(static_cast<long long>(kMaxAdvanceSeconds)) + ".");
        }
        kernel::World& w = world();
        const kernel::SimDuration d = kernel::SimDuration::fromSeconds(seconds.get<double>());
        if (w.now() + d > w.config().limits.maxTime) return refused("The clock cannot go further than this world's limit.");
        w.runFor(d);
        return line({{"output", {{"now", w.calendar().iso8601(w.now())}}}});
    }
    const Json service = request.value("service", m_service.empty() ? Json() : Json(m_service));
    const auto operation = request.find("operation");
    if (!service.is_string() || operation == request.end() || !operation->is_string()) {
        return refused("service and operation must be strings.");
    }
    const auto input = request.find("input");
    if (input != request.end() && !input->is_object() && !input->is_null()) return refused("input must be an object.");
    const kernel::ApiResult result =
        call(service.get_ref<const std::string&>(), operation->get_ref<const std::string&>(),
             input == request.end() || input->is_null() ? Json::object() : *input);
    if (!result) return errorLine(result.error());
    return line({{"output", *result}});
}

ConsoleSession::Text ConsoleSession::commandLine(std::string_view text) {
    std::string whole;
    if (!m_service.empty() && !startsWithAws(text)) text = whole = "aws " + m_service + ' ' + std::string(text);
    const auto command = parseCommandLine(text, *m_catalog);
    if (!command) return {"", command.error().text, command.error().exitCode};
    if (!command->help.empty()) return {command->help, "", kExitOk};
    // A wrong --query is found before anything is sent.
    if (!command->query.empty()) {
        if (const auto probe = queryPath(OrderedJson(), command->query); !probe) {
            return {"", "\n" + probe.error() + "\n", kExitUsage};
        }
    }
    const kernel::ApiResult result = call(command->service, command->operation, command->input);
    if (!result) return {"", renderError(command->operation, result.error()), kExitService};
    const auto out = renderOutput(*command, *result);
    if (!out) return {"", out.error().text, out.error().exitCode};
    return {*out, "", kExitOk};
}

} // namespace maylab::aws
