#include "kernel/assert.h"

#include <cinttypes>
#include <cstdio>
#include <cstdlib>

namespace maylab::kernel {
namespace {

// The one piece of state that is not in a world: which world this thread is executing, for messages only.
thread_local const AssertContext* t_context = nullptr;

} // namespace

AssertScope::AssertScope(const AssertContext& context) noexcept : m_previous(t_context) { t_context = &context; }
AssertScope::~AssertScope() { t_context = m_previous; }

void assertFailed(const char* expression, const char* file, int line) noexcept {
    std::fprintf(stderr, "maylab: assertion failed: %s (%s:%d)\n", expression, file, line);
    if (t_context != nullptr) {
        std::fprintf(stderr,
                     "maylab: in simulator '%s', seed %" PRIu64 ", virtual time %" PRId64
                     " ns, after %" PRIu64 " events\n",
                     t_context->simulator, t_context->seed, t_context->virtualNanoseconds,
                     t_context->eventsExecuted);
    }
    std::abort();
}

} // namespace maylab::kernel
