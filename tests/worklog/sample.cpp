#include "worklog/sample.h"

namespace sample {

using namespace maylab;
using kernel::SimTime;
using progress::Outcome;

progress::WallTime at(const char* isoDate, int minutes) {
    std::int64_t ms = 0;
    kernel::parseIso8601(std::string(isoDate) + "T10:00:00+07:00", ms);
    return {ms + std::int64_t{60'000} * minutes, 420};
}

worklog::WeekPlan week() {
    using worklog::Text;
    worklog::WeekPlan w;
    w.summary = {"ElastiCache, CloudFront, Lambda, CloudWatch and Systems Manager",
                 "ElastiCache, CloudFront, Lambda, CloudWatch và Systems Manager"};
    w.objectives = {{"Learn about and implement Amazon ElastiCache (Redis/Memcached)",
                     "Tìm hiểu và triển khai Amazon ElastiCache (Redis/Memcached)"},
                    {"Get acquainted with AWS Lambda", "Làm quen với AWS Lambda"}};
    worklog::LabPlan cache;
    cache.id = "elasticache";
    cache.day = 2;
    cache.plannedDate = "2026-01-25"; // a Sunday: the week's page is off by one
    cache.name = {"ElastiCache", "ElastiCache"};
    cache.sources = {{"https://docs.aws.amazon.com/elasticache/", {}, false},
                     {"https://000061.awsstudygroup.com/vi/", {}, false}};
    worklog::StepPlan drowns;
    drowns.id = "drowns";
    drowns.title = {"A database drowns", "Database quá tải"};
    drowns.debrief = {"At {limit} the database was full. At 600/s users waited {p99} for 25 ms of work.",
                      "Ở mức {limit} database đã đầy. Với 600/s, người dùng chờ {p99} cho 25 ms công việc."};
    drowns.figures = {{"limit", "per-second", 0}, {"p99", "milliseconds", 0}};
    drowns.goals = {{"queue", {"See the queue", "Thấy hàng đợi"}, "", 0}};
    drowns.mistakes = {{"empty-shop",
                        {"An empty shop is fast", "Shop vắng thì nhanh"},
                        {"With {requests} visitors everything is fast. The goal counts only from 480/s.",
                         "Với {requests} khách thì lúc nào cũng nhanh. Mục tiêu chỉ tính từ 480/s."},
                        {"Beyond the limit the queue is what users wait for.", "Vượt giới hạn, người dùng chờ hàng đợi."}}};
    worklog::StepPlan front;
    front.id = "cache";
    front.title = {"A cache in front", "Đặt cache phía trước"};
    front.debrief = {"Hit ratio {before} → {after}; database from {q1} to {q2}; p99 from {p1} to {p2}. A cold "
                     "[cache](word:cache) is no cache.",
                     "Tỷ lệ cache hit {before} → {after}; database từ {q1} xuống {q2}; p99 từ {p1} xuống {p2}. "
                     "Cache còn trống thì chưa phải là cache."};
    front.goals = {{"together", {"Fast and rarely asked", "Nhanh và ít hỏi"}, "", -1},
                   {"hits", {"Hit ratio, 10 s", "Tỷ lệ cache hit, 10 s"}, "ratio", 2},
                   {"p99", {"p99, 10 s", "p99, 10 s"}, "milliseconds", 0}};
    front.mistakes = {{"short-ttl",
                       {"A TTL of a moment", "TTL quá ngắn"},
                       {"Most products are asked for less than once in 5 s.", "Đa số sản phẩm được hỏi chưa tới một lần trong 5 s."},
                       {"A TTL buys hits with age.", "TTL đổi độ mới lấy cache hit."}}};
    front.predictions = {{"queries",
                          {"2,000 requests/s, 90 of 100 from the cache: how many queries/s?",
                           "2.000 request/s, cache trả lời 90 %: còn bao nhiêu truy vấn/s?"},
                          {"One in ten is a miss.", "Cứ mười lần có một lần miss."},
                          "per-second"}};
    worklog::StepPlan memory;
    memory.id = "memory";
    memory.title = {"Memory is finite", "Bộ nhớ có hạn"};
    memory.debrief = {"With {policy}: {h1}. Your 10 MB held {n} products.", "Với {policy}: {h1}. 10 MB chứa {n} sản phẩm."};
    cache.steps = {drowns, front, memory};
    worklog::LabPlan lambda;
    lambda.id = "lambda";
    lambda.day = 5;
    lambda.name = {"Lambda", "Lambda"};
    lambda.sources = {{"https://docs.aws.amazon.com/lambda/", {}, false},
                      {"https://000008.awsstudygroup.com/vi/", {}, false},
                      {"https://000022.awsstudygroup.com/vi/",
                       {"000008 is a CloudWatch workshop; 000022 is added for Lambda",
                        "000008 là workshop về CloudWatch; thêm 000022 cho Lambda"},
                       true}};
    worklog::StepPlan hello;
    hello.id = "hello";
    hello.title = {"Hello", "Xin chào"};
    lambda.steps = {hello};
    worklog::LabPlan cloudfront;
    cloudfront.id = "cloudfront";
    cloudfront.day = 3;
    cloudfront.name = {"CloudFront", "CloudFront"};
    cloudfront.sources = {{"https://docs.aws.amazon.com/cloudfront/", {}, false}};
    w.labs = {cache, cloudfront, lambda};
    return w;
}

progress::Facts facts() {
    progress::Facts f;
    const auto run = [&](progress::RunId id, const char* lab, const char* step, progress::WallTime started) {
        progress::RunRecord r;
        r.id = id;
        r.lab = r.header.lab = lab;
        r.step = r.header.step = step;
        r.header.seed = 41;
        r.started = started;
        r.state = progress::RunState::Ended;
        f.runs.push_back(r);
    };
    run(11, "elasticache", "drowns", at("2026-01-26"));
    run(12, "elasticache", "cache", at("2026-01-26", 30));
    run(13, "elasticache", "memory", at("2026-01-27"));
    run(14, "lambda", "hello", at("2026-02-01"));
    const auto outcome = [&](progress::RunId id, const char* step, Outcome o, progress::WallTime wall) {
        f.outcomes.push_back({id, "elasticache", step, o, SimTime::atSecond(200), wall, 41});
    };
    outcome(11, "drowns", Outcome::Done, at("2026-01-26", 8));
    outcome(11, "drowns", Outcome::Understood, at("2026-01-26", 9));
    outcome(12, "cache", Outcome::Done, at("2026-01-26", 50));
    outcome(13, "memory", Outcome::Done, at("2026-01-27", 20));
    outcome(13, "memory", Outcome::Shown, at("2026-01-27", 20));
    f.debriefs.push_back({11, "elasticache", "drowns", SimTime::atSecond(95), at("2026-01-26", 8), 41,
                          {{"limit", 556}, {"p99", 1038.4}}});
    f.debriefs.push_back({12, "elasticache", "cache", SimTime::atSecond(202), at("2026-01-26", 50), 41,
                          {{"before", 0, "", "ratio", 2}, {"after", 0.94, "", "ratio", 2}, {"q1", 560, "", "per-second", 0},
                           {"q2", 115.2, "", "per-second", 0}, {"p1", 1038, "", "milliseconds", 0},
                           {"p2", 32, "", "milliseconds", 0}}});
    f.debriefs.push_back({13, "elasticache", "memory", SimTime::atSecond(700), at("2026-01-27", 20), 41,
                          {{"policy", 0, "allkeys-lru"}, {"h1", 0.78, "", "", 2}, {"n", 16260}}});
    const auto verdict = [&](progress::RunId id, const char* step, const char* goal, std::optional<double> v,
                             const char* needs, int second, progress::WallTime wall) {
        progress::Verdict x;
        x.run = id;
        x.lab = "elasticache";
        x.step = step;
        x.goal = goal;
        x.measured = v;
        x.comparison = needs;
        x.at = SimTime::atSecond(second);
        x.wall = wall;
        x.seed = 41;
        f.verdicts.push_back(x);
    };
    verdict(11, "drowns", "queue", 104, ">= 100", 33, at("2026-01-26", 2));
    verdict(12, "cache", "together", 0, "", 178, at("2026-01-26", 45));
    f.verdicts.back().figures = {{"hits", 0.944}, {"p99", 32.1}};
    f.mistakes.push_back({11, "elasticache", "drowns", "empty-shop", SimTime::atSecond(10), at("2026-01-26", 1), {{"requests", 100}}});
    f.mistakes.push_back({12, "elasticache", "cache", "short-ttl", SimTime::atSecond(60), at("2026-01-26", 35), {}});
    f.mistakes.push_back({12, "elasticache", "cache", "short-ttl", SimTime::atSecond(90), at("2026-01-26", 36), {}});
    progress::Prediction p;
    p.run = 12;
    p.lab = "elasticache";
    p.step = "cache";
    p.prediction = "queries";
    p.answer = 10;
    p.unit = "per-second";
    p.at = SimTime::atSecond(100);
    p.wall = at("2026-01-26", 40);
    p.measured = 190.2;
    p.right = false;
    f.predictions.push_back(p);
    f.notes.push_back({"elasticache", "en",
                       "I thought a shorter TTL is always better, but 5 s made the database drown again | see *step 2* <b>.",
                       at("2026-01-27", 30)});
    f.activity = {{"2026-01-26", "elasticache", 4430}, {"2026-01-27", "elasticache", 1200}, {"2026-02-01", "lambda", 61}};
    return f;
}

worklog::Options options() {
    worklog::Options o;
    o.now = at("2026-02-02");
    o.programVersion = "0.1.0";
    return o;
}

} // namespace sample
