// Channels and patterns with their subscribers. Source: sheet 2.1, 2.12.
#pragma once

#include "cache/engine/output.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::cache {

struct PubSub {
    using Table = std::map<std::string, std::vector<ClientId>, std::less<>>; // subscribers in order of arrival
    Table channels, patterns, shardChannels;
    bool nobody() const { return channels.empty() && patterns.empty(); }
};

// Delivers to everybody who listens; how many clients got it (one may get it twice: by channel and by pattern).
std::int64_t publish(Server& s, std::string_view channel, std::string_view message);
std::int64_t publishShard(Server& s, std::string_view channel, std::string_view message);
// The client hears nothing any more; it is not told.
void forgetSubscriptions(Server& s, Client& c);

} // namespace maylab::cache
