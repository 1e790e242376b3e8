// Replies that were once not those of redis-server 7.0.15: commands, and the raw bytes the server answers
// with. Each row is a session of its own.
#include <QtTest>

#include "cache/engine/console_session.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

using namespace maylab::cache;
using namespace std::string_literals;
using Json = nlohmann::json;

namespace {

struct Step {
    std::vector<std::string> command;
    std::string reply;
};

struct Row {
    const char* name;
    std::vector<Step> steps;
};

std::string bulk(std::string_view text) {
    return "$" + std::to_string(text.size()) + "\r\n" + std::string(text) + "\r\n";
}
std::string list(const std::vector<std::string>& items) {
    std::string out = "*" + std::to_string(items.size()) + "\r\n";
    for (const std::string& item : items)
        out += bulk(item);
    return out;
}
std::string failed(const std::string& name, const std::string& why) {
    return "-ERR CONFIG SET failed (possibly related to argument '" + name + "') - " + why + "\r\n";
}
Step call(std::vector<std::string> command, std::string reply) {
    return {std::move(command), std::move(reply)};
}
Step set(const std::string& name, const std::string& value) {
    return {{"CONFIG", "SET", name, value}, "+OK\r\n"};
}
Step refused(const std::string& name, const std::string& value, const std::string& why) {
    return {{"CONFIG", "SET", name, value}, failed(name, why)};
}
Step get(const std::string& name, const std::string& value) {
    return {{"CONFIG", "GET", name}, list({name, value})};
}

// Key specifications as RESP2 shows them.
std::string flags(const std::string& notes, const std::vector<std::string>& names) {
    std::string out = notes.empty() ? "*6\r\n" : "*8\r\n" + bulk("notes") + bulk(notes);
    out += bulk("flags") + "*" + std::to_string(names.size()) + "\r\n";
    for (const std::string& n : names)
        out += "+" + n + "\r\n";
    return out;
}
std::string indexSpec(const std::string& notes, const std::vector<std::string>& names, int last, int step) {
    return flags(notes, names) + bulk("begin_search") + "*4\r\n" + bulk("type") + bulk("index") +
           bulk("spec") + "*2\r\n" + bulk("index") + ":1\r\n" + bulk("find_keys") + "*4\r\n" + bulk("type") +
           bulk("range") + bulk("spec") + "*6\r\n" + bulk("lastkey") + ":" + std::to_string(last) + "\r\n" +
           bulk("keystep") + ":" + std::to_string(step) + "\r\n" + bulk("limit") + ":0\r\n";
}
std::string unknownSpec(const std::string& notes, const std::vector<std::string>& names) {
    const std::string unknown = "*4\r\n" + bulk("type") + bulk("unknown") + bulk("spec") + "*0\r\n";
    return flags(notes, names) + bulk("begin_search") + unknown + bulk("find_keys") + unknown;
}

const std::string kSyntax = "-ERR syntax error\r\n";
const std::string kIntRange = "-ERR value is out of range, value must between -2147483648 and 2147483647\r\n";
const std::string kEmptyScan = "*2\r\n$1\r\n0\r\n*0\r\n";
const std::string kBadCursor = "-ERR invalid cursor\r\n";
const std::string kDefaultLimits = "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60";
const std::string kNoTls = "Unable to update TLS configuration. Check server logs.";
const std::string kSignals = "argument(s) must be one of the following: default, save, nosave, now, force";
const std::string kPercentRange = "percentage argument must be less or equal to 100";
const std::string kBadSave = "Invalid save parameters";
const std::string kBadPercentile = "Invalid latency-tracking-info-percentiles parameters";
const std::string kPercentileRange =
    "latency-tracking-info-percentiles parameters should sit between [0.0,100.0]";
const std::string kHostname = "Hostnames may only contain alphanumeric characters, hyphens or dots";
const std::string kByNotes =
    "For the optional BY/GET keyword. It is marked 'unknown' because the key names derive from the "
    "content of the key we sort";
const std::string kStoreNotes =
    "For the optional STORE keyword. It is marked 'unknown' because the keyword can appear "
    "anywhere in the argument array";

std::string between(const std::string& low) {
    return "argument must be between " + low + " and 9223372036854775807 inclusive";
}

std::string tooMany(const std::string& sub, const std::string& container) {
    return "-ERR unknown subcommand or wrong number of arguments for '" + sub + "'. Try " + container +
           " HELP.\r\n";
}

std::vector<Row> rows() {
    return {
        {"config get: the name as typed",
         {get("MAXMEMORY", "0"), get("LUA-time-limit", "5000"),
          call({"CONFIG", "GET", "MAXMEMORY", "maxmemory"}, list({"MAXMEMORY", "0"})),
          call({"CONFIG", "GET", "[hH]z", "HZ"}, list({"hz", "10"})),
          call({"CONFIG", "GET", "maxmemory\0x"s}, "*0\r\n")}},
        {"config set: hz is clamped", {set("hz", "0"), get("hz", "1"), set("hz", "600"), get("hz", "500")}},
        {"config set: the backlog has a least size",
         {set("repl-backlog-size", "1"), get("repl-backlog-size", "16384"), set("repl-backlog-size", "2mb"),
          get("repl-backlog-size", "2097152")}},
        {"command info: unknown", {call({"COMMAND", "INFO", "nosuch"}, "*1\r\n$-1\r\n")}},
        {"command info: sets in RESP3",
         {call({"HELLO", "3"}, ""),
          call({"COMMAND", "INFO", "echo", "nosuch"},
               "*2\r\n*10\r\n$4\r\necho\r\n:2\r\n~3\r\n+loading\r\n+stale\r\n+fast\r\n:0\r\n:0\r\n:0\r\n"
               "~2\r\n+@fast\r\n+@connection\r\n~0\r\n~0\r\n~0\r\n_\r\n")}},
        {"command info: mset",
         {call({"COMMAND", "INFO", "mset"},
               "*1\r\n*10\r\n$4\r\nmset\r\n:-3\r\n*2\r\n+write\r\n+denyoom\r\n:1\r\n:-1\r\n:2\r\n"
               "*3\r\n+@write\r\n+@string\r\n+@slow\r\n" +
                   list({"request_policy:multi_shard", "response_policy:all_succeeded"}) + "*1\r\n" +
                   indexSpec("", {"OW", "update"}, -1, 2) + "*0\r\n"),
          call({"COMMAND", "GETKEYS", "MSET", "a", "1", "b", "2"}, list({"a", "b"})),
          call({"COMMAND", "GETKEYS", "MSETNX", "a", "1"}, list({"a"}))}},
        {"command getkeys: sort",
         {call({"COMMAND", "GETKEYS", "SORT", "a", "STORE", "b"}, list({"a", "b"})),
          call({"COMMAND", "GETKEYS", "SORT", "a"}, list({"a"})),
          call(
              {"COMMAND", "GETKEYS", "SORT", "a", "BY", "w_*", "LIMIT", "0", "1", "store", "c", "STORE", "d"},
              list({"a", "d"})),
          call({"COMMAND", "GETKEYS", "SORT", "a", "GET", "STORE", "STORE", "z"}, list({"a", "z"})),
          call({"COMMAND", "GETKEYS", "SORT", "a", "STORE"}, list({"a"})),
          call({"COMMAND", "GETKEYS", "SORT_RO", "a", "STORE", "b"}, list({"a"}))}},
        {"command getkeys: a number of keys that is none",
         {call({"COMMAND", "GETKEYS", "EVAL", "return 1", "1.5", "a", "b", "c"}, list({"a"})),
          call({"COMMAND", "GETKEYS", "EVAL", "return 1", "1x", "a", "b", "c"}, list({"a"})),
          call({"COMMAND", "GETKEYS", "EVAL", "return 1", " 1", "a", "b", "c"}, list({"a"})),
          call({"COMMAND", "GETKEYS", "EVAL", "return 1", "\t1", "a", "b", "c"}, list({"a"})),
          call({"COMMAND", "GETKEYS", "EVAL", "return 1", "+1", "a", "b", "c"}, list({"a"})),
          call({"COMMAND", "GETKEYS", "EVAL", "return 1", "00001", "a", "b", "c"}, list({"a"})),
          call({"COMMAND", "GETKEYS", "EVAL", "return 1", "4294967297", "a", "b", "c"}, list({"a"})),
          call({"COMMAND", "GETKEYS", "EVAL", "return 1", "2.9", "a", "b", "c"}, list({"a", "b"})),
          call({"COMMAND", "GETKEYS", "EVAL", "return 1", "0", "a", "b", "c"}, "*0\r\n"),
          call({"COMMAND", "GETKEYS", "EVAL", "return 1", "-1", "a", "b", "c"}, "*0\r\n"),
          call({"COMMAND", "GETKEYS", "EVAL", "return 1", "x", "a", "b", "c"}, "*0\r\n"),
          call({"COMMAND", "GETKEYS", "EVAL", "return 1", "", "a", "b", "c"}, "*0\r\n"),
          call({"COMMAND", "GETKEYS", "EVAL", "return 1", "+-1", "a", "b", "c"}, "*0\r\n"),
          call({"COMMAND", "GETKEYS", "EVAL", "return 1", "99999999999", "a", "b", "c"}, "*0\r\n"),
          call({"COMMAND", "GETKEYS", "EVAL", "return 1", "18446744073709551617", "a", "b", "c"}, "*0\r\n"),
          call({"COMMAND", "GETKEYS", "EVAL", "return 1", "9223372036854775808", "a", "b", "c"}, "*0\r\n"),
          call({"COMMAND", "GETKEYS", "EVAL", "return 1", "2147483648", "a", "b", "c"}, "*0\r\n"),
          call({"COMMAND", "GETKEYS", "EVAL", "return 1", "4", "a", "b", "c"}, "*0\r\n"),
          call({"COMMAND", "GETKEYS", "ZUNION", "1.5", "a", "b", "c"}, list({"a"})),
          call({"COMMAND", "GETKEYS", "ZUNIONSTORE", "d", "2.9", "a", "b", "c"}, list({"a", "b", "d"})),
          call({"COMMAND", "GETKEYS", "ZUNION", "x", "a", "b", "c"}, "-ERR Invalid arguments specified for command\r\n"),
          call({"ZUNION", "1.5", "a", "b"}, "-ERR value is not an integer or out of range\r\n")}},
        {"scan: cursors",
         {call({"SCAN", "-1"}, kEmptyScan), call({"SCAN", "+1"}, kEmptyScan),
          call({"SCAN", "-0"}, kEmptyScan), call({"SCAN", ""}, kEmptyScan),
          call({"SCAN", "1\0"s}, kEmptyScan), call({"SCAN", "01"}, kEmptyScan),
          call({"SCAN", "-9223372036854775809"}, kEmptyScan),
          call({"SCAN", "18446744073709551615"}, kEmptyScan),
          call({"SCAN", "18446744073709551616"}, kBadCursor),
          call({"SCAN", "-18446744073709551616"}, kBadCursor), call({"SCAN", " 1"}, kBadCursor),
          call({"SCAN", "\t1"}, kBadCursor), call({"SCAN", "1 "}, kBadCursor),
          call({"SCAN", "-"}, kBadCursor), call({"SCAN", "0x1"}, kBadCursor)}},
        {"database index beyond an int",
         {call({"SELECT", "2147483648"}, kIntRange), call({"SELECT", "-2147483649"}, kIntRange),
          call({"MOVE", "k", "2147483648"}, kIntRange),
          call({"COPY", "a", "b", "DB", "2147483648"}, kIntRange),
          call({"SELECT", "2147483647"}, "-ERR DB index is out of range\r\n"),
          call({"SELECT", "9223372036854775808"}, "-ERR value is not an integer or out of range\r\n"),
          call({"SWAPDB", "4294967296", "0"}, "-ERR invalid first DB index\r\n"),
          call({"SWAPDB", "0", "4294967296"}, "-ERR invalid second DB index\r\n")}},
        {"too many arguments",
         {call({"SLOWLOG", "GET", "1", "2"}, tooMany("GET", "SLOWLOG")),
          call({"acl", "cAt", "a", "b"}, tooMany("cAt", "ACL")),
          call({"CONFIG", "SET", "maxmemory", "1", "foo"}, kSyntax)}},
        {"acl list", {call({"ACL", "LIST"}, list({"user default on nopass ~* &* +@all"}))}},
        {"debug jmap", {call({"DEBUG", "JMAP"}, tooMany("JMAP", "DEBUG"))}},
        {"config set: duplicates",
         {call({"CONFIG", "SET", "lua-time-limit", "10", "busy-reply-threshold", "20"}, "+OK\r\n"),
          get("lua-time-limit", "20"),
          call({"CONFIG", "SET", "lua-time-limit", "10", "LUA-time-limit", "11"},
               failed("LUA-time-limit", "duplicate parameter"))}},
        {"memory: any text of 64 bits",
         {set("maxmemory", "1mb"), set("maxmemory", ""), get("maxmemory", "0"), set("maxmemory", "mb"),
          set("maxmemory", "9223372036854775808"), get("maxmemory", "9223372036854775808"),
          set("maxmemory", "18446744073709551616"), get("maxmemory", "18446744073709551615"),
          call({"SET", "k", "v"}, "+OK\r\n"), set("maxmemory", "5\0"s), get("maxmemory", "5"),
          set("cluster-link-sendbuf-limit", "18446744073709551615"),
          get("cluster-link-sendbuf-limit", "18446744073709551615"),
          refused("maxmemory", "-1", "argument must be a memory value"),
          refused("proto-max-bulk-len", "", between("1048576")),
          refused("hll-sparse-max-bytes", "18446744073709551615", between("0"))}},
        {"memory or percent",
         {refused("maxmemory-clients", "101%", kPercentRange), set("maxmemory-clients", "50%"),
          get("maxmemory-clients", "50%"), set("maxmemory-clients", ""), get("maxmemory-clients", "0"),
          set("maxmemory-clients", "100%"),
          refused("maxmemory-clients", "9223372036854775808", kPercentRange),
          refused("maxmemory-clients", "-1%", "argument must be a memory or percent value"),
          get("maxmemory-clients", "100%")}},
        {"notify-keyspace-events",
         {set("notify-keyspace-events", "g$lshzxetdn"), get("notify-keyspace-events", "A"),
          set("notify-keyspace-events", "AKEmn"), get("notify-keyspace-events", "AKEm"),
          set("notify-keyspace-events", "nKg"), get("notify-keyspace-events", "gnK")}},
        {"save",
         {refused("save", "900 1 ", kBadSave), refused("save", "900  1", kBadSave),
          refused("save", " ", kBadSave), set("save", "+5 01"), get("save", "5 1"), set("save", ""),
          get("save", "")}},
        {"client-output-buffer-limit",
         {set("client-output-buffer-limit", ""), get("client-output-buffer-limit", kDefaultLimits),
          refused("client-output-buffer-limit", " ",
                  "Wrong number of arguments in buffer limit configuration."),
          set("client-output-buffer-limit", "normal mb 0 0"),
          get("client-output-buffer-limit", kDefaultLimits)}},
        {"texts end at NUL",
         {set("masteruser", "ab\0cd"s), get("masteruser", "ab"), set("appendfsync", "always\0x"s),
          get("appendfsync", "always"),
          refused("hz", "10\0"s, "argument couldn't be parsed into an integer")}},
        {"latency percentiles",
         {refused("latency-tracking-info-percentiles", "-1", kPercentileRange),
          refused("latency-tracking-info-percentiles", "yes", kBadPercentile),
          refused("latency-tracking-info-percentiles", "50 ", kBadPercentile),
          set("latency-tracking-info-percentiles", "50.0 99.90"),
          get("latency-tracking-info-percentiles", "50 99.9"),
          set("latency-tracking-info-percentiles", "99.9999999 0"),
          get("latency-tracking-info-percentiles", "100 0")}},
        {"hostname",
         {refused("cluster-announce-hostname", "50%", kHostname), set("cluster-announce-hostname", "a.B-1"),
          get("cluster-announce-hostname", "a.B-1"),
          refused("cluster-announce-hostname", std::string(256, 'x'),
                  "Hostnames must be less than 256 characters")}},
        {"shutdown flags",
         {set("shutdown-on-sigint", "FORCE nosave"), get("shutdown-on-sigint", "nosave force"),
          set("shutdown-on-sigint", "default now"), get("shutdown-on-sigint", "now"),
          refused("shutdown-on-sigterm", "", kSignals),
          refused("shutdown-on-sigterm", "nosave  force", kSignals),
          refused("shutdown-on-sigterm", "save nosave",
                  "shutdown options SAVE and NOSAVE can't be used simultaneously")}},
        {"tls stays off",
         {refused("tls-replication", "yes", kNoTls), refused("tls-cluster", "yes", kNoTls),
          refused("tls-port", "1", kNoTls), set("tls-replication", "no"), get("tls-cluster", "no")}},
        {"key specifications: notes",
         {call({"COMMAND", "INFO", "bitfield", "getex", "set"},
               "*3\r\n*10\r\n$8\r\nbitfield\r\n:-2\r\n*2\r\n+write\r\n+denyoom\r\n:1\r\n:1\r\n:1\r\n"
               "*3\r\n+@write\r\n+@bitmap\r\n+@slow\r\n*0\r\n*1\r\n" +
                   indexSpec("This command allows both access and modification of the key",
                             {"RW", "access", "update", "variable_flags"}, 0, 1) +
                   "*0\r\n*10\r\n$5\r\ngetex\r\n:-2\r\n*2\r\n+write\r\n+fast\r\n:1\r\n:1\r\n:1\r\n"
                   "*3\r\n+@write\r\n+@string\r\n+@fast\r\n*0\r\n*1\r\n" +
                   indexSpec("RW and UPDATE because it changes the TTL", {"RW", "access", "update"}, 0, 1) +
                   "*0\r\n*10\r\n$3\r\nset\r\n:-3\r\n*2\r\n+write\r\n+denyoom\r\n:1\r\n:1\r\n:1\r\n"
                   "*3\r\n+@write\r\n+@string\r\n+@slow\r\n*0\r\n*1\r\n" +
                   indexSpec("RW and ACCESS due to the optional `GET` argument",
                             {"RW", "access", "update", "variable_flags"}, 0, 1) +
                   "*0\r\n")}},
        {"key specifications: unknown",
         {call(
             {"COMMAND", "INFO", "sort", "sort_ro"},
             "*2\r\n*10\r\n$4\r\nsort\r\n:-2\r\n*3\r\n+write\r\n+denyoom\r\n+movablekeys\r\n:1\r\n:1\r\n:"
             "1\r\n"
             "*6\r\n+@write\r\n+@set\r\n+@sortedset\r\n+@list\r\n+@slow\r\n+@dangerous\r\n*0\r\n*3\r\n" +
                 indexSpec("", {"RO", "access"}, 0, 1) + unknownSpec(kByNotes, {"RO", "access"}) +
                 unknownSpec(kStoreNotes, {"OW", "update"}) +
                 "*0\r\n*10\r\n$7\r\nsort_ro\r\n:-2\r\n*2\r\n+readonly\r\n+movablekeys\r\n:1\r\n:1\r\n:1\r\n"
                 "*6\r\n+@read\r\n+@set\r\n+@sortedset\r\n+@list\r\n+@slow\r\n+@dangerous\r\n*0\r\n*2\r\n" +
                 indexSpec("", {"RO", "access"}, 0, 1) + unknownSpec(kByNotes, {"RO", "access"}) +
                 "*0\r\n")}},
        {"latency: pictures",
         {call({"CONFIG", "SET", "latency-monitor-threshold", "0"}, "+OK\r\n"),
          call({"LATENCY", "DOCTOR"},
               "$288\r\nI'm sorry, Dave, I can't do that. Latency monitoring is disabled in this Redis"
               " instance. You may use \"CONFIG SET latency-monitor-threshold <milliseconds>.\" in order "
               "to enable it. If we weren't in a deep space mission I'd suggest to take a look at https:/"
               "/redis.io/topics/latency-monitor.\n\r\n"),
          call({"LATENCY", "GRAPH", "command"}, "-ERR No samples available for event 'command'\r\n"),
          call({"LATENCY", "HISTORY", "command"}, "*0\r\n"),
          call({"LATENCY", "RESET", "command"}, ":0\r\n")}},
        {"debug: a reply of every kind",
         {call({"DEBUG", "PROTOCOL", "map"}, "*6\r\n:0\r\n:0\r\n:1\r\n:1\r\n:2\r\n:0\r\n"),
          call({"DEBUG", "PROTOCOL", "push"}, "-ERR RESP2 is not supported by this command\r\n"),
          call({"HELLO", "3"}, ""),
          call({"DEBUG", "PROTOCOL", "string"}, "$11\r\nHello World\r\n"),
          call({"DEBUG", "PROTOCOL", "double"}, ",3.141\r\n"),
          call({"DEBUG", "PROTOCOL", "map"}, "%3\r\n:0\r\n#f\r\n:1\r\n#t\r\n:2\r\n#f\r\n"),
          call({"DEBUG", "PROTOCOL", "set"}, "~3\r\n:0\r\n:1\r\n:2\r\n"),
          call({"DEBUG", "PROTOCOL", "attrib"},
               "|1\r\n$14\r\nkey-popularity\r\n*2\r\n$7\r\nkey:123\r\n:90\r\n$39\r\nSome real reply fo"
               "llowing the attribute\r\n"),
          call({"DEBUG", "PROTOCOL", "bignum"}, "(1234567999999999999999999999999999999\r\n"),
          call({"DEBUG", "PROTOCOL", "verbatim"}, "=29\r\ntxt:This is a verbatim\nstring\r\n"),
          call({"DEBUG", "PROTOCOL", "true"}, "#t\r\n"),
          call({"DEBUG", "PROTOCOL", "null"}, "_\r\n"),
          call({"DEBUG", "PROTOCOL", "nosuch"},
               "-ERR Wrong protocol type name. Please use one of the following: string|integer|double|"
               "bignum|null|array|set|map|attrib|push|verbatim|true|false\r\n")}},
        {"debug: populate",
         {call({"SET", "n:1", "mine"}, ""),
          call({"DEBUG", "POPULATE", "3", "n"}, "+OK\r\n"),
          call({"MGET", "n:0", "n:1", "n:2", "n:3"},
               "*4\r\n$7\r\nvalue:0\r\n$4\r\nmine\r\n$7\r\nvalue:2\r\n$-1\r\n"),
          call({"DEBUG", "POPULATE", "1", "m", "9"}, "+OK\r\n"),
          call({"GET", "m:0"}, "$9\r\nvalue:0\000\000\r\n"s),
          call({"DEBUG", "POPULATE", "-1"}, "-ERR value is out of range, must be positive\r\n")}},
        {"dump: not compressed",
         {call({"SET", "s", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}, ""),
          call({"DUMP", "s"},
               "$23\r\n\000\303\011(\001aa\340\033\000\001aa\n\000\317\011/\252\256%\203\035\r\n"s),
          call({"CONFIG", "SET", "rdbcompression", "no"}, "+OK\r\n"),
          call({"DUMP", "s"},
               "$52\r\n\000(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n\000\000>\310N\370*)\354\r\n"s),
          call({"CONFIG", "SET", "rdbcompression", "yes"}, "+OK\r\n")}},
        {"setbit, bitfield: what stays the same touches nobody",
         {call({"SET", "k", "a"}, ""),
          call({"WATCH", "k"}, ""),
          call({"SETBIT", "k", "0", "0"}, ":0\r\n"),
          call({"BITFIELD", "k", "SET", "i1", "7", "1"}, "*1\r\n:-1\r\n"),
          call({"MULTI"}, ""),
          call({"PING"}, ""),
          call({"EXEC"}, "*1\r\n+PONG\r\n"),
          call({"WATCH", "k"}, ""),
          call({"SETBIT", "k", "0", "1"}, ":0\r\n"),
          call({"MULTI"}, ""),
          call({"PING"}, ""),
          call({"EXEC"}, "*-1\r\n"),
          call({"WATCH", "k"}, ""),
          call({"BITFIELD", "k", "SET", "u8", "8", "0"}, "*1\r\n:0\r\n"),
          call({"MULTI"}, ""),
          call({"PING"}, ""),
          call({"EXEC"}, "*-1\r\n")}},
        {"bitcount: a range from right to left",
         {call({"SET", "k", "abc"}, ""),
          call({"BITCOUNT", "k", "-1", "-2", "nosuch"}, ":0\r\n"),
          call({"BITCOUNT", "k", "-2", "-1", "nosuch"}, kSyntax)}},
        {"sort: a sorted set becomes a large one",
         {call({"ZADD", "z", "1", "a", "2", "b"}, ""),
          call({"OBJECT", "ENCODING", "z"}, "$8\r\nlistpack\r\n"),
          call({"SORT_RO", "z", "ALPHA"}, "*2\r\n$1\r\na\r\n$1\r\nb\r\n"),
          call({"OBJECT", "ENCODING", "z"}, "$8\r\nskiplist\r\n")}},
        {"xreadgroup: unbalanced",
         {call({"XREADGROUP", "GROUP", "g", "c", "STREAMS", "k", ">", "x"},
               "-ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be specif"
               "ied.\r\n")}},
        {"modules and other servers are none",
         {call({"MODULE", "LIST"}, "*0\r\n"),
          call({"MODULE", "LOAD", "x"},
               "-ERR MODULE command not allowed. If the enable-module-command option is set to \"local"
               "\", you can run it from a local connection, otherwise you need to set this option in the "
               "configuration file, and then restart the server.\r\n"),
          call({"MIGRATE", "h", "1", "k", "0", "100"}, "+NOKEY\r\n"),
          call({"SET", "k", "1"}, ""),
          call({"MIGRATE", "h", "1", "k", "0", "100"},
               "-IOERR error or timeout connecting to the client\r\n"),
          call({"MIGRATE", "h", "1", "k", "0", "100", "KEYS", "a"},
               "-ERR When using MIGRATE KEYS option, the key argument must be set to the empty string"
               "\r\n"),
          call({"MIGRATE", "h", "1", "", "0", "100", "AUTH2", "x"}, "-ERR syntax error\r\n"),
          call({"RESTORE-ASKING", "k", "0", "x"}, "-BUSYKEY Target key name already exists.\r\n")}},
        {"command getkeysandflags",
         {call({"COMMAND", "GETKEYSANDFLAGS", "SET", "k", "v"},
               "*1\r\n*2\r\n$1\r\nk\r\n*2\r\n+OW\r\n+update\r\n"),
          call({"COMMAND", "GETKEYSANDFLAGS", "SET", "k", "v", "GET"},
               "*1\r\n*2\r\n$1\r\nk\r\n*3\r\n+RW\r\n+access\r\n+update\r\n"),
          call({"COMMAND", "GETKEYSANDFLAGS", "BITFIELD", "k", "GET", "u8", "0"},
               "*1\r\n*2\r\n$1\r\nk\r\n*2\r\n+RO\r\n+access\r\n"),
          call({"COMMAND", "GETKEYSANDFLAGS", "SORT", "k", "STORE", "d"},
               "*2\r\n*2\r\n$1\r\nk\r\n*2\r\n+RO\r\n+access\r\n*2\r\n$1\r\nd\r\n*2\r\n+OW\r\n+update"
               "\r\n"),
          call({"COMMAND", "GETKEYSANDFLAGS", "MIGRATE", "h", "1", "", "0", "5", "KEYS", "a", "b"},
               "*2\r\n*2\r\n$1\r\na\r\n*3\r\n+RW\r\n+access\r\n+delete\r\n*2\r\n$1\r\nb\r\n*3\r\n+RW"
               "\r\n+access\r\n+delete\r\n"),
          call({"COMMAND", "GETKEYSANDFLAGS", "PING"},
               "-ERR wrong number of arguments for 'command|getkeysandflags' command\r\n"),
          call({"COMMAND", "GETKEYSANDFLAGS", "GET"},
               "-ERR wrong number of arguments for 'command|getkeysandflags' command\r\n")}},
        {"within a transaction a wait ends at once, in its own null",
         {call({"MULTI"}, ""),
          call({"BLPOP", "n", "0"}, ""),
          call({"BLMOVE", "n", "d", "LEFT", "RIGHT", "0"}, ""),
          call({"BZMPOP", "0", "1", "n", "MIN"}, ""),
          call({"EXEC"}, "*3\r\n*-1\r\n$-1\r\n*-1\r\n"),
          call({"HELLO", "3"}, ""),
          call({"MULTI"}, ""),
          call({"BLPOP", "n", "0"}, ""),
          call({"BLMOVE", "n", "d", "LEFT", "RIGHT", "0"}, ""),
          call({"BRPOPLPUSH", "n", "d", "0"}, ""),
          call({"BZMPOP", "0", "1", "n", "MIN"}, ""),
          call({"EXEC"}, "*4\r\n_\r\n_\r\n_\r\n_\r\n")}},
        {"client: filters",
         {call({"CLIENT", "KILL", "ID", "0"}, "-ERR client-id should be greater than 0\r\n"),
          call({"CLIENT", "KILL", "TYPE", "nosuch"}, "-ERR Unknown client type 'nosuch'\r\n"),
          call({"CLIENT", "KILL", "USER", "nosuch"}, "-ERR No such user 'nosuch'\r\n"),
          call({"CLIENT", "KILL", "SKIPME", "perhaps"}, "-ERR syntax error\r\n"),
          call({"CLIENT", "KILL", "ADDR", "1.1.1.1:1", "TYPE", "pubsub"}, ":0\r\n"),
          call({"CLIENT", "KILL", "1.1.1.1:1"}, "-ERR No such client\r\n"),
          call({"CLIENT", "LIST", "TYPE", "master"}, "$0\r\n\r\n"),
          call({"CLIENT", "LIST", "TYPE", "nosuch"}, "-ERR Unknown client type 'nosuch'\r\n"),
          call({"CLIENT", "LIST", "ID", "x"}, "-ERR Invalid client ID\r\n"),
          call({"CLIENT", "NO-EVICT", "maybe"}, "-ERR syntax error\r\n"),
          call({"CLIENT", "PAUSE", "1", "SOME"}, "-ERR CLIENT PAUSE mode must be WRITE or ALL\r\n"),
          call({"CLIENT", "PAUSE", "-1"}, "-ERR timeout is negative\r\n"),
          call({"CLIENT", "TRACKINGINFO"},
               "*6\r\n$5\r\nflags\r\n*1\r\n$3\r\noff\r\n$8\r\nredirect\r\n:-1\r\n$8\r\nprefixes\r\n*0"
               "\r\n"),
          call({"CLIENT", "UNBLOCK", "9999", "ERROR"}, ":0\r\n")}},
    };
}

} // namespace

