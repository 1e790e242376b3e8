#include "cache/engine/stream.h"

#include "cache/engine/numbers.h"

#include <algorithm>
#include <array>
#include <string>

namespace maylab::cache {

namespace {

constexpr std::int64_t kDeleted = 1, kSameFields = 2; // flags of an entry
constexpr std::int64_t kStream = 80, kGroup = 40, kConsumer = 24, kPending = 24, kRadix = 24;
constexpr std::size_t kLargestBlock = std::size_t{1} << 30, kPrealloc = 4096;

// A radix tree over ids takes about that much for one more id: its leaf, the rest of its bytes, a share of a branch.
constexpr std::int64_t kRadixKey = 16 + 32 + 12;

void appendInteger(Listpack& pack, std::int64_t v) { pack.append(formatInteger(v)); }

std::int64_t integerAt(const Listpack& pack, Listpack::Pos at) {
    std::int64_t v = 0;
    pack.isInteger(at, v);
    return v;
}

std::uint64_t rolled(std::uint64_t h, StreamId id, std::uint64_t more) {
    return kernel::mix64(h ^ kernel::mix64(id.ms + kernel::mix64(id.seq + more)));
}

std::array<unsigned char, 16> radixKey(StreamId id) {
    std::array<unsigned char, 16> key{};
    for (std::size_t b = 0; b < 8; ++b) {
        key[b] = static_cast<unsigned char>(id.ms >> (56 - 8 * b));
        key[8 + b] = static_cast<unsigned char>(id.seq >> (56 - 8 * b));
    }
    return key;
}

// Nodes of a radix tree that holds these sorted ids, below depth bytes that all of them share: runs of single bytes are
// one node, a branch is one, the end of a key is one.
template <class At>
std::size_t radixNodesBelow(At& at, std::size_t from, std::size_t to, std::size_t depth) {
    constexpr std::size_t kKey = 16;
    const auto first = radixKey(at(from)), last = radixKey(at(to - 1));
    std::size_t shared = depth;
    while (shared < kKey && first[shared] == last[shared]) ++shared;
    std::size_t nodes = shared > depth ? 1 : 0;
    if (shared == kKey) return nodes + 1;
    ++nodes;
    for (std::size_t k = from; k < to;) {
        const unsigned char byte = radixKey(at(k))[shared];
        std::size_t end = k + 1;
        while (end < to && radixKey(at(end))[shared] == byte) ++end;
        nodes += radixNodesBelow(at, k, end, shared + 1);
        k = end;
    }
    return nodes;
}

template <class At>
std::size_t radixNodesOf(std::size_t n, At&& at) {
    return n == 0 ? 1 : radixNodesBelow(at, 0, n, 0);
}

// As MEMORY USAGE takes it: every node is thought to have 30 words beside its head.
std::int64_t estimatedRadix(std::size_t keys, std::size_t nodes) {
    return static_cast<std::int64_t>(keys * 16 + nodes * (4 + 8 * 30));
}

std::size_t radixNodesOf(const std::vector<StreamId>& ids) {
    return radixNodesOf(ids.size(), [&](std::size_t k) { return ids[k]; });
}

} // namespace

// --- ids -----------------------------------------------------------------------------------------------------

bool StreamId::increment() {
    if (seq != UINT64_MAX) {
        ++seq;
        return true;
    }
    if (ms == UINT64_MAX) {
        ms = seq = 0;
        return false;
    }
    ++ms;
    seq = 0;
    return true;
}

bool StreamId::decrement() {
    if (seq != 0) {
        --seq;
        return true;
    }
    if (ms == 0) {
        ms = seq = UINT64_MAX;
        return false;
    }
    --ms;
    seq = UINT64_MAX;
    return true;
}

std::string StreamId::text() const { return std::to_string(ms) + "-" + std::to_string(seq); }

// --- groups --------------------------------------------------------------------------------------------------

std::optional<std::uint32_t> StreamGroup::find(std::string_view name) const {
    const auto at = m_numbers.find(name);
    return at == m_numbers.end() ? std::nullopt : std::optional(at->second);
}

std::uint32_t StreamGroup::add(std::string_view name, std::int64_t nowMs) {
    std::uint32_t number = static_cast<std::uint32_t>(m_consumers.size());
    if (m_free.empty()) {
        m_consumers.emplace_back();
    } else {
        number = m_free.back();
        m_free.pop_back();
    }
    m_consumers[number] = {std::string(name), nowMs, {}};
    m_numbers.emplace(std::string(name), number);
    return number;
}

void StreamGroup::remove(std::uint32_t number) {
    for (const StreamId id : m_consumers[number].pending) pending.erase(id);
    m_numbers.erase(m_consumers[number].name);
    m_consumers[number] = {};
    m_free.push_back(number);
}

PendingEntry& StreamGroup::assign(StreamId id, std::uint32_t consumer) {
    const auto [at, fresh] = pending.try_emplace(id);
    if (!fresh && at->second.consumer != consumer) m_consumers[at->second.consumer].pending.erase(id);
    at->second.consumer = consumer;
    m_consumers[consumer].pending.insert(id);
    return at->second;
}

bool StreamGroup::acknowledge(StreamId id) {
    const auto at = pending.find(id);
    if (at == pending.end()) return false;
    m_consumers[at->second.consumer].pending.erase(id);
    pending.erase(at);
    return true;
}

std::int64_t StreamGroup::allocatedBytes(const MemoryModel& model) const {
    // Every pending entry is in the group's tree and in its consumer's.
    return model.allocated(kGroup) + 2 * kRadix +
           static_cast<std::int64_t>(pending.size()) * (model.allocated(kPending) + 2 * kRadixKey) +
           static_cast<std::int64_t>(m_numbers.size()) * (model.allocated(kConsumer) + kRadix + kRadixKey + 16);
}

// --- blocks --------------------------------------------------------------------------------------------------

StreamValue::Header StreamValue::header(const Listpack& pack) {
    Header h;
    Listpack::Pos p = pack.first();
    h.live = integerAt(pack, p);
    p = pack.next(p);
    h.deleted = integerAt(pack, p);
    p = pack.next(p);
    h.masterFields = static_cast<std::uint32_t>(integerAt(pack, p));
    p = h.names = pack.next(p);
    for (std::uint32_t k = 0; k < h.masterFields; ++k) p = pack.next(p);
    h.entries = pack.next(p); // past the terminator
    return h;
}

bool StreamValue::read(const Block& block, const Header& h, Listpack::Pos at, StreamEntry& e, Listpack::Pos& after) {
    const Listpack& pack = *block.pack;
    e.m_pack = &pack;
    e.m_flags = at;
    const std::int64_t flags = integerAt(pack, at);
    e.m_deleted = (flags & kDeleted) != 0;
    e.m_sameFields = (flags & kSameFields) != 0;
    at = pack.next(at);
    e.id.ms = block.master.ms + static_cast<std::uint64_t>(integerAt(pack, at));
    at = pack.next(at);
    e.id.seq = block.master.seq + static_cast<std::uint64_t>(integerAt(pack, at));
    at = pack.next(at);
    std::uint32_t elements = h.masterFields;
    if (e.m_sameFields) {
        e.fields = h.masterFields;
        e.m_names = h.names;
        e.m_values = at;
    } else {
        e.fields = static_cast<std::uint32_t>(integerAt(pack, at));
        at = pack.next(at);
        e.m_names = e.m_values = at;
        elements = e.fields * 2;
    }
    for (std::uint32_t k = 0; k < elements; ++k) at = pack.next(at);
    after = pack.next(at); // past the number of elements
    return !e.m_deleted;
}

void StreamValue::setCounts(Listpack& pack, std::int64_t live, std::int64_t deleted) {
    pack.replace(pack.first(), formatInteger(live));
    pack.replace(pack.next(pack.first()), formatInteger(deleted));
}

std::size_t StreamValue::blockOf(StreamId id) const {
    const auto at = std::upper_bound(m_blocks.begin(), m_blocks.end(), id,
                                     [](StreamId i, const Block& b) { return i < b.master; });
    return at == m_blocks.begin() ? m_blocks.size() : static_cast<std::size_t>(at - m_blocks.begin()) - 1;
}

std::int64_t StreamValue::blockBytes(const MemoryModel& model, std::size_t block) const {
    const auto bytes = static_cast<std::int64_t>(m_blocks[block].pack->bytes());
    // The last one was given room to grow.
    return model.allocated(block + 1 == m_blocks.size() ? std::max(bytes, static_cast<std::int64_t>(m_prealloc)) : bytes);
}

Listpack& StreamValue::change(std::size_t block) {
    m_realBytes -= m_blocks[block].pack->realBytes();
    if (block + 1 != m_blocks.size()) m_packBytes -= static_cast<std::uint64_t>(blockBytes(MemoryModel(), block));
    return m_blocks[block].pack.mut();
}

void StreamValue::changed(std::size_t block) {
    m_realBytes += m_blocks[block].pack->realBytes();
    if (block + 1 != m_blocks.size()) m_packBytes += static_cast<std::uint64_t>(blockBytes(MemoryModel(), block));
}

void StreamValue::dropBlock(std::size_t block) {
    change(block);
    m_blocks.erase(m_blocks.begin() + static_cast<std::ptrdiff_t>(block));
    // The one before becomes the last: what it has is counted by allocatedBytes itself.
    if (block == m_blocks.size() && block > 0)
        m_packBytes -= static_cast<std::uint64_t>(
            MemoryModel().allocated(static_cast<std::int64_t>(m_blocks[block - 1].pack->bytes())));
}

void StreamValue::append(StreamId id, std::span<const std::string_view> words, const StreamLimits& limits) {
    const std::size_t fields = words.size() / 2;
    std::size_t length = 0;
    for (const std::string_view w : words) length += w.size();
    bool fresh = m_blocks.empty();
    if (!fresh) {
        const Listpack& last = *m_blocks.back().pack;
        const std::size_t most = limits.nodeBytes == 0 ? kLargestBlock : std::min(limits.nodeBytes, kLargestBlock);
        const Header h = header(last);
        fresh = last.bytes() + length >= most ||
                (limits.nodeEntries != 0 && h.live + h.deleted >= static_cast<std::int64_t>(limits.nodeEntries));
    }
    std::int64_t flags = 0;
    if (fresh) {
        if (!m_blocks.empty())
            m_packBytes += static_cast<std::uint64_t>(
                MemoryModel().allocated(static_cast<std::int64_t>(m_blocks.back().pack->bytes())));
        m_prealloc = limits.nodeBytes == 0 ? kPrealloc : std::min(limits.nodeBytes, kPrealloc);
        Listpack pack;
        appendInteger(pack, 1);
        appendInteger(pack, 0);
        appendInteger(pack, static_cast<std::int64_t>(fields));
        for (std::size_t k = 0; k < fields; ++k) pack.append(words[2 * k]);
        appendInteger(pack, 0);
        m_realBytes += pack.realBytes();
        m_blocks.push_back({id, kernel::CowBox<Listpack>(std::move(pack))});
        flags = kSameFields;
    }
    Listpack& pack = change(m_blocks.size() - 1);
    const Header h = header(pack);
    if (!fresh) {
        setCounts(pack, h.live + 1, h.deleted);
        const Header now = header(pack);
        if (fields == now.masterFields) {
            Listpack::Pos p = now.names;
            std::size_t k = 0;
            for (; k < fields && pack.equals(p, words[2 * k]); ++k) p = pack.next(p);
            if (k == fields) flags = kSameFields;
        }
    }
    const StreamId master = m_blocks.back().master;
    appendInteger(pack, flags);
    appendInteger(pack, static_cast<std::int64_t>(id.ms - master.ms));
    appendInteger(pack, static_cast<std::int64_t>(id.seq - master.seq));
    if (flags == 0) appendInteger(pack, static_cast<std::int64_t>(fields));
    for (std::size_t k = 0; k < fields; ++k) {
        if (flags == 0) pack.append(words[2 * k]);
        pack.append(words[2 * k + 1]);
        m_content = kernel::mix64(m_content ^ kernel::fnv1a(words[2 * k]) ^ kernel::fnv1a(words[2 * k + 1]) * 3);
    }
    appendInteger(pack, static_cast<std::int64_t>(fields) + 3 + (flags == 0 ? static_cast<std::int64_t>(fields) + 1 : 0));
    changed(m_blocks.size() - 1);
    ++m_length;
    ++entriesAdded;
    lastId = id;
    if (m_length == 1) firstId = id;
    m_content = rolled(m_content, id, 1);
}

bool StreamValue::remove(StreamId id) {
    const std::size_t b = blockOf(id);
    if (b == m_blocks.size()) return false;
    const Header h = header(*m_blocks[b].pack);
    for (Listpack::Pos at = h.entries; at != 0;) {
        StreamEntry e;
        read(m_blocks[b], h, at, e, at);
        if (e.id > id) return false;
        if (e.id != id || e.m_deleted) continue;
        --m_length;
        m_content = rolled(m_content, id, 2);
        if (h.live == 1) {
            dropBlock(b);
            return true;
        }
        Listpack& pack = change(b);
        pack.replace(e.m_flags, formatInteger(kDeleted | (e.m_sameFields ? kSameFields : 0)));
        setCounts(pack, h.live - 1, h.deleted + 1);
        changed(b);
        return true;
    }
    return false;
}

std::uint64_t StreamValue::trim(const StreamTrim& how) {
    std::uint64_t removed = 0;
    const bool byLength = how.by == StreamTrim::By::MaxLength;
    while (!m_blocks.empty() && how.by != StreamTrim::By::Nothing) {
        if (byLength && m_length <= how.maxLength) break;
        const Block& block = m_blocks.front();
        const Header h = header(*block.pack);
        const auto live = static_cast<std::uint64_t>(h.live);
        if (how.limit != 0 && static_cast<std::int64_t>(removed + live) > how.limit) break;
        bool whole = false;
        if (byLength) {
            whole = m_length - live >= how.maxLength;
        } else {
            StreamEntry e;
            for (Listpack::Pos at = h.entries; at != 0;) read(block, h, at, e, at);
            whole = e.id < how.minId;
        }
        if (whole) {
            m_content = rolled(m_content, block.master, 3);
            dropBlock(0);
            m_length -= live;
            removed += live;
            continue;
        }
        if (how.approximate) break;
        // Marking changes no length: flags are one digit.
        Listpack& pack = change(0);
        std::uint64_t here = 0;
        for (Listpack::Pos at = h.entries; at != 0;) {
            StreamEntry e;
            read(m_blocks.front(), h, at, e, at);
            if (byLength ? m_length <= how.maxLength : e.id >= how.minId) break;
            if (e.m_deleted) continue;
            pack.replace(e.m_flags, formatInteger(kDeleted | (e.m_sameFields ? kSameFields : 0)));
            m_content = rolled(m_content, e.id, 4);
            ++here;
            --m_length;
        }
        setCounts(pack, h.live - static_cast<std::int64_t>(here), h.deleted + static_cast<std::int64_t>(here));
        changed(0);
        removed += here;
        break;
    }
    if (removed > 0 || m_length == 0) findFirstId();
    return removed;
}

void StreamValue::findFirstId() {
    firstId = {};
    visit({}, StreamId::highest(), false, [&](const StreamEntry& e) {
        firstId = e.id;
        return false;
    });
}

bool StreamValue::contains(StreamId id) const {
    bool found = false;
    visit(id, id, false, [&](const StreamEntry&) {
        found = true;
        return false;
    });
    return found;
}

StreamId StreamValue::lastEntryId() const {
    StreamId id;
    visit({}, StreamId::highest(), true, [&](const StreamEntry& e) {
        id = e.id;
        return false;
    });
    return id;
}

// --- how far a group has read --------------------------------------------------------------------------------

bool StreamValue::tombstonesFrom(StreamId id) const {
    return m_length != 0 && !maxDeletedId.zero() && firstId <= maxDeletedId && id <= maxDeletedId;
}

std::int64_t StreamValue::distanceTo(StreamId id) const {
    if (entriesAdded == 0) return 0;
    if (m_length == 0 && id <= lastId) return static_cast<std::int64_t>(entriesAdded);
    if (id == lastId) return static_cast<std::int64_t>(entriesAdded);
    if (id > lastId) return StreamGroup::kUnknownRead;
    if (maxDeletedId.zero() || maxDeletedId < firstId) { // nothing is missing from the first entry on
        if (id < firstId) return static_cast<std::int64_t>(entriesAdded - m_length);
        if (id == firstId) return static_cast<std::int64_t>(entriesAdded - m_length + 1);
    }
    return StreamGroup::kUnknownRead;
}

std::optional<std::int64_t> StreamValue::lag(const StreamGroup& group) const {
    if (entriesAdded == 0) return 0;
    const auto added = static_cast<std::int64_t>(entriesAdded);
    if (group.entriesRead != StreamGroup::kUnknownRead && !tombstonesFrom(group.lastId)) return added - group.entriesRead;
    const std::int64_t read = distanceTo(group.lastId);
    return read == StreamGroup::kUnknownRead ? std::nullopt : std::optional(added - read);
}

const StreamGroup* StreamValue::group(std::string_view name) const {
    const auto at = m_groups.find(name);
    return at == m_groups.end() ? nullptr : &*at->second;
}

bool StreamValue::addGroup(std::string_view name, StreamId last, std::int64_t entriesRead) {
    if (m_groups.find(name) != m_groups.end()) return false;
    StreamGroup g;
    g.lastId = last;
    g.entriesRead = entriesRead;
    m_groupBytes += g.allocatedBytes(MemoryModel());
    m_groups.emplace(std::string(name), kernel::CowBox<StreamGroup>(std::move(g)));
    return true;
}

bool StreamValue::removeGroup(std::string_view name) {
    const auto at = m_groups.find(name);
    if (at == m_groups.end()) return false;
    m_groupBytes -= at->second->allocatedBytes(MemoryModel());
    m_groups.erase(at);
    return true;
}

// --- memory --------------------------------------------------------------------------------------------------

std::size_t StreamValue::radixNodes() const {
    return radixNodesOf(m_blocks.size(), [&](std::size_t k) { return m_blocks[k].master; });
}

std::int64_t StreamValue::allocatedBytes(const MemoryModel& model) const {
    const auto blocks = static_cast<std::int64_t>(m_blocks.size());
    return MemoryModel::kObject + model.allocated(kStream) + kRadix + 16 + blocks * kRadixKey +
           static_cast<std::int64_t>(m_packBytes) + (blocks == 0 ? 0 : blockBytes(model, m_blocks.size() - 1)) + m_groupBytes;
}

std::int64_t StreamValue::estimatedBytes(const MemoryModel& model, std::size_t samples) const {
    std::int64_t sum = MemoryModel::kObject + kStream + estimatedRadix(m_blocks.size(), radixNodes());
    const std::size_t n = samples == 0 ? m_blocks.size() : std::min(samples, m_blocks.size());
    std::int64_t packs = 0;
    for (std::size_t k = 0; k < n; ++k) packs += blockBytes(model, k);
    if (n < m_blocks.size())
        packs = packs / static_cast<std::int64_t>(n) * static_cast<std::int64_t>(m_blocks.size() - 1) +
                blockBytes(model, m_blocks.size() - 1);
    sum += packs;
    std::vector<StreamId> ids;
    for (const auto& [name, box] : m_groups) {
        const StreamGroup& g = *box;
        ids.clear();
        for (const auto& [id, p] : g.pending) ids.push_back(id);
        sum += kGroup + estimatedRadix(ids.size(), radixNodesOf(ids)) + kPending * static_cast<std::int64_t>(ids.size());
        for (const auto& [consumer, number] : g.consumers()) {
            const StreamConsumer& c = g.consumer(number);
            ids.assign(c.pending.begin(), c.pending.end());
            sum += kConsumer + static_cast<std::int64_t>(consumer.size()) + estimatedRadix(ids.size(), radixNodesOf(ids));
        }
    }
    return sum;
}

std::uint64_t StreamValue::realBytes() const {
    return sizeof *this + m_blocks.size() * sizeof(Block) + m_realBytes + static_cast<std::uint64_t>(m_groupBytes);
}

void StreamValue::mixInto(kernel::Fingerprint& f) const {
    f.mix(m_length);
    f.mix(m_content);
    f.mix(lastId.ms);
    f.mix(lastId.seq);
    for (const auto& [name, g] : m_groups) {
        f.mix(std::string_view(name));
        f.mix(g->lastId.ms);
        f.mix(g->lastId.seq);
        f.mix(g->pending.size());
    }
}

} // namespace maylab::cache
