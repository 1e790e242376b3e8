#include "app/lesson/bill_view.h"

#include "app/lesson/html_table.h"

#include <QCoreApplication>
#include <QEvent>
#include <QVBoxLayout>

namespace maylab::app {

QString billMoney(const Format& format, double dollars) { return format.money(dollars, dollars < 1 ? 3 : 2); }

QString priceDate(const Format& format, const labs::Prices& prices) {
    return QCoreApplication::translate("Bill", "%1, prices of %2")
        .arg(QString::fromStdString(prices.region),
             format.date(QDate::fromString(QString::fromStdString(prices.checked), Qt::ISODate)));
}

namespace {

// What a service counts by item, in the words of its price page.
QString usageText(const labs::BillLine& line) {
    static constexpr struct {
        const char* item;
        const char* text;
    } kItems[] = {{"cloudwatch.CompositeAlarm", QT_TRANSLATE_NOOP("Bill", "Composite alarms")},
                  {"cloudwatch.CustomMetric", QT_TRANSLATE_NOOP("Bill", "Custom metrics")},
                  {"cloudwatch.Dashboard", QT_TRANSLATE_NOOP("Bill", "Dashboards, three of them free")},
                  {"cloudwatch.HighResolutionAlarm", QT_TRANSLATE_NOOP("Bill", "High-resolution alarms")},
                  {"cloudwatch.MetricRequested", QT_TRANSLATE_NOOP("Bill", "Metrics requested with GetMetricData")},
                  {"cloudwatch.Request", QT_TRANSLATE_NOOP("Bill", "CloudWatch API requests")},
                  {"cloudwatch.StandardAlarm", QT_TRANSLATE_NOOP("Bill", "Metrics watched by alarms")},
                  {"logs.IngestedGigabyte", QT_TRANSLATE_NOOP("Bill", "Logs ingested")},
                  {"logs.ScannedGigabyte", QT_TRANSLATE_NOOP("Bill", "Logs scanned by queries")},
                  {"logs.StoredGigabyte", QT_TRANSLATE_NOOP("Bill", "Logs stored")},
                  {"sns.EmailDelivery", QT_TRANSLATE_NOOP("Bill", "Notifications by e-mail")},
                  {"sns.HttpDelivery", QT_TRANSLATE_NOOP("Bill", "Notifications by HTTP")},
                  {"sns.Request", QT_TRANSLATE_NOOP("Bill", "SNS API requests")}};
    const std::string item = line.service + '.' + line.item;
    for (const auto& known : kItems) {
        if (item == known.item) return QCoreApplication::translate("Bill", known.text);
    }
    return QString::fromStdString(item);
}

struct LineTexts {
    QString item, now, used, price;
};

LineTexts textsOf(const Format& format, const labs::BillLine& line) {
    LineTexts t;
    t.price = line.price ? format.money(*line.price, 3) : BillDialog::tr("no price");
    switch (line.kind) {
    case labs::BillLine::Kind::Nodes:
        t.item = QString::fromStdString(line.item);
        t.now = format.number(line.running, 0);
        t.used = format.withUnit(format.number(line.quantity, 0), BillDialog::tr("node-hours"));
        break;
    case labs::BillLine::Kind::Snapshots:
        t.item = BillDialog::tr("Snapshots beyond the free ones");
        t.now = format.number(line.running, 3);
        t.used = format.withUnit(format.number(line.quantity, 4), BillDialog::tr("GB-months"));
        break;
    case labs::BillLine::Kind::Usage: {
        const bool gigabytes = line.item.ends_with("Gigabyte");
        t.item = usageText(line);
        t.now = line.monthly ? format.number(line.running, gigabytes ? 3 : 0) : QStringLiteral("–");
        t.used = line.monthly ? format.withUnit(format.number(line.quantity, 4), gigabytes ? BillDialog::tr("GB-months") : BillDialog::tr("months"))
                              : gigabytes ? format.withUnit(format.number(line.quantity, 4), QStringLiteral("GB")) : format.number(line.quantity, 0);
        if (line.price && line.per > 1) t.price += QStringLiteral(" / ") + format.number(line.per, 0);
        break;
    }
    }
    if (line.price && !line.verified) t.price += QStringLiteral(" *");
    return t;
}

} // namespace

BillButton::BillButton(const UiContext& ui, QWidget* parent) : Button(ui, ButtonKind::Flat, parent, ButtonSize::Small), m_ui(ui) {
    setObjectName(QStringLiteral("bill"));
    setIconName("receipt");
    hide();
    connect(this, &QPushButton::clicked, this, &BillButton::showLines);
}

void BillButton::setBill(const std::optional<labs::Bill>& bill, std::shared_ptr<const labs::Prices> prices) {
    const bool shown = bill && prices && !bill->empty();
    if (!shown) {
        hide();
        return;
    }
    const bool same = isVisibleTo(parentWidget()) && bill->total == m_bill.total && bill->perHour == m_bill.perHour && prices == m_prices;
    m_bill = *bill;
    m_prices = std::move(prices);
    if (same) return;
    retranslate();
    show();
}

void BillButton::retranslate() {
    if (!m_prices) return;
    const Format format = m_ui.format();
    const QString hour = billMoney(format, m_bill.perHour) + QStringLiteral("/h");
    setText(tr("%1 · %2 so far").arg(hour, billMoney(format, m_bill.total)));
    setToolTip(tr("What this would cost on AWS: %1. Nothing is charged here.").arg(priceDate(format, *m_prices)));
    setAccessibleName(tr("Bill: %1").arg(text()));
}

void BillButton::showLines() {
    BillDialog dialog(m_ui, m_bill, m_prices, window());
    dialog.exec();
}

void BillButton::changeEvent(QEvent* event) {
    Button::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) retranslate();
}

