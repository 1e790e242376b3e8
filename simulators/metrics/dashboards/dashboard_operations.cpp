// PutDashboard, GetDashboard, ListDashboards, DeleteDashboards.
#include "metrics/dashboards/dashboard_operations.h"

#include "aws/account.h"
#include "aws/paging.h"
#include "kernel/time.h"
#include "metrics/api_input.h"
#include "metrics/characters.h"
#include "metrics/dashboards/dashboard_input.h"

#include <algorithm>

namespace maylab::metrics {
namespace {

constexpr std::size_t kPageSize = 1000;
constexpr std::size_t kMostNames = 100;

std::string arnOf(std::string_view name) { // dashboards belong to no Region
    return "arn:aws:cloudwatch::" + std::string(aws::kAccountId) + ":dashboard/" + std::string(name);
}

kernel::ApiError notFound(std::string_view name) {
    return {"ResourceNotFound", "Dashboard " + std::string(name) + " does not exist", 404};
}

} // namespace

std::string dashboardName(const Reader& in) {
    const auto name = in.text("DashboardName");
    if (!name) {
        if (!in.has("DashboardName")) in.problems().missing("DashboardName");
        return {};
    }
    const bool good = !name->empty() && std::all_of(name->begin(), name->end(), [](char c) { return isAlphanumeric(c) || c == '-' || c == '_'; });
    if (!good)
        in.problems().value("The value for field DashboardName contains invalid characters. It can only contain alphanumerics, "
                            "dash (-) and underscore (_).");
    else if (name->size() > kMaxNameLength)
        in.problems().value("The parameter DashboardName must be shorter than 256 characters.");
    return *name;
}

kernel::ApiError dashboardProblem(const Problems& problems) {
    kernel::ApiError error = problems.error();
    if (error.code == "InvalidParameterValue") error.code = "InvalidParameterInput";
    return error;
}

tl::expected<const StoredDashboard*, kernel::ApiError> storedDashboard(const DashboardBook& book, const Json& input) {
    Problems problems;
    const Reader in(input, "", problems);
    const auto name = in.text("DashboardName");
    if (!name && !in.has("DashboardName")) problems.missing("DashboardName");
    if (problems.any()) return tl::unexpected(dashboardProblem(problems));
    const StoredDashboard* stored = book.find(*name);
    if (stored == nullptr) return tl::unexpected(notFound(*name));
    return stored;
}

Json messagesJson(std::span<const DashboardMessage> messages) {
    Json out = Json::array();
    for (const DashboardMessage& m : messages)
        out.push_back({{"DataPath", m.dataPath}, {"Message", m.message}});
    return out;
}

kernel::ApiResult putDashboard(DashboardBook& book, const Json& input, std::int64_t nowMs) {
    Problems problems;
    const Reader in(input, "", problems);
    const std::string name = dashboardName(in);
    auto body = in.text("DashboardBody");
    if (!body && !in.has("DashboardBody")) problems.missing("DashboardBody");
    if (problems.any()) return tl::unexpected(dashboardProblem(problems));
    const DashboardReading reading = readDashboard(*body);
    if (!reading.isJson) {
        return kernel::fail("InvalidParameterInput", body->size() > kMaxDashboardBody
                                                         ? "The field DashboardBody must not be longer than 1 MB."
                                                         : "The field DashboardBody must be a valid JSON object");
    }
    if (reading.refused()) return kernel::fail("InvalidParameterInput", refusalText(reading.messages));
    book.put(name, std::move(*body), nowMs);
    return Json{{"DashboardValidationMessages", messagesJson(reading.messages)}};
}

kernel::ApiResult getDashboard(const DashboardBook& book, const Json& input) {
    const auto stored = storedDashboard(book, input);
    if (!stored) return tl::unexpected(stored.error());
    const std::string& name = input["DashboardName"].get_ref<const std::string&>();
    return Json{{"DashboardArn", arnOf(name)}, {"DashboardName", name}, {"DashboardBody", *(*stored)->body}};
}

kernel::ApiResult listDashboards(const DashboardBook& book, const Json& input) {
    Problems problems;
    const Reader in(input, "", problems);
    const std::string prefix = in.text("DashboardNamePrefix").value_or("");
    std::string after;
    if (const auto token = in.text("NextToken")) {
        const auto name = aws::readMarker("ListDashboards", *token);
        if (name) after = *name;
        else problems.value("Request parameter NextToken is invalid");
    }
    if (problems.any()) return tl::unexpected(problems.error());
    Json entries = Json::array();
    Json reply = Json::object();
    const auto& all = book.all();
    std::string_view last;
    for (auto it = after.empty() ? all.lower_bound(prefix) : all.upper_bound(after); it != all.end() && it->first.starts_with(prefix); ++it) {
        if (entries.size() == kPageSize) {
            reply["NextToken"] = aws::makeMarker("ListDashboards", last);
            break;
        }
        last = it->first;
        entries.push_back({{"DashboardName", it->first},
                           {"DashboardArn", arnOf(it->first)},
                           {"LastModified", kernel::formatIso8601(it->second.modified)},
                           {"Size", it->second.body->size()}});
    }
    reply["DashboardEntries"] = std::move(entries);
    return reply;
}

kernel::ApiResult deleteDashboards(DashboardBook& book, const Json& input, std::int64_t nowMs) {
    Problems problems;
    const Reader in(input, "", problems);
    std::vector<std::string> names;
    const Json* list = in.list("DashboardNames");
    if (list == nullptr) {
        if (!in.has("DashboardNames")) problems.missing("DashboardNames");
    } else {
        if (list->size() > kMostNames) problems.value("The collection DashboardNames must not have a size greater than 100.");
        for (std::size_t i = 0; i < list->size(); ++i) {
            if ((*list)[i].is_string()) names.push_back((*list)[i].get<std::string>());
            else problems.wrongType("The parameter " + memberPath("DashboardNames", i) + " must be a string.");
        }
    }
    if (problems.any()) return tl::unexpected(dashboardProblem(problems));
    for (const std::string& name : names)
        if (book.find(name) == nullptr) return tl::unexpected(notFound(name)); // and then none is deleted
    for (const std::string& name : names) book.erase(name, nowMs);
    return Json::object();
}

} // namespace maylab::metrics
