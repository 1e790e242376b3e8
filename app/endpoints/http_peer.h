// One client of the Prometheus port: HTTP/1.1 requests out of bytes, their answers into bytes. It only reads the world.
//
// Bounds: kMaxHeader and kMaxBody bytes of a request; more is 431 or 413, what is no HTTP is 400, and each ends the
// connection. Source: RFC 9112; sheet 3.2, 3.3.
#pragma once

#include "kernel/world.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace maylab::app {

class HttpPeer {
  public:
    static constexpr std::size_t kMaxHeader = 16u << 10;
    static constexpr std::size_t kMaxBody = 512u << 10;

    HttpPeer();
    ~HttpPeer();

    struct Output {
        std::string bytes;
        bool close = false;
    };
    // Takes what was read; a request that is not whole waits for the rest. world null: 503.
    Output read(std::string_view bytes, const kernel::World* world);

    // For a client that there is no room for.
    static std::string busy();

  private:
    struct Parser;
    std::unique_ptr<Parser> m_parser;
    std::string m_in;
};

} // namespace maylab::app