BillDialog::BillDialog(const UiContext& ui, labs::Bill bill, std::shared_ptr<const labs::Prices> prices, QWidget* parent)
    : QDialog(parent), m_ui(ui), m_bill(std::move(bill)), m_prices(std::move(prices)),
      m_title(new Label(ui, TextRole::PageTitle, ColorToken::Text, this)), m_lines(markAsData(new QTextBrowser(this))),
      m_close(new Button(ui, ButtonKind::Primary, this)) {
    setObjectName(QStringLiteral("billDialog"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 20);
    column->setSpacing(12);
    column->addWidget(m_title);
    m_lines->setObjectName(QStringLiteral("billLines"));
    m_lines->setFrameShape(QFrame::NoFrame);
    column->addWidget(m_lines, 1);
    column->addWidget(m_close, 0, Qt::AlignRight);
    m_close->setDefault(true);
    connect(m_close, &QPushButton::clicked, this, &QDialog::accept);
    const QSize room = parent != nullptr ? parent->size() : QSize(900, 700);
    resize(std::min(ui.theme.px(640), room.width() - 40), std::min(ui.theme.px(420), room.height() - 40));
    retranslate();
}

void BillDialog::retranslate() {
    const Format format = m_ui.format();
    setWindowTitle(tr("The bill that wasn't"));
    m_title->setText(tr("The bill that wasn't"));
    m_close->setText(tr("Close"));
    m_lines->setAccessibleName(tr("Lines of the bill"));
    HtmlText text(m_ui);
    std::vector<QStringList> rows;
    for (const labs::BillLine& line : m_bill.lines) {
        const LineTexts texts = textsOf(format, line);
        QString item = texts.item.toHtmlEscaped();
        if (line.ours) item += QStringLiteral("<br/>") + text.colored(tr("exists only here, costs nothing").toHtmlEscaped(), ColorToken::Muted);
        rows.push_back({item, texts.now, texts.used, texts.price, line.price ? billMoney(format, line.amount) : QStringLiteral("–")});
    }
    rows.push_back({QStringLiteral("<b>%1</b>").arg(tr("Together").toHtmlEscaped()), QString(), QString(),
                    billMoney(format, m_bill.perHour) + QStringLiteral("/h"), QStringLiteral("<b>%1</b>").arg(billMoney(format, m_bill.total))});
    text.table({{tr("Item")}, {tr("Now"), true}, {tr("Used"), true}, {tr("Price"), true}, {tr("Amount"), true}}, rows);
    const auto any = [&](auto&& which) { return std::any_of(m_bill.lines.begin(), m_bill.lines.end(), which); };
    QString note = priceDate(format, *m_prices) + QStringLiteral(".");
    if (any([](const labs::BillLine& l) { return l.kind == labs::BillLine::Kind::Nodes; })) {
        note += QStringLiteral(" ") + tr("A node is billed from when it is available until it is deleted, each begun hour in full. Replicas and shards are nodes too.");
    }
    if (any([](const labs::BillLine& l) { return l.item == "CustomMetric"; })) {
        note += QStringLiteral(" ") + tr("A custom metric is billed for each hour in which it receives data.");
    }
    text.paragraph(note.toHtmlEscaped(), ColorToken::Text2);
    if (any([](const labs::BillLine& l) { return !l.verified; })) text.paragraph(tr("* This price was not verified; look it up before you rely on it.").toHtmlEscaped(), ColorToken::Text2);
    text.paragraph(tr("Charged: %1. It is a simulation.").arg(format.money(0, 2)).toHtmlEscaped(), ColorToken::Text2);
    m_lines->setHtml(text.html());
}

void BillDialog::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QDialog::changeEvent(event);
}

} // namespace maylab::app
