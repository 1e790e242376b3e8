// Streams in RDB form: blocks as they lie, ids and counters, groups with what is pending.
#include "cache/engine/rdb.h"
#include "cache/engine/stream.h"

#include <memory>

namespace maylab::cache {

namespace {

constexpr std::size_t kIdBytes = 16;

std::string bigEndian(StreamId id) {
    std::string key;
    for (int b = 8; b-- > 0;) key += static_cast<char>(id.ms >> (8 * b));
    for (int b = 8; b-- > 0;) key += static_cast<char>(id.seq >> (8 * b));
    return key;
}

bool readBigEndian(std::string_view key, StreamId& id) {
    if (key.size() != kIdBytes) return false;
    id = {};
    for (std::size_t b = 0; b < 8; ++b) {
        id.ms = id.ms << 8 | static_cast<unsigned char>(key[b]);
        id.seq = id.seq << 8 | static_cast<unsigned char>(key[8 + b]);
    }
    return true;
}

void write(RdbWriter& out, StreamId id) {
    out.length(id.ms);
    out.length(id.seq);
}

StreamId readId(RdbReader& in) {
    const std::uint64_t ms = in.length();
    return {ms, in.length()};
}

// False: not what a group looks like.
bool readGroup(RdbReader& in, StreamGroup& g) {
    const std::uint64_t pending = in.length();
    std::set<StreamId> unowned;
    for (std::uint64_t k = 0; k < pending && !in.failed(); ++k) {
        StreamId id;
        if (!readBigEndian(in.raw(kIdBytes), id)) return false;
        PendingEntry p;
        p.deliveredMs = in.milliseconds();
        p.deliveries = in.length();
        if (in.failed() || !g.pending.emplace(id, p).second) return false;
        unowned.insert(id);
    }
    const std::uint64_t consumers = in.length();
    for (std::uint64_t c = 0; c < consumers && !in.failed(); ++c) {
        const std::string name = in.string();
        const std::int64_t seen = in.milliseconds();
        const std::uint64_t own = in.length();
        if (in.failed() || g.find(name)) return false;
        const std::uint32_t number = g.add(name, seen);
        for (std::uint64_t k = 0; k < own && !in.failed(); ++k) {
            StreamId id;
            if (!readBigEndian(in.raw(kIdBytes), id) || unowned.erase(id) == 0) return false;
            g.pending.find(id)->second.consumer = number;
            g.consumer(number).pending.insert(id);
        }
    }
    return !in.failed() && unowned.empty();
}

} // namespace

void StreamValue::dump(RdbWriter& out) const {
    out.byte(rdb::kStreamListpacks2);
    out.length(m_blocks.size());
    for (const Block& b : m_blocks) {
        out.string(bigEndian(b.master));
        out.string(b.pack->view());
    }
    out.length(m_length);
    write(out, lastId);
    write(out, firstId);
    write(out, maxDeletedId);
    out.length(entriesAdded);
    out.length(m_groups.size());
    for (const auto& [name, box] : m_groups) {
        const StreamGroup& g = *box;
        out.string(name);
        write(out, g.lastId);
        out.length(static_cast<std::uint64_t>(g.entriesRead));
        out.length(g.pending.size());
        for (const auto& [id, p] : g.pending) {
            out.raw(bigEndian(id));
            out.milliseconds(p.deliveredMs);
            out.length(p.deliveries);
        }
        out.length(g.consumers().size());
        for (const auto& [consumer, number] : g.consumers()) {
            const StreamConsumer& c = g.consumer(number);
            out.string(consumer);
            out.milliseconds(c.seenMs);
            out.length(c.pending.size());
            for (const StreamId id : c.pending) out.raw(bigEndian(id));
        }
    }
}

// Everything that reading a block relies on.
bool StreamValue::valid(const Listpack& pack, Header& h) {
    std::int64_t masterFields = 0;
    Listpack::Pos p = pack.first();
    const auto take = [&](std::int64_t& v) { // an integer, and what follows it
        if (p == 0 || !pack.isInteger(p, v)) return false;
        p = pack.next(p);
        return true;
    };
    const auto skip = [&](std::int64_t n) {
        for (; n > 0 && p != 0; --n) p = pack.next(p);
        return n == 0;
    };
    std::int64_t zero = 0;
    if (!take(h.live) || !take(h.deleted) || !take(masterFields)) return false;
    if (h.live < 1 || h.deleted < 0 || masterFields < 1 || masterFields > static_cast<std::int64_t>(pack.size())) return false;
    if (!skip(masterFields) || !take(zero) || zero != 0) return false;
    std::int64_t live = 0, deleted = 0;
    while (p != 0) {
        std::int64_t flags = 0, ms = 0, seq = 0, fields = masterFields, count = 0;
        if (!take(flags) || !take(ms) || !take(seq)) return false;
        const bool same = (flags & 2) != 0;
        if (!same && (!take(fields) || fields < 1 || fields > static_cast<std::int64_t>(pack.size()))) return false;
        if (!skip(same ? fields : 2 * fields)) return false;
        if (!take(count) || count != fields + 3 + (same ? 0 : fields + 1)) return false;
        ++((flags & 1) != 0 ? deleted : live);
    }
    return live == h.live && deleted == h.deleted;
}

StreamValue* StreamValue::restore(RdbReader& in) {
    auto s = std::make_unique<StreamValue>();
    const std::uint64_t blocks = in.length();
    std::uint64_t live = 0;
    for (std::uint64_t k = 0; k < blocks && !in.failed(); ++k) {
        Block b;
        Header h;
        const bool id = readBigEndian(in.string(), b.master);
        const std::string bytes = in.string();
        if (in.failed() || !id || !Listpack::parse(bytes, b.pack.mut()) || !valid(*b.pack, h)) return nullptr;
        if (!s->m_blocks.empty() && b.master <= s->m_blocks.back().master) return nullptr;
        live += static_cast<std::uint64_t>(h.live);
        s->m_blocks.push_back(std::move(b));
    }
    s->m_length = in.length();
    s->lastId = readId(in);
    s->firstId = readId(in);
    s->maxDeletedId = readId(in);
    s->entriesAdded = in.length();
    if (in.failed() || s->m_length != live) return nullptr;
    const std::uint64_t groups = in.length();
    for (std::uint64_t k = 0; k < groups && !in.failed(); ++k) {
        const std::string name = in.string();
        StreamGroup g;
        g.lastId = readId(in);
        g.entriesRead = static_cast<std::int64_t>(in.length());
        if (in.failed() || !readGroup(in, g)) return nullptr;
        s->m_groupBytes += g.allocatedBytes(MemoryModel());
        if (!s->m_groups.emplace(name, kernel::CowBox<StreamGroup>(std::move(g))).second) return nullptr;
    }
    if (!in.done()) return nullptr;
    s->m_prealloc = 0; // blocks that were read take what they need
    for (std::size_t b = 0; b < s->m_blocks.size(); ++b) {
        s->changed(b);
        s->m_content = kernel::fnv1a(s->m_blocks[b].pack->view(), s->m_content);
    }
    return s.release();
}

} // namespace maylab::cache
