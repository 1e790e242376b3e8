// The order of a large sorted set: keys (score, number of the member) in a counted B+ tree whose nodes copies share
// until one of them writes. Rank of a place, place of a rank, insert, erase: O(log n).
// Ties of scores are broken by the members' bytes, which lie elsewhere: whoever calls says what comes before what.
#pragma once

#include "kernel/assert.h"
#include "kernel/cow_array.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace maylab::cache {

class ScoreTree {
  public:
    struct Key {
        double score = 0;
        std::uint32_t id = 0;
    };

    std::size_t size() const { return m_size; }
    std::uint64_t realBytes() const { return m_leaves.size() * sizeof(Leaf) + m_inners.size() * sizeof(Inner); }

    // How many keys come before a place: before(key) is true for them and false for all others.
    template <class Before>
    std::size_t countBefore(Before&& before) const {
        if (m_size == 0) return 0;
        std::size_t rank = 0;
        std::uint32_t node = m_root;
        for (int h = m_height; h > 0; --h) {
            const Inner& inner = m_inners[node];
            const std::size_t c = childOf(inner, before);
            for (std::size_t k = 0; k < c; ++k) rank += inner.count[k];
            node = inner.child[c];
        }
        return rank + placeIn(m_leaves[node], before);
    }

    Key at(std::size_t rank) const {
        std::uint32_t node = m_root;
        for (int h = m_height; h > 0; --h) node = descend(m_inners[node], rank);
        return m_leaves[node].keys[rank];
    }

    // n keys from rank on (reverse: downwards); they are there. visit(key) may return nothing.
    template <class Visit>
    void visit(std::size_t rank, std::size_t n, bool reverse, Visit&& visit) const {
        while (n > 0) {
            std::uint32_t node = m_root;
            std::size_t place = rank;
            for (int h = m_height; h > 0; --h) node = descend(m_inners[node], place);
            const Leaf& leaf = m_leaves[node];
            const std::size_t here = std::min<std::size_t>(n, reverse ? place + 1 : leaf.n - place);
            for (std::size_t k = 0; k < here; ++k) visit(leaf.keys[reverse ? place - k : place + k]);
            n -= here;
            rank = reverse ? rank - here : rank + here;
        }
    }

    template <class Less>
    void insert(Key key, Less&& less) {
        if (m_size++ == 0) {
            m_height = 0;
            m_root = newLeaf();
            Leaf& leaf = m_leaves.mut(m_root);
            leaf.n = 1;
            leaf.keys[0] = key;
            return;
        }
        const auto before = [&](const Key& other) { return less(other, key); };
        const std::uint32_t right = insertInto(m_root, m_height, key, before);
        if (right == 0) return;
        const std::uint32_t root = newInner(); // the root was split
        Inner& inner = m_inners.mut(root);
        inner.n = 2;
        link(inner, 0, m_root, m_height);
        link(inner, 1, right, m_height);
        m_root = root;
        ++m_height;
    }

    // The key is there.
    template <class Less>
    void erase(Key key, Less&& less) {
        eraseFrom(m_root, m_height, [&](const Key& other) { return less(other, key); }, key.id);
        if (--m_size == 0) {
            *this = ScoreTree();
            return;
        }
        while (m_height > 0 && m_inners[m_root].n == 1) {
            const std::uint32_t child = m_inners[m_root].child[0];
            freeInner(m_root);
            m_root = child;
            --m_height;
        }
    }

    // Gives the key another score if it keeps its place and that shows inside one node: most changes of a counter do.
    template <class Less>
    bool rescore(Key key, double score, Less&& less) {
        std::uint32_t node = m_root;
        const auto before = [&](const Key& other) { return less(other, key); };
        for (int h = m_height; h > 0; --h) node = m_inners[node].child[childOf(m_inners[node], before)];
        std::size_t place = placeIn(m_leaves[node], before);
        if (place == m_leaves[node].n) return false;
        const Leaf& leaf = m_leaves[node];
        MAYLAB_ASSERT(leaf.keys[place].id == key.id);
        const Key changed{score, key.id};
        if (place == 0 || place + 1 == leaf.n || !less(leaf.keys[place - 1], changed) || !less(changed, leaf.keys[place + 1]))
            return false;
        m_leaves.mut(node).keys[place].score = score;
        return true;
    }

