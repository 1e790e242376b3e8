// Preferences: every choice works at once and is kept; nothing has to be confirmed.
#pragma once

#include "app/shell/page.h"
#include "app/shell/ui_context.h"

class QCheckBox;
class QVBoxLayout;

namespace maylab::app {

class Button;
class ElidedLabel;
class Label;
class Segments;
class TextBlock;

// Applies what is stored: language, theme, text size, motion. Called once at start.
void applySettings(const UiContext& ui);
LanguageMode languageModeOf(const Settings& settings);
ThemeMode themeModeOf(const Settings& settings);

class PreferencesPage : public Page {
    Q_OBJECT
  public:
    PreferencesPage(const UiContext& ui, const QString& profilePath, QWidget* parent = nullptr);

    QString title() const override;
    QList<QWidget*> panes() const override;
    void entered() override;
    // Whether ports for real clients are open: not a stored choice.
    void setClientsOn(bool on);

  signals:
    void openFolderAsked(const QString& path);
    void clientsAsked(bool on);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    Segments* row(QVBoxLayout* column, Label*& name, TextBlock*& hint, const QStringList& ids);
    void retranslate();
    void refresh();

    const UiContext& m_ui;
    QString m_profilePath;
    Label* m_lookTitle;
    Label* m_learnTitle;
    Label* m_profileTitle;
    Label* m_languageName;
    TextBlock* m_languageHint;
    Segments* m_language;
    Label* m_themeName;
    TextBlock* m_themeHint;
    Segments* m_theme;
    Label* m_sizeName;
    TextBlock* m_sizeHint;
    Segments* m_size;
    QCheckBox* m_motion;
    TextBlock* m_motionHint;
    QCheckBox* m_pause;
    TextBlock* m_pauseHint;
    Label* m_speedName;
    TextBlock* m_speedHint;
    Segments* m_speed;
    Label* m_clientsTitle;
    QCheckBox* m_clients;
    TextBlock* m_clientsHint;
    ElidedLabel* m_profile;
    TextBlock* m_profileHint;
    Button* m_openProfile;
    TextBlock* m_readOnly;
};

} // namespace maylab::app
