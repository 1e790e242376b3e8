#include "app/console/console_shell.h"

#include "cache/engine/engine.h"
#include "cache/engine/resp.h"

#include <QCoreApplication>

#include <algorithm>
#include <charconv>

namespace maylab::app {

QString noteText(ConsoleNote note, qint64 argument) {
    const auto text = [](const char* source) { return QCoreApplication::translate("ConsoleNotes", source); };
    switch (note) {
    case ConsoleNote::None: return {};
    case ConsoleNote::TooLong:
        return text(QT_TRANSLATE_NOOP("ConsoleNotes", "This line is longer than %1 characters and was not sent."))
            .arg(argument);
    case ConsoleNote::MoreLines:
        return text(QT_TRANSLATE_NOOP("ConsoleNotes", "%1 more lines are not shown.")).arg(argument);
    case ConsoleNote::Waiting:
        return text(QT_TRANSLATE_NOOP("ConsoleNotes",
                                      "The reply needs virtual time to pass. Let the clock run, skip the wait, or stop."));
    case ConsoleNote::Stopped: return text(QT_TRANSLATE_NOOP("ConsoleNotes", "Stopped waiting."));
    case ConsoleNote::OnlyAws:
        return text(QT_TRANSLATE_NOOP("ConsoleNotes", "This tab runs aws commands: aws elasticache describe-cache-clusters"));
    case ConsoleNote::OnlyRedisCli:
        return text(QT_TRANSLATE_NOOP("ConsoleNotes", "This tab is a redis-cli on the application's host already. aws commands belong in the other tab."));
    case ConsoleNote::HelpRedis:
        return text(QT_TRANSLATE_NOOP("ConsoleNotes", "Type a Redis command. Tab completes, Up brings back what was typed, help GET shows a command's form, clear empties the window."));
    case ConsoleNote::HelpAws:
        return text(QT_TRANSLATE_NOOP("ConsoleNotes", "Type an aws command. Tab completes services, operations and options, Up brings back what was typed, clear empties the window."));
    case ConsoleNote::Older:
        return text(QT_TRANSLATE_NOOP("ConsoleNotes", "Older lines are not kept."));
    }
    return {};
}

// ------------------------------------------------------------------------------------------------ ConsoleShell

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

void ConsoleShell::print(ConsoleLine::Kind kind, const QString& text) {
    if (text.isEmpty()) return;
    QStringList lines = text.split(QLatin1Char('\n'));
    if (lines.size() > 1 && lines.last().isEmpty()) lines.removeLast();
    const qsizetype shown = std::min<qsizetype>(lines.size(), kMaxReplyLines);
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

void ConsoleShell::printNote(ConsoleNote note, qint64 argument) {
    ConsoleLine line;
    line.kind = ConsoleLine::Kind::Note;
    line.note = note;
    line.argument = argument;
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
        if (m_waitingFor == 0) emit busyChanged(false);
    });
    *inCall = false;
    if (!finished) m_waitingFor = ticket;
}

void ConsoleShell::stop() {
    if (!busy()) return;
    m_door.forget(m_waitingFor);
    m_waitingFor = 0;
    print(ConsoleLine::Kind::Output, QStringLiteral("^C"));
    printNote(ConsoleNote::Stopped);
    emit busyChanged(false);
}

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

// ------------------------------------------------------------------------------------------------ RedisShell

RedisShell::RedisShell(ConsoleDoor& door, ConsoleHistory& history, QObject* parent)
    : ConsoleShell(QStringLiteral("redis"), door, history, parent), m_endpoint(QStringLiteral("shop")) {}

void RedisShell::setEndpoint(const QString& endpoint) {
    if (endpoint == m_endpoint || endpoint.isEmpty()) return;
    m_endpoint = endpoint;
    m_db = 0;
    emit promptChanged();
}

QString RedisShell::prompt() const {
    const QString host = m_endpoint.contains(QLatin1Char(':')) ? m_endpoint : m_endpoint + QStringLiteral(":6379");
    return m_db == 0 ? host + QStringLiteral("> ") : QStringLiteral("%1[%2]> ").arg(host).arg(m_db);
}

// "redis-cli -h host -p port [command]" typed here connects elsewhere, as a new redis-cli would.
bool RedisShell::redisCli(const std::vector<std::string>& words) {
    if (words.empty() || words[0] != "redis-cli") return false;
    QString host = QStringLiteral("127.0.0.1"), port = QStringLiteral("6379");
    std::size_t i = 1;
    for (; i + 1 < words.size(); i += 2) {
        if (words[i] == "-h") host = QString::fromStdString(words[i + 1]);
        else if (words[i] == "-p") port = QString::fromStdString(words[i + 1]);
        else break;
    }
    setEndpoint(host + QLatin1Char(':') + port);
    const std::vector<std::string> command(words.begin() + static_cast<std::ptrdiff_t>(std::min(i, words.size())),
                                           words.end());
    send(command.empty() ? std::vector<std::string>{"PING"} : command);
    return true;
}