  private:
    static constexpr std::size_t kLeafKeys = 64, kChildren = 32;
    struct Leaf {
        std::uint32_t n = 0, nextFree = 0;
        Key keys[kLeafKeys];
    };
    struct Inner {
        std::uint32_t n = 0, nextFree = 0;
        Key first[kChildren]; // of each child
        std::uint32_t child[kChildren] = {};
        std::uint32_t count[kChildren] = {}; // keys below
    };

    // A place belongs to the last child that begins before it.
    template <class Before>
    static std::size_t childOf(const Inner& inner, Before& before) {
        std::size_t low = 1, high = inner.n;
        while (low < high) {
            const std::size_t middle = (low + high) / 2;
            if (before(inner.first[middle])) low = middle + 1;
            else high = middle;
        }
        return low - 1;
    }
    template <class Before>
    static std::size_t placeIn(const Leaf& leaf, Before& before) {
        std::size_t low = 0, high = leaf.n;
        while (low < high) {
            const std::size_t middle = (low + high) / 2;
            if (before(leaf.keys[middle])) low = middle + 1;
            else high = middle;
        }
        return low;
    }
    static std::uint32_t descend(const Inner& inner, std::size_t& rank) {
        std::size_t c = 0;
        while (rank >= inner.count[c]) rank -= inner.count[c++];
        return inner.child[c];
    }

    Key firstOf(std::uint32_t node, int height) const {
        return height == 0 ? m_leaves[node].keys[0] : m_inners[node].first[0];
    }
    std::uint32_t countOf(std::uint32_t node, int height) const {
        if (height == 0) return m_leaves[node].n;
        std::uint32_t sum = 0;
        for (std::size_t k = 0; k < m_inners[node].n; ++k) sum += m_inners[node].count[k];
        return sum;
    }
    void link(Inner& parent, std::size_t at, std::uint32_t node, int height) const {
        parent.child[at] = node;
        parent.first[at] = firstOf(node, height);
        parent.count[at] = countOf(node, height);
    }
    static void openGap(Inner& inner, std::size_t at) {
        for (std::size_t k = inner.n; k > at; --k) copyChild(inner, k, inner, k - 1);
        ++inner.n;
    }
    static void closeGap(Inner& inner, std::size_t at) {
        for (std::size_t k = at; k + 1 < inner.n; ++k) copyChild(inner, k, inner, k + 1);
        --inner.n;
    }
    static void copyChild(Inner& to, std::size_t k, const Inner& from, std::size_t j) {
        to.first[k] = from.first[j];
        to.child[k] = from.child[j];
        to.count[k] = from.count[j];
    }

    // Number of the new right neighbour if node had to be split, else 0.
    template <class Before>
    std::uint32_t insertInto(std::uint32_t node, int height, Key key, Before& before) {
        if (height == 0) {
            const std::size_t at = placeIn(m_leaves[node], before);
            if (m_leaves[node].n < kLeafKeys) {
                putKey(m_leaves.mut(node), at, key);
                return 0;
            }
            // A set that grows at its end leaves full nodes behind.
            const std::size_t keep = at == kLeafKeys ? kLeafKeys - 1 : kLeafKeys / 2;
            const std::uint32_t right = newLeaf();
            Leaf &a = m_leaves.mut(node), &b = m_leaves.mut(right);
            b.n = static_cast<std::uint32_t>(kLeafKeys - keep);
            std::copy(a.keys + keep, a.keys + kLeafKeys, b.keys);
            a.n = static_cast<std::uint32_t>(keep);
            if (at <= keep) putKey(a, at, key);
            else putKey(b, at - keep, key);
            return right;
        }
        const std::size_t c = childOf(m_inners[node], before);
        const std::uint32_t grown = insertInto(m_inners[node].child[c], height - 1, key, before);
        Inner& inner = m_inners.mut(node);
        if (grown == 0) {
            ++inner.count[c];
            inner.first[c] = firstOf(inner.child[c], height - 1);
            return 0;
        }
        link(inner, c, inner.child[c], height - 1);
        if (inner.n < kChildren) {
            openGap(inner, c + 1);
            link(inner, c + 1, grown, height - 1);
            return 0;
        }
        const std::size_t keep = c + 1 == kChildren ? kChildren - 1 : kChildren / 2;
        const std::uint32_t right = newInner(); // an inner node does not move when others come
        Inner &a = m_inners.mut(node), &b = m_inners.mut(right);
        for (std::size_t k = keep; k < kChildren; ++k) copyChild(b, k - keep, a, k);
        b.n = static_cast<std::uint32_t>(kChildren - keep);
        a.n = static_cast<std::uint32_t>(keep);
        Inner& side = c + 1 <= keep ? a : b;
        const std::size_t at = c + 1 <= keep ? c + 1 : c + 1 - keep;
        openGap(side, at);
        link(side, at, grown, height - 1);
        return right;
    }

