// Looking commands up, and COMMAND with its sub-commands.
#include "cache/engine/command_table.h"

#include "cache/engine/arguments.h"
#include "cache/engine/command_rows.h"
#include "cache/engine/commands.h"
#include "cache/engine/glob.h"
#include "kernel/assert.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace maylab::cache {

namespace {

std::vector<std::string_view> words(std::string_view text, char separator) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const std::size_t at = text.find(separator);
        out.push_back(text.substr(0, at));
        if (at == std::string_view::npos) break;
        text.remove_prefix(at + 1);
    }
    return out;
}

char fold(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// name is lower case already.
int compareFolded(std::string_view text, std::string_view name) {
    const std::size_t n = std::min(text.size(), name.size());
    for (std::size_t i = 0; i < n; ++i) {
        const auto a = static_cast<unsigned char>(fold(text[i])), b = static_cast<unsigned char>(name[i]);
        if (a != b) return a < b ? -1 : 1;
    }
    return text.size() == name.size() ? 0 : text.size() < name.size() ? -1 : 1;
}

struct KeySpec {
    std::string_view flags, notes;
    bool unknown = false; // only the command itself can tell where these keys are
    bool counted = false; // how many there are stands at index
    std::string_view word; // they follow this one, which is looked for from index on
    int index = 0, last = 0, step = 1, limit = 0;
};

std::vector<KeySpec> keySpecs(const Command& c) {
    std::vector<KeySpec> out;
    for (const auto part : words(c.keySpecs, ';')) {
        if (part.empty()) continue;
        KeySpec s;
        const std::size_t hash = part.find('#'), at = part.find('@');
        s.flags = part.substr(0, at);
        if (hash != std::string_view::npos) s.notes = part.substr(hash + 1);
        const std::string_view place = part.substr(at + 1, hash == std::string_view::npos ? hash : hash - at - 1);
        s.unknown = place == "?";
        auto fields = words(place, ':');
        s.counted = fields.size() > 1 && fields[1] == "keynum";
        if (const std::size_t plus = fields[0].find('+'); plus != std::string_view::npos) {
            s.word = fields[0].substr(0, plus);
            fields[0].remove_prefix(plus + 1);
        }
        int* const values[] = {&s.index, &s.last, &s.step, &s.limit};
        for (std::size_t k = 0; !s.unknown && k < fields.size() && k < std::size(values); ++k) {
            std::int64_t v = 0;
            if (parseInteger(fields[k], v)) *values[k] = static_cast<int>(v);
        }
        out.push_back(s);
    }
    return out;
}

struct FlagName {
    std::uint32_t flag;
    const char* name;
};
constexpr FlagName kFlagNames[] = {{Command::kWrite, "write"},
                                   {Command::kReadonly, "readonly"},
                                   {Command::kDenyOom, "denyoom"},
                                   {Command::kAdmin, "admin"},
                                   {Command::kPubSub, "pubsub"},
                                   {Command::kNoScript, "noscript"},
                                   {Command::kBlocking, "blocking"},
                                   {Command::kLoading, "loading"},
                                   {Command::kStale, "stale"},
                                   {Command::kSkipMonitor, "skip_monitor"},
                                   {Command::kSkipSlowlog, "skip_slowlog"},
                                   {Command::kAsking, "asking"},
                                   {Command::kFast, "fast"},
                                   {Command::kNoAuth, "no_auth"},
                                   {Command::kAllowBusy, "allow_busy"},
                                   {Command::kNoMandatoryKeys, "no_mandatory_keys"},
                                   {Command::kNoMulti, "no_multi"},
                                   {Command::kMovableKeys, "movablekeys"},
                                   {Command::kNoAsyncLoading, "no_async_loading"}};

bool isSub(const Command& c) { return std::string_view(c.name).find('|') != std::string_view::npos; }

std::vector<const Command*> subCommands(const Command& container) {
    std::vector<const Command*> out;
    const std::string prefix = std::string(container.name) + "|";
    for (const Command& c : commandTable()) {
        if (std::string_view(c.name).substr(0, prefix.size()) == prefix) out.push_back(&c);
    }
    return out;
}

void describeUnknown(RespWriter& out, std::string_view part) {
    out.bulk(part);
    out.map(2);
    out.bulk("type");
    out.bulk("unknown");
    out.bulk("spec");
    out.map(0);
}

void describe(RespWriter& out, const KeySpec& s) {
    out.map(s.notes.empty() ? 3 : 4);
    if (!s.notes.empty()) {
        out.bulk("notes");
        out.bulk(s.notes);
    }
    out.bulk("flags");
    const auto flags = words(s.flags, ' ');
    out.set(flags.size());
    for (const auto f : flags) out.simple(f);
    if (s.unknown) {
        describeUnknown(out, "begin_search");
        describeUnknown(out, "find_keys");
        return;
    }
    out.bulk("begin_search");
    out.map(2);
    out.bulk("type");
    out.bulk(s.word.empty() ? "index" : "keyword");
    out.bulk("spec");
    if (s.word.empty()) {
        out.map(1);
        out.bulk("index");
        out.integer(s.index);
    } else {
        out.map(2);
        out.bulk("keyword");
        out.bulk(s.word);
        out.bulk("startfrom");
        out.integer(s.index);
    }
    out.bulk("find_keys");
    out.map(2);
    out.bulk("type");
    out.bulk(s.counted ? "keynum" : "range");
    if (s.counted) {
        out.bulk("spec");
        out.map(3);
        out.bulk("keynumidx");
        out.integer(0);
        out.bulk("firstkey");
        out.integer(1);
        out.bulk("keystep");
        out.integer(1);
        return;
    }
    out.bulk("spec");
    out.map(3);
    out.bulk("lastkey");
    out.integer(s.last);
    out.bulk("keystep");
    out.integer(s.step);
    out.bulk("limit");
    out.integer(s.limit);
}

void describe(RespWriter& out, const Command& c) {
    out.array(10);
    out.bulk(c.name);
    out.integer(c.arity);
    std::size_t n = 0;
    for (const FlagName& f : kFlagNames) n += c.has(f.flag);
    out.set(n);
    for (const FlagName& f : kFlagNames) {
        if (c.has(f.flag)) out.simple(f.name);
    }
    out.integer(c.firstKey);
    out.integer(c.lastKey);
    out.integer(c.keyStep);
    const auto categories = words(c.categories, ' ');
    out.set(categories.size());
    for (const auto name : categories) out.simple("@" + std::string(name));
    const auto tips = words(c.tips, ';');
    out.set(tips.size());
    for (const auto tip : tips) out.bulk(tip);
    const auto specs = keySpecs(c);
    out.set(specs.size());
    for (const KeySpec& s : specs) describe(out, s);
    const auto subs = isSub(c) ? std::vector<const Command*>() : subCommands(c);
    out.set(subs.size());
    for (const Command* s : subs) describe(out, *s);
}

void document(RespWriter& out, const Command& c) {
    const auto subs = isSub(c) ? std::vector<const Command*>() : subCommands(c);
    const bool words = c.summary[0] != '\0';
    out.bulk(c.name);
    out.map(2 + (words ? 2 : 0) + (subs.empty() ? 0 : 1));
    if (words) {
        out.bulk("summary");
        out.bulk(c.summary);
    }
    out.bulk("since");
    out.bulk(c.since);
    out.bulk("group");
    out.bulk(c.group);
    if (words) {
        out.bulk("usage");
        out.bulk(c.usage);
    }
    if (!subs.empty()) {
        out.bulk("subcommands");
        out.map(subs.size());
        for (const Command* s : subs) document(out, *s);
    }
}

// SORT may name its destination anywhere; the last one counts. 0: none.
std::size_t sortDestination(std::span<const std::string_view> argv) {
    std::size_t found = 0;
    for (std::size_t k = 2; k < argv.size(); ++k) {
        if (is(argv[k], "LIMIT")) k += 2;
        else if (is(argv[k], "GET") || is(argv[k], "BY")) ++k;
        else if (is(argv[k], "STORE") && k + 1 < argv.size()) found = k + 1;
    }
    return found;
}

std::size_t topLevelCount() {
    const auto table = commandTable();
    return static_cast<std::size_t>(std::count_if(table.begin(), table.end(), [](const Command& c) { return !isSub(c); }));
}

} // namespace

