#include "cache/engine/replication.h"

#include "cache/engine/command_table.h"
#include "cache/engine/replication_feed.h"

#include <algorithm>
#include <bit>

namespace maylab::cache {

std::string_view ReplicationRecord::key() const {
    switch (kind) {
    case Kind::Set:
    case Kind::Del:
        return keyLength <= kInlineKey ? std::string_view(inlineKey, keyLength) : block.view();
    case Kind::Restore: return moved->key;
    case Kind::Command: {
        std::vector<std::string_view> argv;
        unpackWords(block.view(), argv);
        bool unknown = false;
        const Command* c = argv.empty() ? nullptr : resolveCommand(argv, false, unknown);
        std::vector<std::size_t> positions;
        if (c == nullptr || !commandKeys(*c, argv, positions) || positions.empty()) return {};
        return argv[positions.front()];
    }
    default: return {};
    }
}

std::vector<std::string> ReplicationRecord::words() const {
    const auto synthetic = [](std::uint32_t length) { return "<" + std::to_string(length) + " bytes>"; };
    switch (kind) {
    case Kind::Command: {
        std::vector<std::string_view> argv;
        unpackWords(block.view(), argv);
        return {argv.begin(), argv.end()};
    }
    case Kind::Set: {
        std::vector<std::string> w{"SET", std::string(key()), synthetic(valueLength)};
        if (expireAt >= 0) w.insert(w.end(), {"PXAT", std::to_string(expireAt)});
        return w;
    }
    case Kind::Del: return {"DEL", std::string(key())};
    case Kind::Restore:
        return {"RESTORE", moved->key, std::to_string(std::max<std::int64_t>(moved->expireAt, 0)),
                synthetic(static_cast<std::uint32_t>(moved->payloadBytes)), "REPLACE", "ABSTTL"};
    case Kind::Select: return {"SELECT", std::to_string(db)};
    case Kind::Multi: return {"MULTI"};
    case Kind::Exec: return {"EXEC"};
    case Kind::Ping: return {"PING"};
    case Kind::GetAck: return {"REPLCONF", "GETACK", "*"};
    }
    return {};
}

void ReplicationBacklog::start(std::uint64_t offset) {
    *this = {};
    m_active = true;
    m_from = m_offset = offset;
}

void ReplicationBacklog::stop() { *this = {}; }

void ReplicationBacklog::append(ReplicationRecord record, std::uint64_t bytes) {
    m_offset += bytes;
    record.offset = m_offset;
    push(std::move(record));
}

void ReplicationBacklog::appendAsIs(const ReplicationRecord& record) {
    m_offset = record.offset;
    push(record);
}

void ReplicationBacklog::push(ReplicationRecord record) {
    if (m_count == m_ring.size()) {
        kernel::CowArray<ReplicationRecord, 5> larger;
        larger.resize(std::max<std::size_t>(m_ring.size() * 2, 32));
        for (std::size_t i = 0; i < m_count; ++i) larger.mut(i) = at(i);
        m_ring = std::move(larger);
        m_first = 0;
    }
    m_ring.mut((m_first + m_count) & (m_ring.size() - 1)) = std::move(record);
    ++m_count;
}

void ReplicationBacklog::trim(std::uint64_t size, std::uint64_t keep) {
    while (m_count > 0) {
        const std::uint64_t next = at(0).offset;
        if (m_offset - next < size || next > keep) return;
        m_from = next;
        ReplicationRecord& gone = m_ring.mut(m_first);
        gone.block = Blob();
        gone.moved.reset();
        m_first = (m_first + 1) & (m_ring.size() - 1);
        --m_count;
    }
}

std::size_t ReplicationBacklog::firstBehind(std::uint64_t offset) const {
    std::size_t low = 0, high = m_count;
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (at(middle).offset > offset) high = middle;
        else low = middle + 1;
    }
    return low;
}

bool ReplicationBacklog::read(std::uint64_t offset, std::int64_t untilMs, std::size_t most,
                              std::vector<ReplicationRecord>& out) const {
    if (!has(offset)) return false;
    for (std::size_t i = firstBehind(offset); i < m_count && most > 0 && at(i).timeMs <= untilMs; ++i, --most)
        out.push_back(at(i));
    return true;
}

} // namespace maylab::cache
