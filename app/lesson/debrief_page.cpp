#include "app/lesson/debrief_page.h"

#include "app/lesson/bill_view.h"
#include "app/lesson/catalog_week_model.h"
#include "app/lesson/html_table.h"
#include "labs/worklog/real_aws.h"

#include <QClipboard>
#include <QDir>
#include <QEvent>
#include <QFile>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QResizeEvent>
#include <QSaveFile>
#include <QVBoxLayout>

#include <cmath>

namespace maylab::app {
namespace {

using labs::Scalar;
using worklog::DebriefStep;
using worklog::LabDebrief;

constexpr int kWide = 900; // two columns from here on

labs::Scalar scalarOf(const progress::Figure& f) { return f.isText() ? Scalar(f.text) : Scalar(f.value); }

} // namespace

DebriefPage::DebriefPage(const UiContext& ui, const labs::Catalog& catalog, const aws::ModelCatalog& models,
                         const progress::ProgressStore& store, QWidget* parent)
    : Page(parent), m_ui(ui), m_catalog(catalog), m_models(models), m_store(store),
      m_ring(new ProgressRing(ui, "database-zap", 46, this)), m_title(new Label(ui, TextRole::PageTitle, ColorToken::Text, this)),
      m_line(new Label(ui, TextRole::Small, ColorToken::Text2, this)),
      m_cost(markAsData(new Label(ui, TextRole::Clock, ColorToken::Text, this))),
      m_costWord(new Label(ui, TextRole::Smallest, ColorToken::Text2, this)),
      m_copy(new Button(ui, ButtonKind::Secondary, this)), m_realAws(new Button(ui, ButtonKind::Secondary, this)),
      m_worklog(new Button(ui, ButtonKind::Primary, this)), m_text(markAsData(new QTextBrowser(this))) {
    setObjectName(QStringLiteral("debriefPage"));
    m_copy->setObjectName(QStringLiteral("debrief.copy"));
    m_copy->setIconName("copy");
    m_realAws->setObjectName(QStringLiteral("debrief.realAws"));
    m_realAws->setIconName("cloud");
    m_worklog->setObjectName(QStringLiteral("debrief.worklog"));
    m_worklog->setIconName("notebook-pen");
    m_text->setObjectName(QStringLiteral("debrief.text"));
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->document()->setDocumentMargin(24);
    m_choose = [this](const QString& suggestion) {
        return QFileDialog::getSaveFileName(this, tr("To real AWS"), QDir::home().filePath(suggestion), tr("Shell script (*.sh)"));
    };

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(24, 16, 24, 12);
    head->setSpacing(12);
    head->addWidget(m_ring);
    auto* names = new QVBoxLayout;
    names->setSpacing(0);
    names->addWidget(m_title);
    names->addWidget(m_line);
    head->addLayout(names, 1);
    auto* money = new QVBoxLayout;
    money->setSpacing(0);
    money->addWidget(m_cost, 0, Qt::AlignRight);
    money->addWidget(m_costWord, 0, Qt::AlignRight);
    head->addLayout(money);
    head->addSpacing(12);
    head->addWidget(m_copy);
    head->addWidget(m_realAws);
    head->addWidget(m_worklog);
    column->addLayout(head);
    column->addWidget(new Line(Qt::Horizontal, this));
    column->addWidget(m_text, 1);

    connect(m_copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(plainText());
        emit statusAsked("copy", tr("The debrief was copied."));
    });
    connect(m_realAws, &QPushButton::clicked, this, &DebriefPage::saveScript);
    connect(m_worklog, &QPushButton::clicked, this, &DebriefPage::worklogAsked);
    connect(&ui.theme, &Theme::changed, this, &DebriefPage::showText);
    if (!catalog.labs.empty()) setLab(catalog.labs.front()->id);
}

QString DebriefPage::title() const { return tr("Debrief"); }

QString DebriefPage::subtitle() const { return m_words ? m_words->name("lab", "title") : QString(); }

QList<QWidget*> DebriefPage::panes() const { return {m_text, m_realAws}; }

void DebriefPage::entered() {
    retranslate();
    m_text->setFocus(Qt::OtherFocusReason);
}

