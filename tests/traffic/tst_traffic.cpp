#include <QtTest>

#include "traffic/arrivals.h"
#include "traffic/closed_loop.h"
#include "traffic/popularity.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>
#include <vector>

using namespace maylab::traffic;
using maylab::kernel::Rng;
using maylab::kernel::SimDuration;
using maylab::kernel::SimTime;
using maylab::kernel::splitmix64;

namespace {

ArrivalProcess processOf(const ArrivalSettings& s, SimTime now = SimTime()) {
    auto p = ArrivalProcess::make(s, now);
    if (!p) qFatal("%s", p.error().message.c_str());
    return *p;
}

// Every arrival in [from, to), as the owner of the events would see them.
std::vector<SimTime> arrivalsIn(ArrivalProcess& p, Rng& rng, SimTime from, SimTime to) {
    std::vector<SimTime> out;
    SimTime t = from;
    for (;;) {
        const auto next = p.next(t, rng);
        if (next.at >= to) return out;
        if (next.arrival) out.push_back(next.at);
        t = next.at;
    }
}

struct Moments {
    double mean = 0, variance = 0;
};
Moments momentsOf(const std::vector<double>& v) {
    Moments m;
    for (const double x : v)
        m.mean += x;
    m.mean /= static_cast<double>(v.size());
    for (const double x : v)
        m.variance += (x - m.mean) * (x - m.mean);
    m.variance /= static_cast<double>(v.size() - 1);
    return m;
}

std::vector<double> countsPerBin(const std::vector<SimTime>& times, SimTime from, SimTime to,
                                 SimDuration bin) {
    std::vector<double> bins(static_cast<std::size_t>((to - from).ns() / bin.ns()), 0);
    for (const SimTime t : times) {
        const auto i = static_cast<std::size_t>((t - from).ns() / bin.ns());
        if (i < bins.size()) bins[i] += 1;
    }
    return bins;
}

double indexOfDispersion(const std::vector<double>& counts) {
    const Moments m = momentsOf(counts);
    return m.variance / m.mean;
}

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

} // namespace

Q_DECLARE_METATYPE(ArrivalSettings)

class TestTraffic : public QObject {
    Q_OBJECT
  private slots:
    void constantIsEvenlySpaced();
    void constantKeepsItsPhaseWhenTheRateChanges();
    void poissonHasMeanAndDispersionOfPoisson();
    void poissonGapsAreExponential();
    void changingOftenHasNoBias_data();
    void changingOftenHasNoBias();
    void rampFollowsTheLine_data();
    void rampFollowsTheLine();
    void burstKeepsTheMeanAndIsOverdispersed();
    void diurnalFollowsTheDay();
    void flashCrowdRisesStaysAndGoes();
    void anotherRateKeepsTheDay();
    void zeroMeansNobodyUntilChanged();
    void slowProcessesLookOnlySoFarAhead();
    void sameSeedSameArrivals_data();
    void sameSeedSameArrivals();
    void absurdArrivalsAreRefused_data();
    void absurdArrivalsAreRefused();

    void zipfMeetsThePublishedFirstRanks();
    void zipfFrequenciesMeetTheExactOnes_data();
    void zipfFrequenciesMeetTheExactOnes();
    void zipfInversionIsExact();
    void uniformAndHotSetFrequencies();
    void popularityMoves();
    void popularityChangesWhileRunning();
    void copiesShareTheTable();
    void absurdPopularityIsRefused_data();
    void absurdPopularityIsRefused();
    void scanAsksOnce();

    void closedLoopFollowsLittlesLaw();
    void closedLoopGrowsAndShrinks();
    void absurdClosedLoopIsRefused();
};

void TestTraffic::constantIsEvenlySpaced() {
    ArrivalProcess p = processOf({ArrivalKind::Constant, 300});
    Rng rng(1);
    const auto times = arrivalsIn(p, rng, SimTime(), SimTime::atSecond(1000));
    // No drift from rounding: 300 a second for 1000 s, the last one at the very end or just before it.
    QVERIFY(times.size() == 300'000 || times.size() == 299'999);
    for (std::size_t i = 1; i < times.size(); ++i) {
        const auto gap = (times[i] - times[i - 1]).ns();
        QVERIFY2(gap == 3'333'333 || gap == 3'333'334, qPrintable(QString::number(gap)));
    }
}

