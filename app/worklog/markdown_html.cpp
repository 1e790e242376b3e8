#include "app/worklog/markdown_html.h"

namespace maylab::app {
namespace {

struct Colors {
    QString line, sunken, accent, muted, text2;
};

bool isPunctuation(QChar c) {
    return c.unicode() < 128 && c.isPrint() && !c.isLetterOrNumber() && !c.isSpace();
}

QString link(const QString& url, const QString& label, const Colors& colors) {
    return QStringLiteral("<a href=\"%1\" style=\"color:%2;text-decoration:none\">%3</a>").arg(url.toHtmlEscaped(), colors.accent, label);
}

// One line of inline Markdown.
QString inlineHtml(const QString& s, const Colors& colors) {
    QString out;
    bool bold = false, italic = false;
    for (qsizetype i = 0; i < s.size(); ++i) {
        const QChar c = s[i];
        const QStringView rest = QStringView(s).mid(i);
        if (c == '\\' && i + 1 < s.size() && isPunctuation(s[i + 1])) {
            out += QString(s[++i]).toHtmlEscaped();
        } else if (c == '`') {
            const auto end = s.indexOf('`', i + 1);
            if (end < 0) {
                out += c;
                continue;
            }
            out += QStringLiteral("<code>") + s.mid(i + 1, end - i - 1).replace(QStringLiteral("\\|"), QStringLiteral("|")).toHtmlEscaped() +
                   QStringLiteral("</code>");
            i = end;
        } else if (rest.startsWith(u"**")) {
            out += bold ? QStringLiteral("</b>") : QStringLiteral("<b>");
            bold = !bold;
            ++i;
        } else if (c == '*') {
            out += italic ? QStringLiteral("</i>") : QStringLiteral("<i>");
            italic = !italic;
        } else if (rest.startsWith(u"<br>")) {
            out += QStringLiteral("<br/>");
            i += 3;
        } else if (rest.startsWith(u"<http")) {
            const auto end = s.indexOf('>', i);
            if (end < 0) break;
            const QString url = s.mid(i + 1, end - i - 1);
            out += link(url, url.toHtmlEscaped(), colors);
            i = end;
        } else if (rest.startsWith(u"![") || c == '[') {
            const bool picture = c == '!';
            const auto middle = s.indexOf(QStringLiteral("]("), i);
            const auto end = middle < 0 ? -1 : s.indexOf(')', middle);
            if (end < 0) {
                out += c;
                continue;
            }
            const QString label = s.mid(i + (picture ? 2 : 1), middle - i - (picture ? 2 : 1));
            if (picture) out += QStringLiteral("<span style=\"color:%1\">▣ %2</span>").arg(colors.muted, inlineHtml(label, colors));
            else out += link(s.mid(middle + 2, end - middle - 2), inlineHtml(label, colors), colors);
            i = end;
        } else if (c == '&') {
            const auto end = s.indexOf(';', i);
            if (end > i && end - i < 10) {
                out += s.mid(i, end - i + 1);
                i = end;
            } else {
                out += QStringLiteral("&amp;");
            }
        } else {
            out += QString(c).toHtmlEscaped();
        }
    }
    if (italic) out += QStringLiteral("</i>");
    if (bold) out += QStringLiteral("</b>");
    return out;
}

QStringList cellsOf(QString row) {
    row.replace(QStringLiteral("\\|"), QString(QChar(0xE000)));
    QStringList cells = row.split('|');
    cells.removeFirst();
    if (!cells.isEmpty()) cells.removeLast();
    for (QString& cell : cells) cell = cell.replace(QChar(0xE000), QStringLiteral("\\|")).trimmed();
    return cells;
}

QString tableHtml(const QStringList& lines, const Colors& colors) {
    QString out = QStringLiteral("<table width=\"100%\" cellspacing=\"0\" cellpadding=\"6\" style=\"border-collapse:collapse;"
                                 "border:1px solid %1\">").arg(colors.line);
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (i == 1) continue; // the rule below the head
        const bool head = i == 0;
        out += head ? QStringLiteral("<thead><tr>") : QStringLiteral("<tr>");
        const QStringList cells = cellsOf(lines[i]);
        for (qsizetype k = 0; k < cells.size(); ++k) {
            const QString& cell = cells[k];
            // The table of tasks: days and dates stay whole, the task keeps its share beside the long links.
            const bool task = cells.size() == 5;
            const QString share = task && k == 1 ? QStringLiteral(" width=\"36%\"") : QString();
            const QString whole = task && !head && (k == 0 || k == 2 || k == 3) ? QStringLiteral("white-space:nowrap;") : QString();
            out += head ? QStringLiteral("<th%4 align=\"left\" valign=\"bottom\" style=\"background-color:%1;color:%2;font-weight:600;"
                                         "border-bottom:1px solid %3\">").arg(colors.sunken, colors.text2, colors.line, share)
                        : QStringLiteral("<td valign=\"top\" style=\"%2border-bottom:1px solid %1\">").arg(colors.line, whole);
            out += inlineHtml(cell, colors) + (head ? QStringLiteral("</th>") : QStringLiteral("</td>"));
        }
        out += head ? QStringLiteral("</tr></thead>") : QStringLiteral("</tr>");
    }
    return out + QStringLiteral("</table>");
}

QStringList withoutFrontMatter(const QString& markdown) {
    QStringList lines = markdown.split('\n');
    if (lines.isEmpty() || lines.first() != QLatin1String("---")) return lines;
    const auto end = lines.indexOf(QStringLiteral("---"), 1);
    return end < 0 ? lines : lines.mid(end + 1);
}

} // namespace

