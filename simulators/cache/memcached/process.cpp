#include "cache/memcached/process.h"

#include <algorithm>
#include <cstring>

namespace maylab::memcached {

Process::Process(const Options& o)
    : options(o), settings(o.settings), slabs(SlabTable(settings.shape), settings.maxBytes, settings.slabReassign),
      nowMs(o.startedAtMs) {
    maintainer.nextUs = nowMs * 1000 + 1000;
    automove.ratio = settings.slabAutomoveRatio;
}

Connection* Process::find(ClientId id) {
    const auto at = std::lower_bound(connections.begin(), connections.end(), id,
                                     [](const Connection& c, ClientId wanted) { return c.id < wanted; });
    return at == connections.end() || at->id != id ? nullptr : &*at;
}

void Process::noteRefused(ItemEvent::Kind kind, std::string_view key, std::uint8_t slabClass, std::size_t bytes) {
    if (!recordEvents) return;
    ItemEvent& e = events.emplace_back();
    e.kind = kind;
    e.slabClass = slabClass;
    e.bytes = bytes;
    e.keyHash = keyHash(key);
    e.keyLength = static_cast<std::uint8_t>(std::min(key.size(), ItemEvent::kKeyBytes));
    std::memcpy(e.key, key.data(), e.keyLength);
    e.classPages = slabs.pages(slabClass);
    for (const Segment s : {Segment::Hot, Segment::Warm, Segment::Cold, Segment::Temp})
        e.classItems += list(slabClass, s).size;
    for (std::size_t c = 1; c <= slabs.table().largest(); ++c) {
        if (c != slabClass) e.freeBytesElsewhere += slabs.freeChunks(c) * slabs.table()[c].chunkSize;
    }
}

void Process::note(ItemEvent::Kind kind, ItemIndex i) {
    if (!recordEvents) return;
    const Item& item = items[i];
    noteRefused(kind, items.key(item), item.slabClass, totalBytes(i));
    ItemEvent& e = events.back();
    e.segment = item.segment;
    e.fetched = item.has(Item::kFetched);
    e.age = now() - item.time;
    if (item.expires != 0) e.ttlSeconds = static_cast<std::int64_t>(item.expires) - now();
}

} // namespace maylab::memcached
