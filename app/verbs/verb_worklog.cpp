#include "app/environment.h"
#include "app/lesson/evidence_picture.h"
#include "app/shell/preferences_page.h"
#include "app/verbs/catalog_access.h"
#include "app/verbs/verb.h"
#include "cache/models.h"
#include "labs/worklog/real_aws.h"
#include "labs/worklog/week_catalog.h"
#include "logs/models.h"
#include "messaging/models.h"
#include "metrics/models.h"

#include <QApplication>
#include <QDir>
#include <QSaveFile>

#include <nlohmann/json.hpp>

#include <cstdio>

namespace maylab::app {

namespace {

// "-": to stdout.
int writeRealAws(const labs::Catalog& catalog, const progress::ProgressStore& store, const QString& labId, bool vietnamese,
                 const QString& path) {
    const auto lab = labId.isEmpty() ? (catalog.labs.empty() ? nullptr : catalog.labs.front()) : catalog.lab(labId.toStdString());
    if (!lab) {
        complain(QStringLiteral("there is no lab %1").arg(labId));
        return 2;
    }
    const auto language = vietnamese ? worklog::Language::Vietnamese : worklog::Language::English;
    const auto journal = [&](progress::RunId run) {
        auto stored = store.journal(run);
        return stored ? std::move(stored->journal) : kernel::Journal();
    };
    const auto steps = worklog::realAwsSteps(*lab, store.facts(), language, journal);
    if (steps.empty()) {
        complain(QStringLiteral("nothing was done in this lab yet"));
        return 1;
    }
    const aws::ModelCatalog models{cache::operationModels(), messaging::operationModels(), metrics::operationModels(), logs::operationModels()};
    const auto& title = lab->textOf(vietnamese ? labs::Language::Vietnamese : labs::Language::English, "lab", "title");
    const worklog::RealAwsScript script = worklog::toRealAws(title, steps, lab->prices.get(), models, language);
    if (path == QLatin1String("-")) {
        std::fwrite(script.text.data(), 1, script.text.size(), stdout);
        return 0;
    }
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(script.text.data(), static_cast<qint64>(script.text.size())) < 0 || !file.commit()) {
        complain(QStringLiteral("%1 cannot be written: %2").arg(path, file.errorString()));
        return 1;
    }
    std::printf("%s\n", path.toStdString().c_str());
    return 0;
}

} // namespace

int runWorklog(const Verb& self, const QStringList& arguments) {
    QCommandLineParser parser;
    parser.addOption({QStringLiteral("lang"), QStringLiteral("en or vi; without it both pages."), QStringLiteral("LANG")});
    parser.addOption({QStringLiteral("out"), QStringLiteral("Folder to export into (a Hugo site is recognised)."),
                      QStringLiteral("DIR")});
    parser.addOption({QStringLiteral("profile"), QStringLiteral("template or seed."), QStringLiteral("NAME"),
                      QStringLiteral("template")});
    parser.addOption({QStringLiteral("semicolons"), QStringLiteral("Write '; ' where the page would have <br>.")});
    parser.addOption({QStringLiteral("force"), QStringLiteral("Replace files that are there.")});
    parser.addOption({QStringLiteral("to-real-aws"),
                      QStringLiteral("Write your own commands of a lab as a shell script for a real account, with what they cost and "
                                     "the deletions at the end (- for stdout)."),
                      QStringLiteral("FILE")});
    parser.addOption({QStringLiteral("lab"), QStringLiteral("Of --to-real-aws: which lab; the first without it."), QStringLiteral("ID")});
    parser.addOption({QStringLiteral("json"), QStringLiteral("Print the files written as JSON.")});
    int exitCode = 0;
    if (!parseArguments(self, parser, arguments, exitCode)) return exitCode;

    const QString lang = parser.value(QStringLiteral("lang"));
    const QString profile = parser.value(QStringLiteral("profile"));
    const QString out = parser.value(QStringLiteral("out"));
    if ((!lang.isEmpty() && lang != QLatin1String("en") && lang != QLatin1String("vi")) ||
        (profile != QLatin1String("template") && profile != QLatin1String("seed"))) {
        complain(QStringLiteral("--lang takes en or vi, --profile takes template or seed"));
        return 2;
    }
    const QString realAws = parser.value(QStringLiteral("to-real-aws"));
    if (out.isEmpty() && realAws.isEmpty()) {
        complain(QStringLiteral("say where to: maylab worklog --lang en|vi --out DIR"));
        return 2;
    }
    if (!out.isEmpty() && !QDir().mkpath(out)) {
        complain(QStringLiteral("the folder %1 cannot be made").arg(out));
        return 1;
    }
    const auto catalog = openCatalog();
    if (!catalog) return 1;
    progress::StoreOptions storeOptions;
    storeOptions.directory = profileDirectory().toStdString();
    auto store = progress::ProgressStore::open(storeOptions);
    if (!store) {
        complain(progress::text(store.error()));
        return 1;
    }
    if (!realAws.isEmpty()) {
        const int code = writeRealAws(*catalog, **store, parser.value(QStringLiteral("lab")), lang == QLatin1String("vi"), realAws);
        if (code != 0 || out.isEmpty()) return code;
    }
    Settings settings(Settings::defaultPath());
    Theme theme;
    IconStore icons(theme);
    LanguageController language;
    UiContext ui{theme, icons, language, settings};
    theme.attach(*qApp);
    theme.setMode(ThemeMode::Light);
    language.setMode(lang == QLatin1String("vi") ? LanguageMode::Vietnamese : LanguageMode::English);

    const worklog::WeekPlan week = worklog::fromCatalog(*catalog);
    worklog::Options options;
    options.profile = profile == QLatin1String("seed") ? worklog::Profile::Seed : worklog::Profile::Template;
    options.lineBreak = parser.isSet(QStringLiteral("semicolons")) ? worklog::LineBreak::Semicolon : worklog::LineBreak::BrTag;
    options.weight = week.week;
    options.now = (*store)->now();
    options.programVersion = programVersion().toStdString();
    const worklog::Worklog log = worklog::compose((*store)->facts(), week, options);

    std::vector<worklog::Language> languages;
    if (lang != QLatin1String("vi")) languages.push_back(worklog::Language::English);
    if (lang != QLatin1String("en")) languages.push_back(worklog::Language::Vietnamese);
    const auto journal = [&](progress::RunId run) {
        const auto stored = (*store)->journal(run);
        return stored ? stored->journal.toJsonLines() : std::string();
    };
    const auto result = worklog::exportTo(log, out.toStdString(), week, languages, parser.isSet(QStringLiteral("force")),
                                          evidenceRenderer(ui, *catalog, **store), journal);
    if (!result) {
        complain(QString::fromStdString(result.error()));
        return 1;
    }
    for (const worklog::Check& check : log.checks) {
        if (!check.good) std::fprintf(stderr, "maylab: check: %s\n", worklog::checkText(check, week, languages.front()).c_str());
    }
    if (parser.isSet(QStringLiteral("json"))) {
        printJson({{"written", result->written}, {"missingPictures", result->missingPictures}});
    } else {
        for (const std::string& file : result->written) std::printf("%s\n", file.c_str());
    }
    return 0;
}

} // namespace maylab::app
