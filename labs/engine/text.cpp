#include "labs/engine/text.h"

#include <cstdint>

namespace maylab::labs {

namespace {

bool isKey(std::string_view s) {
    if (s.empty()) return false;
    bool dot = false;
    for (const char c : s) {
        const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (c == '.') dot = true;
        if (!word && c != '.') return false;
    }
    return dot;
}

std::string_view trimmed(std::string_view s) {
    while (!s.empty() && (s.front() == ' ' || s.front() == '\t' || s.front() == '\r' || s.front() == '\n')) s.remove_prefix(1);
    while (!s.empty() && (s.back() == ' ' || s.back() == '\t' || s.back() == '\r' || s.back() == '\n')) s.remove_suffix(1);
    return s;
}

// "<!-- key -->" alone on its line; "" for other lines (other comments are prose).
std::string_view markerKey(std::string_view line) {
    line = trimmed(line);
    if (!line.starts_with("<!--") || !line.ends_with("-->") || line.size() < 8) return {};
    line = trimmed(line.substr(4, line.size() - 7));
    return isKey(line) ? line : std::string_view{};
}

} // namespace

LabText LabText::parse(std::string_view markdown, std::vector<Fault>& faults) {
    LabText out;
    if (markdown.starts_with("\xEF\xBB\xBF")) markdown.remove_prefix(3);
    if (!isUtf8(markdown)) {
        faults.push_back({1, {"load.not-utf8", {}}});
        return out;
    }
    std::string key;
    int keyLine = 0;
    std::string body;
    bool early = false;
    const auto close = [&] {
        if (key.empty()) return;
        const std::string_view text = trimmed(body);
        if (text.empty()) faults.push_back({keyLine, {"load.text-empty", {{"key", key}}}});
        if (!out.m_parts.emplace(key, std::string(text)).second) {
            faults.push_back({keyLine, {"load.text-twice", {{"key", key}}}});
        } else {
            out.m_lines.emplace(key, keyLine);
        }
    };
    int line = 0;
    while (!markdown.empty()) {
        ++line;
        const std::size_t end = markdown.find('\n');
        std::string_view text = markdown.substr(0, end);
        markdown = end == std::string_view::npos ? std::string_view{} : markdown.substr(end + 1);
        if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
        if (const std::string_view found = markerKey(text); !found.empty()) {
            close();
            key = found;
            keyLine = line;
            body.clear();
            continue;
        }
        if (key.empty()) {
            const std::string_view t = trimmed(text);
            if (!t.empty() && !t.starts_with("<!--") && !early) {
                faults.push_back({line, {"load.text-before-marker", {}}});
                early = true;
            }
            continue;
        }
        body += text;
        body += '\n';
    }
    close();
    return out;
}

void LabText::add(LabText other, std::vector<Fault>& faults) {
    for (auto& [key, text] : other.m_parts) {
        const int line = other.m_lines[key];
        if (m_parts.emplace(key, std::move(text)).second) m_lines.emplace(key, line);
        else faults.push_back({line, {"load.text-twice", {{"key", key}}}});
    }
}

void LabText::refuseOthers(std::string_view scope, std::vector<Fault>& faults) {
    for (auto it = m_parts.begin(); it != m_parts.end();) {
        if (it->first.substr(0, it->first.find('.')) == scope) {
            ++it;
            continue;
        }
        faults.push_back({m_lines[it->first], {"load.text-unknown", {{"key", it->first}}}});
        it = m_parts.erase(it);
    }
}

const std::string& LabText::get(std::string_view key) const {
    static const std::string kNone;
    const auto it = m_parts.find(key);
    return it == m_parts.end() ? kNone : it->second;
}

int LabText::lineOf(std::string_view key) const {
    const auto it = m_lines.find(key);
    return it == m_lines.end() ? 0 : it->second;
}

namespace {

// Calls onCode with each code span's content and onProse with each stretch between them.
template <class Code, class Prose>
void split(std::string_view markdown, Code onCode, Prose onProse) {
    std::size_t at = 0;
    while (at < markdown.size()) {
        const std::size_t open = markdown.find('`', at);
        if (open == std::string_view::npos) break;
        std::size_t ticks = 1;
        while (open + ticks < markdown.size() && markdown[open + ticks] == '`') ++ticks;
        const std::size_t close = markdown.find(std::string(ticks, '`'), open + ticks);
        if (close == std::string_view::npos) break;
        onProse(markdown.substr(at, open - at));
        onCode(markdown.substr(open + ticks, close - open - ticks));
        at = close + ticks;
    }
    onProse(markdown.substr(at));
}

// The {name} that begins at i, or empty.
std::string_view placeholderAt(std::string_view prose, std::size_t i) {
    const std::size_t end = prose.find('}', i);
    if (end == std::string_view::npos) return {};
    const std::string_view name = prose.substr(i + 1, end - i - 1);
    if (name.empty()) return {};
    for (const char c : name) {
        const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                          c == '.' || c == '_';
        if (!word) return {};
    }
    return name;
}

} // namespace

std::vector<std::string> codeSpans(std::string_view markdown) {
    std::vector<std::string> out;
    split(markdown, [&](std::string_view code) { out.emplace_back(code); }, [](std::string_view) {});
    return out;
}

std::vector<std::string> placeholders(std::string_view markdown) {
    std::vector<std::string> out;
    split(markdown, [](std::string_view) {}, [&](std::string_view prose) {
        for (std::size_t i = 0; i < prose.size(); ++i) {
            if (prose[i] != '{') continue;
            if (i + 1 < prose.size() && prose[i + 1] == '{') {
                ++i;
                continue;
            }
            if (const auto name = placeholderAt(prose, i); !name.empty()) out.emplace_back(name);
        }
    });
    return out;
}

std::vector<std::string> wordLinks(std::string_view markdown) {
    std::vector<std::string> out;
    split(markdown, [](std::string_view) {}, [&](std::string_view prose) {
        static constexpr std::string_view kOpen = "](word:";
        for (std::size_t i = prose.find(kOpen); i != std::string_view::npos; i = prose.find(kOpen, i + 1)) {
            const std::size_t from = i + kOpen.size();
            const std::size_t end = prose.find(')', from);
            if (end != std::string_view::npos) out.emplace_back(prose.substr(from, end - from));
        }
    });
    return out;
}

std::string fillPlaceholders(std::string_view markdown, const std::function<std::string(std::string_view)>& value) {
    std::string out;
    const char* last = markdown.data();
    const auto copyTo = [&](const char* to) { // ticks and whatever lies between the stretches
        out.append(last, static_cast<std::size_t>(to - last));
        last = to;
    };
    split(markdown, [](std::string_view) {}, [&](std::string_view prose) {
        copyTo(prose.data());
        for (std::size_t i = 0; i < prose.size(); ++i) {
            if (prose[i] == '{') {
                if (i + 1 < prose.size() && prose[i + 1] == '{') {
                    out += '{';
                    ++i;
                    continue;
                }
                if (const auto name = placeholderAt(prose, i); !name.empty()) {
                    const std::string v = value(name);
                    out += v.empty() ? "–" : v;
                    i += name.size() + 1;
                    continue;
                }
            }
            out += prose[i];
        }
        last = prose.data() + prose.size();
    });
    copyTo(markdown.data() + markdown.size());
    return out;
}

} // namespace maylab::labs
