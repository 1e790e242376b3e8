#include "cache/engine/list_value.h"

#include "cache/engine/rdb.h"

#include <algorithm>

namespace maylab::cache {

namespace {

constexpr std::int64_t kListStruct = 40, kNodeStruct = 40;
constexpr std::int64_t kLargestFill = 32'767, kSmallestFill = -5;
constexpr std::size_t kSafeBytes = 8192; // of a node that is limited by elements
constexpr std::size_t kElementOverhead = 8;
constexpr std::uint64_t kRealPerNode = 64; // our node's header and the heap's

bool withinBytes(std::size_t bytes, int fill) { return fill < 0 && bytes <= std::size_t{2048} << -fill; }

bool fits(std::size_t bytes, std::size_t elements, int fill) {
    if (withinBytes(bytes, fill)) return true;
    return bytes <= kSafeBytes && static_cast<std::int64_t>(elements) <= fill;
}

} // namespace

void ListValue::open(const CollectionRules& rules) {
    if (m_opened) return;
    m_opened = true;
    m_model = rules.model;
    m_fill = static_cast<int>(std::clamp(rules.config.listMaxListpackSize, kSmallestFill, kLargestFill));
}

void ListValue::countNode(const Listpack& pack, int sign) {
    m_nodeBytes += sign * (m_model.allocated(kNodeStruct) + m_model.allocated(static_cast<std::int64_t>(pack.bytes())));
    const std::uint64_t real = kRealPerNode + pack.realBytes();
    m_realBytes = sign > 0 ? m_realBytes + real : m_realBytes - real;
}

template <class Change>
void ListValue::changeNode(std::size_t n, Change&& change) {
    countNode(node(n), -1);
    Listpack& pack = m_nodes[m_first + n].unique();
    m_count -= pack.size();
    change(pack);
    m_count += pack.size();
    countNode(pack, 1);
}

void ListValue::insertNode(std::size_t at, Listpack pack) {
    countNode(pack, 1);
    m_count += pack.size();
    NodeRef fresh(std::move(pack));
    if (at != 0) {
        m_nodes.insert(m_nodes.begin() + static_cast<std::ptrdiff_t>(m_first + at), std::move(fresh));
        return;
    }
    if (m_first == 0 && !m_nodes.empty()) {
        m_first = m_nodes.size() / 2 + 1;
        m_nodes.insert(m_nodes.begin(), m_first, NodeRef());
    }
    if (m_first == 0) m_nodes.push_back(std::move(fresh));
    else m_nodes[--m_first] = std::move(fresh);
}

void ListValue::eraseNode(std::size_t at) {
    countNode(node(at), -1);
    m_count -= node(at).size();
    if (at != 0) {
        m_nodes.erase(m_nodes.begin() + static_cast<std::ptrdiff_t>(m_first + at));
        return;
    }
    m_nodes[m_first++] = NodeRef();
    constexpr std::size_t kSlack = 16;
    if (m_first == m_nodes.size() || (m_first > kSlack && m_first > m_nodes.size() / 2)) {
        m_nodes.erase(m_nodes.begin(), m_nodes.begin() + static_cast<std::ptrdiff_t>(m_first));
        m_first = 0;
    }
}

ListValue::Place ListValue::placeOf(std::size_t index) const {
    Place p;
    if (index < m_count / 2) {
        while (index >= node(p.node).size()) index -= node(p.node++).size();
        p.offset = index;
        return p;
    }
    std::size_t behind = m_count - 1 - index;
    p.node = nodeCount() - 1;
    while (behind >= node(p.node).size()) behind -= node(p.node--).size();
    p.offset = node(p.node).size() - 1 - behind;
    return p;
}

bool ListValue::takesOneMore(std::size_t n, std::size_t bytes) const {
    return n < nodeCount() && fits(node(n).bytes() + bytes + kElementOverhead, node(n).size() + 1, m_fill);
}

bool ListValue::mayMerge(std::size_t a, std::size_t b) const {
    constexpr std::size_t kFrame = 11; // of the ziplists of old: a listpack's is smaller, but this is what 7.0 subtracts
    return a < nodeCount() && b < nodeCount() &&
           fits(node(a).bytes() + node(b).bytes() - kFrame, node(a).size() + node(b).size(), m_fill);
}

void ListValue::merge(std::size_t a) {
    const Listpack second = node(a + 1);
    eraseNode(a + 1);
    changeNode(a, [&](Listpack& p) { p.takeAll(second); });
}

// After a split: the two before, the two after, then the center with what is left of its neighbours.
void ListValue::mergeAround(std::size_t center) {
    if (center >= 2 && mayMerge(center - 2, center - 1)) {
        merge(center - 2);
        --center;
    }
    if (mayMerge(center + 1, center + 2)) merge(center + 1);
    if (center >= 1 && mayMerge(center - 1, center)) {
        merge(center - 1);
        --center;
    }
    if (mayMerge(center, center + 1)) merge(center);
}

void ListValue::push(ListEnd end, std::string_view text, const CollectionRules& rules) {
    open(rules);
    const bool head = end == ListEnd::Head;
    const std::size_t at = head || nodeCount() == 0 ? 0 : nodeCount() - 1;
    const auto add = [&](Listpack& p) { head ? p.prepend(text) : p.append(text); };
    if (takesOneMore(at, text.size())) {
        changeNode(at, add);
        return;
    }
    Listpack fresh;
    add(fresh);
    insertNode(head ? 0 : nodeCount(), std::move(fresh));
}

std::string ListValue::pop(ListEnd end) {
    const std::size_t n = end == ListEnd::Head ? 0 : nodeCount() - 1;
    const Listpack& pack = node(n);
    Scratch scratch;
    const auto p = end == ListEnd::Head ? pack.first() : pack.last();
    std::string text(pack.text(p, scratch));
    if (pack.size() == 1) eraseNode(n);
    else changeNode(n, [&](Listpack& l) { l.erase(p); });
    return text;
}

std::string_view ListValue::get(std::size_t index, Scratch& scratch) const {
    const Place place = placeOf(index);
    const Listpack& pack = node(place.node);
    return pack.text(pack.at(static_cast<std::int64_t>(place.offset)), scratch);
}

void ListValue::set(std::size_t index, std::string_view text) {
    const Place place = placeOf(index);
    changeNode(place.node, [&](Listpack& p) { p.replace(p.at(static_cast<std::int64_t>(place.offset)), text); });
}

void ListValue::insert(std::size_t index, bool after, std::string_view text) {
    const Place place = placeOf(index);
    const std::size_t n = place.node, size = node(n).size();
    if (takesOneMore(n, text.size())) {
        changeNode(n, [&](Listpack& p) {
            const std::size_t offset = place.offset + (after ? 1 : 0);
            p.insert(offset == size ? 0 : p.at(static_cast<std::int64_t>(offset)), text);
        });
        return;
    }
    const bool edge = after ? place.offset == size - 1 : place.offset == 0;
    if (!edge) { // the part on the far side of the new element moves into a node of its own, which takes the element
        Listpack part = node(n);
        changeNode(n, [&](Listpack& p) {
            if (after) p.eraseFrom(place.offset + 1, size);
            else p.eraseFrom(0, place.offset);
        });
        if (after) {
            part.eraseFrom(0, place.offset + 1);
            part.prepend(text);
        } else {
            part.eraseFrom(place.offset, size);
            part.append(text);
        }
        insertNode(after ? n + 1 : n, std::move(part));
        mergeAround(after ? n : n + 1);
        return;
    }
    if (after && takesOneMore(n + 1, text.size())) {
        changeNode(n + 1, [&](Listpack& p) { p.prepend(text); });
    } else if (!after && n > 0 && takesOneMore(n - 1, text.size())) {
        changeNode(n - 1, [&](Listpack& p) { p.append(text); });
    } else {
        Listpack fresh;
        fresh.append(text);
        insertNode(after ? n + 1 : n, std::move(fresh));
    }
}

void ListValue::erase(std::size_t from, std::size_t count) {
    count = std::min(count, m_count - std::min(from, m_count));
    while (count > 0) {
        const Place place = placeOf(from);
        const std::size_t size = node(place.node).size(), here = std::min(count, size - place.offset);
        if (here == size) eraseNode(place.node);
        else changeNode(place.node, [&](Listpack& p) { p.eraseFrom(place.offset, here); });
        count -= here;
    }
}

std::size_t ListValue::removeMatches(ListEnd from, std::string_view text, std::size_t most) {
    std::size_t removed = 0;
    const auto enough = [&] { return most != 0 && removed == most; };
    const bool head = from == ListEnd::Head;
    for (std::size_t k = 0, nodes = nodeCount(); k < nodes && !enough(); ++k) {
        const std::size_t n = head ? k - (nodes - nodeCount()) : nodes - 1 - k;
        if (node(n).find(text, node(n).first()) == 0) continue;
        bool emptied = false;
        changeNode(n, [&](Listpack& p) {
            if (head) {
                for (auto at = p.find(text, p.first()); at != 0 && !enough(); at = p.find(text, at)) {
                    at = p.erase(at);
                    ++removed;
                    if (at == 0) break;
                }
            } else {
                for (auto at = p.last(); at != 0 && !enough();) {
                    const auto before = p.previous(at);
                    if (p.equals(at, text)) {
                        p.erase(at);
                        ++removed;
                    }
                    at = before;
                }
            }
            emptied = p.size() == 0;
        });
        if (emptied) eraseNode(n);
    }
    return removed;
}

void ListValue::appendNode(Listpack pack, const CollectionRules& rules) {
    open(rules);
    insertNode(nodeCount(), std::move(pack));
}

std::int64_t ListValue::allocatedBytes(const MemoryModel& model) const {
    return MemoryModel::kObject + model.allocated(kListStruct) + m_nodeBytes;
}

std::int64_t ListValue::estimatedBytes(const MemoryModel& model, std::size_t samples) const {
    std::int64_t bytes = 0;
    std::size_t seen = 0;
    while (seen < nodeCount() && (samples == 0 || seen < samples))
        bytes += kNodeStruct + model.allocated(static_cast<std::int64_t>(node(seen++).bytes()));
    const double mean = seen == 0 ? 0 : static_cast<double>(bytes) / static_cast<double>(seen);
    return MemoryModel::kObject + kListStruct + static_cast<std::int64_t>(mean * static_cast<double>(nodeCount()));
}

void ListValue::mixInto(kernel::Fingerprint& f) const {
    each([&](std::string_view text) { f.mix(text); });
}

void ListValue::dump(RdbWriter& out) const {
    out.byte(rdb::kListQuicklist2);
    out.length(nodeCount());
    for (std::size_t n = 0; n < nodeCount(); ++n) {
        out.length(rdb::kNodePacked);
        out.string(node(n).view());
    }
}

} // namespace maylab::cache
