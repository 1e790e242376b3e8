#include "kernel/journal.h"

#include "kernel/outside.h"

#include <array>

namespace maylab::kernel {
namespace {

constexpr std::array<const char*, 6> kKinds{"call", "act", "open", "bytes", "close", "mark"};
constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string toBase64(std::string_view in) {
    std::string out;
    out.reserve((in.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < in.size(); i += 3) {
        std::uint32_t v = static_cast<unsigned char>(in[i]) << 16;
        if (i + 1 < in.size()) v |= static_cast<unsigned char>(in[i + 1]) << 8;
        if (i + 2 < in.size()) v |= static_cast<unsigned char>(in[i + 2]);
        out += kAlphabet[v >> 18];
        out += kAlphabet[(v >> 12) & 63];
        out += i + 1 < in.size() ? kAlphabet[(v >> 6) & 63] : '=';
        out += i + 2 < in.size() ? kAlphabet[v & 63] : '=';
    }
    return out;
}

bool fromBase64(std::string_view in, std::string& out) {
    if (in.size() % 4 != 0) return false;
    out.clear();
    std::uint32_t v = 0;
    int bits = 0;
    for (const char c : in) {
        if (c == '=') break;
        const auto pos = kAlphabet.find(c);
        if (pos == std::string_view::npos) return false;
        v = (v << 6) | static_cast<std::uint32_t>(pos);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>((v >> bits) & 0xFF);
        }
    }
    return true;
}

std::string hex(std::uint64_t v) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string s(16, '0');
    for (int i = 15; i >= 0; --i, v >>= 4) s[static_cast<std::size_t>(i)] = kDigits[v & 15];
    return s;
}

bool unhex(const std::string& s, std::uint64_t& v) {
    if (s.size() != 16) return false;
    v = 0;
    for (const char c : s) {
        const int d = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (d < 0) return false;
        v = v << 4 | static_cast<std::uint64_t>(d);
    }
    return true;
}

// nlohmann refuses invalid UTF-8 unless told to replace it; doors only ever hold UTF-8, bytes go as base64.
std::string dump(const Json& j) { return j.dump(-1, ' ', false, Json::error_handler_t::replace); }

} // namespace

bool Journal::roomFor(std::size_t clientBytes) {
    if (m_replayable) m_clientBytes += clientBytes;
    if (m_clientBytes > kMaxClientBytes) m_replayable = false;
    return m_replayable;
}

void Journal::append(JournalEntry entry) {
    using Kind = JournalEntry::Kind;
    const bool client = entry.kind == Kind::Open || entry.kind == Kind::Bytes || entry.kind == Kind::Close;
    if (client && !roomFor(sizeof(JournalEntry) + entry.bytes.size() + entry.frames.size() * sizeof(ClientFrame))) return;
    m_entries.push_back(std::move(entry));
}

bool Journal::extend(std::size_t from, SimTime at, std::uint64_t events, ConnectionId connection, std::string_view bytes) {
    if (m_entries.size() <= from) return false;
    JournalEntry& last = m_entries.back();
    if (last.kind != JournalEntry::Kind::Bytes || last.at != at || last.events != events) return false;
    if (last.bytes.size() + bytes.size() > kMaxEntryBytes) return false;
    if (!roomFor(bytes.size() + sizeof(ClientFrame))) return false;
    if (last.frames.empty()) last.frames.push_back({last.connection, last.bytes.size()});
    last.frames.push_back({connection, bytes.size()});
    last.bytes += bytes;
    return true;
}

std::string Journal::headerLine() const {
    Json j = {{"maylab", "journal"},        {"format", header.format},     {"program", header.program},
              {"behaviours", header.behaviours}, {"scenario", header.scenario}, {"seed", header.seed},
              {"calendarStart", header.calendarStart}};
    if (!header.lab.empty()) j["lab"] = header.lab;
    if (!header.step.empty()) j["step"] = header.step;
    if (!header.parameters.empty()) j["parameters"] = header.parameters;
    return dump(j);
}

std::string Journal::entryLine(const JournalEntry& e) {
    using Kind = JournalEntry::Kind;
    Json j = {{"t", e.at.ns()}, {"n", e.events}, {"k", kKinds[static_cast<std::size_t>(e.kind)]}};
    switch (e.kind) {
    case Kind::Call:
        j["actor"] = toString(e.actor);
        j["service"] = e.service;
        j["operation"] = e.operation;
        j["input"] = e.input;
        break;
    case Kind::Act:
        j["act"] = e.operation;
        j["input"] = e.input;
        break;
    case Kind::Open:
        j["conn"] = e.connection;
        j["service"] = e.service;
        j["endpoint"] = e.operation;
        if (!e.via.empty()) j["via"] = e.via;
        break;
    case Kind::Bytes:
        // Several reads: connection, length, connection, length ...
        if (e.frames.empty()) j["conn"] = e.connection;
        for (const ClientFrame& f : e.frames) {
            j["frames"].push_back(f.connection);
            j["frames"].push_back(f.length);
        }
        j["b64"] = toBase64(e.bytes);
        break;
    case Kind::Close: j["conn"] = e.connection; break;
    case Kind::Mark: j["fp"] = hex(e.fingerprint); break;
    }
    return dump(j);
}

std::string Journal::toJsonLines() const {
    std::string out = headerLine() + '\n';
    for (const auto& e : m_entries) out += entryLine(e) + '\n';
    return out;
}

