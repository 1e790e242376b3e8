// What a service answered to a form's call, below the controls: the few short members that a learner needs next, such as
// the id of a query that has begun. Larger replies are read in the console.
#pragma once

#include "app/shell/widgets/cards.h"
#include "kernel/doors.h"

#include <QLineEdit>

#include <vector>

namespace maylab::app {

class ReplyCard : public Card {
    Q_OBJECT
  public:
    static constexpr std::size_t kMostMembers = 3;
    static constexpr int kLongest = 200; // characters of a value

    ReplyCard(const UiContext& ui, QWidget* parent = nullptr);

    // Shown when `output` has one to kMostMembers members, each a short text or a number; hidden by anything else.
    void setReply(const kernel::Json& output);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    struct Row {
        QWidget* box;
        Label* name;
        QLineEdit* value;
        IconButton* copy;
    };
    void retranslate();

    Label* m_title;
    std::vector<Row> m_rows;
};

} // namespace maylab::app
