// Buttons of the look: primary (one per view), secondary, flat, link, danger; icon buttons; segments.
// Every icon button has a tooltip and an accessible name (setName sets both).
#pragma once

#include "app/shell/ui_context.h"

#include <QPushButton>
#include <QToolButton>

class QButtonGroup;

namespace maylab::app {

enum class ButtonKind { Primary, Secondary, Flat, Link, Danger };
enum class ButtonSize { Small, Normal, Big }; // 24, 32, 40 px high

class Button : public QPushButton {
    Q_OBJECT
  public:
    Button(const UiContext& ui, ButtonKind kind, QWidget* parent = nullptr, ButtonSize size = ButtonSize::Normal);
    void setIconName(const QByteArray& name);
    void setText(const QString& text);
    QByteArray iconName() const { return m_iconName; }
    ButtonKind kind() const { return m_kind; }
    // Takes the width that there is: words that do not fit go into a second line.
    void setWrapping(bool wrapping);
    QSize minimumSizeHint() const override;

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void restyle();
    void wrap();
    const UiContext& m_ui;
    QString m_text; // in one line
    bool m_wrapping = false;
    ButtonKind m_kind;
    ButtonSize m_size;
    QByteArray m_iconName;
};

class IconButton : public QToolButton {
    Q_OBJECT
  public:
    IconButton(const UiContext& ui, const QByteArray& icon, int iconSize = 18, QWidget* parent = nullptr);
    void setIconName(const QByteArray& name);
    void setText(const QString& text);
    void setName(const QString& name, const QString& shortcut = {}); // tooltip and accessible name

  private:
    void restyle();
    const UiContext& m_ui;
    QByteArray m_icon;
    int m_iconSize;
};

// Exclusive choice in a row: one tab stop, arrow keys move.
class Segments : public QWidget {
    Q_OBJECT
  public:
    Segments(const UiContext& ui, QWidget* parent = nullptr);
    void addSegment(const QString& id, const QString& text = {});
    void setSegmentText(const QString& id, const QString& text, const QString& tooltip = {});
    void setSegmentIsData(const QString& id); // a name that is not translated (EN, 10x, lru)
    void setSegmentEnabled(const QString& id, bool enabled);
    void setCurrent(const QString& id); // empty: none
    QString current() const;
    void setStretched(bool stretched); // segments share the whole width; one below the other where they are too wide
    QSize minimumSizeHint() const override;

  signals:
    void chosen(const QString& id); // by the person, not by setCurrent

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    QToolButton* button(const QString& id) const;
    void arrange();
    void updateFocusPolicy();
    const UiContext& m_ui;
    QButtonGroup* m_group;
    bool m_stretched = false;
    bool m_stacked = false;
};

} // namespace maylab::app
