#include "app/console/memcached_forms.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace maylab::app {

namespace {

constexpr std::size_t kLongestKey = 250;

constexpr MemcachedForm kForms[] = {
    {"add", "add key flags exptime bytes [noreply]"},
    {"append", "append key flags exptime bytes [noreply]"},
    {"cache_memlimit", "cache_memlimit megabytes [noreply]"},
    {"cas", "cas key flags exptime bytes unique [noreply]"},
    {"config get cluster", "config get cluster"},
    {"decr", "decr key number [noreply]"},
    {"delete", "delete key [noreply]"},
    {"flush_all", "flush_all [delay] [noreply]"},
    {"gat", "gat exptime key [key ...]"},
    {"gats", "gats exptime key [key ...]"},
    {"get", "get key [key ...]"},
    {"gets", "gets key [key ...]"},
    {"incr", "incr key number [noreply]"},
    {"lru", "lru tune|mode|temp_ttl option ..."},
    {"lru_crawler", "lru_crawler crawl|metadump all|class[,class ...]"},
    {"ma", "ma key [flags: MI MD D<delta> J<initial> N<ttl> t v ...]"},
    {"md", "md key [flags: C<cas> I T<ttl> q ...]"},
    {"me", "me key"},
    {"mg", "mg key [flags: v t f s c h l N<ttl> R<ttl> T<ttl> ...]"},
    {"mn", "mn"},
    {"ms", "ms key bytes [flags: T<ttl> F<flags> MS|ME|MA|MP|MR C<cas> ...]"},
    {"prepend", "prepend key flags exptime bytes [noreply]"},
    {"quit", "quit"},
    {"replace", "replace key flags exptime bytes [noreply]"},
    {"set", "set key flags exptime bytes [noreply]"},
    {"slabs automove", "slabs automove 0|1|2"},
    {"slabs reassign", "slabs reassign source-class destination-class"},
    {"stats", "stats [items|slabs|settings|sizes|conns|reset]"},
    {"stats conns", "stats conns"},
    {"stats items", "stats items"},
    {"stats reset", "stats reset"},
    {"stats settings", "stats settings"},
    {"stats sizes", "stats sizes"},
    {"stats slabs", "stats slabs"},
    {"touch", "touch key exptime [noreply]"},
    {"verbosity", "verbosity level [noreply]"},
    {"version", "version"},
};

std::vector<std::string_view> wordsOf(std::string_view line) {
    std::vector<std::string_view> words;
    while (true) {
        const std::size_t begin = line.find_first_not_of(' ');
        if (begin == line.npos) return words;
        line.remove_prefix(begin);
        const std::size_t end = std::min(line.find(' '), line.size());
        words.push_back(line.substr(0, end));
        line.remove_prefix(end);
    }
}

std::optional<std::size_t> length(std::string_view word) {
    std::uint32_t n = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), n);
    if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
    return n;
}

bool isNumber(std::string_view word) {
    if (word.starts_with('-')) word.remove_prefix(1);
    return length(word).has_value();
}

} // namespace

std::span<const MemcachedForm> memcachedForms() { return kForms; }

const MemcachedForm* memcachedFormOf(std::string_view line) {
    const MemcachedForm* best = nullptr;
    for (const MemcachedForm& f : kForms) {
        const bool begins = line.starts_with(f.name) && (line.size() == f.name.size() || line[f.name.size()] == ' ');
        if (begins && (best == nullptr || f.name.size() > best->name.size())) best = &f;
    }
    return best;
}

std::optional<std::size_t> memcachedValueAfter(std::string_view line) {
    const std::vector<std::string_view> words = wordsOf(line);
    if (words.size() < 3 || words[1].size() > kLongestKey) return std::nullopt;
    if (words[0] == "ms") return length(words[2]);
    const bool cas = words[0] == "cas";
    static constexpr std::string_view kStores[] = {"set", "add", "replace", "append", "prepend"};
    if (!cas && std::find(std::begin(kStores), std::end(kStores), words[0]) == std::end(kStores)) return std::nullopt;
    const std::size_t least = cas ? 6 : 5;
    if (words.size() != least && words.size() != least + 1) return std::nullopt;
    if (!length(words[2]) || !isNumber(words[3]) || (cas && !isNumber(words[5]))) return std::nullopt;
    return length(words[4]);
}

std::string_view memcachedKeyIn(std::string_view line) {
    const std::vector<std::string_view> words = wordsOf(line);
    const MemcachedForm* form = memcachedFormOf(line);
    if (form == nullptr || words.size() < 2) return {};
    const std::vector<std::string_view> places = wordsOf(form->form);
    const auto place = static_cast<std::size_t>(std::find(places.begin(), places.end(), "key") - places.begin());
    return place < places.size() && place < words.size() ? words[place] : std::string_view();
}

} // namespace maylab::app
