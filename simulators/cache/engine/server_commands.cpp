// The server itself: CONFIG, INFO, SLOWLOG, TIME, saving, and what is refused.
#include "cache/engine/arguments.h"
#include "cache/engine/commands.h"
#include "cache/engine/info.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace maylab::cache::commands {

// Sub-commands of a container with our own words.
void help(Invocation& i) {
    const std::string container(std::string_view(i.command.name).substr(0, std::string_view(i.command.name).find('|')));
    std::vector<std::string> lines;
    std::string title = container;
    for (char& c : title) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    lines.push_back(title + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
    for (const Command& c : commandTable()) {
        const std::string_view name = c.name;
        if (name.size() <= container.size() || name.substr(0, container.size()) != container || name[container.size()] != '|')
            continue;
        lines.push_back(std::string(c.usage).substr(container.size() + 1));
        lines.push_back("    " + std::string(c.summary));
    }
    i.out.array(lines.size());
    for (const std::string& l : lines) i.out.simple(l);
}

void info(Invocation& i) {
    i.out.verbatim(infoText(i.server, i.argv.subspan(1), i.client.host));
}

void configGet(Invocation& i) {
    const auto found = i.server.config.matching(i.argv.subspan(2));
    i.out.map(found.size());
    for (const auto& [name, value] : found) {
        i.out.bulk(name);
        i.out.bulk(value);
    }
}

void configSet(Invocation& i) {
    if (i.argc() % 2 != 0) {
        i.out.error(text::kSyntax);
        return;
    }
    std::vector<std::pair<std::string_view, std::string_view>> pairs;
    for (std::size_t k = 2; k + 1 < i.argc(); k += 2) pairs.emplace_back(i.argv[k], i.argv[k + 1]);
    const ConfigResult result = i.server.configure(pairs);
    if (result.ok) i.out.ok();
    else i.out.error("ERR " + result.error);
}

void configResetstat(Invocation& i) {
    Statistics fresh;
    fresh.engineNs = i.server.stats.engineNs;
    fresh.dirty = i.server.stats.dirty;
    i.server.stats = fresh;
    for (CommandStat& c : i.server.commandStats) c = CommandStat();
    i.server.histogramBytes = 0;
    i.server.errorStats.clear();
    i.server.operations = i.server.inputBytes = i.server.outputBytes = RateMeter();
    i.server.operations.lastMs = i.server.inputBytes.lastMs = i.server.outputBytes.lastMs = i.server.nowMs;
    i.out.ok();
}

void configRewrite(Invocation& i) { i.out.error("ERR The server is running without a config file"); }

// --- slow log ---

void slowlogGet(Invocation& i) {
    std::int64_t count = 10;
    if (i.argc() > 3) {
        subCommandSyntax(i);
        return;
    }
    if (i.argc() == 3) {
        constexpr std::string_view kRange = "ERR count should be greater than or equal to -1";
        if (!integerArgument(i, i.argv[2], count, kRange)) return;
        if (count < -1) {
            i.out.error(kRange);
            return;
        }
    }
    const std::size_t length = i.server.slowlog.size();
    const std::size_t n = count < 0 ? length : std::min(length, static_cast<std::size_t>(count));
    i.out.array(n);
    for (std::size_t k = 0; k < n; ++k) {
        const SlowlogEntry& e = i.server.slowlog[k];
        i.out.array(6);
        i.out.integer(static_cast<std::int64_t>(e.id));
        i.out.integer(e.unixSeconds);
        i.out.integer(e.microseconds);
        i.out.array(e.argv.size());
        for (const std::string& a : e.argv) i.out.bulk(a);
        i.out.bulk(e.address);
        i.out.bulk(e.name);
    }
}

void slowlogLen(Invocation& i) { i.out.integer(static_cast<std::int64_t>(i.server.slowlog.size())); }

void slowlogReset(Invocation& i) {
    i.server.slowlog.clear();
    i.out.ok();
}

// --- time, saving ---

void time(Invocation& i) {
    i.out.array(2);
    i.out.bulk(formatInteger(i.server.nowMs / 1000));
    i.out.bulk(formatInteger(i.server.nowMs % 1000 * 1000));
}

void lastsave(Invocation& i) { i.out.integer(i.server.lastSaveMs / 1000); }

namespace {

// A snapshot of nothing: the process keeps its data in memory, the moment is remembered.
void noteSave(Invocation& i) {
    i.server.lastSaveMs = i.server.nowMs;
    i.server.stats.dirty = 0;
}

} // namespace

void save(Invocation& i) {
    constexpr std::int64_t kNsPerByte = 5; // 200 MB/s
    i.server.charge(i.server.keyspace.usedBytes() * kNsPerByte);
    noteSave(i);
    i.out.ok();
}

void bgsave(Invocation& i) {
    if (i.argc() > 2 || (i.argc() == 2 && !is(i.argv[1], "SCHEDULE"))) {
        i.out.error(text::kSyntax);
        return;
    }
    noteSave(i);
    i.out.simple("Background saving started");
}

void bgrewriteaof(Invocation& i) { i.out.simple("Background append only file rewriting started"); }

void shutdown(Invocation& i) {
    bool nosave = false, save = false, abort = false;
    for (std::size_t k = 1; k < i.argc(); ++k) {
        if (is(i.argv[k], "NOSAVE")) nosave = true;
        else if (is(i.argv[k], "SAVE")) save = true;
        else if (is(i.argv[k], "ABORT")) abort = true;
        else if (!is(i.argv[k], "NOW") && !is(i.argv[k], "FORCE")) {
            i.out.error(text::kSyntax);
            return;
        }
    }
    if ((nosave && save) || (abort && i.argc() > 2)) {
        i.out.error(text::kSyntax);
        return;
    }
    if (abort) {
        i.out.error("ERR No shutdown in progress.");
        return;
    }
    // The process belongs to whoever runs the world: only the connection ends.
    i.client.closing = true;
}

void moduleList(Invocation& i) { i.out.array(0); }

void moduleLoad(Invocation& i) {
    i.out.error("ERR MODULE command not allowed. If the enable-module-command option is set to \"local\", you can run it "
                "from a local connection, otherwise you need to set this option in the configuration file, and then "
                "restart the server.");
}

void lolwut(Invocation& i) {
    std::int64_t version = 0;
    if (i.argc() >= 3 && is(i.argv[1], "VERSION") && !integerArgument(i, i.argv[2], version)) return;
    i.out.verbatim("Redis ver. 7.0.15\n");
}

} // namespace maylab::cache::commands