void RedisShell::run(const QString& line) {
    const auto words = cache::splitLine(line.toStdString());
    if (!words) {
        print(ConsoleLine::Kind::Output, QStringLiteral("Invalid argument(s)"));
        return;
    }
    if (words->empty()) return;
    const std::string& first = words->front();
    if (first == "help") {
        if (words->size() == 1) {
            printNote(ConsoleNote::HelpRedis);
            return;
        }
        std::string name = (*words)[1];
        std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
        const std::string_view form = cache::commandUsage(name);
        print(ConsoleLine::Kind::Output, form.empty() ? QString() : QString::fromUtf8(form.data(), static_cast<qsizetype>(form.size())));
        if (form.empty()) printNote(ConsoleNote::HelpRedis);
        return;
    }
    if (first == "aws") {
        printNote(ConsoleNote::OnlyRedisCli);
        return;
    }
    if (redisCli(*words)) return;
    if (words->size() > 1 && (*words)[1].size() <= 200) {
        std::erase(m_keys, (*words)[1]);
        m_keys.push_back((*words)[1]);
        if (m_keys.size() > 100) m_keys.erase(m_keys.begin());
        // "GET key": other commands have a name of a channel, a script or a setting there.
        const std::string_view form = cache::commandUsage(first);
        if (const std::size_t space = form.find(' '); space != form.npos && form.substr(space + 1, 3) == "key") {
            emit keyTyped(QString::fromStdString(m_keys.back()));
        }
    }
    send(*words);
}

void RedisShell::send(const std::vector<std::string>& argv) {
    m_wantedDb = -1;
    std::string name = argv[0];
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::toupper(c); });
    if (name == "SELECT" && argv.size() == 2) {
        int db = -1;
        const auto [end, error] = std::from_chars(argv[1].data(), argv[1].data() + argv[1].size(), db);
        if (error == std::errc() && end == argv[1].data() + argv[1].size()) m_wantedDb = db;
    }
    kernel::Json words = kernel::Json::array();
    for (const std::string& w : argv) words.push_back(cache::bytesToUtf8(w));
    call("elasticache", "redis", {{"endpoint", m_endpoint.toStdString()}, {"argv", std::move(words)}, {"connection", "console"}});
}

void RedisShell::answered(const CallAnswer& a) {
    if (!a.ok) {
        print(ConsoleLine::Kind::Error, QString::fromStdString(a.error.message));
        printSentence(findErrorText(a.error.code, a.error.message));
        return;
    }
    // What was published to this connection since it last spoke.
    if (const auto pushed = a.output.find("pushed"); pushed != a.output.end() && pushed->is_string())
        print(ConsoleLine::Kind::Output, QString::fromStdString(cache::formatReplies(cache::utf8ToBytes(pushed->get<std::string>()))));
    const auto reply = a.output.find("reply");
    const std::string bytes =
        cache::utf8ToBytes(reply != a.output.end() && reply->is_string() ? reply->get<std::string>() : std::string());
    const auto value = cache::parseReply(bytes);
    const bool isError = value && value->kind == cache::RespValue::Kind::Error;
    print(isError ? ConsoleLine::Kind::Error : ConsoleLine::Kind::Output,
          QString::fromStdString(cache::formatReplies(bytes)));
    if (isError) {
        printSentence(findRedisErrorText(value->text));
    } else if (m_wantedDb >= 0 && value && value->kind == cache::RespValue::Kind::Simple) {
        m_db = m_wantedDb;
        emit promptChanged();
    }
}

ConsoleShell::Candidates RedisShell::complete(const QString& line) const {
    Candidates out;
    const int space = static_cast<int>(line.lastIndexOf(QLatin1Char(' ')));
    out.from = space + 1;
    const QString word = line.mid(out.from);
    if (space < 0) {
        const QString lower = word.toLower();
        const bool capital = word == word.toUpper();
        for (const std::string_view name : cache::commandNames()) {
            const QString n = QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
            if (n.contains(QLatin1Char('|')) || !n.startsWith(lower)) continue;
            out.words << (capital ? n.toUpper() : n);
        }
        return out;
    }
    // A sub-command ("CONFIG GET"), then names of keys that were typed before.
    const QString first = line.section(QLatin1Char(' '), 0, 0, QString::SectionSkipEmpty).toLower();
    if (line.trimmed().count(QLatin1Char(' ')) <= 1 && line.count(QLatin1Char(' ')) == 1) {
        for (const std::string_view name : cache::commandNames()) {
            const QString n = QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
            if (!n.startsWith(first + QLatin1Char('|'))) continue;
            const QString sub = n.mid(first.size() + 1);
            if (sub.startsWith(word.toLower())) out.words << (word == word.toUpper() ? sub.toUpper() : sub);
        }
    }
    for (auto key = m_keys.rbegin(); key != m_keys.rend(); ++key) {
        const QString k = QString::fromStdString(*key);
        if (k.startsWith(word) && k != word && !k.contains(QLatin1Char(' ')) && !out.words.contains(k)) out.words << k;
    }
    const QString product = QStringLiteral("product:");
    if (product.startsWith(word) && word != product && !word.isEmpty()) out.words << product;
    return out;
}

