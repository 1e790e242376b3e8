// Languages: numbers and dates, the live switch, complete translations, sentences of rules.
#include <QtTest>

#include "app/console/error_texts.h"
#include "app/i18n/format.h"
#include "app/i18n/language_controller.h"
#include "app/i18n/message_texts.h"
#include "app/i18n/rule_texts.h"
#include "app/i18n/rule_value_names.h"
#include "labs/engine/message.h"
#include "scenarios/registry.h"

#include <QLabel>
#include <QXmlStreamReader>

#include <set>

using namespace maylab::app;

namespace {

struct TsMessage {
    QString context;
    QString source;
    QStringList translations;
    QString type; // "unfinished", "vanished", ...
    bool numerus = false;
};

std::vector<TsMessage> readTs(const QString& name, QString& problem) {
    std::vector<TsMessage> messages;
    QFile file(qEnvironmentVariable("MAYLAB_SOURCE_DIR") + QStringLiteral("/translations/") + name);
    if (!file.open(QIODevice::ReadOnly)) {
        problem = file.fileName();
        return messages;
    }
    QXmlStreamReader xml(&file);
    QString context;
    TsMessage message;
    while (!xml.atEnd()) {
        xml.readNext();
        if (xml.isStartElement()) {
            const auto tag = xml.name();
            if (tag == QLatin1String("message")) {
                message = {};
                message.context = context;
                message.numerus = xml.attributes().value(QLatin1String("numerus")) == QLatin1String("yes");
            } else if (tag == QLatin1String("translation")) {
                message.type = xml.attributes().value(QLatin1String("type")).toString();
                if (!message.numerus) message.translations << xml.readElementText();
            } else if (tag == QLatin1String("numerusform")) {
                message.translations << xml.readElementText();
            } else if (tag == QLatin1String("name")) {
                context = xml.readElementText();
            } else if (tag == QLatin1String("source")) {
                message.source = xml.readElementText();
            }
        } else if (xml.isEndElement() && xml.name() == QLatin1String("message")) {
            messages.push_back(message);
        }
    }
    if (xml.hasError()) problem = xml.errorString();
    return messages;
}

// %1, %n, {name} in order of the alphabet.
QStringList marksOf(const QString& text) {
    static const QRegularExpression kMark(QStringLiteral(R"(%\d|%n|\{[A-Za-z][A-Za-z0-9]*\})"));
    QStringList marks;
    for (auto it = kMark.globalMatch(text); it.hasNext();) marks << it.next().captured();
    marks.sort();
    return marks;
}

} // namespace

class TestLanguages : public QObject {
    Q_OBJECT

  private slots:
    void numbers() {
        const Format en(Language::English);
        const Format vi(Language::Vietnamese);
        QCOMPARE(en.count(2000), QStringLiteral("2,000"));
        QCOMPARE(vi.count(2000), QStringLiteral("2.000"));
        QCOMPARE(en.ratio(0.72), QStringLiteral("0.72"));
        QCOMPARE(vi.ratio(0.72), QStringLiteral("0,72"));
        QCOMPARE(en.number(std::nan(""), 2), QStringLiteral("–"));
        QCOMPARE(en.number(-0.001, 2), QStringLiteral("0.00"));
        QCOMPARE(en.number(-1.5, 1), QStringLiteral("−1.5"));
        QCOMPARE(vi.setting(qint64(1024)), QStringLiteral("1024")); // settings are never grouped
        QCOMPARE(en.setting(qint64(16379)), QStringLiteral("16379"));
        QCOMPARE(vi.setting(2.5), QStringLiteral("2,5"));
        QCOMPARE(en.money(0.102, 3), QStringLiteral("$0.102"));
        QCOMPARE(vi.money(0.102, 3), QStringLiteral("0,102\u00A0USD"));
        QCOMPARE(en.percent(68), QStringLiteral("68\u00A0%"));
        QCOMPARE(en.withUnit(QStringLiteral("25"), QStringLiteral("ms")), QStringLiteral("25\u00A0ms"));
        QCOMPARE(en.compact(0.5), QStringLiteral("0.50"));
        QCOMPARE(en.compact(0.0017), QStringLiteral("0.0017"));
        QCOMPARE(en.compact(44.83), QStringLiteral("44.8"));
        QCOMPARE(en.compact(1037.2), QStringLiteral("1,037"));
        QCOMPARE(en.compact(10), QStringLiteral("10"));
    }

