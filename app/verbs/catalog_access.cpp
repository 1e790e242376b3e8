#include "app/verbs/catalog_access.h"

#include "app/environment.h"
#include "app/verbs/verb.h"
#include "labs/engine/knowledge.h"

#include <QDir>

namespace maylab::app {

std::optional<labs::Catalog> openCatalog(const QString& folder) {
    const QString path = folder.isEmpty() ? catalogDirectory() : folder;
    if (path.isEmpty() || !QDir(path).exists()) {
        complain(path.isEmpty() ? QStringLiteral("the catalog of labs was not found; set MAYLAB_CATALOG to its folder")
                                : QStringLiteral("there is no catalog folder %1").arg(path));
        return std::nullopt;
    }
    labs::Catalog catalog = labs::loadCatalog(path.toStdString(), labs::standardKnowledge());
    for (const auto& problem : catalog.problems) complain(QString::fromStdString(problem.english()));
    return catalog;
}

std::shared_ptr<const labs::Lab> findLab(const labs::Catalog& catalog, const QString& id) {
    auto lab = catalog.lab(id.toStdString());
    if (!lab) complain(QStringLiteral("there is no lab '%1'; `maylab labs` lists them").arg(id));
    return lab;
}

} // namespace maylab::app
