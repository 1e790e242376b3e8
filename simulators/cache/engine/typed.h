// How commands reach collections: a key that holds the type that the command is for, is missing, or holds something
// else (WRONGTYPE was answered); changing one in place; a collection that becomes empty takes its key along.
//
//   const auto set = readTyped<SetValue>(i, i.argv[1]);
//   if (set.wrong) return;                      // the error was written
//   i.out.integer(set ? set->size() : 0);
//
//   auto set = writeTyped<SetValue>(i, key);
//   if (set.wrong) return;
//   const bool added = changeTyped(i, set, key, [&](SetValue& v) { return v.add(member); });   // makes it if missing
//   if (added) changed(i, key, Notify::Set, "sadd");
//
// T names its type as T::kType and is default-constructible.
#pragma once

#include "cache/engine/arguments.h"
#include "cache/engine/collection.h"
#include "cache/engine/key_change.h"

#include <string_view>
#include <utility>

namespace maylab::cache {

template <class T>
struct Typed {
    EntryIndex entry = 0;
    std::uint64_t hash = 0;
    bool wrong = false; // WRONGTYPE was written
    const T* value = nullptr; // good until the server changes
    explicit operator bool() const { return value != nullptr; }
    const T* operator->() const { return value; }
    const T& operator*() const { return *value; }
};

template <class T>
Typed<T> typedAt(Invocation& i, const Found& f, bool answer) {
    Typed<T> t;
    t.entry = f.entry;
    t.hash = f.hash;
    if (!f) return t;
    if (i.server.keyspace.entry(f.entry).type != T::kType) {
        t.wrong = true;
        if (answer) i.out.error(text::kWrongType);
        return t;
    }
    t.value = static_cast<const T*>(&i.server.keyspace.collection(f.entry));
    return t;
}

// Counted as hit or miss.
template <class T>
Typed<T> readTyped(Invocation& i, std::string_view key) {
    return typedAt<T>(i, lookupRead(i.server, i.db(), key), true);
}
template <class T>
Typed<T> writeTyped(Invocation& i, std::string_view key) {
    return typedAt<T>(i, lookupWrite(i.server, i.db(), key), true);
}

// Runs change(T&) on a value that is nobody else's; makes the key first if it is missing. Used memory, encoding and the
// time of writing follow. The key goes (with the notification "del") when nothing is left; t is empty then.
template <class T, class Change>
auto changeTyped(Invocation& i, Typed<T>& t, std::string_view key, Change&& change) {
    Keyspace& keys = i.server.keyspace;
    if (t.entry == 0) {
        t.entry = addKey(i.server, i.db(), key, t.hash);
        keys.setCollection(t.entry, CollectionRef(new T()));
    }
    struct Finish { // change may return nothing
        Invocation& i;
        Typed<T>& t;
        std::string_view key;
        ~Finish() {
            Keyspace& keys = i.server.keyspace;
            keys.collectionChanged(t.entry);
            keys.mut(t.entry).writtenTick = i.server.tick();
            t.value = static_cast<const T*>(&keys.collection(t.entry));
            if (t.value->size() != 0 || T::kMayBeEmpty) return;
            removeKey(i.server, i.db(), t.entry);
            emptied(i, key);
            t.entry = 0;
            t.value = nullptr;
        }
    } finish{i, t, key};
    return change(static_cast<T&>(keys.changeCollection(t.entry)));
}

// Puts value under key in place of whatever is there (SUNIONSTORE, SORT ... STORE): its TTL goes. Empty: the key goes.
// Tells nobody: the caller says what happened (changed). True: something is stored.
template <class T>
bool storeTyped(Invocation& i, std::string_view key, T* fresh) {
    CollectionRef value(fresh);
    const Found f = lookupWrite(i.server, i.db(), key);
    if (value->size() == 0) {
        if (f) removeKey(i.server, i.db(), f.entry);
        return false;
    }
    const EntryIndex e = setKey(i.server, i.db(), key, f, false);
    i.server.keyspace.setCollection(e, std::move(value));
    return true;
}

} // namespace maylab::cache
