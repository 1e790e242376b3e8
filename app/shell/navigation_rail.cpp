#include "app/shell/navigation_rail.h"

#include "app/shell/widgets/progress_ring.h"
#include "app/shell/widgets/text.h"

#include <QApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QTextLayout>
#include <QVBoxLayout>

namespace maylab::app {

void RailModel::setEntries(std::vector<MainWindow::RailEntry> entries) {
    beginResetModel();
    m_entries = std::move(entries);
    endResetModel();
}

void RailModel::refresh() {
    if (!m_entries.empty()) emit dataChanged(index(0), index(rowCount() - 1));
}

int RailModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int RailModel::rowOf(const QString& page) const {
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        if (m_entries[i].page == page) return static_cast<int>(i);
    }
    return -1;
}

Qt::ItemFlags RailModel::flags(const QModelIndex& index) const {
    if (!index.isValid()) return Qt::NoItemFlags;
    const auto& entry = m_entries[static_cast<std::size_t>(index.row())];
    return entry.enabled ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
}

QVariant RailModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const auto& entry = m_entries[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return entry.text();
    case Qt::ToolTipRole:
        return entry.enabled ? QVariant() : QVariant(tr("%1 comes in a later version").arg(entry.text()));
    case Qt::AccessibleTextRole: {
        if (!entry.enabled) return tr("%1 comes in a later version").arg(entry.text());
        if (!entry.progress) return entry.text();
        return tr("%1, %2 % done").arg(entry.text()).arg(static_cast<int>(entry.progress() * 100 + 0.5));
    }
    case IconRole: return entry.icon;
    case ProgressRole: return entry.progress ? QVariant(entry.progress()) : QVariant();
    case PageRole: return entry.page;
    default: return {};
    }
}

namespace {

class RailDelegate : public QStyledItemDelegate {
  public:
    RailDelegate(const UiContext& ui, QObject* parent) : QStyledItemDelegate(parent), m_ui(ui) {}

    // Labels break between words, at most into two lines.
    QStringList lines(const QString& text, int width) const {
        QString breakable = text;
        breakable.replace(QLatin1Char('@'), QStringLiteral("\u200B@")); // Lambda / @Edge
        QTextLayout layout(breakable, m_ui.theme.font(TextRole::Smallest, QFont::DemiBold));
        QTextOption option;
        option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        layout.setTextOption(option);
        QStringList lines;
        layout.beginLayout();
        for (QTextLine line = layout.createLine(); line.isValid() && lines.size() < 3; line = layout.createLine()) {
            line.setLineWidth(width);
            lines << breakable.mid(line.textStart(), line.textLength()).remove(QChar(0x200B)).trimmed();
        }
        layout.endLayout();
        return lines;
    }

    bool ring(const QModelIndex& index) const { return index.data(RailModel::ProgressRole).isValid(); }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        Q_UNUSED(option)
        const int width = m_ui.theme.px(80); // also beside a scroll bar: nothing re-wraps
        const auto count = lines(index.data().toString(), width - 6).size();
        const int icon = ring(index) || isPlanned(index) ? m_ui.theme.px(34) : m_ui.theme.px(20);
        return {width, icon + static_cast<int>(count) * m_ui.theme.px(14) + m_ui.theme.px(16)};
    }

    static bool isPlanned(const QModelIndex& index) { return !(index.flags() & Qt::ItemIsEnabled); }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const Theme& theme = m_ui.theme;
        const QRect r = option.rect;
        const bool current = option.state & QStyle::State_Selected;
        const bool planned = isPlanned(index);
        if (current) {
            painter->fillRect(r, theme.color(ColorToken::Tint));
            painter->fillRect(QRect(r.left(), r.top(), 3, r.height()), theme.color(ColorToken::Accent));
        } else if ((option.state & QStyle::State_MouseOver) && !planned) {
            painter->fillRect(r, theme.color(ColorToken::Hover));
        }
        const QByteArray icon = index.data(RailModel::IconRole).toByteArray();
        int y = r.top() + theme.px(7);
        if (ring(index) || planned) {
            const int side = theme.px(32);
            paintRing(*painter, m_ui, QRectF(r.center().x() - side / 2.0 + 0.5, y + 0.5, side, side),
                      index.data(RailModel::ProgressRole).toDouble(), icon, theme.px(18), planned);
            y += side + theme.px(4);
        } else {
            const int side = theme.px(18);
            m_ui.icons.paint(*painter, icon, QRectF(r.center().x() - side / 2.0 + 0.5, y, side, side),
                             current ? ColorToken::Accent : ColorToken::Text2);
            y += side + theme.px(4);
        }
        painter->setFont(theme.font(TextRole::Smallest, current ? QFont::DemiBold : QFont::Normal));
        painter->setPen(theme.color(planned ? ColorToken::Muted : current ? ColorToken::Text : ColorToken::Text2));
        for (const QString& line : lines(index.data().toString(), theme.px(80) - 6)) {
            painter->drawText(QRect(r.left(), y, r.width(), theme.px(14)), Qt::AlignCenter, line);
            y += theme.px(14);
        }
        if ((option.state & QStyle::State_HasFocus) && (option.state & QStyle::State_KeyboardFocusChange)) {
            painter->setPen(QPen(theme.color(ColorToken::Accent), 2));
            painter->setBrush(Qt::NoBrush);
            painter->drawRect(QRectF(r).adjusted(2, 2, -2, -2));
        }
    }

  private:
    const UiContext& m_ui;
};

} // namespace

