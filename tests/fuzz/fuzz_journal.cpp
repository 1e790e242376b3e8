// Whatever is read as a journal comes back as what was kept of it.
#include "kernel/journal.h"

#include <cstdlib>
#include <string_view>

using maylab::kernel::Journal;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto read = Journal::fromJsonLines({reinterpret_cast<const char*>(data), size});
    if (!read.headerOk) return 0;
    const auto again = Journal::fromJsonLines(read.journal.toJsonLines());
    if (!again.complete || again.journal.entries().size() != read.journal.entries().size()) std::abort();
    return 0;
}
