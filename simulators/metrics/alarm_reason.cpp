#include "metrics/alarm_reason.h"

#include "kernel/time.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace maylab::metrics {
namespace {

std::string counted(int n, const char* one) { return std::to_string(n) + ' ' + one + (n == 1 ? "" : "s"); }
const char* was(int n) { return n == 1 ? "was" : "were"; }

const char* words(AlarmOperator op) {
    switch (op) {
    case AlarmOperator::GreaterThanOrEqualToThreshold: return "greater than or equal to";
    case AlarmOperator::GreaterThanThreshold: return "greater than";
    case AlarmOperator::LessThanThreshold: return "less than";
    case AlarmOperator::LessThanOrEqualToThreshold: return "less than or equal to";
    default: return "";
    }
}

// "less than the lower thresholds [1.0, 2.0] or greater than the upper thresholds [7.0, 8.0]"
std::string bandWords(AlarmOperator op, std::span<const ReasonPoint> points) {
    const auto list = [&](double ReasonPoint::* bound) {
        std::string text = "[";
        for (const ReasonPoint& p : points) text += (text.size() > 1 ? ", " : "") + javaDouble(p.*bound);
        return text + ']';
    };
    const std::string lower = "less than the lower thresholds " + list(&ReasonPoint::lower);
    const std::string upper = "greater than the upper thresholds " + list(&ReasonPoint::upper);
    if (op == AlarmOperator::LessThanLowerThreshold) return lower;
    if (op == AlarmOperator::GreaterThanUpperThreshold) return upper;
    return lower + " or " + upper;
}

} // namespace

// The shortest digits that read back the same; plain between 1e-3 and 1e7, scientific outside.
std::string javaDouble(double v) {
    if (std::isnan(v)) return "NaN";
    if (std::isinf(v)) return v < 0 ? "-Infinity" : "Infinity";
    if (v == 0) return std::signbit(v) ? "-0.0" : "0.0";
    std::array<char, 64> buffer{};
    const double size = std::abs(v);
    const bool plain = size >= 1e-3 && size < 1e7;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), v,
                                   plain ? std::chars_format::fixed : std::chars_format::scientific).ptr;
    std::string text(buffer.data(), end);
    if (plain) return text.find('.') == std::string::npos ? text + ".0" : text;
    // 1e+07 -> 1.0E7
    const std::size_t e = text.find('e');
    std::string mantissa = text.substr(0, e);
    if (mantissa.find('.') == std::string::npos) mantissa += ".0";
    std::string_view exponent = std::string_view(text).substr(e + 1);
    const bool negative = exponent.front() == '-';
    exponent.remove_prefix(1);
    while (exponent.size() > 1 && exponent.front() == '0') exponent.remove_prefix(1);
    return mantissa + 'E' + (negative ? "-" : "") + std::string(exponent);
}

std::string reasonTime(std::int64_t unixSeconds) {
    const std::string iso = kernel::formatIso8601(unixSeconds * 1000); // yyyy-MM-ddTHH:mm:ss...
    return iso.substr(8, 2) + '/' + iso.substr(5, 2) + '/' + iso.substr(2, 2) + ' ' + iso.substr(11, 8);
}

std::string reasonOf(const Reason& r) {
    if (r.state == AlarmState::InsufficientData) {
        return "Insufficient Data: " + counted(r.evaluationPeriods, "datapoint") + ' ' + was(r.evaluationPeriods) + " unknown.";
    }
    const int n = static_cast<int>(r.points.size());
    if (n == 0) {
        const int filled = std::max(1, r.filled);
        return "Threshold Crossed: no datapoints were received for " + counted(filled, "period") + " and " +
               counted(filled, "missing datapoint") + ' ' + was(filled) + " treated as [" +
               (r.treat == MissingData::Breaching ? "Breaching" : "NonBreaching") + "].";
    }
    const bool band = comparesWithBand(r.op);
    std::string text = band ? "Thresholds Crossed: " : "Threshold Crossed: ";
    text += r.datapointsToAlarm ? std::to_string(n) + " out of the last " + std::to_string(r.evaluationPeriods) + " datapoints"
                                : counted(n, "datapoint");
    text += " [";
    for (const ReasonPoint& p : r.points) {
        if (&p != r.points.data()) text += ", ";
        text += javaDouble(p.value) + " (" + reasonTime(p.stamp) + ')';
    }
    text += std::string("] ") + was(n) + (r.state == AlarmState::Alarm ? " " : " not ") +
            (band ? bandWords(r.op, r.points) : words(r.op) + (" the threshold (" + javaDouble(r.threshold)) + ')');
    if (r.datapointsToAlarm) {
        const int minimum = r.state == AlarmState::Alarm ? *r.datapointsToAlarm : r.evaluationPeriods - *r.datapointsToAlarm + 1;
        text += " (minimum " + counted(minimum, "datapoint") + " for " +
                (r.state == AlarmState::Alarm ? "OK -> ALARM" : "ALARM -> OK") + " transition)";
    }
    return text + '.';
}

} // namespace maylab::metrics
