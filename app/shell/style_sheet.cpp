// The style sheet, generated from the theme table: "@name" is a colour, "@{n}" a length that follows the text size.
#include "app/shell/glyph_resource.h"
#include "app/shell/theme.h"

#include <QFile>

namespace maylab::app {

namespace {

constexpr const char* kSheet = R"(
* { outline: none; }
QMainWindow, QDialog { background: @window; }
QToolTip { background: @panel; color: @text; border: 1px solid @line2; padding: 4px 6px; }

QFrame[surface="panel"], QWidget[surface="panel"] { background: @panel; }
QFrame[surface="sunken"], QWidget[surface="sunken"] { background: @sunken; }
QWidget[surface="window"] { background: @window; }
QFrame[edge="bottom"] { border: 0; border-bottom: 1px solid @line; }
QFrame[edge="top"] { border: 0; border-top: 1px solid @line; }
QFrame[edge="left"] { border: 0; border-left: 1px solid @line; }
QFrame[edge="right"] { border: 0; border-right: 1px solid @line; }
QFrame[rule="h"] { background: @line; border: 0; max-height: 1px; min-height: 1px; }
QFrame[rule="v"] { background: @line; border: 0; max-width: 1px; min-width: 1px; }

QFrame[card="plain"] { background: @panel; border: 1px solid @line; border-radius: 6px; }
QFrame[card="current"] { background: @panel; border: 1px solid @accent; border-radius: 6px; }
QFrame[card="bar"] { background: @panel; border: 1px solid @line; border-left: 4px solid @accent; border-radius: 6px; }
QFrame[card="pass"] { background: @panel; border: 2px solid @pass; border-radius: 6px; }
QFrame[card="hint"] { background: @sunken; border: 1px solid @line; border-left: 3px solid @warn; }
QFrame[card="command"] { background: @sunken; border: 1px solid @line; border-radius: 4px; }

QPushButton { background: @panel; color: @text; border: 1px solid @line2; border-radius: 4px;
    padding: 0 @{11}px; min-height: @{30}px; font-weight: 500; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @tint; }
QPushButton:checked { background: @tint; color: @accent; border-color: @accent; }
QPushButton:disabled { background: @sunken; color: @muted; border-color: @line; }
QPushButton[lines="2"] { padding-top: @{4}px; padding-bottom: @{4}px; }
QPushButton[size="small"] { min-height: @{22}px; padding: 0 @{8}px; }
QPushButton[dense="true"] { min-height: @{22}px; padding: 0 @{8}px; }
QPushButton[size="big"] { min-height: @{38}px; padding: 0 @{18}px; font-weight: 600; font-size: @{14}px; }
QPushButton[kind="primary"] { background: @accent; color: @onAccent; border: 1px solid @accent; }
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed { background: @accentHover; border-color: @accentHover; }
QPushButton[kind="primary"]:disabled { background: @sunken; color: @muted; border-color: @line; }
QPushButton[kind="flat"] { background: transparent; border: 1px solid transparent; color: @text2; }
QPushButton[kind="flat"]:hover { background: @hover; }
QPushButton[kind="flat"]:pressed, QPushButton[kind="flat"]:checked { background: @tint; color: @accent; }
QPushButton[kind="link"] { background: transparent; border: 0; color: @accent; padding: 0 2px; min-height: @{24}px; text-align: left; }
QPushButton[kind="link"]:hover, QPushButton[kind="link"]:focus { text-decoration: underline; }
QPushButton[kind="link"]:disabled { color: @muted; }
QPushButton[kind="danger"] { color: @fail; border-color: @fail; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: 4px; color: @text2;
    min-width: @{26}px; min-height: @{26}px; padding: 0; }
QToolButton:hover { background: @hover; }
QToolButton:pressed { background: @tint; }
QToolButton:checked { background: @tint; color: @accent; }
QToolButton:disabled { color: @muted; }
QToolButton::menu-indicator { image: none; width: 0; }
QToolButton[dense="true"] { min-width: @{22}px; min-height: @{22}px; }

QToolButton[segment="true"] { background: @panel; color: @text2; border: 1px solid @line2; border-radius: 0;
    min-height: @{24}px; padding: 0 @{8}px; min-width: @{16}px; margin-left: -1px; }
QToolButton[segment="true"][end="first"] { border-top-left-radius: 4px; border-bottom-left-radius: 4px; margin-left: 0; }
QToolButton[segment="true"][end="last"] { border-top-right-radius: 4px; border-bottom-right-radius: 4px; }
QToolButton[segment="true"][end="only"] { border-radius: 4px; margin-left: 0; }
QToolButton[segment="true"][stacked="true"] { border-radius: 4px; margin-left: 0; }
QToolButton[segment="true"]:hover { background: @hover; }
QToolButton[segment="true"]:checked { background: @tint; color: @accent; border: 1px solid @accent; font-weight: 600; }
QToolButton[segment="true"]:disabled { background: @sunken; color: @muted; border-color: @line; }

QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QDateEdit { background: @panel; color: @text; border: 1px solid @line2;
    border-radius: 4px; min-height: @{26}px; padding: 0 @{7}px; selection-background-color: @tint; selection-color: @text; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus, QDateEdit:focus { border-color: @accent; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled { background: @sunken; color: @muted; border-color: @line; }
QLineEdit[bare="true"] { border: 0; border-radius: 0; padding: 0; }
QSpinBox::up-button, QDoubleSpinBox::up-button { subcontrol-origin: border; subcontrol-position: top right; width: @{18}px; border: 0; background: transparent; }
QSpinBox::down-button, QDoubleSpinBox::down-button { subcontrol-origin: border; subcontrol-position: bottom right; width: @{18}px; border: 0; background: transparent; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url(@icon(chevron-up)); width: @{10}px; height: @{10}px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url(@icon(chevron-down)); width: @{10}px; height: @{10}px; }
QComboBox[dense="true"], QLineEdit[dense="true"] { min-height: @{22}px; }
QComboBox::drop-down { border: 0; width: @{24}px; }
QComboBox::down-arrow { image: url(@icon(chevron-down)); width: @{14}px; height: @{14}px; }
QComboBox QAbstractItemView { background: @panel; border: 1px solid @line2; selection-background-color: @tint; selection-color: @text; outline: none; }
QComboBox QAbstractItemView::item { min-height: @{26}px; padding: 0 6px; }
QPlainTextEdit, QTextEdit, QTextBrowser { background: @panel; color: @text; border: 1px solid @line2; border-radius: 4px;
    selection-background-color: @tint; selection-color: @text; padding: 4px; }
QPlainTextEdit:focus, QTextEdit:focus { border-color: @accent; }
QPlainTextEdit[bare="true"], QTextBrowser[bare="true"], QTextEdit[bare="true"] { border: 0; border-radius: 0; }

QCheckBox, QRadioButton { color: @text; spacing: @{8}px; min-height: @{24}px; background: transparent; }
QCheckBox:disabled, QRadioButton:disabled { color: @muted; }
QCheckBox::indicator { width: @{14}px; height: @{14}px; border: 1px solid @line2; border-radius: 3px; background: @panel; }
QCheckBox::indicator:hover { background: @hover; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url(@icon-on(check)); }
QCheckBox::indicator:disabled { background: @sunken; border-color: @line; }
QRadioButton::indicator { width: @{14}px; height: @{14}px; border: 1px solid @line2; border-radius: @{8}px; background: @panel; }
QRadioButton::indicator:checked { background: @accent; border: @{4}px solid @panel; width: @{8}px; height: @{8}px; }

QSlider { min-height: @{20}px; background: transparent; }
QSlider::groove:horizontal { height: 4px; background: @line; border-radius: 2px; }
QSlider::sub-page:horizontal { height: 4px; background: @accent; border-radius: 2px; }
QSlider::handle:horizontal { width: @{10}px; height: @{10}px; margin: -@{5}px 0; border: 2px solid @accent; background: @panel; border-radius: @{7}px; }
QSlider::handle:horizontal:hover { background: @tint; }
QSlider::handle:horizontal:disabled { border-color: @line2; background: @sunken; }
QSlider::sub-page:horizontal:disabled { background: @line2; }

QProgressBar { background: @hover; border: 0; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }

QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: @text2; border: 0; border-bottom: 2px solid transparent; padding: 0 @{12}px; min-height: @{30}px; }
QTabBar::tab:hover { background: @hover; }
QTabBar::tab:selected { color: @text; font-weight: 600; border-bottom: 2px solid @accent; }
QTabWidget::pane { border: 0; border-top: 1px solid @line; }

QTableView, QTreeView, QListView { background: @panel; color: @text; border: 0; gridline-color: @line;
    selection-background-color: @tint; selection-color: @text; alternate-background-color: @panel; font-size: @{12}px; }
QTableView::item { border: 0; border-bottom: 1px solid @line; padding: 0 @{6}px; }
QTableView::item:selected { background: @tint; color: @text; }
QTableView::item:focus { border: 2px solid @accent; }
QListView::item { min-height: @{24}px; padding: 0 @{6}px; border: 0; }
QListView::item:hover { background: @hover; }
QListView::item:selected { background: @tint; color: @text; }
QHeaderView { background: @sunken; border: 0; }
QHeaderView::section { background: @sunken; color: @text2; border: 0; border-bottom: 1px solid @line; padding: 0 @{6}px;
    min-height: @{24}px; font-size: @{11}px; font-weight: 600; }
QTableCornerButton::section { background: @sunken; border: 0; border-bottom: 1px solid @line; }

QScrollArea { background: transparent; border: 0; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle:vertical { background: @line2; border-radius: 3px; margin: 2px 3px; min-height: 28px; }
QScrollBar::handle:horizontal { background: @line2; border-radius: 3px; margin: 3px 2px; min-width: 28px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QMenu { background: @panel; color: @text; border: 1px solid @line2; padding: 4px 0; }
QMenu::item { padding: 0 @{28}px 0 @{12}px; min-height: @{26}px; }
QMenu::item:selected { background: @tint; }
QMenu::item:disabled { color: @muted; }
QMenu::separator { height: 1px; background: @line; margin: 4px 0; }
QMenu::icon { padding-left: @{8}px; }

QSplitter::handle { background: @line; }
QSplitter::handle:hover { background: @accent; }
QDockWidget { border: 0; color: @text; }
QMainWindow::separator { background: @line; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: @accent; }
QStatusBar { background: @window; color: @text2; border-top: 1px solid @line; }
QStatusBar::item { border: 0; }
QGroupBox { border: 0; font-weight: 600; margin-top: @{22}px; }
QGroupBox::title { subcontrol-origin: margin; subcontrol-position: top left; padding: 0; color: @text; }
)";

QString glyphName(const QString& icon, bool dark, bool onAccent) {
    return icon + (dark ? QStringLiteral("-dark") : QStringLiteral("-light")) +
           (onAccent ? QStringLiteral("-on.svg") : QStringLiteral(".svg"));
}

} // namespace

std::unique_ptr<GlyphResource> Theme::makeGlyphs() {
    std::vector<std::pair<QString, QByteArray>> files;
    for (const char* icon : {"chevron-up", "chevron-down", "check"}) {
        const QString name = QString::fromLatin1(icon);
        QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
        if (!file.open(QIODevice::ReadOnly)) continue;
        const QByteArray svg = file.readAll();
        for (bool dark : {false, true}) {
            for (bool on : {false, true}) {
                const auto token = static_cast<std::size_t>(on ? ColorToken::OnAccent : ColorToken::Text2);
                QByteArray colored = svg;
                colored.replace("currentColor", dark ? colorTable()[token].dark : colorTable()[token].light);
                files.emplace_back(glyphName(name, dark, on), colored);
            }
        }
    }
    return std::make_unique<GlyphResource>(std::move(files), QStringLiteral("/maylab-glyphs"));
}

QString Theme::styleSheet() const {
    const QString source = QString::fromLatin1(kSheet);
    QString out;
    out.reserve(source.size() + 4096);
    qsizetype i = 0;
    while (i < source.size()) {
        if (source[i] != u'@') {
            out += source[i++];
            continue;
        }
        if (source[i + 1] == u'{') {
            const qsizetype end = source.indexOf(u'}', i);
            out += QString::number(px(source.mid(i + 2, end - i - 2).toDouble()));
            i = end + 1;
            continue;
        }
        // "@icon(name)" in text2, "@icon-on(name)" in onAccent: see GlyphResource.
        if (source.mid(i, 5) == QLatin1String("@icon")) {
            const qsizetype open = source.indexOf(u'(', i);
            const qsizetype close = source.indexOf(u')', open);
            const bool on = source.mid(i, open - i) == QLatin1String("@icon-on");
            out += QStringLiteral(":/maylab-glyphs/") +
                   glyphName(source.mid(open + 1, close - open - 1), m_dark, on);
            i = close + 1;
            continue;
        }
        qsizetype end = i + 1;
        while (end < source.size() && source[end].isLetterOrNumber()) ++end;
        const QByteArray name = source.mid(i + 1, end - i - 1).toLatin1();
        bool found = false;
        for (const ColorRow& row : colorTable()) {
            if (name == row.name) {
                out += QLatin1String(m_dark ? row.dark : row.light);
                found = true;
                break;
            }
        }
        if (!found) qFatal("style sheet: no colour named %s", name.constData());
        i = end;
    }
    return out;
}

} // namespace maylab::app
