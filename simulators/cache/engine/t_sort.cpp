// SORT and SORT_RO: elements of a list, set or sorted set by number, by bytes, or by what other keys hold.
// Source: sheet 2.1, 2.10 (every key that BY and GET look up counts as hit or miss).
#include "cache/engine/commands.h"
#include "cache/engine/hash_value.h"
#include "cache/engine/list_value.h"
#include "cache/engine/typed.h"
#include "cache/engine/zset.h"
#include "cache/engine/zset_arguments.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::cache::commands {

namespace {

struct SortOptions {
    bool descending = false, alpha = false;
    std::int64_t offset = 0, count = -1;
    std::optional<std::string_view> by, store;
    std::vector<std::string_view> get;
    bool ordered = true; // a BY without a star, wherever it stands, leaves the elements as they lie
};

bool parseSort(Invocation& i, bool readOnly, SortOptions& o) {
    // Which keys a pattern names is not known before.
    const bool mayReadAll = !i.server.acl.restricts() || aclReadsAllKeys(i.server, i.client, i.command, i.argv);
    const auto refuse = [&](std::string_view option) {
        i.out.error("ERR " + std::string(option) + " option of SORT denied due to insufficient ACL permissions.");
        return false;
    };
    for (std::size_t k = 2; k < i.argc(); ++k) {
        const std::string_view a = i.argv[k];
        const std::size_t left = i.argc() - k - 1;
        if (is(a, "ASC")) o.descending = false;
        else if (is(a, "DESC")) o.descending = true;
        else if (is(a, "ALPHA")) o.alpha = true;
        else if (is(a, "LIMIT") && left >= 2) {
            if (!integerArgument(i, i.argv[k + 1], o.offset) || !integerArgument(i, i.argv[k + 2], o.count)) return false;
            k += 2;
        } else if (!readOnly && is(a, "STORE") && left >= 1) {
            o.store = i.argv[++k];
        } else if (is(a, "BY") && left >= 1) {
            o.by = i.argv[++k];
            const bool names = o.by->find('*') != std::string_view::npos;
            o.ordered = o.ordered && names;
            if (names && !mayReadAll) return refuse("BY");
        } else if (is(a, "GET") && left >= 1) {
            if (!mayReadAll) return refuse("GET");
            o.get.push_back(i.argv[++k]);
        } else {
            i.out.error(text::kSyntax);
            return false;
        }
    }
    return true;
}

// What a pattern names for an element: "w_*" a string, "h_*->f" a field of a hash, "#" the element itself.
std::optional<std::string> lookUp(Invocation& i, std::string_view pattern, std::string_view element) {
    if (pattern == "#") return std::string(element);
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos) return std::nullopt;
    std::string_view field, tail = pattern.substr(star + 1);
    if (const std::size_t arrow = tail.find("->"); arrow != std::string_view::npos && arrow + 2 < tail.size()) {
        field = tail.substr(arrow + 2);
        tail = tail.substr(0, arrow);
    }
    std::string key(pattern.substr(0, star));
    key += element;
    key += tail;
    const Found f = lookupRead(i.server, i.db(), key);
    if (!f) return std::nullopt;
    const ValueType type = i.server.keyspace.entry(f.entry).type;
    std::string scratch;
    if (field.empty()) {
        if (type != ValueType::String) return std::nullopt;
        return std::string(valueText(i.server, f.entry, scratch));
    }
    if (type != ValueType::Hash) return std::nullopt;
    HashValue::Scratch digits;
    const auto value = static_cast<const HashValue&>(i.server.keyspace.collection(f.entry)).get(field, digits);
    if (!value) return std::nullopt;
    return std::string(*value);
}

struct SortItem {
    std::string element;
    std::optional<std::string> weight; // what BY found, for ALPHA
    double number = 0;
};

// As strtod reads all of it.
bool toNumber(const std::string& text, double& value) {
    char* end = nullptr;
    errno = 0;
    value = std::strtod(text.c_str(), &end);
    return *end == '\0' && errno != ERANGE && !std::isnan(value);
}

// Bytes, or up to the first NUL as the server's collation looks.
int compareText(const std::string& a, const std::string& b, bool collated) {
    return collated ? std::string_view(a.c_str()).compare(b.c_str()) : a.compare(b);
}

