#include "app/console/memcached_shell.h"

#include "app/console/memcached_forms.h"
#include "cache/engine/resp.h"

#include <algorithm>
#include <utility>

namespace maylab::app {

namespace {

constexpr std::size_t kMaxItemKeys = 100;
constexpr std::string_view kLineEnd = "\r\n";

bool isRefusal(std::string_view line) {
    return line.starts_with("ERROR") || line.starts_with("CLIENT_ERROR") || line.starts_with("SERVER_ERROR");
}

} // namespace

MemcachedShell::MemcachedShell(ConsoleDoor& door, ConsoleHistory& history, QObject* parent)
    : ConsoleShell(QStringLiteral("memcached"), door, history, parent) {}

// --- where to ---

QString MemcachedShell::prompt() const {
    if (m_collecting) {
        const std::size_t left = m_wanted - std::min(m_wanted, m_value.size());
        return QStringLiteral("%1 B> ").arg(left);
    }
    return m_endpoint + QStringLiteral("> ");
}

void MemcachedShell::setNodes(const QStringList& nodes) {
    m_nodes = nodes;
    if (!m_endpoint.isEmpty() || nodes.isEmpty()) return;
    m_endpoint = nodes.first();
    emit promptChanged();
}

void MemcachedShell::beginRun() {
    ConsoleShell::beginRun();
    m_connecting = m_collecting = false;
    m_nodes.clear();
    m_endpoint.clear();
    emit promptChanged();
}

// Lines that are the tab's own. True: this was one.
bool MemcachedShell::own(const QString& line) {
    const QStringList words = line.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    const QString first = words.value(0);
    if (first == QLatin1String("help")) {
        const MemcachedForm* form = memcachedFormOf(words.mid(1).join(QLatin1Char(' ')).toStdString());
        if (form == nullptr) printNote(ConsoleNote::HelpMemcached);
        else print(ConsoleLine::Kind::Output, toQString(form->form));
        return true;
    }
    if (first == QLatin1String("connect") || first == QLatin1String("telnet") || first == QLatin1String("nc")) {
        if (words.size() == 1) {
            for (const QString& node : m_nodes) print(ConsoleLine::Kind::Output, node);
            printNote(ConsoleNote::HelpMemcached);
            return true;
        }
        const QString host = words[1].section(QLatin1Char(':'), 0, 0), port = words.value(2, words[1].section(QLatin1Char(':'), 1, 1));
        connectTo(host, port.isEmpty() ? QStringLiteral("11211") : port);
        return true;
    }
    if (first == QLatin1String("aws") || first == QLatin1String("redis-cli")) {
        printNote(ConsoleNote::OnlyMemcached);
        return true;
    }
    return false;
}

void MemcachedShell::connectTo(const QString& host, const QString& port) {
    m_endpoint = host + QLatin1Char(':') + port;
    emit promptChanged();
    m_connecting = true;
    send("version"); // does anybody answer?
}

// --- a line ---

void MemcachedShell::run(const QString& line) {
    const std::string bytes = line.toStdString();
    if (m_collecting) return takeValue(bytes);
    if (own(line)) return;
    const std::string_view key = memcachedKeyIn(bytes);
    if (!key.empty()) {
        const std::string name(key);
        std::erase(m_keys, name);
        m_keys.push_back(name);
        if (m_keys.size() > kMaxItemKeys) m_keys.erase(m_keys.begin());
    }
    if (const auto value = memcachedValueAfter(bytes)) begin(bytes, *value);
    else send(bytes);
}

void MemcachedShell::begin(std::string command, std::size_t bytes) {
    if (bytes > kMostValueBytes) {
        printNote(ConsoleNote::DataTooLong, static_cast<qint64>(kMostValueBytes));
        return;
    }
    m_collecting = true;
    m_command = std::move(command);
    m_value.clear();
    m_wanted = bytes;
    printNote(ConsoleNote::DataBlock, static_cast<qint64>(bytes));
    emit promptChanged();
}

// The node reads the announced bytes and one line end more, whatever they are.
void MemcachedShell::takeValue(std::string_view line) {
    m_value += line;
    if (m_value.size() < m_wanted) {
        m_value += kLineEnd;
        printNote(ConsoleNote::DataBlockGoesOn, static_cast<qint64>(m_value.size()), static_cast<qint64>(m_wanted));
        emit promptChanged();
        return;
    }
    const std::string text = m_command + std::string(kLineEnd) + m_value + std::string(kLineEnd);
    endValue();
    send(text);
}

void MemcachedShell::endValue() {
    m_collecting = false;
    m_command.clear();
    m_value.clear();
    emit promptChanged();
}

bool MemcachedShell::stop() {
    if (m_collecting) {
        endValue();
        print(ConsoleLine::Kind::Output, QStringLiteral("^C"));
        printNote(ConsoleNote::DataDropped);
        return true;
    }
    return ConsoleShell::stop();
}

void MemcachedShell::send(const std::string& text) {
    call("elasticache", "memcached",
         {{"endpoint", m_endpoint.toStdString()}, {"text", cache::bytesToUtf8(text)}, {"connection", kConsoleConnection}});
}

void MemcachedShell::answered(const CallAnswer& a) {
    const bool connecting = std::exchange(m_connecting, false);
    if (!a.ok) {
        print(ConsoleLine::Kind::Error, QString::fromStdString(a.error.message));
        printSentence(findErrorText(a.error.code, a.error.message));
        return;
    }
    const auto reply = a.output.find("reply");
    const std::string bytes = reply != a.output.end() && reply->is_string() ? cache::utf8ToBytes(reply->get_ref<const std::string&>()) : std::string();
    if (connecting && !isRefusal(bytes)) {
        print(ConsoleLine::Kind::Output, QStringLiteral("Connected to %1.").arg(m_endpoint.section(QLatin1Char(':'), 0, 0)));
    } else {
        show(bytes);
    }
    if (a.output.value("closed", false)) {
        print(ConsoleLine::Kind::Output, QStringLiteral("Connection closed by foreign host."));
        printNote(ConsoleNote::Reconnects);
    }
}

// Refusals stand out; a value that only looks like one does not, for it stands behind its header.
void MemcachedShell::show(std::string_view reply) {
    if (!isRefusal(reply)) {
        print(ConsoleLine::Kind::Output, toQString(reply));
        return;
    }
    const std::string_view first = reply.substr(0, reply.find(kLineEnd));
    print(ConsoleLine::Kind::Error, toQString(reply));
    printSentence(findErrorText(first.substr(0, first.find(' ')), first));
}

// --- completion ---

ConsoleShell::Candidates MemcachedShell::complete(const QString& line) const {
    Candidates out;
    if (m_collecting) return out;
    out.from = static_cast<int>(line.lastIndexOf(QLatin1Char(' '))) + 1;
    const QString word = line.mid(out.from);
    const auto add = [&](const QString& candidate) {
        if (candidate.startsWith(word) && candidate != word && !out.words.contains(candidate)) out.words << candidate;
    };
    const QString before = line.left(out.from);
    const QString first = line.section(QLatin1Char(' '), 0, 0, QString::SectionSkipEmpty);
    if (out.from > 0 && (first == QLatin1String("connect") || first == QLatin1String("telnet") || first == QLatin1String("nc"))) {
        for (const QString& node : m_nodes) add(node.section(QLatin1Char(':'), 0, 0));
        return out;
    }
    // Names have up to three words: "config get cluster".
    for (const MemcachedForm& f : memcachedForms()) {
        const QString name = toQString(f.name);
        if (name.startsWith(before) && name != before.trimmed()) add(name.mid(before.size()).section(QLatin1Char(' '), 0, 0));
    }
    if (out.from == 0) {
        for (const char* ours : {"connect", "help"}) add(QString::fromLatin1(ours));
        out.words.sort();
        return out;
    }
    for (auto key = m_keys.rbegin(); key != m_keys.rend(); ++key) add(QString::fromStdString(*key));
    const QString product = QStringLiteral("product:");
    if (!word.isEmpty()) add(product);
    return out;
}

QString MemcachedShell::usage(const QString& line) const {
    if (m_collecting) return {};
    const MemcachedForm* form = memcachedFormOf(line.trimmed().toStdString());
    return form != nullptr ? toQString(form->form) : QString();
}

} // namespace maylab::app
