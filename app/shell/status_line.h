// The status bar: at the left what was saved or passed, at the right a few facts and the key for the next pane.
#pragma once

#include "app/shell/ui_context.h"

#include <QFrame>

#include <map>

class QHBoxLayout;

namespace maylab::app {

class ElidedLabel;
class IconLabel;
class Label;
class PortsFact;

class StatusLine : public QFrame {
    Q_OBJECT
  public:
    StatusLine(const UiContext& ui, QWidget* parent = nullptr);
    void setStatus(const QByteArray& icon, const QString& text, bool announce);
    void setFact(const QString& id, const QByteArray& icon, const QString& text);
    // Not in the first minutes: seed and keys are noise then.
    void setFactsShown(bool shown);
    QString status() const;
    PortsFact& ports() { return *m_ports; }

  protected:
    void changeEvent(QEvent* event) override;

  private:
    struct Fact {
        QWidget* box;
        IconLabel* icon;
        Label* text;
    };
    void retranslate();
    void restyle();

    const UiContext& m_ui;
    IconLabel* m_icon;
    ElidedLabel* m_text;
    PortsFact* m_ports;
    QWidget* m_factsBox;
    QHBoxLayout* m_facts;
    Label* m_nextPane;
    std::map<QString, Fact> m_byId;
};

} // namespace maylab::app