QString worklogHtml(const QString& markdown, const Theme& theme) {
    const Colors colors{theme.color(ColorToken::Line).name(), theme.color(ColorToken::Sunken).name(),
                        theme.color(ColorToken::Accent).name(), theme.color(ColorToken::Muted).name(),
                        theme.color(ColorToken::Text2).name()};
    const auto px = [&](TextRole role) { return theme.font(role).pixelSize(); };
    QString out = QStringLiteral("<style>body{font-size:%1px;line-height:150%;color:%2}h3{font-size:%3px;font-weight:600;"
                                 "margin-top:14px;margin-bottom:8px}p{margin-top:0;margin-bottom:8px}"
                                 "ul{margin-top:0;margin-bottom:8px;-qt-list-indent:0;margin-left:16px}li{margin-bottom:4px}"
                                 "table{margin-bottom:10px}th{font-size:%4px}td{font-size:%5px}code{font-family:'%6'}</style><body>")
                      .arg(px(TextRole::Body))
                      .arg(theme.color(ColorToken::Text).name())
                      .arg(px(TextRole::BarTitle))
                      .arg(px(TextRole::Smallest))
                      .arg(px(TextRole::Small))
                      .arg(Theme::monoFamily());
    const QStringList lines = withoutFrontMatter(markdown);
    int depth = 0; // open lists
    const auto close = [&](int to) {
        for (; depth > to; --depth) out += QStringLiteral("</ul>");
    };
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString& line = lines[i];
        const bool item = line.startsWith(QLatin1String("- ")), sub = line.startsWith(QLatin1String("  - "));
        if (!item && !sub) close(0);
        if (line.startsWith(QLatin1String("### "))) {
            out += QStringLiteral("<h3>") + inlineHtml(line.mid(4), colors) + QStringLiteral("</h3>");
        } else if (line == QLatin1String("---")) {
            out += QStringLiteral("<hr/>");
        } else if (line.startsWith('|')) {
            QStringList table;
            for (; i < lines.size() && lines[i].startsWith('|'); ++i) table << lines[i];
            --i;
            out += tableHtml(table, colors);
        } else if (item || sub) {
            const int want = sub ? 2 : 1;
            close(want);
            for (; depth < want; ++depth) out += QStringLiteral("<ul>");
            out += QStringLiteral("<li>") + inlineHtml(line.mid(sub ? 4 : 2), colors) + QStringLiteral("</li>");
        } else if (!line.isEmpty()) {
            out += QStringLiteral("<p>") + inlineHtml(line, colors) + QStringLiteral("</p>");
        }
    }
    close(0);
    return out + QStringLiteral("</body>");
}

QStringList worklogHeadings(const QString& markdown) {
    QStringList out;
    for (const QString& line : withoutFrontMatter(markdown)) {
        if (line.startsWith(QLatin1String("### "))) out << line.mid(4);
    }
    return out;
}

} // namespace maylab::app
