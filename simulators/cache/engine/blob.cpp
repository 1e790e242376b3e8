#include "cache/engine/blob.h"

#include "kernel/assert.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <new>
#include <utility>

namespace maylab::cache {

struct Blob::Rep {
    std::atomic<std::uint32_t> refs{1};
    std::size_t size = 0, capacity = 0;
    SdsSize sds;
    char* data() { return reinterpret_cast<char*>(this + 1); }

    static Rep* create(std::size_t size, std::size_t capacity) {
        void* memory = ::operator new(sizeof(Rep) + capacity);
        Rep* r = new (memory) Rep;
        r->size = size;
        r->capacity = capacity;
        return r;
    }
    static void release(Rep* r) {
        if (r == nullptr || r->refs.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
        r->~Rep();
        ::operator delete(r);
    }
};

Blob::Blob(const Blob& o) : m_rep(o.m_rep) {
    if (m_rep != nullptr) m_rep->refs.fetch_add(1, std::memory_order_relaxed);
}

Blob& Blob::operator=(Blob o) noexcept {
    std::swap(m_rep, o.m_rep);
    return *this;
}

Blob::~Blob() { Rep::release(m_rep); }

Blob Blob::make(std::string_view bytes, SdsSize sds) {
    Blob b;
    b.m_rep = Rep::create(bytes.size(), bytes.size());
    b.m_rep->sds = sds;
    if (!bytes.empty()) std::memcpy(b.m_rep->data(), bytes.data(), bytes.size());
    return b;
}

std::string_view Blob::view() const {
    return m_rep == nullptr ? std::string_view() : std::string_view(m_rep->data(), m_rep->size);
}

SdsSize Blob::sds() const { return m_rep == nullptr ? SdsSize{} : m_rep->sds; }

char* Blob::writable(std::size_t newSize, SdsSize sds) {
    const std::size_t oldSize = m_rep == nullptr ? 0 : m_rep->size;
    MAYLAB_ASSERT(newSize >= oldSize);
    if (m_rep == nullptr || m_rep->refs.load(std::memory_order_acquire) != 1 || m_rep->capacity < newSize) {
        const std::size_t capacity = newSize <= oldSize ? newSize : std::max(newSize, oldSize + oldSize / 2);
        Rep* grown = Rep::create(oldSize, capacity);
        if (oldSize != 0) std::memcpy(grown->data(), m_rep->data(), oldSize);
        Rep::release(m_rep);
        m_rep = grown;
    }
    if (newSize > oldSize) std::memset(m_rep->data() + oldSize, 0, newSize - oldSize);
    m_rep->size = newSize;
    m_rep->sds = sds;
    return m_rep->data();
}

} // namespace maylab::cache
