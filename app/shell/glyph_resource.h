// Icons for the style sheet. A style sheet names pictures by path and cannot recolour them, so the few that it
// needs (arrows, the check) are kept in memory in each theme's colour, as a resource in Qt's own format.
#pragma once

#include <QByteArray>
#include <QString>

#include <utility>
#include <vector>

namespace maylab::app {

class GlyphResource {
  public:
    // File name and content; they appear under `root` ("/maylab-glyphs").
    GlyphResource(std::vector<std::pair<QString, QByteArray>> files, const QString& root);
    ~GlyphResource();
    GlyphResource(const GlyphResource&) = delete;
    GlyphResource& operator=(const GlyphResource&) = delete;

    bool registered() const { return m_registered; }

  private:
    QByteArray m_bytes;
    QString m_root;
    bool m_registered = false;
};

} // namespace maylab::app
