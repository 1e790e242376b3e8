// A value that is more than a string: list, hash, set, sorted set, stream. The keyspace holds it by a counted reference;
// whoever changes it makes it its own first, so that a copy of a server shares every collection until one of the two writes.
#pragma once

#include "cache/engine/value_type.h"
#include "kernel/hash.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <utility>

namespace maylab::cache {

class RdbWriter;
struct MemoryModel;

class Collection {
  public:
    Collection() = default;
    Collection(const Collection&) {} // a copy begins with references of its own
    Collection& operator=(const Collection&) = delete;
    virtual ~Collection() = default;

    virtual Collection* clone() const = 0;
    virtual ValueType type() const = 0;
    virtual Encoding encoding() const = 0;
    virtual std::size_t size() const = 0; // elements, fields, members, entries
    // What the modelled server has allocated for the value, its object header included. Called before and after every
    // change: keep it as a running sum, never walk the elements.
    virtual std::int64_t allocatedBytes(const MemoryModel& model) const = 0;
    // As MEMORY USAGE estimates it from that many elements (0: all of them), object header included.
    virtual std::int64_t estimatedBytes(const MemoryModel& model, std::size_t samples) const = 0;
    virtual std::uint64_t realBytes() const = 0; // what this process holds; O(1)
    virtual void mixInto(kernel::Fingerprint& f) const = 0;
    // Every element in the server's own order (a sorted set: by score), for SORT. False: not a type that SORT takes.
    virtual bool eachElement(const std::function<void(std::string_view)>&) const { return false; }
    // Type byte and content as DUMP writes them (rdb.h). Nothing: this type has no such form here.
    virtual void dump(RdbWriter&) const {}

  private:
    friend class CollectionRef;
    mutable std::atomic<std::uint32_t> m_references{0};
};

// Counts as CowArray does: copies may live on different threads.
class CollectionRef {
  public:
    CollectionRef() = default;
    explicit CollectionRef(Collection* fresh) : m_value(fresh) { retain(); }
    CollectionRef(const CollectionRef& o) : m_value(o.m_value) { retain(); }
    CollectionRef(CollectionRef&& o) noexcept : m_value(std::exchange(o.m_value, nullptr)) {}
    CollectionRef& operator=(CollectionRef o) noexcept {
        std::swap(m_value, o.m_value);
        return *this;
    }
    ~CollectionRef() { release(); }

    explicit operator bool() const { return m_value != nullptr; }
    const Collection& operator*() const { return *m_value; }
    const Collection* operator->() const { return m_value; }
    Collection& unique() {
        if (m_value->m_references.load(std::memory_order_acquire) != 1) *this = CollectionRef(m_value->clone());
        return *m_value;
    }

  private:
    void retain() const {
        if (m_value != nullptr) m_value->m_references.fetch_add(1, std::memory_order_relaxed);
    }
    void release() const {
        if (m_value != nullptr && m_value->m_references.fetch_sub(1, std::memory_order_acq_rel) == 1) delete m_value;
    }
    Collection* m_value = nullptr;
};

} // namespace maylab::cache
