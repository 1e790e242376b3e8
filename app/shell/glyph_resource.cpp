#include "app/shell/glyph_resource.h"

#include <QHash>
#include <QResource>
#include <QtEndian>

#include <algorithm>

namespace maylab::app {

namespace {

void put16(QByteArray& out, quint16 value) {
    const quint16 big = qToBigEndian(value);
    out.append(reinterpret_cast<const char*>(&big), 2);
}

void put32(QByteArray& out, quint32 value) {
    const quint32 big = qToBigEndian(value);
    out.append(reinterpret_cast<const char*>(&big), 4);
}

} // namespace

// The format (version 1): header, then a tree of 14-byte nodes whose children are sorted by the hash of their
// name, then names (length, hash, UTF-16), then data (length, bytes); all big-endian.
GlyphResource::GlyphResource(std::vector<std::pair<QString, QByteArray>> files, const QString& root)
    : m_root(root) {
    std::sort(files.begin(), files.end(),
              [](const auto& a, const auto& b) { return qt_hash(a.first) < qt_hash(b.first); });
    QByteArray tree;
    QByteArray names;
    QByteArray data;
    constexpr quint16 kDirectory = 2;
    put32(tree, 0); // the root has no name
    put16(tree, kDirectory);
    put32(tree, static_cast<quint32>(files.size()));
    put32(tree, 1); // its first child
    put16(names, 0);
    put32(names, 0);
    for (const auto& [name, content] : files) {
        put32(tree, static_cast<quint32>(names.size()));
        put16(tree, 0);
        put16(tree, 0); // any territory
        put16(tree, 1); // the C language
        put32(tree, static_cast<quint32>(data.size()));
        put16(names, static_cast<quint16>(name.size()));
        put32(names, qt_hash(name));
        for (QChar c : name) put16(names, c.unicode());
        put32(data, static_cast<quint32>(content.size()));
        data += content;
    }
    constexpr quint32 kHeader = 20;
    m_bytes = "qres";
    put32(m_bytes, 1);
    put32(m_bytes, kHeader);                                                             // tree
    put32(m_bytes, kHeader + static_cast<quint32>(tree.size() + names.size()));          // data
    put32(m_bytes, kHeader + static_cast<quint32>(tree.size()));                         // names
    m_bytes += tree + names + data;
    m_registered = QResource::registerResource(reinterpret_cast<const uchar*>(m_bytes.constData()), m_root);
}

GlyphResource::~GlyphResource() {
    if (m_registered) {
        QResource::unregisterResource(reinterpret_cast<const uchar*>(m_bytes.constData()), m_root);
    }
}

} // namespace maylab::app
