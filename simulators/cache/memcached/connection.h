// One client connection: what it sent and was not read yet, and the value that a storage command waits for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace maylab::memcached {

using ClientId = std::uint64_t; // 0: none

enum class StoreMode : std::uint8_t { Set, Add, Replace, Append, Prepend, Cas };

// A storage command whose line was read.
struct PendingStore {
    bool active = false;
    StoreMode mode = StoreMode::Set;
    bool noreply = false;
    std::string key;
    std::uint32_t clientFlags = 0;
    std::uint32_t expires = 0; // relative, 0 never
    std::uint32_t length = 0;  // without line end
    std::uint64_t cas = 0;
    // ms
    bool meta = false;
    bool mayBeStale = false;
    bool binaryKey = false;
    std::string returnFlags; // as it asked: 'k', 'c', and "O..." words, joined by blanks
};

struct Connection {
    ClientId id = 0;
    std::string address;
    std::string host; // of the forwarded port it came through (cache/engine/announced_ports.h); empty: none
    std::string input;          // from consumed on: not read yet
    std::size_t consumed = 0;
    std::uint64_t swallow = 0;  // bytes of a refused value still to come
    PendingStore store;
    bool closing = false;
    bool watching = false;      // `watch`: commands are no longer read
    std::uint32_t lastCommand = 0; // relative seconds
    std::uint32_t thread = 0;
};

} // namespace maylab::memcached
