// The week page's facts: the catalog says which labs there are, the profile what was done in them.
#pragma once

#include "app/shell/ui_context.h"
#include "app/shell/week_model.h"
#include "labs/engine/loader.h"
#include "labs/progress/progress_store.h"

namespace maylab::app {

class CatalogWeekModel : public WeekModel {
    Q_OBJECT
  public:
    // The day's icon, or a plain one when the resources do not carry it: a catalog may come from elsewhere.
    static QByteArray iconOf(const labs::WeekDay& day);

    // All outlive the model. The profile is asked again when its revision has moved (poll).
    CatalogWeekModel(const UiContext& ui, const labs::Catalog& catalog, progress::ProgressStore& store,
                     QObject* parent = nullptr);

    QString title() const override;
    QString subtitle() const override;
    std::vector<WeekLab> labs() const override;
    std::optional<WeekContinuation> continuation() const override;
    WorklogSummary worklog() const override;

    // Emits changed() if the profile has moved on.
    void poll();
    // Share of a lab's steps that are done, 0..1.
    double progressOf(const std::string& lab) const;
    // The step to go on with: the first that is neither done nor tested; the first step when all are.
    std::string nextStep(const std::string& lab) const;
    bool isDone(const std::string& lab, const std::string& step) const;

  private:
    const progress::Facts& facts() const;
    const UiContext& m_ui;
    const labs::Catalog& m_catalog;
    progress::ProgressStore& m_store;
    mutable progress::Facts m_facts;
    mutable std::uint64_t m_revision = ~std::uint64_t{0};
};

} // namespace maylab::app
