#include "logs/insights/event_fields.h"

#include "aws/account.h"
#include "kernel/outside.h"
#include "logs/characters.h"
#include "logs/insights/utf8.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>

namespace maylab::logs::insights {
namespace {

constexpr std::size_t kMaxDiscovered = 1000; // fields of an event

// --- Lambda's lines ---

std::string_view typeOf(std::string_view message) {
    for (const std::string_view type : {"REPORT", "START", "END"}) {
        if (message.starts_with(type) && message.substr(type.size()).starts_with(" RequestId: ")) return type;
    }
    return {};
}

// What stands behind "<label>: ", up to white space; the label must not end a longer one ("Billed Duration").
std::string_view afterLabel(std::string_view message, std::string_view label) {
    static constexpr std::string_view kLonger[] = {"Billed ", "Init ", "Restore ", "Max "};
    for (std::size_t at = message.find(label); at != std::string_view::npos; at = message.find(label, at + 1)) {
        const std::string_view before = message.substr(0, at);
        const std::string_view rest = message.substr(at + label.size());
        const bool longer = std::any_of(std::begin(kLonger), std::end(kLonger),
                                        [&](std::string_view l) { return before.ends_with(l); });
        if (longer || !rest.starts_with(": ")) continue;
        return rest.substr(2, rest.find_first_of(" \t\n", 2) - 2);
    }
    return {};
}

template <std::size_t N>
struct Label {
    char text[N];
    constexpr Label(const char (&t)[N]) { std::copy_n(t, N, text); }
};

template <Label L>
void readReport(const Event& e, Value& to, TextArena&) {
    if (typeOf(e.message) != "REPORT") return;
    if (const auto x = afterLabel(e.message, L.text); !x.empty()) to = Value::of(x);
}
template <Label L>
void readMegabytes(const Event& e, Value& to, TextArena&) {
    if (typeOf(e.message) != "REPORT") return;
    if (const auto mb = numberOf(afterLabel(e.message, L.text))) to = Value::of(*mb * 1e6);
}

struct OwnField {
    std::string_view name;
    void (*read)(const Event& event, Value& to, TextArena& arena);
};

constexpr OwnField kOwnFields[] = {
    {"@timestamp", [](const Event& e, Value& to, TextArena&) { to = Value::time(static_cast<double>(e.timestamp)); }},
    {"@ingestionTime", [](const Event& e, Value& to, TextArena&) { to = Value::time(static_cast<double>(e.ingestionTime)); }},
    {"@message", [](const Event& e, Value& to, TextArena&) { to = Value::of(e.message); }},
    {"@logStream", [](const Event& e, Value& to, TextArena&) { to = Value::of(e.stream); }},
    {"@log",
     [](const Event& e, Value& to, TextArena& arena) {
         to = arena.keep(std::string(aws::kAccountId) + ':' + std::string(e.logGroup));
     }},
    {"@type",
     [](const Event& e, Value& to, TextArena&) {
         if (const auto type = typeOf(e.message); !type.empty()) to = Value::of(type);
     }},
    {"@requestId",
     [](const Event& e, Value& to, TextArena&) {
         if (!typeOf(e.message).empty()) to = Value::of(afterLabel(e.message, "RequestId"));
     }},
    {"@duration", readReport<"Duration">},
    {"@billedDuration", readReport<"Billed Duration">},
    {"@initDuration", readReport<"Init Duration">},
    {"@memorySize", readMegabytes<"Memory Size">},
    {"@maxMemoryUsed", readMegabytes<"Max Memory Used">},
};

// --- JSON ---

// Walks over JSON text and tells a sink what it passes:
//   Place member(Place, name), Place element(Place, index), void scalar(Place, Value)
template <class Sink>
class JsonWalker {
  public:
    using Place = typename Sink::Place;
    JsonWalker(std::string_view text, Sink& sink) : m_text(text), m_sink(sink) {}

    // An object from `at` on; leaves m_at behind it.
    bool object(std::size_t at, Place place) {
        m_at = at;
        return peek() == '{' && value(place, kernel::kMaxNesting);
    }
    bool onlySpaceIsLeft() {
        space();
        return m_at == m_text.size();
    }

  private:
    char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    bool take(char c) {
        if (peek() != c || m_at == m_text.size()) return false;
        ++m_at;
        return true;
    }
    bool take(std::string_view word) {
        if (!m_text.substr(m_at).starts_with(word)) return false;
        m_at += word.size();
        return true;
    }
    void space() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++m_at;
    }

