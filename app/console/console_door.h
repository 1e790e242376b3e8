// What the console needs from outside: a way to call a world, and a place where its history is kept.
#pragma once

#include <QString>
#include <QStringList>

#include "app/session/session_client.h"

#include <functional>
#include <map>

namespace maylab::app {

class ConsoleDoor {
  public:
    using Done = std::function<void(const CallAnswer&)>; // twice when the reply needs virtual time: pending, then it
    virtual ~ConsoleDoor() = default;
    virtual Ticket call(const std::string& service, const std::string& operation, const kernel::Json& input,
                        Done done) = 0;
    // Reads the world without a trace: no record, no entry in the journal.
    virtual Ticket peek(const std::string& service, const std::string& operation, const kernel::Json& input,
                        Done done) = 0;
    virtual void forget(Ticket ticket) = 0;
};

// Through the running session, as actor Console.
class SessionDoor final : public ConsoleDoor {
  public:
    explicit SessionDoor(SessionClient& client) : m_client(client) {}
    Ticket call(const std::string& service, const std::string& operation, const kernel::Json& input,
                Done done) override {
        return m_client.call(kernel::Actor::Console, service, operation, input, nullptr, std::move(done));
    }
    Ticket peek(const std::string& service, const std::string& operation, const kernel::Json& input,
                Done done) override {
        return m_client.peek(service, operation, input, nullptr, std::move(done));
    }
    void forget(Ticket ticket) override { m_client.forget(ticket); }

  private:
    SessionClient& m_client;
};

// What was typed before, by tab ("redis", "memcached", "aws"), oldest first.
class ConsoleHistory {
  public:
    static constexpr int kMaxLines = 500;
    virtual ~ConsoleHistory() = default;
    virtual QStringList load(const QString& tab) = 0;
    virtual void append(const QString& tab, const QString& line) = 0;
};

class MemoryHistory : public ConsoleHistory {
  public:
    QStringList load(const QString& tab) override { return m_lines[tab]; }
    void append(const QString& tab, const QString& line) override;

  private:
    std::map<QString, QStringList> m_lines;
};

// One text file per tab in a folder. A disk that refuses costs the history of this run, nothing else.
class FileHistory final : public ConsoleHistory {
  public:
    explicit FileHistory(QString folder) : m_folder(std::move(folder)) {}
    QStringList load(const QString& tab) override;
    void append(const QString& tab, const QString& line) override;

  private:
    QString file(const QString& tab) const;
    QString m_folder;
    std::map<QString, QStringList> m_lines; // as loaded
};

} // namespace maylab::app
