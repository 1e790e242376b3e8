// How often the heap was asked for memory: tests of hot paths, which must not ask once an event. Include it in one file
// of a program alone: it replaces the global operators.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace maylab::testing {

inline std::atomic<std::uint64_t> g_allocations{0};
inline std::uint64_t allocations() { return g_allocations.load(std::memory_order_relaxed); }

} // namespace maylab::testing

void* operator new(std::size_t size) {
    maylab::testing::g_allocations.fetch_add(1, std::memory_order_relaxed);
    if (void* p = std::malloc(size != 0 ? size : 1)) return p;
    throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    maylab::testing::g_allocations.fetch_add(1, std::memory_order_relaxed);
    return std::malloc(size != 0 ? size : 1);
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, const std::nothrow_t&) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
