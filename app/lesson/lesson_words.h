// The words of a lab as they stand on the screen: its prose in the language chosen (or both), placeholders filled
// from the session, numbers as the language writes them.
#pragma once

#include "app/shell/ui_context.h"
#include "labs/engine/session.h"

#include <QString>

#include <memory>

namespace maylab::app {

class LessonWords {
  public:
    LessonWords(const UiContext& ui, std::shared_ptr<const labs::Lab> lab) : m_ui(ui), m_lab(std::move(lab)) {}

    const labs::Lab& lab() const { return *m_lab; }
    const std::shared_ptr<const labs::Lab>& labPointer() const { return m_lab; }
    const UiContext& ui() const { return m_ui; }

    // One part in the chrome's language: titles, names, labels. Empty if the lab has none.
    QString name(std::string_view scope, std::string_view part) const;
    // One part as prose: in the mode EN + VI both, one under the other. view fills {figures}; may be null.
    QString prose(std::string_view scope, std::string_view part, const labs::SessionView* view = nullptr) const;
    QString proseIn(Language language, std::string_view scope, std::string_view part,
                    const labs::SessionView* view = nullptr) const;
    bool has(std::string_view scope, std::string_view part) const;

    // "0.93", "560 /s", "32 ms"; a dash when absent.
    QString value(const labs::Scalar& value, const std::string& unit, int decimals = -1) const;
    QString valueIn(Language language, const labs::Scalar& value, const std::string& unit, int decimals = -1) const;
    // Behind a number or a field: "ms", "request/s"; empty for counts and ratios.
    QString unitName(const std::string& unit) const;
    // "≥ 0.90"
    QString needs(const labs::GoalResult& goal) const;
    // What the engine says (goal.below ...), in the chrome's language.
    // Ids of goals in it are said by their names where the step is known.
    QString message(const labs::Message& message, std::string_view step = {}) const;

  private:
    const UiContext& m_ui;
    std::shared_ptr<const labs::Lab> m_lab;
};

} // namespace maylab::app
