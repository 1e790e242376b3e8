// Where the compiled translations stand in the program's resources.
#pragma once

#include "app/i18n/language_controller.h"

#include <QString>

namespace maylab::app {

QString translationFile(Language language); // ":/i18n/maylab_vi.qm"

} // namespace maylab::app