void DebriefPage::setLab(const std::string& lab) {
    const auto found = m_catalog.lab(lab);
    if (!found) return;
    m_lab = found;
    m_words = std::make_unique<LessonWords>(m_ui, m_lab);
    for (const labs::WeekDay& d : m_catalog.week ? m_catalog.week->days : std::vector<labs::WeekDay>{}) {
        if (d.lab == lab) m_ring->setIconName(CatalogWeekModel::iconOf(d));
    }
    retranslate();
    emit titleChanged();
}

void DebriefPage::retranslate() {
    m_copy->setText(tr("Copy"));
    m_copy->setToolTip(tr("Copy the debrief as text"));
    m_realAws->setText(tr("To real AWS…"));
    m_realAws->setToolTip(tr("Save your own commands as a script for a real account, with the deletions at the end"));
    m_worklog->setText(tr("To the worklog"));
    m_text->setAccessibleName(tr("Debrief"));
    m_costWord->setText(tr("would have cost on AWS"));
    showText();
}

void DebriefPage::showText() {
    if (!m_lab) return;
    m_facts = m_store.facts();
    const LabDebrief d = worklog::debriefOf(*m_lab, m_facts);
    const Format format = m_ui.format();
    QString service = QString::fromStdString(m_lab->id);
    for (const labs::WeekDay& day : m_catalog.week ? m_catalog.week->days : std::vector<labs::WeekDay>{}) {
        if (day.lab == m_lab->id) service = QString::fromStdString(day.title[m_ui.language.chrome() == Language::English ? 0 : 1]);
    }
    m_title->setText(d.coreDone ? tr("%1, done").arg(service) : service);
    m_line->setText(reached(d));
    m_ring->setProgress(d.steps.empty() ? 0 : static_cast<double>(d.done + d.tested) / static_cast<double>(d.steps.size()));
    m_cost->setVisible(d.cost.has_value());
    m_costWord->setVisible(d.cost.has_value());
    if (d.cost) m_cost->setText(billMoney(format, *d.cost));
    m_realAws->setEnabled(d.begun > 0);
    m_copy->setEnabled(d.begun > 0);

    if (d.begun == 0) {
        HtmlText empty(m_ui);
        empty.heading(tr("Nothing was done in this lab yet"));
        empty.paragraph(tr("Your figures, predictions and mistakes will stand here.").toHtmlEscaped(), ColorToken::Text2);
        m_text->setHtml(empty.html());
        return;
    }
    const QString left = seen(d) + figures(d) + steps(d);
    const QString right = mistakes(d) + predictions(d) + cost(d);
    m_text->setHtml(m_wide ? QStringLiteral("<table width=\"100%\" cellspacing=\"0\"><tr><td width=\"64%\" valign=\"top\">%1</td>"
                                            "<td width=\"3%\"></td><td valign=\"top\">%2</td></tr></table>").arg(left, right)
                           : left + right);
}

QString DebriefPage::reached(const LabDebrief& d) const {
    const Format format = m_ui.format();
    QStringList parts{tr("%1 of %n steps", nullptr, static_cast<int>(d.steps.size())).arg(d.done)};
    if (d.understood > 0) parts << tr("%1 understood").arg(d.understood);
    if (d.shown > 0) parts << tr("%1 with full help").arg(d.shown);
    if (d.tested > 0) parts << tr("%1 tested, not done").arg(d.tested);
    if (d.activeSeconds > 0) parts << format.minutes(static_cast<int>((d.activeSeconds + 59) / 60));
    if (!d.lastDay.empty()) parts << format.date(QDate::fromString(QString::fromStdString(d.lastDay), Qt::ISODate));
    return parts.join(QStringLiteral(", "));
}

QString DebriefPage::name(const DebriefStep& s, const std::string& part) const {
    return HtmlText::inlineProse(m_words->name(s.step->id, part));
}

QString DebriefPage::debriefLine(const DebriefStep& s) const {
    labs::SessionView filled;
    for (const labs::Figure& f : s.step->figures) {
        if (s.figures == nullptr) break;
        if (const progress::Figure* value = progress::find(s.figures->figures, f.id)) {
            filled.figures.push_back({f.id, scalarOf(*value), f.unit, f.decimals});
        }
    }
    return m_words->prose(s.step->id, "debrief", &filled);
}

