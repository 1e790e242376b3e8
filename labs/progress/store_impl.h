// The inside of a ProgressStore: facts and a queue under one mutex, and the writer thread that owns the database.
#pragma once

#include "labs/progress/database.h"
#include "labs/progress/progress_store.h"

#include <QLockFile>
#include <QString>

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <type_traits>

namespace maylab::progress {

void addTo(std::vector<ActiveTime>& activity, const ActiveTime& more);

class ProgressStore::Impl {
  public:
    explicit Impl(StoreOptions o);
    ~Impl();

    // Starts the writer and waits until it has loaded; a notice when another instance is there.
    std::optional<Notice> start();

    // Changes facts and queues what that means for the file, in one step: f(Facts&, post). Any thread.
    template <typename F>
    auto change(F f) {
        const std::lock_guard lock(m_mutex);
        bool posted = false;
        const auto post = [&](auto&& item) {
            posted = true;
            enqueue(Item(std::forward<decltype(item)>(item)));
        };
        if constexpr (std::is_void_v<decltype(f(m_facts, post))>) {
            f(m_facts, post);
            if (posted) announce();
        } else {
            auto result = f(m_facts, post);
            if (posted) announce();
            return result;
        }
    }
    // For use inside change().
    RunRecord* mutableRun(Facts& f, RunId id);
    template <typename Fact>
    void fillPlace(const Facts& f, Fact& fact) const {
        if (const RunRecord* r = f.run(fact.run)) {
            if (fact.lab.empty()) fact.lab = r->lab;
            if (fact.step.empty()) fact.step = r->step;
        }
        if (fact.wall.unixMilliseconds == 0) fact.wall = options.clock();
    }
    template <typename Fact>
    void fill(const Facts& f, Fact& fact) const {
        fillPlace(f, fact);
        if (const RunRecord* r = f.run(fact.run); r && fact.seed == 0) fact.seed = r->header.seed;
    }
    template <typename Post>
    void end(Facts& f, Post&& post, RunId run, RunState state) {
        RunRecord* r = mutableRun(f, run);
        if (!r || r->state != RunState::Open) return;
        r->state = state;
        r->ended = options.clock();
        post(EndRun{run, *r->ended, state});
    }

    Facts copy() const;
    std::uint64_t revision() const;
    Status status() const;
    std::vector<Notice> takeNotices();
    bool flush(std::chrono::milliseconds patience);
    std::optional<ResumePoint> unfinished();
    tl::expected<StoredJournal, std::string> stored(RunId run, bool cut);

    StoreOptions options;
    QString file;
    RunId nextRun = 1;                       // under the mutex
    std::map<RunId, std::int64_t> nextRow;   // likewise

  private:
    using Lock = std::unique_lock<std::mutex>;
    enum class Mode : std::uint8_t { NotOpen, Writing, ReadForEver };

    // --- under the mutex ---
    void enqueue(Item item);
    void announce(); // wakes the writer
    void giveUpOldestJournal();
    void say(Notice notice);
    bool nothingWaits() const { return m_queue.empty() && m_batch.empty(); }

    // --- on the writer's thread ---
    void loop();
    std::optional<DatabaseError> openFile(Lock& lock, bool first);
    std::optional<DatabaseError> loadFile(Lock& lock, bool first);
    std::optional<DatabaseError> beginAnew(Lock& lock);
    void attempt(Lock& lock);
    std::optional<DatabaseError> writeOneByOne(Lock& lock);
    void failed(const DatabaseError& e);
    std::vector<JournalRow> rowsOf(RunId run, std::string& problem); // disk and queue together
    template <typename F>
    auto onWriter(F f) -> decltype(f());

    mutable std::mutex m_mutex;
    std::condition_variable m_wake, m_done;
    std::thread m_writer;
    Facts m_facts;
    std::deque<Item> m_queue;
    std::vector<Item> m_batch; // being written, or refused and to be tried again; the writer's own while it writes
    std::deque<std::function<void()>> m_requests;
    std::vector<Notice> m_notices;
    std::optional<Notice> m_why;
    std::size_t m_waitingBytes = 0;
    std::uint64_t m_revision = 0, m_attempts = 0;
    bool m_stop = false, m_started = false, m_loaded = false;
    std::optional<Notice> m_refused;
    std::chrono::steady_clock::time_point m_retryAt{};
    Mode m_mode = Mode::NotOpen;

    Database m_database; // the writer's
    std::unique_ptr<QLockFile> m_lock;
};

} // namespace maylab::progress
