// Pictures of every page, for `maylab shots` and the tests that look at them.
#pragma once

#include <QImage>
#include <QSize>
#include <QString>

#include <tl/expected.hpp>

#include <functional>

namespace maylab::app {

struct ShotOptions {
    QString catalog;
    QSize size{1366, 768};
    QString page;      // only names that begin so
    bool both = false; // EN + VI too
};

// name: "<page>-<theme>-<language>"; sink returns false to stop. Fails with a sentence.
tl::expected<void, QString> takeShots(const ShotOptions& options,
                                      const std::function<bool(const QString& name, const QImage& image)>& sink);

} // namespace maylab::app
