// Lists: LPUSH, LRANGE and their family; the blocking forms are in t_list_blocking.cpp. Source: sheet 2.1, 2.2.
#include "cache/engine/list_commands.h"

#include "cache/engine/commands.h"

#include <algorithm>
#include <string>
#include <vector>

namespace maylab::cache {

std::string_view popEvent(ListEnd end) { return end == ListEnd::Head ? "lpop" : "rpop"; }

bool listEndArgument(Invocation& i, std::string_view arg, ListEnd& end) {
    if (is(arg, "LEFT")) end = ListEnd::Head;
    else if (is(arg, "RIGHT")) end = ListEnd::Tail;
    else {
        i.out.error(text::kSyntax);
        return false;
    }
    return true;
}

void replyPopped(Invocation& i, TypedList& list, std::string_view key, ListEnd end) {
    std::string value;
    changeTyped(i, list, key, [&](ListValue& v) {
        value = v.pop(end);
        changed(i, key, Notify::List, popEvent(end));
    });
    i.out.bulk(value);
}

void replyPoppedRange(Invocation& i, TypedList& list, std::string_view key, ListEnd end, std::uint64_t count) {
    const std::size_t n = std::min<std::uint64_t>(count, list->size());
    i.out.array(n);
    std::size_t left = n;
    list->eachFrom(end == ListEnd::Head ? 0 : list->size() - 1, end == ListEnd::Head ? ListEnd::Tail : ListEnd::Head,
                   [&](std::string_view value) {
                       i.out.bulk(value);
                       return --left > 0;
                   });
    changeTyped(i, list, key, [&](ListValue& v) {
        v.erase(end == ListEnd::Head ? 0 : v.size() - n, n);
        changed(i, key, Notify::List, popEvent(end), n);
    });
    i.server.charge(static_cast<std::int64_t>(n) * kElementNs);
}

void moveElement(Invocation& i, ListEnd from, ListEnd to) {
    const std::string_view sourceKey = i.argv[1], targetKey = i.argv[2];
    TypedList source = writeTyped<ListValue>(i, sourceKey);
    if (source.wrong) return;
    if (!source) {
        i.out.null();
        return;
    }
    const CollectionRules rules = collectionRules(i.server);
    const std::string_view pushEvent = to == ListEnd::Head ? "lpush" : "rpush";
    std::string value;
    if (sourceKey == targetKey) {
        changeTyped(i, source, sourceKey, [&](ListValue& v) {
            value = v.pop(from);
            v.push(to, value, rules);
        });
        changed(i, targetKey, Notify::List, pushEvent, 0);
        changed(i, sourceKey, Notify::List, popEvent(from));
        i.out.bulk(value);
        return;
    }
    TypedList target = writeTyped<ListValue>(i, targetKey);
    if (target.wrong) return;
    ListValue::Scratch scratch;
    value = source->get(from == ListEnd::Head ? 0 : source->size() - 1, scratch);
    const bool fresh = !target;
    changeTyped(i, target, targetKey, [&](ListValue& v) { v.push(to, value, rules); });
    changed(i, targetKey, Notify::List, pushEvent, 0);
    if (fresh) keyReady(i.server, i.db(), targetKey);
    replyPopped(i, source, sourceKey, from);
}

bool popArguments(Invocation& i, std::size_t at, PopArguments& a) {
    std::int64_t keys = 0;
    if (!integerArgument(i, i.argv[at], keys, "ERR numkeys should be greater than 0")) return false;
    if (keys <= 0) {
        i.out.error("ERR numkeys should be greater than 0");
        return false;
    }
    const std::size_t left = i.argc() - at - 1;
    if (static_cast<std::uint64_t>(keys) >= left) {
        i.out.error(text::kSyntax);
        return false;
    }
    a.keys = i.argv.subspan(at + 1, static_cast<std::size_t>(keys));
    std::size_t k = at + 1 + a.keys.size();
    if (!listEndArgument(i, i.argv[k++], a.end)) return false;
    a.count = -1;
    for (; k < i.argc(); ++k) {
        if (a.count != -1 || !is(i.argv[k], "COUNT") || k + 1 == i.argc()) {
            i.out.error(text::kSyntax);
            return false;
        }
        if (!integerArgument(i, i.argv[++k], a.count, "ERR count should be greater than 0")) return false;
        if (a.count < 1) {
            i.out.error("ERR count should be greater than 0");
            return false;
        }
    }
    if (a.count == -1) a.count = 1;
    return true;
}

bool popFromFirst(Invocation& i, const PopArguments& a) {
    for (const std::string_view key : a.keys) {
        TypedList list = writeTyped<ListValue>(i, key);
        if (list.wrong) return true;
        if (!list) continue;
        const auto n = std::min<std::uint64_t>(static_cast<std::uint64_t>(a.count), list->size());
        i.out.array(2);
        i.out.bulk(key);
        replyPoppedRange(i, list, key, a.end, n);
        replicateAs(i, {a.end == ListEnd::Head ? "LPOP" : "RPOP", key, std::to_string(n)});
        return true;
    }
    return false;
}

namespace commands {

namespace {

void pushGeneric(Invocation& i, ListEnd end, bool onlyIfThere) {
    const std::string_view key = i.argv[1];
    TypedList list = writeTyped<ListValue>(i, key);
    if (list.wrong) return;
    if (!list && onlyIfThere) {
        i.out.integer(0);
        return;
    }
    const bool fresh = !list;
    const CollectionRules rules = collectionRules(i.server);
    changeTyped(i, list, key, [&](ListValue& v) {
        for (std::size_t k = 2; k < i.argc(); ++k) v.push(end, i.argv[k], rules);
    });
    changed(i, key, Notify::List, end == ListEnd::Head ? "lpush" : "rpush", i.argc() - 2);
    if (fresh) keyReady(i.server, i.db(), key);
    i.server.charge(static_cast<std::int64_t>(i.argc() - 3) * kElementNs);
    i.out.integer(static_cast<std::int64_t>(list->size()));
}

void popGeneric(Invocation& i, ListEnd end) {
    constexpr std::string_view kPositive = "ERR value is out of range, must be positive";
    if (i.argc() > 3) {
        wrongArity(i);
        return;
    }
    const bool counted = i.argc() == 3;
    std::int64_t count = 0;
    if (counted && !integerArgument(i, i.argv[2], count, kPositive)) return;
    if (count < 0) {
        i.out.error(kPositive);
        return;
    }
    TypedList list = writeTyped<ListValue>(i, i.argv[1]);
    if (list.wrong) return;
    if (!list) counted ? i.out.nullArray() : i.out.null();
    else if (counted && count == 0) i.out.array(0);
    else if (counted) replyPoppedRange(i, list, i.argv[1], end, static_cast<std::uint64_t>(count));
    else replyPopped(i, list, i.argv[1], end);
}

// start and stop as users give them, made 0 <= start <= stop < size; false: nothing lies between.
bool clampRange(std::int64_t& start, std::int64_t& stop, std::size_t elements) {
    const auto size = static_cast<std::int64_t>(elements);
    if (start < 0) start = std::max<std::int64_t>(start + size, 0);
    if (stop < 0) stop += size;
    stop = std::min(stop, size - 1);
    return start <= stop && start < size;
}

} // namespace

void lpush(Invocation& i) { pushGeneric(i, ListEnd::Head, false); }

void rpush(Invocation& i) { pushGeneric(i, ListEnd::Tail, false); }

void lpushx(Invocation& i) { pushGeneric(i, ListEnd::Head, true); }

void rpushx(Invocation& i) { pushGeneric(i, ListEnd::Tail, true); }

void lpop(Invocation& i) { popGeneric(i, ListEnd::Head); }

void rpop(Invocation& i) { popGeneric(i, ListEnd::Tail); }

void llen(Invocation& i) {
    const TypedList list = readTyped<ListValue>(i, i.argv[1]);
    if (!list.wrong) i.out.integer(list ? static_cast<std::int64_t>(list->size()) : 0);
}

void lindex(Invocation& i) {
    const TypedList list = readTyped<ListValue>(i, i.argv[1]);
    if (list.wrong) return;
    if (!list) {
        i.out.null();
        return;
    }
    std::int64_t index = 0;
    if (!integerArgument(i, i.argv[2], index)) return;
    const auto size = static_cast<std::int64_t>(list->size());
    if (index < 0) index += size;
    if (index < 0 || index >= size) {
        i.out.null();
        return;
    }
    ListValue::Scratch scratch;
    i.server.charge(std::min(index, size - index) / 100 * kElementNs); // whole nodes are passed over
    i.out.bulk(list->get(static_cast<std::size_t>(index), scratch));
}

void lrange(Invocation& i) {
    std::int64_t start = 0, stop = 0;
    if (!integerArgument(i, i.argv[2], start) || !integerArgument(i, i.argv[3], stop)) return;
    const TypedList list = readTyped<ListValue>(i, i.argv[1]);
    if (list.wrong) return;
    if (!list || !clampRange(start, stop, list->size())) {
        i.out.array(0);
        return;
    }
    auto left = static_cast<std::size_t>(stop - start + 1);
    i.out.array(left);
    i.server.charge(static_cast<std::int64_t>(left) * kElementNs);
    list->eachFrom(static_cast<std::size_t>(start), ListEnd::Tail, [&](std::string_view value) {
        i.out.bulk(value);
        return --left > 0;
    });
}

void lset(Invocation& i) {
    TypedList list = writeTyped<ListValue>(i, i.argv[1]);
    if (list.wrong) return;
    if (!list) {
        i.out.error(text::kNoSuchKey);
        return;
    }
    std::int64_t index = 0;
    if (!integerArgument(i, i.argv[2], index)) return;
    const auto size = static_cast<std::int64_t>(list->size());
    if (index < 0) index += size;
    if (index < 0 || index >= size) {
        i.out.error("ERR index out of range");
        return;
    }
    changeTyped(i, list, i.argv[1], [&](ListValue& v) { v.set(static_cast<std::size_t>(index), i.argv[3]); });
    changed(i, i.argv[1], Notify::List, "lset");
    i.out.ok();
}

void linsert(Invocation& i) {
    const bool after = is(i.argv[2], "AFTER");
    if (!after && !is(i.argv[2], "BEFORE")) {
        i.out.error(text::kSyntax);
        return;
    }
    TypedList list = writeTyped<ListValue>(i, i.argv[1]);
    if (list.wrong) return;
    if (!list) {
        i.out.integer(0);
        return;
    }
    std::size_t index = 0;
    bool found = false;
    list->eachFrom(0, ListEnd::Tail, [&](std::string_view value) {
        found = value == i.argv[3];
        index += found ? 0 : 1;
        return !found;
    });
    i.server.charge(static_cast<std::int64_t>(index) * kElementNs);
    if (!found) {
        i.out.integer(-1);
        return;
    }
    changeTyped(i, list, i.argv[1], [&](ListValue& v) {
        after ? v.insertAfter(index, i.argv[4]) : v.insertBefore(index, i.argv[4]);
    });
    changed(i, i.argv[1], Notify::List, "linsert");
    i.out.integer(static_cast<std::int64_t>(list->size()));
}

void lrem(Invocation& i) {
    std::int64_t count = 0;
    if (!integerArgument(i, i.argv[2], count)) return;
    TypedList list = writeTyped<ListValue>(i, i.argv[1]);
    if (list.wrong) return;
    if (!list) {
        i.out.integer(0);
        return;
    }
    const std::string_view value = i.argv[3];
    i.server.charge(static_cast<std::int64_t>(list->size()) * kElementNs);
    bool there = false;
    list->eachFrom(0, ListEnd::Tail, [&](std::string_view v) { return !(there = v == value); });
    std::size_t removed = 0;
    if (there) {
        changeTyped(i, list, i.argv[1], [&](ListValue& v) {
            removed = v.removeMatches(count < 0 ? ListEnd::Tail : ListEnd::Head, value,
                                      count == INT64_MIN ? 0 : static_cast<std::size_t>(count < 0 ? -count : count));
            changed(i, i.argv[1], Notify::List, "lrem", removed);
        });
    }
    i.out.integer(static_cast<std::int64_t>(removed));
}

void ltrim(Invocation& i) {
    std::int64_t start = 0, stop = 0;
    if (!integerArgument(i, i.argv[2], start) || !integerArgument(i, i.argv[3], stop)) return;
    TypedList list = writeTyped<ListValue>(i, i.argv[1]);
    if (list.wrong) return;
    if (list) {
        const std::size_t size = list->size();
        std::size_t before = size, behind = 0;
        if (clampRange(start, stop, size)) {
            before = static_cast<std::size_t>(start);
            behind = size - static_cast<std::size_t>(stop) - 1;
        }
        changeTyped(i, list, i.argv[1], [&](ListValue& v) {
            v.erase(0, before);
            v.erase(v.size() - behind, behind);
            changed(i, i.argv[1], Notify::List, "ltrim", before + behind);
        });
        i.server.charge(static_cast<std::int64_t>(before + behind) * kElementNs);
    }
    i.out.ok();
}

void lpos(Invocation& i) {
    std::int64_t rank = 1, count = -1, longest = 0;
    for (std::size_t k = 3; k < i.argc(); ++k) {
        const bool more = k + 1 < i.argc();
        if (is(i.argv[k], "RANK") && more) {
            if (!integerArgument(i, i.argv[++k], rank)) return;
            if (rank == 0) {
                i.out.error("ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use "
                            "negative to start from the end of the list");
                return;
            }
        } else if ((is(i.argv[k], "COUNT") || is(i.argv[k], "MAXLEN")) && more) {
            const bool isCount = is(i.argv[k], "COUNT");
            const std::string_view refusal = isCount ? "ERR COUNT can't be negative" : "ERR MAXLEN can't be negative";
            std::int64_t& value = isCount ? count : longest;
            if (!integerArgument(i, i.argv[++k], value, refusal)) return;
            if (value < 0) {
                i.out.error(refusal);
                return;
            }
        } else {
            i.out.error(text::kSyntax);
            return;
        }
    }
    const bool fromTail = rank < 0;
    if (rank == INT64_MIN) { // has no counterpart: every match counts, and the server's count wraps
        rank = 1;
        count = std::min<std::int64_t>(count, 0);
    } else if (fromTail) {
        rank = -rank;
    }
    const TypedList list = readTyped<ListValue>(i, i.argv[1]);
    if (list.wrong) return;
    std::vector<std::int64_t> found;
    if (list) {
        const auto size = static_cast<std::int64_t>(list->size());
        std::int64_t seen = 0, matches = 0;
        list->eachFrom(fromTail ? list->size() - 1 : 0, fromTail ? ListEnd::Head : ListEnd::Tail,
                       [&](std::string_view value) {
                           const std::int64_t index = fromTail ? size - 1 - seen : seen;
                           ++seen;
                           if (value == i.argv[2] && ++matches >= rank) {
                               found.push_back(index);
                               if (count == -1 || (count != 0 && static_cast<std::int64_t>(found.size()) >= count)) return false;
                           }
                           return longest == 0 || seen < longest;
                       });
        i.server.charge(seen * kElementNs);
    }
    if (count == -1) {
        found.empty() ? i.out.null() : i.out.integer(found.front());
        return;
    }
    i.out.array(found.size());
    for (const std::int64_t index : found) i.out.integer(index);
}

void lmove(Invocation& i) {
    ListEnd from{}, to{};
    if (listEndArgument(i, i.argv[3], from) && listEndArgument(i, i.argv[4], to)) moveElement(i, from, to);
}

void rpoplpush(Invocation& i) { moveElement(i, ListEnd::Tail, ListEnd::Head); }

void lmpop(Invocation& i) {
    PopArguments a;
    if (popArguments(i, 1, a) && !popFromFirst(i, a)) i.out.nullArray();
}

} // namespace commands

} // namespace maylab::cache
