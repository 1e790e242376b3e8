#include "app/lesson/controls_pane.h"

#include "aws/cli.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QScrollArea>
#include <QSlider>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace maylab::app {
namespace {

using Kind = labs::Control::Kind;
using labs::Scalar;

QString idOf(const Scalar& s) { return QString::fromStdString(s.toString()); }

int decimalsOf(double step) { return step >= 1 ? 0 : step >= 0.1 ? 1 : 2; }

} // namespace

ControlsPane::ControlsPane(const UiContext& ui, const aws::ModelCatalog& models, QWidget* parent)
    : QWidget(parent), m_ui(ui), m_models(models) {
    setObjectName(QStringLiteral("controlsPane"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setObjectName(QStringLiteral("controls.scroll"));
    scroll->viewport()->setAutoFillBackground(false);
    layout->addWidget(scroll, 1);
    m_refusal = new Card(ui, this);
    m_refusal->setObjectName(QStringLiteral("controls.refusal"));
    auto* refusal = new QVBoxLayout(m_refusal);
    refusal->setContentsMargins(12, 8, 12, 10);
    refusal->setSpacing(4);
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    m_sentence = new TextBlock(ui, TextRole::Body, ColorToken::Text, m_refusal);
    m_sentence->setObjectName(QStringLiteral("controls.refusal.sentence"));
    row->addWidget(new IconLabel(ui, "triangle-alert", 16, ColorToken::Fail, m_refusal), 0, Qt::AlignTop);
    row->addWidget(m_sentence, 1);
    refusal->addLayout(row);
    m_serviceText = new TextBlock(ui, TextRole::Small, ColorToken::Text2, m_refusal);
    m_serviceText->setObjectName(QStringLiteral("controls.refusal.service"));
    markAsData(m_serviceText);
    refusal->addWidget(m_serviceText);
    m_refusal->hide();
    auto* foot = new QVBoxLayout;
    foot->setContentsMargins(8, 0, 8, 8);
    foot->addWidget(m_refusal);
    m_reply = new ReplyCard(ui, this);
    foot->addWidget(m_reply);
    layout->addLayout(foot);
}

void ControlsPane::showRefusal(const ErrorText* row, const QString& serviceText) {
    m_row = row;
    m_serviceText->setProse(serviceText);
    showSentence();
    m_reply->hide();
    m_refusal->show();
}

void ControlsPane::clearRefusal() { m_refusal->hide(); }

void ControlsPane::showReply(const kernel::Json& output) {
    clearRefusal();
    m_reply->setReply(output);
}

void ControlsPane::showSentence() {
    m_sentence->setProse(m_row != nullptr ? errorSentence(m_ui.language, m_ui.language.chrome(), *m_row)
                                          : tr("The service refused this and changed nothing."));
}

void ControlsPane::setStep(std::shared_ptr<const labs::Lab> lab, const std::string& step) {
    clearRefusal();
    m_reply->hide();
    auto* scroll = findChild<QScrollArea*>(QStringLiteral("controls.scroll"));
    delete scroll->takeWidget();
    m_blocks.clear();
    m_lab = std::move(lab);
    m_step = m_lab ? m_lab->step(step) : nullptr;
    m_words = m_lab ? std::make_unique<LessonWords>(m_ui, m_lab) : nullptr;
    m_body = new QWidget;
    rebuild();
    scroll->setWidget(m_body);
    m_body->setAutoFillBackground(false); // the dock's own surface
    retranslate();
}

void ControlsPane::rebuild() {
    auto* layout = new QVBoxLayout(m_body);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(16);
    if (m_step == nullptr) return;
    for (const labs::Control& c : m_step->controls) {
        Block b{&c, new ControlBlock(m_ui, m_body)};
        const QString id = QString::fromStdString(c.id);
        b.block->setObjectName(QStringLiteral("control.") + id);
        switch (c.kind) {
        case Kind::Slider: {
            NumberControl::Range range{c.minimum, c.maximum, c.step, decimalsOf(c.step),
                                       c.scale == labs::Control::Scale::Logarithmic};
            b.number = new NumberControl(m_ui, range, b.block);
            b.number->field()->setObjectName(QStringLiteral("control.field.") + id);
            b.number->slider()->setObjectName(QStringLiteral("control.slider.") + id);
            b.block->addWidget(b.number);
            connect(b.number, &NumberControl::edited, this, [this, id](double v) { emit changed(id, v); });
            break;
        }
        case Kind::Choice:
            if (c.options.size() <= 3) {
                b.segments = new Segments(m_ui, b.block);
                b.segments->setObjectName(QStringLiteral("control.choice.") + id);
                b.segments->setStretched(true);
                for (const Scalar& o : c.options) b.segments->addSegment(idOf(o));
                b.block->addWidget(b.segments);
                connect(b.segments, &Segments::chosen, this, [this, id](const QString& o) { emit changed(id, o); });
            } else {
                b.combo = new QComboBox(b.block);
                b.combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
                b.combo->setMinimumContentsLength(10);
                b.combo->setObjectName(QStringLiteral("control.choice.") + id);
                for (const Scalar& o : c.options) b.combo->addItem(idOf(o), idOf(o));
                b.combo->setCurrentIndex(-1); // nothing is chosen until the world or the learner says so
                b.block->addWidget(b.combo);
                connect(b.combo, &QComboBox::activated, this,
                        [this, id, combo = b.combo](int) { emit changed(id, combo->currentData()); });
            }
            break;
        case Kind::Switch:
            b.check = new QCheckBox(b.block);
            b.check->setObjectName(QStringLiteral("control.switch.") + id);
            b.block->addWidget(b.check);
            connect(b.check, &QCheckBox::clicked, this, [this, id](bool on) { emit changed(id, on); });
            break;
        case Kind::Text:
            b.line = new QLineEdit(b.block);
            b.line->setMaxLength(c.maxLength);
            b.line->setFont(m_ui.theme.font(TextRole::Command));
            b.line->setObjectName(QStringLiteral("control.line.") + id);
            b.block->addWidget(b.line);
            connect(b.line, &QLineEdit::returnPressed, this, [this, id, line = b.line] {
                line->setModified(false);
                emit changed(id, line->text());
            });
            // What is typed is shown as a command at once; the service takes it with Enter.
            connect(b.line, &QLineEdit::textEdited, this, [this, at = m_blocks.size()](const QString& typed) {
                const Block& block = m_blocks[at];
                block.block->setCommand(commandFor(block, Scalar(typed.toStdString())));
            });
            break;
        case Kind::Button:
            b.button = new Button(m_ui, ButtonKind::Secondary, b.block);
            b.button->setWrapping(true);
            b.button->setObjectName(QStringLiteral("control.button.") + id);
            b.block->addWidget(b.button);
            connect(b.button, &QPushButton::clicked, this, [this, id] { emit changed(id, QVariant()); });
            break;
        }
        layout->addWidget(b.block);
        m_blocks.push_back(b);
        show(m_blocks.back(), c.initial);
    }
    layout->addStretch(1);
}

QString ControlsPane::commandFor(const Block& block, const Scalar& value) const {
    const labs::Control& control = *block.control;
    const aws::OperationModel* model = m_models.find(control.service, control.operation);
    const kernel::Json input = control.kind == Kind::Button ? control.input : control.inputFor(value, block.kept);
    if (model == nullptr) return QString::fromStdString(control.service + " " + control.operation + " " + input.dump());
    QString line = QString::fromStdString(aws::toCommandLine(*model, input));
    // Our own service is no part of the aws tool: the console takes "lab set-traffic ..." as it stands.
    if (control.service == "lab" && line.startsWith(QLatin1String("aws "))) line.remove(0, 4);
    return line;
}

void ControlsPane::show(Block& b, const Scalar& value) {
    m_filling = true;
    if (value.present()) b.shown = value;
    if (b.number != nullptr && value.isNumber()) {
        // Never under the learner's fingers; a field that only has the focus follows.
        const auto* line = b.number->field()->findChild<QLineEdit*>();
        const bool typing = b.number->field()->hasFocus() && line != nullptr && line->isModified();
        if (!typing && !b.number->slider()->isSliderDown()) b.number->setValue(value.number());
    }
    if (b.segments != nullptr && value.present()) b.segments->setCurrent(idOf(value));
    if (b.combo != nullptr && value.present()) {
        const int i = b.combo->findData(idOf(value));
        if (i >= 0 && !b.combo->hasFocus()) b.combo->setCurrentIndex(i);
    }
    if (b.line != nullptr && value.present() && !b.line->isModified()) b.line->setText(idOf(value));
    if (b.check != nullptr && value.isText()) b.check->setChecked(value.text() == "true");
    // Nothing chosen yet, or a name that is not given: the first choice's command, so that the block keeps its place.
    const bool unset = (b.segments != nullptr || b.combo != nullptr) && (!b.shown.present() || idOf(b.shown).isEmpty());
    const Scalar& said = unset ? b.control->options.front() : b.shown;
    // A line that is still empty has its command too, so that nothing moves when something is typed.
    if (b.line != nullptr && !said.present()) b.block->setCommand(commandFor(b, Scalar(std::string())));
    else if (said.present() || b.button != nullptr) b.block->setCommand(commandFor(b, said));
    m_filling = false;
}

void ControlsPane::setView(const labs::SessionView& view) {
    for (Block& b : m_blocks) {
        for (const auto& [id, reply] : view.kept) {
            if (id != b.control->id || reply == b.kept) continue;
            b.kept = reply;
            show(b, b.shown);
        }
        for (const auto& [id, value] : view.controls) {
            if (id == b.control->id && value.present() && !(value == b.shown)) show(b, value);
        }
    }
    setLocked(view.locked || view.scriptRunning);
}

void ControlsPane::setLocked(bool locked) {
    if (m_body != nullptr) m_body->setEnabled(!locked);
}

void ControlsPane::showWhere() {
    if (m_blocks.empty()) return;
    Block& b = m_blocks.front();
    if (b.number != nullptr) b.number->focusField();
    else if (b.segments != nullptr) b.segments->setFocus(Qt::ShortcutFocusReason);
    else if (b.combo != nullptr) b.combo->setFocus(Qt::ShortcutFocusReason);
    else if (b.check != nullptr) b.check->setFocus(Qt::ShortcutFocusReason);
    else if (b.line != nullptr) b.line->setFocus(Qt::ShortcutFocusReason);
    else if (b.button != nullptr) b.button->setFocus(Qt::ShortcutFocusReason);
}

void ControlsPane::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) retranslate();
}

