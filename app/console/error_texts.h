// One sentence in the learner's language for every error that our services give, beside the service's own text. The
// service's text stays as it is: learners will search for it.
//
// English stands here, Vietnamese in translations/maylab_vi.ts, context "ErrorTexts".
#pragma once

#include "app/i18n/language_controller.h"

#include <span>
#include <string>
#include <string_view>

namespace maylab::app {

struct ErrorText {
    const char* code;    // an ApiError's code, or of a Redis error its first word: "OOM"
    const char* contains; // narrows: a part of the service's text, "" for any; the first row that fits counts
    const char* text;
};

std::span<const ErrorText> errorTexts();
// The row for an error; nullptr if there is none.
const ErrorText* findErrorText(std::string_view code, std::string_view message);
// A Redis error as it is on the wire without the dash: "WRONGTYPE Operation against ...".
const ErrorText* findRedisErrorText(std::string_view error);
QString errorSentence(const LanguageController& language, Language in, const ErrorText& row);

} // namespace maylab::app
