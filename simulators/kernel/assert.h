// MAYLAB_ASSERT: a programmer's error, on in every build. The message names the world it happened in
// (simulator, seed, virtual time, number of events executed), so that a report can be replayed.
#pragma once

#include <cstdint>

namespace maylab::kernel {

// What a failing assertion can say about the world that runs on this thread.
struct AssertContext {
    const char* simulator = "";
    std::uint64_t seed = 0;
    std::int64_t virtualNanoseconds = 0;
    std::uint64_t eventsExecuted = 0;
};

// Sets the context for the enclosing scope; scopes nest.
class AssertScope {
  public:
    explicit AssertScope(const AssertContext& context) noexcept;
    ~AssertScope();
    AssertScope(const AssertScope&) = delete;
    AssertScope& operator=(const AssertScope&) = delete;

  private:
    const AssertContext* m_previous;
};

[[noreturn]] void assertFailed(const char* expression, const char* file, int line) noexcept;

} // namespace maylab::kernel

#define MAYLAB_ASSERT(expression)                                                                            \
    (static_cast<bool>(expression) ? static_cast<void>(0)                                                    \
                                   : ::maylab::kernel::assertFailed(#expression, __FILE__, __LINE__))