void ControlsPane::retranslate() {
    showSentence();
    if (m_step == nullptr) return;
    for (Block& b : m_blocks) {
        const QString name = m_words->name("lab.control", b.control->id);
        if (b.number != nullptr) {
            b.number->setLabel(name);
            b.number->setUnit(m_words->unitName(b.control->unit));
            b.number->field()->setAccessibleName(name);
            b.number->slider()->setAccessibleName(name);
        } else if (b.segments != nullptr || b.combo != nullptr || b.line != nullptr) {
            b.block->setTitle(name);
        } // buttons and switches carry their name themselves
        const auto optionName = [&](const Scalar& o) {
            const QString named = m_words->name("lab.control", b.control->id + "." + o.toString());
            return named.isEmpty() ? idOf(o) : named;
        };
        if (b.segments != nullptr) {
            b.segments->setAccessibleName(name);
            for (const Scalar& o : b.control->options) b.segments->setSegmentText(idOf(o), optionName(o));
        }
        if (b.combo != nullptr) {
            b.combo->setAccessibleName(name);
            b.combo->setPlaceholderText(tr("Choose"));
            for (std::size_t i = 0; i < b.control->options.size(); ++i) {
                b.combo->setItemText(static_cast<int>(i), optionName(b.control->options[i]));
            }
        }
        if (b.check != nullptr) b.check->setText(name);
        if (b.line != nullptr) {
            b.line->setAccessibleName(name);
            b.line->setPlaceholderText(tr("Type here, then press Enter"));
        }
        if (b.button != nullptr) b.button->setText(name);
        show(b, b.shown);
    }
}

} // namespace maylab::app
