#include "cache/engine/zset_arguments.h"

namespace maylab::cache {

ZSetRules zsetRules(Server& s) {
    return {static_cast<std::size_t>(s.cfg().zsetMaxListpackEntries), static_cast<std::size_t>(s.cfg().zsetMaxListpackValue),
            s.keyspace.model(), s.skiplistRandom};
}

bool scoreRangeArgument(Invocation& i, std::string_view min, std::string_view max, ScoreRange& range) {
    const auto bound = [](std::string_view arg, double& value, bool& out) {
        out = !arg.empty() && arg[0] == '(';
        return parseDoubleLoosely(out ? arg.substr(1) : arg, value);
    };
    if (bound(min, range.min, range.minOut) && bound(max, range.max, range.maxOut)) return true;
    i.out.error("ERR min or max is not a float");
    return false;
}

bool lexRangeArgument(Invocation& i, std::string_view min, std::string_view max, LexRange& range) {
    const auto bound = [](std::string_view arg, LexBound& b) {
        if (arg.empty()) return false;
        switch (arg[0]) {
        case '+': b.kind = LexBound::Kind::Highest; return arg.size() == 1 || arg[1] == '\0';
        case '-': b.kind = LexBound::Kind::Lowest; return arg.size() == 1 || arg[1] == '\0';
        case '(': b.out = true; [[fallthrough]];
        case '[': b.bytes = arg.substr(1); return true;
        default: return false;
        }
    };
    if (bound(min, range.min) && bound(max, range.max)) return true;
    i.out.error("ERR min or max not valid string range item");
    return false;
}

RankRange rankRange(std::int64_t start, std::int64_t stop, std::size_t size) {
    const auto n = static_cast<std::int64_t>(size);
    if (start < 0) start += n;
    if (stop < 0) stop += n;
    if (start < 0) start = 0;
    if (start > stop || start >= n) return {};
    if (stop >= n) stop = n - 1;
    return {static_cast<std::size_t>(start), static_cast<std::size_t>(stop - start + 1)};
}

void storeZSet(Invocation& i, std::string_view key, ZSetValue* fresh, std::string_view event,
               std::uint64_t changes) {
    const auto members = static_cast<std::int64_t>(fresh->size());
    const bool existed = static_cast<bool>(lookupWrite(i.server, i.db(), key, Touch::No));
    if (storeTyped(i, key, fresh)) {
        changed(i, key, Notify::ZSet, event, changes);
        keyReady(i.server, i.db(), key);
    } else if (existed) {
        changed(i, key, Notify::Generic, "del");
    }
    i.out.integer(members);
}

} // namespace maylab::cache