QString DebriefPage::seen(const LabDebrief& d) const {
    HtmlText text(m_ui);
    text.heading(tr("What you saw"));
    if (m_words->has("lab", "debrief") && d.coreDone) {
        text.paragraph(HtmlText::inlineProse(m_words->prose("lab", "debrief")));
    }
    for (const DebriefStep& s : d.steps) {
        if (!s.done || s.figures == nullptr) continue;
        text.paragraph(QStringLiteral("<b>%1. %2</b><br/>").arg(s.number).arg(name(s, "title")) +
                       text.colored(HtmlText::inlineProse(debriefLine(s)), ColorToken::Text2));
    }
    return text.html();
}

QString DebriefPage::needed(const labs::Goal& goal, const Scalar& after) const {
    labs::GoalResult r;
    r.is = goal.is;
    r.unit = goal.unit;
    r.decimals = goal.decimals;
    if (goal.target.kind == labs::Value::Kind::Constant) r.needed = goal.target.constant;
    if (goal.upper.kind == labs::Value::Kind::Constant) r.neededUpper = goal.upper.constant;
    // Compared with another measurement: the sentence of the goal says with which.
    if (!r.needed.present()) return after.present() ? tr("as measured") : QString();
    return m_words->needs(r);
}

QString DebriefPage::figures(const LabDebrief& d) const {
    HtmlText text(m_ui);
    std::vector<QStringList> rows;
    for (const DebriefStep& s : d.steps) {
        for (const worklog::MeasuredGoal& g : s.goals) {
            const auto value = [&](const Scalar& v) { return m_words->value(v, g.goal->unit, g.goal->decimals).toHtmlEscaped(); };
            rows.push_back({QString::number(s.number), name(s, "goal." + g.goal->id), value(g.before),
                            QStringLiteral("<b>%1</b>").arg(value(g.after)), needed(*g.goal, g.after).toHtmlEscaped()});
        }
    }
    if (rows.empty()) return {};
    text.heading(tr("Your figures"));
    text.table({{tr("Step"), false, 7}, {tr("Figure"), false, 42}, {tr("Before"), true, 17}, {tr("After"), true, 17}, {tr("Needed"), true, 17}}, rows);
    return text.html();
}

QString DebriefPage::steps(const LabDebrief& d) const {
    HtmlText text(m_ui);
    text.heading(tr("Step by step"));
    const Format format = m_ui.format();
    std::vector<QStringList> rows;
    for (const DebriefStep& s : d.steps) {
        QString state;
        if (s.done) {
            state = s.understood ? tr("done and understood") : tr("done");
            if (s.shown) state += QStringLiteral(", ") + tr("shown");
            state = text.colored(QStringLiteral("✓ ") + state.toHtmlEscaped(), ColorToken::Pass);
        } else if (s.tested) {
            state = tr("tested, not done").toHtmlEscaped();
        } else {
            state = text.colored((s.begun() ? tr("begun") : tr("not begun")).toHtmlEscaped(), ColorToken::Muted);
        }
        const auto count = [&](const std::optional<int>& n) { return n ? QString::number(*n) : QStringLiteral("–"); };
        rows.push_back({QString::number(s.number), name(s, "title"), state,
                        s.attempts > 0 ? QString::number(s.attempts) : QStringLiteral("–"), count(s.hints), count(s.changes),
                        s.cost ? billMoney(format, *s.cost) : QStringLiteral("–")});
    }
    text.table({{tr("Step"), false, 7}, {tr("Title"), false, 32}, {tr("State")}, {tr("Tries"), true}, {tr("Hints"), true}, {tr("Changes"), true}, {tr("Bill"), true}}, rows);
    return text.html();
}

QString DebriefPage::mistakes(const LabDebrief& d) const {
    HtmlText text(m_ui);
    text.heading(tr("Mistakes, by name"));
    if (d.mistakes == 0) text.paragraph(tr("None was noticed.").toHtmlEscaped(), ColorToken::Text2);
    for (const DebriefStep& s : d.steps) {
        for (const worklog::MistakeCount& m : s.mistakes) {
            text.paragraph(text.colored(QStringLiteral("▲ "), ColorToken::Warn) +
                           QStringLiteral("<b>%1</b><br/>").arg(name(s, "mistake." + m.mistake->id)) +
                           text.colored(tr("step %1, %n time(s)", nullptr, m.times).arg(s.number).toHtmlEscaped(), ColorToken::Text2));
        }
    }
    return text.html();
}