std::span<const Command> commandTable() {
    static const std::vector<Command> kTable = [] {
        std::vector<Command> all;
        for (const auto family : {rows::coreRows, rows::hashRows, rows::setRows, rows::listRows, rows::sortedSetRows,
                                  rows::geoRows, rows::hyperLogLogRows, rows::streamRows, rows::transactionRows,
                                  rows::pubSubRows, rows::scriptRows, rows::clusterRows}) {
            const auto some = family();
            all.insert(all.end(), some.begin(), some.end());
        }
        std::sort(all.begin(), all.end(), [](const Command& a, const Command& b) {
            return std::string_view(a.name) < std::string_view(b.name);
        });
        return all;
    }();
    return kTable;
}

namespace {

// Names to rows, open addressing: every request asks.
class NameIndex {
  public:
    explicit NameIndex(std::span<const Command> table) {
        MAYLAB_ASSERT(table.size() < kSlots / 2);
        for (std::size_t row = 0; row < table.size(); ++row) {
            std::size_t at = slot(table[row].name);
            while (m_slots[at].row >= 0) at = (at + 1) % kSlots;
            m_slots[at] = {table[row].name, static_cast<int>(row)};
        }
    }
    int find(std::string_view name) const {
        for (std::size_t at = slot(name); m_slots[at].row >= 0; at = (at + 1) % kSlots) {
            if (compareFolded(name, m_slots[at].name) == 0) return m_slots[at].row;
        }
        return -1;
    }

