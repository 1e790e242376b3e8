#include "app/console/console_door.h"

#include <QDir>
#include <QFile>
#include <QSaveFile>

namespace maylab::app {

namespace {

constexpr qint64 kMaxHistoryBytes = 4 << 20;

void add(QStringList& lines, const QString& line) {
    lines.removeAll(line);
    lines.append(line);
    while (lines.size() > ConsoleHistory::kMaxLines) lines.removeFirst();
}

} // namespace

void MemoryHistory::append(const QString& tab, const QString& line) { add(m_lines[tab], line); }

QString FileHistory::file(const QString& tab) const {
    return QDir(m_folder).filePath(QStringLiteral("console-%1.history").arg(tab));
}

QStringList FileHistory::load(const QString& tab) {
    if (const auto it = m_lines.find(tab); it != m_lines.end()) return it->second;
    QStringList lines;
    QFile f(file(tab));
    if (f.size() <= kMaxHistoryBytes && f.open(QIODevice::ReadOnly)) {
        for (const QString& line : QString::fromUtf8(f.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
            add(lines, line);
        }
    }
    m_lines[tab] = lines;
    return lines;
}

void FileHistory::append(const QString& tab, const QString& line) {
    load(tab);
    QStringList& lines = m_lines[tab];
    add(lines, line);
    QSaveFile f(file(tab));
    if (!f.open(QIODevice::WriteOnly)) return;
    f.write(lines.join(QLatin1Char('\n')).toUtf8());
    f.commit();
}

} // namespace maylab::app
