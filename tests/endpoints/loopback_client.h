// A client of one's own: bytes out, bytes in, over a loopback socket.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace maylab::test {

class LoopbackClient {
  public:
    explicit LoopbackClient(std::uint16_t port, bool ipv6 = false) {
        m_socket = ::socket(ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM, 0);
        if (ipv6) {
            sockaddr_in6 to{};
            to.sin6_family = AF_INET6;
            to.sin6_port = htons(port);
            to.sin6_addr = in6addr_loopback;
            m_connected = ::connect(m_socket, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
        } else {
            sockaddr_in to{};
            to.sin_family = AF_INET;
            to.sin_port = htons(port);
            to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            m_connected = ::connect(m_socket, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
        }
    }
    LoopbackClient(LoopbackClient&& o) noexcept
        : m_socket(std::exchange(o.m_socket, -1)), m_connected(o.m_connected), m_got(std::move(o.m_got)) {}
    LoopbackClient& operator=(LoopbackClient&&) = delete;
    ~LoopbackClient() {
        if (m_socket >= 0) ::close(m_socket);
    }

    bool connected() const { return m_connected; }
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto n = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (n <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
        return true;
    }
    // As much as is taken at once.
    std::size_t sendSome(std::string_view bytes) {
        const auto n = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        return n < 0 ? 0 : static_cast<std::size_t>(n);
    }
    // The next n bytes; fewer when the other side hung up or nothing came for so long.
    std::string read(std::size_t n, int milliseconds = 5000) {
        while (m_got.size() < n && more(milliseconds)) {}
        const std::string out = m_got.substr(0, n);
        m_got.erase(0, out.size());
        return out;
    }
    // One line with its end.
    std::string line(int milliseconds = 5000) {
        while (m_got.find("\r\n") == std::string::npos && more(milliseconds)) {}
        const auto end = m_got.find("\r\n");
        return read(end == std::string::npos ? m_got.size() : end + 2, 0);
    }
    std::string ask(std::string_view bytes) { return send(bytes) ? line() : std::string(); }
    // True once the other side has hung up.
    bool hungUp(int milliseconds = 5000) {
        while (more(milliseconds)) {}
        return m_ended;
    }

  private:
    bool more(int milliseconds) {
        pollfd p{m_socket, POLLIN, 0};
        if (m_ended || ::poll(&p, 1, milliseconds) <= 0) return false;
        char buffer[65536];
        const auto n = ::recv(m_socket, buffer, sizeof buffer, 0);
        if (n <= 0) {
            m_ended = true;
            return false;
        }
        m_got.append(buffer, static_cast<std::size_t>(n));
        return true;
    }

    int m_socket = -1;
    bool m_connected = false, m_ended = false;
    std::string m_got;
};

} // namespace maylab::test