QString DebriefPage::predictions(const LabDebrief& d) const {
    if (d.predicted == 0) return {};
    HtmlText text(m_ui);
    text.heading(tr("Predictions"));
    text.paragraph(tr("%1 of %2 right").arg(d.right).arg(d.predicted).toHtmlEscaped(), ColorToken::Text2);
    const Format format = m_ui.format();
    for (const DebriefStep& s : d.steps) {
        for (const progress::Prediction& p : s.predictions) {
            const bool right = p.right.value_or(false);
            const auto value = [&](double v) { return m_words->value(Scalar(v), p.unit); };
            QString said = tr("you %1").arg(p.answerText.empty() ? value(p.answer) : QString::fromStdString(p.answerText));
            if (p.measured) {
                said += QStringLiteral(", ") + tr("measured %1").arg(p.measuredText.empty() ? value(*p.measured) : QString::fromStdString(p.measuredText));
                if (p.answerText.empty() && *p.measured != 0) {
                    said += QStringLiteral(", ") + tr("off by %1").arg(format.percent(100 * std::fabs(p.answer - *p.measured) / std::fabs(*p.measured)));
                }
            }
            text.paragraph(text.colored(right ? QStringLiteral("✓ ") : QStringLiteral("▲ "), right ? ColorToken::Pass : ColorToken::Warn) +
                           name(s, "prediction." + p.prediction) + QStringLiteral("<br/>") +
                           text.colored(said.toHtmlEscaped(), ColorToken::Text2));
        }
    }
    return text.html();
}

QString DebriefPage::cost(const LabDebrief& d) const {
    if (!d.cost || !m_lab->prices) return {};
    HtmlText text(m_ui);
    const Format format = m_ui.format();
    text.heading(tr("The bill that wasn't"));
    text.paragraph(tr("On AWS this would have cost %1. Charged: %2.").arg(billMoney(format, *d.cost), format.money(0, 2)).toHtmlEscaped());
    text.paragraph((priceDate(format, *m_lab->prices) + QStringLiteral(". ") +
                    tr("Each step is a world of its own, so the hours of its nodes begin anew; each begun hour counts in full.")).toHtmlEscaped(),
                   ColorToken::Text2);
    return text.html();
}

QString DebriefPage::plainText() const {
    return m_title->text() + QLatin1Char('\n') + m_line->text() + QStringLiteral("\n\n") +
           m_text->document()->toMarkdown(QTextDocument::MarkdownDialectGitHub);
}

QString DebriefPage::realAwsScript() const {
    if (!m_lab) return {};
    const auto language = m_ui.language.chrome() == Language::English ? worklog::Language::English : worklog::Language::Vietnamese;
    const auto journal = [this](progress::RunId run) {
        auto stored = m_store.journal(run);
        return stored ? std::move(stored->journal) : kernel::Journal();
    };
    const auto steps = worklog::realAwsSteps(*m_lab, m_store.facts(), language, journal);
    return QString::fromStdString(worklog::toRealAws(m_words->name("lab", "title").toStdString(), steps, m_lab->prices.get(), m_models, language).text);
}

void DebriefPage::saveScript() {
    const QString path = m_choose(QStringLiteral("to-real-aws.sh"));
    if (path.isEmpty()) return;
    QSaveFile file(path);
    const QByteArray bytes = realAwsScript().toUtf8();
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit()) {
        emit statusAsked("circle-check", tr("Saved: %1").arg(path));
    } else {
        emit statusAsked("triangle-alert", tr("The file could not be written: %1").arg(file.errorString()));
    }
}

void DebriefPage::changeEvent(QEvent* event) {
    Page::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        emit titleChanged();
    }
}

void DebriefPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    const bool wide = width() >= m_ui.theme.px(kWide);
    if (wide == m_wide) return;
    m_wide = wide;
    showText();
}

} // namespace maylab::app
