// Streams as logs: XADD, XRANGE, XREAD, XDEL, XTRIM ... Source: sheet 2.1, 2.2.
#include "cache/engine/commands.h"
#include "cache/engine/stream_arguments.h"

#include <algorithm>
#include <string>
#include <vector>

namespace maylab::cache::commands {

namespace {

struct AddArguments {
    StreamTrim trim;
    std::size_t thresholdAt = 0; // where the threshold stands
    std::size_t idAt = 0;        // XADD: where the id stands
    StreamId id;
    bool idGiven = false, seqGiven = false, noMakeStream = false;
};

// Options of XADD and XTRIM. False: an error was written.
bool readAddOrTrim(Invocation& i, bool add, AddArguments& a) {
    const auto fail = [&](std::string_view error) {
        i.out.error(error);
        return false;
    };
    bool limitGiven = false;
    std::size_t k = 2;
    for (; k < i.argc(); ++k) {
        const std::string_view word = i.argv[k];
        const std::size_t more = i.argc() - 1 - k;
        if (add && word == "*") break;
        const bool byLength = is(word, "MAXLEN"), byId = is(word, "MINID");
        if ((byLength || byId) && more > 0) {
            if (a.trim.by != StreamTrim::By::Nothing)
                return fail("ERR syntax error, MAXLEN and MINID options at the same time are not compatible");
            a.trim.approximate = false;
            if (more >= 2 && (i.argv[k + 1] == "~" || i.argv[k + 1] == "=")) a.trim.approximate = i.argv[++k] == "~";
            const std::string_view threshold = i.argv[++k];
            if (byLength) {
                std::int64_t length = 0;
                if (!integerArgument(i, threshold, length)) return false;
                if (length < 0) return fail("ERR The MAXLEN argument must be >= 0.");
                a.trim.maxLength = static_cast<std::uint64_t>(length);
            } else if (!streamIdArgument(i, threshold, a.trim.minId, 0, true)) {
                return false;
            }
            a.trim.by = byLength ? StreamTrim::By::MaxLength : StreamTrim::By::MinId;
            a.thresholdAt = k;
        } else if (is(word, "LIMIT") && more > 0) {
            if (!integerArgument(i, i.argv[++k], a.trim.limit)) return false;
            if (a.trim.limit < 0) return fail("ERR The LIMIT argument must be >= 0.");
            limitGiven = true;
        } else if (add && is(word, "NOMKSTREAM")) {
            a.noMakeStream = true;
        } else if (add) {
            if (!streamIdArgument(i, word, a.id, 0, true, &a.seqGiven)) return false;
            a.idGiven = true;
            break;
        } else {
            return fail(text::kSyntax);
        }
    }
    a.idAt = k;
    if (a.trim.limit != 0 && a.trim.by == StreamTrim::By::Nothing)
        return fail("ERR syntax error, LIMIT cannot be used without specifying a trimming strategy");
    if (!add && a.trim.by == StreamTrim::By::Nothing)
        return fail("ERR syntax error, XTRIM must be called with a trimming strategy");
    if (limitGiven && !a.trim.approximate)
        return fail("ERR syntax error, LIMIT cannot be used without the special ~ option");
    if (!limitGiven && a.trim.approximate) { // a hundred blocks at a time
        constexpr std::int64_t kDefault = 10'000, kMost = 1'000'000;
        a.trim.limit = std::min<std::int64_t>(i.server.cfg().streamNodeMaxEntries, kMost) * 100;
        if (a.trim.limit <= 0) a.trim.limit = kDefault;
        a.trim.limit = std::min(a.trim.limit, kMost);
    }
    return true;
}

// What ~ really removed, said exactly, for whoever repeats the command.
void rewriteTrim(std::vector<std::string>& words, const AddArguments& a, const StreamValue& s) {
    words[a.thresholdAt - 1] = "=";
    words[a.thresholdAt] = a.trim.by == StreamTrim::By::MaxLength ? std::to_string(s.size()) : s.firstId.text();
}

void replicateWords(Invocation& i, const std::vector<std::string>& words) {
    const std::vector<std::string_view> views(words.begin(), words.end());
    replicateAs(i, std::span<const std::string_view>(views));
}

StreamId nextId(const StreamValue& s, std::int64_t nowMs) {
    const auto ms = static_cast<std::uint64_t>(nowMs);
    if (ms > s.lastId.ms) return {ms, 0};
    StreamId id = s.lastId;
    id.increment();
    return id;
}

void rangeGeneric(Invocation& i, bool reverse) {
    StreamId from, to;
    if (!streamRangeArgument(i, i.argv[reverse ? 3 : 2], i.argv[reverse ? 2 : 3], from, to)) return;
    std::int64_t count = -1;
    for (std::size_t k = 4; k < i.argc(); k += 2) {
        if (!is(i.argv[k], "COUNT") || k + 1 >= i.argc()) {
            i.out.error(text::kSyntax);
            return;
        }
        if (!integerArgument(i, i.argv[k + 1], count)) return;
        count = std::max<std::int64_t>(count, 0);
    }
    const auto s = readTyped<StreamValue>(i, i.argv[1]);
    if (s.wrong) return;
    if (!s) i.out.array(0);
    else if (count == 0) i.out.nullArray();
    else replyEntries(i, *s, from, to, std::max<std::int64_t>(count, 0), reverse);
}

} // namespace

void xadd(Invocation& i) {
    AddArguments a;
    if (!readAddOrTrim(i, true, a)) return;
    const std::size_t from = a.idAt + 1;
    if (i.argc() < from + 2 || (i.argc() - from) % 2 == 1) {
        wrongArity(i);
        return;
    }
    if (a.idGiven && a.seqGiven && a.id.zero()) {
        i.out.error("ERR The ID specified in XADD must be greater than 0-0");
        return;
    }
    const std::string_view key = i.argv[1];
    auto s = writeTyped<StreamValue>(i, key);
    if (s.wrong) return;
    if (!s && a.noMakeStream) {
        i.out.null();
        return;
    }
    const auto words = i.argv.subspan(from);
    std::size_t length = 0;
    for (const std::string_view w : words) length += w.size();
    const char* error = nullptr;
    StreamId id;
    std::uint64_t trimmed = 0;
    changeTyped(i, s, key, [&](StreamValue& v) {
        if (v.lastId == StreamId::highest()) {
            error = "ERR The stream has exhausted the last possible ID, unable to add more items";
            return;
        }
        id = a.id;
        if (!a.idGiven) {
            id = nextId(v, i.server.nowMs);
        } else if (!a.seqGiven && id.ms == v.lastId.ms) {
            if (v.lastId.seq != UINT64_MAX) id.seq = v.lastId.seq + 1;
        }
        if (id <= v.lastId) {
            error = "ERR The ID specified in XADD is equal or smaller than the target stream top item";
        } else if (length > StreamValue::kLargestEntry) {
            error = "ERR Elements are too large to be stored";
        } else {
            v.append(id, words, streamLimits(i.server));
            trimmed = v.trim(a.trim);
        }
    });
    if (error != nullptr) {
        i.out.error(error);
        return;
    }
    replyStreamId(i, id);
    changed(i, key, Notify::Stream, "xadd");
    if (trimmed > 0) notifyKeyspace(i.server, i.db(), Notify::Stream, "xtrim", key);
    i.server.charge(static_cast<std::int64_t>(trimmed) * kElementNs);
    const bool exact = a.idGiven && a.seqGiven;
    if (!exact || a.trim.approximate) {
        std::vector<std::string> again(i.argv.begin(), i.argv.end());
        again[a.idAt] = id.text();
        if (a.trim.approximate) rewriteTrim(again, a, *s);
        replicateWords(i, again);
    }
    keyReady(i.server, i.db(), key);
}

void xlen(Invocation& i) {
    const auto s = readTyped<StreamValue>(i, i.argv[1]);
    if (!s.wrong) i.out.integer(s ? static_cast<std::int64_t>(s->size()) : 0);
}

void xrange(Invocation& i) { rangeGeneric(i, false); }

void xrevrange(Invocation& i) { rangeGeneric(i, true); }

void xdel(Invocation& i) {
    auto s = writeTyped<StreamValue>(i, i.argv[1]);
    if (s.wrong) return;
    if (!s) {
        i.out.integer(0);
        return;
    }
    std::vector<StreamId> ids(i.argc() - 2);
    for (std::size_t k = 0; k < ids.size(); ++k) {
        if (!streamIdArgument(i, i.argv[k + 2], ids[k], 0, true)) return;
    }
    std::int64_t removed = 0;
    changeTyped(i, s, i.argv[1], [&](StreamValue& v) {
        for (const StreamId id : ids) {
            if (!v.remove(id)) continue;
            v.maxDeletedId = std::max(v.maxDeletedId, id);
            ++removed;
        }
        if (removed > 0) v.findFirstId();
    });
    i.server.charge(static_cast<std::int64_t>(ids.size() - 1) * kElementNs);
    if (removed > 0) changed(i, i.argv[1], Notify::Stream, "xdel", static_cast<std::uint64_t>(removed));
    i.out.integer(removed);
}

void xtrim(Invocation& i) {
    AddArguments a;
    if (!readAddOrTrim(i, false, a)) return;
    auto s = writeTyped<StreamValue>(i, i.argv[1]);
    if (s.wrong) return;
    std::uint64_t removed = 0;
    if (s) removed = changeTyped(i, s, i.argv[1], [&](StreamValue& v) { return v.trim(a.trim); });
    i.server.charge(static_cast<std::int64_t>(removed) * kElementNs);
    if (removed > 0) {
        changed(i, i.argv[1], Notify::Stream, "xtrim", removed);
        if (a.trim.approximate) {
            std::vector<std::string> again(i.argv.begin(), i.argv.end());
            rewriteTrim(again, a, *s);
            replicateWords(i, again);
        }
    }
    i.out.integer(static_cast<std::int64_t>(removed));
}

void xsetid(Invocation& i) {
    StreamId id, maxDeleted;
    std::int64_t added = -1;
    if (!streamIdArgument(i, i.argv[2], id, 0, true)) return;
    const auto fail = [&](std::string_view error) { i.out.error(error); };
    for (std::size_t k = 3; k < i.argc(); k += 2) {
        const bool more = k + 1 < i.argc();
        if (is(i.argv[k], "ENTRIESADDED") && more) {
            if (!integerArgument(i, i.argv[k + 1], added)) return;
            if (added < 0) return fail("ERR entries_added must be positive");
        } else if (is(i.argv[k], "MAXDELETEDID") && more) {
            if (!streamIdArgument(i, i.argv[k + 1], maxDeleted, 0, true)) return;
            if (id < maxDeleted)
                return fail("ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id");
        } else {
            return fail(text::kSyntax);
        }
    }
    auto s = writeTyped<StreamValue>(i, i.argv[1]);
    if (s.wrong) return;
    if (!s) return fail(text::kNoSuchKey);
    if (s->size() > 0) {
        if (id < s->lastEntryId()) return fail("ERR The ID specified in XSETID is smaller than the target stream top item");
        if (added != -1 && s->size() > static_cast<std::uint64_t>(added))
            return fail("ERR The entries_added specified in XSETID is smaller than the target stream length");
    }
    changeTyped(i, s, i.argv[1], [&](StreamValue& v) {
        v.lastId = id;
        if (added != -1) v.entriesAdded = static_cast<std::uint64_t>(added);
        if (!maxDeleted.zero()) v.maxDeletedId = maxDeleted;
    });
    changed(i, i.argv[1], Notify::Stream, "xsetid");
    i.out.ok();
}

} // namespace maylab::cache::commands
