// Tab "aws": lines of the AWS CLI, parsed and shown by its rules, and "lab ..." for what is ours.
#pragma once

#include "app/console/console_shell.h"
#include "aws/cli.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace maylab::app {

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
