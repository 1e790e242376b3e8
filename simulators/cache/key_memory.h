// Two bounded memories about keys, for Why? only (they change no behaviour):
//   KeyNames    subject -> key, so that a decision can be put into words. A later key may take a place.
//   Departures  key -> why it left and when, so that a miss can say more than "not there".
// Both are hash tables of fixed size in which a newer entry overwrites an older one with the same place.
#pragma once

#include "kernel/hash.h"
#include "kernel/time.h"

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::cache {

inline constexpr std::size_t kRememberedKeyBytes = 48; // longer keys are cut

inline std::uint32_t subjectOfKey(std::string_view key) {
    const std::uint64_t h = kernel::mix64(kernel::fnv1a(key.substr(0, kRememberedKeyBytes)));
    const auto subject = static_cast<std::uint32_t>(h ^ (h >> 32));
    return subject == 0 ? 1 : subject;
}

class KeyNames {
  public:
    static constexpr std::size_t kPlaces = 16'384;

    // Remembers key under its subject and returns it.
    std::uint32_t remember(std::string_view key) {
        const std::uint32_t subject = subjectOfKey(key);
        if (m_places.empty()) m_places.resize(kPlaces);
        Place& p = m_places[subject % kPlaces];
        if (p.subject != subject) {
            p.subject = subject;
            p.length = static_cast<std::uint8_t>(key.size() < kRememberedKeyBytes ? key.size() : kRememberedKeyBytes);
            std::memcpy(p.key, key.data(), p.length);
        }
        return subject;
    }
    // Empty if it was forgotten.
    std::string name(std::uint32_t subject) const {
        if (m_places.empty()) return {};
        const Place& p = m_places[subject % kPlaces];
        return p.subject == subject ? std::string(p.key, p.length) : std::string();
    }

  private:
    struct Place {
        std::uint32_t subject = 0;
        std::uint8_t length = 0;
        char key[kRememberedKeyBytes] = {};
    };
    std::vector<Place> m_places;
};

enum class Departure : std::uint8_t { None, Expired, Evicted, Deleted };

class Departures {
  public:
    static constexpr std::size_t kPlaces = 131'072;

    void note(std::uint32_t subject, Departure why, kernel::SimTime at) {
        if (m_places.empty()) m_places.resize(kPlaces);
        m_places[subject % kPlaces] = {subject, (static_cast<std::uint32_t>(at.wholeSeconds()) & kSecondMask) |
                                                    (static_cast<std::uint32_t>(why) << kWhyShift)};
    }
    struct Answer {
        Departure why = Departure::None;
        std::int64_t second = 0; // of virtual time
    };
    Answer find(std::uint32_t subject) const {
        if (m_places.empty()) return {};
        const Place& p = m_places[subject % kPlaces];
        if (p.subject != subject) return {};
        return {static_cast<Departure>(p.whyAndSecond >> kWhyShift), p.whyAndSecond & kSecondMask};
    }
    void clear() { m_places.clear(); }

  private:
    static constexpr int kWhyShift = 30; // 2^30 s are 34 years
    static constexpr std::uint32_t kSecondMask = (1u << kWhyShift) - 1;
    struct Place {
        std::uint32_t subject = 0;
        std::uint32_t whyAndSecond = 0;
    };
    std::vector<Place> m_places;
};

} // namespace maylab::cache
