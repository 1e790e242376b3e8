#include "app/shell/command_palette.h"

#include "app/shell/widgets/text.h"

#include <QEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace maylab::app {

PaletteModel::PaletteModel(const ActionRegistry& actions, QObject* parent)
    : QAbstractListModel(parent), m_actions(actions) {}

void PaletteModel::setQuery(const QString& query) {
    beginResetModel();
    m_rows.clear();
    for (const auto* found : m_actions.find(query)) m_rows.push_back(found->id);
    endResetModel();
}

int PaletteModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QByteArray PaletteModel::idAt(int row) const {
    return row >= 0 && row < rowCount() ? m_rows[static_cast<std::size_t>(row)] : QByteArray();
}

const ActionRegistry::Action* PaletteModel::action(int row) const {
    const QByteArray id = idAt(row);
    for (const auto& a : m_actions.all()) {
        if (a.id == id) return &a;
    }
    return nullptr;
}

QVariant PaletteModel::data(const QModelIndex& index, int role) const {
    const ActionRegistry::Action* a = index.isValid() ? action(index.row()) : nullptr;
    if (a == nullptr) return {};
    switch (role) {
    case Qt::DisplayRole: return a->text();
    case Qt::AccessibleTextRole: return a->group ? a->text() + QStringLiteral(", ") + a->group() : a->text();
    case GroupRole: return a->group ? a->group() : QString();
    case ShortcutRole: return a->shortcut.toString(QKeySequence::NativeText);
    case IconNameRole: return a->icon;
    default: return {};
    }
}

namespace {

class PaletteDelegate : public QStyledItemDelegate {
  public:
    PaletteDelegate(const UiContext& ui, QObject* parent) : QStyledItemDelegate(parent), m_ui(ui) {}

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {200, m_ui.theme.px(32)}; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const Theme& theme = m_ui.theme;
        const QRect r = option.rect;
        const bool chosen = option.state & QStyle::State_Selected;
        if (chosen) {
            painter->fillRect(r, theme.color(ColorToken::Tint));
            painter->fillRect(QRect(r.left(), r.top(), 3, r.height()), theme.color(ColorToken::Accent));
        } else if (option.state & QStyle::State_MouseOver) {
            painter->fillRect(r, theme.color(ColorToken::Hover));
        }
        const int icon = theme.px(16);
        const QByteArray name = index.data(PaletteModel::IconNameRole).toByteArray();
        if (!name.isEmpty()) {
            m_ui.icons.paint(*painter, name, QRectF(r.left() + 14, r.center().y() - icon / 2.0, icon, icon),
                             chosen ? ColorToken::Accent : ColorToken::Text2);
        }
        QRect text = r.adjusted(14 + icon + 10, 0, -14, 0);
        const QString shortcut = index.data(PaletteModel::ShortcutRole).toString();
        const QString group = index.data(PaletteModel::GroupRole).toString();
        const QFont small = theme.font(TextRole::Smallest);
        painter->setFont(small);
        painter->setPen(theme.color(ColorToken::Muted));
        for (const QString& side : {shortcut, group}) {
            if (side.isEmpty()) continue;
            painter->drawText(text, Qt::AlignVCenter | Qt::AlignRight, side);
            text.setRight(text.right() - QFontMetrics(small).horizontalAdvance(side) - 14);
        }
        const QFont font = theme.font(TextRole::Body);
        painter->setFont(font);
        painter->setPen(theme.color(ColorToken::Text));
        painter->drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
                          QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight, text.width()));
    }

  private:
    const UiContext& m_ui;
};

} // namespace