    template <class Before>
    void eraseFrom(std::uint32_t node, int height, Before&& before, std::uint32_t id) {
        if (height == 0) {
            Leaf& leaf = m_leaves.mut(node);
            const std::size_t at = placeIn(leaf, before);
            MAYLAB_ASSERT(at < leaf.n && leaf.keys[at].id == id);
            std::copy(leaf.keys + at + 1, leaf.keys + leaf.n, leaf.keys + at);
            --leaf.n;
            return;
        }
        // before() is false for the key itself: the child that begins with it is the next one.
        std::size_t c = childOf(m_inners[node], before);
        if (c + 1 < m_inners[node].n && m_inners[node].first[c + 1].id == id) ++c;
        const std::uint32_t child = m_inners[node].child[c];
        eraseFrom(child, height - 1, before, id);
        Inner& inner = m_inners.mut(node);
        if (entries(child, height - 1) == 0) {
            freeNode(child, height - 1);
            closeGap(inner, c);
            return;
        }
        --inner.count[c];
        inner.first[c] = firstOf(child, height - 1);
        if (entries(child, height - 1) >= capacity(height - 1) / 4 || inner.n == 1) return;
        const std::size_t left = c > 0 ? c - 1 : c;
        const std::uint32_t a = inner.child[left], b = inner.child[left + 1];
        if (entries(a, height - 1) + entries(b, height - 1) > capacity(height - 1) * 3 / 4) return;
        merge(a, b, height - 1);
        closeGap(inner, left + 1);
        link(inner, left, a, height - 1);
    }

    static std::size_t capacity(int height) { return height == 0 ? kLeafKeys : kChildren; }
    std::size_t entries(std::uint32_t node, int height) const { return height == 0 ? m_leaves[node].n : m_inners[node].n; }
    void merge(std::uint32_t a, std::uint32_t b, int height) {
        if (height == 0) {
            Leaf& to = m_leaves.mut(a);
            const Leaf& from = m_leaves[b];
            std::copy(from.keys, from.keys + from.n, to.keys + to.n);
            to.n += from.n;
        } else {
            Inner& to = m_inners.mut(a);
            const Inner& from = m_inners[b];
            for (std::size_t k = 0; k < from.n; ++k) copyChild(to, to.n + k, from, k);
            to.n += from.n;
        }
        freeNode(b, height);
    }
    static void putKey(Leaf& leaf, std::size_t at, Key key) {
        std::copy_backward(leaf.keys + at, leaf.keys + leaf.n, leaf.keys + leaf.n + 1);
        leaf.keys[at] = key;
        ++leaf.n;
    }

    template <class Nodes>
    static std::uint32_t take(Nodes& nodes, std::uint32_t& free) {
        if (free == 0) { // number 0 stays unused
            nodes.resize(std::max<std::size_t>(nodes.size(), 1) + 1);
            return static_cast<std::uint32_t>(nodes.size() - 1);
        }
        const std::uint32_t i = free;
        free = nodes[i].nextFree;
        return i;
    }
    std::uint32_t newLeaf() { return take(m_leaves, m_freeLeaf); }
    std::uint32_t newInner() { return take(m_inners, m_freeInner); }
    void freeInner(std::uint32_t i) {
        Inner& inner = m_inners.mut(i);
        inner.n = 0;
        inner.nextFree = m_freeInner;
        m_freeInner = i;
    }
    void freeNode(std::uint32_t i, int height) {
        if (height > 0) {
            freeInner(i);
            return;
        }
        Leaf& leaf = m_leaves.mut(i);
        leaf.n = 0;
        leaf.nextFree = m_freeLeaf;
        m_freeLeaf = i;
    }

    kernel::CowArray<Leaf, 0> m_leaves;
    kernel::CowArray<Inner, 0> m_inners;
    std::uint32_t m_freeLeaf = 0, m_freeInner = 0;
    std::uint32_t m_root = 0;
    int m_height = 0; // 0: the root is a leaf
    std::size_t m_size = 0;
};

} // namespace maylab::cache
