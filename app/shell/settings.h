// What the program remembers about the person's choices: one table of settings, versioned, in an INI file at a
// path that is handed in (tests use a temporary one; the program the XDG config place).
//
// A value that is missing, broken or out of range reads as its default. A file of a newer version is read as far
// as it is understood and never written.
#pragma once

#include <QObject>
#include <QSettings>
#include <QString>
#include <QVariant>

#include <memory>
#include <span>

namespace maylab::app {

enum class Setting {
    Language,      // "system", "en", "vi", "en+vi"
    Theme,         // "system", "light", "dark"
    TextSize,      // 100, 115, 130
    ReducedMotion, // bool
    PauseOnRead,   // bool: the clock waits while a hint or Why? is read
    DefaultSpeed,  // 1, 10, 60, 600
    Introduced,    // bool: the first-start page was left
    WindowGeometry,
    LabLayout, // sizes of the lab page's panes
    Count
};

struct SettingRow {
    Setting setting;
    const char* key;
    QVariant fallback;
    bool (*valid)(const QVariant&);
};
std::span<const SettingRow> settingTable();

class Settings : public QObject {
    Q_OBJECT
  public:
    static constexpr int kVersion = 1;

    explicit Settings(const QString& path, QObject* parent = nullptr);
    ~Settings() override;

    // $XDG_CONFIG_HOME/maylab/maylab.ini
    static QString defaultPath();

    QVariant value(Setting setting) const;
    QString text(Setting setting) const { return value(setting).toString(); }
    int number(Setting setting) const { return value(setting).toInt(); }
    bool flag(Setting setting) const { return value(setting).toBool(); }
    void set(Setting setting, const QVariant& value); // an invalid value is refused (nothing changes)

    bool isReadOnly() const { return m_readOnly; } // a newer version's file
    bool flush();                                  // false when the file cannot be written
    const QString& path() const { return m_path; }

  signals:
    void changed(maylab::app::Setting setting);

  private:
    void migrate();

    QString m_path;
    std::unique_ptr<QSettings> m_file;
    bool m_readOnly = false;
};

} // namespace maylab::app
