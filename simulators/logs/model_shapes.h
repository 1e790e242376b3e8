// Shapes that the tables of this room share: names of groups and streams, tokens, times. Source: sheet 1.3 and 2.8.
#pragma once

#include "aws/shape.h"

namespace maylab::logs {

inline constexpr aws::Shape kGroupName = aws::stringOf(1, 512, "[\\.\\-_/#A-Za-z0-9]+");
inline constexpr aws::Shape kIdentifier = aws::stringOf(1, 2048, "[\\w#+=/:,.@-]*"); // of a group: its name or ARN
inline constexpr aws::Shape kToken = aws::stringOf(1, 4096);
inline constexpr aws::Shape kTime = aws::integerIn(0, aws::kNoBound); // since 1970: milliseconds, of queries seconds
inline constexpr aws::ErrorStyle kStyle = aws::ErrorStyle::Coral;

} // namespace maylab::logs
