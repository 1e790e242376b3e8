#include "app/endpoints/loopback.h"

namespace maylab::app {

namespace {

// Of one connection at a time, so that one that never stops does not keep the others waiting.
constexpr std::size_t kMaxTurn = 1u << 20;
constexpr std::size_t kKeptOutput = 64u << 10;

} // namespace

Connection::Connection(Socket socket, LoopbackPorts& ports, Listener& of)
    : listener(&of), lastSecond(ports.second()), m_socket(std::move(socket)), m_ports(ports) {
    SystemError ignored;
    m_socket.non_blocking(true, ignored);
    m_socket.set_option(Tcp::no_delay(true), ignored);
}

void Connection::start() { read(); }

void Connection::read() {
    if (m_reading || dropped()) return;
    m_reading = true;
    ++m_handlers;
    m_socket.async_read_some(asio::buffer(m_in), [this](const SystemError& problem, std::size_t n) {
        --m_handlers;
        m_reading = false;
        onRead(problem, n);
    });
}

void Connection::onRead(const SystemError& problem, std::size_t n) {
    if (dropped()) return;
    if (problem) {
        m_ports.left(*this);
        return;
    }
    lastSecond = m_ports.second();
    if (silent) {
        read();
        return;
    }
    m_ports.received(*this, {m_in.data(), n});
    // There was more than fits: the rest without waiting.
    bool gone = false;
    for (std::size_t turn = n; n == m_in.size() || n == m_ports.largeBuffer().size();) {
        if (dropped() || m_closing || turn >= kMaxTurn || unread() > kThrottle) break;
        SystemError rest;
        n = m_socket.read_some(m_ports.largeBuffer(), rest);
        if (rest) {
            gone = rest != asio::error::would_block;
            break;
        }
        turn += n;
        m_ports.received(*this, {static_cast<const char*>(m_ports.largeBuffer().data()), n});
    }
    m_ports.deliver();
    if (dropped()) return;
    if (gone) {
        m_ports.left(*this);
        return;
    }
    if (!m_closing && unread() <= kThrottle) read();
}

void Connection::append(std::string&& bytes, bool thenClose) {
    if (dropped() || m_closing) return;
    if (unread() > m_ports.limits().unreadBytes ||
        (unread() > kThrottle && m_ports.unreadInAll() > m_ports.limits().unreadBytesInAll)) {
        m_ports.left(*this);
        return;
    }
    m_ports.addUnread(static_cast<std::int64_t>(bytes.size()));
    if (m_out.empty()) m_out = std::move(bytes);
    else m_out += bytes;
    m_closing = thenClose;
}

void Connection::send() {
    if (dropped() || m_writing) return;
    while (unread() > 0) {
        SystemError problem;
        const std::size_t n = m_socket.write_some(asio::buffer(m_out.data() + m_sent, unread()), problem);
        if (problem == asio::error::would_block) {
            m_writing = true;
            ++m_handlers;
            m_socket.async_wait(Socket::wait_write, [this](const SystemError& p) {
                --m_handlers;
                m_writing = false;
                onWritable(p);
            });
            // What was taken is not kept.
            if (m_sent > kThrottle) {
                m_out.erase(0, m_sent);
                m_sent = 0;
            }
            return;
        }
        if (problem) {
            m_ports.left(*this);
            return;
        }
        m_sent += n;
        m_ports.addUnread(-static_cast<std::int64_t>(n));
        lastSecond = m_ports.second();
    }
    m_sent = 0;
    m_out.clear();
    if (m_out.capacity() > kKeptOutput) m_out.shrink_to_fit();
    if (m_closing) m_ports.left(*this);
}

void Connection::onWritable(const SystemError& problem) {
    if (dropped()) return;
    if (problem) {
        m_ports.left(*this);
        return;
    }
    send();
    if (!dropped() && !m_closing && unread() <= kThrottle) read();
}

void Connection::drop(bool reset) {
    if (dropped()) return;
    SystemError ignored;
    if (reset) m_socket.set_option(asio::socket_base::linger(true, 0), ignored);
    m_socket.close(ignored);
    m_ports.addUnread(-static_cast<std::int64_t>(unread()));
    m_out = {};
    m_sent = 0;
}

} // namespace maylab::app
