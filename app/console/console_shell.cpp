#include "app/console/console_shell.h"

#include <algorithm>

namespace maylab::app {

ConsoleShell::ConsoleShell(QString id, ConsoleDoor& door, ConsoleHistory& history, QObject* parent)
    : QObject(parent), m_id(std::move(id)), m_door(door), m_history(history), m_typed(history.load(m_id)),
      m_place(static_cast<int>(m_typed.size())), m_alive(std::make_shared<int>(0)) {}

void ConsoleShell::add(ConsoleLine line) {
    m_lines.push_back(std::move(line));
    if (static_cast<int>(m_lines.size()) > kMaxLines) {
        m_lines.pop_front();
        ConsoleLine& first = m_lines.front();
        first = ConsoleLine();
        first.kind = ConsoleLine::Kind::Note;
        first.note = ConsoleNote::Older;
    }
}

void ConsoleShell::print(ConsoleLine::Kind kind, const QString& text, qsizetype most) {
    if (text.isEmpty()) return;
    QStringList lines = text.split(QLatin1Char('\n'));
    if (lines.size() > 1 && lines.last().isEmpty()) lines.removeLast();
    const qsizetype shown = std::min(lines.size(), most);
    for (qsizetype i = 0; i < shown; ++i) {
        ConsoleLine line;
        line.kind = kind;
        line.text = lines[i];
        if (line.text.endsWith(QLatin1Char('\r'))) line.text.chop(1);
        if (line.text.size() > kMaxLineLength) line.text = line.text.left(kMaxLineLength) + QChar(0x2026);
        add(std::move(line));
    }
    emit added(static_cast<int>(shown));
    if (lines.size() > shown) printNote(ConsoleNote::MoreLines, lines.size() - shown);
}

void ConsoleShell::printNote(ConsoleNote note, qint64 argument, qint64 second) {
    ConsoleLine line;
    line.kind = ConsoleLine::Kind::Note;
    line.note = note;
    line.argument = argument;
    line.second = second;
    add(std::move(line));
    emit added(1);
}

void ConsoleShell::printSentence(const ErrorText* row) {
    if (row == nullptr) return;
    ConsoleLine line;
    line.kind = ConsoleLine::Kind::Sentence;
    line.sentence = row;
    add(std::move(line));
    emit added(1);
}

void ConsoleShell::submit(const QString& typed) {
    if (busy()) return; // as a terminal: the command before has not come back
    if (typed.size() > kMaxInput) {
        printNote(ConsoleNote::TooLong, kMaxInput);
        return;
    }
    // A pasted text is one line: what is left of line ends would be another command.
    QString line = typed;
    line.replace(QLatin1Char('\n'), QLatin1Char(' ')).replace(QLatin1Char('\r'), QLatin1Char(' '));
    ConsoleLine echo;
    echo.kind = ConsoleLine::Kind::Input;
    echo.prompt = prompt();
    echo.text = line.size() > kMaxLineLength ? line.left(kMaxLineLength) + QChar(0x2026) : line;
    add(std::move(echo));
    emit added(1);
    if (wantsText()) {
        run(line);
        return;
    }
    const QString trimmed = line.trimmed();
    if (!trimmed.isEmpty()) {
        m_typed.removeAll(trimmed);
        m_typed.append(trimmed);
        while (m_typed.size() > ConsoleHistory::kMaxLines) m_typed.removeFirst();
        m_history.append(m_id, trimmed);
    }
    m_place = static_cast<int>(m_typed.size());
    m_draft.clear();
    if (trimmed.isEmpty()) return;
    if (trimmed == QLatin1String("clear")) {
        clear();
        return;
    }
    run(line);
}

void ConsoleShell::call(const std::string& service, const std::string& operation, const kernel::Json& input) {
    // The answer may come later than this shell lives, and may come while call() is still running.
    const std::weak_ptr<int> alive = m_alive;
    m_waitingFor = ~Ticket(0);
    emit busyChanged(true);
    bool finished = false;
    bool* finishedHere = &finished;
    auto inCall = std::make_shared<bool>(true);
    const Ticket ticket = m_door.call(service, operation, input, [this, alive, inCall, finishedHere](const CallAnswer& a) {
        if (alive.expired()) return;
        if (a.pending) {
            printNote(ConsoleNote::Waiting);
            return;
        }
        if (m_waitingFor == 0) return; // stopped meanwhile
        if (*inCall) *finishedHere = true;
        m_waitingFor = 0;
        answered(a);
        if (m_waitingFor == 0) emit busyChanged(busy());
    });
    *inCall = false;
    if (!finished) m_waitingFor = ticket;
}

void ConsoleShell::send(const std::string& service, const std::string& operation, const kernel::Json& input) {
    m_door.call(service, operation, input, [](const CallAnswer&) {});
}

void ConsoleShell::peek(const std::string& service, const std::string& operation, const kernel::Json& input,
                        ConsoleDoor::Done done) {
    const std::weak_ptr<int> alive = m_alive;
    m_door.peek(service, operation, input, [alive, done = std::move(done)](const CallAnswer& a) {
        if (!alive.expired()) done(a);
    });
}

bool ConsoleShell::stop() {
    if (m_waitingFor == 0) return false;
    endWait();
    print(ConsoleLine::Kind::Output, QStringLiteral("^C"));
    printNote(ConsoleNote::Stopped);
    return true;
}

void ConsoleShell::endWait() {
    if (m_waitingFor == 0) return;
    m_door.forget(m_waitingFor);
    m_waitingFor = 0;
    emit busyChanged(busy());
}

void ConsoleShell::beginRun() { endWait(); }

void ConsoleShell::clear() {
    m_lines.clear();
    emit cleared();
}

QString ConsoleShell::older(const QString& current) {
    if (m_typed.isEmpty() || m_place == 0) return m_typed.isEmpty() ? current : m_typed.first();
    if (m_place == m_typed.size()) m_draft = current;
    return m_typed[--m_place];
}

QString ConsoleShell::newer() {
    if (m_place >= m_typed.size()) return m_draft;
    return ++m_place == m_typed.size() ? m_draft : m_typed[m_place];
}

} // namespace maylab::app
