// Finds text on the screen that did not go through translation: a translator that puts every source text into
// brackets, and a walk over a widget tree that reports what stands there without them.
//
// Exempt: texts without two letters in a row (figures, signs), widgets marked with markAsData, and the names that
// stay as they are in every language.
#pragma once

#include "app/shell/widgets/text.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QComboBox>
#include <QGroupBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QTabBar>
#include <QTextDocumentFragment>
#include <QTranslator>
#include <QWidget>

namespace maylab::test {

class PseudoTranslator : public QTranslator {
  public:
    bool isEmpty() const override { return false; }
    QString translate(const char*, const char* source, const char*, int) const override {
        return source == nullptr || *source == '\0' ? QString() : u'⟦' + QString::fromUtf8(source) + u'⟧';
    }
};

// A plain copy for texts that a test's own models provide.
inline QString pseudo(const QString& text) {
    return u'⟦' + text + u'⟧';
}

class UntranslatedText {
  public:
    // Names that stay English in Vietnamese: services, features, states, the program.
    QStringList names{"Mây Lab", "EN", "VI", "EN + VI", "English", "Tiếng Việt", "English + Tiếng Việt", "ElastiCache",
                      "CloudFront", "Lambda@Edge", "Lambda", "CloudWatch", "Systems Manager", "Grafana", "Redis",
                      "Ctrl", "Shift", "Alt", "Space", "ALARM", "redis-cli", "aws", "Home", "Tab"};
    // Dates and units come from QLocale and Format.
    QStringList dates{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Jan", "Feb", "min"};

    // "object name: text" of everything visible below `root` that is not in brackets.
    QStringList find(const QWidget* root) {
        m_found.clear();
        visit(root);
        return m_found;
    }

  private:
    void check(const QWidget* widget, const char* what, const QString& raw) {
        QString text = raw;
        if (Qt::mightBeRichText(text)) text = QTextDocumentFragment::fromHtml(text).toPlainText();
        // What is in brackets is translated; in between may stand data.
        int depth = 0;
        QString outside;
        for (QChar c : text) {
            if (c == u'⟦') ++depth;
            if (depth == 0) outside += c;
            if (c == u'⟧') --depth;
        }
        outside.remove(u'&');
        for (const QString& name : names + dates) outside.remove(name);
        static const QRegularExpression kWord(QStringLiteral(R"(\p{L}{2,})"));
        if (!kWord.match(outside).hasMatch()) return;
        QString path = widget->objectName();
        for (const QWidget* up = widget->parentWidget(); path.isEmpty() && up != nullptr; up = up->parentWidget()) {
            path = up->objectName();
        }
        m_found << QStringLiteral("%1 %2 %3: %4").arg(path, QLatin1String(widget->metaObject()->className()),
                                                      QLatin1String(what), text);
    }

    static bool isData(const QWidget* widget) {
        for (; widget != nullptr; widget = widget->parentWidget()) {
            if (widget->property("maylabData").toBool()) return true;
        }
        return false;
    }

    void visit(const QWidget* w) {
        if (!w->isVisibleTo(w->window()) && !w->isWindow()) return;
        if (!isData(w)) {
            if (auto* painted = dynamic_cast<const app::PaintedText*>(w)) {
                for (const QString& text : painted->visibleTexts()) check(w, "paints", text);
            }
            if (auto* label = qobject_cast<const QLabel*>(w)) check(w, "label", label->text());
            if (auto* button = qobject_cast<const QAbstractButton*>(w)) check(w, "button", button->text());
            if (auto* group = qobject_cast<const QGroupBox*>(w)) check(w, "group", group->title());
            if (auto* line = qobject_cast<const QLineEdit*>(w)) check(w, "placeholder", line->placeholderText());
            if (auto* edit = qobject_cast<const QPlainTextEdit*>(w)) check(w, "placeholder", edit->placeholderText());
            if (auto* tabs = qobject_cast<const QTabBar*>(w)) {
                for (int i = 0; i < tabs->count(); ++i) check(w, "tab", tabs->tabText(i));
            }
            if (auto* combo = qobject_cast<const QComboBox*>(w)) {
                for (int i = 0; i < combo->count(); ++i) check(w, "choice", combo->itemText(i));
            }
            if (auto* view = qobject_cast<const QAbstractItemView*>(w);
                view != nullptr && view->model() != nullptr && qobject_cast<const QHeaderView*>(w) == nullptr) {
                const QAbstractItemModel* model = view->model();
                for (int c = 0; c < model->columnCount(); ++c) {
                    if (model->rowCount() > 0 && qobject_cast<const QAbstractItemView*>(w)->inherits("QTableView")) {
                        check(w, "header", model->headerData(c, Qt::Horizontal).toString());
                    }
                    for (int r = 0; r < std::min(50, model->rowCount()); ++r) {
                        check(w, "cell", model->index(r, c).data().toString());
                    }
                }
            }
            check(w, "tooltip", w->toolTip());
            check(w, "accessible name", w->accessibleName());
            check(w, "accessible description", w->accessibleDescription());
        }
        for (const QObject* child : w->children()) {
            if (auto* widget = qobject_cast<const QWidget*>(child); widget != nullptr && !widget->isWindow()) {
                visit(widget);
            }
        }
    }

    QStringList m_found;
};

} // namespace maylab::test
