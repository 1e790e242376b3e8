// What runs beside the workers: the maintainer that juggles the lists, the crawler that looks for dead items, the
// automover that shifts pages. Their time is virtual; the owner calls runBackground when it is due.
#pragma once

#include "cache/memcached/process.h"

#include <string_view>

namespace maylab::memcached {

std::int64_t nextBackgroundUs(const Process& p);
void runBackground(Process& p, std::int64_t nowUs);

enum class CrawlStart : std::uint8_t { Ok, Running, BadClass, NotStarted };
// `lru_crawler crawl`: "all", or class numbers with commas.
CrawlStart startCrawl(Process& p, std::string_view classes);

} // namespace maylab::memcached