    bool value(Place place, int levels) {
        if (levels == 0) return false;
        space();
        switch (peek()) {
        case '{': return members(place, levels - 1);
        case '[': return elements(place, levels - 1);
        case '"': {
            std::string_view text;
            if (!string(text)) return false;
            m_sink.text(place, text);
            return true;
        }
        case 't': return take("true") && told(place, Value::of(true));
        case 'f': return take("false") && told(place, Value::of(false));
        case 'n': return take("null");
        default: return number(place);
        }
    }
    bool told(Place place, const Value& v) {
        m_sink.scalar(place, v);
        return true;
    }
    bool members(Place place, int levels) {
        ++m_at;
        space();
        if (take('}')) return true;
        do {
            space();
            std::string_view name;
            if (!string(name)) return false;
            space();
            if (!take(':') || !value(m_sink.member(place, name), levels)) return false;
            space();
        } while (take(','));
        return take('}');
    }
    bool elements(Place place, int levels) {
        ++m_at;
        space();
        if (take(']')) return true;
        std::size_t index = 0;
        do {
            if (!value(m_sink.element(place, index++), levels)) return false;
            space();
        } while (take(','));
        return take(']');
    }
    // The text between the quotation marks, escapes undone in m_sink's memory.
    bool string(std::string_view& text) {
        if (!take('"')) return false;
        const std::size_t from = m_at;
        bool escaped = false;
        for (; m_at < m_text.size() && m_text[m_at] != '"'; ++m_at) {
            if (static_cast<unsigned char>(m_text[m_at]) < 0x20) return false;
            if (m_text[m_at] != '\\') continue;
            escaped = true;
            ++m_at;
            if (std::string_view("\"\\/bfnrtu").find(peek()) == std::string_view::npos) return false;
        }
        text = m_text.substr(from, m_at - from);
        if (!take('"')) return false;
        return !escaped || unescape(text);
    }
    bool unescape(std::string_view& text) {
        std::string out;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] != '\\') {
                out += text[i];
                continue;
            }
            const char c = text[++i];
            if (c == 'u') {
                auto unit = codeUnit(text, i + 1);
                if (!unit) return false;
                i += 4;
                const auto low = text.substr(i + 1).starts_with("\\u") ? codeUnit(text, i + 3) : std::nullopt;
                if (*unit >= 0xD800 && *unit < 0xDC00 && low && *low >= 0xDC00 && *low < 0xE000) {
                    unit = 0x10000 + ((*unit - 0xD800) << 10U) + (*low - 0xDC00);
                    i += 6;
                } else if (*unit >= 0xD800 && *unit < 0xE000) {
                    unit = 0xFFFD;
                }
                appendCodePoint(out, *unit);
                continue;
            }
            const std::size_t which = std::string_view("bfnrt").find(c);
            out += which == std::string_view::npos ? c : "\b\f\n\r\t"[which];
        }
        text = m_sink.keep(out);
        return true;
    }
    static std::optional<std::uint32_t> codeUnit(std::string_view text, std::size_t at) {
        std::uint32_t unit = 0;
        if (at + 4 > text.size()) return std::nullopt;
        const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + 4, unit, 16);
        if (error != std::errc() || end != text.data() + at + 4) return std::nullopt;
        return unit;
    }
    bool digits() {
        const std::size_t from = m_at;
        while (isDigit(peek())) ++m_at;
        return m_at > from;
    }
    bool number(Place place) {
        const std::size_t from = m_at;
        take('-');
        if (!take('0') && !digits()) return false;
        if (take('.') && !digits()) return false;
        if (take('e') || take('E')) {
            if (!take('+')) take('-');
            if (!digits()) return false;
        }
        return told(place, Value::of(m_text.substr(from, m_at - from)));
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    Sink& m_sink;
};

// Where the JSON of a message begins; a message that is not of Lambda must be JSON from end to end.
struct JsonPlace {
    std::size_t at = 0;
    bool whole = true;
};
std::optional<JsonPlace> jsonIn(const Event& e) {
    const std::size_t first = e.message.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return std::nullopt;
    if (e.message[first] == '{') return JsonPlace{first, true};
    if (!e.logGroup.starts_with("/aws/lambda/")) return std::nullopt;
    const std::size_t brace = e.message.find('{');
    return brace == std::string_view::npos ? std::nullopt : std::optional(JsonPlace{brace, false});
}

// Every field of an event, by its whole name.
struct FieldList {
    using Place = std::string;
    std::vector<std::pair<std::string, std::string>> fields;
    std::string last; // keeps one unescaped text until it is copied

