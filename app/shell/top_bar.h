// The bar above the pages: menu, title, palette field, language, theme, help. 48 px.
#pragma once

#include "app/shell/ui_context.h"

#include <QFrame>
#include <QToolButton>

namespace maylab::app {

class ElidedLabel;
class IconButton;
class Label;
class Segments;

// Looks like a field and opens the palette: a button, so that it is one stop and says what it does.
class PaletteField : public QAbstractButton {
    Q_OBJECT
  public:
    PaletteField(const UiContext& ui, QWidget* parent);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    const UiContext& m_ui;
};

class TopBar : public QFrame {
    Q_OBJECT
  public:
    TopBar(const UiContext& ui, QWidget* parent = nullptr);

    void setTitle(const QString& title, const QString& subtitle);
    void setPaletteShown(bool shown);
    IconButton* menuButton() const { return m_menu; }

  signals:
    void menuAsked();
    void paletteAsked();
    void languageChosen(maylab::app::LanguageMode mode);
    void themeAsked(); // light <-> dark
    void helpAsked();

  protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void retranslate();
    void restyle();
    void fit();

    const UiContext& m_ui;
    IconButton* m_menu;
    Label* m_title;
    ElidedLabel* m_subtitle;
    PaletteField* m_palette;
    Segments* m_language;
    IconButton* m_theme;
    IconButton* m_help;
    bool m_paletteShown = true;
};

} // namespace maylab::app
