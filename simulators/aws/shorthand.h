// The shorthand of the AWS CLI: Key=value,Other={a=1,b=2},List=x,y (user guide, "Using shorthand syntax").
// Internal to the room.
#pragma once

#include "aws/shape.h"

#include <tl/expected.hpp>

#include <string>
#include <string_view>

namespace maylab::aws {

// One argument -> a structure or map with strings as leaves. The error is the CLI's: "Expected: '=', received: ..."
tl::expected<Json, std::string> parseShorthand(std::string_view text);

// Strings made into what the shape says ("3" -> 3); single values become lists where the shape has a list. The error
// is the CLI's text for a number that is none.
tl::expected<Json, std::string> coerce(const Shape& shape, Json value);

// The opposite; false where only JSON can say it.
bool toShorthand(const Shape& shape, const Json& value, std::string& out);

} // namespace maylab::aws
