// One journal row: what came in during one wall second, framed so that a row that is cut, swapped or changed is seen.
//
//   maylab-row 1 <entries> <bytes of the lines> <checksum, 16 hex digits>\n
//   <entries as kernel::Journal writes them, one per line>
//
// The checksum covers the lines, their number, the run and the row's place in it.
#pragma once

#include "labs/progress/facts.h"

#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace maylab::progress {

std::string frameRow(RunId run, std::int64_t seq, const std::vector<kernel::JournalEntry>& entries);

// The lines inside, or what is wrong with the row.
tl::expected<std::string_view, std::string> openRow(RunId run, std::int64_t seq, std::string_view row);

} // namespace maylab::progress