bool before(const SortItem& a, const SortItem& b, const SortOptions& o) {
    int order = 0;
    if (!o.alpha) {
        order = a.number < b.number ? -1 : a.number > b.number ? 1 : a.element.compare(b.element);
    } else if (!o.by) {
        order = compareText(a.element, b.element, !o.store);
    } else if (!a.weight || !b.weight) {
        order = static_cast<int>(a.weight.has_value()) - static_cast<int>(b.weight.has_value());
    } else {
        order = compareText(*a.weight, *b.weight, !o.store);
    }
    return o.descending ? order > 0 : order < 0;
}

// False: an error was written.
bool weigh(Invocation& i, std::vector<SortItem>& items, const SortOptions& o) {
    bool numbers = true;
    for (SortItem& item : items) {
        std::optional<std::string> by = item.element;
        if (o.by) by = lookUp(i, *o.by, item.element);
        if (!by) continue;
        if (!o.alpha) numbers = toNumber(*by, item.number) && numbers;
        else if (o.by) item.weight = std::move(by);
    }
    if (!numbers) i.out.error("ERR One or more scores can't be converted into double");
    return numbers;
}

void storeSorted(Invocation& i, std::string_view key, const std::vector<std::string>& values) {
    auto* list = new ListValue(ListValue::kDefaultFill, i.server.keyspace.model()); // whatever the setting says
    const CollectionRules rules = collectionRules(i.server);
    for (const std::string& v : values) list->push(ListEnd::Tail, v, rules);
    const bool was = static_cast<bool>(lookupWrite(i.server, i.db(), key, Touch::No));
    if (storeTyped(i, key, list)) {
        changed(i, key, Notify::List, "sortstore", values.size());
        keyReady(i.server, i.db(), key);
    } else if (was) {
        changed(i, key, Notify::Generic, "del");
    }
    i.out.integer(static_cast<std::int64_t>(values.size()));
}

// As the server does, which sorts no flat ones: from now on the key takes more memory.
void enlarge(Invocation& i, EntryIndex entry) {
    Keyspace& keys = i.server.keyspace;
    if (keys.entry(entry).encoding == Encoding::Skiplist) return;
    const ZSetRules rules = zsetRules(i.server);
    static_cast<ZSetValue&>(keys.changeCollection(entry)).makeLarge(rules);
    keys.collectionChanged(entry);
}

void sortGeneric(Invocation& i, bool readOnly) {
    SortOptions o;
    if (!parseSort(i, readOnly, o)) return;
    std::vector<SortItem> items;
    bool isSet = false;
    if (const Found f = lookupRead(i.server, i.db(), i.argv[1])) {
        if (i.server.keyspace.entry(f.entry).type == ValueType::ZSet) enlarge(i, f.entry);
        const Entry& e = i.server.keyspace.entry(f.entry);
        isSet = e.type == ValueType::Set;
        const bool sortable = e.isCollection() && i.server.keyspace.collection(f.entry).eachElement([&](std::string_view v) {
            items.push_back({std::string(v), std::nullopt, 0});
        });
        if (!sortable) {
            i.out.error(text::kWrongType);
            return;
        }
    }
    if (!o.ordered && isSet && o.store) { // the same on every machine
        o.ordered = o.alpha = true;
        o.by.reset();
    }
    i.server.charge(static_cast<std::int64_t>(items.size()) * kElementNs);
    if (o.ordered) {
        if (!weigh(i, items, o)) return;
        std::stable_sort(items.begin(), items.end(), [&](const SortItem& a, const SortItem& b) { return before(a, b, o); });
    } else if (o.descending && !isSet) {
        std::reverse(items.begin(), items.end());
    }
    const auto size = static_cast<std::int64_t>(items.size());
    const std::int64_t start = std::clamp<std::int64_t>(o.offset, 0, size);
    const std::int64_t count = o.count < 0 ? size - start : std::min(o.count, size - start);
    std::vector<std::string> stored;
    const std::size_t width = std::max<std::size_t>(o.get.size(), 1);
    if (!o.store) i.out.array(static_cast<std::size_t>(count) * width);
    for (std::int64_t k = start; k < start + count; ++k) {
        const std::string& element = items[static_cast<std::size_t>(k)].element;
        if (o.get.empty()) {
            o.store ? stored.push_back(element) : i.out.bulk(element);
            continue;
        }
        for (const std::string_view pattern : o.get) {
            const auto value = lookUp(i, pattern, element);
            if (o.store) stored.push_back(value.value_or(std::string()));
            else if (value) i.out.bulk(*value);
            else i.out.null();
        }
    }
    if (o.store) storeSorted(i, *o.store, stored);
}

} // namespace

void sort(Invocation& i) { sortGeneric(i, false); }

void sortRo(Invocation& i) { sortGeneric(i, true); }

} // namespace maylab::cache::commands
