// Tab "memcached": a line to a Memcached node as through telnet. Shown once a world has such a node.
//
// A storage command is two lines, the command and its value; both go to the node together. As there, a value that is too
// short makes the node wait for more, with the line end counted; one that is too long is a bad data chunk.
#pragma once

#include "app/console/console_shell.h"

#include <cstddef>
#include <string>
#include <vector>

namespace maylab::app {

class MemcachedShell final : public ConsoleShell {
    Q_OBJECT
  public:
    static constexpr std::size_t kMostValueBytes = kMaxInput;

    MemcachedShell(ConsoleDoor& door, ConsoleHistory& history, QObject* parent = nullptr);

    // "shop-mc", "html.0002:11211"; empty before there is a node.
    QString endpoint() const { return m_endpoint; }
    // The nodes that there are, each "name:port". The first is connected to until another is chosen.
    void setNodes(const QStringList& nodes);
    const QStringList& nodes() const { return m_nodes; }

    QString prompt() const override;
    bool stop() override;
    void beginRun() override;
    Candidates complete(const QString& line) const override;
    QString usage(const QString& line) const override;

  protected:
    void run(const QString& line) override;
    void answered(const CallAnswer& answer) override;
    bool wantsText() const override { return m_collecting; }

  private:
    bool own(const QString& line);
    void connectTo(const QString& host, const QString& port);
    void begin(std::string command, std::size_t bytes);
    void takeValue(std::string_view line);
    void endValue();
    void send(const std::string& text);
    void show(std::string_view reply);

    QString m_endpoint;
    QStringList m_nodes;
    bool m_connecting = false;
    bool m_collecting = false; // the value of m_command
    std::string m_command, m_value;
    std::size_t m_wanted = 0;
    std::vector<std::string> m_keys; // seen in what was typed, newest last
};

} // namespace maylab::app
