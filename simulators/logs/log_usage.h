// What a bill of CloudWatch Logs is made from: bytes that came in, bytes kept over time, bytes that queries scanned. A plain
// value; prices are not known here (labs/engine/bill.h). Times: Unix milliseconds. Source: metrics sheet 1.5.
#pragma once

#include <cstddef>
#include <cstdint>

namespace maylab::logs {

class LogUsage {
  public:
    void ingested(std::uint64_t bytes) { m_ingested += bytes; }
    void scanned(std::uint64_t bytes) { m_scanned += bytes; }
    // So much is kept from now on.
    void stored(std::int64_t nowMs, std::size_t bytes) {
        m_byteHours = storedByteHours(nowMs);
        m_since = nowMs;
        m_stored = bytes;
    }
    std::uint64_t ingestedBytes() const { return m_ingested; }
    std::uint64_t scannedBytes() const { return m_scanned; }
    std::size_t storedBytes() const { return m_stored; }
    double storedByteHours(std::int64_t nowMs) const {
        return m_byteHours + static_cast<double>(m_stored) * static_cast<double>(nowMs - m_since) / 3'600'000;
    }

  private:
    std::uint64_t m_ingested = 0, m_scanned = 0;
    std::size_t m_stored = 0;
    std::int64_t m_since = 0;
    double m_byteHours = 0;
};

} // namespace maylab::logs
