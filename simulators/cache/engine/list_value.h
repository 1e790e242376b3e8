// A list: the server's chain of listpacks, split, filled and joined as it does, so that DUMP and memory agree. How full a node
// becomes is taken from `list-max-listpack-size` when the list is made. Copies share nodes until one of them writes.
// Source: sheet 2.13. Not modelled: `list-compress-depth` (nodes lie uncompressed).
#pragma once

#include "cache/engine/collection.h"
#include "cache/engine/element_dict.h"
#include "cache/engine/listpack.h"

#include <atomic>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace maylab::cache {

enum class ListEnd : std::uint8_t { Head, Tail };

class ListValue final : public Collection {
  public:
    static constexpr ValueType kType = ValueType::List;
    static constexpr bool kMayBeEmpty = false;
    using Scratch = Listpack::Scratch;

    static constexpr int kDefaultFill = -2;

    ListValue() = default;
    ListValue(int fill, const MemoryModel& model) : m_model(model), m_fill(fill), m_opened(true) {}

    void push(ListEnd end, std::string_view text, const CollectionRules& rules);
    std::string pop(ListEnd end); // not empty
    // Index 0 .. size()-1.
    std::string_view get(std::size_t index, Scratch& scratch) const;
    void set(std::size_t index, std::string_view text);
    void insertBefore(std::size_t index, std::string_view text) { insert(index, false, text); }
    void insertAfter(std::size_t index, std::string_view text) { insert(index, true, text); }
    void erase(std::size_t from, std::size_t count);
    // Up to `most` elements (0: all) that are text; how many went.
    std::size_t removeMatches(ListEnd from, std::string_view text, std::size_t most);

    // visit(text) -> bool, false ends it; from an index on, towards the other end.
    template <class Visit>
    void eachFrom(std::size_t index, ListEnd towards, Visit&& visit) const;
    template <class Visit> // visit(text)
    void each(Visit&& visit) const {
        eachFrom(0, ListEnd::Tail, [&](std::string_view text) {
            visit(text);
            return true;
        });
    }

    std::size_t nodeCount() const { return m_nodes.size() - m_first; }
    const Listpack& node(std::size_t n) const { return m_nodes[m_first + n].pack(); }
    void appendNode(Listpack pack, const CollectionRules& rules); // as RESTORE brings it; not empty
    int fill() const { return m_fill; }

    Collection* clone() const override { return new ListValue(*this); }
    ValueType type() const override { return kType; }
    Encoding encoding() const override { return Encoding::Quicklist; }
    std::size_t size() const override { return m_count; }
    std::int64_t allocatedBytes(const MemoryModel& model) const override;
    std::int64_t estimatedBytes(const MemoryModel& model, std::size_t samples) const override;
    std::uint64_t realBytes() const override {
        return sizeof *this + m_realBytes + m_nodes.capacity() * sizeof(NodeRef);
    }
    void mixInto(kernel::Fingerprint& f) const override;
    bool eachElement(const std::function<void(std::string_view)>& visit) const override {
        each(visit);
        return true;
    }
    void dump(RdbWriter& out) const override;

  private:
    class NodeRef {
      public:
        NodeRef() = default;
        explicit NodeRef(Listpack pack) : m_node(new Node{{1}, std::move(pack)}) {}
        NodeRef(const NodeRef& o) : m_node(o.m_node) {
            if (m_node != nullptr) m_node->references.fetch_add(1, std::memory_order_relaxed);
        }
        NodeRef(NodeRef&& o) noexcept : m_node(std::exchange(o.m_node, nullptr)) {}
        NodeRef& operator=(NodeRef o) noexcept {
            std::swap(m_node, o.m_node);
            return *this;
        }
        ~NodeRef() {
            if (m_node != nullptr && m_node->references.fetch_sub(1, std::memory_order_acq_rel) == 1) delete m_node;
        }
        const Listpack& pack() const { return m_node->pack; }
        Listpack& unique() {
            if (m_node->references.load(std::memory_order_acquire) != 1) *this = NodeRef(m_node->pack);
            return m_node->pack;
        }

      private:
        struct Node {
            std::atomic<std::uint32_t> references;
            Listpack pack;
        };
        Node* m_node = nullptr;
    };
    struct Place {
        std::size_t node = 0, offset = 0;
    };

    Place placeOf(std::size_t index) const;
    bool takesOneMore(std::size_t node, std::size_t bytes) const; // false too if there is no such node
    bool mayMerge(std::size_t a, std::size_t b) const;
    void merge(std::size_t a); // with the one after it
    void mergeAround(std::size_t center);
    void insert(std::size_t index, bool after, std::string_view text);
    void insertNode(std::size_t at, Listpack pack);
    void eraseNode(std::size_t at);
    template <class Change> // change(Listpack&)
    void changeNode(std::size_t n, Change&& change);
    void countNode(const Listpack& pack, int sign);
    void open(const CollectionRules& rules);

    std::vector<NodeRef> m_nodes; // the first m_first are empty: room before the head
    std::size_t m_first = 0, m_count = 0;
    MemoryModel m_model;
    int m_fill = kDefaultFill;
    bool m_opened = false; // model and fill are those of the server
    std::int64_t m_nodeBytes = 0;
    std::uint64_t m_realBytes = 0;
};

template <class Visit>
void ListValue::eachFrom(std::size_t index, ListEnd towards, Visit&& visit) const {
    if (index >= m_count) return;
    Place place = placeOf(index);
    const Listpack* pack = &node(place.node);
    Listpack::Pos p = pack->at(static_cast<std::int64_t>(place.offset));
    Scratch scratch;
    while (visit(pack->text(p, scratch))) {
        p = towards == ListEnd::Tail ? pack->next(p) : pack->previous(p);
        if (p != 0) continue;
        if (towards == ListEnd::Tail ? ++place.node == nodeCount() : place.node-- == 0) return;
        pack = &node(place.node);
        p = towards == ListEnd::Tail ? pack->first() : pack->last();
    }
}

} // namespace maylab::cache
