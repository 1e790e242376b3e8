#include "labs/worklog/page_words.h"

namespace maylab::worklog {

Words words(const WeekPlan& week, const Options& options, Language language) {
    const std::string n = std::to_string(week.week);
    const bool seed = options.profile == Profile::Seed;
    Words w;
    if (language == Language::English) {
        w.title = seed ? "Worklog Week " + n : "Week " + n + " Worklog";
        w.headings[0] = seed ? "Week " + n + " Goals:" : "Week " + n + " Objectives:";
        w.headings[1] = seed ? "Tasks to be implemented this week:" : "Tasks to be carried out this week:";
        w.headings[2] = "Week " + n + " Achievements:";
        w.headings[3] = "Challenges Faced:";
        w.headings[4] = "Evidences:";
        w.headings[5] = "On real AWS too:";
        w.headings[6] = "Plan for next week:";
        w.taskColumns = {"Day", "Task", "Start Date", "Completion Date", seed ? "Source of materials" : "Reference Material"};
        w.difficultyColumns = {"Difficulty", "Cause", "Solution", "Lesson"};
        w.practice = "Practice:";
        w.inProgress = "in progress";
        w.sunday = "Sun";
    } else {
        w.title = "Worklog Tuần " + n;
        w.headings[0] = "Mục tiêu tuần " + n + ":";
        w.headings[1] = "Các công việc cần triển khai trong tuần này:";
        w.headings[2] = "Kết quả đạt được tuần " + n + ":";
        w.headings[3] = "Khó khăn gặp phải:";
        w.headings[4] = "Hình ảnh minh chứng:";
        w.headings[5] = "Làm thêm trên AWS thật:";
        w.headings[6] = "Kế hoạch tuần tới:";
        w.taskColumns = {"Thứ", "Công việc", "Ngày bắt đầu", "Ngày hoàn thành",
                         options.otherMaterialsHeading ? "Tài liệu tham khảo" : "Nguồn tài liệu"};
        w.difficultyColumns = {"Khó khăn", "Nguyên nhân", "Cách giải quyết", "Bài học rút ra"};
        w.practice = "Thực hành:";
        w.inProgress = "đang thực hiện";
        w.sunday = "CN";
    }
    return w;
}

} // namespace maylab::worklog
