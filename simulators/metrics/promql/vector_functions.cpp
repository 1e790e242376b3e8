// Functions, from the vectors and windows they are called with to the vector that they give.
#include "metrics/promql/evaluation.h"
#include "metrics/promql/text.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

namespace maylab::metrics::promql {
namespace {

double calendarPart(std::string_view function, double unixSeconds) {
    using namespace std::chrono;
    if (!(std::abs(unixSeconds) < 1e11)) return kNaN;
    const auto second = static_cast<std::int64_t>(unixSeconds);
    const sys_seconds at{seconds(second)};
    const auto day = floor<days>(at);
    const year_month_day date(day);
    const std::int64_t ofDay = (at - day).count();
    if (function == "hour") return static_cast<double>(ofDay / 3600);
    if (function == "minute") return static_cast<double>(ofDay / 60 % 60);
    if (function == "day_of_week") return weekday(day).c_encoding();
    if (function == "day_of_month") return static_cast<unsigned>(date.day());
    if (function == "day_of_year") return static_cast<double>((day - sys_days(date.year() / January / 1)).count() + 1);
    if (function == "days_in_month") return static_cast<unsigned>((date.year() / date.month() / last).day());
    if (function == "month") return static_cast<unsigned>(date.month());
    return static_cast<int>(date.year());
}

// Six digits, as %f writes it.
std::string sixDigits(double v) {
    char text[400];
    std::snprintf(text, sizeof text, "%f", v);
    return text;
}

} // namespace

Elements Evaluation::call(const Expression& e, std::int64_t t) {
    Elements out = e.function->overRange != nullptr ? rangeCall(e, t) : named(e, t);
    if (!failed()) requireUnique(out);
    return out;
}

Elements Evaluation::rangeCall(const Expression& e, std::int64_t t) {
    const Function& f = *e.function;
    const Expression* range = nullptr;
    std::vector<double> scalars;
    for (const ExpressionPtr& child : e.children) {
        if (child->type() == ValueType::Matrix) range = child.get();
        else scalars.push_back(scalar(*child, t));
    }
    if (f.name == "holt_winters") {
        for (const auto& [value, what, sign] : {std::tuple{scalars[0], "smoothing", "sf"}, std::tuple{scalars[1], "trend", "tf"}}) {
            if (value > 0 && value < 1) continue;
            fail(std::string("invalid ") + what + " factor. Expected: 0 < " + sign + " < 1, got: " + sixDigits(value));
            return {};
        }
    }
    const bool keepsName = f.name == "last_over_time";
    Elements out;
    windows(*range, t, [&](LabelsId labels, const Window& w) {
        if (const auto value = f.overRange(w, scalars))
            out.push_back({keepsName ? labels : m_labels.withoutName(labels), *value});
    });
    return out;
}

Elements Evaluation::named(const Expression& e, std::int64_t t) {
    const std::string_view name = e.function->name;
    const auto argument = [&](std::size_t i) { return vector(*e.children[i], t); };
    if (name == "vector") return {{m_labels.intern({}), scalar(*e.children[0], t)}};
    if (name == "absent_over_time") {
        bool present = false;
        windows(*e.children[0], t, [&](LabelsId, const Window&) { present = true; });
        return absent(e, present);
    }
    if (name == "absent") return absent(e, !argument(0).empty());
    if (name == "timestamp") {
        const Expression& of = inner(*e.children[0]);
        if (of.kind == NodeKind::Selector) return timestamps(of, t);
    }
    if (name == "histogram_quantile") {
        const double q = scalar(*e.children[0], t);
        return quantiles(e, argument(1), q);
    }
    // There are no native histograms here, and of others these say nothing.
    if (name.starts_with("histogram_")) return {};
    if (e.function->variadic == 1 && name != "round") return calendar(e, t);

    Elements in = argument(0);
    if (failed()) return {};
    if (name == "label_replace") return labelReplace(e, std::move(in));
    if (name == "label_join") return labelJoin(e, std::move(in));
    if (name == "sort" || name == "sort_desc") {
        const bool down = name == "sort_desc";
        std::stable_sort(in.begin(), in.end(), [&](const Element& a, const Element& b) {
            if (std::isnan(a.value) || std::isnan(b.value)) return !std::isnan(a.value); // NaN comes last
            return down ? a.value > b.value : a.value < b.value;
        });
        return in;
    }
    std::vector<double> scalars;
    for (std::size_t i = 1; i < e.children.size(); ++i)
        scalars.push_back(scalar(*e.children[i], t));
    if (name == "clamp" && scalars[1] < scalars[0]) return {};
    const double perUnit = name == "round" ? 1 / (scalars.empty() ? 1.0 : scalars[0]) : 0;
    for (Element& element : in) {
        double& v = element.value;
        element.labels = m_labels.withoutName(element.labels);
        if (e.function->ofElement != nullptr) v = e.function->ofElement(v);
        else if (name == "clamp") v = goMax(scalars[0], goMin(scalars[1], v));
        else if (name == "clamp_max") v = goMin(scalars[0], v);
        else if (name == "clamp_min") v = goMax(scalars[0], v);
        else if (name == "round") v = std::floor(v * perUnit + 0.5) / perUnit;
        else if (name == "timestamp") v = static_cast<double>(t) / 1000;
    }
    return in;
}

Elements Evaluation::calendar(const Expression& e, std::int64_t t) {
    if (e.children.empty()) {
        return {{m_labels.intern({}), calendarPart(e.function->name, std::floor(static_cast<double>(t) / 1000))}};
    }
    Elements out = vector(*e.children[0], t);
    for (Element& element : out)
        element = {m_labels.withoutName(element.labels), calendarPart(e.function->name, element.value)};
    return out;
}

// With the labels that the selector's equalities would have given.
Elements Evaluation::absent(const Expression& e, bool present) {
    if (present) return {};
    const Expression* of = &inner(*e.children[0]);
    if (of->kind == NodeKind::RangeSelector) of = of->children[0].get();
    Labels labels;
    if (of->kind == NodeKind::Selector) {
        std::vector<std::string> ambiguous;
        for (const Matcher& m : of->matchers) {
            if (m.name == kNameLabel) continue;
            if (m.kind == Matcher::Kind::Equal && labelValue(labels, m.name).empty()) setLabel(labels, m.name, m.value);
            else ambiguous.push_back(m.name);
        }
        for (const std::string& name : ambiguous)
            setLabel(labels, name, {});
    }
    return {{m_labels.intern(std::move(labels)), 1}};
}

Elements Evaluation::labelReplace(const Expression& e, Elements in) {
    const auto text = [&](std::size_t i) -> const std::string& { return inner(*e.children[i]).text; };
    const std::string &to = text(1), &replacement = text(2), &from = text(3), &expression = text(4);
    Memo& memo = m_memos[&e];
    if (!memo.regex) {
        std::string problem;
        memo.regex = Regex::compile(expression, problem);
        if (!memo.regex) {
            fail("invalid regular expression in label_replace(): " + expression);
            return {};
        }
    }
    if (!isLabelName(to)) {
        fail("invalid destination label name in label_replace(): " + to);
        return {};
    }
    for (Element& element : in) {
        element.labels = memo.results(element.labels, [&](LabelsId id) {
            const auto match = memo.regex->match(labelValue(m_labels[id], from));
            if (!match) return id;
            Labels labels = m_labels[id];
            setLabel(labels, to, memo.regex->expand(*match, replacement));
            return m_labels.intern(std::move(labels));
        });
    }
    return in;
}

Elements Evaluation::labelJoin(const Expression& e, Elements in) {
    const auto text = [&](std::size_t i) -> const std::string& { return inner(*e.children[i]).text; };
    for (std::size_t i = 3; i < e.children.size(); ++i) {
        if (isLabelName(text(i))) continue;
        fail("invalid source label name in label_join(): " + text(i));
        return {};
    }
    if (!isLabelName(text(1))) {
        fail("invalid destination label name in label_join(): " + text(1));
        return {};
    }
    for (Element& element : in) {
        element.labels = m_memos[&e].results(element.labels, [&](LabelsId id) {
            std::string joined;
            for (std::size_t i = 3; i < e.children.size(); ++i) {
                if (i > 3) joined += text(2);
                joined += labelValue(m_labels[id], text(i));
            }
            Labels labels = m_labels[id];
            setLabel(labels, text(1), joined);
            return m_labels.intern(std::move(labels));
        });
    }
    return in;
}

Elements Evaluation::quantiles(const Expression& e, const Elements& in, double q) {
    static const std::vector<std::string> kBucket{std::string(kBucketLabel)};
    Memo& memo = m_memos[&e];
    memo.index.clear();
    std::vector<std::pair<LabelsId, std::vector<Bucket>>> groups;
    for (const Element& element : in) {
        const auto bound = parseNumber(labelValue(m_labels[element.labels], kBucketLabel));
        if (!bound) continue; // no bucket
        const LabelsId key = memo.keys(element.labels, [&](LabelsId id) { return m_labels.dropping(id, kBucket, true); });
        std::uint32_t at = memo.index.find(key);
        if (at == LabelIndex::kNone) {
            at = static_cast<std::uint32_t>(groups.size());
            memo.index.set(key, at);
            groups.emplace_back(key, std::vector<Bucket>());
        }
        groups[at].second.push_back({*bound, element.value});
    }
    Elements out;
    for (auto& [labels, buckets] : groups)
        out.push_back({labels, histogramQuantile(q, std::move(buckets))});
    return out;
}

} // namespace maylab::metrics::promql