void TestTraffic::constantKeepsItsPhaseWhenTheRateChanges() {
    ArrivalProcess p = processOf({ArrivalKind::Constant, 100});
    Rng rng(1);
    QCOMPARE(p.next(SimTime(), rng).at.ns(), 10'000'000);
    // 7 ms of 10 have passed: at twice the rate the rest takes 1.5 ms.
    QVERIFY(p.changeRate(200, SimTime::fromNs(7'000'000)));
    const auto next = p.next(SimTime::fromNs(7'000'000), rng);
    QCOMPARE(next.at.ns(), 8'500'000);
    QCOMPARE(p.next(next.at, rng).at.ns(), 13'500'000);
    // Stopped in the middle of a gap, and going on where it was.
    QVERIFY(p.changeRate(0, SimTime::fromNs(11'000'000)));
    QVERIFY(!p.next(SimTime::fromNs(11'000'000), rng).arrival);
    QVERIFY(p.changeRate(200, SimTime::fromNs(50'000'000)));
    QCOMPARE(p.next(SimTime::fromNs(50'000'000), rng).at.ns(), 52'500'000);
}

void TestTraffic::poissonHasMeanAndDispersionOfPoisson() {
    for (const double rate : {0.5, 40.0, 2000.0}) {
        ArrivalProcess p = processOf({ArrivalKind::Poisson, rate});
        Rng rng(7, "poisson");
        const double seconds = 400'000 / rate;
        const SimTime end = SimTime() + SimDuration::fromSeconds(seconds);
        const auto times = arrivalsIn(p, rng, SimTime(), end);
        // 400,000 expected, deviation 632.
        QVERIFY2(std::abs(static_cast<double>(times.size()) - 400'000) < 4 * 632,
                 qPrintable(QString::number(times.size())));
        const auto bins = countsPerBin(times, SimTime(), end, SimDuration::fromSeconds(20 / rate));
        const double dispersion = indexOfDispersion(bins); // 20,000 bins: deviation of the index 0.01
        QVERIFY2(std::abs(dispersion - 1) < 0.04, qPrintable(QString::number(dispersion)));
    }
}

void TestTraffic::poissonGapsAreExponential() {
    ArrivalProcess p = processOf({ArrivalKind::Poisson, 100});
    Rng rng(3);
    const auto times = arrivalsIn(p, rng, SimTime(), SimTime::atSecond(2000));
    std::vector<double> gaps;
    for (std::size_t i = 1; i < times.size(); ++i)
        gaps.push_back((times[i] - times[i - 1]).inSeconds());
    std::sort(gaps.begin(), gaps.end());
    // Kolmogorov-Smirnov against 1 - exp(-100 x).
    double distance = 0;
    for (std::size_t i = 0; i < gaps.size(); ++i) {
        const double f = 1 - std::exp(-100 * gaps[i]);
        distance =
            std::max(distance, std::abs(f - static_cast<double>(i) / static_cast<double>(gaps.size())));
    }
    QVERIFY2(distance < 1.95 / std::sqrt(static_cast<double>(gaps.size())),
             qPrintable(QString::number(distance)));
}

void TestTraffic::changingOftenHasNoBias_data() {
    QTest::addColumn<int>("kind");
    QTest::newRow("constant") << static_cast<int>(ArrivalKind::Constant);
    QTest::newRow("poisson") << static_cast<int>(ArrivalKind::Poisson);
    QTest::newRow("burst") << static_cast<int>(ArrivalKind::Burst);
}

void TestTraffic::changingOftenHasNoBias() {
    QFETCH(int, kind);
    ArrivalSettings s;
    s.kind = static_cast<ArrivalKind>(kind);
    s.ratePerSecond = 100;
    s.burstSeconds = 0.05;
    s.calmSeconds = 0.2;
    ArrivalProcess p = processOf(s);
    Rng rng(11, "changes");
    // Every 3 ms another rate, far more often than arrivals come: the mean must be that of the rates.
    double expected = 0;
    std::uint64_t seen = 0;
    SimTime t;
    for (int i = 0; i < 400'000; ++i) {
        const double rate = i % 3 == 0 ? 40 : i % 3 == 1 ? 250 : 10;
        QVERIFY(p.changeRate(rate, t));
        const SimTime end = t + SimDuration::milliseconds(3);
        seen += arrivalsIn(p, rng, t, end).size();
        expected += rate * 0.003;
        t = end;
    }
    // Poisson: 120,000 expected, deviation 346; a burst's is larger, constant's is nought.
    const double slack = kind == static_cast<int>(ArrivalKind::Constant) ? 1
                         : kind == static_cast<int>(ArrivalKind::Burst)  ? 4500
                                                                         : 1400;
    QVERIFY2(std::abs(static_cast<double>(seen) - expected) <= slack,
             qPrintable(QString("%1 against %2").arg(seen).arg(expected)));
}

void TestTraffic::rampFollowsTheLine_data() {
    QTest::addColumn<int>("kind");
    QTest::newRow("constant") << static_cast<int>(ArrivalKind::Constant);
    QTest::newRow("poisson") << static_cast<int>(ArrivalKind::Poisson);
}

void TestTraffic::rampFollowsTheLine() {
    QFETCH(int, kind);
    const bool constant = kind == static_cast<int>(ArrivalKind::Constant);
    ArrivalProcess p = processOf({static_cast<ArrivalKind>(kind), 50});
    Rng rng(5, "ramp");
    (void)arrivalsIn(p, rng, SimTime(), SimTime::atSecond(10));
    QVERIFY(p.ramp(400, 700, 100, SimTime::atSecond(10)));
    QCOMPARE(p.baseRateAt(SimTime::atSecond(60)), 550.0);
    const auto times = arrivalsIn(p, rng, SimTime::atSecond(10), SimTime::atSecond(210));
    const auto bins =
        countsPerBin(times, SimTime::atSecond(10), SimTime::atSecond(210), SimDuration::seconds(10));
    for (std::size_t i = 0; i < bins.size(); ++i) {
        const double middle = 5 + 10 * static_cast<double>(i);
        const double expected = 10 * (middle < 100 ? 400 + 3 * middle : 700);
        const double slack = constant ? 1.5 : 4.5 * std::sqrt(expected);
        QVERIFY2(std::abs(bins[i] - expected) <= slack,
                 qPrintable(QString("bin %1: %2 against %3").arg(i).arg(bins[i]).arg(expected)));
    }
    // Down to nothing, and nothing after it.
    QVERIFY(p.ramp(200, 0, 5, SimTime::atSecond(300)));
    const auto last = arrivalsIn(p, rng, SimTime::atSecond(300), SimTime::atSecond(400));
    QVERIFY(std::abs(static_cast<double>(last.size()) - 500) < (constant ? 2 : 110));
    QVERIFY(last.back() <= SimTime::atSecond(305));
}

void TestTraffic::burstKeepsTheMeanAndIsOverdispersed() {
    ArrivalSettings s{ArrivalKind::Burst, 200};
    s.burstFactor = 8;
    s.burstSeconds = 1;
    s.calmSeconds = 4;
    ArrivalProcess p = processOf(s);
    Rng rng(9, "burst");
    const SimTime end = SimTime::atSecond(20'000);
    const auto times = arrivalsIn(p, rng, SimTime(), end);
    const double mean = static_cast<double>(times.size()) / 20'000;
    QVERIFY2(std::abs(mean - 200) < 8, qPrintable(QString::number(mean)));
    // Variance of a two-state modulated Poisson process over bins of T: m T + 2 v tau^2 (T/tau - 1 +
    // exp(-T/tau)), v the variance of the rate, 1/tau = 1/burst + 1/calm.
    const double calm = 200 * 5.0 / (4 + 8 * 1), high = 8 * calm;
    const double share = 0.2, v = share * (1 - share) * (high - calm) * (high - calm),
                 tau = 1 / (1 / 1.0 + 1 / 4.0);
    const double expected = 1 + 2 * v * tau * tau * (1 / tau - 1 + std::exp(-1 / tau)) / 200;
    const double dispersion = indexOfDispersion(countsPerBin(times, SimTime(), end, SimDuration::seconds(1)));
    QVERIFY2(std::abs(dispersion / expected - 1) < 0.1,
             qPrintable(QString("%1 against %2").arg(dispersion).arg(expected)));
}

void TestTraffic::diurnalFollowsTheDay() {
    ArrivalSettings s{ArrivalKind::Diurnal, 100};
    s.amplitude = 0.8;
    s.periodSeconds = 1000;
    s.peakInSeconds = 250;
    ArrivalProcess p = processOf(s, SimTime::atSecond(7));
    Rng rng(13, "day");
    const SimTime from = SimTime::atSecond(7), to = SimTime::atSecond(3007);
    const auto bins = countsPerBin(arrivalsIn(p, rng, from, to), from, to, SimDuration::seconds(50));
    for (std::size_t i = 0; i < bins.size(); ++i) {
        double expected = 0;
        for (int k = 0; k < 50; ++k) {
            const double x = 50 * static_cast<double>(i) + k + 0.5;
            expected += 100 * (1 + 0.8 * std::cos(2 * 3.14159265358979 * (x - 250) / 1000));
        }
        QVERIFY2(std::abs(bins[i] - expected) < 4.5 * std::sqrt(expected),
                 qPrintable(QString("bin %1: %2 against %3").arg(i).arg(bins[i]).arg(expected)));
    }
}

void TestTraffic::flashCrowdRisesStaysAndGoes() {
    ArrivalSettings s{ArrivalKind::FlashCrowd, 100};
    s.peakFactor = 10;
    s.startInSeconds = 20;
    s.riseSeconds = 10;
    s.holdSeconds = 30;
    s.decaySeconds = 20;
    ArrivalProcess p = processOf(s);
    Rng rng(17, "crowd");
    const SimTime end = SimTime::atSecond(600);
    const auto bins =
        countsPerBin(arrivalsIn(p, rng, SimTime(), end), SimTime(), end, SimDuration::seconds(10));
    const auto rate = [](double x) {
        if (x < 20) return 100.0;
        if (x < 30) return 100 + 90 * (x - 20);
        if (x < 60) return 1000.0;
        return 100 + (x < 60 + 16 * 20 ? 900 * std::exp(-(x - 60) / 20) : 0);
    };
    for (std::size_t i = 0; i < bins.size(); ++i) {
        double expected = 0;
        for (int k = 0; k < 100; ++k)
            expected += 0.1 * rate(10 * static_cast<double>(i) + 0.1 * k + 0.05);
        QVERIFY2(std::abs(bins[i] - expected) < 4.5 * std::sqrt(expected),
                 qPrintable(QString("bin %1: %2 against %3").arg(i).arg(bins[i]).arg(expected)));
    }
}

void TestTraffic::anotherRateKeepsTheDay() {
    ArrivalSettings s{ArrivalKind::Diurnal, 100};
    s.periodSeconds = 1000;
    s.peakInSeconds = 500;
    ArrivalProcess p = processOf(s);
    QVERIFY(p.changeRate(300, SimTime::atSecond(250)));
    QVERIFY(std::abs(p.rateAt(SimTime::atSecond(500)) - 450) < 1e-9);
    // The same settings given anew begin a new day.
    QVERIFY(p.change(s, SimTime::atSecond(250)));
    QVERIFY(std::abs(p.rateAt(SimTime::atSecond(750)) - 150) < 1e-9);
}

void TestTraffic::zeroMeansNobodyUntilChanged() {
    for (const ArrivalKind kind : {ArrivalKind::Constant, ArrivalKind::Poisson, ArrivalKind::Burst,
                                   ArrivalKind::Diurnal, ArrivalKind::FlashCrowd}) {
        ArrivalProcess p = processOf({kind, 0});
        Rng rng(1);
        const auto next = p.next(SimTime::atSecond(5), rng);
        QVERIFY(!next.arrival);
        QCOMPARE(next.at.ns(), ArrivalProcess::kNever.ns());
        QVERIFY(p.changeRate(1000, SimTime::atSecond(6)));
        QVERIFY(arrivalsIn(p, rng, SimTime::atSecond(6), SimTime::atSecond(7)).size() > 100);
    }
}

void TestTraffic::slowProcessesLookOnlySoFarAhead() {
    ArrivalSettings s{ArrivalKind::Burst, 1e-9};
    s.burstSeconds = s.calmSeconds = 0.001;
    ArrivalProcess p = processOf(s);
    Rng rng(1);
    SimTime t;
    for (int i = 0; i < 100; ++i) {
        const auto next = p.next(t, rng);
        QVERIFY(!next.arrival);
        QVERIFY(next.at > t);
        t = next.at;
    }
    ArrivalProcess rare = processOf({ArrivalKind::Poisson, 1e-300});
    QCOMPARE(rare.next(SimTime(), rng).at.ns(), ArrivalProcess::kNever.ns());
    ArrivalProcess rareConstant = processOf({ArrivalKind::Constant, 1e-300});
    QVERIFY(!rareConstant.next(SimTime(), rng).arrival);
}

void TestTraffic::sameSeedSameArrivals_data() {
    QTest::addColumn<int>("kind");
    for (int k = 0; k < 5; ++k)
        QTest::addRow("kind %d", k) << k;
}

void TestTraffic::sameSeedSameArrivals() {
    QFETCH(int, kind);
    ArrivalSettings s{static_cast<ArrivalKind>(kind), 500};
    s.startInSeconds = 2;
    s.riseSeconds = 3;
    s.periodSeconds = 20;
    ArrivalProcess a = processOf(s);
    Rng rngA(21, "same");
    (void)arrivalsIn(a, rngA, SimTime(), SimTime::atSecond(3));
    // A copy in the middle goes on the same way, and another seed does not.
    ArrivalProcess b = a;
    Rng rngB = rngA, rngC(22, "same");
    ArrivalProcess c = a;
    const auto one = arrivalsIn(a, rngA, SimTime::atSecond(3), SimTime::atSecond(20));
    QVERIFY(one == arrivalsIn(b, rngB, SimTime::atSecond(3), SimTime::atSecond(20)));
    const bool random = s.kind != ArrivalKind::Constant;
    QCOMPARE(one != arrivalsIn(c, rngC, SimTime::atSecond(3), SimTime::atSecond(20)), random);
}

void TestTraffic::absurdArrivalsAreRefused_data() {
    QTest::addColumn<ArrivalSettings>("settings");
    QTest::addColumn<QString>("setting");
    const auto row = [](const char* name, ArrivalKind kind, const char* setting, auto change) {
        ArrivalSettings s{kind, 100};
        change(s);
        QTest::newRow(name) << s << QString(setting);
    };
    row("negative", ArrivalKind::Poisson, "ratePerSecond", [](auto& s) { s.ratePerSecond = -1; });
    row("nan", ArrivalKind::Constant, "ratePerSecond", [](auto& s) { s.ratePerSecond = kNan; });
    row("infinite", ArrivalKind::Poisson, "ratePerSecond", [](auto& s) { s.ratePerSecond = kInf; });
    row("1e12", ArrivalKind::Poisson, "ratePerSecond", [](auto& s) { s.ratePerSecond = 1e12; });
    row("burst below calm", ArrivalKind::Burst, "burstFactor", [](auto& s) { s.burstFactor = 0.5; });
    row("burst without length", ArrivalKind::Burst, "burstSeconds", [](auto& s) { s.burstSeconds = 0; });
    row("calm of nan", ArrivalKind::Burst, "calmSeconds", [](auto& s) { s.calmSeconds = kNan; });
    row("burst beyond the limit", ArrivalKind::Burst, "burstFactor", [](auto& s) {
        s.ratePerSecond = 900'000;
        s.burstFactor = 1000;
        s.burstSeconds = 0.01;
    });
    row("amplitude", ArrivalKind::Diurnal, "amplitude", [](auto& s) { s.amplitude = 1.5; });
    row("period", ArrivalKind::Diurnal, "periodSeconds", [](auto& s) { s.periodSeconds = 0; });
    row("peak", ArrivalKind::Diurnal, "peakInSeconds", [](auto& s) { s.peakInSeconds = -3; });
    row("crowd", ArrivalKind::FlashCrowd, "peakFactor", [](auto& s) { s.peakFactor = kNan; });
    row("crowd beyond the limit", ArrivalKind::FlashCrowd, "peakFactor", [](auto& s) {
        s.ratePerSecond = 200'000;
        s.peakFactor = 6;
    });
    row("rise", ArrivalKind::FlashCrowd, "riseSeconds", [](auto& s) { s.riseSeconds = 0; });
    row("hold", ArrivalKind::FlashCrowd, "holdSeconds", [](auto& s) { s.holdSeconds = kInf; });
    row("start", ArrivalKind::FlashCrowd, "startInSeconds", [](auto& s) { s.startInSeconds = -1; });
    row("decay", ArrivalKind::FlashCrowd, "decaySeconds", [](auto& s) { s.decaySeconds = 1e12; });
}

void TestTraffic::absurdArrivalsAreRefused() {
    QFETCH(ArrivalSettings, settings);
    QFETCH(QString, setting);
    const auto made = ArrivalProcess::make(settings, SimTime());
    QVERIFY(!made);
    QCOMPARE(QString::fromStdString(made.error().setting), setting);
    QVERIFY(made.error().message.find(made.error().setting) == 0);

    // Refused while running: nothing changes, also not the arrival that was promised.
    ArrivalProcess p = processOf({ArrivalKind::Constant, 100});
    Rng rng(1);
    const auto promised = p.next(SimTime(), rng);
    QVERIFY(!p.change(settings, SimTime::fromNs(5'000'000)));
    QVERIFY(!p.ramp(-1, 10, 10, SimTime::fromNs(5'000'000)));
    QVERIFY(!p.ramp(1, kNan, 10, SimTime::fromNs(5'000'000)));
    QVERIFY(!p.ramp(1, 10, 0, SimTime::fromNs(5'000'000)));
    QVERIFY(!p.ramp(1, 1e12, 10, SimTime::fromNs(5'000'000)));
    QCOMPARE(p.settings().ratePerSecond, 100.0);
    QCOMPARE(p.next(promised.at, rng).at.ns(), 20'000'000);
}

void TestTraffic::zipfMeetsThePublishedFirstRanks() {
    // The cache sheet's generator (spec/cache.md 4.3): N = 100,000, s = 0.99, splitmix64 from the seed.
    const ZipfTable table(100'000, 0.99);
    const auto check = [&](std::uint64_t seed, std::initializer_list<std::uint32_t> ranks) {
        for (const std::uint32_t rank : ranks) {
            const double u = static_cast<double>(splitmix64(seed) >> 11) * 0x1p-53;
            QCOMPARE(table.rankAt(u), rank);
        }
    };
    check(42, {5041, 3, 18, 42, 0, 22044, 8, 10058, 39, 1176, 7, 260});
    check(1, {632, 5296, 71835, 144, 144, 6473, 24494, 374, 20, 9309, 88, 1006});
}

void TestTraffic::zipfFrequenciesMeetTheExactOnes_data() {
    QTest::addColumn<double>("exponent");
    QTest::addColumn<int>("keys");
    QTest::newRow("the shop") << 0.99 << 10'000;
    QTest::newRow("step 4") << 0.99 << 100'000;
    QTest::newRow("flat") << 0.0 << 1'000;
    QTest::newRow("mild") << 0.5 << 300'000;
    QTest::newRow("steep") << 2.5 << 50'000;
    QTest::newRow("one key") << 1.0 << 1;
    QTest::newRow("three keys") << 1.0 << 3;
}

void TestTraffic::zipfFrequenciesMeetTheExactOnes() {
    QFETCH(double, exponent);
    QFETCH(int, keys);
    PopularitySettings s;
    s.exponent = exponent;
    s.keys = static_cast<std::uint32_t>(keys);
    const auto p = KeyPopularity::make(s);
    QVERIFY(p.has_value());

    std::vector<double> exact(s.keys);
    double total = 0;
    for (std::size_t i = 0; i < exact.size(); ++i)
        total += exact[i] = std::pow(static_cast<double>(i + 1), -exponent);
    for (double& x : exact)
        x /= total;
    double sum = 0;
    for (std::uint32_t r = 0; r < s.keys; ++r) {
        QVERIFY(std::abs(p->probabilityOfRank(r) - exact[r]) < 1e-11);
        sum += p->probabilityOfRank(r);
    }
    QVERIFY(std::abs(sum - 1) < 1e-9);

    constexpr int kDraws = 1'000'000;
    std::vector<double> seen(s.keys, 0);
    Rng rng(5, "zipf");
    for (int i = 0; i < kDraws; ++i)
        seen[p->draw(rng)] += 1;
    // Chi square over ranks, the tail in bundles of at least 100 expected draws.
    double chi = 0, expected = 0, got = 0;
    int cells = 0;
    for (std::uint32_t r = 0; r < s.keys; ++r) {
        expected += exact[r] * kDraws;
        got += seen[r];
        if (expected >= 100 || r + 1 == s.keys) {
            chi += expected > 0 ? (got - expected) * (got - expected) / expected : got;
            ++cells;
            expected = got = 0;
        }
    }
    const double freedom = std::max(cells - 1, 1);
    QVERIFY2(chi < freedom + 4.5 * std::sqrt(2 * freedom) + 1,
             qPrintable(QString("chi square %1 over %2 cells").arg(chi).arg(cells)));
}

void TestTraffic::zipfInversionIsExact() {
    // The guided search finds what a search from the start finds.
    for (const std::uint32_t keys : {1u, 2u, 7u, 1000u, 4096u}) {
        const ZipfTable table(keys, 1.2);
        std::vector<double> cumulative;
        double sum = 0;
        for (std::uint32_t r = 0; r < keys; ++r)
            cumulative.push_back(sum += table.probability(r));
        Rng rng(keys, "inversion");
        for (int i = 0; i < 20'000; ++i) {
            const double u = i == 0 ? 0.0 : i == 1 ? 1 - 0x1p-53 : rng.uniform();
            const std::uint32_t rank = table.rankAt(u);
            QVERIFY(rank < keys);
            if (rank > 0) QVERIFY(cumulative[rank - 1] <= u + 1e-12);
            if (rank + 1 < keys) QVERIFY(cumulative[rank] > u - 1e-12);
        }
    }
}

void TestTraffic::uniformAndHotSetFrequencies() {
    PopularitySettings s;
    s.keys = 1000;
    s.kind = PopularityKind::Uniform;
    auto p = *KeyPopularity::make(s);
    Rng rng(1, "uniform");
    std::vector<double> seen(1000, 0);
    for (int i = 0; i < 1'000'000; ++i)
        seen[p.draw(rng)] += 1;
    QVERIFY(std::abs(indexOfDispersion(seen) - 1) < 0.2);

    s.kind = PopularityKind::HotSet;
    s.hotKeys = 10;
    s.hotShare = 0.8;
    QVERIFY(p.change(s));
    double hot = 0;
    for (int i = 0; i < 200'000; ++i)
        hot += p.draw(rng) < 10 ? 1 : 0;
    QVERIFY(std::abs(hot / 200'000 - 0.8) < 0.004);
    QCOMPARE(p.probabilityOfRank(3), 0.08);
    s.hotKeys = 1000;
    QVERIFY(p.change(s));
    QCOMPARE(p.probabilityOfRank(999), 0.001);
    for (int i = 0; i < 1000; ++i)
        QVERIFY(p.draw(rng) < 1000);
}

void TestTraffic::popularityMoves() {
    PopularitySettings s;
    s.keys = 100'000;
    auto p = *KeyPopularity::make(s);
    auto still = p;
    Rng rng(3), same(3);
    p.move(50'000);
    p.move(50'001);
    QCOMPARE(p.shift(), 1u);
    p.move(49'999);
    for (int i = 0; i < 10'000; ++i) {
        const std::uint32_t moved = p.draw(rng);
        const std::uint32_t before = still.draw(same);
        QCOMPARE(moved, (before + 50'000) % 100'000);
        QCOMPARE(p.rankOfKey(moved), before);
    }
}

void TestTraffic::popularityChangesWhileRunning() {
    auto p = *KeyPopularity::make({});
    Rng rng(8);
    p.move(9'000);
    PopularitySettings fewer;
    fewer.keys = 50;
    QVERIFY(p.change(fewer));
    QVERIFY(p.shift() < 50);
    for (int i = 0; i < 1000; ++i)
        QVERIFY(p.draw(rng) < 50);
    PopularitySettings steep;
    steep.keys = 50;
    steep.exponent = 3;
    QVERIFY(p.change(steep));
    double favourite = 0;
    for (int i = 0; i < 20'000; ++i)
        favourite += p.drawRank(rng) == 0 ? 1 : 0;
    QVERIFY(std::abs(favourite / 20'000 - p.probabilityOfRank(0)) < 0.012);
}

void TestTraffic::copiesShareTheTable() {
    PopularitySettings s;
    s.keys = PopularitySettings::kMaxKeys;
    const auto p = *KeyPopularity::make(s);
    // 100,000 copies of a 24 MB table would not fit anywhere.
    const std::vector<KeyPopularity> copies(100'000, p);
    Rng a(4), b(4);
    for (int i = 0; i < 100; ++i)
        QCOMPARE(copies[static_cast<std::size_t>(i * 997)].draw(a), p.draw(b));
}

void TestTraffic::absurdPopularityIsRefused_data() {
    QTest::addColumn<int>("kind");
    QTest::addColumn<quint32>("keys");
    QTest::addColumn<double>("exponent");
    QTest::addColumn<quint32>("hotKeys");
    QTest::addColumn<double>("hotShare");
    QTest::addColumn<QString>("setting");
    const int zipf = static_cast<int>(PopularityKind::Zipf), hot = static_cast<int>(PopularityKind::HotSet);
    QTest::newRow("no keys") << zipf << 0u << 1.0 << 1u << 0.5 << "keys";
    QTest::newRow("too many keys") << zipf << 4'000'000'000u << 1.0 << 1u << 0.5 << "keys";
    QTest::newRow("negative exponent") << zipf << 10u << -1.0 << 1u << 0.5 << "exponent";
    QTest::newRow("exponent nan") << zipf << 10u << kNan << 1u << 0.5 << "exponent";
    QTest::newRow("exponent infinite") << zipf << 10u << kInf << 1u << 0.5 << "exponent";
    QTest::newRow("more hot keys than keys") << hot << 10u << 1.0 << 11u << 0.5 << "hotKeys";
    QTest::newRow("no hot keys") << hot << 10u << 1.0 << 0u << 0.5 << "hotKeys";
    QTest::newRow("share above one") << hot << 10u << 1.0 << 1u << 1.5 << "hotShare";
    QTest::newRow("share nan") << hot << 10u << 1.0 << 1u << kNan << "hotShare";
}

void TestTraffic::absurdPopularityIsRefused() {
    QFETCH(int, kind);
    QFETCH(quint32, keys);
    QFETCH(double, exponent);
    QFETCH(quint32, hotKeys);
    QFETCH(double, hotShare);
    QFETCH(QString, setting);
    const PopularitySettings s{static_cast<PopularityKind>(kind), keys, exponent, hotKeys, hotShare};
    const auto made = KeyPopularity::make(s);
    QVERIFY(!made);
    QCOMPARE(QString::fromStdString(made.error().setting), setting);
    auto p = *KeyPopularity::make({});
    p.move(5);
    QVERIFY(!p.change(s));
    QCOMPARE(p.settings().keys, 10'000u);
    QCOMPARE(p.shift(), 5u);
}

void TestTraffic::scanAsksOnce() {
    OneOffScan scan;
    scan.remaining = 1000;
    std::uint64_t last = 0;
    for (int i = 0; i < 1000; ++i) {
        const std::uint64_t key = scan.take();
        QVERIFY(i == 0 || key == last + 1);
        last = key;
    }
    QVERIFY(scan.finished());
    scan.remaining = 1; // the next scan goes on with new keys
    QCOMPARE(scan.take(), last + 1);
}

void TestTraffic::closedLoopFollowsLittlesLaw() {
    // N users, think Z, reply after S: throughput N / (Z + S), whatever the spread.
    for (const ThinkKind kind : {ThinkKind::Exponential, ThinkKind::Constant}) {
        ClosedLoop loop;
        Rng rng(6, "users");
        const auto added = loop.change({200, 2.0, kind});
        QCOMPARE(*added, 200u);
        std::priority_queue<SimTime, std::vector<SimTime>, std::greater<>> asks;
        for (std::uint32_t i = 0; i < *added; ++i)
            asks.push(loop.firstRequest(SimTime(), rng));
        std::uint64_t asked = 0;
        while (asks.top() < SimTime::atSecond(2000)) {
            const SimTime t = asks.top();
            asks.pop();
            ++asked;
            const auto again = loop.afterReply(t + SimDuration::milliseconds(500), rng);
            QVERIFY(again.has_value());
            asks.push(*again);
        }
        const double rate = static_cast<double>(asked) / 2000;
        QVERIFY2(std::abs(rate - 80) < 1.2, qPrintable(QString::number(rate)));
    }
}

void TestTraffic::closedLoopGrowsAndShrinks() {
    ClosedLoop loop;
    Rng rng(6);
    QCOMPARE(*loop.change({100, 1.0}), 100u);
    QCOMPARE(*loop.change({60, 1.0}), 0u);
    QCOMPARE(loop.present(), 100u);
    for (int i = 0; i < 30; ++i)
        QVERIFY(!loop.afterReply(SimTime(), rng));
    QCOMPARE(loop.present(), 70u);
    // Back to 90 while ten are still to go: they stay, twenty are new.
    QCOMPARE(*loop.change({90, 1.0}), 20u);
    QCOMPARE(loop.present(), 90u);
    QVERIFY(loop.afterReply(SimTime(), rng));
    QCOMPARE(*loop.change({0, 1.0}), 0u);
    for (int i = 0; i < 90; ++i)
        QVERIFY(!loop.afterReply(SimTime(), rng));
    QCOMPARE(loop.present(), 0u);
}

void TestTraffic::absurdClosedLoopIsRefused() {
    ClosedLoop loop;
    QVERIFY(loop.change({10, 1.0}));
    QCOMPARE(loop.change({4'000'000'000u, 1.0}).error().setting, std::string("users"));
    for (const double seconds : {0.0, -1.0, kNan, kInf, 1e12}) {
        QCOMPARE(loop.change({10, seconds}).error().setting, std::string("thinkSeconds"));
    }
    QCOMPARE(loop.settings().users, 10u);
    QCOMPARE(loop.settings().thinkSeconds, 1.0);
}

QTEST_APPLESS_MAIN(TestTraffic)
#include "tst_traffic.moc"