tl::expected<JournalHeader, std::string> Journal::parseHeader(std::string_view line) {
    const Json j = parseJson(line);
    if (!j.is_object() || !j.contains("maylab") || j["maylab"] != "journal") {
        return tl::unexpected<std::string>("this is not a Mây Lab journal: its first line is not a journal header");
    }
    JournalHeader h;
    try {
        h.format = j.at("format").get<int>();
        if (h.format < 1 || h.format > JournalHeader::kFormat) {
            return tl::unexpected("this journal has format " + std::to_string(h.format) +
                                  ", made by a newer version; this program reads up to " +
                                  std::to_string(JournalHeader::kFormat));
        }
        h.program = j.value("program", "");
        h.behaviours = j.value("behaviours", Json::object());
        h.scenario = j.at("scenario").get<std::string>();
        h.seed = j.at("seed").get<std::uint64_t>();
        h.calendarStart = j.at("calendarStart").get<std::int64_t>();
        h.lab = j.value("lab", "");
        h.step = j.value("step", "");
        h.parameters = j.value("parameters", Json::object());
    } catch (const Json::exception&) {
        return tl::unexpected<std::string>("the journal's header lacks a field or has one of the wrong type");
    }
    return h;
}

tl::expected<JournalEntry, std::string> Journal::parseEntry(std::string_view line) {
    using Kind = JournalEntry::Kind;
    const Json j = parseJson(line);
    if (!j.is_object()) return tl::unexpected<std::string>("is cut or not JSON");
    JournalEntry e;
    try {
        e.at = SimTime::fromNs(j.at("t").get<std::int64_t>());
        e.events = j.at("n").get<std::uint64_t>();
        const auto kind = j.at("k").get<std::string>();
        std::size_t k = 0;
        while (k < kKinds.size() && kind != kKinds[k]) ++k;
        if (k == kKinds.size()) return tl::unexpected("has the unknown kind '" + kind + "'");
        e.kind = static_cast<Kind>(k);
        switch (e.kind) {
        case Kind::Call:
            if (!actorFromString(j.at("actor").get<std::string>(), e.actor)) {
                return tl::unexpected<std::string>("has an unknown actor");
            }
            e.service = j.at("service").get<std::string>();
            e.operation = j.at("operation").get<std::string>();
            e.input = j.at("input");
            break;
        case Kind::Act:
            e.operation = j.at("act").get<std::string>();
            e.input = j.at("input");
            break;
        case Kind::Open:
            e.connection = j.at("conn").get<ConnectionId>();
            e.service = j.at("service").get<std::string>();
            e.operation = j.at("endpoint").get<std::string>();
            e.via = j.value("via", std::string());
            break;
        case Kind::Bytes:
            if (!fromBase64(j.at("b64").get<std::string>(), e.bytes)) {
                return tl::unexpected<std::string>("has bytes that are not base64");
            }
            if (const auto frames = j.find("frames"); frames != j.end()) {
                std::size_t left = e.bytes.size();
                for (std::size_t i = 0; i + 1 < frames->size(); i += 2) {
                    const ClientFrame f{frames->at(i).get<ConnectionId>(), frames->at(i + 1).get<std::size_t>()};
                    if (f.length > left) return tl::unexpected<std::string>("has frames that are longer than its bytes");
                    left -= f.length;
                    e.frames.push_back(f);
                }
                if (e.frames.empty() || left != 0) return tl::unexpected<std::string>("has frames that are not its bytes");
                e.connection = e.frames.front().connection;
            } else {
                e.connection = j.at("conn").get<ConnectionId>();
            }
            break;
        case Kind::Close: e.connection = j.at("conn").get<ConnectionId>(); break;
        case Kind::Mark:
            if (!unhex(j.at("fp").get<std::string>(), e.fingerprint)) {
                return tl::unexpected<std::string>("has a fingerprint that is not 16 hex digits");
            }
            break;
        }
    } catch (const Json::exception&) {
        return tl::unexpected<std::string>("lacks a field or has one of the wrong type");
    }
    return e;
}

Journal::ReadResult Journal::fromJsonLines(std::string_view text) {
    ReadResult r;
    std::size_t pos = 0;
    int number = 0;
    while (pos < text.size()) {
        const std::size_t end = text.find('\n', pos);
        const bool whole = end != std::string_view::npos;
        const std::string_view line = text.substr(pos, whole ? end - pos : std::string_view::npos);
        pos = whole ? end + 1 : text.size();
        ++number;
        if (line.empty()) continue;
        if (!r.headerOk) {
            auto h = parseHeader(line);
            if (!h) {
                r.complete = false;
                r.problem = h.error();
                return r;
            }
            r.journal.header = *h;
            r.headerOk = true;
            continue;
        }
        auto e = parseEntry(line);
        const auto& known = r.journal.entries();
        const bool ordered = !e || known.empty() || (e->at >= known.back().at && e->events >= known.back().events);
        if (!e || !ordered) {
            r.complete = false;
            r.problem = "line " + std::to_string(number) + " " + (e ? "lies before the line above it" : e.error()) +
                        "; everything before it was kept";
            return r;
        }
        r.journal.append(std::move(*e));
    }
    if (!r.headerOk) {
        r.complete = false;
        r.problem = "the file is empty";
    }
    return r;
}

} // namespace maylab::kernel
