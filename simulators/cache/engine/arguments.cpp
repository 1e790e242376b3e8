#include "cache/engine/arguments.h"

#include <string>

namespace maylab::cache {

bool integerArgument(Invocation& i, std::string_view arg, std::int64_t& value, std::string_view error) {
    if (parseInteger(arg, value)) return true;
    i.out.error(error);
    return false;
}

bool integerInRange(Invocation& i, std::string_view arg, std::int64_t low, std::int64_t high, std::int64_t& value,
                    std::string_view error) {
    if (parseInteger(arg, value) && value >= low && value <= high) return true;
    i.out.error(error);
    return false;
}

bool doubleArgument(Invocation& i, std::string_view arg, double& value, std::string_view error) {
    if (parseDouble(arg, value)) return true;
    i.out.error(error);
    return false;
}

void wrongArity(Invocation& i) {
    i.out.error("ERR wrong number of arguments for '" + std::string(i.command.name) + "' command");
}

void subCommandSyntax(Invocation& i) {
    std::string container(i.argv[0]);
    for (char& c : container) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    i.out.error("ERR unknown subcommand or wrong number of arguments for '" + std::string(i.argv[1].substr(0, 128)) +
                "'. Try " + container + " HELP.");
}

bool isString(Invocation& i, EntryIndex entry) {
    if (i.server.keyspace.entry(entry).type == ValueType::String) return true;
    i.out.error(text::kWrongType);
    return false;
}

bool lengthAllowed(Invocation& i, std::int64_t offset, std::int64_t length) {
    std::int64_t total = 0;
    if (__builtin_add_overflow(offset, length, &total) || total > i.server.cfg().protoMaxBulkLength) {
        i.out.error(text::kTooLong);
        return false;
    }
    if (i.server.keyspace.realBytes() + static_cast<std::uint64_t>(total) > i.server.options.realMemoryCap) {
        ++i.server.stats.oomRefused;
        i.out.error(text::kOom);
        return false;
    }
    return true;
}

bool databaseArgument(Invocation& i, std::string_view arg, int& db, std::string_view notInteger) {
    std::int64_t value = 0;
    if (!integerArgument(i, arg, value, notInteger)) return false;
    if (value < INT32_MIN || value > INT32_MAX) {
        i.out.error(notInteger == text::kNotInteger ? text::kIntRange : notInteger);
        return false;
    }
    if (value < 0 || value >= static_cast<std::int64_t>(i.server.keyspace.databaseCount())) {
        i.out.error(text::kDbRange);
        return false;
    }
    db = static_cast<int>(value);
    return true;
}

bool expiryArgument(Invocation& i, std::string_view arg, TimeUnit unit, bool absolute, std::int64_t& atMs) {
    std::int64_t value = 0;
    if (!integerArgument(i, arg, value)) return false;
    const auto refuse = [&] {
        i.out.error("ERR invalid expire time in '" + std::string(i.command.name) + "' command");
        return false;
    };
    if (value <= 0 || (unit == TimeUnit::Seconds && value > INT64_MAX / 1000)) return refuse();
    if (unit == TimeUnit::Seconds) value *= 1000;
    if (!absolute) {
        if (value > INT64_MAX - i.server.nowMs) return refuse();
        value += i.server.nowMs;
    }
    atMs = value;
    return true;
}

} // namespace maylab::cache
