// A value that copies share until one of them writes. Copies may live on different threads.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace maylab::kernel {

template <class T>
class CowBox {
  public:
    CowBox() : CowBox(T()) {}
    explicit CowBox(T value) : m_rep(new Rep{std::move(value)}) {}
    CowBox(const CowBox& o) : m_rep(o.m_rep) { m_rep->references.fetch_add(1, std::memory_order_relaxed); }
    CowBox(CowBox&& o) noexcept : m_rep(std::exchange(o.m_rep, nullptr)) {}
    CowBox& operator=(CowBox o) noexcept {
        std::swap(m_rep, o.m_rep);
        return *this;
    }
    ~CowBox() {
        if (m_rep != nullptr && m_rep->references.fetch_sub(1, std::memory_order_acq_rel) == 1) delete m_rep;
    }

    const T& operator*() const { return m_rep->value; }
    const T* operator->() const { return &m_rep->value; }
    T& mut() {
        if (m_rep->references.load(std::memory_order_acquire) != 1) *this = CowBox(T(m_rep->value));
        return m_rep->value;
    }

  private:
    struct Rep {
        explicit Rep(T v) : value(std::move(v)) {}
        T value;
        std::atomic<std::uint32_t> references{1};
    };
    Rep* m_rep; // null only after a move
};

} // namespace maylab::kernel
