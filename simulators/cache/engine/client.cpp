#include "cache/engine/client.h"

#include "cache/engine/memory_model.h"

#include <algorithm>

namespace maylab::cache {

std::int64_t Client::memory() const {
    return (buffersGrown ? MemoryModel::kClientActive : MemoryModel::kClientIdle) +
           static_cast<std::int64_t>(parser.buffered() + unsent + transaction.bytes);
}

Client& Clients::add(std::string_view address, std::int64_t nowMs) {
    Client& c = m_clients.emplace_back();
    c.id = nextId++;
    c.address = address;
    c.createdMs = c.lastMs = nowMs;
    return c;
}

Client* Clients::find(ClientId id) {
    const auto at = std::lower_bound(m_clients.begin(), m_clients.end(), id,
                                     [](const Client& c, ClientId wanted) { return c.id < wanted; });
    return at != m_clients.end() && at->id == id ? &*at : nullptr;
}

const Client* Clients::find(ClientId id) const { return const_cast<Clients*>(this)->find(id); }

bool Clients::remove(ClientId id) {
    const Client* c = find(id);
    if (c == nullptr) return false;
    m_clients.erase(m_clients.begin() + (c - m_clients.data()));
    return true;
}

// An application's pool is counted as idle connections: its buffers are not modelled.
std::int64_t Clients::memory() const {
    std::int64_t sum = static_cast<std::int64_t>(pooled) * MemoryModel::kClientIdle;
    for (const Client& c : m_clients) sum += c.memory();
    return sum;
}

} // namespace maylab::cache
