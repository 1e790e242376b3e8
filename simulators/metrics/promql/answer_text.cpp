#include "metrics/promql/answer_text.h"

#include "metrics/prometheus_names.h"
#include "metrics/promql/text.h"

#include <cstdio>

namespace maylab::metrics::promql {
namespace {

// Seconds, with three decimals when they are not whole.
std::string secondsText(std::int64_t milliseconds) {
    std::string out = milliseconds < 0 ? "-" : "";
    const std::uint64_t size = milliseconds < 0 ? 0 - static_cast<std::uint64_t>(milliseconds) : static_cast<std::uint64_t>(milliseconds);
    out += std::to_string(size / 1000);
    if (size % 1000 != 0) out += '.' + std::to_string(1000 + size % 1000).substr(1);
    return out;
}

// A scalar's time is a plain number.
std::string shortTimeText(std::int64_t milliseconds) {
    std::string out = secondsText(milliseconds);
    if (milliseconds % 1000 != 0)
        while (out.back() == '0')
            out.pop_back();
    return out;
}

std::string sampleJson(const Sample& s) { return '[' + secondsText(s.time) + ",\"" + sampleText(s.value) + "\"]"; }

} // namespace

std::string jsonText(std::string_view text) {
    std::string out = "\"";
    for (std::size_t i = 0; i < text.size();) {
        const Rune r = runeAt(text, i);
        const std::string_view bytes = text.substr(i, r.length);
        i += r.length;
        switch (r.code) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default:
            if (r.code < 0x20) {
                char escaped[8];
                std::snprintf(escaped, sizeof escaped, "\\u%04x", r.code);
                out += escaped;
            } else if (r.code == kInvalidRune) {
                out += "\\ufffd";
            } else {
                out += bytes;
            }
        }
    }
    return out + '"';
}

std::string labelsJson(const Labels& labels) {
    std::string out = "{";
    for (const auto& [name, value] : labels) {
        if (out.size() > 1) out += ',';
        out += jsonText(name) + ':' + jsonText(value);
    }
    return out + '}';
}

std::string listJson(const std::set<std::string>& texts) {
    std::string out = "[";
    for (const std::string& text : texts) {
        if (out.size() > 1) out += ',';
        out += jsonText(text);
    }
    return out + ']';
}

std::string resultText(const QueryResult& result, std::int64_t time) {
    std::string out = "{\"resultType\":\"" + std::string(resultType(result.type)) + "\",\"result\":";
    if (result.type == ValueType::String) return out + '[' + shortTimeText(time) + ',' + jsonText(result.text) + "]}";
    if (result.type == ValueType::Scalar) {
        const Sample& s = result.series[0].samples[0];
        return out + '[' + shortTimeText(s.time) + ",\"" + numberText(s.value) + "\"]}";
    }
    out += '[';
    bool first = true;
    for (const Series& s : result.series) {
        if (!std::exchange(first, false)) out += ',';
        out += "{\"metric\":" + labelsJson(s.labels);
        if (result.type == ValueType::Vector) {
            out += ",\"value\":" + sampleJson(s.samples[0]);
        } else {
            out += ",\"values\":[";
            for (std::size_t i = 0; i < s.samples.size(); ++i) {
                if (i > 0) out += ',';
                out += sampleJson(s.samples[i]);
            }
            out += ']';
        }
        out += '}';
    }
    return out + "]}";
}

std::string expositionLabels(const Labels& labels) {
    if (labels.empty()) return {};
    std::string out = "{";
    for (const auto& [name, value] : labels) {
        if (out.size() > 1) out += ',';
        out += name + '=' + prometheusQuoted(value);
    }
    return out + '}';
}

} // namespace maylab::metrics::promql
