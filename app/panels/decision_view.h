// The Why? tab: the decision records of a request, an eviction or a goal in words. Where the time went as a painted
// bar whose parts add up, numbered sentences made from rule id and values, the rule's id and source, and what is not
// modelled. While a question asks for it, a record can be pointed at.
#pragma once

#include <QScrollArea>

#include "app/session/queries.h"
#include "app/shell/ui_context.h"
#include "app/shell/widgets/buttons.h"
#include "app/shell/widgets/text.h"

#include <optional>

class QVBoxLayout;

namespace maylab::app {

// Where the time of a request went: one bar, one line of words per part.
class HopBar : public QWidget, public PaintedText {
    Q_OBJECT
  public:
    explicit HopBar(const UiContext& ui, QWidget* parent = nullptr);
    void setHops(std::vector<HopRecord> hops);
    static QString hopName(const std::string& what);
    static ColorToken hopColor(const std::string& what);
    QSize sizeHint() const override;
    QStringList visibleTexts() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    void describe();
    const UiContext& m_ui;
    std::vector<HopRecord> m_hops;
};

class DecisionView : public QScrollArea {
    Q_OBJECT
  public:
    explicit DecisionView(const UiContext& ui, QWidget* parent = nullptr);

    void setDetail(const DetailAnswer& detail);
    void clear();
    const std::optional<DetailAnswer>& detail() const { return m_detail; }
    // A question waits for a record: every row gets a button.
    void setPointing(bool on);
    // One record as one sentence, in the chrome's language.
    static QString sentence(const UiContext& ui, const DecisionRecord& record);

  signals:
    void recordPointedAt(const QString& rule);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void rebuild();
    QString headline() const;

    const UiContext& m_ui;
    std::optional<DetailAnswer> m_detail;
    bool m_pointing = false;
    QWidget* m_content = nullptr;
};

} // namespace maylab::app
