#include "app/i18n/translation_files.h"

namespace maylab::app {

QString translationFile(Language language) {
    return QStringLiteral(":/i18n/maylab_%1.qm").arg(QLatin1String(languageCode(language)));
}

} // namespace maylab::app