  private:
    static constexpr std::size_t kSlots = 2048;
    struct Slot {
        std::string_view name;
        int row = -1;
    };
    static std::size_t slot(std::string_view name) {
        std::uint32_t h = 2166136261u;
        for (const char c : name) h = (h ^ static_cast<unsigned char>(fold(c))) * 16777619u;
        return (h ^ h >> 15) % kSlots;
    }
    std::array<Slot, kSlots> m_slots{};
};

} // namespace

const Command* findCommand(std::string_view name) {
    static const NameIndex kIndex(commandTable());
    const int row = kIndex.find(name);
    return row < 0 ? nullptr : &commandTable()[static_cast<std::size_t>(row)];
}

int commandIndex(std::string_view name) {
    const Command* c = findCommand(name);
    return c == nullptr ? -1 : static_cast<int>(c - commandTable().data());
}

bool isContainer(const Command& c) { return c.handler == nullptr; }

const Command* resolveCommand(std::span<const std::string_view> argv, bool elasticache, bool& unknownSub) {
    unknownSub = false;
    const auto allowed = [&](const Command& c) { return !elasticache || !c.has(Command::kRestricted); };
    if (argv.empty() || argv[0].find('|') != std::string_view::npos) return nullptr;
    const Command* c = findCommand(argv[0]);
    if (c == nullptr || !allowed(*c)) return nullptr;
    // A container, or COMMAND, which is a command as well.
    if (argv.size() > 1 && (isContainer(*c) || c->handler == commands::command)) {
        std::string name(argv[0]);
        name += '|';
        name += argv[1];
        const Command* sub = argv[1].find('|') == std::string_view::npos ? findCommand(name) : nullptr;
        if (sub != nullptr && allowed(*sub)) return sub;
        unknownSub = true;
        return nullptr;
    }
    return c;
}

namespace {

// What SET and BITFIELD do with their key depends on their options.
std::string_view variableFlags(const Command& c, std::span<const std::string_view> argv) {
    constexpr std::string_view kBoth = "RW access update";
    if (c.handler == commands::set) {
        const bool get = std::any_of(argv.begin() + 3, argv.end(), [](auto a) { return is(a, "GET"); });
        return get ? kBoth : "OW update";
    }
    for (std::size_t k = 2; k < argv.size();) {
        const std::size_t left = argv.size() - k - 1;
        if (is(argv[k], "GET") && left >= 2) k += 3;
        else if (is(argv[k], "OVERFLOW") && left >= 1) k += 2;
        else return kBoth;
    }
    return "RO access";
}

// Calls visit(position, flags of its specification); routed: what is only routed like a key counts too.
template <class Visit>
bool eachKey(const Command& c, std::span<const std::string_view> argv, bool routed, Visit&& visit) {
    const auto argc = static_cast<int>(argv.size());
    if ((c.arity > 0 && argc != c.arity) || argc < -c.arity) return false;
    const auto specs = keySpecs(c);
    // A count that only atoi reads is found by the command's own function, which names the destination last.
    const bool loosely = std::any_of(specs.begin(), specs.end(), [&](const KeySpec& s) {
        std::int64_t count = 0;
        return s.counted && s.word.empty() && s.index > 0 && s.index < argc &&
               !parseInteger(argv[static_cast<std::size_t>(s.index)], count);
    });
    for (std::size_t n = 0; n < specs.size(); ++n) {
        const KeySpec& s = specs[loosely ? specs.size() - 1 - n : n];
        if (s.unknown || (!routed && s.flags == "not_key")) continue;
        // MIGRATE has one key in its place, or an empty one there and KEYS.
        if (c.handler == commands::migrate && s.word.empty() == argv[3].empty()) continue;
        int first = s.index;
        if (!s.word.empty()) {
            const auto step = first < 0 ? -1 : 1;
            int k = first < 0 ? argc + first : first;
            while (k > 0 && k < argc && !is(argv[static_cast<std::size_t>(k)], s.word)) k += step;
            if (k <= 0 || k >= argc) continue;
            first = k + 1;
        }
        int last = s.last < 0 ? argc + s.last : first + s.last;
        if (s.limit > 1) last = first + (last - first + 1) / s.limit - 1; // keys are the first half, third ...
        if (s.counted) {
            if (first >= argc) return false;
            const int count = parseIntegerLoosely(argv[static_cast<std::size_t>(first)]);
            if (count < 1 || count > argc - first - 1) return false;
            last = first + count;
            ++first;
        }
        const std::string_view flags = c.handler == commands::migrate ? "RW access delete" : s.flags;
        for (int k = first; k <= last && k < argc; k += s.step) visit(static_cast<std::size_t>(k), flags);
    }
    if (c.handler == commands::sort) {
        if (const std::size_t destination = sortDestination(argv)) visit(destination, std::string_view("OW update"));
    }
    return true;
}

} // namespace

