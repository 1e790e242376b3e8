// The operation tables of dashboards.
#include "metrics/dashboards/dashboard_operations.h"

namespace maylab::metrics {
namespace {

using aws::kInteger;
using aws::kRequired;
using aws::kString;
using aws::MemberShape;
using aws::Shape;

constexpr MemberShape kPutMembers[] = {{"DashboardName", &kString, kRequired, "letters, digits, - and _"},
                                       {"DashboardBody", &kString, kRequired, "JSON: widgets, start, end, periodOverride, variables"}};
constexpr Shape kPut = aws::structureOf(kPutMembers);
constexpr MemberShape kMessageMembers[] = {{"DataPath", &kString}, {"Message", &kString}};
constexpr Shape kMessage = aws::structureOf(kMessageMembers);
constexpr Shape kMessages = aws::listOf(kMessage);
constexpr MemberShape kPutOutputMembers[] = {{"DashboardValidationMessages", &kMessages}};
constexpr Shape kPutOutput = aws::structureOf(kPutOutputMembers);

constexpr MemberShape kGetMembers[] = {{"DashboardName", &kString, kRequired}};
constexpr Shape kGet = aws::structureOf(kGetMembers);
constexpr MemberShape kGetOutputMembers[] = {{"DashboardArn", &kString}, {"DashboardBody", &kString}, {"DashboardName", &kString}};
constexpr Shape kGetOutput = aws::structureOf(kGetOutputMembers);

constexpr MemberShape kListMembers[] = {{"DashboardNamePrefix", &kString}, {"NextToken", &kString}};
constexpr Shape kList = aws::structureOf(kListMembers);
constexpr MemberShape kEntryMembers[] = {
    {"DashboardName", &kString}, {"DashboardArn", &kString}, {"LastModified", &aws::kTimestamp}, {"Size", &kInteger}};
constexpr Shape kEntry = aws::structureOf(kEntryMembers);
constexpr Shape kEntries = aws::listOf(kEntry);
constexpr MemberShape kListOutputMembers[] = {{"DashboardEntries", &kEntries}, {"NextToken", &kString}};
constexpr Shape kListOutput = aws::structureOf(kListOutputMembers);

constexpr MemberShape kDeleteMembers[] = {{"DashboardNames", &aws::kStringList, kRequired}};
constexpr Shape kDelete = aws::structureOf(kDeleteMembers);

constexpr aws::OperationModel model(const char* operation, const Shape* input, const Shape* output, const char* help) {
    return {"cloudwatch", operation, input, output, aws::ErrorStyle::Query, help, {}, nullptr, nullptr};
}

constexpr aws::OperationModel kModels[] = {
    model("DeleteDashboards", &kDelete, nullptr, "Deletes dashboards: all that are named, or none."),
    model("GetDashboard", &kGet, &kGetOutput, "Shows the body of a dashboard."),
    model("ListDashboards", &kList, &kListOutput, "Lists the dashboards of the account."),
    model("PutDashboard", &kPut, &kPutOutput, "Creates a dashboard, or replaces one whole.")};

} // namespace

std::span<const aws::OperationModel> dashboardModels() {
    return kModels;
}

} // namespace maylab::metrics
