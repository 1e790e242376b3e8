#include "app/console/redis_shell.h"

#include "cache/engine/engine.h"
#include "cache/engine/resp.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace maylab::app {

namespace {

constexpr std::size_t kMaxKeys = 100, kMaxKeyLength = 200;

std::string upper(std::string_view word) {
    std::string out(word);
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return out;
}

bool isSubscribe(std::string_view name) { return name == "SUBSCRIBE" || name == "PSUBSCRIBE" || name == "SSUBSCRIBE"; }

std::optional<int> wholeNumber(std::string_view text) {
    int n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return n;
}

std::string bytesOf(const kernel::Json& output, const char* member) {
    const auto it = output.find(member);
    return it != output.end() && it->is_string() ? cache::utf8ToBytes(it->get_ref<const std::string&>()) : std::string();
}

} // namespace

RedisShell::RedisShell(ConsoleDoor& door, ConsoleHistory& history, QObject* parent)
    : ConsoleShell(QStringLiteral("redis"), door, history, parent), m_endpoint(QStringLiteral("shop")) {
    m_readTimer.setSingleShot(true);
    m_readTimer.setInterval(kReadEveryMilliseconds);
    connect(&m_readTimer, &QTimer::timeout, this, &RedisShell::read);
}

// --- where to ---

QString RedisShell::prompt() const {
    QString text = m_endpoint.contains(QLatin1Char(':')) ? m_endpoint : m_endpoint + QStringLiteral(":6379");
    if (m_db != 0) text += QStringLiteral("[%1]").arg(m_db);
    if (m_transaction) text += QStringLiteral("(TX)");
    return text + QStringLiteral("> ");
}

void RedisShell::connectTo(const QString& endpoint) {
    m_endpoint = endpoint;
    m_db = 0;
    m_transaction = false;
    emit promptChanged();
}

void RedisShell::setHosts(const QStringList& hosts) {
    if (hosts == m_hosts) return;
    m_hosts = hosts;
    if (!m_chosen && !hosts.isEmpty() && !hosts.contains(m_endpoint)) connectTo(hosts.first());
}

void RedisShell::beginRun() {
    ConsoleShell::beginRun();
    m_requests.clear();
    m_asked.reset();
    endReading();
    m_hosts.clear();
    m_chosen = m_cluster = m_open = false;
    connectTo(QStringLiteral("shop"));
}

// "redis-cli [options] [command]": as a new redis-cli would, this one connects elsewhere.
bool RedisShell::redisCli(const std::vector<std::string>& words) {
    if (words[0] != "redis-cli") return false;
    QString host, port = QStringLiteral("6379");
    bool cluster = false;
    std::vector<Request> first; // what it sends by itself
    std::size_t i = 1;
    for (; i < words.size() && words[i].starts_with('-'); ++i) {
        const bool hasValue = i + 1 < words.size();
        if (words[i] == "-c") {
            cluster = true;
        } else if (words[i] == "-h" && hasValue) {
            host = QString::fromStdString(words[++i]);
        } else if (words[i] == "-p" && hasValue) {
            port = QString::fromStdString(words[++i]);
        } else if (words[i] == "-n" && hasValue) {
            first.push_back({{"SELECT", words[++i]}, true});
        } else if (words[i] == "-a" && hasValue) {
            first.insert(first.begin(), {{"AUTH", words[++i]}, true});
        } else {
            print(ConsoleLine::Kind::Error, QStringLiteral("Unrecognized option or bad number of args for: '%1'").arg(QString::fromStdString(words[i])));
            return true;
        }
    }
    hangUp();
    m_cluster = cluster;
    if (host.isEmpty()) printNote(ConsoleNote::StaysConnected);
    else m_chosen = true;
    connectTo(host.isEmpty() ? m_endpoint : host + QLatin1Char(':') + port);
    for (Request& r : first) m_requests.push_back(std::move(r));
    const std::vector<std::string> command(words.begin() + static_cast<std::ptrdiff_t>(i), words.end());
    // Whether anybody answers is told at once.
    m_requests.push_back(command.empty() ? Request{{"PING"}, true} : Request{command});
    askNext();
    return true;
}

// --- a line ---

