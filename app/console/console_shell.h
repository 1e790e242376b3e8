// What the console does, without its looks: a line goes in, a command goes through the door, lines come out as the
// real tool prints them. One shell per tab. Everything is bounded: the length of a line that is taken, the lines of
// one reply that are shown, the lines that are kept.
//
// Notes and sentences are kept by id and put into words when they are shown, so that they follow the language.
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

#include "app/console/console_door.h"
#include "app/console/error_texts.h"
#include "aws/cli.h"

#include <deque>
#include <optional>

namespace maylab::app {

enum class ConsoleNote : std::uint8_t {
    None,
    TooLong,      // argument: most characters
    MoreLines,    // argument: how many are not shown
    Waiting,      // the reply needs virtual time
    Stopped,
    OnlyAws,      // this tab runs aws commands only
    OnlyRedisCli, // this tab is a redis-cli already
    HelpRedis,
    HelpAws,
    Older,        // older lines were dropped
};

struct ConsoleLine {
    enum class Kind : std::uint8_t { Input, Output, Error, Sentence, Note };
    Kind kind = Kind::Output;
    QString prompt; // Input
    QString text;   // Input, Output, Error
    const ErrorText* sentence = nullptr;
    ConsoleNote note = ConsoleNote::None;
    qint64 argument = 0;
};
QString noteText(ConsoleNote note, qint64 argument);

class ConsoleShell : public QObject {
    Q_OBJECT
  public:
    static constexpr int kMaxInput = 64 * 1024;
    static constexpr int kMaxReplyLines = 1000;
    static constexpr int kMaxLineLength = 4000;
    static constexpr int kMaxLines = 5000;

    struct Candidates {
        int from = 0; // they replace the line from here on
        QStringList words;
    };

    ConsoleShell(QString id, ConsoleDoor& door, ConsoleHistory& history, QObject* parent = nullptr);

    const QString& id() const { return m_id; }
    virtual QString prompt() const = 0;
    void submit(const QString& line);
    // Waits for a reply that needs virtual time.
    bool busy() const { return m_waitingFor != 0; }
    void stop();
    void clear();
    const std::deque<ConsoleLine>& lines() const { return m_lines; }

    // Walk through what was typed; current is what stands in the field.
    QString older(const QString& current);
    QString newer();

    virtual Candidates complete(const QString& line) const = 0;
    // The form of the command that is being typed; empty if it is not known.
    virtual QString usage(const QString& line) const = 0;

  signals:
    void added(int lines);
    void cleared();
    void busyChanged(bool busy);
    void promptChanged();

  protected:
    // A line that is not empty and not too long. May answer at once or call().
    virtual void run(const QString& line) = 0;
    virtual void answered(const CallAnswer& answer) = 0;

    void call(const std::string& service, const std::string& operation, const kernel::Json& input);
    void print(ConsoleLine::Kind kind, const QString& text); // split at line ends, bounded
    void printNote(ConsoleNote note, qint64 argument = 0);
    void printSentence(const ErrorText* row); // nothing if null

  private:
    void add(ConsoleLine line);
    void wait(Ticket ticket);

    QString m_id;
    ConsoleDoor& m_door;
    ConsoleHistory& m_history;
    std::deque<ConsoleLine> m_lines;
    QStringList m_typed;
    int m_place = 0; // in m_typed; its size: the line being typed
    QString m_draft;
    Ticket m_waitingFor = 0;
    std::shared_ptr<int> m_alive; // answers that come after this object's end are dropped
};

class RedisShell final : public ConsoleShell {
    Q_OBJECT
  public:
    RedisShell(ConsoleDoor& door, ConsoleHistory& history, QObject* parent = nullptr);

    // Where it connects to: "shop", or "host:port".
    void setEndpoint(const QString& endpoint);
    QString endpoint() const { return m_endpoint; }
    QString prompt() const override;
    Candidates complete(const QString& line) const override;
    QString usage(const QString& line) const override;

  signals:
    void keyTyped(const QString& key); // in a command that names one

  protected:
    void run(const QString& line) override;
    void answered(const CallAnswer& answer) override;

  private:
    void send(const std::vector<std::string>& argv);
    bool redisCli(const std::vector<std::string>& words);

    QString m_endpoint;
    int m_db = 0;
    int m_wantedDb = -1; // of a SELECT on its way
    std::vector<std::string> m_keys; // names seen in what was typed, newest last
};

class AwsShell final : public ConsoleShell {
    Q_OBJECT
  public:
    AwsShell(ConsoleDoor& door, ConsoleHistory& history, const aws::ModelCatalog& catalog, QObject* parent = nullptr);

    QString prompt() const override { return QStringLiteral("$ "); }
    Candidates complete(const QString& line) const override;
    QString usage(const QString& line) const override;

  protected:
    void run(const QString& line) override;
    void answered(const CallAnswer& answer) override;

  private:
    void learn(const kernel::Json& value);

    const aws::ModelCatalog& m_catalog;
    std::unique_ptr<aws::Command> m_command;
    std::map<std::string, std::vector<std::string>> m_known; // member -> values seen in replies
};

} // namespace maylab::app
