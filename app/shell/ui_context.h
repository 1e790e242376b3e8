// What nearly every widget needs, handed down from the composition root as one reference.
// The objects live longer than every widget.
#pragma once

#include "app/i18n/format.h"
#include "app/i18n/language_controller.h"
#include "app/shell/icons.h"
#include "app/shell/settings.h"
#include "app/shell/theme.h"

namespace maylab::app {

struct UiContext {
    Theme& theme;
    IconStore& icons;
    LanguageController& language;
    Settings& settings;

    Format format() const { return Format(language); }
};

} // namespace maylab::app
