#include "fake_function.h"

#include <QByteArray>

namespace maylab::testing {

// base64 of a gzip file of JSON. Its deflate stream and check are read by Qt, which wants them in zlib's frame.
nlohmann::json FakeFunction::read(const std::string& base64) {
    const QByteArray gzip = QByteArray::fromBase64(QByteArray::fromStdString(base64));
    if (gzip.size() < 18 || !gzip.startsWith("\x1f\x8b\x08")) return "not a gzip file";
    const auto byte = [&](qsizetype at) { return static_cast<quint32>(static_cast<unsigned char>(gzip[at])); };
    quint32 length = 0;
    for (int i = 3; i >= 0; --i) length = length << 8 | byte(gzip.size() - 4 + i);
    const QByteArray deflated = gzip.mid(10, gzip.size() - 18);

    // The contents as stored blocks, for the check that zlib's frame ends with.
    QByteArray contents;
    for (qsizetype at = 0; at + 5 <= deflated.size();) {
        const auto low = static_cast<unsigned char>(deflated[at + 1]), high = static_cast<unsigned char>(deflated[at + 2]);
        const qsizetype n = low | high << 8;
        contents += deflated.mid(at + 5, n);
        at += 5 + n;
    }
    quint32 a = 1, b = 0;
    for (const char c : contents) {
        a = (a + static_cast<unsigned char>(c)) % 65521;
        b = (b + a) % 65521;
    }
    QByteArray zlib;
    const auto putBigEndian = [&](quint32 value) {
        for (int shift = 24; shift >= 0; shift -= 8) zlib += static_cast<char>((value >> shift) & 255);
    };
    putBigEndian(length); // qUncompress wants it in front
    zlib += "\x78\x01";
    zlib += deflated;
    putBigEndian(b << 16 | a);
    const QByteArray plain = qUncompress(zlib);
    if (plain != contents || static_cast<quint32>(plain.size()) != length) return "not what was packed";
    return nlohmann::json::parse(plain.toStdString(), nullptr, false);
}

} // namespace maylab::testing
