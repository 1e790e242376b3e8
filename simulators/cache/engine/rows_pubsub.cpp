// Rows of the commands on publish and subscribe.
#include "cache/engine/command_rows.h"
#include "cache/engine/commands.h"

namespace maylab::cache::rows {

namespace {

// clang-format off
constexpr Command kCommands[] = {
    {"psubscribe", -2, kPubSub | kNoScript | kLoading | kStale, 0, 0, 0, "pubsub slow", "", "", "pubsub", "2.0.0",
     "PSUBSCRIBE pattern [pattern ...]", "Listens to all channels that a pattern fits.", commands::psubscribe},
    {"publish", 3, kPubSub | kLoading | kStale | kFast | kMayReplicate, 0, 0, 0, "pubsub fast", "", "", "pubsub", "2.0.0",
     "PUBLISH channel message", "Sends a message to whoever listens to the channel; says how many did.", commands::publish},
    {"pubsub", -2, 0, 0, 0, 0, "slow", "", "", "pubsub", "2.8.0",
     "", "", nullptr},
    {"pubsub|channels", -2, kPubSub | kLoading | kStale, 0, 0, 0, "pubsub slow", "", "", "pubsub", "2.8.0",
     "PUBSUB CHANNELS [pattern]", "Lists the channels that somebody listens to.", commands::pubsubChannels},
    {"pubsub|help", 2, kLoading | kStale, 0, 0, 0, "slow", "", "", "pubsub", "6.2.0",
     "PUBSUB HELP", "Lists the sub-commands.", commands::help},
    {"pubsub|numpat", 2, kPubSub | kLoading | kStale, 0, 0, 0, "pubsub slow", "", "", "pubsub", "2.8.0",
     "PUBSUB NUMPAT", "Counts the patterns that somebody listens to.", commands::pubsubNumpat},
    {"pubsub|numsub", -2, kPubSub | kLoading | kStale, 0, 0, 0, "pubsub slow", "", "", "pubsub", "2.8.0",
     "PUBSUB NUMSUB [channel [channel ...]]", "Counts who listens to each channel.", commands::pubsubNumsub},
    {"pubsub|shardchannels", -2, kPubSub | kLoading | kStale, 0, 0, 0, "pubsub slow", "", "", "pubsub", "7.0.0",
     "PUBSUB SHARDCHANNELS [pattern]", "Lists the shard channels that somebody listens to.", commands::pubsubShardchannels},
    {"pubsub|shardnumsub", -2, kPubSub | kLoading | kStale, 0, 0, 0, "pubsub slow", "", "", "pubsub", "7.0.0",
     "PUBSUB SHARDNUMSUB [shardchannel [shardchannel ...]]", "Counts who listens to each shard channel.", commands::pubsubShardnumsub},
    {"punsubscribe", -1, kPubSub | kNoScript | kLoading | kStale, 0, 0, 0, "pubsub slow", "", "", "pubsub", "2.0.0",
     "PUNSUBSCRIBE [pattern [pattern ...]]", "Listens to patterns no more.", commands::punsubscribe},
    {"spublish", 3, kPubSub | kLoading | kStale | kFast | kMayReplicate, 1, 1, 1, "pubsub fast", "not_key@1:0", "", "pubsub", "7.0.0",
     "SPUBLISH shardchannel message", "Sends a message to whoever listens to the shard channel.", commands::spublish},
    {"ssubscribe", -2, kPubSub | kNoScript | kLoading | kStale, 1, -1, 1, "pubsub slow", "not_key@1:-1", "", "pubsub", "7.0.0",
     "SSUBSCRIBE shardchannel [shardchannel ...]", "Listens to shard channels.", commands::ssubscribe},
    {"subscribe", -2, kPubSub | kNoScript | kLoading | kStale, 0, 0, 0, "pubsub slow", "", "", "pubsub", "2.0.0",
     "SUBSCRIBE channel [channel ...]", "Listens to channels.", commands::subscribe},
    {"sunsubscribe", -1, kPubSub | kNoScript | kLoading | kStale, 1, -1, 1, "pubsub slow", "not_key@1:-1", "", "pubsub", "7.0.0",
     "SUNSUBSCRIBE [shardchannel [shardchannel ...]]", "Listens to shard channels no more.", commands::sunsubscribe},
    {"unsubscribe", -1, kPubSub | kNoScript | kLoading | kStale, 0, 0, 0, "pubsub slow", "", "", "pubsub", "2.0.0",
     "UNSUBSCRIBE [channel [channel ...]]", "Listens to channels no more.", commands::unsubscribe},
};
// clang-format on

} // namespace

std::span<const Command> pubSubRows() { return kCommands; }

} // namespace maylab::cache::rows
