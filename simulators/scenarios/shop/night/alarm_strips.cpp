#include "scenarios/shop/night/alarm_strips.h"

#include "scenarios/shop/shop_input.h"

#include <algorithm>

namespace maylab::scenarios {

using kernel::ApiResult;
using kernel::Json;
using metrics::AlarmState;
using metrics::Evaluation;
using metrics::MissingData;
using metrics::PointState;
using Prediction = AlarmStrips::Prediction;

namespace {

constexpr std::pair<Prediction, const char*> kPredictions[] = {{Prediction::Ok, "OK"},
                                                               {Prediction::Alarm, "ALARM"},
                                                               {Prediction::InsufficientData, "INSUFFICIENT_DATA"},
                                                               {Prediction::Keep, "KEEP"}};
constexpr const char* kPredictionNames[] = {"OK", "ALARM", "INSUFFICIENT_DATA", "KEEP"};
constexpr aws::Shape kStrip = aws::integerIn(1, AlarmStrips::kStrips);
constexpr aws::Shape kState = aws::enumOf(kPredictionNames);
constexpr aws::MemberShape kPredict[] = {{"strip", &kStrip, aws::kRequired, "Which of the eight."},
                                         {"state", &kState, aws::kRequired, "The state you expect; KEEP: the one it had."}};
constexpr aws::Shape kPredictInput = aws::structureOf(kPredict);
constexpr aws::OperationModel kAlarmStripsModels[] = {
    {"lab", "PredictStrip", &kPredictInput, nullptr, aws::ErrorStyle::Query, "Says which state you expect of a strip."},
    {"lab", "EvaluateStrips", &aws::kNoMembers, nullptr, aws::ErrorStyle::Query, "Evaluates all eight strips as CloudWatch would."},
    {"lab", "DealStrips", &aws::kNoMembers, nullptr, aws::ErrorStyle::Query, "Deals eight other strips."},
    {"lab", "DescribeStrips", &aws::kNoMembers, nullptr, aws::ErrorStyle::Query, "The strips, your predictions and, after evaluation, the states."}};

constexpr int kPeriods = 3, kDatapoints = 3;
constexpr double kThreshold = 80;

// The documented rows of the guide and their neighbours.
constexpr std::array<const char*, 10> kPatterns = {"0-X-X", "0----", "-----", "0XX-X", "--X--",
                                                   "XX-0-", "-XX--", "X0---", "---XX", "-0-X-"};
constexpr MissingData kTreats[] = {MissingData::Missing, MissingData::Ignore, MissingData::Breaching, MissingData::NotBreaching};

// Two strips of each setting; over the rounds every pattern meets every setting.
AlarmStrips::Strip stripOf(std::uint32_t round, std::size_t i) {
    const auto r = static_cast<std::size_t>(round - 1);
    return {kPatterns[(i * 3 + r * 7) % kPatterns.size()], kTreats[(i + r) % 4],
            (i + r) % 3 == 0 ? AlarmState::Alarm : AlarmState::Ok};
}

Evaluation evaluationOf(const AlarmStrips::Strip& s) {
    std::vector<PointState> points;
    for (const char* p = s.points; *p != '\0'; ++p) {
        points.push_back(*p == 'X' ? PointState::Breaching : *p == '0' ? PointState::NotBreaching : PointState::Missing);
    }
    return metrics::evaluate(points, kPeriods, kDatapoints, s.treat);
}

AlarmState stateOf(const AlarmStrips::Strip& s) {
    return evaluationOf(s).state.value_or(s.previous);
}

const char* nameOf(metrics::EvaluationRule rule) {
    using enum metrics::EvaluationRule;
    switch (rule) {
    case EnoughData: return "enough-data";
    case NoData: return "no-data";
    case EnoughBreaching: return "enough-breaching";
    case FilledBreaching: return "filled-breaching";
    case FilledNotBreaching: return "filled-not-breaching";
    case SomeNotBreaching: return "some-not-breaching";
    case Premature: return "premature";
    }
    return "";
}

} // namespace

std::span<const aws::OperationModel> AlarmStrips::operations() const {
    return kAlarmStripsModels;
}

ApiResult AlarmStrips::call(ShopFloor&, std::string_view operation, const Json& input) {
    m_on = true;
    if (operation == "DealStrips") {
        ++m_round;
        m_evaluated = false;
        m_predictions.fill(Prediction::None);
        return Json::object();
    }
    if (m_evaluated) return ApiResult(kernel::fail("InvalidState", "These strips are evaluated; DealStrips brings others."));
    if (operation == "PredictStrip") {
        parseName(kPredictions, input["state"].get<std::string>(), m_predictions[input["strip"].get<std::size_t>() - 1]);
        return Json::object();
    }
    const auto open = std::count(m_predictions.begin(), m_predictions.end(), Prediction::None);
    if (open > 0) {
        return ApiResult(kernel::fail("InvalidState", std::to_string(open) + " of the eight strips have no prediction yet."));
    }
    m_evaluated = true;
    m_best = std::max(m_best, right());
    return Json{{"right", right()}};
}

bool AlarmStrips::isRight(std::size_t i) const {
    const Strip strip = stripOf(m_round, i);
    const AlarmState state = stateOf(strip);
    switch (m_predictions[i]) {
    case Prediction::None: return false;
    case Prediction::Ok: return state == AlarmState::Ok;
    case Prediction::Alarm: return state == AlarmState::Alarm;
    case Prediction::InsufficientData: return state == AlarmState::InsufficientData;
    case Prediction::Keep: return state == strip.previous;
    }
    return false;
}

int AlarmStrips::right() const {
    int n = 0;
    for (std::size_t i = 0; i < kStrips; ++i) n += isRight(i) ? 1 : 0;
    return n;
}

ApiResult AlarmStrips::describe(const kernel::World&, std::string_view, const Json&) const {
    Json strips = Json::array();
    for (std::size_t i = 0; i < kStrips; ++i) {
        const Strip s = stripOf(m_round, i);
        Json points = Json::array();
        int k = 0;
        for (const char* p = s.points; *p != '\0'; ++p, ++k) {
            if (*p == '-') points.push_back(nullptr);
            else points.push_back(*p == 'X' ? 86 + (static_cast<int>(i) * 3 + k * 5) % 12 : 52 + (static_cast<int>(i) * 5 + k * 7) % 20);
        }
        Json row = {{"strip", i + 1},
                    {"treatMissingData", metrics::toString(s.treat)},
                    {"datapointsToAlarm", kDatapoints},
                    {"evaluationPeriods", kPeriods},
                    {"range", points.size()},
                    {"threshold", kThreshold},
                    {"points", points},
                    {"previous", metrics::toString(s.previous)},
                    {"prediction", nullptr}};
        if (m_predictions[i] != Prediction::None) row["prediction"] = scenarios::nameOf(kPredictions, m_predictions[i]);
        if (m_evaluated) {
            row["state"] = metrics::toString(stateOf(s));
            row["right"] = isRight(i);
            row["rule"] = nameOf(evaluationOf(s).rule);
        }
        strips.push_back(std::move(row));
    }
    const auto predicted = kStrips - static_cast<std::size_t>(std::count(m_predictions.begin(), m_predictions.end(), Prediction::None));
    return Json{{"round", m_round}, {"evaluated", m_evaluated}, {"predicted", predicted}, {"right", m_evaluated ? right() : 0},
                {"best", m_best},   {"strips", strips}};
}

void AlarmStrips::mixInto(kernel::Fingerprint& f) const {
    f.mix(m_round);
    for (const Prediction p : m_predictions) f.mix(static_cast<std::uint64_t>(p));
}

} // namespace maylab::scenarios
