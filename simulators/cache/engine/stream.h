// The value of a stream: entries with growing ids, in blocks that are the server's own listpacks (a master entry that counts
// entries and names the usual fields, then the entries; the deleted ones stay, marked), and its consumer groups.
// Copies share blocks and groups until one of them writes. Source: sheet 2.1, 2.13.
#pragma once

#include "cache/engine/collection.h"
#include "cache/engine/listpack.h"
#include "cache/engine/memory_model.h"
#include "cache/engine/rdb.h"
#include "kernel/cow_box.h"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::cache {

struct StreamId {
    std::uint64_t ms = 0, seq = 0;
    auto operator<=>(const StreamId&) const = default;
    bool zero() const { return ms == 0 && seq == 0; }
    bool increment(); // false: there is no greater one
    bool decrement();
    std::string text() const; // "1526919030474-55"
    static constexpr StreamId highest() { return {UINT64_MAX, UINT64_MAX}; }
};

// One entry as it lies in its block; good until the stream changes.
class StreamEntry {
  public:
    StreamId id;
    std::uint32_t fields = 0;
    template <class Visit> // visit(field, value)
    void each(Visit&& visit) const {
        Listpack::Scratch name, value;
        Listpack::Pos n = m_names, v = m_values;
        for (std::uint32_t k = 0; k < fields; ++k) {
            const std::string_view field = m_pack->text(n, name);
            if (m_sameFields) n = m_pack->next(n);
            else v = m_pack->next(n);
            visit(field, m_pack->text(v, value));
            v = m_pack->next(v);
            if (!m_sameFields) n = v;
        }
    }

  private:
    friend class StreamValue;
    const Listpack* m_pack = nullptr;
    Listpack::Pos m_flags = 0, m_names = 0, m_values = 0;
    bool m_sameFields = false, m_deleted = false;
};

// What was given to consumers and not acknowledged yet.
struct PendingEntry {
    std::int64_t deliveredMs = 0;
    std::uint64_t deliveries = 1;
    std::uint32_t consumer = 0; // number within the group
};

struct StreamConsumer {
    std::string name;
    std::int64_t seenMs = 0;
    std::set<StreamId> pending;
};

class StreamGroup {
  public:
    static constexpr std::int64_t kUnknownRead = -1;
    StreamId lastId;
    std::int64_t entriesRead = kUnknownRead;
    std::map<StreamId, PendingEntry> pending;

    const std::map<std::string, std::uint32_t, std::less<>>& consumers() const { return m_numbers; } // by name
    const StreamConsumer& consumer(std::uint32_t number) const { return m_consumers[number]; }
    StreamConsumer& consumer(std::uint32_t number) { return m_consumers[number]; }
    std::optional<std::uint32_t> find(std::string_view name) const;
    std::uint32_t add(std::string_view name, std::int64_t nowMs); // it is not there
    void remove(std::uint32_t number);                           // with what it has pending

    // Gives an entry to a consumer, whoever had it before.
    PendingEntry& assign(StreamId id, std::uint32_t consumer);
    bool acknowledge(StreamId id);

    std::int64_t allocatedBytes(const MemoryModel& model) const;

  private:
    std::vector<StreamConsumer> m_consumers; // by number; a removed one is empty
    std::vector<std::uint32_t> m_free;
    std::map<std::string, std::uint32_t, std::less<>> m_numbers;
};

struct StreamLimits {
    std::size_t nodeBytes = 4096, nodeEntries = 100; // stream-node-max-bytes, -entries; 0: none
};

struct StreamTrim {
    enum class By : std::uint8_t { Nothing, MaxLength, MinId };
    By by = By::Nothing;
    bool approximate = false; // whole blocks only
    std::uint64_t maxLength = 0;
    StreamId minId;
    std::int64_t limit = 0; // entries; 0: none
};

class StreamValue final : public Collection {
  public:
    static constexpr ValueType kType = ValueType::Stream;
    static constexpr bool kMayBeEmpty = true;
    static constexpr std::size_t kLargestEntry = std::size_t{1} << 30;

    struct Block {
        StreamId master; // of the first entry it ever had
        kernel::CowBox<Listpack> pack;
    };
    using Groups = std::map<std::string, kernel::CowBox<StreamGroup>, std::less<>>;

    StreamId lastId, firstId, maxDeletedId;
    std::uint64_t entriesAdded = 0;

