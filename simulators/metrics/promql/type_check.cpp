#include "metrics/promql/type_check.h"

#include "metrics/promql/functions.h"
#include "metrics/promql/series.h"
#include "metrics/promql/text.h"

#include <algorithm>

namespace maylab::metrics::promql {
namespace {

using Card = VectorMatching::Card;

class TypeCheck {
  public:
    explicit TypeCheck(std::string_view query) : m_query(query) {}

    ValueType check(Expression& e) {
        switch (e.kind) {
        case NodeKind::Aggregation: aggregation(e); break;
        case NodeKind::Binary: binary(e); break;
        case NodeKind::Call: call(e); break;
        case NodeKind::Paren:
        case NodeKind::RangeSelector: check(*e.children[0]); break;
        case NodeKind::Selector: selector(e); break;
        case NodeKind::Unary:
            if (const ValueType t = check(*e.children[0]); t != ValueType::Scalar && t != ValueType::Vector) {
                fail(e.begin, "unary expression only allowed on expressions of type scalar or instant vector, got " +
                                  inQuotes(documentedType(t)));
            }
            break;
        case NodeKind::Subquery:
            if (const ValueType t = check(*e.children[0]); t != ValueType::Vector) {
                fail(e.begin, "subquery is only allowed on instant vector, got " + std::string(resultType(t)) + " instead");
            }
            break;
        case NodeKind::Number:
        case NodeKind::String: break;
        }
        return e.type();
    }

    std::optional<TypeProblem> problem;

  private:
    void fail(std::size_t at, std::string text) {
        if (!problem) problem = TypeProblem{at, std::move(text)};
    }
    void expect(Expression& e, ValueType wanted, const std::string& where) {
        const ValueType got = check(e);
        if (got == wanted) return;
        fail(e.begin, "expected type " + std::string(documentedType(wanted)) + " in " + where + ", got " +
                          std::string(documentedType(got)));
    }

    void aggregation(Expression& e) {
        expect(*e.children[0], ValueType::Vector, "aggregation expression");
        if (e.children.size() < 2) return;
        expect(*e.children[1], e.op == Token::CountValues ? ValueType::String : ValueType::Scalar, "aggregation parameter");
    }

    void binary(Expression& e) {
        Expression &left = *e.children[0], &right = *e.children[1];
        const ValueType lt = check(left), rt = check(right);
        std::size_t op = left.end;
        while (op < m_query.size() && isSpace(m_query[op]))
            ++op;
        const bool scalars = lt == ValueType::Scalar && rt == ValueType::Scalar;
        if (e.returnBool && !isComparison(e.op)) fail(op, "bool modifier can only be used on comparison operators");
        if (isComparison(e.op) && !e.returnBool && scalars) fail(op, "comparisons between scalars must use BOOL modifier");
        VectorMatching& m = *e.matching;
        for (const std::string& label : m.labels) {
            if (m.on && std::find(m.include.begin(), m.include.end(), label) != m.include.end())
                fail(op, "label " + inQuotes(label) + " must not occur in ON and GROUP clause at once");
        }
        for (const Expression* side : {&left, &right}) {
            const ValueType t = side->type();
            if (t != ValueType::Scalar && t != ValueType::Vector)
                fail(side->begin, "binary expression must contain only scalar and instant vector types");
        }
        if (lt != ValueType::Vector || rt != ValueType::Vector) {
            if (!m.labels.empty()) fail(e.begin, "vector matching only allowed between instant vectors");
            e.matching.reset();
        } else if (isSetOperator(e.op)) {
            if (m.card == Card::OneToMany || m.card == Card::ManyToOne)
                fail(e.begin, "no grouping allowed for " + inQuotes(tokenText(e.op)) + " operation");
            if (m.card != Card::ManyToMany) fail(e.begin, "set operations must always be many-to-many");
        }
        if ((lt == ValueType::Scalar || rt == ValueType::Scalar) && isSetOperator(e.op))
            fail(e.begin, "set operator " + inQuotes(tokenText(e.op)) + " not allowed in binary scalar expression");
    }

    void call(Expression& e) {
        const Function& f = *e.function;
        const std::size_t wanted = f.arguments.size(), got = e.children.size();
        const auto told = [&](std::string_view much, std::size_t n) {
            fail(e.begin, "expected " + std::string(much) + std::to_string(n) + " argument(s) in call to " + inQuotes(f.name) +
                              ", got " + std::to_string(got));
        };
        if (f.variadic == 0) {
            if (wanted != got) told("", wanted);
        } else if (wanted - 1 > got) {
            told("at least ", wanted - 1);
        } else if (f.variadic > 0 && wanted - 1 + static_cast<std::size_t>(f.variadic) < got) {
            told("at most ", wanted - 1 + static_cast<std::size_t>(f.variadic));
        }
        for (std::size_t i = 0; i < got; ++i) {
            if (i >= wanted && f.variadic == 0) break;
            expect(*e.children[i], f.arguments[std::min(i, wanted - 1)], "call to function " + inQuotes(f.name));
        }
    }

    void selector(const Expression& e) {
        if (!e.text.empty()) {
            for (std::size_t i = 0; i + 1 < e.matchers.size(); ++i) {
                if (e.matchers[i].name == kNameLabel)
                    fail(e.begin, "metric name must not be set twice: " + inQuotes(e.text) + " or " + inQuotes(e.matchers[i].value));
            }
            return;
        }
        if (std::all_of(e.matchers.begin(), e.matchers.end(), [](const Matcher& m) { return m.matches(""); }))
            fail(e.begin, "vector selector must contain at least one non-empty matcher");
    }

    std::string_view m_query;
};

} // namespace

std::string_view documentedType(ValueType type) {
    switch (type) {
    case ValueType::Vector: return "instant vector";
    case ValueType::Matrix: return "range vector";
    default: return resultType(type);
    }
}

std::string_view resultType(ValueType type) {
    switch (type) {
    case ValueType::None: return "none";
    case ValueType::Scalar: return "scalar";
    case ValueType::Vector: return "vector";
    case ValueType::Matrix: return "matrix";
    case ValueType::String: return "string";
    }
    return {};
}

ValueType Expression::type() const {
    switch (kind) {
    case NodeKind::Number: return ValueType::Scalar;
    case NodeKind::String: return ValueType::String;
    case NodeKind::Selector:
    case NodeKind::Aggregation: return ValueType::Vector;
    case NodeKind::RangeSelector:
    case NodeKind::Subquery: return ValueType::Matrix;
    case NodeKind::Unary:
    case NodeKind::Paren: return children[0]->type();
    case NodeKind::Call: return function->result;
    case NodeKind::Binary:
        return children[0]->type() == ValueType::Scalar && children[1]->type() == ValueType::Scalar ? ValueType::Scalar
                                                                                                    : ValueType::Vector;
    }
    return ValueType::None;
}

const Expression& inner(const Expression& e) {
    const Expression* at = &e;
    while (at->kind == NodeKind::Paren)
        at = at->children[0].get();
    return *at;
}

std::optional<TypeProblem> checkTypes(Expression& root, std::string_view query) {
    TypeCheck check(query);
    check.check(root);
    return std::move(check.problem);
}

} // namespace maylab::metrics::promql
