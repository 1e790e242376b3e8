#include "scenarios/shop/product_value.h"

#include "kernel/hash.h"
#include "scenarios/shop/shop_settings.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string_view>

namespace maylab::scenarios {

namespace {

// Tết goods, without diacritics: a redis-cli shows bytes above 0x7f escaped.
constexpr std::string_view kGoods[] = {
    "Banh chung", "Mut gung", "Hat dua",  "Keo lac", "Tra sen",   "Ruou nep", "Banh tet", "Gio lua",
    "Cu kieu",    "Hoa mai",  "Long den", "Ao dai",  "Bao li xi", "Mut dua",  "Che kho",  "Cau doi do"};

class Writer {
  public:
    Writer(char* out, std::size_t capacity) : m_out(out), m_capacity(capacity) {}
    void text(std::string_view s) {
        const std::size_t n = std::min(s.size(), m_capacity - m_used);
        std::memcpy(m_out + m_used, s.data(), n);
        m_used += n;
    }
    void number(std::uint64_t n) {
        char digits[20];
        const auto end = std::to_chars(digits, digits + sizeof digits, n).ptr;
        text({digits, static_cast<std::size_t>(end - digits)});
    }
    std::size_t room() const { return m_capacity - m_used; }

  private:
    char* m_out;
    std::size_t m_capacity, m_used = 0;
};

} // namespace

ports::SyntheticValue productValue(std::uint32_t product, std::uint32_t version) {
    return {kValueBytes, tagOf(product, version)};
}

std::uint32_t priceOf(std::uint32_t product, std::uint32_t version) {
    const std::uint64_t base = 20 + kernel::mix64(product) % 480; // thousand đồng
    if (version == 0) return static_cast<std::uint32_t>(base * 1000);
    // Within a fifth of the base, never the base itself.
    const std::uint64_t fifth = std::max<std::uint64_t>(base / 5, 1);
    const std::uint64_t step = 1 + kernel::mix64(tagOf(product, version)) % fifth;
    return static_cast<std::uint32_t>((version % 2 == 1 ? base - step : base + step) * 1000);
}

namespace {

void renderPage(Writer& w, std::uint32_t freshUntil) {
    w.text("<html><head><title>Sale Tet</title><meta name=\"fresh-until\" content=\"");
    w.number(freshUntil / 100);
    w.text("\"></head><body>");
    constexpr std::string_view kEnd = "</body></html>";
    constexpr std::string_view kFiller = "<a>Banh chung</a><a>Mut gung</a><a>Bao li xi</a> ";
    while (w.room() > kEnd.size())
        w.text(kFiller.substr(0, std::min(kFiller.size(), w.room() - kEnd.size())));
    w.text(kEnd);
}

} // namespace

void renderProduct(ports::SyntheticValue value, char* out) {
    const std::uint32_t product = productOfTag(value.tag);
    const std::uint32_t version = versionOfTag(value.tag);
    Writer w(out, value.length);
    if (product == kHomePage) {
        renderPage(w, version);
        return;
    }
    if (product == kFillerBase) {
        std::memset(out, 'x', value.length);
        return;
    }
    if (product == kReportBase) {
        w.text("report ");
        w.number(version);
        while (w.room() > 0)
            w.text(",0.00,0.00,0.00");
        return;
    }
    const bool archived = product >= kScanBase;
    const std::uint32_t id = archived ? product - kScanBase : product;
    w.text("{\"id\":");
    w.number(id);
    w.text(",\"name\":\"");
    w.text(kGoods[kernel::mix64(id) % std::size(kGoods)]);
    w.text(archived ? " (archive) " : " ");
    w.number(id);
    w.text("\",\"price\":");
    w.number(priceOf(product, version));
    w.text(",\"version\":");
    w.number(version);
    w.text(",\"description\":\"");
    constexpr std::string_view kFiller = "Hang Tet moi ve, giao trong ngay. ";
    while (w.room() > 2)
        w.text(kFiller.substr(0, std::min(kFiller.size(), w.room() - 2)));
    w.text("\"}");
}

std::string_view keyOf(std::uint32_t product, char* buffer) {
    if (product == kHomePage) return "page:home";
    const bool archived = product >= kScanBase;
    const std::string_view prefix = archived ? "archive:" : "product:";
    std::memcpy(buffer, prefix.data(), prefix.size());
    const auto end =
        std::to_chars(buffer + prefix.size(), buffer + kKeyCapacity, archived ? product - kScanBase : product)
            .ptr;
    return {buffer, static_cast<std::size_t>(end - buffer)};
}

bool productOfKey(std::string_view key, std::uint32_t& product) {
    if (key == "page:home") {
        product = kHomePage;
        return true;
    }
    const bool archived = key.starts_with("archive:");
    if (!archived && !key.starts_with("product:")) return false;
    const std::string_view digits = key.substr(8);
    if (digits.empty() || (digits.size() > 1 && digits.front() == '0')) return false;
    std::uint32_t n = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), n);
    if (error != std::errc() || end != digits.data() + digits.size() || n >= kScanBase) return false;
    product = archived ? n + kScanBase : n;
    return true;
}

} // namespace maylab::scenarios