    void timesAndDates() {
        const Format en(Language::English);
        const Format vi(Language::Vietnamese);
        QCOMPARE(en.clock(202'000'000'000), QStringLiteral("00:03:22.0"));
        QCOMPARE(vi.clock(202'000'000'000), QStringLiteral("00:03:22.0"));
        QCOMPARE(en.shortClock(202), QStringLiteral("03:22"));
        QCOMPARE(en.shortClock(3723), QStringLiteral("1:02:03"));
        const QDate monday(2026, 1, 26);
        QCOMPARE(en.dateWithDay(monday), QStringLiteral("Monday 26 January 2026"));
        QCOMPARE(vi.dateWithDay(monday), QString::fromUtf8("Thứ Hai, 26/01/2026"));
        QCOMPARE(vi.weekday(QDate(2026, 1, 31)), QString::fromUtf8("Thứ Bảy"));
        QCOMPARE(vi.weekday(QDate(2026, 2, 1)), QString::fromUtf8("Chủ Nhật"));
        QCOMPARE(en.dateShort(monday), QStringLiteral("26 Jan"));
        QCOMPARE(en.minutes(112), QStringLiteral("1\u00A0h 52\u00A0min"));
        QCOMPARE(vi.minutes(6), QString::fromUtf8("6\u00A0phút"));
        QCOMPARE(en.date(QDate()), QStringLiteral("–"));
    }

    void modes() {
        LanguageController controller(Language::Vietnamese);
        QSignalSpy changed(&controller, &LanguageController::changed);
        QCOMPARE(controller.mode(), LanguageMode::Vietnamese);
        controller.setMode(LanguageMode::English);
        QCOMPARE(controller.chrome(), Language::English);
        QCOMPARE(QLocale().language(), QLocale::English);
        QCOMPARE(controller.prose(), QList<Language>{Language::English});
        controller.setMode(LanguageMode::Both); // the chrome takes the system's language
        QCOMPARE(controller.chrome(), Language::Vietnamese);
        QCOMPARE(controller.prose(), (QList<Language>{Language::Vietnamese, Language::English}));
        QCOMPARE(changed.count(), 2);
        controller.setMode(LanguageMode::Both);
        QCOMPARE(changed.count(), 2);
    }

    // A live switch reaches a widget that is on the screen, in both directions, and %n takes the right form.
    void liveSwitch() {
        LanguageController controller(Language::English);
        const auto word = [] { return QCoreApplication::translate("State", "In progress"); };
        QCOMPARE(word(), QStringLiteral("In progress"));
        const auto steps = [](int n) {
            return QCoreApplication::translate("maylab::app::LabCard", "%1 of %n steps", nullptr, n).arg(1);
        };
        QCOMPARE(steps(1), QStringLiteral("1 of 1 step"));
        QCOMPARE(steps(4), QStringLiteral("1 of 4 steps"));
        controller.setMode(LanguageMode::Vietnamese);
        QCOMPARE(word(), QString::fromUtf8("Đang thực hiện"));
        QCOMPARE(steps(4), QString::fromUtf8("1/4 bước"));
        QCOMPARE(controller.translate(Language::English, "State", "In progress"), QStringLiteral("In progress"));
        controller.setMode(LanguageMode::English);
        QCOMPARE(word(), QStringLiteral("In progress"));
        QCOMPARE(controller.translate(Language::Vietnamese, "State", "In progress"), QString::fromUtf8("Đang thực hiện"));
    }

    // Nothing unfinished, nothing empty, the same placeholders, composed letters, no line of another language.
    void vietnameseIsComplete() {
        QString problem;
        const auto messages = readTs(QStringLiteral("maylab_vi.ts"), problem);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        QVERIFY(messages.size() > 100);
        QStringList faults;
        for (const TsMessage& m : messages) {
            const QString where = m.context + QStringLiteral(": ") + m.source.left(60);
            if (!m.type.isEmpty()) faults << where + QStringLiteral(" is ") + m.type;
            for (const QString& t : m.translations) {
                if (t.trimmed().isEmpty()) faults << where + QStringLiteral(" is empty");
                if (marksOf(t) != marksOf(m.source)) faults << where + QStringLiteral(" has other placeholders: ") + t;
                if (t.normalized(QString::NormalizationForm_C) != t) faults << where + QStringLiteral(" is not NFC");
                for (const char* calque : {"đám đông", "đội máy", "tiêm lỗi", "vui lòng"}) {
                    if (t.contains(QString::fromUtf8(calque), Qt::CaseInsensitive)) faults << where + QStringLiteral(" uses ") + QString::fromUtf8(calque);
                }
            }
            if (m.translations.isEmpty()) faults << where + QStringLiteral(" has no translation");
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(QLatin1Char('\n'))));
    }

    void englishPluralsAreComplete() {
        QString problem;
        const auto messages = readTs(QStringLiteral("maylab_en.ts"), problem);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        QVERIFY(!messages.empty());
        for (const TsMessage& m : messages) {
            QVERIFY2(m.numerus, qPrintable(m.source));
            QVERIFY2(m.type.isEmpty(), qPrintable(m.source));
            QCOMPARE(m.translations.size(), 2);
            for (const QString& form : m.translations) QCOMPARE(marksOf(form), marksOf(m.source));
        }
    }

    void ruleTexts() {
        LanguageController controller(Language::English);
        std::set<std::string> ids;
        for (const RuleText& text : maylab::app::ruleTexts()) {
            QVERIFY2(ids.insert(text.id).second, text.id);
            const QString en = QString::fromUtf8(text.text);
            const QString vi = controller.translate(Language::Vietnamese, "Rules", text.text);
            QVERIFY2(vi != en, text.id);
            QStringList a = placeholdersOf(en);
            QStringList b = placeholdersOf(vi);
            a.sort();
            b.sort();
            QCOMPARE(a, b);
        }
        QCOMPARE(ruleSentence(controller, Language::English, "shop.error.queue-full", {{"queueLimit", "1,000"}}),
                 QStringLiteral("The queue before the database holds 1,000 requests and was full: 503 at once."));
        QCOMPARE(ruleSentence(controller, Language::English, "no.such.rule", {}), QStringLiteral("no.such.rule"));
        QCOMPARE(placeholdersOf(QStringLiteral("{a} and {b2} but not { c } or {}")), (QStringList{"a", "b2"}));
    }

    // What the lab engine says is what the translators were given, and it is translated.
    void engineMessages() {
        LanguageController controller(Language::English);
        std::set<std::string> given, said;
        for (const char* text : maylab::app::messageTexts()) given.insert(text);
        for (const maylab::labs::MessageInfo& m : maylab::labs::messageTable()) said.insert(m.english);
        for (const std::string& text : said) {
            QVERIFY2(given.contains(text), text.c_str());
            const QString english = QString::fromStdString(text);
            const QString vietnamese = controller.translate(Language::Vietnamese, "Messages", text.c_str());
            QVERIFY2(vietnamese != english, text.c_str());
            QStringList a = placeholdersOf(english), b = placeholdersOf(vietnamese);
            a.sort();
            b.sort();
            QCOMPARE(a, b);
        }
        for (const std::string& text : given) QVERIFY2(said.contains(text), text.c_str());
    }

    // Every error of a service has its sentence in both languages.
    void errorSentences() {
        LanguageController controller(Language::English);
        QVERIFY(maylab::app::errorTexts().size() > 50);
        for (const maylab::app::ErrorText& row : maylab::app::errorTexts()) {
            const QString en = errorSentence(controller, Language::English, row);
            const QString vi = errorSentence(controller, Language::Vietnamese, row);
            QVERIFY2(!en.isEmpty() && vi != en, row.text);
        }
    }

    // Every rule a world can name has a sentence whose placeholders the rule has.
    void ruleTablesMatch() {
        maylab::kernel::JournalHeader header;
        header.scenario = "shop";
        const auto world = maylab::scenarios::makeWorld(header);
        QVERIFY2(world.has_value(), world ? "" : world.error().c_str());
        const auto& decisions = (*world)->decisions();
        QVERIFY(decisions.ruleCount() > 5);
        QStringList faults;
        for (std::size_t id = 1; id < decisions.ruleCount(); ++id) {
            const auto& rule = decisions.rule(static_cast<maylab::kernel::RuleId>(id));
            const RuleText* text = findRuleText(rule.id);
            if (text == nullptr) {
                faults << QStringLiteral("%1 (%2) has no sentence").arg(QLatin1String(rule.id), QLatin1String(rule.parameters));
                continue;
            }
            QStringList known = QString::fromLatin1(rule.parameters).split(QLatin1Char(','), Qt::SkipEmptyParts);
            for (QString& name : known) name = name.trimmed();
            known << QStringLiteral("subject");
            for (const QString& name : placeholdersOf(QString::fromUtf8(text->text))) {
                if (!known.contains(name)) faults << QStringLiteral("%1 has no parameter %2").arg(QLatin1String(rule.id), name);
            }
            // Numbers that stand for a choice of the simulator are not shown; everything else has words.
            static const QStringList kChoices{"armed", "beta", "error", "fault", "from", "hasEnd", "locked", "policy", "reach",
                                              "reason", "status", "stickyDns", "strategy", "subject", "to"};
            for (const QString& name : known) {
                const bool shown = !maylab::app::ruleValueName(name.toStdString()).isEmpty();
                if (shown == kChoices.contains(name)) faults << QStringLiteral("%1: no words for the parameter %2").arg(QLatin1String(rule.id), name);
            }
            if (*rule.notModelled != '\0' && findRuleText(rule.notModelled) == nullptr) {
                faults << QStringLiteral("%1 has no sentence").arg(QLatin1String(rule.notModelled));
            }
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(QLatin1Char('\n'))));
    }
};

QTEST_MAIN(TestLanguages)
#include "tst_languages.moc"
