#include "cache/engine/output.h"

#include "cache/engine/server.h"

namespace maylab::cache {

namespace {

const OutputLimit& limitOf(const Server& s, const Client& c) {
    return s.cfg().outputLimits[static_cast<std::size_t>(c.outputClass())];
}

} // namespace

void checkOutputLimit(Server& s, Client& c, std::uint64_t unsent) {
    const OutputLimit& limit = limitOf(s, c);
    const bool hard = limit.hard != 0 && unsent >= limit.hard, soft = limit.soft != 0 && unsent >= limit.soft;
    if (!soft) c.softLimitSinceMs = 0;
    else if (c.softLimitSinceMs == 0) c.softLimitSinceMs = s.nowMs;
    const bool tooLong = soft && (s.nowMs - c.softLimitSinceMs) / 1000 > limit.softSeconds;
    if ((hard || tooLong) && !c.closing) {
        c.closing = c.cutOff = true;
        ++s.stats.outputLimitDisconnections;
    }
}

void sendTo(Server& s, Client& c, std::string_view bytes) {
    if (c.closing || bytes.empty()) return;
    Outbox& box = s.outbox;
    if (c.id == box.speaker && box.reply != nullptr) {
        *box.reply += bytes;
        checkOutputLimit(s, c, c.unsent + box.reply->size());
        return;
    }
    s.stats.netOutputBytes += bytes.size();
    if (c.outboxSlot == 0) {
        box.waiting.push_back({c.id, std::string(), false});
        c.outboxSlot = box.waiting.size();
    }
    std::string& waiting = box.waiting[c.outboxSlot - 1].bytes;
    waiting += bytes;
    checkOutputLimit(s, c, c.unsent + waiting.size());
}

} // namespace maylab::cache
