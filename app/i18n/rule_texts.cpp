#include "app/i18n/rule_texts.h"

#include <QRegularExpression>

namespace maylab::app {

namespace {


// Sorted by id within a simulator. Texts named by RuleInfo::notModelled stand here too.

constexpr RuleText kTexts[] = {
    // The shop
    {"shop.answer.cache",
     QT_TRANSLATE_NOOP("Rules", "The cache had the answer: {cacheMilliseconds} ms. It was stored {storedSecondsAgo} s "
                                "ago and leaves in {leavesInSeconds} s.")},
    {"shop.answer.database",
     QT_TRANSLATE_NOOP("Rules", "The cache did not have it ({cacheMilliseconds} ms to find out). The application "
                                "waited {waitMilliseconds} ms for a connection, then the query took "
                                "{queryMilliseconds} ms.")},
    {"shop.answer.direct",
     QT_TRANSLATE_NOOP("Rules", "No cache was asked. The application waited {waitMilliseconds} ms for a connection, "
                                "then the query took {queryMilliseconds} ms.")},
    {"shop.answer.foreign",
     QT_TRANSLATE_NOOP("Rules", "The cache answered with a value that the application did not write ({bytes} bytes). "
                                "It was handed out as it is.")},
    {"shop.connection.waited",
     QT_TRANSLATE_NOOP("Rules", "All {connections} connections were busy. The request waited {waitMilliseconds} ms "
                                "behind {aheadInQueue} others.")},
    {"shop.error.gave-up",
     QT_TRANSLATE_NOOP("Rules", "The application gave up after {waitMilliseconds} ms without a connection and "
                                "answered 503. {waitingNow} requests were waiting.")},
    {"shop.error.queue-full",
     QT_TRANSLATE_NOOP("Rules", "The queue before the database holds {queueLimit} requests and was full: 503 at "
                                "once.")},
    {"shop.error.application-full",
     QT_TRANSLATE_NOOP("Rules", "The application had {inFlight} requests in work, its limit is {limit}: 503 at "
                                "once.")},
    {"shop.notModelled.threads",
     QT_TRANSLATE_NOOP("Rules", "Threads, memory and restarts of the application are not modelled, only its limit of "
                                "requests.")},
    {"shop.read.stale",
     QT_TRANSLATE_NOOP("Rules", "The answer was old: the price changed {changedSecondsAgo} s ago, the cached value was "
                                "stored {storedSecondsAgo} s ago and leaves in {leavesInSeconds} s.")},
    {"shop.write-through",
     QT_TRANSLATE_NOOP("Rules", "A price changed: the application wrote version {version} to the cache in "
                                "{milliseconds} ms, with a TTL of {ttlSeconds} s.")},
    {"shop.cache.unreachable",
     QT_TRANSLATE_NOOP("Rules", "The cache could not be reached within {milliseconds} ms (the limit is "
                                "{connectTimeoutMilliseconds} ms). The application went on without it.")},
    {"shop.notModelled.breaker",
     QT_TRANSLATE_NOOP("Rules", "A circuit breaker, which would stop asking a cache that is away, is not modelled.")},
    {"shop.cache.store-refused",
     QT_TRANSLATE_NOOP("Rules", "The cache refused to keep version {version}: its memory is full and its policy "
                                "removes nothing.")},
};

} // namespace

std::span<const RuleText> ruleTexts() {
    return kTexts;
}

const RuleText* findRuleText(std::string_view id) {
    for (const RuleText& text : kTexts) {
        if (id == text.id) return &text;
    }
    return nullptr;
}

QString ruleSentence(const LanguageController& language, Language in, std::string_view ruleId,
                     const RuleValues& values) {
    const RuleText* text = findRuleText(ruleId);
    if (text == nullptr) return QString::fromUtf8(ruleId.data(), static_cast<qsizetype>(ruleId.size()));
    return fillPlaceholders(language.translate(in, "Rules", text->text), values);
}

QStringList placeholdersOf(const QString& text) {
    static const QRegularExpression kPlaceholder(QStringLiteral(R"(\{([A-Za-z][A-Za-z0-9]*)\})"));
    QStringList names;
    for (auto it = kPlaceholder.globalMatch(text); it.hasNext();) names << it.next().captured(1);
    return names;
}

QString fillPlaceholders(const QString& text, const RuleValues& values) {
    QString filled = text;
    for (const auto& [name, value] : values) filled.replace(QLatin1Char('{') + name + QLatin1Char('}'), value);
    return filled;
}

} // namespace maylab::app