void RedisShell::run(const QString& line) {
    const auto words = cache::splitLine(line.toStdString());
    if (!words) {
        print(ConsoleLine::Kind::Output, QStringLiteral("Invalid argument(s)"));
        return;
    }
    if (words->empty()) return;
    const std::string& first = words->front();
    if (first == "help") return help(*words);
    if (first == "aws") {
        printNote(ConsoleNote::OnlyRedisCli);
        return;
    }
    if (redisCli(*words)) return;
    noteKey(*words);
    ask({*words});
}

void RedisShell::help(const std::vector<std::string>& words) {
    std::string name = words.size() > 1 ? words[1] : std::string();
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const std::string_view form = name.empty() ? std::string_view() : cache::commandUsage(name);
    if (form.empty()) printNote(ConsoleNote::HelpRedis);
    else print(ConsoleLine::Kind::Output, toQString(form));
}

void RedisShell::noteKey(const std::vector<std::string>& words) {
    if (words.size() < 2 || words[1].size() > kMaxKeyLength) return;
    std::erase(m_keys, words[1]);
    m_keys.push_back(words[1]);
    if (m_keys.size() > kMaxKeys) m_keys.erase(m_keys.begin());
    // "GET key": other commands have a name of a channel, a script or a setting there.
    const std::string_view form = cache::commandUsage(words[0]);
    if (const std::size_t space = form.find(' '); space != form.npos && form.substr(space + 1, 3) == "key") {
        emit keyTyped(QString::fromStdString(m_keys.back()));
    }
}

void RedisShell::ask(Request request) {
    m_requests.push_back(std::move(request));
    askNext();
}

void RedisShell::askNext() {
    if (m_requests.empty()) return;
    m_asked = std::move(m_requests.front());
    m_requests.pop_front();
    if (isSubscribe(upper(m_asked->argv[0]))) {
        print(ConsoleLine::Kind::Output, QStringLiteral("Reading messages... (press Ctrl-C to quit)"));
    }
    kernel::Json words = kernel::Json::array();
    for (const std::string& w : m_asked->argv) words.push_back(cache::bytesToUtf8(w));
    kernel::Json input{{"endpoint", m_endpoint.toStdString()}, {"argv", std::move(words)}, {"connection", kConsoleConnection}};
    if (m_cluster) input["cluster"] = true;
    m_open = true;
    call("elasticache", "redis", input);
}

void RedisShell::answered(const CallAnswer& a) {
    const Request asked = m_asked.value_or(Request());
    m_asked.reset();
    if (!a.ok) {
        m_requests.clear();
        print(ConsoleLine::Kind::Error, QString::fromStdString(a.error.message));
        printSentence(findErrorText(a.error.code, a.error.message));
        return;
    }
    follow(a);
    // What was published to this connection since it last spoke.
    print(ConsoleLine::Kind::Output, QString::fromStdString(cache::formatReplies(bytesOf(a.output, "pushed"))));
    const std::string bytes = bytesOf(a.output, "reply");
    const auto value = cache::parseReply(bytes);
    const bool isError = value && value->kind == cache::RespValue::Kind::Error;
    if (isError || !asked.quiet) {
        print(isError ? ConsoleLine::Kind::Error : ConsoleLine::Kind::Output, QString::fromStdString(cache::formatReplies(bytes)));
    }
    const std::string name = asked.argv.empty() ? std::string() : upper(asked.argv[0]);
    const bool queued = value && value->kind == cache::RespValue::Kind::Simple && value->text == "QUEUED";
    if (isError) {
        printSentence(findRedisErrorText(value->text));
        // An EXEC that is refused ends the transaction too; another command that is refused does not.
        if (name == "EXEC" && m_transaction) m_transaction = false, emit promptChanged();
    } else if (value && !queued) {
        const bool transaction = name == "MULTI" || (m_transaction && name != "EXEC" && name != "DISCARD" && name != "RESET");
        const int db = name == "RESET" ? 0 : name == "SELECT" && asked.argv.size() == 2 ? wholeNumber(asked.argv[1]).value_or(m_db) : m_db;
        if (transaction != m_transaction || db != m_db) {
            m_transaction = transaction;
            m_db = db;
            emit promptChanged();
        }
        if (isSubscribe(name) || name == "MONITOR") {
            m_requests.clear();
            m_reading = true;
            m_read.reset();
            printNote(ConsoleNote::Reading);
            read();
            return;
        }
    }
    askNext();
}

