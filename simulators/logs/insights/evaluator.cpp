#include "logs/insights/evaluator.h"

#include "kernel/math.h"
#include "logs/insights/ip_address.h"
#include "logs/insights/utf8.h"

#include <algorithm>
#include <cmath>

namespace maylab::logs::insights {
namespace {

Value raise(double base, double exponent) {
    if (base >= 0) return Value::of(kernel::math::pow(base, exponent));
    if (exponent != std::floor(exponent)) return {};
    const double x = kernel::math::pow(-base, exponent);
    return Value::of(std::fmod(exponent, 2) != 0 ? -x : x);
}

Value calculate(Operator op, const Value& a, const Value& b) {
    const auto x = numberOf(a), y = numberOf(b);
    if (!x || !y) return {};
    switch (op) {
    case Operator::Add: return Value::of(*x + *y);
    case Operator::Subtract: return Value::of(*x - *y);
    case Operator::Multiply: return Value::of(*x * *y);
    case Operator::Divide: return Value::of(*x / *y);
    case Operator::Remainder: return Value::of(std::fmod(*x, *y));
    default: return raise(*x, *y);
    }
}

// Less and greater than a number is only what reads as one.
bool comparable(Operator op, const Value& a, const Value& b) {
    if (a.absent() || b.absent()) return false;
    if (op == Operator::Equal || op == Operator::NotEqual) return true;
    if (a.kind != Value::Kind::Number && b.kind != Value::Kind::Number) return true;
    return numberOf(a) && numberOf(b);
}

bool holds(Operator op, const Value& a, const Value& b) {
    if (!comparable(op, a, b)) return false;
    const int order = compare(a, b);
    switch (op) {
    case Operator::Equal: return order == 0;
    case Operator::NotEqual: return order != 0;
    case Operator::Less: return order < 0;
    case Operator::LessEqual: return order <= 0;
    case Operator::Greater: return order > 0;
    default: return order >= 0;
    }
}

bool isOneOf(std::string_view set, std::uint32_t c) {
    for (std::size_t at = 0; at < set.size();) {
        if (nextCodePoint(set, at) == c) return true;
    }
    return false;
}

constexpr std::string_view kWhite = " \t\r\n\f\v";

std::string_view trimmed(std::string_view text, std::string_view set, bool left, bool right) {
    for (std::size_t at = 0; left && at < text.size();) {
        if (!isOneOf(set, nextCodePoint(text, at))) break;
        text.remove_prefix(at);
        at = 0;
    }
    while (right && !text.empty()) {
        std::size_t last = text.size() - 1;
        while (last > 0 && (static_cast<unsigned char>(text[last]) & 0xC0U) == 0x80U) --last;
        std::size_t at = last;
        if (!isOneOf(set, nextCodePoint(text, at))) break;
        text = text.substr(0, last);
    }
    return text;
}

std::string_view part(std::string_view text, double from, double length) {
    std::size_t at = 0;
    for (double i = 0; i < from && at < text.size(); ++i) nextCodePoint(text, at);
    std::size_t end = at;
    for (double i = 0; i < length && end < text.size(); ++i) nextCodePoint(text, end);
    return text.substr(at, end - at);
}

enum class IpKind : std::uint8_t { Any, V4, V6 };
bool isIp(std::string_view text, IpKind kind) {
    const auto ip = IpAddress::parse(text);
    return ip && (kind == IpKind::Any || ip->v6 == (kind == IpKind::V6));
}
bool inSubnet(std::string_view text, std::string_view subnet, IpKind kind) {
    const auto ip = IpAddress::parse(text);
    const auto net = IpSubnet::parse(subnet);
    return ip && net && isIp(text, kind) && net->has(*ip);
}

bool find(const std::string& piece, std::string_view text, std::size_t from, std::size_t& at) {
    at = text.find(piece, from);
    return at != std::string_view::npos;
}

} // namespace

Value Evaluator::evaluate(ExprIndex index, const Value* row, std::span<const Value> aggregates) {
    const Expr& e = m_query.expr(index);
    m_work.spend(4);
    switch (e.kind) {
    case Expr::Kind::Number: return Value::of(e.number);
    case Expr::Kind::Text: return Value::of(std::string_view(e.text));
    case Expr::Kind::Field: return row[e.index];
    case Expr::Kind::Aggregate: return aggregates[e.index];
    case Expr::Kind::Negate: {
        const auto x = numberOf(evaluate(e.arguments[0], row, aggregates));
        return x ? Value::of(-*x) : Value{};
    }
    case Expr::Kind::Not: return Value::of(!truthOf(e.arguments[0], row, aggregates));
    case Expr::Kind::And:
        return Value::of(std::all_of(e.arguments.begin(), e.arguments.end(),
                                     [&](ExprIndex a) { return truthOf(a, row, aggregates); }));
    case Expr::Kind::Or:
        return Value::of(std::any_of(e.arguments.begin(), e.arguments.end(),
                                     [&](ExprIndex a) { return truthOf(a, row, aggregates); }));
    case Expr::Kind::Arithmetic: {
        const Value a = evaluate(e.arguments[0], row, aggregates);
        return calculate(e.op, a, evaluate(e.arguments[1], row, aggregates));
    }
    case Expr::Kind::Compare: {
        const Value a = evaluate(e.arguments[0], row, aggregates);
        return Value::of(holds(e.op, a, evaluate(e.arguments[1], row, aggregates)));
    }
    case Expr::Kind::In: {
        const Value a = evaluate(e.arguments[0], row, aggregates);
        if (a.absent()) return Value::of(false);
        const bool in = std::any_of(e.arguments.begin() + 1, e.arguments.end(), [&](ExprIndex other) {
            return holds(Operator::Equal, a, evaluate(other, row, aggregates));
        });
        return Value::of(in != e.negated);
    }
    case Expr::Kind::LikeText:
    case Expr::Kind::LikeRegex: {
        const Value a = evaluate(e.arguments[0], row, aggregates);
        if (a.absent()) return Value::of(false);
        const std::string_view text = m_arena.textOf(a);
        m_work.spend(text.size() / 16);
        const bool like = e.kind == Expr::Kind::LikeText ? text.find(e.text) != std::string_view::npos
                                                         : m_matcher.search(m_query.regex(e.index), text);
        return Value::of(like != e.negated);
    }
    case Expr::Kind::Call: return call(e, row, aggregates);
    }
    return {};
}

Value Evaluator::call(const Expr& e, const Value* row, std::span<const Value> aggregates) {
    // Arguments of calls within calls lie behind these; views of them are taken when all are there.
    const std::size_t base = m_arguments.size();
    for (const ExprIndex a : e.arguments) {
        const Value v = evaluate(a, row, aggregates);
        m_arguments.push_back(v);
    }
    const std::span<const Value> arguments = std::span(m_arguments).subspan(base);
    struct Drop {
        std::vector<Value>& from;
        std::size_t size;
        ~Drop() { from.resize(size); }
    } const drop{m_arguments, base};

    const auto number = [&](std::size_t i) { return numberOf(arguments[i]); };
    const auto text = [&](std::size_t i) { return m_arena.textOf(arguments[i]); };
    const auto anyAbsent = [&] {
        return std::any_of(arguments.begin(), arguments.end(), [](const Value& v) { return v.absent(); });
    };
    const auto ofNumber = [&](auto f) { return number(0) ? Value::of(f(*number(0))) : Value{}; };

    switch (e.function) {
    case Function::IsPresent: return Value::of(!arguments[0].absent());
    case Function::Coalesce:
        for (const Value& v : arguments) {
            if (!v.absent()) return v;
        }
        return {};
    case Function::IsEmpty: return Value::of(arguments[0].absent() || text(0).empty());
    case Function::IsBlank: return Value::of(arguments[0].absent() || trimmed(text(0), kWhite, true, false).empty());
    case Function::Bin: {
        const Value& t = row[m_query.timestampSlot()];
        return t.absent() ? Value{} : Value::time(floorTo(e.period, t.number));
    }
    default: break;
    }
    if (anyAbsent()) return {};
    for (const Value& v : arguments) m_work.spend(v.size / 16);

    switch (e.function) {
    case Function::Abs: return ofNumber([](double x) { return std::abs(x); });
    case Function::Ceil: return ofNumber([](double x) { return std::ceil(x); });
    case Function::Floor: return ofNumber([](double x) { return std::floor(x); });
    case Function::Sqrt: return ofNumber([](double x) { return kernel::math::sqrt(x); });
    case Function::Log: return number(0).value_or(-1) > 0 ? Value::of(kernel::math::log(*number(0))) : Value{};
    case Function::Greatest:
    case Function::Least: {
        const bool least = e.function == Function::Least;
        return *std::max_element(arguments.begin(), arguments.end(), [&](const Value& a, const Value& b) {
            return least ? compareNaturally(a, b) > 0 : compareNaturally(a, b) < 0;
        });
    }
    case Function::Concat:
        m_text.clear();
        for (std::size_t i = 0; i < arguments.size() && m_text.size() < TextArena::kMaxText; ++i) m_text += text(i);
        m_work.spend(m_text.size() / 8);
        return m_arena.keep(m_text);
    case Function::Ltrim:
    case Function::Rtrim:
    case Function::Trim: {
        const std::string_view set = arguments.size() > 1 ? text(1) : kWhite, whole = text(0);
        const std::string_view rest = trimmed(whole, set, e.function != Function::Rtrim, e.function != Function::Ltrim);
        m_work.spend((whole.size() - rest.size()) * set.size());
        return Value::of(rest);
    }
    case Function::Strlen: return Value::of(static_cast<double>(codePoints(text(0))));
    case Function::ToUpper:
    case Function::ToLower: {
        m_text = text(0);
        const char first = e.function == Function::ToUpper ? 'a' : 'A';
        for (char& c : m_text) {
            if (c >= first && c <= first + 25) c = static_cast<char>(c ^ 0x20);
        }
        m_work.spend(m_text.size() / 4);
        return m_arena.keep(m_text);
    }
    case Function::Substr: {
        const auto from = number(1), length = arguments.size() > 2 ? number(2) : std::optional(1e18);
        return from && length ? Value::of(part(text(0), *from, *length)) : Value{};
    }
    case Function::Replace: {
        const std::string_view whole = text(0), from = text(1), to = text(2);
        if (from.empty()) return arguments[0];
        m_text.clear();
        std::size_t at = 0;
        for (std::size_t hit = 0; m_text.size() < TextArena::kMaxText; at = hit + from.size()) {
            hit = whole.find(from, at);
            m_text += whole.substr(at, hit - at);
            if (hit == std::string_view::npos) break;
            m_text += to;
        }
        m_work.spend(m_text.size() / 4);
        return m_arena.keep(m_text);
    }
    case Function::StrContains: return Value::of(text(0).find(text(1)) != std::string_view::npos);
    case Function::DateFloor: return number(0) ? Value::time(floorTo(e.period, *number(0))) : Value{};
    case Function::DateCeil: return number(0) ? Value::time(ceilTo(e.period, *number(0))) : Value{};
    case Function::FromMillis: return number(0) ? Value::time(*number(0)) : Value{};
    case Function::ToMillis: return number(0) ? Value::of(*number(0)) : Value{};
    case Function::IsValidIp: return Value::of(isIp(text(0), IpKind::Any));
    case Function::IsValidIpV4: return Value::of(isIp(text(0), IpKind::V4));
    case Function::IsValidIpV6: return Value::of(isIp(text(0), IpKind::V6));
    case Function::IsIpInSubnet: return Value::of(inSubnet(text(0), text(1), IpKind::Any));
    case Function::IsIpv4InSubnet: return Value::of(inSubnet(text(0), text(1), IpKind::V4));
    case Function::IsIpv6InSubnet: return Value::of(inSubnet(text(0), text(1), IpKind::V6));
    default: return {};
    }
}

void Evaluator::parse(const ParsePattern& pattern, const Value& source, std::vector<Value>& found) {
    std::fill(found.begin(), found.end(), Value{});
    if (source.absent()) return;
    const std::string_view text = m_arena.textOf(source);
    m_work.spend(text.size() / 16 + 4);
    if (pattern.regex) {
        if (!m_matcher.match(m_query.regex(*pattern.regex), text, m_groups)) return;
        for (std::size_t i = 0; i < found.size(); ++i) {
            if (m_groups[i].data() != nullptr) found[i] = Value::of(m_groups[i]);
        }
        return;
    }
    std::size_t hit = 0, at = 0;
    for (std::size_t i = 0; i < pattern.pieces.size(); ++i) {
        const std::string& piece = pattern.pieces[i];
        const bool rest = i > 0 && i + 1 == pattern.pieces.size() && piece.empty();
        if (rest) hit = text.size();
        else if (!find(piece, text, at, hit)) {
            std::fill(found.begin(), found.end(), Value{});
            return;
        }
        if (i > 0) found[i - 1] = Value::of(text.substr(at, hit - at));
        at = hit + piece.size();
    }
}

} // namespace maylab::logs::insights
