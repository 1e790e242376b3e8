#include "app/worklog/section_list.h"

#include <QMouseEvent>
#include <QPainter>
#include <QStyledItemDelegate>

namespace maylab::app {
namespace {

constexpr int kRowHeight = 30, kBox = 16, kMargin = 16;

class SectionDelegate : public QStyledItemDelegate {
  public:
    SectionDelegate(const UiContext& ui, QObject* parent) : QStyledItemDelegate(parent), m_ui(ui) {}

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
        return {m_ui.theme.px(200), m_ui.theme.px(kRowHeight)};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const Theme& theme = m_ui.theme;
        const QRect r = option.rect;
        const bool chosen = option.state & QStyle::State_Selected;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (chosen) painter->fillRect(r, theme.color(ColorToken::Tint));
        else if (option.state & QStyle::State_MouseOver) painter->fillRect(r, theme.color(ColorToken::Hover));
        const QRectF box = boxOf(r);
        const bool on = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
        painter->setPen(QPen(theme.color(on ? ColorToken::Accent : ColorToken::Line2), 1));
        painter->setBrush(theme.color(on ? ColorToken::Accent : ColorToken::Panel));
        painter->drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        if (on) m_ui.icons.paint(*painter, "check", box.adjusted(2, 2, -2, -2), ColorToken::OnAccent, 3);

        const int left = static_cast<int>(box.right()) + theme.px(8);
        const int right = r.right() - theme.px(kMargin);
        const QString detail = index.data(SectionModel::kDetailRole).toString();
        const QFont small = theme.font(TextRole::Smallest);
        const int detailWidth = QFontMetrics(small).horizontalAdvance(detail) + 2;
        painter->setFont(small);
        painter->setPen(theme.color(ColorToken::Muted));
        painter->drawText(QRect(right - detailWidth, r.top(), detailWidth, r.height()), Qt::AlignRight | Qt::AlignVCenter, detail);
        const QFont font = chosen ? theme.font(TextRole::Body, QFont::DemiBold) : theme.font(TextRole::Body);
        painter->setFont(font);
        painter->setPen(theme.color(ColorToken::Text));
        const int room = right - detailWidth - theme.px(8) - left;
        painter->drawText(QRect(left, r.top(), room, r.height()), Qt::AlignLeft | Qt::AlignVCenter,
                          QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight, room));
        painter->restore();
        if (option.state & QStyle::State_HasFocus && option.state & QStyle::State_KeyboardFocusChange) {
            painter->setPen(QPen(theme.color(ColorToken::Accent), 2));
            painter->setBrush(Qt::NoBrush);
            painter->drawRect(QRectF(r).adjusted(2, 2, -2, -2));
        }
    }

    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                     const QModelIndex& index) override {
        bool toggle = false;
        if (event->type() == QEvent::MouseButtonRelease) {
            const auto* mouse = static_cast<QMouseEvent*>(event);
            const QRectF target = boxOf(option.rect).adjusted(-6, -6, 6, 6); // at least 24 px
            toggle = mouse->button() == Qt::LeftButton && target.contains(mouse->position());
        } else if (event->type() == QEvent::KeyPress) {
            const int key = static_cast<QKeyEvent*>(event)->key();
            toggle = key == Qt::Key_Space || key == Qt::Key_Select;
        }
        if (!toggle) return false;
        const bool on = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
        return model->setData(index, on ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
    }

  private:
    QRectF boxOf(const QRect& r) const {
        const int size = m_ui.theme.px(kBox);
        return {static_cast<qreal>(r.left() + m_ui.theme.px(kMargin)), r.top() + (r.height() - size) / 2.0,
                static_cast<qreal>(size), static_cast<qreal>(size)};
    }
    const UiContext& m_ui;
};

} // namespace

void SectionModel::setRows(std::vector<Row> rows) {
    if (rows.size() != m_rows.size()) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    m_rows = std::move(rows);
    if (!m_rows.empty()) emit dataChanged(index(0), index(static_cast<int>(m_rows.size()) - 1));
}

int SectionModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant SectionModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return row.name;
    case Qt::CheckStateRole: return static_cast<int>(row.on ? Qt::Checked : Qt::Unchecked);
    case Qt::AccessibleTextRole: return row.name + QStringLiteral(", ") + row.detail;
    case kDetailRole: return row.detail;
    default: return {};
    }
}

bool SectionModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::CheckStateRole || !checkIndex(index, CheckIndexOption::IndexIsValid)) return false;
    Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const bool on = value.toInt() == Qt::Checked;
    if (row.on == on) return true;
    row.on = on;
    emit dataChanged(index, index, {Qt::CheckStateRole});
    emit switched(index.row(), on);
    return true;
}

Qt::ItemFlags SectionModel::flags(const QModelIndex& index) const {
    if (!index.isValid()) return Qt::NoItemFlags;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable | Qt::ItemNeverHasChildren;
}

SectionList::SectionList(const UiContext& ui, SectionModel& model, QWidget* parent) : QListView(parent), m_ui(ui) {
    setObjectName(QStringLiteral("worklogSections"));
    setModel(&model);
    setItemDelegate(new SectionDelegate(ui, this));
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setUniformItemSizes(true);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& now) { emit sectionChosen(now.row()); });
    connect(&ui.theme, &Theme::changed, this, [this] {
        updateGeometry();
        viewport()->update();
    });
}

QSize SectionList::sizeHint() const {
    const int rows = model() ? model()->rowCount() : 0;
    return {m_ui.theme.px(240), rows * m_ui.theme.px(kRowHeight)};
}

} // namespace maylab::app
