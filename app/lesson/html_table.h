// Tables and headings as rich text in the colours of the theme, for text that is read, copied and printed (the debrief,
// the bill). Cells are HTML: escape what comes from outside.
#pragma once

#include "app/shell/ui_context.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace maylab::app {

class HtmlText {
  public:
    explicit HtmlText(const UiContext& ui) : m_ui(ui) {}

    struct Column {
        QString head;
        bool number = false; // right-aligned, fixed pitch, never broken
        int percent = 0;     // of the width; 0: as wide as it asks for
    };
    void heading(const QString& text);
    void paragraph(const QString& html, ColorToken color = ColorToken::Text);
    void table(const std::vector<Column>& columns, const std::vector<QStringList>& rows);
    void raw(const QString& html) { m_html += html; }

    // Names and lines of a lab on one line of HTML: links to words become the words, `code` and **bold** stay.
    static QString inlineProse(const QString& markdown);
    QString colored(const QString& text, ColorToken color) const;
    const QString& html() const { return m_html; }

  private:
    const UiContext& m_ui;
    QString m_html;
};

} // namespace maylab::app
