// The picture of a run for the worklog: the charts of its step, drawn anew from the journal by replay, with seed, date
// and the word "simulated" in the footer.
#pragma once

#include "app/shell/ui_context.h"
#include "labs/engine/loader.h"
#include "labs/progress/progress_store.h"
#include "labs/worklog/worklog_export.h"

namespace maylab::app {

// All outlive the renderer. It works on the thread of the UI (a second or two a picture at most).
worklog::PictureRenderer evidenceRenderer(const UiContext& ui, const labs::Catalog& catalog,
                                          const progress::ProgressStore& store);

// The run of a step as it was up to `at`: two charts at most, 960 x 540 with one, 960 x 760 with two.
QImage drawEvidence(const UiContext& ui, std::shared_ptr<const labs::Lab> lab, const labs::Step& step,
                    const kernel::World& world, const QString& footer);

} // namespace maylab::app
