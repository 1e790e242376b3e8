// Everything that can be done by name: the command palette lists it, menus and shortcuts call it.
#pragma once

#include <QByteArray>
#include <QKeySequence>
#include <QObject>
#include <QString>

#include <functional>
#include <vector>

namespace maylab::app {

class ActionRegistry : public QObject {
    Q_OBJECT
  public:
    struct Action {
        QByteArray id;                       // "lab.elasticache.step3"
        std::function<QString()> text;       // in the chrome's language, asked when shown
        std::function<QString()> group;      // "Go to", "View", ... may be empty
        QByteArray icon;                     // Lucide name, may be empty
        QKeySequence shortcut;               // shown; installed by the main window when `installShortcut`
        std::function<void()> run;
        std::function<bool()> enabled;       // empty = always
        std::function<QString()> otherWords; // more words to be found by, may be empty
        bool installShortcut = false;
    };
    using QObject::QObject;

    void add(Action action); // an id that is there already is replaced
    void remove(const QByteArray& id);
    void removeGroup(const QByteArray& idPrefix);
    bool run(const QByteArray& id);

    // Best first; without a query in order of registration. Case and Vietnamese marks do not matter ("tuan" finds
    // "Tuần"), letters may be left out ("cfr" finds "CloudFront").
    std::vector<const Action*> find(const QString& query) const;
    const std::vector<Action>& all() const { return m_actions; }

    // 0 = no match; higher is better. Public for tests.
    static int score(const QString& text, const QString& query);
    static QString fold(const QString& text); // lower case, no marks, đ -> d

  signals:
    void changed();

  private:
    std::vector<Action> m_actions;
};

} // namespace maylab::app