CommandPalette::CommandPalette(const UiContext& ui, ActionRegistry& actions, QWidget* window)
    : QFrame(window), m_ui(ui), m_actions(actions), m_model(new PaletteModel(actions, this)),
      m_field(new QLineEdit(this)), m_list(new QListView(this)),
      m_nothing(new Label(ui, TextRole::Body, ColorToken::Muted, this)) {
    setObjectName(QStringLiteral("commandPalette"));
    setProperty("card", "current");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 6);
    column->setSpacing(0);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(14, 8, 14, 8);
    head->setSpacing(10);
    head->addWidget(new IconLabel(ui, "search", 16, ColorToken::Muted, this));
    head->addWidget(m_field, 1);
    column->addLayout(head);
    column->addWidget(new Line(Qt::Horizontal, this));
    column->addWidget(m_list, 1);
    m_nothing->setContentsMargins(16, 8, 16, 8);
    column->addWidget(m_nothing);
    m_field->setProperty("bare", true);
    m_field->setObjectName(QStringLiteral("paletteField"));
    m_field->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("paletteList"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PaletteDelegate(ui, m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setUniformItemSizes(true);
    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::query);
    connect(m_field, &QLineEdit::returnPressed, this, &CommandPalette::runCurrent);
    connect(m_list, &QListView::clicked, this, &CommandPalette::runCurrent);
    window->installEventFilter(this);
    retranslate();
    hide();
}

void CommandPalette::open() {
    if (isVisible()) return;
    m_focusBefore = window()->focusWidget();
    m_field->clear();
    query();
    place();
    show();
    raise();
    m_field->setFocus(Qt::ShortcutFocusReason);
}

void CommandPalette::dismiss() {
    if (!isVisible()) return;
    hide();
    if (m_focusBefore != nullptr) m_focusBefore->setFocus(Qt::OtherFocusReason);
}

void CommandPalette::place() {
    const QSize room = parentWidget()->size();
    const int width = std::min(m_ui.theme.px(620), room.width() - 32);
    const int height = std::min(m_ui.theme.px(420), room.height() - 80);
    setGeometry((room.width() - width) / 2, std::min(m_ui.theme.px(64), room.height() / 8), width, height);
}

void CommandPalette::query() {
    m_model->setQuery(m_field->text());
    const bool any = m_model->rowCount() > 0;
    m_list->setVisible(any);
    m_nothing->setVisible(!any);
    if (any) m_list->setCurrentIndex(m_model->index(0));
}

void CommandPalette::runCurrent() {
    const QByteArray id = m_model->idAt(m_list->currentIndex().row());
    if (id.isEmpty()) return;
    dismiss();
    m_actions.run(id);
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible()) place();
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const int row = m_list->currentIndex().row();
        const int last = m_model->rowCount() - 1;
        int to = row;
        switch (key->key()) {
        case Qt::Key_Escape: dismiss(); return true;
        case Qt::Key_Tab:
        case Qt::Key_Backtab: return true; // the palette is one stop
        case Qt::Key_Down: to = row >= last ? 0 : row + 1; break;
        case Qt::Key_Up: to = row <= 0 ? last : row - 1; break;
        case Qt::Key_PageDown: to = std::min(last, row + 8); break;
        case Qt::Key_PageUp: to = std::max(0, row - 8); break;
        default: return false;
        }
        if (last >= 0) {
            m_list->setCurrentIndex(m_model->index(to));
            m_field->setAccessibleDescription(m_model->index(to).data(Qt::AccessibleTextRole).toString());
        }
        return true;
    }
    if (watched == m_field && event->type() == QEvent::FocusOut && isVisible()) {
        const auto reason = static_cast<QFocusEvent*>(event)->reason();
        if (reason == Qt::MouseFocusReason) dismiss();
    }
    return QFrame::eventFilter(watched, event);
}

void CommandPalette::retranslate() {
    m_field->setPlaceholderText(tr("Find a command, step or metric"));
    m_field->setAccessibleName(tr("Find a command, step or metric"));
    m_list->setAccessibleName(tr("Commands found"));
    m_nothing->setText(tr("Nothing is called so. Try another word."));
}

void CommandPalette::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        if (isVisible()) query();
    }
    QFrame::changeEvent(event);
}

} // namespace maylab::app
