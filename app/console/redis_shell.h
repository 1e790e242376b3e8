// Tab "redis-cli": a redis-cli on the application's host. "redis-cli -h HOST -p PORT -c" typed in it connects elsewhere.
//
// SUBSCRIBE and MONITOR read until Ctrl+C: what the server sends is looked up a few times a second without changing the
// world. As with the real tool, Ctrl+C while a reply or a message is awaited closes the connection.
#pragma once

#include "app/console/console_shell.h"

#include <QTimer>

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::app {

class RedisShell final : public ConsoleShell {
    Q_OBJECT
  public:
    static constexpr int kReadEveryMilliseconds = 100;
    static constexpr int kMaxReadLines = 100; // shown of one look

    RedisShell(ConsoleDoor& door, ConsoleHistory& history, QObject* parent = nullptr);

    // Where it connects to: "shop", or "host:port".
    QString endpoint() const { return m_endpoint; }
    bool followsRedirects() const { return m_cluster; }
    // Names that there are, for completion. The first is connected to as long as nobody chose and "shop" is none of them.
    void setHosts(const QStringList& hosts);

    QString prompt() const override;
    bool busy() const override { return m_reading || waits(); }
    bool stop() override;
    void beginRun() override;
    Candidates complete(const QString& line) const override;
    QString usage(const QString& line) const override;

  signals:
    void keyTyped(const QString& key); // in a command that names one

  protected:
    void run(const QString& line) override;
    void answered(const CallAnswer& answer) override;

  private:
    struct Request {
        std::vector<std::string> argv;
        bool quiet = false; // a success says nothing: what redis-cli does when it connects
    };
    bool redisCli(const std::vector<std::string>& words);
    void help(const std::vector<std::string>& words);
    void noteKey(const std::vector<std::string>& words);
    void connectTo(const QString& endpoint);
    void ask(Request request);
    void askNext();
    void follow(const CallAnswer& answer);
    void hangUp();
    void read();
    void readMore(const CallAnswer& answer);
    void endReading();

    QString m_endpoint;
    QStringList m_hosts;
    bool m_chosen = false;  // m_endpoint was, by the learner
    bool m_cluster = false; // redis-cli -c
    bool m_transaction = false;
    bool m_open = false; // something was sent since the last hang-up
    int m_db = 0;
    std::deque<Request> m_requests;  // to come
    std::optional<Request> m_asked;
    bool m_reading = false;
    std::optional<std::uint64_t> m_read; // so many bytes of what was pushed to this connection were seen
    QTimer m_readTimer;
    std::vector<std::string> m_keys; // names seen in what was typed, newest last
};

} // namespace maylab::app
