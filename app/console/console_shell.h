// What the console does, without its looks: a line goes in, a command goes through the door, lines come out as the
// real tool prints them. One shell per tab. Everything is bounded: the length of a line that is taken, the lines of
// one reply that are shown, the lines that are kept.
//
// Notes and sentences are kept by id and put into words when they are shown, so that they follow the language.
// The shells: redis_shell.h, memcached_shell.h, aws_shell.h.
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

#include "app/console/console_door.h"
#include "app/console/console_notes.h"
#include "app/console/error_texts.h"

#include <deque>
#include <memory>

namespace maylab::app {

inline constexpr const char* kConsoleConnection = "console"; // its name at the doors of caches

inline QString toQString(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

struct ConsoleLine {
    enum class Kind : std::uint8_t { Input, Output, Error, Sentence, Note };
    Kind kind = Kind::Output;
    QString prompt; // Input
    QString text;   // Input, Output, Error
    const ErrorText* sentence = nullptr;
    ConsoleNote note = ConsoleNote::None;
    qint64 argument = 0, second = 0; // of the note
};

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
    // No line is taken: a reply needs virtual time, or the tool reads until it is stopped.
    virtual bool busy() const { return m_waitingFor != 0; }
    // Ctrl+C. False: there was nothing to stop.
    virtual bool stop();
    // Another world from now on: what was asked of the one before will not be answered.
    virtual void beginRun();
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
    // The next line is a value, not a command: taken as it is, also when it is empty, and not remembered.
    virtual bool wantsText() const { return false; }

    bool waits() const { return m_waitingFor != 0; }
    void call(const std::string& service, const std::string& operation, const kernel::Json& input);
    // Without waiting for what comes of it.
    void send(const std::string& service, const std::string& operation, const kernel::Json& input);
    void peek(const std::string& service, const std::string& operation, const kernel::Json& input, ConsoleDoor::Done done);
    void print(ConsoleLine::Kind kind, const QString& text, qsizetype most = kMaxReplyLines); // split at line ends
    void printNote(ConsoleNote note, qint64 argument = 0, qint64 second = 0);
    void printSentence(const ErrorText* row); // nothing if null

  private:
    void add(ConsoleLine line);
    void endWait();

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

} // namespace maylab::app
