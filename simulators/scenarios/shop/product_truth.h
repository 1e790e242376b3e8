// The database's truth about each product: which version it has, and since when an older one is out of date.
//
// A version begins at 0 and goes up by one with each price change. Changes are a log in order of time in
// which each entry points to the same product's one before, so that "when was version v replaced?" needs a
// few steps back. The log keeps about the last 260,000 changes (3.6 h at 20/s); of what is older it knows
// only "at least since".
#pragma once

#include "kernel/cow_array.h"
#include "kernel/sealed_log.h"
#include "kernel/time.h"

#include <cstdint>

namespace maylab::scenarios {

class ProductTruth {
  public:
    static constexpr std::size_t kKeptChanges = 262'144;

    explicit ProductTruth(std::uint32_t products) { grow(products); }
    // More products; there are never fewer, so that requests on their way keep their meaning.
    void grow(std::uint32_t products);

    // Returns the new version.
    std::uint32_t change(std::uint32_t product, kernel::SimTime now);
    std::uint32_t versionOf(std::uint32_t product) const { return m_products[product].version; }
    // When version was replaced by version + 1; version < versionOf(product).
    kernel::SimTime replacedAt(std::uint32_t product, std::uint32_t version) const;

    std::size_t changes() const { return m_log.endIndex(); }

  private:
    struct Product {
        std::uint32_t version = 0;
        std::uint32_t lastChange = 0; // index into the log + 1; 0: never changed
    };
    struct Change {
        kernel::SimTime at;
        std::uint32_t previous = 0; // as lastChange
    };
    kernel::CowArray<Product, 9> m_products; // copies share what neither has changed
    kernel::SealedLog<Change> m_log;
};

} // namespace maylab::scenarios
