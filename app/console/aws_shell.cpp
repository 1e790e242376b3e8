#include "app/console/aws_shell.h"

#include <algorithm>

namespace maylab::app {

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