// redis-cli -c says where it was sent, and stays there.
void RedisShell::follow(const CallAnswer& a) {
    const auto redirects = a.output.find("redirects"), endpoint = a.output.find("endpoint");
    if (redirects != a.output.end() && redirects->is_array()) {
        for (const auto& line : *redirects) {
            if (line.is_string()) print(ConsoleLine::Kind::Output, QString::fromStdString(line.get_ref<const std::string&>()));
        }
    }
    if (endpoint != a.output.end() && endpoint->is_string()) connectTo(QString::fromStdString(endpoint->get_ref<const std::string&>()));
}

// --- reading ---

void RedisShell::read() {
    if (!m_reading) return;
    kernel::Json input{{"connection", kConsoleConnection}};
    if (m_read) input["after"] = *m_read;
    peek("elasticache", "redis-messages", input, [this](const CallAnswer& a) { readMore(a); });
}

void RedisShell::readMore(const CallAnswer& a) {
    if (!m_reading) return; // stopped meanwhile
    if (a.ok) {
        const std::uint64_t from = a.output.value("from", std::uint64_t(0));
        if (m_read && from > *m_read) printNote(ConsoleNote::MessagesDropped, static_cast<qint64>(from - *m_read));
        m_read = a.output.value("next", from);
        print(ConsoleLine::Kind::Output, QString::fromStdString(cache::formatReplies(bytesOf(a.output, "messages"))), kMaxReadLines);
        if (a.output.value("open", false)) {
            m_readTimer.start();
            return;
        }
    }
    // The node stopped, or the server hung up.
    endReading();
    print(ConsoleLine::Kind::Error, QStringLiteral("Error: Server closed the connection"));
    printSentence(findErrorText("ConnectionClosed", {}));
}

void RedisShell::endReading() {
    m_readTimer.stop();
    if (!m_reading) return;
    m_reading = false;
    emit busyChanged(busy());
}

bool RedisShell::stop() {
    if (m_reading) {
        endReading();
        print(ConsoleLine::Kind::Output, QStringLiteral("^C"));
        printNote(ConsoleNote::ReadingLeft);
    } else if (!ConsoleShell::stop()) {
        return false;
    }
    hangUp();
    return true;
}

void RedisShell::hangUp() {
    m_requests.clear();
    m_asked.reset();
    if (std::exchange(m_open, false)) send("elasticache", "redis-close", {{"connection", kConsoleConnection}});
    if (m_db == 0 && !m_transaction) return;
    m_db = 0;
    m_transaction = false;
    emit promptChanged();
}

// --- completion ---

ConsoleShell::Candidates RedisShell::complete(const QString& line) const {
    Candidates out;
    const int space = static_cast<int>(line.lastIndexOf(QLatin1Char(' ')));
    out.from = space + 1;
    const QString word = line.mid(out.from);
    if (space < 0) {
        const QString lower = word.toLower();
        const bool capital = word == word.toUpper();
        for (const std::string_view name : cache::commandNames()) {
            const QString n = toQString(name);
            if (n.contains(QLatin1Char('|')) || !n.startsWith(lower)) continue;
            out.words << (capital ? n.toUpper() : n);
        }
        if (QStringLiteral("redis-cli").startsWith(word) && !word.isEmpty()) out.words << QStringLiteral("redis-cli");
        return out;
    }
    const QString first = line.section(QLatin1Char(' '), 0, 0, QString::SectionSkipEmpty).toLower();
    if (first == QLatin1String("redis-cli") && line.left(out.from).trimmed().endsWith(QLatin1String(" -h"))) {
        for (const QString& host : m_hosts) {
            if (host.startsWith(word)) out.words << host;
        }
        return out;
    }
    // A sub-command ("CONFIG GET"), then names of keys that were typed before.
    if (line.trimmed().count(QLatin1Char(' ')) <= 1 && line.count(QLatin1Char(' ')) == 1) {
        for (const std::string_view name : cache::commandNames()) {
            const QString n = toQString(name);
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
    if (first == QLatin1String("redis-cli")) return QStringLiteral("[-h host] [-p port] [-c] [-n db] [-a password] [command]");
    const QString second = line.section(QLatin1Char(' '), 1, 1, QString::SectionSkipEmpty).toLower();
    std::string_view form = cache::commandUsage((first + QLatin1Char('|') + second).toStdString());
    if (form.empty()) form = cache::commandUsage(first.toStdString());
    return toQString(form);
}

} // namespace maylab::app
