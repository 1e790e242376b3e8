// The worklog: at the left what is exported and what to look at first, at the right both pages side by side with the
// learner's notes below. Notes and choices are kept in the profile while they are made.
#pragma once

#include "app/shell/page.h"
#include "app/shell/ui_context.h"
#include "labs/progress/progress_store.h"
#include "labs/worklog/worklog_export.h"

#include <QTimer>

#include <functional>
#include <memory>

class QComboBox;

namespace maylab::app {

class Button;
class CheckList;
class ExportJob;
class IconButton;
class Label;
class MessageBar;
class SectionList;
class SectionModel;
class Segments;
class WorklogPane;

class WorklogPage : public Page {
    Q_OBJECT
  public:
    // What a test answers instead of a person.
    struct Seams {
        std::function<QString(QWidget*, const QString& start)> chooseFolder; // "" = cancelled
        enum class Replace { Replace, AnotherFolder, Cancel };
        std::function<Replace(QWidget*, const QStringList& files)> mayReplace;
    };

    WorklogPage(const UiContext& ui, worklog::WeekPlan week, progress::ProgressStore& store,
                worklog::PictureRenderer picture, QString programVersion, QWidget* parent = nullptr);
    ~WorklogPage() override;
    void setSeams(Seams seams) { m_seams = std::move(seams); }

    QString title() const override;
    QString subtitle() const override;
    QList<QWidget*> panes() const override;
    void entered() override;
    void left() override;

    // Reads the profile anew; the page does so by itself while it is shown.
    void refresh();
    const worklog::Worklog& log() const { return m_log; }
    void chooseNote(const QString& subject);
    void startExport();

  signals:
    void openLabAsked(const QString& lab);
    void statusAsked(const QByteArray& icon, const QString& text); // for the status bar

  protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void buildLeft();
    void connectAll();
    void retranslate();
    void readOptions();
    void setOption(const char* key, const QString& value);
    void showLog();
    void arrange();
    void repair(const worklog::Check& check);
    void noteTyped(WorklogPane* pane);
    void saveNotes();
    void fillNoteSubjects();
    QString subjectName(const QString& subject, Language language) const;
    worklog::Language windowLanguage() const;
    void exportInto(const QString& folder, bool replace);
    void showMessage(const QString& text, bool good, const QString& folder = {});
    // Rows of the section list: the sections, and "labs in progress" below the tasks.
    static constexpr int kBegunRow = 2, kRows = worklog::kSectionCount + 1;
    static int sectionOf(int row) { return row < kBegunRow ? row : row - 1; }

    const UiContext& m_ui;
    worklog::WeekPlan m_week;
    progress::ProgressStore& m_store;
    worklog::PictureRenderer m_picture;
    QString m_version;
    Seams m_seams;
    worklog::Options m_options;
    worklog::SiteFacts m_site;
    progress::Facts m_facts;
    worklog::Worklog m_log;
    std::uint64_t m_revision = ~std::uint64_t{0};
    QString m_subject, m_messageFolder;
    bool m_filling = false, m_messageGood = true;

    QWidget* m_left;
    Label* m_profileLabel;
    Label* m_datesLabel;
    Label* m_weightLabel;
    Label* m_breaksLabel;
    Label* m_noteLabel;
    QComboBox* m_profile;
    QComboBox* m_dates;
    QComboBox* m_weight;
    QComboBox* m_breaks;
    QComboBox* m_note;
    Label* m_sectionsTitle;
    SectionModel* m_sectionModel;
    SectionList* m_sections;
    Label* m_checksTitle;
    Label* m_checksCount;
    CheckList* m_checks;
    Button* m_export;
    IconButton* m_more;
    QAction* m_copyIndexEn;
    QAction* m_copyIndexVi;
    QAction* m_copyCommit;
    MessageBar* m_message;
    Segments* m_oneOf; // where only one pane fits
    WorklogPane* m_english;
    WorklogPane* m_vietnamese;
    QWidget* m_between;
    QTimer m_typing, m_watch;
    std::unique_ptr<ExportJob> m_job;
};

} // namespace maylab::app