    Collection* clone() const override { return new StreamValue(*this); }
    ValueType type() const override { return kType; }
    Encoding encoding() const override { return Encoding::Stream; }
    std::size_t size() const override { return m_length; }
    std::int64_t allocatedBytes(const MemoryModel& model) const override;
    std::int64_t estimatedBytes(const MemoryModel& model, std::size_t samples) const override;
    std::uint64_t realBytes() const override;
    void mixInto(kernel::Fingerprint& f) const override;
    void dump(RdbWriter& out) const override;
    // What RESTORE brought; null: it is no stream.
    static StreamValue* restore(RdbReader& in);

    // id is greater than lastId. words: field, value, field, value ...
    void append(StreamId id, std::span<const std::string_view> words, const StreamLimits& limits);
    bool remove(StreamId id); // the caller looks after firstId and maxDeletedId
    std::uint64_t trim(const StreamTrim& how);
    void findFirstId(); // after entries were removed
    bool contains(StreamId id) const;
    StreamId lastEntryId() const; // of an entry that is there; 0-0: none

    // visit(const StreamEntry&) for what is there from first to last (reverse: downwards); false from it ends the walk.
    template <class Visit>
    void visit(StreamId first, StreamId last, bool reverse, Visit&& visit) const;

    // Might something between id and the end have been deleted?
    bool tombstonesFrom(StreamId id) const;
    // How many entries were ever added up to id; StreamGroup::kUnknownRead if that cannot be told.
    std::int64_t distanceTo(StreamId id) const;
    std::optional<std::int64_t> lag(const StreamGroup& group) const;

    const Groups& groups() const { return m_groups; }
    const StreamGroup* group(std::string_view name) const;
    bool addGroup(std::string_view name, StreamId lastId, std::int64_t entriesRead); // false: it is there
    bool removeGroup(std::string_view name);
    template <class Change> // change(StreamGroup&); the group is there
    auto changeGroup(std::string_view name, Change&& change) {
        StreamGroup& g = m_groups.find(name)->second.mut();
        struct Recount {
            StreamValue& stream;
            StreamGroup& group;
            std::int64_t before;
            ~Recount() { stream.m_groupBytes += group.allocatedBytes(MemoryModel()) - before; }
        } recount{*this, g, g.allocatedBytes(MemoryModel())};
        return change(g);
    }

    const std::deque<Block>& blocks() const { return m_blocks; }
    std::size_t radixNodes() const; // of the tree over the blocks

  private:
    struct Header {
        std::int64_t live = 0, deleted = 0;
        std::uint32_t masterFields = 0;
        Listpack::Pos names = 0, entries = 0;
    };
    static Header header(const Listpack& pack);
    static bool read(const Block& block, const Header& h, Listpack::Pos at, StreamEntry& e, Listpack::Pos& after);
    static bool valid(const Listpack& pack, Header& h);
    static void setCounts(Listpack& pack, std::int64_t live, std::int64_t deleted);
    std::size_t blockOf(StreamId id) const; // the last that begins at or before id; blocks().size(): none
    Listpack& change(std::size_t block);    // counted out
    void changed(std::size_t block);        // counted in again
    void dropBlock(std::size_t block);
    std::int64_t blockBytes(const MemoryModel& model, std::size_t block) const;

    std::deque<Block> m_blocks;
    Groups m_groups;
    std::uint64_t m_length = 0;
    std::uint64_t m_packBytes = 0;  // of all blocks, as the server allocates them, but for the last one
    std::int64_t m_groupBytes = 0;
    std::uint64_t m_realBytes = 0;
    std::uint64_t m_content = 0x5354524D; // rolls over every change of entries
    std::size_t m_prealloc = 4096;
};

template <class Visit>
void StreamValue::visit(StreamId first, StreamId last, bool reverse, Visit&& visit) const {
    if (m_blocks.empty() || first > last) return;
    std::size_t b = blockOf(reverse ? last : first);
    if (b == m_blocks.size()) {
        if (reverse) return;
        b = 0;
    }
    std::vector<StreamEntry> back; // a block, to be walked from behind
    while (true) {
        const Block& block = m_blocks[b];
        if (reverse ? false : block.master > last) return;
        const Header h = header(*block.pack);
        back.clear();
        for (Listpack::Pos at = h.entries; at != 0;) {
            StreamEntry e;
            read(block, h, at, e, at);
            if (e.m_deleted || e.id < first) continue;
            if (e.id > last) break;
            if (reverse) back.push_back(e);
            else if (!visit(static_cast<const StreamEntry&>(e))) return;
        }
        for (std::size_t k = back.size(); k-- > 0;) {
            if (!visit(static_cast<const StreamEntry&>(back[k]))) return;
        }
        if (reverse) {
            if (block.master <= first || b == 0) return;
            --b;
        } else if (++b == m_blocks.size()) {
            return;
        }
    }
}

} // namespace maylab::cache
