// The labs that the tests of this room go through: those of MAYLAB_CATALOG, loaded once.
#pragma once

#include "labs/engine/knowledge.h"
#include "labs/engine/loader.h"

#include <QtGlobal>

namespace maylab::test {

inline const labs::Catalog& catalog() {
    static const labs::Catalog kCatalog = labs::loadCatalog(qEnvironmentVariable("MAYLAB_CATALOG").toStdString(), labs::standardKnowledge());
    return kCatalog;
}

} // namespace maylab::test