RailList::RailList(const UiContext& ui, QWidget* parent)
    : QListView(parent), m_ui(ui), m_model(new RailModel(this)) {
    setModel(m_model);
    setItemDelegate(new RailDelegate(ui, this));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setMouseTracking(true);
    setResizeMode(QListView::Adjust);
    connect(this, &QListView::clicked, this, [this](const QModelIndex& index) {
        if (index.flags() & Qt::ItemIsEnabled) emit chosen(index.data(RailModel::PageRole).toString());
    });
}

int RailList::wishedHeight() const {
    int height = 0;
    QStyleOptionViewItem option;
    option.rect = QRect(0, 0, m_ui.theme.px(80), 10);
    for (int row = 0; row < m_model->rowCount(); ++row) {
        height += itemDelegate()->sizeHint(option, m_model->index(row)).height();
    }
    return height;
}

void RailList::setCurrentPage(const QString& page) {
    const int row = m_model->rowOf(page);
    if (row >= 0) {
        setCurrentIndex(m_model->index(row));
    } else {
        clearSelection();
        setCurrentIndex({});
    }
}

void RailList::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space) {
        if (currentIndex().isValid() && (currentIndex().flags() & Qt::ItemIsEnabled)) {
            emit chosen(currentIndex().data(RailModel::PageRole).toString());
        }
        return;
    }
    QListView::keyPressEvent(event);
}

NavigationRail::NavigationRail(const UiContext& ui, QWidget* parent)
    : QFrame(parent), m_ui(ui), m_top(new RailList(ui, this)), m_labs(new RailList(ui, this)),
      m_below(new RailList(ui, this)), m_bottom(new RailList(ui, this)), m_line(new Line(Qt::Horizontal, this)) {
    setObjectName(QStringLiteral("rail"));
    setProperty("surface", "panel");
    setProperty("edge", "right");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_top);
    column->addWidget(m_labs, 1000); // up to its full height, before the empty space below gets any
    auto* line = new QHBoxLayout;
    line->setContentsMargins(16, 2, 16, 2);
    line->addWidget(m_line);
    column->addLayout(line);
    column->addWidget(m_below);
    column->addStretch(1);
    column->addWidget(m_bottom);
    m_top->setObjectName(QStringLiteral("railWeek"));
    m_labs->setObjectName(QStringLiteral("railLabs"));
    m_below->setObjectName(QStringLiteral("railWorklog"));
    m_bottom->setObjectName(QStringLiteral("railPreferences"));
    for (RailList* list : {m_top, m_labs, m_below, m_bottom}) {
        connect(list, &RailList::chosen, this, &NavigationRail::chosen);
    }
    connect(&ui.theme, &Theme::changed, this, &NavigationRail::restyle);
    retranslate();
    restyle();
}

void NavigationRail::restyle() {
    setFixedWidth(m_ui.theme.px(80));
    for (RailList* list : {m_top, m_labs, m_below, m_bottom}) {
        // Only the labs may scroll when the window is low.
        const int wished = list->wishedHeight();
        list->setMaximumHeight(wished);
        list->setMinimumHeight(list == m_labs ? std::min(wished, m_ui.theme.px(60)) : wished);
        list->setVisible(wished > 0);
        list->doItemsLayout();
    }
    m_line->setVisible(m_below->rail()->rowCount() > 0);
}

void NavigationRail::setEntries(const std::vector<MainWindow::RailEntry>& entries) {
    using Place = MainWindow::RailEntry::Place;
    const auto those = [&](Place place) {
        std::vector<MainWindow::RailEntry> some;
        for (const auto& entry : entries) {
            if (entry.place == place) some.push_back(entry);
        }
        return some;
    };
    m_top->rail()->setEntries(those(Place::Top));
    m_labs->rail()->setEntries(those(Place::Labs));
    m_below->rail()->setEntries(those(Place::Below));
    m_bottom->rail()->setEntries(those(Place::Bottom));
    restyle();
}

void NavigationRail::setCurrent(const QString& page) {
    for (RailList* list : {m_top, m_labs, m_below, m_bottom}) list->setCurrentPage(page);
}

void NavigationRail::refresh() {
    for (RailList* list : {m_top, m_labs, m_below, m_bottom}) list->rail()->refresh();
}

void NavigationRail::retranslate() {
    setAccessibleName(tr("Navigation"));
    m_top->setAccessibleName(tr("Week"));
    m_labs->setAccessibleName(tr("Labs of the week"));
    m_below->setAccessibleName(tr("Worklog"));
    m_bottom->setAccessibleName(tr("Preferences"));
}

void NavigationRail::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        refresh();
        restyle();
    }
    QFrame::changeEvent(event);
}

} // namespace maylab::app
