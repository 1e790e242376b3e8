#include "app/lesson/html_table.h"

#include <QRegularExpression>

namespace maylab::app {

QString HtmlText::inlineProse(const QString& markdown) {
    static const QRegularExpression link(QStringLiteral("\\[([^\\]]*)\\]\\([^)]*\\)")), code(QStringLiteral("`([^`]*)`")),
        bold(QStringLiteral("\\*\\*([^*]+)\\*\\*"));
    QString html = markdown;
    html = html.replace(link, QStringLiteral("\\1")).toHtmlEscaped();
    html.replace(code, QStringLiteral("<code>\\1</code>")).replace(bold, QStringLiteral("<b>\\1</b>"));
    return html.replace(QStringLiteral("\n\n"), QStringLiteral("<br/>")).replace(QLatin1Char('\n'), QLatin1Char(' '));
}

QString HtmlText::colored(const QString& text, ColorToken color) const {
    return QStringLiteral("<span style=\"color:%1\">%2</span>").arg(m_ui.theme.color(color).name(), text);
}

void HtmlText::heading(const QString& text) {
    m_html += QStringLiteral("<h3 style=\"margin-top:14px;margin-bottom:6px;font-size:%1px;font-weight:600;color:%2\">%3</h3>")
                  .arg(m_ui.theme.px(15))
                  .arg(m_ui.theme.color(ColorToken::Text).name(), text.toHtmlEscaped());
}

void HtmlText::paragraph(const QString& html, ColorToken color) {
    m_html += QStringLiteral("<p style=\"margin-top:2px;margin-bottom:6px;line-height:150%;color:%1\">%2</p>")
                  .arg(m_ui.theme.color(color).name(), html);
}

void HtmlText::table(const std::vector<Column>& columns, const std::vector<QStringList>& rows) {
    const QString line = m_ui.theme.color(ColorToken::Line).name();
    m_html += QStringLiteral("<table width=\"100%\" cellspacing=\"0\" cellpadding=\"5\" style=\"border-collapse:collapse;"
                             "margin-top:2px;margin-bottom:8px\"><thead><tr>");
    const auto align = [](const Column& c) { return c.number ? QStringLiteral("right") : QStringLiteral("left"); };
    for (const Column& c : columns) {
        const QString width = c.percent > 0 ? QStringLiteral(" width=\"%1%\"").arg(c.percent) : QString();
        m_html += QStringLiteral("<th%6 align=\"%1\" style=\"background-color:%2;color:%3;font-weight:600;font-size:%4px\">%5</th>")
                      .arg(align(c), m_ui.theme.color(ColorToken::Sunken).name(), m_ui.theme.color(ColorToken::Text2).name())
                      .arg(m_ui.theme.px(11))
                      .arg(c.head.toHtmlEscaped(), width);
    }
    m_html += QStringLiteral("</tr></thead>");
    for (const QStringList& row : rows) {
        m_html += QStringLiteral("<tr>");
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const QString cell = static_cast<qsizetype>(i) < row.size() ? row[static_cast<qsizetype>(i)] : QString();
            const QString pitch = columns[i].number
                ? QStringLiteral("font-family:'%1';white-space:nowrap;").arg(Theme::monoFamily())
                : QString();
            m_html += QStringLiteral("<td align=\"%1\" valign=\"top\" style=\"%2border-bottom:1px solid %3;font-size:%4px\">%5</td>")
                          .arg(align(columns[i]), pitch, line)
                          .arg(m_ui.theme.px(12))
                          .arg(cell);
        }
        m_html += QStringLiteral("</tr>");
    }
    m_html += QStringLiteral("</table>");
}

} // namespace maylab::app
