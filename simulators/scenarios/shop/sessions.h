// Login sessions in the cache: visitors log in, click, and go. The application keeps one key a visitor and never another
// copy, so what the cache loses is lost.
//
//   login ─ HSET session:8f31c user 17 cart 0 lang vi ; EXPIRE session:8f31c 1800
//   click ─ HGETALL ; every fourth: HINCRBY ... cart 1 ; EXPIRE again, if sessions are renewed
//   whole (as one JSON text): GET, change it in the application, SET ... EX (or KEEPTTL)
//
// A click that finds no session logs an active visitor out; the visitor logs in again. Some clicks come from two tabs at
// once: with one JSON text both read the same cart and one of the items is lost; a hash counts both.
// Clicks come clickSeconds +- half of it apart, so that a visitor who is active never pauses for longer than that.
// After each click the session is looked at: a misfit is no hash, or has no TTL, or one beyond 1,800 s.
// Metrics Shop/Sessions: Logins, Clicks, Logouts (of active visitors), LostItems, Misfits (counters), ActiveVisitors.
// Source: labs outline, step 7; cache sheet 1.1 G8, 6.3 (7).
#pragma once

#include "kernel/cow_array.h"
#include "scenarios/shop/workload.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace maylab::scenarios {

enum class SessionStore : std::uint8_t { Hash, JsonText };

struct SessionSettings {
    bool enabled = false;
    std::uint32_t visitors = 50'000;
    double clickSeconds = 600;
    double visitMinutes = 40; // a visitor goes after so long; another comes, with a session of its own
    double ttlSeconds = 1800;
    bool renew = true; // EXPIRE with every click, not at login only
    SessionStore store = SessionStore::Hash;
    double twoTabsPercent = 5; // clicks that come from two tabs at once
};

enum class SessionRule : std::uint8_t { LoggedOut, ItemLost, Refused };

class Sessions final : public Workload {
  public:
    static constexpr std::uint32_t kMaxVisitors = 200'000;
    static constexpr std::size_t kKeyCapacity = 16;

    std::unique_ptr<Workload> clone() const override { return std::make_unique<Sessions>(*this); }
    std::string_view name() const override { return "sessions"; }
    std::span<const aws::OperationModel> operations() const override;
    std::span<const kernel::RuleInfo> rules() const override;
    void defineMetrics(kernel::MetricSink& metrics) override;
    kernel::ApiResult call(ShopFloor& shop, std::string_view operation, const kernel::Json& input) override;
    kernel::ApiResult describe(const kernel::World& world, std::string_view operation,
                               const kernel::Json& input) const override;
    bool isOn() const override { return m_on; }
    void onEvent(ShopFloor& shop, const kernel::Event& event) override;
    void mixInto(kernel::Fingerprint& f) const override;

    const SessionSettings& settings() const { return m_settings; }
    // "session:8f31c": the number of a session, mixed, so that neighbours look unlike. Buffer of kKeyCapacity bytes.
    static std::string_view keyOf(std::uint32_t session, char* buffer);

  private:
    enum EventKind : std::uint16_t {
        kLogin,       // handle: visitor; data: generation
        kClick,       // handle: visitor; data: generation
        kClickAtNode, // handle: visitor; data: generation, tab in bit 63
        kWriteBack    // JSON only: the changed text arrives; handle: visitor; data: cart in bits 32..62, generation
    };
    struct Visitor {
        std::uint32_t session = 0; // number; 0: not here
        std::uint32_t cart = 0;    // what the shop's own ledger says
        std::uint32_t clicks = 0;
        kernel::SimTime leaves;
        kernel::SimTime lastClick;
    };

    void switchOn(ShopFloor& shop);
    void restart(ShopFloor& shop);
    bool usable(ShopFloor& shop, std::uint32_t& node);
    void logIn(ShopFloor& shop, std::uint32_t visitor);
    void begin(ShopFloor& shop, std::uint32_t visitor); // a new session
    void click(ShopFloor& shop, std::uint32_t visitor);
    void clickAtNode(ShopFloor& shop, std::uint32_t visitor, bool secondTab);
    void writeBack(ShopFloor& shop, std::uint32_t visitor, std::uint32_t cart);
    void lookAt(ShopFloor& shop, std::uint32_t node, std::string_view key);
    void loggedOut(ShopFloor& shop, std::uint32_t visitor);
    void itemsLost(ShopFloor& shop, std::uint32_t visitor, std::uint32_t inCache);
    void scheduleClick(ShopFloor& shop, std::uint32_t visitor);
    void leave(ShopFloor& shop, std::uint32_t visitor);
    bool addsItem(const Visitor& v) const { return v.clicks % 4 == 0; }

    SessionSettings m_settings;
    bool m_on = false;
    std::uint32_t m_generation = 0;
    std::uint32_t m_lastSession = 0, m_here = 0;
    kernel::CowArray<Visitor, 8> m_visitors;
    kernel::StreamId m_random = 0;
    std::uint64_t m_logins = 0, m_clicks = 0, m_logouts = 0, m_lostItems = 0, m_misfits = 0, m_refused = 0;
    kernel::MetricId m_loginsMetric = 0, m_clicksMetric = 0, m_logoutsMetric = 0, m_lostMetric = 0, m_misfitsMetric = 0,
                     m_hereMetric = 0;
};

} // namespace maylab::scenarios
