// HyperLogLogs, which are strings: PFADD, PFCOUNT, PFMERGE, and the server's own tools. Source: sheet 2.1, 2.10.
#include "cache/engine/arguments.h"
#include "cache/engine/commands.h"
#include "cache/engine/hyperloglog.h"
#include "cache/engine/key_change.h"

#include <algorithm>
#include <memory>
#include <string>

namespace maylab::cache::commands {

namespace {

constexpr std::string_view kBroken = "INVALIDOBJ Corrupted HLL object detected";
constexpr std::int64_t kRegisterPassNs = 10'000; // a look at all registers, in engine time

// The entry holds a HyperLogLog, or the error was written.
bool isHyperLogLog(Invocation& i, EntryIndex e, std::string& scratch) {
    if (!isString(i, e)) return false;
    if (i.server.keyspace.entry(e).encoding != Encoding::Int && hll::isValid(valueText(i.server, e, scratch))) return true;
    i.out.error("WRONGTYPE Key is not a valid HyperLogLog string value.");
    return false;
}

// A HyperLogLog that is being changed: a sparse one on its own bytes until it is written back, a dense one in place.
class Sketch {
  public:
    Sketch(Invocation& i, EntryIndex e) : m_server(i.server), m_entry(e) {
        Keyspace& keys = m_server.keyspace;
        std::string scratch;
        const std::string_view bytes = valueText(m_server, e, scratch);
        // Whatever it was, it is a raw string from here on.
        if (keys.entry(e).encoding != Encoding::Raw || keys.isSynthetic(e)) keys.setRaw(e, std::string(bytes));
        if (dense()) return;
        m_sparse = keys.bytes(e);
        m_sds = keys.sds(e);
    }
    ~Sketch() { write(); }
    Sketch(const Sketch&) = delete;
    Sketch& operator=(const Sketch&) = delete;

    bool dense() const { return m_sparse.empty() && hll::isDense(m_server.keyspace.bytes(m_entry)); }
    std::string_view bytes() const { return m_sparse.empty() ? m_server.keyspace.bytes(m_entry) : m_sparse; }

    hll::Raised raise(hll::Observation o) {
        using hll::Raised;
        if (dense()) return raiseDense(o);
        // The server makes room for what one run may grow to, needed or not.
        if (o.run <= 32 && m_sds.room < m_sparse.size() + 3)
            m_sds = m_server.keyspace.model().sdsGrown(static_cast<std::int64_t>(m_sparse.size() + 3));
        const Raised r = hll::raiseSparse(m_sparse, o, static_cast<std::size_t>(m_server.cfg().hllSparseMaxBytes));
        m_changed = m_changed || r == Raised::Yes;
        if (r != Raised::TooLarge) return r;
        if (!becomeDense()) return Raised::Broken;
        return raiseDense(o);
    }
    bool becomeDense() {
        if (dense()) return true;
        const std::optional<std::string> all = hll::toDense(m_sparse);
        if (!all) return false;
        m_sparse.clear();
        m_server.keyspace.setRaw(m_entry, *all);
        return true;
    }
    void forgetCount() { hll::forgetCount(inPlace()); }
    void cacheCount(std::uint64_t n) { hll::cacheCount(inPlace(), n); }

  private:
    hll::Raised raiseDense(hll::Observation o) {
        if (!hll::denseIsBelow(bytes().data(), o)) return hll::Raised::No; // shared bytes stay shared
        hll::raiseDense(inPlace(), o);
        return hll::Raised::Yes;
    }
    char* inPlace() {
        m_changed = true;
        return m_sparse.empty() ? m_server.keyspace.growRaw(m_entry, hll::kDenseSize, {}) : m_sparse.data();
    }
    void write() {
        Keyspace& keys = m_server.keyspace;
        if (m_changed) keys.mut(m_entry).writtenTick = m_server.tick();
        if (!m_sparse.empty() && (m_changed || keys.sds(m_entry).allocated != m_sds.allocated))
            keys.setRaw(m_entry, m_sparse, m_sds);
    }