bool KeyUse::has(std::string_view word) const {
    for (std::string_view rest = flags; !rest.empty();) {
        const std::string_view one = rest.substr(0, rest.find(' '));
        if (one == word) return true;
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
    }
    return false;
}

bool commandKeyUses(const Command& c, std::span<const std::string_view> argv, std::vector<KeyUse>& uses) {
    uses.clear();
    return eachKey(c, argv, false, [&](std::size_t position, std::string_view flags) {
        const bool varies = flags.find("variable_flags") != std::string_view::npos;
        uses.push_back({position, varies ? variableFlags(c, argv) : flags});
    });
}

bool commandKeys(const Command& c, std::span<const std::string_view> argv, std::vector<std::size_t>& positions) {
    positions.clear();
    return eachKey(c, argv, true, [&](std::size_t position, std::string_view) { positions.push_back(position); });
}

namespace commands {

void commandCount(Invocation& i) { i.out.integer(static_cast<std::int64_t>(topLevelCount())); }

void command(Invocation& i) {
    i.out.array(topLevelCount());
    for (const Command& c : commandTable()) {
        if (!isSub(c)) describe(i.out, c);
    }
}

void commandInfo(Invocation& i) {
    if (i.argc() == 2) {
        command(i);
        return;
    }
    i.out.array(i.argc() - 2);
    for (std::size_t k = 2; k < i.argc(); ++k) {
        const Command* c = findCommand(i.argv[k]);
        if (c == nullptr) i.out.null();
        else describe(i.out, *c);
    }
}

void commandDocs(Invocation& i) {
    std::vector<const Command*> wanted;
    if (i.argc() == 2) {
        for (const Command& c : commandTable()) {
            if (!isSub(c)) wanted.push_back(&c);
        }
    }
    for (std::size_t k = 2; k < i.argc(); ++k) {
        if (const Command* c = findCommand(i.argv[k])) wanted.push_back(c);
    }
    i.out.map(wanted.size());
    for (const Command* c : wanted) document(i.out, *c);
}

void commandList(Invocation& i) {
    std::vector<std::string_view> names;
    const bool filtered = i.argc() == 5 && is(i.argv[2], "FILTERBY");
    const bool byPattern = filtered && is(i.argv[3], "PATTERN"), byCategory = filtered && is(i.argv[3], "ACLCAT");
    const bool byModule = filtered && is(i.argv[3], "MODULE");
    if (i.argc() != 2 && !byPattern && !byCategory && !byModule) {
        i.out.error(text::kSyntax);
        return;
    }
    for (const Command& c : commandTable()) {
        bool take = true;
        if (byPattern) take = globMatch(i.argv[4], c.name, true);
        if (byCategory) {
            const auto categories = words(c.categories, ' ');
            take = std::find(categories.begin(), categories.end(), lowerCase(i.argv[4])) != categories.end();
        }
        if (byModule) take = false;
        if (take) names.emplace_back(c.name);
    }
    i.out.array(names.size());
    for (const auto n : names) i.out.bulk(n);
}

namespace {

void getKeys(Invocation& i, bool withFlags) {
    bool unknownSub = false;
    const auto argv = i.argv.subspan(2);
    const Command* c = resolveCommand(argv, false, unknownSub);
    if (c == nullptr) {
        i.out.error("ERR Invalid command specified");
        return;
    }
    if (c->keySpecs[0] == '\0' || std::string_view(c->keySpecs).starts_with("not_key")) {
        i.out.error("ERR The command has no key arguments");
        return;
    }
    const auto argc = static_cast<int>(argv.size());
    if (c->arity > 0 ? argc != c->arity : argc < -c->arity) {
        i.out.error("ERR Invalid number of arguments specified for command");
        return;
    }
    std::vector<KeyUse> uses;
    if ((!commandKeyUses(*c, argv, uses) || uses.empty()) && !c->has(Command::kNoMandatoryKeys)) {
        i.out.error("ERR Invalid arguments specified for command");
        return;
    }
    i.out.array(uses.size());
    for (const KeyUse& u : uses) {
        if (withFlags) i.out.array(2);
        i.out.bulk(argv[u.position]);
        if (!withFlags) continue;
        const auto flags = words(u.flags, ' ');
        i.out.set(flags.size());
        for (const auto f : flags) i.out.simple(f);
    }
}

} // namespace

void commandGetkeys(Invocation& i) { getKeys(i, false); }
void commandGetkeysandflags(Invocation& i) { getKeys(i, true); }

} // namespace commands

} // namespace maylab::cache
