#include "app/shell/settings.h"

#include "kernel/assert.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace maylab::app {

namespace {

bool isLanguage(const QVariant& v) {
    return QStringList{"system", "en", "vi", "en+vi"}.contains(v.toString());
}
bool isTheme(const QVariant& v) {
    return QStringList{"system", "light", "dark"}.contains(v.toString());
}
bool isTextSize(const QVariant& v) {
    const int n = v.toInt();
    return n == 100 || n == 115 || n == 130;
}
bool isSpeed(const QVariant& v) {
    const int n = v.toInt();
    return n == 1 || n == 10 || n == 60 || n == 600;
}
bool isFlag(const QVariant& v) {
    return v.typeId() == QMetaType::Bool || QStringList{"true", "false"}.contains(v.toString());
}
bool isAny(const QVariant&) {
    return true;
}

const char* const kVersionKey = "version";

} // namespace

std::span<const SettingRow> settingTable() {
    static const SettingRow rows[] = {
        {Setting::Language, "language", QStringLiteral("system"), isLanguage},
        {Setting::Theme, "theme", QStringLiteral("system"), isTheme},
        {Setting::TextSize, "textSize", 100, isTextSize},
        {Setting::ReducedMotion, "reducedMotion", false, isFlag},
        {Setting::PauseOnRead, "pauseOnRead", true, isFlag},
        {Setting::DefaultSpeed, "defaultSpeed", 1, isSpeed},
        {Setting::Introduced, "introduced", false, isFlag},
        {Setting::WindowGeometry, "window/geometry", QByteArray(), isAny},
        {Setting::LabLayout, "window/labLayout", QByteArray(), isAny},
    };
    static_assert(std::size(rows) == static_cast<std::size_t>(Setting::Count));
    return rows;
}

Settings::Settings(const QString& path, QObject* parent) : QObject(parent), m_path(path) {
    QDir().mkpath(QFileInfo(path).absolutePath());
    m_file = std::make_unique<QSettings>(path, QSettings::IniFormat);
    migrate();
}

Settings::~Settings() {
    flush();
}

QString Settings::defaultPath() {
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
           QStringLiteral("/maylab/maylab.ini");
}

// Keys that were renamed between versions are carried over here; version 1 is the first.
void Settings::migrate() {
    const int version = m_file->value(kVersionKey, kVersion).toInt();
    m_readOnly = version > kVersion;
}

QVariant Settings::value(Setting setting) const {
    const SettingRow& row = settingTable()[static_cast<std::size_t>(setting)];
    MAYLAB_ASSERT(row.setting == setting);
    const QVariant stored = m_file->value(row.key);
    if (!stored.isValid() || !row.valid(stored)) return row.fallback;
    QVariant typed = stored;
    // An INI file knows only texts.
    if (!typed.convert(row.fallback.metaType())) return row.fallback;
    return typed;
}

void Settings::set(Setting setting, const QVariant& wanted) {
    const SettingRow& row = settingTable()[static_cast<std::size_t>(setting)];
    if (!row.valid(wanted) || value(setting) == wanted) return;
    if (m_readOnly) return;
    m_file->setValue(kVersionKey, kVersion);
    m_file->setValue(row.key, wanted);
    emit changed(setting);
}

bool Settings::flush() {
    if (m_readOnly) return true;
    m_file->sync();
    return m_file->status() == QSettings::NoError;
}

} // namespace maylab::app
