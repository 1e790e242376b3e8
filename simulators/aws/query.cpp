// --query: paths of JMESPath, without functions, filters and pipes.
#include "aws/cli.h"

#include <algorithm>
#include <charconv>

namespace maylab::aws {

namespace {

constexpr int kMaxQueryDepth = 32;
constexpr std::size_t kMaxPath = 4096; // a projection reads its part again for every element
// What one path may copy, in bytes or so: each [@,@] of a chain makes twice what it is given.
constexpr std::size_t kMaxCopied = 16u << 20;
constexpr std::size_t kValueBytes = 16; // of a value without its text

const OrderedJson kNull;

class Path {
  public:
    explicit Path(std::string_view text) : m_text(text) {}

    tl::expected<OrderedJson, std::string> run(const OrderedJson& value) {
        OrderedJson out;
        if (!expression(value, out)) return tl::unexpected(m_error);
        if (m_at != m_text.size()) {
            unsupported();
            return tl::unexpected(m_error);
        }
        return out;
    }

  private:
    char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    static bool isName(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }
    bool unsupported() {
        if (m_error.empty()) {
            m_error = "Bad value for --query " + std::string(m_text) +
                      ": only names, [0], [], [*] and [A,B] are understood here, stopped at column " +
                      std::to_string(m_at);
        }
        return false;
    }

    bool spend(std::size_t bytes) {
        if (bytes <= m_left) {
            m_left -= bytes;
            return true;
        }
        m_error = "Bad value for --query " + std::string(m_text) + ": what it makes of the reply is too large";
        return false;
    }

    bool spendFor(const OrderedJson& value) {
        if (!spend(kValueBytes)) return false;
        if (value.is_string()) return spend(value.get_ref<const std::string&>().size());
        if (value.is_array()) {
            return std::all_of(value.begin(), value.end(), [this](const OrderedJson& one) { return spendFor(one); });
        }
        if (!value.is_object()) return true;
        const auto& members = value.get_ref<const OrderedJson::object_t&>();
        return std::all_of(members.begin(), members.end(), [this](const auto& member) {
            return spend(member.first.size()) && spendFor(member.second);
        });
    }

    // Applies the rest of the path, from m_at, to value.
    bool expression(const OrderedJson& value, OrderedJson& out) {
        if (++m_depth > kMaxQueryDepth) return unsupported();
        const bool ok = step(value, out, true);
        --m_depth;
        return ok;
    }

    bool atEnd() const {
        const char c = peek();
        return c == '\0' || c == ',' || c == ']' || c == '}';
    }

    // One selector, then the rest on its result.
    bool step(const OrderedJson& value, OrderedJson& out, bool first) {
        if (++m_depth > kMaxQueryDepth) return unsupported();
        if (!spend(kValueBytes)) return false;
        const bool ok = selector(value, out, first);
        --m_depth;
        return ok;
    }

    bool rest(const OrderedJson& value, OrderedJson& out) {
        if (atEnd()) {
            if (!spendFor(value)) return false;
            out = value;
            return true;
        }
        return step(value, out, false);
    }

    bool selector(const OrderedJson& value, OrderedJson& out, bool first) {
        if (peek() == '@' && first) {
            ++m_at;
            return rest(value, out);
        }
        if (peek() == '.' && !first) {
            ++m_at;
            if (peek() == '[') return multiselect(value, out);
            if (peek() == '{') return multihash(value, out);
            return name(value, out);
        }
        if (peek() == '{' && first) return multihash(value, out);
        if (peek() == '[') {
            const char next = m_at + 1 < m_text.size() ? m_text[m_at + 1] : '\0';
            if (next == ']' || next == '*') return projection(value, out, next == ']');
            if (next == '-' || (next >= '0' && next <= '9')) return index(value, out);
            if (first) return multiselect(value, out);
            return unsupported();
        }
        return first ? name(value, out) : unsupported();
    }

    bool name(const OrderedJson& value, OrderedJson& out) {
        std::string key;
        if (peek() == '"') {
            ++m_at;
            while (peek() != '\0' && peek() != '"') key += m_text[m_at++];
            if (peek() != '"') return unsupported();
            ++m_at;
        } else {
            while (isName(peek())) key += m_text[m_at++];
        }
        if (key.empty()) return unsupported();
        const OrderedJson* found = &kNull;
        if (value.is_object()) {
            const auto it = value.find(key);
            if (it != value.end()) found = &*it;
        }
        return rest(*found, out);
    }