    Server& m_server;
    EntryIndex m_entry;
    std::string m_sparse; // empty: it is dense
    SdsSize m_sds;
    bool m_changed = false;
};

EntryIndex makeEmpty(Invocation& i, std::string_view key, std::uint64_t hash) {
    const EntryIndex e = addKey(i.server, i.db(), key, hash);
    i.server.keyspace.setRaw(e, hll::empty());
    return e;
}

// The highest of all registers under keys from argv[1] on. False: an error was written.
bool mergeKeys(Invocation& i, hll::Registers& highest, bool& anyDense) {
    std::string scratch;
    for (std::size_t k = 1; k < i.argc(); ++k) {
        const Found f = lookupRead(i.server, i.db(), i.argv[k]);
        if (!f) continue;
        if (!isHyperLogLog(i, f.entry, scratch)) return false;
        const std::string_view bytes = valueText(i.server, f.entry, scratch);
        anyDense = anyDense || hll::isDense(bytes);
        i.server.charge(kRegisterPassNs);
        if (!hll::mergeInto(highest, bytes)) {
            i.out.error(kBroken);
            return false;
        }
    }
    return true;
}

} // namespace

void pfadd(Invocation& i) {
    const std::string_view key = i.argv[1];
    const Found f = lookupWrite(i.server, i.db(), key);
    std::string scratch;
    if (f && !isHyperLogLog(i, f.entry, scratch)) return;
    std::uint64_t updated = f ? 0 : 1;
    {
        Sketch sketch(i, f ? f.entry : makeEmpty(i, key, f.hash));
        for (std::size_t k = 2; k < i.argc(); ++k) {
            const hll::Raised r = sketch.raise(hll::observe(i.argv[k]));
            if (r == hll::Raised::Broken) {
                i.out.error(kBroken);
                return;
            }
            updated += r == hll::Raised::Yes ? 1 : 0;
        }
        if (updated != 0) sketch.forgetCount();
    }
    i.server.charge(static_cast<std::int64_t>(i.argc() - 2) * kElementNs);
    if (updated != 0) changed(i, key, Notify::String, "pfadd", updated);
    i.out.integer(updated != 0 ? 1 : 0);
}

void pfcount(Invocation& i) {
    if (i.argc() > 2) {
        const auto highest = std::make_unique<hll::Registers>();
        bool anyDense = false;
        if (mergeKeys(i, *highest, anyDense)) i.out.integer(static_cast<std::int64_t>(hll::count(*highest)));
        return;
    }
    const Found f = lookupRead(i.server, i.db(), i.argv[1]);
    if (!f) {
        i.out.integer(0);
        return;
    }
    std::string scratch;
    if (!isHyperLogLog(i, f.entry, scratch)) return;
    Sketch sketch(i, f.entry);
    std::optional<std::uint64_t> n = hll::cachedCount(sketch.bytes());
    if (!n) {
        n = hll::count(sketch.bytes());
        i.server.charge(kRegisterPassNs);
        if (!n) {
            i.out.error(kBroken);
            return;
        }
        // Remembered in the value itself: a read that writes, and that replicas see.
        sketch.cacheCount(*n);
        keyModified(i.server, i.db(), i.argv[1]);
        ++i.server.stats.dirty;
        replicateAs(i, i.argv);
    }
    i.out.integer(static_cast<std::int64_t>(*n));
}

void pfmerge(Invocation& i) {
    const auto highest = std::make_unique<hll::Registers>();
    bool anyDense = false;
    if (!mergeKeys(i, *highest, anyDense)) return;
    const std::string_view key = i.argv[1];
    const Found f = lookupWrite(i.server, i.db(), key);
    {
        Sketch sketch(i, f ? f.entry : makeEmpty(i, key, f.hash));
        if (anyDense && !sketch.becomeDense()) {
            i.out.error(kBroken);
            return;
        }
        for (std::uint32_t at = 0; at < hll::kRegisters; ++at) {
            if ((*highest)[at] != 0) sketch.raise({at, (*highest)[at]});
        }
        sketch.forgetCount();
    }
    i.server.charge(kRegisterPassNs);
    changed(i, key, Notify::String, "pfadd");
    i.out.ok();
}

void pfdebug(Invocation& i) {
    const std::string_view what = i.argv[1];
    const Found f = lookupWrite(i.server, i.db(), i.argv[2]);
    if (!f) {
        i.out.error("ERR The specified key does not exist");
        return;
    }
    std::string scratch;
    if (!isHyperLogLog(i, f.entry, scratch)) return;
    Sketch sketch(i, f.entry);
    const bool registers = is(what, "GETREG"), toDense = is(what, "TODENSE"), decode = is(what, "DECODE");
    if (!registers && !toDense && !decode && !is(what, "ENCODING")) {
        i.out.error("ERR Unknown PFDEBUG subcommand '" + std::string(what) + "'");
    } else if (registers || toDense) {
        const bool converted = !sketch.dense();
        if (!sketch.becomeDense()) {
            i.out.error(kBroken);
            return;
        }
        i.server.stats.dirty += converted ? 1 : 0; // replicas follow
        if (toDense) {
            i.out.integer(converted ? 1 : 0);
            return;
        }
        const auto all = std::make_unique<hll::Registers>();
        hll::mergeInto(*all, sketch.bytes());
        i.out.array(hll::kRegisters);
        for (const std::uint8_t v : *all) i.out.integer(v);
    } else if (!decode) {
        i.out.simple(sketch.dense() ? "dense" : "sparse");
    } else if (sketch.dense()) {
        i.out.error("ERR HLL encoding is not sparse");
    } else {
        i.out.bulk(hll::describeSparse(sketch.bytes()));
    }
}

// The server adds ten million elements to both forms, and so it is charged; a hundred thousand say the same.
void pfselftest(Invocation& i) {
    constexpr std::uint64_t kElements = 100'000;
    i.server.charge(100 * kElements * kElementNs);
    std::string sparse = hll::empty();
    std::string dense = *hll::toDense(sparse);
    bool growing = true; // sparse is still sparse
    for (std::uint64_t n = 1, checkpoint = 1; n <= kElements; ++n) {
        const hll::Observation o = hll::observe(std::to_string(n));
        hll::raiseDense(dense.data(), o);
        if (growing && hll::raiseSparse(sparse, o, static_cast<std::size_t>(i.server.cfg().hllSparseMaxBytes)) == hll::Raised::TooLarge) {
            sparse = *hll::toDense(sparse);
            growing = false;
        }
        if (!growing) hll::raiseDense(sparse.data(), o);
        if (n != checkpoint) continue;
        const std::uint64_t estimate = *hll::count(dense);
        if (estimate != *hll::count(sparse)) {
            i.out.error("ERR TESTFAILED dense/sparse disagree");
            return;
        }
        const std::uint64_t off = estimate > n ? estimate - n : n - estimate;
        if (off > std::max<std::uint64_t>(1, n * 5 / 100)) { // six times the standard error of 0.81 %
            i.out.error("ERR TESTFAILED Too big error. card:" + std::to_string(n) + " abserr:" + std::to_string(off));
            return;
        }
        checkpoint *= 10;
    }
    i.out.ok();
}

} // namespace maylab::cache::commands