    static Place under(const Place& place, std::string_view name) {
        if (place.empty()) return (name.starts_with('@') ? "@" : "") + std::string(name);
        return place + '.' + std::string(name);
    }
    Place member(const Place& place, std::string_view name) { return under(place, name); }
    Place element(const Place& place, std::size_t index) { return under(place, std::to_string(index)); }
    void scalar(const Place& place, const Value& v) {
        if (fields.size() < kMaxDiscovered) fields.emplace_back(place, print(v));
    }
    void text(const Place& place, std::string_view text) { scalar(place, Value::of(text)); }
    std::string_view keep(std::string_view text) { return last = std::string(text); }
};

} // namespace

// Fills the slots of the paths that a query names.
class JsonReader {
  public:
    using Place = std::uint32_t; // a node of the tree of paths
    static constexpr Place kNowhere = UINT32_MAX;

    JsonReader(const EventFields& fields, Value* row, TextArena& arena) : m_fields(fields), m_row(row), m_arena(arena) {}

    Place member(Place place, std::string_view name) const {
        while (place != kNowhere) { // a name may have dots in it
            const std::size_t dot = name.find('.');
            place = child(place, name.substr(0, dot));
            if (dot == std::string_view::npos) break;
            name.remove_prefix(dot + 1);
        }
        return place;
    }
    Place element(Place place, std::size_t index) const {
        if (place == kNowhere || m_fields.m_paths[place].children.empty()) return kNowhere;
        char buffer[24];
        const auto end = std::to_chars(buffer, buffer + sizeof buffer, index);
        return child(place, {buffer, static_cast<std::size_t>(end.ptr - buffer)});
    }
    void scalar(Place place, const Value& v) {
        if (place == kNowhere) return;
        const std::uint32_t slot = m_fields.m_paths[place].slot;
        if (slot != EventFields::PathNode::kNoSlot) m_row[slot] = v;
    }
    void text(Place place, std::string_view text) { scalar(place, Value::of(text)); }
    std::string_view keep(std::string_view text) { return m_arena.keep(text).text(); }

  private:
    Place child(Place place, std::string_view name) const {
        for (const auto& [n, to] : m_fields.m_paths[place].children) {
            if (n == name) return to;
        }
        return kNowhere;
    }

    const EventFields& m_fields;
    Value* m_row;
    TextArena& m_arena;
};

EventFields::EventFields(const std::vector<std::pair<std::string, std::uint32_t>>& wanted) : m_paths(1) {
    for (const auto& [name, slot] : wanted) {
        const auto own = std::find_if(std::begin(kOwnFields), std::end(kOwnFields),
                                      [&, &n = name](const OwnField& f) { return f.name == n; });
        if (own != std::end(kOwnFields)) m_own.push_back({own->read, slot});
        else if (name.starts_with("@@")) addPath(std::string_view(name).substr(1), slot);
        else if (!name.starts_with('@')) addPath(name, slot);
    }
}

void EventFields::addPath(std::string_view name, std::uint32_t slot) {
    std::uint32_t at = 0;
    for (bool last = false; !last;) {
        const std::size_t dot = name.find('.');
        last = dot == std::string_view::npos;
        const std::string step(name.substr(0, dot));
        if (!last) name.remove_prefix(dot + 1);
        auto& children = m_paths[at].children;
        const auto known = std::find_if(children.begin(), children.end(), [&](const auto& c) { return c.first == step; });
        if (known != children.end()) {
            at = known->second;
            continue;
        }
        const auto fresh = static_cast<std::uint32_t>(m_paths.size());
        children.emplace_back(step, fresh);
        m_paths.emplace_back();
        at = fresh;
    }
    m_paths[at].slot = slot;
}

void EventFields::read(const Event& event, Value* row, TextArena& arena) const {
    for (const Own& own : m_own) own.read(event, row[own.slot], arena);
    if (m_paths.size() == 1) return;
    const auto json = jsonIn(event);
    if (!json) return;
    JsonReader reader(*this, row, arena);
    JsonWalker walker(event.message, reader);
    if (walker.object(json->at, 0) && (!json->whole || walker.onlySpaceIsLeft())) return;
    for (const PathNode& node : m_paths) { // it was no JSON after all
        if (node.slot != PathNode::kNoSlot) row[node.slot] = {};
    }
}

std::vector<std::pair<std::string, std::string>> discoverFields(const Event& event) {
    FieldList list;
    Work work;
    TextArena arena(work);
    for (const OwnField& own : kOwnFields) {
        Value v;
        own.read(event, v, arena);
        if (!v.absent()) list.fields.emplace_back(own.name, print(v));
    }
    const std::size_t before = list.fields.size();
    if (const auto json = jsonIn(event)) {
        JsonWalker walker(event.message, list);
        if (!walker.object(json->at, {}) || (json->whole && !walker.onlySpaceIsLeft())) list.fields.resize(before);
    }
    return std::move(list.fields);
}

} // namespace maylab::logs::insights
