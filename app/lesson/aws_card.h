// The card *On real AWS*: closed by default, six fixed lines, console paths with the date they were checked.
#pragma once

#include "app/lesson/lesson_words.h"
#include "app/shell/widgets/cards.h"

namespace maylab::app {

class AwsCard : public Card {
    Q_OBJECT
  public:
    AwsCard(const LessonWords& words, const labs::Step& step, const labs::ConsolePaths& paths,
            QWidget* parent = nullptr);
    bool isOpen() const { return m_open; }

  signals:
    void toggled(bool open);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void retranslate();
    const LessonWords& m_words;
    const labs::Step& m_step;
    const labs::ConsolePaths& m_paths;
    bool m_open = false;
    Button* m_head;
    QWidget* m_body;
    std::vector<std::pair<Label*, TextBlock*>> m_lines;
    Label* m_checked;
};

} // namespace maylab::app
