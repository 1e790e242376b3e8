// Byte strings with a shared count: what a person or a client wrote. A copy of a keyspace shares them; writing
// makes a copy first when somebody else still looks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace maylab::cache {

// A string as the real server's allocator sees it (memory_model.h).
struct SdsSize {
    std::uint64_t allocated = 0; // with its header
    std::uint64_t room = 0;      // how long it may become before it must move
};

class Blob {
  public:
    Blob() = default;
    Blob(const Blob& o);
    Blob(Blob&& o) noexcept : m_rep(o.m_rep) { o.m_rep = nullptr; }
    Blob& operator=(Blob o) noexcept;
    ~Blob();

    static Blob make(std::string_view bytes, SdsSize sds = {});

    bool empty() const { return m_rep == nullptr; }
    std::string_view view() const;
    SdsSize sds() const;
    // Bytes that may be written; made unique, at least newSize long, new bytes zero.
    char* writable(std::size_t newSize, SdsSize sds);

  private:
    struct Rep;
    Rep* m_rep = nullptr;
};

} // namespace maylab::cache
