// What fields a log event has: the five that the service gives every event, those of Lambda's START, END and REPORT
// lines, and those that are discovered in JSON.
//
//   @timestamp @ingestionTime @message @logStream, @log (account:group)
//   @type @requestId @duration @billedDuration @initDuration (ms) @memorySize @maxMemoryUsed (bytes, 1 MB = 1,000,000)
//   JSON: members by path, elements by index (items.0.id); a name at the root that begins with @ gets a second one.
//   Objects, lists and null are no fields; true and false are 1 and 0.
//
// The message must be one JSON object; in groups of Lambda (/aws/lambda/...) it is the first object within the message.
// One pass over the message fills all fields that a query names. Source: sheet 2.8 [D] LG; the numbers for booleans [I].
#pragma once

#include "logs/insights/event.h"
#include "logs/insights/value.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace maylab::logs::insights {

class EventFields {
  public:
    // Field names, and where in a row each belongs.
    explicit EventFields(const std::vector<std::pair<std::string, std::uint32_t>>& wanted);

    // Sets those that the event has; the others are left alone.
    void read(const Event& event, Value* row, TextArena& arena) const;

  private:
    friend class JsonReader;
    using Reader = void (*)(const Event& event, Value& to, TextArena& arena);
    struct Own {
        Reader read;
        std::uint32_t slot;
    };
    struct PathNode { // of the tree of JSON paths
        static constexpr std::uint32_t kNoSlot = UINT32_MAX;
        std::uint32_t slot = kNoSlot;
        std::vector<std::pair<std::string, std::uint32_t>> children;
    };

    void addPath(std::string_view name, std::uint32_t slot);

    std::vector<Own> m_own;
    std::vector<PathNode> m_paths; // the first is the root
};

// Every field that is discovered in an event, with what it has; for GetLogRecord and GetLogGroupFields.
std::vector<std::pair<std::string, std::string>> discoverFields(const Event& event);

} // namespace maylab::logs::insights
