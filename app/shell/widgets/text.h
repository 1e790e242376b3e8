// Labels: a text block with the line height that Vietnamese needs, an elided label for names and paths, a fixed
// pitch field for numbers that change in place, an icon, a line.
#pragma once

#include "app/shell/ui_context.h"

#include <QFrame>
#include <QLabel>

namespace maylab::app {

// Marks what a widget shows as data (a figure, a name, a command), which is not translated.
template <typename W> W* markAsData(W* widget) {
    widget->setProperty("maylabData", true);
    return widget;
}

// A widget that paints text by itself says here what it shows (for the language tests and assistive tools).
class PaintedText {
  public:
    virtual ~PaintedText() = default;
    virtual QStringList visibleTexts() const = 0;
};

// A plain label in a role of the type scale and a colour of the theme; both follow changes.
class Label : public QLabel {
    Q_OBJECT
  public:
    Label(const UiContext& ui, TextRole role, ColorToken color = ColorToken::Text, QWidget* parent = nullptr);
    void setRole(TextRole role, int weight = 0);
    void setColor(ColorToken color);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void restyle();
    const UiContext& m_ui;
    TextRole m_role;
    ColorToken m_color;
    int m_weight = 0;
};

// Wrapping prose with a line height of 150 %. Plain text (paragraphs at blank lines, **bold**, `code`).
class TextBlock : public QLabel {
    Q_OBJECT
  public:
    TextBlock(const UiContext& ui, TextRole role = TextRole::Body, ColorToken color = ColorToken::Text,
              QWidget* parent = nullptr);
    void setProse(const QString& text);
    QString prose() const { return m_prose; }
    void setColor(ColorToken color);
    // **bold**, `code`, [words](href) and paragraphs as Qt rich text; everything else is escaped.
    static QString toHtml(const Theme& theme, const QString& prose, TextRole role, ColorToken color);

  private:
    void restyle();
    const UiContext& m_ui;
    TextRole m_role;
    ColorToken m_color;
    QString m_prose;
};

// One line, elided in the middle or at the end when it is too long; the whole text is in the tooltip.
class ElidedLabel : public QFrame, public PaintedText {
    Q_OBJECT
  public:
    ElidedLabel(const UiContext& ui, TextRole role, ColorToken color = ColorToken::Text, QWidget* parent = nullptr);
    void setText(const QString& text);
    QString text() const { return m_text; }
    void setElideMode(Qt::TextElideMode mode);
    void setColor(ColorToken color);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    QStringList visibleTexts() const override { return {m_text}; }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    const UiContext& m_ui;
    TextRole m_role;
    ColorToken m_color;
    Qt::TextElideMode m_mode = Qt::ElideRight;
    QString m_text;
};

// A number that changes in place: fixed pitch, right-aligned, as wide as its widest value.
class NumberField : public QLabel {
    Q_OBJECT
  public:
    NumberField(const UiContext& ui, TextRole role = TextRole::Console, QWidget* parent = nullptr);
    void setWidestText(const QString& text);

  private:
    void restyle();
    const UiContext& m_ui;
    TextRole m_role;
    QString m_widest;
};

class IconLabel : public QWidget {
    Q_OBJECT
  public:
    IconLabel(const UiContext& ui, const QByteArray& name, int size, ColorToken color, QWidget* parent = nullptr);
    void setIcon(const QByteArray& name, ColorToken color);
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    const UiContext& m_ui;
    QByteArray m_name;
    int m_size;
    ColorToken m_color;
};

// A 1 px separator.
class Line : public QFrame {
    Q_OBJECT
  public:
    explicit Line(Qt::Orientation orientation, QWidget* parent = nullptr);
};

} // namespace maylab::app
