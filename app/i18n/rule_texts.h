// The sentence of every rule that a simulator can name in a decision record (kernel::RuleInfo::id), in English;
// the Vietnamese one stands in translations/maylab_vi.ts, context "Rules".
//
// A sentence holds placeholders by parameter name, "{idleSeconds}", as the simulator's RuleInfo::parameters lists
// them; {subject} is the key, node or request that the record is about. A test compares this table with the
// simulators' tables: every rule has a sentence, and a sentence names no parameter that the rule does not have.
#pragma once

#include "app/i18n/format.h"

#include <QString>
#include <QStringList>

#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace maylab::app {

struct RuleText {
    const char* id;
    const char* text; // context "Rules"
};

std::span<const RuleText> ruleTexts();
const RuleText* findRuleText(std::string_view id);

// Values already as text: name without braces, shown value.
using RuleValues = std::vector<std::pair<QString, QString>>;

// The sentence in one language with its placeholders filled. Unknown placeholders stay as they are (a test's
// business), an unknown rule gives its id.
QString ruleSentence(const LanguageController& language, Language in, std::string_view ruleId, const RuleValues& values);

// Names between braces, in order of appearance.
QStringList placeholdersOf(const QString& text);
QString fillPlaceholders(const QString& text, const RuleValues& values);

} // namespace maylab::app
