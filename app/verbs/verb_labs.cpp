#include "app/verbs/catalog_access.h"
#include "app/verbs/verb.h"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace maylab::app {

int runLabs(const Verb& self, const QStringList& arguments) {
    QCommandLineParser parser;
    parser.addOption({QStringLiteral("json"), QStringLiteral("Print a JSON list.")});
    parser.addOption({QStringLiteral("catalog"), QStringLiteral("Read the labs from this folder."),
                      QStringLiteral("DIR")});
    int exitCode = 0;
    if (!parseArguments(self, parser, arguments, exitCode)) return exitCode;

    const auto catalog = openCatalog(parser.value(QStringLiteral("catalog")));
    if (!catalog) return 1;
    using labs::Language;
    if (parser.isSet(QStringLiteral("json"))) {
        nlohmann::json out = nlohmann::json::array();
        for (const auto& lab : catalog->labs) {
            nlohmann::json steps = nlohmann::json::array();
            for (const auto& step : lab->steps) {
                steps.push_back({{"id", step.id},
                                 {"title",
                                  {{"en", lab->textOf(Language::English, step.id, "title")},
                                   {"vi", lab->textOf(Language::Vietnamese, step.id, "title")}}},
                                 {"core", step.core},
                                 {"minutes", step.minutes}});
            }
            out.push_back({{"id", lab->id},
                           {"title",
                            {{"en", lab->textOf(Language::English, "lab", "title")},
                             {"vi", lab->textOf(Language::Vietnamese, "lab", "title")}}},
                           {"day", lab->day},
                           {"scenario", lab->scenario},
                           {"seed", lab->seed},
                           {"steps", std::move(steps)}});
        }
        printJson(out);
    } else {
        for (const auto& lab : catalog->labs) {
            std::printf("%s  %s / %s\n", lab->id.c_str(), lab->textOf(Language::English, "lab", "title").c_str(),
                        lab->textOf(Language::Vietnamese, "lab", "title").c_str());
            for (const auto& step : lab->steps) {
                std::printf("    %-24s %s / %s, %d min%s\n", step.id.c_str(),
                            lab->textOf(Language::English, step.id, "title").c_str(),
                            lab->textOf(Language::Vietnamese, step.id, "title").c_str(), step.minutes,
                            step.core ? "" : " (more)");
            }
        }
    }
    return catalog->problems.empty() ? 0 : 1;
}

} // namespace maylab::app
