// What CloudWatch has no API for, in the form of one: its own operations of this program.
#include "metrics/models.h"

namespace maylab::metrics {
namespace {

using aws::kRequired;
using aws::kString;
using aws::MemberShape;
using aws::Shape;

// Named as in Prometheus' HTTP API but for the query, which Grafana's targets and rule files call expr: --query is the
// command line's own.
constexpr MemberShape kPrometheusMembers[] = {{"expr", &kString, kRequired, "PromQL"},
                                              {"time", &kString, false, "the instant; the present"},
                                              {"start", &kString, false, "of a range"},
                                              {"end", &kString, false, "of a range"},
                                              {"step", &kString, false, "of a range: 60, 1m"}};
constexpr Shape kPrometheus = aws::structureOf(kPrometheusMembers);
constexpr MemberShape kExportMembers[] = {{"DashboardName", &kString, kRequired, "which dashboard"},
                                          {"DataSource", &kString, kRequired, "prometheus or cloudwatch"},
                                          {"Start", &aws::kTimestamp, false, "of the exported time range"},
                                          {"End", &aws::kTimestamp, false, "of the exported time range"}};
constexpr Shape kExport = aws::structureOf(kExportMembers);
constexpr MemberShape kImportMembers[] = {{"DashboardName", &kString, kRequired, "what it is called here"},
                                          {"Dashboard", &kString, kRequired, "Grafana's JSON"}};
constexpr Shape kImport = aws::structureOf(kImportMembers);

constexpr aws::OperationModel kOwn[] = {
    {"cloudwatch", "ExportGrafanaDashboard", &kExport, nullptr, aws::ErrorStyle::Query, "Ours: a dashboard as the JSON that Grafana imports."},
    {"cloudwatch", "ImportGrafanaDashboard", &kImport, nullptr, aws::ErrorStyle::Query, "Ours: takes a dashboard from Grafana's JSON."},
    {"cloudwatch", "QueryPrometheus", &kPrometheus, nullptr, aws::ErrorStyle::Query, "Ours: PromQL over this world's metrics."}};

} // namespace

std::span<const aws::OperationModel> ownModels() {
    return kOwn;
}

} // namespace maylab::metrics
