// The regular expressions of filter patterns: the vectors of the golden file, an independent matcher, bad
// input.
#include <QtTest>

#include "logs/pattern_regex.h"
#include "support/golden.h"

#include <nlohmann/json.hpp>

#include <random>
#include <regex>

using namespace maylab::logs;

class PatternRegexTest : public QObject {
    Q_OBJECT

  private slots:
    void goldenVectors() {
        const auto file = nlohmann::json::parse(maylab::testing::readGolden("metrics/filter_patterns.json"));
        int seen = 0;
        for (const auto& v : file["vectors"]) {
            const std::string pattern = v["pattern"];
            if (pattern.size() < 2 || pattern.front() != '%' || pattern.back() != '%') continue;
            PatternError error;
            const auto regex =
                PatternRegex::parse(std::string_view(pattern).substr(1, pattern.size() - 2), error);
            QVERIFY2(regex, error.reason.c_str());
            QVERIFY2(regex->search(v["message"].get<std::string>()) == v["match"].get<bool>(),
                     pattern.c_str());
            ++seen;
        }
        QVERIFY(seen >= 6);
    }

    // The standard library's backtracking matcher on short random expressions and texts.
    void agreesWithAnotherMatcher() {
        std::mt19937 random(7);
        const auto pick = [&](std::initializer_list<const char*> of) {
            return std::string(of.begin()[random() % of.size()]);
        };
        int matched = 0;
        int refused = 0;
        for (int round = 0; round < 4000; ++round) {
            std::string source = random() % 6 ? "" : "^";
            for (unsigned items = 1 + random() % 4; items > 0; --items) {
                source += pick({"a", "b", "[ab]", "[^a]", "[a-c]", ".", "\\d", "\\W", "\\."});
                source += pick({"", "", "*", "+", "?", "{2}", "{1,}", "{0,2}"});
                if (random() % 8 == 0) source += "|";
            }
            if (random() % 6 == 0) source += "$";
            std::string text;
            for (unsigned n = random() % 7; n > 0; --n)
                text += "abc1. "[random() % 6];
            PatternError error;
            const auto regex = PatternRegex::parse(source, error);
            QVERIFY2(regex, source.c_str());
            const bool expected = std::regex_search(text, std::regex(source));
            QVERIFY2(regex->search(text) == expected, (source + " on '" + text + "'").c_str());
            ++(expected ? matched : refused);
        }
        QVERIFY(matched > 500 && refused > 500);
    }

    void badExpressionsAreRefusedWithTheirOffset() {
        const std::vector<std::pair<std::string, std::size_t>> bad = {
            {"(a)", 0}, {"ab[cd", 2}, {"a[]", 1},   {"a{2,1}", 1},    {"a{9999}", 2}, {"a{2", 1}, {"a\\", 1},
            {"*a", 0},  {"a**", 2},   {"[z-a]", 1}, {"a\xc3\xa9", 1}, {"a\\q", 1},    {"a]", 1},
        };
        for (const auto& [source, offset] : bad) {
            PatternError error;
            QVERIFY2(!PatternRegex::parse(source, error), source.c_str());
            QVERIFY2(error.offset == offset && !error.reason.empty(), source.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(PatternRegexTest)
#include "tst_pattern_regex.moc"
