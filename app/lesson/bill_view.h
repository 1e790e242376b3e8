// The bill of the running step: a small button ("$0.034/h · $0.102 so far") and, behind it, its lines. Hidden where nothing
// was used that AWS would ask money for.
#pragma once

#include "app/shell/ui_context.h"
#include "app/shell/widgets/buttons.h"
#include "app/shell/widgets/text.h"
#include "labs/engine/bill.h"

#include <QDialog>
#include <QTextBrowser>

#include <memory>
#include <optional>

namespace maylab::app {

// Dollars as they stand everywhere: three decimals below one dollar, two from there on.
QString billMoney(const Format& format, double dollars);
// "us-east-1, prices of 27 November 2026"
QString priceDate(const Format& format, const labs::Prices& prices);

class BillButton : public Button {
    Q_OBJECT
  public:
    explicit BillButton(const UiContext& ui, QWidget* parent = nullptr);
    void setBill(const std::optional<labs::Bill>& bill, std::shared_ptr<const labs::Prices> prices);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void retranslate();
    void showLines();
    const UiContext& m_ui;
    labs::Bill m_bill;
    std::shared_ptr<const labs::Prices> m_prices;
};

class BillDialog : public QDialog {
    Q_OBJECT
  public:
    BillDialog(const UiContext& ui, labs::Bill bill, std::shared_ptr<const labs::Prices> prices, QWidget* parent = nullptr);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void retranslate();
    const UiContext& m_ui;
    labs::Bill m_bill;
    std::shared_ptr<const labs::Prices> m_prices;
    Label* m_title;
    QTextBrowser* m_lines;
    Button* m_close;
};

} // namespace maylab::app
