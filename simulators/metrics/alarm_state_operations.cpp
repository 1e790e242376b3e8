// DeleteAlarms, SetAlarmState, EnableAlarmActions, DisableAlarmActions.
#include "metrics/alarm_operations.h"
#include "metrics/api_input.h"

#include <algorithm>

namespace maylab::metrics {
namespace {

constexpr std::size_t kMostAlarmNames = 100;

std::vector<std::string> names(const Reader& in) {
    std::vector<std::string> out;
    const Json* list = in.list("AlarmNames");
    if (list == nullptr) {
        if (!in.has("AlarmNames")) in.problems().missing("AlarmNames");
        return out;
    }
    if (list->size() > kMostAlarmNames) in.problems().value("The collection AlarmNames must not have a size greater than 100.");
    for (std::size_t i = 0; i < list->size(); ++i) {
        if ((*list)[i].is_string()) out.push_back((*list)[i].get<std::string>());
        else in.problems().wrongType("The parameter " + memberPath("AlarmNames", i) + " must be a string.");
    }
    return out;
}

} // namespace

kernel::ApiResult deleteAlarms(AlarmBook& book, const Json& input, std::int64_t nowMs) {
    Problems problems;
    const std::vector<std::string> all = names(Reader(input, "", problems));
    if (problems.any()) return tl::unexpected(problems.error());
    std::size_t composites = 0;
    for (const std::string& name : all) {
        const Alarm* alarm = book.find(name);
        if (alarm == nullptr) return kernel::fail("ResourceNotFound", "Unknown alarm " + name, 404);
        composites += alarm->definition->composite ? 1 : 0;
        if (alarm->definition->composite && book.inCycle(name)) {
            return kernel::fail("ValidationError", "Could not delete " + name + " as there are alarms in a cycle with it. "
                                                   "Change the rule of one of them, to FALSE for example.");
        }
        for (const std::string& parent : book.parentsOf(name)) {
            if (std::find(all.begin(), all.end(), parent) == all.end()) {
                return kernel::fail("ValidationError", "Could not delete " + name + " as it is used by the composite alarm " + parent + '.');
            }
        }
    }
    if (composites > 1) return kernel::fail("ValidationError", "You can delete at most one composite alarm in one request.");
    for (const std::string& name : all) book.erase(name, nowMs);
    return Json::object();
}

kernel::ApiResult setAlarmState(AlarmBook& book, const Json& input, std::int64_t nowMs) {
    Problems problems;
    const Reader in(input, "", problems);
    const std::string name = in.name("AlarmName", true);
    const auto value = in.text("StateValue");
    const auto reason = in.text("StateReason");
    const auto data = in.text("StateReasonData");
    if (!value) problems.missing("StateValue");
    if (!reason) problems.missing("StateReason");
    const auto state = value ? alarmState(*value) : std::nullopt;
    if (value && !state) problems.value("The parameter StateValue must be a value in the set [ OK, ALARM, INSUFFICIENT_DATA ].");
    if (reason && reason->size() > 1023) problems.value("The parameter StateReason must be shorter than 1024 characters.");
    if (problems.any()) return tl::unexpected(problems.error());
    if (data && Json::parse(*data, nullptr, false).is_discarded()) {
        return kernel::fail("InvalidFormat", "StateReasonData was not valid JSON.");
    }
    if (book.find(name) == nullptr) return kernel::fail("ResourceNotFound", "Unknown alarm " + name, 404);
    book.setState(name, *state, *reason, data.value_or(""), nowMs);
    return Json::object();
}

kernel::ApiResult enableAlarmActions(AlarmBook& book, const Json& input, bool enabled, std::int64_t nowMs) {
    Problems problems;
    const std::vector<std::string> all = names(Reader(input, "", problems));
    if (problems.any()) return tl::unexpected(problems.error());
    for (const std::string& name : all) book.enableActions(name, enabled, nowMs); // unknown names are passed over, as AWS does
    return Json::object();
}

} // namespace maylab::metrics
