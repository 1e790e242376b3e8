#include "app/panels/decision_view.h"

#include "app/i18n/rule_texts.h"
#include "app/i18n/rule_value_names.h"
#include "app/shell/widgets/pane_state.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <set>

namespace maylab::app {

namespace {

constexpr int kBarHeight = 12;
constexpr int kRowHeight = 20;

QString outcomeText(const std::string& outcome) {
    if (outcome == "hit") return DecisionView::tr("answered by the cache");
    if (outcome == "stale") return DecisionView::tr("answered by the cache, with an old value");
    if (outcome == "foreign") return DecisionView::tr("answered with a value that somebody typed");
    if (outcome == "miss") return DecisionView::tr("missed the cache, answered by the database");
    if (outcome == "database") return DecisionView::tr("answered by the database");
    if (outcome == "error") return DecisionView::tr("refused with 503");
    return {};
}

bool endsWith(const std::string& name, std::string_view tail) {
    return name.size() >= tail.size() && name.compare(name.size() - tail.size(), tail.size(), tail) == 0;
}

// What a value is measured in, by its name; empty for counts.
QString unitOf(const std::string& name) {
    if (endsWith(name, "Microseconds")) return QStringLiteral("µs");
    if (endsWith(name, "Milliseconds") || name == "milliseconds") return QStringLiteral("ms");
    if (endsWith(name, "Seconds") || endsWith(name, "SecondsAgo") || endsWith(name, "secondsAgo") || name == "seconds" || name == "secondsBeforeLoss") {
        return QStringLiteral("s");
    }
    if (endsWith(name, "Bytes") || name == "bytes" || name == "bytesBehind" || name == "usedMemory" || name == "maxmemory") return QStringLiteral("B");
    if (endsWith(name, "Percent")) return QStringLiteral("%");
    return {};
}

// The sentences say the units; whole bytes and offsets are grouped, numbers that are names are not.
QString shownValue(const Format& f, const std::string& name, double value) {
    if (std::isnan(value) || value <= -1) return QStringLiteral("–");
    for (const char* number : {"slot", "shard", "toShard", "fromShard", "holder", "product", "user", "order", "message", "slabClass", "port"}) {
        if (name == number) return f.setting(static_cast<qint64>(std::llround(value)));
    }
    if (unitOf(name) == QLatin1String("B") || name == "offset" || name == "replicaOffset") return f.count(std::llround(value));
    return f.compact(value);
}

// What the sentence left out of a record's values, in words and with its unit.
QString valuesLine(const Format& f, const DecisionRecord& record) {
    const RuleText* rule = findRuleText(record.rule);
    const QStringList said = rule != nullptr ? placeholdersOf(QString::fromUtf8(rule->text)) : QStringList();
    QStringList parts;
    for (const auto& [name, value] : record.values) {
        const QString words = ruleValueName(name);
        if (words.isEmpty() || said.contains(QString::fromStdString(name))) continue;
        const QString number = shownValue(f, name, value), unit = unitOf(name);
        parts << QStringLiteral("%1 %2").arg(words, unit.isEmpty() || number == QStringLiteral("–") ? number : f.withUnit(number, unit));
    }
    return parts.join(QStringLiteral(" · "));
}

QString headlineOf(const std::string& rule) {
    if (rule == "cache.moved" || rule == "cache.ask" || rule == "cache.tryagain" || rule == "cache.crossslot") {
        return DecisionView::tr("Why a client was sent elsewhere");
    }
    if (rule == "cache.readonly" || rule == "cache.oom" || rule == "cache.clusterdown" || rule == "cache.slab.refused") return DecisionView::tr("Why it was refused");
    if (rule == "cache.replica.stale") return DecisionView::tr("Why a read was old");
    if (rule == "cache.failover.chosen") return DecisionView::tr("Why this replica was promoted");
    if (rule == "cache.failover.lost-write") return DecisionView::tr("Why a write was lost");
    return DecisionView::tr("Why?");
}

} // namespace

// ------------------------------------------------------------------------------------------------ HopBar

HopBar::HopBar(const UiContext& ui, QWidget* parent) : QWidget(parent), m_ui(ui) {
    setObjectName(QStringLiteral("hops"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&m_ui.theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

QString HopBar::hopName(const std::string& what) {
    if (what == "cache") return tr("asking the cache");
    if (what == "wait") return tr("waiting for a connection");
    if (what == "query") return tr("the query itself");
    if (what == "network") return tr("network and application");
    if (what == "connect") return tr("connecting to the cache");
    return QString::fromStdString(what);
}

ColorToken HopBar::hopColor(const std::string& what) {
    if (what == "cache") return ColorToken::Series3;
    if (what == "wait") return ColorToken::Series2;
    if (what == "query") return ColorToken::Series1;
    if (what == "connect") return ColorToken::Series4;
    return ColorToken::Ghost;
}

void HopBar::setHops(std::vector<HopRecord> hops) {
    m_hops = std::move(hops);
    describe();
    updateGeometry();
    update();
}

void HopBar::describe() {
    setAccessibleName(tr("Where the time went"));
    setAccessibleDescription(visibleTexts().join(QStringLiteral(", ")));
}

QSize HopBar::sizeHint() const {
    const int rows = static_cast<int>(m_hops.size()) + 1;
    return {m_ui.theme.px(220), m_ui.theme.px(kBarHeight + 8) + rows * m_ui.theme.px(kRowHeight)};
}

QStringList HopBar::visibleTexts() const {
    const Format f = m_ui.format();
    QStringList texts;
    double total = 0;
    for (const HopRecord& h : m_hops) {
        total += h.took.inMilliseconds();
        texts << QStringLiteral("%1 %2").arg(hopName(h.what),
                                             f.withUnit(f.compact(h.took.inMilliseconds()), QStringLiteral("ms")));
    }
    texts << tr("together %1").arg(f.withUnit(f.compact(total), QStringLiteral("ms")));
    return texts;
}

void HopBar::paintEvent(QPaintEvent*) {
    const Theme& t = m_ui.theme;
    const Format f = m_ui.format();
    QPainter p(this);
    double total = 0;
    for (const HopRecord& h : m_hops) total += h.took.inMilliseconds();
    const QRectF bar(0, 0, width(), t.px(kBarHeight));
    p.fillRect(bar, t.color(ColorToken::Hover));
    double x = 0;
    for (const HopRecord& h : m_hops) {
        const double w = total > 0 ? bar.width() * h.took.inMilliseconds() / total : 0;
        // One pixel of panel between parts: colours are not alone in telling them apart.
        p.fillRect(QRectF(x, 0, std::max(1.0, w - 1), bar.height()), t.color(hopColor(h.what)));
        x += w;
    }
    double y = bar.bottom() + t.px(6);
    const int row = t.px(kRowHeight);
    p.setFont(t.font(TextRole::Small));
    const QFont mono = t.font(TextRole::Command);
    const auto line = [&](const QColor* color, const QString& words, double ms, bool strong) {
        if (color != nullptr) p.fillRect(QRectF(0, y + row / 2.0 - 4, 8, 8), *color);
        p.setPen(t.color(ColorToken::Text));
        p.setFont(t.font(TextRole::Small, strong ? QFont::DemiBold : QFont::Normal));
        const QString value = f.withUnit(f.compact(ms), QStringLiteral("ms"));
        const double valueWidth = QFontMetricsF(mono).horizontalAdvance(value) + 4;
        const QRectF nameRect(14, y, std::max(0.0, width() - 14 - valueWidth - 8), row);
        p.drawText(nameRect, Qt::AlignLeft | Qt::AlignVCenter,
                   p.fontMetrics().elidedText(words, Qt::ElideRight, static_cast<int>(nameRect.width())));
        p.setFont(mono);
        p.drawText(QRectF(width() - valueWidth, y, valueWidth, row), Qt::AlignRight | Qt::AlignVCenter, value);
        y += row;
    };
    for (const HopRecord& h : m_hops) {
        const QColor color = t.color(hopColor(h.what));
        line(&color, hopName(h.what), h.took.inMilliseconds(), false);
    }
    p.fillRect(QRectF(0, y, width(), 1), t.color(ColorToken::Line));
    line(nullptr, tr("together"), total, true);
}

void HopBar::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) describe();
    update();
}

// ------------------------------------------------------------------------------------------------ DecisionView

DecisionView::DecisionView(const UiContext& ui, QWidget* parent) : QScrollArea(parent), m_ui(ui) {
    setObjectName(QStringLiteral("decisionView"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setProperty("surface", "panel");
    connect(&m_ui.theme, &Theme::changed, this, [this] { rebuild(); });
    rebuild();
}

QString DecisionView::sentence(const UiContext& ui, const DecisionRecord& record) {
    const Format f = ui.format();
    RuleValues values{{QStringLiteral("subject"), QString::fromStdString(record.subject)}};
    for (const auto& [name, value] : record.values) {
        values.emplace_back(QString::fromStdString(name), shownValue(f, name, value));
    }
    return ruleSentence(ui.language, ui.language.chrome(), record.rule, values);
}

void DecisionView::setDetail(const DetailAnswer& detail) {
    m_detail = detail;
    rebuild();
}

void DecisionView::clear() {
    m_detail.reset();
    rebuild();
}

void DecisionView::setPointing(bool on) {
    if (on == m_pointing) return;
    m_pointing = on;
    rebuild();
}

QString DecisionView::headline() const {
    const DetailAnswer& d = *m_detail;
    const Format f = m_ui.format();
    if (d.query.kind == DetailQuery::Kind::Request || d.query.kind == DetailQuery::Kind::Slowest) {
        const auto id = d.records.empty() ? d.query.request : d.records.front().request;
        return tr("Request %1").arg(f.setting(static_cast<qint64>(id)));
    }
    if (d.query.kind == DetailQuery::Kind::Eviction) {
        const std::string rule = d.records.empty() ? std::string() : d.records.front().rule;
        const bool left = rule.rfind("cache.evicted", 0) == 0 || rule.rfind("cache.expired", 0) == 0 || rule.rfind("cache.miss", 0) == 0;
        return d.records.empty() || left ? tr("Why a key left") : headlineOf(rule);
    }
    return headlineOf(d.query.kind == DetailQuery::Kind::LastOfRule ? d.query.rule : std::string());
}

void DecisionView::rebuild() {
    auto* content = new QWidget(this);
    content->setProperty("surface", "panel");
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(8);
    setAccessibleName(tr("Why?"));

    if (!m_detail || !m_detail->found) {
        auto* empty = new EmptyState(m_ui, content);
        empty->setTexts(m_detail ? tr("No record of it") : tr("Nothing chosen yet"),
                        m_detail ? tr("Its decision record is not kept any more. Choose a newer one.")
                                 : tr("Choose a request, a tile or a goal to see why it came out so."));
        if (m_detail && !m_detail->subject.empty()) {
            // A key to which nothing happened lately is no mistake.
            empty->setTexts(QString::fromStdString(m_detail->subject),
                            tr("Nothing that happened to this key is on record at present. The next hit, miss or eviction will be."));
        }
        column->addWidget(empty);
        column->addStretch(1);
        setWidget(content);
        m_content = content;
        return;
    }

    const DetailAnswer& d = *m_detail;
    const Format f = m_ui.format();
    auto* title = new Label(m_ui, TextRole::GoalTitle, ColorToken::Text, content);
    title->setText(headline());
    column->addWidget(title);
    QStringList facts;
    if (!d.subject.empty()) facts << QString::fromStdString(d.subject);
    if (const QString words = outcomeText(d.outcome); !words.isEmpty()) facts << words;
    if (!d.records.empty()) facts << f.shortClock(d.records.front().at.inSeconds());
    auto* fact = markAsData(new TextBlock(m_ui, TextRole::Small, ColorToken::Text2, content));
    fact->setProse(facts.join(QStringLiteral(" · ")));
    column->addWidget(fact);

    if (!d.hops.empty()) {
        auto* hops = new HopBar(m_ui, content);
        hops->setHops(d.hops);
        column->addWidget(hops);
    }

    std::set<std::string> notModelled;
    int number = 0;
    for (const DecisionRecord& r : d.records) {
        column->addWidget(new Line(Qt::Horizontal, content));
        auto* row = new QHBoxLayout();
        row->setSpacing(8);
        auto* n = markAsData(new Label(m_ui, TextRole::Small, ColorToken::Muted, content));
        n->setText(QString::number(++number));
        row->addWidget(n, 0, Qt::AlignTop);
        auto* words = new QVBoxLayout();
        words->setSpacing(2);
        auto* text = new TextBlock(m_ui, TextRole::Body, ColorToken::Text, content);
        text->setObjectName(QStringLiteral("record%1").arg(number));
        text->setProse(sentence(m_ui, r));
        words->addWidget(text);
        auto* rule = markAsData(new ElidedLabel(m_ui, TextRole::Command, ColorToken::Muted, content));
        rule->setText(QString::fromStdString(r.rule));
        words->addWidget(rule);
        if (const QString line = valuesLine(f, r); !line.isEmpty()) {
            auto* values = markAsData(new TextBlock(m_ui, TextRole::Smallest, ColorToken::Text2, content));
            values->setObjectName(QStringLiteral("values%1").arg(number));
            values->setProse(line);
            words->addWidget(values);
        }
        if (!r.source.empty()) {
            auto* source = markAsData(new TextBlock(m_ui, TextRole::Smallest, ColorToken::Muted, content));
            source->setProse(tr("Source: %1").arg(QString::fromStdString(r.source)));
            words->addWidget(source);
        }
        if (m_pointing) {
            auto* point = new Button(m_ui, ButtonKind::Secondary, content, ButtonSize::Small);
            point->setText(tr("This is the reason"));
            point->setObjectName(QStringLiteral("point%1").arg(number));
            const QString id = QString::fromStdString(r.rule);
            connect(point, &QPushButton::clicked, this, [this, id] { emit recordPointedAt(id); });
            words->addWidget(point, 0, Qt::AlignLeft);
        }
        row->addLayout(words, 1);
        column->addLayout(row);
        if (!r.notModelled.empty()) notModelled.insert(r.notModelled);
    }

    if (!notModelled.empty()) {
        column->addWidget(new Line(Qt::Horizontal, content));
        auto* heading = new Label(m_ui, TextRole::Small, ColorToken::Text2, content);
        heading->setRole(TextRole::Small, QFont::DemiBold);
        heading->setText(tr("Not modelled here"));
        column->addWidget(heading);
        for (const std::string& key : notModelled) {
            auto* text = new TextBlock(m_ui, TextRole::Small, ColorToken::Text2, content);
            text->setProse(ruleSentence(m_ui.language, m_ui.language.chrome(), key, {}));
            column->addWidget(text);
        }
    }
    column->addStretch(1);
    setWidget(content); // deletes the one before
    m_content = content;
}

void DecisionView::changeEvent(QEvent* event) {
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) rebuild();
}

} // namespace maylab::app
