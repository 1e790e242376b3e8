// The catalog as the headless verbs use it.
#pragma once

#include "labs/engine/loader.h"

#include <QString>

#include <memory>
#include <optional>

namespace maylab::app {

// Loads the catalog (the program's own if folder is empty); problems go to stderr, each with file, path and advice.
// Empty only if there is no such folder.
std::optional<labs::Catalog> openCatalog(const QString& folder = {});
// One lab of it; complains when there is none of that id.
std::shared_ptr<const labs::Lab> findLab(const labs::Catalog& catalog, const QString& id);

} // namespace maylab::app
