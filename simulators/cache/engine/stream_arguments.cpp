#include "cache/engine/stream_arguments.h"

#include <cerrno>
#include <cstdlib>
#include <string>

namespace maylab::cache {

namespace {

// As strtoull reads it where it is not a plain number.
bool parsePart(const std::string& text, std::uint64_t& value) {
    if (std::int64_t v = 0; parseInteger(text, v)) {
        value = static_cast<std::uint64_t>(v);
        return v >= 0;
    }
    char* end = nullptr;
    errno = 0;
    value = std::strtoull(text.c_str(), &end, 10);
    return errno == 0 && !text.empty() && *end == '\0';
}

} // namespace

bool parseStreamId(std::string_view arg, StreamId& id, std::uint64_t missing, bool strict, bool* seqGiven) {
    constexpr std::size_t kLongest = 127;
    if (arg.size() > kLongest) return false;
    arg = arg.substr(0, arg.find('\0'));
    if (seqGiven != nullptr) *seqGiven = true;
    if (arg == "-" || arg == "+") {
        id = arg == "-" ? StreamId{} : StreamId::highest();
        return !strict;
    }
    const std::size_t dash = arg.find('-');
    if (!parsePart(std::string(arg.substr(0, dash)), id.ms)) return false;
    id.seq = missing;
    if (dash == std::string_view::npos) return true;
    const std::string rest(arg.substr(dash + 1));
    if (seqGiven != nullptr && rest == "*") {
        id.seq = 0;
        *seqGiven = false;
        return true;
    }
    return parsePart(rest, id.seq);
}

bool streamIdArgument(Invocation& i, std::string_view arg, StreamId& id, std::uint64_t missing, bool strict, bool* seqGiven) {
    if (parseStreamId(arg, id, missing, strict, seqGiven)) return true;
    i.out.error("ERR Invalid stream ID specified as stream command argument");
    return false;
}

bool streamRangeArgument(Invocation& i, std::string_view first, std::string_view last, StreamId& from, StreamId& to) {
    const auto bound = [&](std::string_view arg, StreamId& id, std::uint64_t missing, bool& out) {
        out = arg.size() > 1 && arg[0] == '(';
        return streamIdArgument(i, out ? arg.substr(1) : arg, id, missing, out);
    };
    bool out = false;
    if (!bound(first, from, 0, out)) return false;
    if (out && !from.increment()) {
        i.out.error("ERR invalid start ID for the interval");
        return false;
    }
    if (!bound(last, to, UINT64_MAX, out)) return false;
    if (out && !to.decrement()) {
        i.out.error("ERR invalid end ID for the interval");
        return false;
    }
    return true;
}

StreamLimits streamLimits(const Server& s) {
    return {static_cast<std::size_t>(s.cfg().streamNodeMaxBytes), static_cast<std::size_t>(s.cfg().streamNodeMaxEntries)};
}

void replyEntry(Invocation& i, const StreamEntry& e) {
    i.out.array(2);
    replyStreamId(i, e.id);
    i.out.array(std::size_t{e.fields} * 2);
    e.each([&](std::string_view field, std::string_view value) {
        i.out.bulk(field);
        i.out.bulk(value);
    });
}

std::size_t replyEntries(Invocation& i, const StreamValue& s, StreamId first, StreamId last, std::int64_t count, bool reverse) {
    std::vector<StreamEntry> entries;
    s.visit(first, last, reverse, [&](const StreamEntry& e) {
        entries.push_back(e);
        return count == 0 || static_cast<std::int64_t>(entries.size()) < count;
    });
    i.server.charge(static_cast<std::int64_t>(entries.size()) * kElementNs);
    i.out.array(entries.size());
    for (const StreamEntry& e : entries) replyEntry(i, e);
    return entries.size();
}

} // namespace maylab::cache
