// Memory of an interpreter that begins every script in exactly the same state: one block per thread, with everything the
// interpreter allocates in it. After a script the bytes of its beginning are copied back, so nothing that a script did
// is left for the next; and as the block lies on a boundary of 4 GB, even the order in which a table is walked that is
// hashed by address is the same in every run. When the block is full, the script is out of memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace maylab::cache {

class ScriptArena {
  public:
    static constexpr std::size_t kBytes = 64u << 20;

    ScriptArena();
    ~ScriptArena();
    ScriptArena(const ScriptArena&) = delete;
    ScriptArena& operator=(const ScriptArena&) = delete;

    bool ready() const { return m_base != nullptr; }
    // As lua_Alloc: ud is the arena.
    static void* allocate(void* ud, void* p, std::size_t oldSize, std::size_t newSize);
    // Remembers the bytes as they are, and goes back to them.
    void keep();
    void restore();
    std::uint64_t offset(const void* p) const { return static_cast<std::uint64_t>(static_cast<const char*>(p) - m_base); }
    std::size_t used() const;

  private:
    struct Head; // lies in the block too, and is restored with it
    Head& head() const;
    void* take(std::size_t size);
    void give(void* p, std::size_t size);

    char* m_base = nullptr;
    std::vector<char> m_kept;
};

} // namespace maylab::cache
