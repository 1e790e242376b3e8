#include "app/endpoints/loopback.h"

namespace maylab::app {

namespace {

constexpr int kTries = 16; // a free port may be free on one of the two addresses only
constexpr auto kPause = std::chrono::milliseconds(100);

bool noSuchAddress(const SystemError& e) {
    return e == asio::error::address_family_not_supported || e == boost::system::errc::address_not_available ||
           e == boost::system::errc::protocol_not_supported;
}

} // namespace

Listener::Listener(LoopbackPorts& ports, ClientProtocol protocol)
    : m_ports(ports), m_v4(ports.io()), m_v6(ports.io()), m_pause(ports.io()) {
    state.protocol = protocol;
}

SystemError Listener::bind(Acceptor& acceptor, const Tcp::endpoint& at) {
    SystemError problem;
    acceptor.open(at.protocol(), problem);
    if (!problem) acceptor.set_option(Acceptor::reuse_address(true), problem);
    if (!problem && at.address().is_v6()) acceptor.set_option(asio::ip::v6_only(true), problem);
    if (!problem) acceptor.bind(at, problem);
    if (!problem) acceptor.listen(511, problem);
    SystemError ignored;
    if (problem) acceptor.close(ignored);
    return problem;
}

SystemError Listener::listen(std::uint16_t port) {
    SystemError problem;
    for (int i = 0; i < kTries; ++i) {
        problem = bind(m_v4, {asio::ip::address_v4::loopback(), port});
        if (problem) return problem;
        state.port = m_v4.local_endpoint().port();
        state.ipv4 = true;
        problem = bind(m_v6, {asio::ip::address_v6::loopback(), state.port});
        state.ipv6 = !problem;
        if (!problem || noSuchAddress(problem)) break; // without IPv6 one address has to do
        close();
        if (port != 0) return problem;
    }
    if (!state.ipv4) return problem;
    accept(m_v4);
    if (state.ipv6) accept(m_v6);
    return {};
}

void Listener::lead(const PortTarget& to) {
    target = to;
    state.node = to.name;
    state.cluster = to.cluster;
}

void Listener::close() {
    SystemError ignored;
    m_v4.close(ignored);
    m_v6.close(ignored);
    m_pause.cancel();
    state.ipv4 = state.ipv6 = false;
}

void Listener::accept(Acceptor& acceptor) {
    acceptor.async_accept([self = shared_from_this(), &acceptor](const SystemError& problem, Socket socket) {
        if (!acceptor.is_open()) return;
        if (!problem) {
            self->m_ports.accepted(std::move(socket), *self);
        } else if (problem == boost::system::errc::too_many_files_open ||
                   problem == boost::system::errc::too_many_files_open_in_system) {
            // Until somebody leaves; accepting again at once would spin.
            self->m_pause.expires_after(kPause);
            self->m_pause.async_wait([self, &acceptor](const SystemError&) {
                if (acceptor.is_open()) self->accept(acceptor);
            });
            return;
        }
        if (acceptor.is_open()) self->accept(acceptor);
    });
}

} // namespace maylab::app
