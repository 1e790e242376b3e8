#include "labs/worklog/worklog_export.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSaveFile>

#include <map>
#include <set>

namespace maylab::worklog {
namespace {

QString qt(const std::string& s) { return QString::fromStdString(s); }

QString siteFile(const QDir& dir) {
    for (const char* name : {"hugo.toml", "hugo.yaml", "config.toml", "config.yaml", "config/_default/hugo.toml",
                             "config/_default/config.toml"}) {
        if (dir.exists(QLatin1String(name))) return dir.filePath(QLatin1String(name));
    }
    return {};
}

QString readAll(const QString& path) {
    QFile f(path);
    constexpr qint64 kMost = 4 << 20;
    return f.open(QIODevice::ReadOnly) ? QString::fromUtf8(f.read(kMost)) : QString();
}

QString sectionFolder(const QString& root, const WeekPlan& week) {
    return root + QStringLiteral("/content/%1-Worklog").arg(week.chapter);
}

// Written beside and renamed: a reader sees the old file or the new one.
std::string writeFile(const QString& path, const QByteArray& bytes) {
    if (!QDir().mkpath(QFileInfo(path).absolutePath())) return "the folder " + QFileInfo(path).absolutePath().toStdString() + " cannot be made";
    QSaveFile f(path);
    if (!f.open(QIODevice::WriteOnly) || f.write(bytes) != bytes.size() || !f.commit()) {
        return path.toStdString() + " cannot be written: " + f.errorString().toStdString();
    }
    return {};
}

// Takes the list item of a picture that could not be drawn out of a page.
void dropPicture(std::string& markdown, const std::string& imageUrl) {
    const auto at = markdown.find("](" + imageUrl + ')');
    if (at == std::string::npos) return;
    const auto begin = markdown.rfind('\n', at) + 1;
    const auto end = markdown.find('\n', at);
    markdown.erase(begin, end == std::string::npos ? std::string::npos : end + 1 - begin);
}

} // namespace

SiteFacts lookAt(const std::string& folder, const WeekPlan& week) {
    SiteFacts out;
    QDir dir(QDir::cleanPath(qt(folder)));
    QString config;
    for (int up = 0; up < 6; ++up) {
        config = siteFile(dir);
        if (!config.isEmpty() || !dir.cdUp()) break;
    }
    if (config.isEmpty()) return out;
    out.isSite = true;
    out.root = dir.absolutePath().toStdString();
    out.section = sectionFolder(dir.absolutePath(), week).toStdString();
    // Without the line Hugo drops raw HTML.
    static const QRegularExpression kUnsafe(QStringLiteral("^\\s*[\\w.]*unsafe\\s*[=:]\\s*true"),
                                            QRegularExpression::MultilineOption);
    out.unsafeHtml = kUnsafe.match(readAll(config)).hasMatch();

    static const QRegularExpression kWeight(QStringLiteral("^weight\\s*[:=]\\s*(-?\\d+)"), QRegularExpression::MultilineOption);
    const QString mine = QStringLiteral("%1.%2-").arg(week.chapter).arg(week.week);
    std::set<int> weights;
    int siblings = 0;
    for (const auto& entry : QDir(qt(out.section)).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        if (entry.fileName().startsWith(mine)) continue;
        const auto match = kWeight.match(readAll(entry.filePath() + QStringLiteral("/_index.md")));
        if (!match.hasMatch()) continue;
        weights.insert(match.captured(1).toInt());
        ++siblings;
    }
    if (siblings >= 2 && weights.size() == 1) out.siblingsWeight = *weights.begin();
    return out;
}

ExportPlan plan(const Worklog& log, const std::string& folder, const WeekPlan& week,
                const std::vector<Language>& languages) {
    const SiteFacts site = lookAt(folder, week);
    const QString root = site.isSite ? qt(site.root) : QDir::cleanPath(qt(folder));
    ExportPlan out;
    out.pageFolder = (site.isSite ? qt(site.section) : root).toStdString() + '/' + log.slug;
    out.imagesFolder = root.toStdString() + "/static" + log.imagesUrl;
    for (const auto l : languages) out.files.push_back(out.pageFolder + '/' + log.page(l).file);
    for (const auto& e : log.evidence) {
        if (e.imageFile.empty()) continue;
        out.files.push_back(out.imagesFolder + '/' + e.imageFile);
        out.files.push_back(out.imagesFolder + '/' + e.journalFile);
    }
    for (const auto& f : out.files) {
        if (QFileInfo::exists(qt(f))) out.existing.push_back(f);
    }
    return out;
}

tl::expected<ExportResult, std::string> exportTo(const Worklog& log, const std::string& folder, const WeekPlan& week,
                                                 const std::vector<Language>& languages, bool replace,
                                                 const PictureRenderer& picture, const JournalSource& journal) {
    const ExportPlan where = plan(log, folder, week, languages);
    if (!where.existing.empty() && !replace) {
        return tl::unexpected(where.existing.front() + " exists already");
    }
    ExportResult out;
    std::map<Language, std::string> pages;
    for (const auto l : languages) pages[l] = log.page(l).markdown;
    const auto fail = [&](const std::string& what) {
        std::string text = what;
        if (!out.written.empty()) text += "; written before: " + std::to_string(out.written.size()) + " files, the last " + out.written.back();
        return tl::unexpected(text);
    };
    for (const auto& e : log.evidence) {
        if (e.imageFile.empty()) continue;
        const QString image = qt(where.imagesFolder + '/' + e.imageFile);
        if (!QDir().mkpath(qt(where.imagesFolder))) return fail("the folder " + where.imagesFolder + " cannot be made");
        const QString fresh = image + QStringLiteral(".new");
        const bool drawn = picture && picture(e, fresh.toStdString()) && QFileInfo(fresh).size() > 0;
        if (drawn) {
            QFile::remove(image);
            if (!QFile::rename(fresh, image)) return fail(image.toStdString() + " cannot be written");
            out.written.push_back(image.toStdString());
        } else {
            QFile::remove(fresh);
            out.missingPictures.push_back(e.imageFile);
            for (auto& [l, page] : pages) dropPicture(page, log.imagesUrl + '/' + e.imageFile);
        }
        const std::string lines = journal ? journal(e.run) : std::string();
        if (lines.empty()) {
            for (auto& [l, page] : pages) dropPicture(page, log.imagesUrl + '/' + e.journalFile);
            continue;
        }
        const QString file = qt(where.imagesFolder + '/' + e.journalFile);
        if (const auto problem = writeFile(file, QByteArray::fromStdString(lines)); !problem.empty()) return fail(problem);
        out.written.push_back(file.toStdString());
    }
    // The pages last: they name what is there.
    for (const auto& [l, page] : pages) {
        const QString file = qt(where.pageFolder + '/' + log.page(l).file);
        if (const auto problem = writeFile(file, QByteArray::fromStdString(page)); !problem.empty()) return fail(problem);
        out.written.push_back(file.toStdString());
    }
    return out;
}

} // namespace maylab::worklog
