// BLPOP and its family: as their plain forms if there is an element, else the client waits for one.
#include "cache/engine/commands.h"
#include "cache/engine/list_commands.h"

#include <string_view>

namespace maylab::cache::commands {

namespace {

void blockingPop(Invocation& i, ListEnd end) {
    std::int64_t timeoutMs = 0;
    if (!timeoutArgument(i, i.argv.back(), timeoutMs)) return;
    const auto keys = i.argv.subspan(1, i.argc() - 2);
    for (const std::string_view key : keys) {
        TypedList list = writeTyped<ListValue>(i, key);
        if (list.wrong) return;
        if (!list) continue;
        i.out.array(2);
        i.out.bulk(key);
        replyPopped(i, list, key, end);
        replicateAs(i, {end == ListEnd::Head ? "LPOP" : "RPOP", key});
        return;
    }
    if (!waitForKeys(i, keys, timeoutMs)) i.out.nullArray();
}

void blockingMove(Invocation& i, ListEnd from, ListEnd to, std::string_view timeout) {
    std::int64_t timeoutMs = 0;
    if (!timeoutArgument(i, timeout, timeoutMs)) return;
    const TypedList source = writeTyped<ListValue>(i, i.argv[1]);
    if (source.wrong) return;
    if (!source) { // inside MULTI the answer is a null, after a timeout a null array
        if (!waitForKeys(i, i.argv.subspan(1, 1), timeoutMs)) i.out.null();
        return;
    }
    moveElement(i, from, to);
    if (i.argc() == 4) replicateAs(i, {"RPOPLPUSH", i.argv[1], i.argv[2]});
    else replicateAs(i, {"LMOVE", i.argv[1], i.argv[2], i.argv[3], i.argv[4]});
}

} // namespace

void blpop(Invocation& i) { blockingPop(i, ListEnd::Head); }

void brpop(Invocation& i) { blockingPop(i, ListEnd::Tail); }

void blmove(Invocation& i) {
    ListEnd from{}, to{};
    if (listEndArgument(i, i.argv[3], from) && listEndArgument(i, i.argv[4], to)) blockingMove(i, from, to, i.argv[5]);
}

void brpoplpush(Invocation& i) { blockingMove(i, ListEnd::Tail, ListEnd::Head, i.argv[3]); }

void blmpop(Invocation& i) {
    PopArguments a;
    std::int64_t timeoutMs = 0;
    if (!popArguments(i, 2, a) || !timeoutArgument(i, i.argv[1], timeoutMs)) return;
    if (!popFromFirst(i, a) && !waitForKeys(i, a.keys, timeoutMs)) i.out.nullArray();
}

} // namespace maylab::cache::commands
