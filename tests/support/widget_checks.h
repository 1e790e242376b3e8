// What every page must hold: nothing clipped, every interactive widget named, targets big enough to hit.
#pragma once

#include "app/shell/widgets/text.h"

#include <QAbstractButton>
#include <QAbstractSlider>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QStyleOptionButton>
#include <QTextDocument>
#include <QToolButton>
#include <QWidget>

namespace maylab::test {

template <typename Visit> void eachVisible(const QWidget* root, const Visit& visit) {
    if (!root->isVisible()) return;
    visit(root);
    for (const QObject* child : root->children()) {
        if (auto* widget = qobject_cast<const QWidget*>(child); widget != nullptr && !widget->isWindow()) {
            eachVisible(widget, visit);
        }
    }
}

inline QString describe(const QWidget* w) {
    QString path;
    for (const QWidget* up = w; up != nullptr; up = up->parentWidget()) {
        if (!up->objectName().isEmpty()) path.prepend(QLatin1Char('/') + up->objectName());
    }
    return path + QLatin1Char(' ') + QLatin1String(w->metaObject()->className());
}

// Labels and buttons whose text does not fit into them.
inline QStringList clippedTexts(const QWidget* root) {
    QStringList clipped;
    eachVisible(root, [&](const QWidget* w) {
        if (auto* label = qobject_cast<const QLabel*>(w); label != nullptr && !label->text().isEmpty()) {
            if (label->inherits("QTipLabel") || label->text().contains(u'…')) return;
            QSize need = label->sizeHint();
            if (label->hasHeightForWidth()) need = QSize(0, label->heightForWidth(label->width()));
            if (need.width() > label->width() + 1 || need.height() > label->height() + 1) {
                clipped << QStringLiteral("%1: \"%2\" needs %3x%4, has %5x%6")
                               .arg(describe(w), label->text().left(60)).arg(need.width()).arg(need.height())
                               .arg(label->width()).arg(label->height());
            }
        } else if (auto* button = qobject_cast<const QAbstractButton*>(w); button != nullptr && !button->text().isEmpty()) {
            if (!qobject_cast<const QPushButton*>(w) && !qobject_cast<const QToolButton*>(w)) return;
            if (button->sizeHint().width() > button->width() + 1 || button->sizeHint().height() > button->height() + 1) {
                clipped << QStringLiteral("%1: \"%2\" needs %3, has %4")
                               .arg(describe(w), button->text()).arg(button->sizeHint().width()).arg(button->width());
            }
        }
    });
    return clipped;
}

// Stops without a name, and targets below 24 x 24.
inline QStringList unnamedStops(const QWidget* root) {
    QStringList faults;
    eachVisible(root, [&](const QWidget* w) {
        const bool stop = w->focusPolicy() & Qt::TabFocus;
        const bool control = qobject_cast<const QAbstractButton*>(w) != nullptr || qobject_cast<const QComboBox*>(w) != nullptr;
        if (!stop && !control) return;
        if (qobject_cast<const QLineEdit*>(w) && w->parentWidget() && w->parentWidget()->inherits("QAbstractSpinBox")) return;
        if (w->inherits("QScrollArea") || w->inherits("QScrollBar") || w->inherits("QTableCornerButton")) return;
        if (w->accessibleName().isEmpty() &&
            !(qobject_cast<const QAbstractButton*>(w) && !qobject_cast<const QAbstractButton*>(w)->text().isEmpty())) {
            faults << describe(w) + QStringLiteral(": no accessible name");
        }
        if (w->objectName().isEmpty()) faults << describe(w) + QStringLiteral(": no object name");
        if (control && (w->width() < 24 || w->height() < 24)) {
            faults << describe(w) + QStringLiteral(": %1x%2 is too small to hit").arg(w->width()).arg(w->height());
        }
    });
    return faults;
}

// Writes a picture into MAYLAB_TEST_SHOTS, where that is set, to be looked at.
inline void shot(QWidget* widget, const QString& name) {
    const QString folder = qEnvironmentVariable("MAYLAB_TEST_SHOTS");
    if (!folder.isEmpty()) widget->grab().save(folder + QLatin1Char('/') + name + QStringLiteral(".png"));
}

} // namespace maylab::test
