// One language of the worklog: preview or Markdown, and the learner's note below. Its words are in its own language,
// whatever the rest of the window speaks.
#pragma once

#include "app/shell/ui_context.h"

#include <QWidget>

class QPlainTextEdit;
class QStackedWidget;
class QTextBrowser;
class QScrollBar;

namespace maylab::app {

class ElidedLabel;
class IconButton;
class Label;
class Segments;

class WorklogPane : public QWidget {
    Q_OBJECT
  public:
    WorklogPane(const UiContext& ui, Language language, QWidget* parent = nullptr);

    Language language() const { return m_language; }
    void setPage(const QString& file, const QString& markdown);
    const QString& markdown() const { return m_markdown; }
    void showHeading(const QString& heading);

    void setNoteSubject(const QString& name);
    void setNote(const QString& text); // by the program: no noteTyped
    QString note() const;
    enum class NoteState { Saved, Saving, InMemory };
    void setNoteState(NoteState state);
    void focusNote();

    QTextBrowser* browser() const { return m_browser; }
    QPlainTextEdit* editor() const { return m_note; }
    // 0 to 1, of what is shown; the two panes follow each other by it.
    double scrollPosition() const;
    void setScrollPosition(double position);
    QString own(const char* source) const { return own(m_language, source); } // in the pane's language
    QString own(Language language, const char* source) const;                  // context WorklogPane

  signals:
    void noteTyped();
    void scrolled(double position);
    void copied();

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void render();
    void retranslate();
    void restyle();
    QScrollBar* bar() const;

    const UiContext& m_ui;
    Language m_language;
    QString m_file, m_markdown, m_rendered, m_subject;
    Label* m_name;
    ElidedLabel* m_path;
    Segments* m_view;
    IconButton* m_copy;
    QStackedWidget* m_stack;
    QTextBrowser* m_browser;
    QPlainTextEdit* m_source;
    Label* m_noteName;
    Label* m_noteState;
    QPlainTextEdit* m_note;
    NoteState m_state = NoteState::Saved;
    bool m_following = false;
};

} // namespace maylab::app
