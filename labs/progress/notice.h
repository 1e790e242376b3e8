// What a profile has to tell a person: what happened, what is not being saved, what to do. The kind is for code, the
// text (in the language of the window) comes from text().
#pragma once

#include <cstdint>
#include <string>

class QString;

namespace maylab::progress {

struct Notice {
    enum class Kind : std::uint8_t {
        AlreadyRunning,   // another instance has this profile
        NewerProfile,     // made by a newer version, opened read-only
        DamagedSetAside,  // path: where the damaged file is now
        DiskFull,
        ReadOnlyDisk,     // path
        NotSaved,         // any other refusal; detail has the reason
        SavingAgain,
        Migrated,         // path: the backup
        MigrationFailed,  // the old file is untouched; detail
        JournalGivenUp,   // detail: lab and step whose run can no longer be resumed
    };
    Kind kind = Kind::NotSaved;
    std::string path, detail;
};

QString text(const Notice& notice);

} // namespace maylab::progress
