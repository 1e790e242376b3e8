// Byte strings with a shared count: what a person or a client wrote. A copy of a keyspace shares them; writing
// makes a copy first when somebody else still looks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace maylab::cache {

class Blob {
  public:
    Blob() = default;
    Blob(const Blob& o);
    Blob(Blob&& o) noexcept : m_rep(o.m_rep) { o.m_rep = nullptr; }
    Blob& operator=(Blob o) noexcept;
    ~Blob();

    // sdsAllocated: what the real server's allocator would hand out for it, header included (memory_model.h).
    static Blob make(std::string_view bytes, std::uint64_t sdsAllocated);

    bool empty() const { return m_rep == nullptr; }
    std::string_view view() const;
    std::uint64_t sdsAllocated() const;
    // Bytes that may be written; made unique, at least newSize long, new bytes zero.
    char* writable(std::size_t newSize, std::uint64_t sdsAllocated);

  private:
    struct Rep;
    Rep* m_rep = nullptr;
};

} // namespace maylab::cache
