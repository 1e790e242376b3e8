#include "app/worklog/worklog_page.h"

#include "app/shell/widgets/buttons.h"
#include "app/shell/widgets/pane_state.h"
#include "app/shell/widgets/text.h"
#include "app/worklog/check_list.h"
#include "app/worklog/export_job.h"
#include "app/worklog/markdown_html.h"
#include "app/worklog/section_list.h"
#include "app/worklog/worklog_pane.h"

#include <QAction>
#include <QBoxLayout>
#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QEvent>
#include <QFileDialog>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLocale>
#include <QMenu>
#include <QMessageBox>
#include <QStandardPaths>
#include <QTextBrowser>
#include <QPlainTextEdit>
#include <QUrl>

#include <algorithm>

namespace maylab::app {
namespace {

constexpr int kLeftWidth = 280, kBothFrom = 960;

QString q(const std::string& s) { return QString::fromStdString(s); }
const char* code(Language l) { return l == Language::English ? "en" : "vi"; }
worklog::Language wl(Language l) { return l == Language::English ? worklog::Language::English : worklog::Language::Vietnamese; }

QString chooseFolderByDialog(QWidget* parent, const QString& start) {
    return QFileDialog::getExistingDirectory(parent, WorklogPage::tr("Export both pages to"), start);
}

WorklogPage::Seams::Replace askToReplace(QWidget* parent, const QStringList& files) {
    QMessageBox box(QMessageBox::Question, WorklogPage::tr("Export"), WorklogPage::tr("A file exists already. Replace it?"),
                    QMessageBox::NoButton, parent);
    box.setInformativeText(files.first() + (files.size() > 1 ? WorklogPage::tr("\nand %n more", nullptr, static_cast<int>(files.size()) - 1) : QString()));
    auto* replace = box.addButton(WorklogPage::tr("Replace"), QMessageBox::DestructiveRole);
    auto* other = box.addButton(WorklogPage::tr("Choose another folder"), QMessageBox::AcceptRole);
    box.addButton(WorklogPage::tr("Keep what is there"), QMessageBox::RejectRole);
    box.setDefaultButton(other);
    box.exec();
    if (box.clickedButton() == replace) return WorklogPage::Seams::Replace::Replace;
    return box.clickedButton() == other ? WorklogPage::Seams::Replace::AnotherFolder : WorklogPage::Seams::Replace::Cancel;
}

} // namespace

WorklogPage::WorklogPage(const UiContext& ui, worklog::WeekPlan week, progress::ProgressStore& store,
                         worklog::PictureRenderer picture, QString programVersion, QWidget* parent)
    : Page(parent), m_ui(ui), m_week(std::move(week)), m_store(store), m_picture(std::move(picture))
    , m_version(std::move(programVersion)), m_seams{&chooseFolderByDialog, &askToReplace}, m_left(new QWidget(this))
    , m_message(new MessageBar(ui, this)), m_oneOf(new Segments(ui, this))
    , m_english(new WorklogPane(ui, Language::English, this)), m_vietnamese(new WorklogPane(ui, Language::Vietnamese, this))
    , m_between(new Line(Qt::Vertical, this)) {
    setObjectName(QStringLiteral("worklogPage"));
    m_left->setProperty("surface", "panel");
    m_left->setAttribute(Qt::WA_StyledBackground);
    buildLeft();
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    m_message->setObjectName(QStringLiteral("worklogMessage"));
    whole->addWidget(m_message);
    m_message->hide();
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    whole->addLayout(row, 1);
    row->addWidget(m_left);
    row->addWidget(new Line(Qt::Vertical, this));
    auto* right = new QVBoxLayout;
    right->setSpacing(0);
    row->addLayout(right, 1);
    m_oneOf->setObjectName(QStringLiteral("worklogOneOf"));
    m_oneOf->addSegment(QStringLiteral("en"), QStringLiteral("English"));
    m_oneOf->addSegment(QStringLiteral("vi"), QStringLiteral("Tiếng Việt"));
    m_oneOf->setSegmentIsData(QStringLiteral("en"));
    m_oneOf->setSegmentIsData(QStringLiteral("vi"));
    m_oneOf->setCurrent(QString::fromLatin1(code(ui.language.chrome())));
    right->addWidget(m_oneOf, 0, Qt::AlignHCenter);
    auto* pages = new QHBoxLayout;
    pages->setSpacing(0);
    right->addLayout(pages, 1);
    pages->addWidget(m_english, 1);
    pages->addWidget(m_between);
    pages->addWidget(m_vietnamese, 1);
    m_typing.setSingleShot(true);
    m_typing.setInterval(300);
    m_watch.setInterval(300);
    connectAll();
    refresh();
    retranslate();
    arrange();
}

WorklogPage::~WorklogPage() {
    if (m_typing.isActive()) saveNotes();
}

void WorklogPage::buildLeft() {
    m_left->setObjectName(QStringLiteral("worklogLeft"));
    auto* column = new QVBoxLayout(m_left);
    column->setContentsMargins(0, 12, 0, 12);
    column->setSpacing(0);
    auto* form = new QGridLayout;
    form->setContentsMargins(16, 0, 16, 0);
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(6);
    form->setColumnStretch(1, 1);
    column->addLayout(form);
    int line = 0;
    const auto field = [&](const char* name, Label*& label, QComboBox*& box) {
        label = new Label(m_ui, TextRole::Small, ColorToken::Text2, m_left);
        box = new QComboBox(m_left);
        box->setObjectName(QString::fromLatin1(name));
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        label->setBuddy(box);
        form->addWidget(label, line, 0);
        form->addWidget(box, line++, 1);
    };
    field("worklogProfile", m_profileLabel, m_profile);
    field("worklogDates", m_datesLabel, m_dates);
    field("worklogWeight", m_weightLabel, m_weight);
    field("worklogBreaks", m_breaksLabel, m_breaks);
    field("worklogNoteSubject", m_noteLabel, m_note);
    column->addSpacing(12);
    column->addWidget(new Line(Qt::Horizontal, m_left));

    m_sectionsTitle = new Label(m_ui, TextRole::Small, ColorToken::Text, m_left);
    m_sectionsTitle->setRole(TextRole::Small, QFont::DemiBold);
    m_sectionsTitle->setContentsMargins(16, 8, 16, 4);
    column->addWidget(m_sectionsTitle);
    m_sectionModel = new SectionModel(this);
    m_sectionModel->setRows(std::vector<SectionModel::Row>(kRows));
    m_sections = new SectionList(m_ui, *m_sectionModel, m_left);
    column->addWidget(m_sections);
    column->addSpacing(8);
    column->addWidget(new Line(Qt::Horizontal, m_left));

    auto* head = new QHBoxLayout;
    head->setContentsMargins(16, 8, 16, 4);
    m_checksTitle = new Label(m_ui, TextRole::Small, ColorToken::Text, m_left);
    m_checksTitle->setRole(TextRole::Small, QFont::DemiBold);
    m_checksCount = new Label(m_ui, TextRole::Smallest, ColorToken::Muted, m_left);
    head->addWidget(m_checksTitle, 1);
    head->addWidget(m_checksCount);
    column->addLayout(head);
    m_checks = new CheckList(m_ui, m_left);
    column->addWidget(m_checks, 1);

    auto* bottom = new QHBoxLayout;
    bottom->setContentsMargins(16, 8, 16, 0);
    bottom->setSpacing(8);
    m_export = new Button(m_ui, ButtonKind::Primary, m_left, ButtonSize::Big);
    m_export->setObjectName(QStringLiteral("worklogExport"));
    m_export->setIconName("download");
    m_more = new IconButton(m_ui, "ellipsis", 18, m_left);
    m_more->setObjectName(QStringLiteral("worklogMore"));
    m_more->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(m_more);
    m_copyIndexEn = menu->addAction(QString());
    m_copyIndexVi = menu->addAction(QString());
    m_copyCommit = menu->addAction(QString());
    m_more->setMenu(menu);
    bottom->addWidget(m_export, 1);
    bottom->addWidget(m_more);
    column->addLayout(bottom);
}

void WorklogPage::connectAll() {
    const auto choice = [this](QComboBox* box, const char* key) {
        connect(box, &QComboBox::activated, this, [this, box, key] { setOption(key, box->currentData().toString()); });
    };
    choice(m_profile, "worklog.profile");
    choice(m_dates, "worklog.dates");
    choice(m_weight, "worklog.weight");
    choice(m_breaks, "worklog.breaks");
    connect(m_note, &QComboBox::activated, this, [this] { chooseNote(m_note->currentData().toString()); });
    connect(m_sectionModel, &SectionModel::switched, this, [this](int row, bool on) {
        if (row == kBegunRow) {
            setOption("worklog.begun", on ? QStringLiteral("1") : QStringLiteral("0"));
            return;
        }
        QString mask;
        for (int i = 0; i < worklog::kSectionCount; ++i) {
            const bool shown = i == sectionOf(row) ? on : m_options.sections[i];
            mask += shown ? '1' : '0';
        }
        setOption("worklog.sections", mask);
    });
    connect(m_sections, &SectionList::sectionChosen, this, [this](int row) {
        if (row < 0 || m_filling) return;
        // The headings that are there are those of the sections that are on and have something.
        int at = 0;
        for (int i = 0; i < sectionOf(row); ++i) at += m_options.sections[i] && m_log.counts[i].lines > 0;
        for (WorklogPane* pane : {m_english, m_vietnamese}) {
            const QStringList headings = worklogHeadings(pane->markdown());
            if (at < headings.size()) pane->showHeading(headings[at]);
        }
    });
    connect(m_checks, &CheckList::repairAsked, this, &WorklogPage::repair);
    connect(m_export, &QPushButton::clicked, this, [this] {
        if (m_job) m_job->stop();
        else startExport();
    });
    const auto copy = [this](QAction* action, auto text, const char* said) {
        connect(action, &QAction::triggered, this, [this, text, said] {
            QGuiApplication::clipboard()->setText(q(text()));
            emit statusAsked("copy", tr(said));
        });
    };
    copy(m_copyIndexEn, [this] { return m_log.indexLine.en; }, QT_TR_NOOP("Index line copied"));
    copy(m_copyIndexVi, [this] { return m_log.indexLine.vi; }, QT_TR_NOOP("Index line copied"));
    copy(m_copyCommit, [this] { return m_log.commitMessage; }, QT_TR_NOOP("Commit message copied"));
    for (WorklogPane* pane : {m_english, m_vietnamese}) {
        connect(pane, &WorklogPane::noteTyped, this, [this, pane] { noteTyped(pane); });
        connect(pane, &WorklogPane::copied, this, [this] { emit statusAsked("copy", tr("Page copied")); });
        WorklogPane* other = pane == m_english ? m_vietnamese : m_english;
        connect(pane, &WorklogPane::scrolled, other, &WorklogPane::setScrollPosition);
    }
    connect(m_oneOf, &Segments::chosen, this, &WorklogPage::arrange);
    connect(m_message, &MessageBar::closed, m_message, &QWidget::hide);
    connect(m_message, &MessageBar::actionChosen, this, [this] {
        if (!m_messageFolder.isEmpty()) QDesktopServices::openUrl(QUrl::fromLocalFile(m_messageFolder));
    });
    connect(&m_ui.theme, &Theme::changed, this, &WorklogPage::arrange);
    connect(&m_typing, &QTimer::timeout, this, &WorklogPage::saveNotes);
    connect(&m_watch, &QTimer::timeout, this, [this] {
        if (m_store.revision() != m_revision) refresh();
        const bool memory = m_store.status().saving == progress::Saving::KeptInMemory ||
                            m_store.status().saving == progress::Saving::ReadOnly;
        for (WorklogPane* pane : {m_english, m_vietnamese}) {
            pane->setNoteState(m_typing.isActive() ? WorklogPane::NoteState::Saving
                               : memory            ? WorklogPane::NoteState::InMemory
                                                   : WorklogPane::NoteState::Saved);
        }
    });
}

QString WorklogPage::title() const { return tr("Worklog"); }

QString WorklogPage::subtitle() const {
    int done = 0, total = 0;
    for (const auto& lab : m_week.labs) {
        for (const auto& s : lab.steps) {
            ++total;
            done += m_facts.has(lab.id, s.id, progress::Outcome::Done) || m_facts.has(lab.id, s.id, progress::Outcome::Tested);
        }
    }
    QString out = tr("Week %1").arg(m_week.week) + QStringLiteral(" · ") + tr("%1 of %2 steps done").arg(done).arg(total);
    if (!m_log.evidence.empty()) {
        std::string first, last;
        for (const auto& e : m_log.evidence) {
            const std::string date = e.wall.localDate();
            if (first.empty() || date < first) first = date;
            last = std::max(last, date);
        }
        const auto shown = [&](const std::string& iso) { return m_ui.format().date(QDate::fromString(q(iso), Qt::ISODate)); };
        out += QStringLiteral(", ") + (first == last ? shown(first) : tr("%1 to %2").arg(shown(first), shown(last)));
    }
    return out;
}

QList<QWidget*> WorklogPage::panes() const {
    QList<QWidget*> out{m_profile, m_sections};
    for (WorklogPane* pane : {m_english, m_vietnamese}) {
        if (pane->isVisibleTo(this)) out << pane->browser() << pane->editor();
    }
    return out << m_export;
}

void WorklogPage::entered() {
    m_site = worklog::lookAt(m_store.facts().setting("worklog.folder"), m_week);
    m_watch.start();
    refresh();
}

void WorklogPage::left() {
    if (m_typing.isActive()) saveNotes();
    m_watch.stop();
}

worklog::Language WorklogPage::windowLanguage() const { return wl(m_ui.language.chrome()); }

void WorklogPage::readOptions() {
    const auto text = [&](const char* key, const char* otherwise) { return m_facts.setting(key, otherwise); };
    worklog::Options o;
    o.profile = text("worklog.profile", "template") == "seed" ? worklog::Profile::Seed : worklog::Profile::Template;
    const std::string dates = text("worklog.dates", "");
    if (!dates.empty()) o.longDates = dates == "long";
    o.lineBreak = text("worklog.breaks", "br") == "semicolon" ? worklog::LineBreak::Semicolon : worklog::LineBreak::BrTag;
    o.weight = std::clamp(QString::fromStdString(text("worklog.weight", "")).toInt(), 0, 20);
    if (o.weight == 0) o.weight = m_week.week;
    o.begunLabs = text("worklog.begun", "1") != "0";
    const std::string mask = text("worklog.sections", "");
    for (std::size_t i = 0; i < mask.size() && i < worklog::kSectionCount; ++i) o.sections[i] = mask[i] == '1';
    o.now = m_store.now();
    o.programVersion = m_version.toStdString();
    if (m_site.isSite) {
        o.siblingsWeight = m_site.siblingsWeight;
        o.siteAllowsHtml = m_site.unsafeHtml;
    }
    m_options = std::move(o);
}

void WorklogPage::setOption(const char* key, const QString& value) {
    m_store.setSetting(key, value.toStdString());
    refresh();
}

void WorklogPage::refresh() {
    m_revision = m_store.revision();
    m_facts = m_store.facts();
    readOptions();
    m_log = worklog::compose(m_facts, m_week, m_options);
    showLog();
    emit titleChanged();
}

void WorklogPage::showLog() {
    m_filling = true;
    const auto pick = [](QComboBox* box, const QString& wanted) {
        const int at = box->findData(wanted);
        if (at >= 0) box->setCurrentIndex(at);
    };
    const bool seed = m_options.profile == worklog::Profile::Seed;
    pick(m_profile, seed ? QStringLiteral("seed") : QStringLiteral("template"));
    pick(m_dates, m_options.longDates.value_or(seed) ? QStringLiteral("long") : QStringLiteral("short"));
    pick(m_weight, QString::number(m_options.weight));
    pick(m_breaks, m_options.lineBreak == worklog::LineBreak::Semicolon ? QStringLiteral("semicolon") : QStringLiteral("br"));
    fillNoteSubjects();

    const auto lines = [&](worklog::Section s) { return m_log.counts[static_cast<int>(s)].lines; };
    const auto none = tr("empty");
    using worklog::Section;
    const auto detail = [&](Section s) -> QString {
        const int n = lines(s);
        if (n == 0) return none;
        switch (s) {
        case Section::Tasks: return tr("%n rows", nullptr, n);
        case Section::Achievements:
            return tr("%n lines", nullptr, n) + QStringLiteral(", ") +
                   tr("%n figures", nullptr, m_log.counts[static_cast<int>(s)].figures);
        case Section::Difficulties: return QString::number(n);
        case Section::Evidence: return tr("%n pictures", nullptr, n);
        default: return tr("%n lines", nullptr, n);
        }
    };
    const int begun = static_cast<int>(std::count_if(m_week.labs.begin(), m_week.labs.end(), [&](const auto& lab) {
        const bool started = std::any_of(m_facts.runs.begin(), m_facts.runs.end(), [&](const auto& r) {
            return r.lab == lab.id && r.state != progress::RunState::Discarded;
        });
        return started && !m_log.isComplete(lab.id);
    }));
    const QString names[kRows] = {tr("Objectives"), tr("Tasks"), tr("Labs in progress"), tr("Achievements"),
                                  tr("Difficulties and solutions"), tr("Evidence"), tr("On real AWS too"), tr("Plan for next week")};
    std::vector<SectionModel::Row> rows;
    for (int i = 0; i < kRows; ++i) {
        if (i == kBegunRow) rows.push_back({names[i], begun == 0 ? none : QString::number(begun), m_options.begunLabs});
        else rows.push_back({names[i], detail(static_cast<Section>(sectionOf(i))), m_options.sections[sectionOf(i)]});
    }
    m_sectionModel->setRows(std::move(rows));

    const auto open = std::count_if(m_log.checks.begin(), m_log.checks.end(), [](const auto& c) { return !c.good; });
    m_checksCount->setText(open == 0 ? tr("all good") : tr("%n to look at", nullptr, static_cast<int>(open)));
    m_checks->setChecks(m_log.checks, m_week);
    m_english->setPage(q(m_log.slug + '/' + m_log.english.file), q(m_log.english.markdown));
    m_vietnamese->setPage(q(m_log.slug + '/' + m_log.vietnamese.file), q(m_log.vietnamese.markdown));
    m_filling = false;
}

QString WorklogPage::subjectName(const QString& subject, Language language) const {
    const std::string id = subject.toStdString();
    if (const auto* lab = m_week.lab(id)) return q(lab->name.in(wl(language)));
    if (id == worklog::noteOfNextWeek(m_week)) return m_english->own(language, QT_TRANSLATE_NOOP("WorklogPane", "plan for next week"));
    return m_english->own(language, QT_TRANSLATE_NOOP("WorklogPane", "on real AWS too"));
}

void WorklogPage::fillNoteSubjects() {
    QStringList subjects;
    for (const auto& lab : m_week.labs) {
        const bool begun = std::any_of(m_facts.runs.begin(), m_facts.runs.end(), [&](const auto& r) { return r.lab == lab.id; });
        const bool noted = !m_facts.note(lab.id, "en").empty() || !m_facts.note(lab.id, "vi").empty();
        if (begun || noted || !lab.steps.empty()) subjects << q(lab.id);
    }
    subjects << q(worklog::noteOfRealAws(m_week)) << q(worklog::noteOfNextWeek(m_week));
    if (!subjects.contains(m_subject)) {
        // The lab of the newest run, else the first.
        m_subject = subjects.first();
        for (const auto& r : m_facts.runs) {
            if (subjects.contains(q(r.lab))) m_subject = q(r.lab);
        }
    }
    const Language chrome = m_ui.language.chrome();
    QStringList shown;
    for (const QString& s : subjects) shown << subjectName(s, chrome);
    QStringList there;
    for (int i = 0; i < m_note->count(); ++i) there << m_note->itemText(i);
    if (there != shown) {
        m_note->clear();
        for (int i = 0; i < subjects.size(); ++i) m_note->addItem(shown[i], subjects[i]);
    }
    m_note->setCurrentIndex(static_cast<int>(subjects.indexOf(m_subject)));
    for (WorklogPane* pane : {m_english, m_vietnamese}) {
        pane->setNoteSubject(subjectName(m_subject, pane->language()));
        // What is being typed is newer than what is kept.
        if (!m_typing.isActive()) pane->setNote(q(m_facts.note(m_subject.toStdString(), code(pane->language()))));
    }
}

void WorklogPage::chooseNote(const QString& subject) {
    if (m_typing.isActive()) saveNotes();
    m_subject = subject;
    fillNoteSubjects();
}

void WorklogPage::noteTyped(WorklogPane* pane) {
    pane->setNoteState(WorklogPane::NoteState::Saving);
    if (!m_typing.isActive()) m_typing.start(); // at most 300 ms behind, however fast somebody types
}

void WorklogPage::saveNotes() {
    m_typing.stop();
    for (WorklogPane* pane : {m_english, m_vietnamese}) {
        m_store.setNote(m_subject.toStdString(), code(pane->language()), pane->note().toStdString());
        pane->setNoteState(WorklogPane::NoteState::Saved);
    }
    refresh();
    emit statusAsked("save", tr("Notes saved"));
}

void WorklogPage::repair(const worklog::Check& check) {
    using Repair = worklog::Check::Repair;
    switch (check.repair) {
    case Repair::None: break;
    case Repair::WriteNote: {
        chooseNote(q(check.subject));
        WorklogPane* pane = check.language == worklog::Language::English ? m_english : m_vietnamese;
        if (!pane->isVisibleTo(this)) {
            m_oneOf->setCurrent(QString::fromLatin1(code(pane->language())));
            arrange();
        }
        pane->focusNote();
        break;
    }
    case Repair::UseWeight: setOption("worklog.weight", QString::number(check.number)); break;
    case Repair::UseSemicolons: setOption("worklog.breaks", QStringLiteral("semicolon")); break;
    case Repair::UseRunDates: refresh(); break;
    case Repair::OpenLab:
        for (const auto& lab : m_week.labs) {
            if (lab.steps.empty()) continue;
            emit openLabAsked(q(lab.id));
            break;
        }
        break;
    }
}

void WorklogPage::startExport() {
    if (m_typing.isActive()) saveNotes();
    refresh();
    QString start = q(m_facts.setting("worklog.folder"));
    if (start.isEmpty()) start = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    for (;;) {
        const QString folder = m_seams.chooseFolder(this, start);
        if (folder.isEmpty()) return;
        const auto where = worklog::plan(m_log, folder.toStdString(), m_week, {worklog::Language::English, worklog::Language::Vietnamese});
        if (where.existing.empty()) {
            exportInto(folder, false);
            return;
        }
        QStringList files;
        for (const auto& f : where.existing) files << q(f);
        const auto answer = m_seams.mayReplace(this, files);
        if (answer == Seams::Replace::Cancel) return;
        if (answer == Seams::Replace::Replace) {
            exportInto(folder, true);
            return;
        }
        start = folder;
    }
}

void WorklogPage::exportInto(const QString& folder, bool replace) {
    m_store.setSetting("worklog.folder", folder.toStdString());
    ExportJob::Work work;
    work.log = m_log;
    work.week = m_week;
    work.folder = folder;
    work.replace = replace;
    work.picture = m_picture;
    work.journal = [this](progress::RunId run) {
        const auto stored = m_store.journal(run);
        return stored && !stored->journal.entries().empty() ? stored->journal.toJsonLines() : std::string();
    };
    m_job = std::make_unique<ExportJob>(std::move(work));
    const auto over = [this] {
        m_job.release()->deleteLater();
        retranslate();
    };
    connect(m_job.get(), &ExportJob::progressed, this, [this](int done, int of) {
        m_export->setText(tr("Stop, picture %1 of %2").arg(done).arg(of));
    });
    connect(m_job.get(), &ExportJob::stopped, this, over);
    connect(m_job.get(), &ExportJob::failed, this, [this, over](const QString& reason) {
        over();
        showMessage(tr("The export did not work: %1").arg(reason), false);
    });
    connect(m_job.get(), &ExportJob::finished, this, [this, over](const QString& where, int, int missing) {
        over();
        m_site = worklog::lookAt(m_store.facts().setting("worklog.folder"), m_week);
        refresh();
        QString text = tr("Exported to %1").arg(where);
        if (missing > 0) text += QStringLiteral(". ") + tr("%n pictures could not be drawn; their lines were left out.", nullptr, missing);
        showMessage(text, true, where);
        emit statusAsked("download", tr("Worklog exported"));
    });
    m_job->start();
}

void WorklogPage::showMessage(const QString& text, bool good, const QString& folder) {
    m_messageFolder = folder;
    m_message->setMessage(good ? State::Pass : State::Fail, text, folder.isEmpty() ? QString() : tr("Open the folder"));
    m_message->show();
}

void WorklogPage::retranslate() {
    m_filling = true;
    const auto fill = [](QComboBox* box, const QList<QPair<QString, QString>>& items) {
        const QString chosen = box->currentData().toString();
        box->clear();
        for (const auto& [text, stands] : items) box->addItem(text, stands);
        box->setCurrentIndex(std::max(0, box->findData(chosen)));
    };
    fill(m_profile, {{tr("Template"), QStringLiteral("template")}, {tr("As the week's page"), QStringLiteral("seed")}});
    fill(m_dates, {{QStringLiteral("26/01/2026"), QStringLiteral("short")}, {QStringLiteral("January 26, 2026"), QStringLiteral("long")}});
    fill(m_breaks, {{QStringLiteral("<br>"), QStringLiteral("br")}, {QStringLiteral(";"), QStringLiteral("semicolon")}});
    QList<QPair<QString, QString>> weights;
    for (int i = 1; i <= 20; ++i) weights << qMakePair(QString::number(i), QString::number(i));
    fill(m_weight, weights);
    markAsData(m_dates);
    markAsData(m_breaks);
    markAsData(m_weight);
    m_profileLabel->setText(tr("Profile"));
    m_datesLabel->setText(tr("Dates"));
    m_weightLabel->setText(tr("Weight"));
    m_breaksLabel->setText(tr("Line breaks"));
    m_noteLabel->setText(tr("My note"));
    m_profile->setAccessibleName(m_profileLabel->text());
    m_dates->setAccessibleName(m_datesLabel->text());
    m_dates->setToolTip(tr("How dates are written on the English page"));
    m_weight->setAccessibleName(m_weightLabel->text());
    m_weight->setToolTip(tr("Place in the menu of the site: usually the number of the week"));
    m_breaks->setAccessibleName(m_breaksLabel->text());
    m_breaks->setToolTip(tr("Inside a table cell. Sites that drop raw HTML need the semicolon."));
    m_note->setAccessibleName(tr("What the note below is about"));
    m_sectionsTitle->setText(tr("Sections"));
    m_sections->setAccessibleName(tr("Sections"));
    m_checksTitle->setText(tr("Checks"));
    m_checks->setAccessibleName(tr("Checks"));
    m_export->setText(m_job ? m_export->text() : tr("Export both pages…"));
    m_more->setName(tr("More"));
    m_copyIndexEn->setText(tr("Copy the index line, English"));
    m_copyIndexVi->setText(tr("Copy the index line, Vietnamese"));
    m_copyCommit->setText(tr("Copy the commit message"));
    m_oneOf->setAccessibleName(tr("Language of the page shown"));
    m_filling = false;
    showLog();
    emit titleChanged();
}

void WorklogPage::arrange() {
    const int left = m_ui.theme.px(kLeftWidth);
    m_left->setFixedWidth(std::min(left, std::max(m_ui.theme.px(220), width() * 2 / 5)));
    const bool both = width() >= m_ui.theme.px(kBothFrom);
    m_oneOf->setVisible(!both);
    const bool english = m_oneOf->current() == QLatin1String("en");
    m_english->setVisible(both || english);
    m_vietnamese->setVisible(both || !english);
    m_between->setVisible(both);
}

void WorklogPage::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    Page::changeEvent(event);
}

void WorklogPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    arrange();
}

} // namespace maylab::app
