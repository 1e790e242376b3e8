// The debrief of one lab: what was seen (the steps' own lines with the learner's figures), figures before, after and needed,
// tries and hints by step, mistakes by name, predictions beside what was measured, and what it would have cost. One text,
// read from the profile each time it is shown: it can be copied and printed. "To real AWS" saves the learner's commands.
#pragma once

#include "app/lesson/lesson_words.h"
#include "app/shell/page.h"
#include "app/shell/widgets/buttons.h"
#include "app/shell/widgets/progress_ring.h"
#include "app/shell/widgets/text.h"
#include "aws/shape.h"
#include "labs/engine/loader.h"
#include "labs/progress/progress_store.h"
#include "labs/worklog/lab_debrief.h"

#include <QTextBrowser>

#include <functional>

namespace maylab::app {

class DebriefPage : public Page {
    Q_OBJECT
  public:
    // Catalog, models and store outlive the page.
    DebriefPage(const UiContext& ui, const labs::Catalog& catalog, const aws::ModelCatalog& models,
                const progress::ProgressStore& store, QWidget* parent = nullptr);

    QString title() const override;
    QString subtitle() const override;
    QList<QWidget*> panes() const override;
    void entered() override;

    void setLab(const std::string& lab); // nothing happens when there is none of that name
    std::string labId() const { return m_lab ? m_lab->id : std::string(); }
    QString plainText() const;    // as Markdown, what "Copy" copies
    QString realAwsScript() const; // in the chrome's language
    // Where a script is saved; a test answers in the person's place.
    void setFileChooser(std::function<QString(const QString& suggestion)> choose) { m_choose = std::move(choose); }

  signals:
    void worklogAsked();
    void statusAsked(const QByteArray& icon, const QString& text);

  protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void retranslate();
    void showText();
    void saveScript();
    QString reached(const worklog::LabDebrief& d) const;
    QString seen(const worklog::LabDebrief& d) const;
    QString figures(const worklog::LabDebrief& d) const;
    QString steps(const worklog::LabDebrief& d) const;
    QString mistakes(const worklog::LabDebrief& d) const;
    QString predictions(const worklog::LabDebrief& d) const;
    QString cost(const worklog::LabDebrief& d) const;
    QString name(const worklog::DebriefStep& s, const std::string& part) const; // as HTML
    QString debriefLine(const worklog::DebriefStep& s) const;
    QString needed(const labs::Goal& goal, const labs::Scalar& after) const;

    const UiContext& m_ui;
    const labs::Catalog& m_catalog;
    const aws::ModelCatalog& m_models;
    const progress::ProgressStore& m_store;
    std::shared_ptr<const labs::Lab> m_lab;
    std::unique_ptr<LessonWords> m_words;
    progress::Facts m_facts;
    std::function<QString(const QString&)> m_choose;
    bool m_wide = true;

    ProgressRing* m_ring;
    Label* m_title;
    Label* m_line;
    Label* m_cost;
    Label* m_costWord;
    Button* m_copy;
    Button* m_realAws;
    Button* m_worklog;
    QTextBrowser* m_text;
};

} // namespace maylab::app
