#include "cache/engine/script_arena.h"

#include <sys/mman.h>

#include <bit>
#include <cstring>

namespace maylab::cache {

namespace {

constexpr std::size_t kSmallStep = 16, kSmallest = 16, kLargestSmall = 512;
constexpr std::size_t kSmallClasses = kLargestSmall / kSmallStep, kLargeClasses = 27; // powers of two from 1 kB on
// Where nothing else lies; ThreadSanitizer keeps its own tables at the usual place.
#if defined(__SANITIZE_THREAD__)
constexpr std::uint64_t kFirstPlace = 0x10'0000'0000ull;
constexpr int kPlaces = 100;
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
constexpr std::uint64_t kFirstPlace = 0x10'0000'0000ull;
constexpr int kPlaces = 100;
#else
constexpr std::uint64_t kFirstPlace = 0x3000'0000'0000ull;
constexpr int kPlaces = 512;
#endif
#else
constexpr std::uint64_t kFirstPlace = 0x3000'0000'0000ull;
constexpr int kPlaces = 512;
#endif
constexpr std::uint64_t kBoundary = 1ull << 32;
constexpr std::size_t kKeepResident = 1u << 20;

std::size_t classOf(std::size_t size) {
    if (size <= kLargestSmall) return (size + kSmallStep - 1) / kSmallStep - 1;
    return kSmallClasses + static_cast<std::size_t>(std::bit_width(size - 1)) - 10;
}

std::size_t classBytes(std::size_t c) {
    return c < kSmallClasses ? (c + 1) * kSmallStep : std::size_t{1} << (c - kSmallClasses + 10);
}

} // namespace

struct ScriptArena::Head {
    std::size_t top;                                  // the first byte never used
    void* free[kSmallClasses + kLargeClasses];        // chains of blocks given back
};

ScriptArena::ScriptArena() {
    for (int k = 0; k < kPlaces && m_base == nullptr; ++k) {
        void* wanted = reinterpret_cast<void*>(kFirstPlace + static_cast<std::uint64_t>(k) * kBoundary);
        void* got = mmap(wanted, kBytes, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
        if (got == wanted) m_base = static_cast<char*>(got);
        else if (got != MAP_FAILED) munmap(got, kBytes);
    }
    if (m_base == nullptr) { // anywhere: only walks over tables that are hashed by address differ
        void* got = mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (got == MAP_FAILED) return;
        m_base = static_cast<char*>(got);
    }
    head().top = (sizeof(Head) + kSmallStep - 1) / kSmallStep * kSmallStep;
}

ScriptArena::~ScriptArena() {
    if (m_base != nullptr) munmap(m_base, kBytes);
}

ScriptArena::Head& ScriptArena::head() const { return *reinterpret_cast<Head*>(m_base); }

std::size_t ScriptArena::used() const { return head().top; }

void* ScriptArena::take(std::size_t size) {
    if (size > kBytes) return nullptr;
    const std::size_t c = classOf(size), bytes = classBytes(c);
    Head& h = head();
    if (void* p = h.free[c]) {
        std::memcpy(&h.free[c], p, sizeof(void*));
        return p;
    }
    if (bytes > kBytes - h.top) return nullptr;
    void* p = m_base + h.top;
    h.top += bytes;
    return p;
}

void ScriptArena::give(void* p, std::size_t size) {
    Head& h = head();
    const std::size_t c = classOf(size);
    std::memcpy(p, &h.free[c], sizeof(void*));
    h.free[c] = p;
}

void* ScriptArena::allocate(void* ud, void* p, std::size_t oldSize, std::size_t newSize) {
    ScriptArena& a = *static_cast<ScriptArena*>(ud);
    if (newSize == 0) {
        if (p != nullptr && oldSize != 0) a.give(p, oldSize);
        return nullptr;
    }
    if (p == nullptr || oldSize == 0) return a.take(newSize);
    if (classOf(oldSize) == classOf(newSize)) return p;
    void* fresh = a.take(newSize);
    if (fresh == nullptr) return nullptr;
    std::memcpy(fresh, p, oldSize < newSize ? oldSize : newSize);
    a.give(p, oldSize);
    return fresh;
}

void ScriptArena::keep() { m_kept.assign(m_base, m_base + head().top); }

void ScriptArena::restore() {
    const std::size_t top = head().top;
    std::memcpy(m_base, m_kept.data(), m_kept.size());
    // What a greedy script made resident goes back to the system.
    const std::size_t from = (m_kept.size() + kKeepResident + 4095) / 4096 * 4096;
    if (top > from) madvise(m_base + from, kBytes - from, MADV_DONTNEED);
}

} // namespace maylab::cache
