#include "labs/progress/progress_store.h"

#include "labs/progress/database.h"
#include "labs/progress/row_frame.h"
#include "labs/progress/store_impl.h"

#include <QStandardPaths>

#include <algorithm>
#include <cmath>

namespace maylab::progress {
namespace {

// SQLite keeps NaN as "no value" and JSON has no infinity: what is not a number is not measured.
void clean(std::optional<double>& value) {
    if (value && !std::isfinite(*value)) value.reset();
}
void clean(double& value) {
    if (!std::isfinite(value)) value = 0;
}
void clean(Figures& figures) {
    std::erase_if(figures, [](const Figure& f) { return !f.isText() && !std::isfinite(f.value); });
}

} // namespace

std::string standardProfileDirectory() {
    return (QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/maylab"))
        .toStdString();
}

ProgressStore::ProgressStore(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
ProgressStore::~ProgressStore() = default;

tl::expected<std::unique_ptr<ProgressStore>, Notice> ProgressStore::open(StoreOptions options) {
    auto impl = std::make_unique<Impl>(std::move(options));
    if (auto refused = impl->start()) return tl::unexpected(*refused);
    return std::unique_ptr<ProgressStore>(new ProgressStore(std::move(impl)));
}

WallTime ProgressStore::now() const { return m_impl->options.clock(); }
std::string ProgressStore::file() const { return m_impl->file.toStdString(); }

RunId ProgressStore::beginRun(const kernel::JournalHeader& header, RunOrigin origin) {
    RunRecord r;
    r.header = header;
    r.lab = header.lab;
    r.step = header.step;
    r.origin = origin;
    r.started = now();
    return m_impl->change([&](Facts& f, auto&& post) {
        r.id = m_impl->nextRun++;
        r.attempt = 1 + static_cast<int>(std::count_if(f.runs.begin(), f.runs.end(), [&](const RunRecord& o) {
                        return o.lab == r.lab && o.step == r.step;
                    }));
        f.runs.push_back(r);
        post(r);
        return r.id;
    });
}

void ProgressStore::appendJournal(RunId run, std::vector<kernel::JournalEntry> entries) {
    if (entries.empty()) return;
    JournalRow row;
    row.run = run;
    row.wall = now();
    for (const auto& e : entries) {
        if (e.kind != kernel::JournalEntry::Kind::Mark) continue;
        row.markAt = e.at;
        row.markFingerprint = e.fingerprint;
    }
    // The place of the row is part of its checksum, so the frame is made when the place is known.
    m_impl->change([&](Facts& f, auto&& post) {
        const RunRecord* r = f.run(run);
        if (!r || !r->replayable || r->state == RunState::Discarded) return;
        row.seq = m_impl->nextRow[run]++;
        row.body = frameRow(run, row.seq, entries);
        post(std::move(row));
    });
}

void ProgressStore::markNotReplayable(RunId run) {
    m_impl->change([&](Facts& f, auto&& post) {
        RunRecord* r = m_impl->mutableRun(f, run);
        if (!r || !r->replayable) return;
        r->replayable = false;
        post(NotReplayable{run});
    });
}

void ProgressStore::endRun(RunId run) {
    m_impl->change([&](Facts& f, auto&& post) { m_impl->end(f, post, run, RunState::Ended); });
}

void ProgressStore::discardRun(RunId run) {
    m_impl->change([&](Facts& f, auto&& post) {
        m_impl->end(f, post, run, RunState::Discarded);
        m_impl->nextRow.erase(run);
    });
}

void ProgressStore::post(Verdict v) {
    clean(v.measured);
    clean(v.figures);
    m_impl->change([&](Facts& f, auto&& post) {
        m_impl->fill(f, v);
        if (const RunRecord* r = f.run(v.run); r && v.behaviours.empty()) v.behaviours = r->header.behaviours;
        // A goal passes once in a run; a second time says nothing new.
        for (const auto& known : f.verdicts) {
            if (known.run == v.run && known.lab == v.lab && known.step == v.step && known.goal == v.goal) return;
        }
        f.verdicts.push_back(v);
        post(std::move(v));
    });
}

void ProgressStore::post(StepOutcome o) {
    m_impl->change([&](Facts& f, auto&& post) {
        m_impl->fill(f, o);
        for (const auto& known : f.outcomes) {
            if (known.run == o.run && known.lab == o.lab && known.step == o.step && known.outcome == o.outcome) return;
        }
        f.outcomes.push_back(o);
        post(std::move(o));
    });
}

void ProgressStore::post(Debrief d) {
    clean(d.figures);
    m_impl->change([&](Facts& f, auto&& post) {
        m_impl->fill(f, d);
        f.debriefs.push_back(d);
        post(std::move(d));
    });
}

void ProgressStore::post(MistakeMet m) {
    clean(m.figures);
    m_impl->change([&](Facts& f, auto&& post) {
        m_impl->fillPlace(f, m);
        f.mistakes.push_back(m);
        post(std::move(m));
    });
}

void ProgressStore::post(Prediction p) {
    clean(p.answer);
    clean(p.measured);
    m_impl->change([&](Facts& f, auto&& post) {
        m_impl->fillPlace(f, p);
        for (const auto& known : f.predictions) {
            if (known.run == p.run && known.lab == p.lab && known.step == p.step && known.prediction == p.prediction) {
                return; // the first answer stays
            }
        }
        f.predictions.push_back(p);
        post(std::move(p));
    });
}

void ProgressStore::post(PredictionMeasured m) {
    clean(m.measured);
    m_impl->change([&](Facts& f, auto&& post) {
        if (const RunRecord* r = f.run(m.run)) {
            if (m.lab.empty()) m.lab = r->lab;
            if (m.step.empty()) m.step = r->step;
        }
        for (auto& p : f.predictions) {
            if (p.run != m.run || p.lab != m.lab || p.step != m.step || p.prediction != m.prediction) continue;
            if (p.measured || !p.measuredText.empty()) return;
            p.measured = m.measured;
            p.measuredText = m.measuredText;
            p.right = m.right;
            post(m);
            return;
        }
    });
}

void ProgressStore::post(Answer a) {
    m_impl->change([&](Facts& f, auto&& post) {
        m_impl->fillPlace(f, a);
        f.answers.push_back(a);
        post(std::move(a));
    });
}

void ProgressStore::setNote(const std::string& subject, const std::string& language, const std::string& text) {
    Note n{subject, language, text, now()};
    m_impl->change([&](Facts& f, auto&& post) {
        for (auto& known : f.notes) {
            if (known.subject != subject || known.language != language) continue;
            if (known.text == text) return;
            known = n;
            post(std::move(n));
            return;
        }
        f.notes.push_back(n);
        post(std::move(n));
    });
}

void ProgressStore::addActive(const std::string& lab, std::int64_t seconds) {
    if (seconds <= 0) return;
    ActiveTime a{now().localDate(), lab, seconds};
    m_impl->change([&](Facts& f, auto&& post) {
        addTo(f.activity, a);
        post(MoreActive{std::move(a)});
    });
}

void ProgressStore::setSetting(const std::string& key, const std::string& value) {
    m_impl->change([&](Facts& f, auto&& post) {
        const auto it = f.settings.find(key);
        if (it != f.settings.end() && it->second == value) return;
        f.settings[key] = value;
        post(Setting{key, value});
    });
}

Facts ProgressStore::facts() const { return m_impl->copy(); }
std::uint64_t ProgressStore::revision() const { return m_impl->revision(); }
Status ProgressStore::status() const { return m_impl->status(); }
std::vector<Notice> ProgressStore::takeNotices() { return m_impl->takeNotices(); }
bool ProgressStore::flush(std::chrono::milliseconds patience) { return m_impl->flush(patience); }

std::optional<ResumePoint> ProgressStore::unfinished() const { return m_impl->unfinished(); }

tl::expected<StoredJournal, std::string> ProgressStore::journal(RunId run) const {
    return m_impl->stored(run, false);
}
tl::expected<StoredJournal, std::string> ProgressStore::continueRun(RunId run) {
    return m_impl->stored(run, true);
}

void recordSecond(ProgressStore& store, RunId run, kernel::Run& world) {
    world.mark();
    if (!world.journal().replayable()) store.markNotReplayable(run);
    store.appendJournal(run, world.takeNewEntries());
}

std::int64_t ActivityMeter::acted(std::int64_t unixMilliseconds) {
    const std::int64_t gap = unixMilliseconds - m_last;
    const bool counts = m_last != 0 && gap >= 0 && gap <= kIdleAfterMilliseconds;
    m_last = unixMilliseconds;
    if (!counts) return 0;
    m_carried += gap;
    const std::int64_t seconds = m_carried / 1000;
    m_carried %= 1000;
    return seconds;
}

} // namespace maylab::progress