QString RedisShell::usage(const QString& line) const {
    const QString first = line.section(QLatin1Char(' '), 0, 0, QString::SectionSkipEmpty).toLower();
    if (first.isEmpty()) return {};
    const QString second = line.section(QLatin1Char(' '), 1, 1, QString::SectionSkipEmpty).toLower();
    std::string_view form = cache::commandUsage((first + QLatin1Char('|') + second).toStdString());
    if (form.empty()) form = cache::commandUsage(first.toStdString());
    return QString::fromUtf8(form.data(), static_cast<qsizetype>(form.size()));
}

// ------------------------------------------------------------------------------------------------ AwsShell

AwsShell::AwsShell(ConsoleDoor& door, ConsoleHistory& history, const aws::ModelCatalog& catalog, QObject* parent)
    : ConsoleShell(QStringLiteral("aws"), door, history, parent), m_catalog(catalog) {}

namespace {

// Our own service is no part of the aws tool: "lab set-traffic ..." stands for itself, as the forms show it.
constexpr std::string_view kAws = "aws ";
bool isLabLine(std::string_view line) {
    return line.starts_with("lab") && (line.size() == 3 || line[3] == ' ');
}

} // namespace

void AwsShell::run(const QString& line) {
    std::string text = line.trimmed().toStdString();
    if (isLabLine(text)) text.insert(0, kAws);
    const std::string first = text.substr(0, text.find(' '));
    if (first == "help") {
        printNote(ConsoleNote::HelpAws);
        return;
    }
    if (first != "aws") {
        print(ConsoleLine::Kind::Error, QString::fromStdString(first) + QStringLiteral(": command not found"));
        printNote(ConsoleNote::OnlyAws);
        return;
    }
    auto command = aws::parseCommandLine(text, m_catalog);
    if (!command) {
        print(ConsoleLine::Kind::Error, QString::fromStdString(command.error().text));
        return;
    }
    if (!command->help.empty()) {
        print(ConsoleLine::Kind::Output, QString::fromStdString(command->help));
        return;
    }
    m_command = std::make_unique<aws::Command>(std::move(*command));
    call(m_command->service, m_command->operation, m_command->input);
}

void AwsShell::answered(const CallAnswer& a) {
    if (!a.ok) {
        print(ConsoleLine::Kind::Error, QString::fromStdString(aws::renderError(a.operation, a.error)).trimmed());
        printSentence(findErrorText(a.error.code, a.error.message));
        return;
    }
    learn(a.output);
    const auto text = aws::renderOutput(*m_command, a.output);
    if (text) {
        print(ConsoleLine::Kind::Output, QString::fromStdString(*text));
    } else {
        print(ConsoleLine::Kind::Error, QString::fromStdString(text.error().text));
    }
}

// Ids and names in replies become candidates for the options of the same name.
void AwsShell::learn(const kernel::Json& value) {
    constexpr std::size_t kMaxPerMember = 50;
    if (value.is_array()) {
        for (const auto& v : value) learn(v);
        return;
    }
    if (!value.is_object()) return;
    for (const auto& [name, v] : value.items()) {
        if (!v.is_string()) {
            learn(v);
            continue;
        }
        const bool isName = name.size() > 2 && (name.ends_with("Id") || name.ends_with("Name") || name.ends_with("ARN"));
        std::string s = v.get<std::string>();
        if (!isName || s.empty() || s.size() > 200) continue;
        auto& known = m_known[name];
        std::erase(known, s);
        known.push_back(std::move(s));
        if (known.size() > kMaxPerMember) known.erase(known.begin());
    }
}

ConsoleShell::Candidates AwsShell::complete(const QString& line) const {
    std::string text = line.toStdString();
    const bool lab = isLabLine(text);
    if (lab) text.insert(0, kAws);
    const aws::Completion c = aws::complete(text, m_catalog, [this](const aws::OperationModel&, std::string_view member) {
        const auto it = m_known.find(std::string(member));
        return it == m_known.end() ? std::vector<std::string>() : it->second;
    });
    Candidates out;
    out.from = std::max(0, static_cast<int>(QString::fromStdString(text.substr(0, c.replaceFrom)).size()) -
                               (lab ? static_cast<int>(kAws.size()) : 0));
    for (const std::string& s : c.candidates) out.words << QString::fromStdString(s);
    return out;
}

QString AwsShell::usage(const QString& line) const {
    QStringList words = line.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    if (!words.isEmpty() && words[0] == QLatin1String("lab")) words.prepend(QStringLiteral("aws"));
    if (words.size() < 3 || words[0] != QLatin1String("aws")) return {};
    const aws::OperationModel* model = m_catalog.findCommand(words[1].toStdString(), words[2].toStdString());
    if (model == nullptr || model->input == nullptr) return {};
    QStringList needed;
    for (const aws::MemberShape& m : model->input->members) {
        if (m.required) needed << QStringLiteral("--") + QString::fromStdString(aws::kebabCase(m.name));
    }
    return needed.join(QLatin1Char(' '));
}

} // namespace maylab::app
