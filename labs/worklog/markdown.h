// Text for the pages: escaping, normal form, numbers and dates. Fixed rules per language, no locale.
#pragma once

#include "labs/progress/facts.h"
#include "labs/worklog/week_plan.h"

#include <string>

namespace maylab::worklog {

// NFC, no byte order mark, no control characters; line ends become \n.
std::string cleanText(const std::string& text);

// What a person wrote, as one line of Markdown that shows it literally: no table cell, raw HTML, emphasis, link or
// shortcode can come out of it.
std::string escaped(const std::string& text);

// Prose of a lab as one line: its Markdown stays, links to words become words, | < and shortcodes are escaped
// outside code spans (and | inside, for tables). Placeholders {name} must be filled before.
std::string prose(const std::string& markdown);

// 1,038 / 1.038; 0.94 / 0,94. decimals -1: none for whole numbers, else three significant digits, at most two
// decimals. Not a number: "–".
std::string number(double value, int decimals, Language language, bool grouped = true);
// With its unit, by the labs' own codes ("milliseconds", "per-second", "ratio" ...; another code is written as it is,
// behind a no-break space). Sizes in MB are settings: never grouped.
std::string valueText(double value, const std::string& unit, int decimals, Language language);
// A figure that is a word comes as a code span.
std::string valueText(const progress::Figure& figure, Language language);

// "2026-01-26" -> "26/01/2026", or "January 26, 2026".
std::string dayMonthYear(const std::string& isoDate);
std::string longDate(const std::string& isoDate);

int countWords(const std::string& text);

} // namespace maylab::worklog
