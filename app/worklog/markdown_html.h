// The pages' own Markdown as rich text for the preview: headings, rules, tables, lists of two levels, emphasis, code,
// links, pictures by their description. Not a general Markdown reader: it reads what labs/worklog writes.
#pragma once

#include "app/shell/theme.h"

#include <QString>

namespace maylab::app {

QString worklogHtml(const QString& markdown, const Theme& theme);
// Headings of a page, in order, as they stand in the rich text.
QStringList worklogHeadings(const QString& markdown);

} // namespace maylab::app