    bool index(const OrderedJson& value, OrderedJson& out) {
        const std::size_t close = m_text.find(']', m_at);
        if (close == std::string_view::npos) return unsupported();
        long long n = 0;
        const char* end = m_text.data() + close;
        const auto [stop, problem] = std::from_chars(m_text.data() + m_at + 1, end, n);
        if (problem != std::errc() || stop != end) return unsupported();
        m_at = close + 1;
        const long long size = value.is_array() ? static_cast<long long>(value.size()) : 0;
        if (n < 0) n += size;
        return rest(n >= 0 && n < size ? value[static_cast<std::size_t>(n)] : kNull, out);
    }

    // The rest of the path for every element; nulls are dropped. [] also flattens one level.
    bool projection(const OrderedJson& value, OrderedJson& out, bool flatten) {
        const std::size_t close = m_text.find(']', m_at);
        if (close == std::string_view::npos || close != m_at + (flatten ? 1u : 2u)) return unsupported();
        const std::size_t from = close + 1;
        std::vector<const OrderedJson*> elements;
        if (value.is_array()) {
            for (const OrderedJson& v : value) {
                if (flatten && v.is_array()) {
                    for (const OrderedJson& inner : v) elements.push_back(&inner);
                } else {
                    elements.push_back(&v);
                }
            }
        }
        OrderedJson results = OrderedJson::array();
        OrderedJson one;
        std::size_t stop = from;
        // Also for an empty list: the rest must be read (and refused when it is wrong).
        m_at = from;
        if (!rest(kNull, one)) return false;
        stop = m_at;
        for (const OrderedJson* v : elements) {
            m_at = from;
            if (!rest(*v, one)) return false;
            if (!one.is_null()) results.push_back(std::move(one));
        }
        m_at = stop;
        // A [] further right flattens what the projection made: A[].B[].C
        if (value.is_array()) {
            if (m_text.substr(from, stop - from).find("[]") != std::string_view::npos) {
                OrderedJson flat = OrderedJson::array();
                for (OrderedJson& v : results) {
                    if (v.is_array()) {
                        for (OrderedJson& inner : v) flat.push_back(std::move(inner));
                    } else {
                        flat.push_back(std::move(v));
                    }
                }
                results = std::move(flat);
            }
            out = std::move(results);
        } else {
            out = OrderedJson();
        }
        return true;
    }

    bool multiselect(const OrderedJson& value, OrderedJson& out) {
        ++m_at;
        OrderedJson list = OrderedJson::array();
        for (;;) {
            while (peek() == ' ') ++m_at;
            OrderedJson one;
            if (!expression(value, one)) return false;
            list.push_back(std::move(one));
            if (peek() == ']') break;
            if (peek() != ',') return unsupported();
            ++m_at;
        }
        ++m_at;
        return rest(value.is_null() ? kNull : list, out);
    }

    bool multihash(const OrderedJson& value, OrderedJson& out) {
        ++m_at;
        OrderedJson object = OrderedJson::object();
        for (;;) {
            while (peek() == ' ') ++m_at;
            std::string key;
            while (isName(peek())) key += m_text[m_at++];
            while (peek() == ' ') ++m_at;
            if (key.empty() || peek() != ':') return unsupported();
            ++m_at;
            while (peek() == ' ') ++m_at;
            OrderedJson one;
            if (!expression(value, one)) return false;
            object[key] = std::move(one);
            if (peek() == '}') break;
            if (peek() != ',') return unsupported();
            ++m_at;
        }
        ++m_at;
        return rest(value.is_null() ? kNull : object, out);
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    int m_depth = 0;
    std::size_t m_left = kMaxCopied;
    std::string m_error;
};

} // namespace

tl::expected<OrderedJson, std::string> queryPath(const OrderedJson& value, std::string_view path) {
    if (path.empty()) return tl::unexpected<std::string>("Bad value for --query: the expression is empty");
    if (path.size() > kMaxPath) {
        return tl::unexpected<std::string>("Bad value for --query: the expression is longer than " +
                                           std::to_string(kMaxPath) + " characters");
    }
    return Path(path).run(value);
}

} // namespace maylab::aws
