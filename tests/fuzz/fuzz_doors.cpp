// Lines for the doors cloudwatch, logs and sns: each is answered with something that JSON can write or refused in words; a
// read that is peeked answers the same; a copy of the world runs on to the same fingerprint.
#include "support/door_lines.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace maylab;
using testing::DoorWorld;

namespace {

constexpr std::size_t kMaxInput = 1u << 15, kMaxLines = 100;
constexpr double kLongestWait = 600; // seconds, of a line
constexpr double kLongestRun = 1800; // and of all

void require(bool holds) {
    if (!holds) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const DoorWorld kFresh;
    DoorWorld doors = kFresh;
    std::string_view rest{reinterpret_cast<const char*>(data), std::min(size, kMaxInput)};
    for (std::size_t n = 0; n < kMaxLines && !rest.empty() && doors.world().now().inSeconds() < kLongestRun; ++n) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const auto line = kernel::parseJson(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const auto reply = doors.play(line, kLongestWait);
        if (!reply) continue;
        if (*reply) require(testing::isPrintable(**reply));
        else require(testing::isReadable(reply->error()));
        // Twice the same, without a trace: unless it is no read, then it is refused.
        const auto service = line["service"].get<std::string>(), operation = line["operation"].get<std::string>();
        const auto input = doors.filled(line["input"]);
        const std::uint64_t before = doors.world().fingerprint();
        const auto peeked = doors.world().peek(service, operation, input);
        require(doors.world().fingerprint() == before);
        const auto again = doors.world().peek(service, operation, input);
        require(peeked.has_value() == again.has_value() && (peeked ? *peeked == *again : peeked.error().message == again.error().message));
        if (!peeked) require(testing::isReadable(peeked.error()));
    }
    DoorWorld copy = doors;
    copy.world().runFor(kernel::SimDuration::seconds(61));
    doors.world().runFor(kernel::SimDuration::seconds(61));
    require(copy.world().fingerprint() == doors.world().fingerprint());
    return 0;
}