class TstCacheReplies : public QObject {
    Q_OBJECT
  private slots:
    void replies_data();
    void replies();
};

void TstCacheReplies::replies_data() {
    QTest::addColumn<std::size_t>("row");
    const auto all = rows();
    for (std::size_t k = 0; k < all.size(); ++k)
        QTest::newRow(all[k].name) << k;
}

void TstCacheReplies::replies() {
    QFETCH(std::size_t, row);
    ConsoleOptions options;
    options.settings = {{"enable-debug-command", "yes"}};
    ConsoleSession session(options);
    QVERIFY(session.startError().empty());
    const std::vector<Step> steps = rows()[row].steps;
    for (const Step& step : steps) {
        Json words = Json::array();
        for (const std::string& word : step.command)
            words.push_back(bytesToUtf8(word));
        bool bad = false;
        const Json answer = Json::parse(session.jsonLine(Json({{"conn", "A"}, {"cmd", words}}).dump(), bad));
        QVERIFY(!bad);
        if (step.reply.empty()) continue; // only prepares the next
        QCOMPARE(QByteArray::fromStdString(utf8ToBytes(answer.at("reply").get<std::string>())),
                 QByteArray::fromStdString(step.reply));
    }
}

QTEST_APPLESS_MAIN(TstCacheReplies)
#include "tst_cache_replies.moc"
