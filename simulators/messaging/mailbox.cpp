#include "messaging/mailbox.h"

#include <utility>

namespace maylab::messaging {

std::uint64_t Mailbox::add(Mail mail) {
    mail.number = ++m_sent;
    m_hash.mix(mail.endpoint);
    m_hash.mix(mail.subject);
    m_hash.mix(*mail.body);
    m_hash.mix(static_cast<std::uint64_t>(mail.at));
    m_bytes += mail.body->size();
    m_messages.push_back(std::move(mail));
    while (m_messages.size() > kMostMessages || m_bytes > kMostBytes) {
        m_bytes -= m_messages.front().body->size();
        m_messages.pop_front();
    }
    return m_sent;
}

void Mailbox::settle(std::uint64_t number, bool delivered, std::string problem) {
    m_hash.mix(number * 2 + (delivered ? 1 : 0));
    const std::uint64_t first = m_sent - m_messages.size() + 1;
    if (number < first) return;
    Mail& mail = m_messages[number - first];
    mail.fate = delivered ? Mail::Fate::Delivered : Mail::Fate::Failed;
    mail.problem = std::move(problem);
}

void Mailbox::mixInto(kernel::Fingerprint& f) const {
    f.mix(m_sent);
    f.mix(m_hash.value());
}

} // namespace maylab::messaging
