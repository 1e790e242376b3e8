// SNS through its door: what is refused, who has to confirm, what arrives where, alarms that end in a mailbox, clones.
#include <QtTest>

#include "aws/cli.h"
#include "aws/console_session.h"
#include "kernel/world.h"
#include "messaging/models.h"
#include "messaging/sns_service.h"
#include "metrics/cloudwatch_service.h"

#include <nlohmann/json.hpp>

using namespace maylab;
using nlohmann::json;

namespace {

// A queue and a function that take what they get, or nothing of it.
class Taker final : public kernel::Service {
  public:
    Taker(const char* name, bool takes) : m_name(name), m_takes(takes) {}
    std::string_view name() const override { return m_name; }
    std::unique_ptr<kernel::Service> clone() const override { return std::make_unique<Taker>(*this); }
    void onEvent(kernel::World&, const kernel::Event&) override {}
    kernel::MaybeResult call(kernel::World&, const kernel::Call& c) override {
        if (!m_takes) return kernel::ApiResult(kernel::fail("ResourceNotFoundException", "Function not found", 404));
        taken.push_back(c.input);
        return kernel::ApiResult(json::object());
    }
    kernel::ApiResult peek(const kernel::World&, std::string_view, const json&) const override { return json::object(); }
    std::vector<json> taken;

  private:
    std::string m_name;
    bool m_takes;
};

const std::string kTopic = "arn:aws:sns:ap-southeast-1:123456789012:shop";

struct Desk {
    std::unique_ptr<kernel::World> world;

    explicit Desk(std::uint64_t seed = 1) {
        kernel::WorldConfig config;
        config.seed = seed;
        world = std::make_unique<kernel::World>(config);
        world->add(std::make_unique<metrics::CloudWatchService>());
        world->add(std::make_unique<messaging::SnsService>());
    }
    kernel::ApiResult call(const char* operation, const json& input, const char* service = "sns") {
        world->call(kernel::Actor::Console, service, operation, input);
        auto replies = world->takeReplies();
        if (replies.size() != 1) return kernel::fail("Test", "not exactly one reply");
        return replies[0].result;
    }
    json ok(const char* operation, const json& input, const char* service = "sns") {
        const auto r = call(operation, input, service);
        if (!r) qFatal("%s: %s %s", operation, r.error().code.c_str(), r.error().message.c_str());
        return *r;
    }
    std::string error(const char* operation, const json& input) {
        const auto r = call(operation, input);
        return r ? "" : r.error().code + ": " + r.error().message;
    }
    json mailbox(const json& input = json::object()) const { return *world->peek("sns", "DescribeMailbox", input); }
    // Subscribes and confirms with the token of the newest message.
    std::string subscribed(const char* protocol, const char* endpoint) {
        ok("Subscribe", {{"TopicArn", kTopic}, {"Protocol", protocol}, {"Endpoint", endpoint}});
        const json message = mailbox()["Messages"][0];
        const std::string body = message["Body"];
        const std::size_t at = body.find("2336412f37");
        const std::string token = body.substr(at, body.find_first_not_of("0123456789abcdef", at) - at);
        return ok("ConfirmSubscription", {{"TopicArn", kTopic}, {"Token", token}})["SubscriptionArn"];
    }
    double metric(const char* name) {
        const auto now = [&] { return kernel::formatIso8601(world->unixMilliseconds() + 60'000); };
        const json r = ok("GetMetricStatistics",
                          {{"Namespace", "AWS/SNS"}, {"MetricName", name}, {"Dimensions", {{{"Name", "TopicName"}, {"Value", "shop"}}}},
                           {"StartTime", kernel::formatIso8601(world->calendar().startUnixMilliseconds)}, {"EndTime", now()},
                           {"Period", 3600}, {"Statistics", {"Sum"}}},
                          "cloudwatch");
        double sum = 0;
        for (const json& p : r["Datapoints"]) sum += p["Sum"].get<double>();
        return sum;
    }
};

} // namespace

class TestMessaging : public QObject {
    Q_OBJECT

  private slots:
    void topics() {
        Desk d;
        QCOMPARE(d.ok("CreateTopic", {{"Name", "shop"}})["TopicArn"], json(kTopic));
        QCOMPARE(d.ok("CreateTopic", {{"Name", "shop"}})["TopicArn"], json(kTopic)); // the same again
        QCOMPARE(d.error("CreateTopic", {{"Name", "shop"}, {"Attributes", {{"DisplayName", "Shop"}}}}),
                 std::string("InvalidParameter: Invalid parameter: Attributes Reason: Topic already exists with different attributes"));
        QCOMPARE(d.ok("ListTopics", json::object())["Topics"].size(), std::size_t(1));
        d.ok("DeleteTopic", {{"TopicArn", kTopic}});
        d.ok("DeleteTopic", {{"TopicArn", kTopic}});
        QVERIFY(d.ok("ListTopics", json::object())["Topics"].empty());
    }

    void pages() {
        Desk d;
        for (int i = 0; i < 250; ++i) d.ok("CreateTopic", {{"Name", "t" + std::to_string(1000 + i)}});
        std::set<std::string> seen;
        json input = json::object();
        int pages = 0;
        for (;;) {
            const json page = d.ok("ListTopics", input);
            ++pages;
            for (const json& t : page["Topics"]) seen.insert(t["TopicArn"].get<std::string>());
            if (!page.contains("NextToken")) break;
            input["NextToken"] = page["NextToken"];
        }
        QCOMPARE(pages, 3);
        QCOMPARE(seen.size(), std::size_t(250));
        QCOMPARE(d.error("ListTopics", {{"NextToken", "mine"}}), std::string("InvalidParameter: Invalid parameter: NextToken"));
        QCOMPARE(d.error("ListSubscriptions", {{"NextToken", input["NextToken"]}}), std::string("InvalidParameter: Invalid parameter: NextToken"));
    }

    void refusals_data() {
        QTest::addColumn<QByteArray>("operation");
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArray>("error");
        const auto row = [](const char* name, const char* operation, const json& input, const char* error) {
            QTest::newRow(name) << QByteArray(operation) << QByteArray::fromStdString(input.dump()) << QByteArray(error);
        };
        const json to = {{"TopicArn", kTopic}};
        const auto with = [&](json more) { json all = to; all.update(more); return all; };
        row("name", "CreateTopic", {{"Name", "my shop"}}, "InvalidParameter: Invalid parameter: Topic Name");
        row("long name", "CreateTopic", {{"Name", std::string(257, 'a')}}, "InvalidParameter: Invalid parameter: Topic Name");
        row("fifo", "CreateTopic", {{"Name", "shop.fifo"}}, "UnsupportedBySimulator: FIFO topics are not part of this simulator: use a standard topic.");
        row("no name", "CreateTopic", json::object(), "ValidationError: 1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null");
        row("no arn", "Publish", {{"TopicArn", "fake_topic"}, {"Message", "hello"}}, "InvalidParameter: Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1");
        row("no topic", "Publish", {{"TopicArn", kTopic + "s"}, {"Message", "hello"}}, "NotFound: Topic does not exist");
        row("other region", "Publish", {{"TopicArn", "arn:aws:sns:us-east-1:123456789012:shop"}, {"Message", "hello"}}, "InvalidParameter: Invalid parameter: TopicArn");
        row("nowhere", "Publish", {{"Message", "hello"}}, "InvalidParameter: Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter");
        row("empty", "Publish", with({{"Message", ""}}), "InvalidParameter: Invalid parameter: Empty message");
        row("too long", "Publish", with({{"Message", std::string(262145, 'x')}}), "InvalidParameter: Invalid parameter: Message too long");
        row("subject 100", "Publish", with({{"Message", "m"}, {"Subject", std::string(100, 's')}}), "InvalidParameter: Invalid parameter: Subject");
        row("subject line", "Publish", with({{"Message", "m"}, {"Subject", "a\nb"}}), "InvalidParameter: Invalid parameter: Subject");
        row("subject empty", "Publish", with({{"Message", "m"}, {"Subject", ""}}), "InvalidParameter: Invalid parameter: Subject");
        row("no json", "Publish", with({{"Message", "{"}, {"MessageStructure", "json"}}), "InvalidParameter: Invalid parameter: Message Structure - JSON message body failed to parse");
        row("no default", "Publish", with({{"Message", "{\"email\":\"x\"}"}, {"MessageStructure", "json"}}), "InvalidParameter: Invalid parameter: Message Structure - No default entry in JSON message body");
        row("phone", "Publish", {{"PhoneNumber", "0901"}, {"Message", "m"}}, "InvalidParameter: Invalid parameter: PhoneNumber Reason: 0901 is not valid to publish to");
        row("protocol", "Subscribe", with({{"Protocol", "ftp"}, {"Endpoint", "x"}}), "InvalidParameter: Invalid parameter: Amazon SNS does not support this protocol string: ftp");
        row("email", "Subscribe", with({{"Protocol", "email"}, {"Endpoint", "an@shop"}}), "InvalidParameter: Invalid parameter: Email address");
        row("two emails", "Subscribe", with({{"Protocol", "email"}, {"Endpoint", "a@shop.vn;b@shop.vn"}}), "InvalidParameter: Invalid parameter: Email address");
        row("https", "Subscribe", with({{"Protocol", "https"}, {"Endpoint", "http://shop.vn"}}), "InvalidParameter: Invalid parameter: Endpoint must match the specified protocol");
        row("sms", "Subscribe", with({{"Protocol", "sms"}, {"Endpoint", "84901"}}), "InvalidParameter: Invalid SMS endpoint: 84901");
        row("queue", "Subscribe", with({{"Protocol", "sqs"}, {"Endpoint", "orders"}}), "InvalidParameter: Invalid parameter: SQS endpoint ARN");
        row("function", "Subscribe", with({{"Protocol", "lambda"}, {"Endpoint", "pack"}}), "InvalidParameter: Invalid parameter: Lambda endpoint ARN");
        row("raw mail", "Subscribe", with({{"Protocol", "email"}, {"Endpoint", "a@shop.vn"}, {"Attributes", {{"RawMessageDelivery", "true"}}}}),
            "InvalidParameter: Invalid parameter: Attributes Reason: Delivery protocol [email] does not support raw message delivery.");
        row("token", "ConfirmSubscription", with({{"Token", "2336"}}), "InvalidParameter: Invalid parameter: Token");
        row("confirm what", "ConfirmSubscription", {{"TopicArn", "shop"}, {"Token", "2336"}}, "InvalidParameter: Invalid parameter: Topic");
        row("unsubscribe", "Unsubscribe", {{"SubscriptionArn", "pending confirmation"}}, "InvalidParameter: Invalid parameter: SubscriptionArn Reason: An ARN must have at least 6 elements, not 1");
        row("unsubscribe topic", "Unsubscribe", {{"SubscriptionArn", kTopic}}, "InvalidParameter: Invalid parameter: SubscriptionId");
        row("subscription", "GetSubscriptionAttributes", {{"SubscriptionArn", kTopic + ":x"}}, "NotFound: Subscription does not exist");
        row("operation", "ListPhoneNumbers", json::object(), "InvalidAction: The action ListPhoneNumbers is not valid for this endpoint.");
    }

    // Whatever is refused changes nothing.
    void refusals() {
        QFETCH(QByteArray, operation);
        QFETCH(QByteArray, input);
        QFETCH(QByteArray, error);
        Desk d;
        d.ok("CreateTopic", {{"Name", "shop"}});
        const auto state = [&] {
            kernel::Fingerprint f;
            d.world->service(d.world->find("sns")).mixInto(f);
            return f.value();
        };
        const auto before = state();
        QCOMPARE(QByteArray::fromStdString(d.error(operation, json::parse(input.toStdString()))), error);
        QCOMPARE(state(), before);
    }

    void anotherAccountsTopicIsNotOurs() {
        Desk d;
        const auto r = d.call("Publish", {{"TopicArn", "arn:aws:sns:ap-southeast-1:210987654321:shop"}, {"Message", "m"}});
        QCOMPARE(r.error().code, std::string("AuthorizationError"));
        QCOMPARE(r.error().httpStatus, 403);
    }

    void mailWaitsForConfirmation() {
        Desk d;
        d.ok("CreateTopic", {{"Name", "shop"}});
        QCOMPARE(d.ok("Subscribe", {{"TopicArn", kTopic}, {"Protocol", "email"}, {"Endpoint", "an@shop.vn"}})["SubscriptionArn"], json("pending confirmation"));
        QCOMPARE(d.ok("ListSubscriptions", json::object())["Subscriptions"][0]["SubscriptionArn"], json("PendingConfirmation"));
        QCOMPARE(d.ok("GetTopicAttributes", {{"TopicArn", kTopic}})["Attributes"]["SubscriptionsPending"], json("1"));
        d.ok("Publish", {{"TopicArn", kTopic}, {"Message", "lost"}});
        json box = d.mailbox();
        QCOMPARE(box["Count"], json(1)); // the question alone
        QCOMPARE(box["Messages"][0]["Subject"], json("AWS Notification - Subscription Confirmation"));
        QCOMPARE(box["Topics"][0], json({{"TopicArn", kTopic}, {"Published", 1}, {"Delivered", 0}, {"Failed", 0}}));
        const std::string arn = d.subscribed("email", "an@shop.vn"); // asked again: the same token
        QVERIFY(arn.starts_with(kTopic + ":"));
        d.ok("Publish", {{"TopicArn", kTopic}, {"Message", "Tết đến rồi"}, {"Subject", "hello"}});
        box = d.mailbox({{"SubjectPrefix", "hel"}});
        QCOMPARE(box["Count"], json(1));
        QCOMPARE(box["Messages"][0]["Endpoint"], json("an@shop.vn"));
        QVERIFY(box["Messages"][0]["Body"].get<std::string>().starts_with("Tết đến rồi\n"));
        QCOMPARE(box["Messages"][0]["Delivered"], json(true));
        const json attributes = d.ok("GetSubscriptionAttributes", {{"SubscriptionArn", arn}})["Attributes"];
        QCOMPARE(attributes["PendingConfirmation"], json("false"));
        d.ok("Unsubscribe", {{"SubscriptionArn", arn}});
        d.ok("Unsubscribe", {{"SubscriptionArn", arn}});
        d.ok("Publish", {{"TopicArn", kTopic}, {"Message", "nobody listens"}});
        QCOMPARE(d.mailbox()["Topics"][0]["Delivered"], json(1));
        QCOMPARE(d.ok("GetTopicAttributes", {{"TopicArn", kTopic}})["Attributes"]["SubscriptionsDeleted"], json("1"));
    }

    void aTokenEndsAfterTwoDays() {
        Desk d;
        d.ok("CreateTopic", {{"Name", "shop"}});
        d.ok("Subscribe", {{"TopicArn", kTopic}, {"Protocol", "email-json"}, {"Endpoint", "an@shop.vn"}});
        const std::string token = json::parse(d.mailbox()["Messages"][0]["Body"].get<std::string>())["Token"];
        auto late = d.world->clone();
        d.world->runFor(kernel::SimDuration::hours(48));
        d.ok("ConfirmSubscription", {{"TopicArn", kTopic}, {"Token", token}});
        late->runFor(kernel::SimDuration::hours(48) + kernel::SimDuration::seconds(1));
        d.world = std::move(late);
        QCOMPARE(d.error("ConfirmSubscription", {{"TopicArn", kTopic}, {"Token", token}}), std::string("InvalidParameter: Invalid parameter: Token"));
        QVERIFY(d.ok("ListSubscriptions", json::object())["Subscriptions"].empty());
    }

    void eachProtocolGetsItsText() {
        Desk d;
        d.world->add(std::make_unique<Taker>("lambda", true));
        d.ok("CreateTopic", {{"Name", "shop"}});
        d.subscribed("email", "an@shop.vn");
        d.subscribed("https", "https://shop.vn/hook");
        d.ok("Subscribe", {{"TopicArn", kTopic}, {"Protocol", "sms"}, {"Endpoint", "+84901234567"}});
        d.ok("Subscribe", {{"TopicArn", kTopic}, {"Protocol", "lambda"}, {"Endpoint", "arn:aws:lambda:ap-southeast-1:123456789012:function:pack"}});
        d.ok("Subscribe", {{"TopicArn", kTopic}, {"Protocol", "sqs"}, {"Endpoint", "arn:aws:sqs:ap-southeast-1:123456789012:orders"}});
        const json id = d.ok("Publish", {{"TopicArn", kTopic}, {"MessageStructure", "json"}, {"Subject", "s"},
                                         {"Message", json{{"default", "D"}, {"email", "E"}, {"sms", "S"}}.dump()}})["MessageId"];
        const auto to = [&](const char* endpoint) { return d.mailbox({{"Endpoint", endpoint}})["Messages"][0]; };
        QVERIFY(to("an@shop.vn")["Body"].get<std::string>().starts_with("E\n"));
        QCOMPARE(to("+84901234567")["Body"], json("S"));
        const json envelope = json::parse(to("https://shop.vn/hook")["Body"].get<std::string>());
        QCOMPARE(envelope["Message"], json("D"));
        QCOMPARE(envelope["MessageId"], id);
        QCOMPARE(envelope["Type"], json("Notification"));
        const auto& function = static_cast<const Taker&>(d.world->service(d.world->find("lambda")));
        QCOMPARE(function.taken.size(), std::size_t(1));
        QCOMPARE(function.taken[0]["InvocationType"], json("Event"));
        QCOMPARE(function.taken[0]["Payload"]["Records"][0]["Sns"]["Message"], json("D"));
        // There is no queue service here: that one did not arrive, and says why.
        const json queue = to("arn:aws:sqs:ap-southeast-1:123456789012:orders");
        QCOMPARE(queue["Delivered"], json(false));
        QCOMPARE(queue["Problem"], json("There is no sqs in this world."));
        QCOMPARE(d.mailbox()["Topics"][0], json({{"TopicArn", kTopic}, {"Published", 1}, {"Delivered", 4}, {"Failed", 1}}));
        d.world->runFor(kernel::SimDuration::minutes(2));
        QCOMPARE(d.metric("NumberOfMessagesPublished"), 1.0);
        QCOMPARE(d.metric("NumberOfNotificationsDelivered"), 4.0);
        QCOMPARE(d.metric("NumberOfNotificationsFailed"), 1.0);
    }

    void aFunctionThatRefusesHasNotGotIt() {
        Desk d;
        d.world->add(std::make_unique<Taker>("lambda", false));
        d.ok("CreateTopic", {{"Name", "shop"}});
        d.ok("Subscribe", {{"TopicArn", kTopic}, {"Protocol", "lambda"}, {"Endpoint", "arn:aws:lambda:ap-southeast-1:123456789012:function:gone"}});
        d.ok("Publish", {{"TopicArn", kTopic}, {"Message", "m"}});
        QCOMPARE(d.mailbox()["Messages"][0]["Problem"], json("ResourceNotFoundException: Function not found"));
        QCOMPARE(d.mailbox()["Topics"][0]["Failed"], json(1));
    }

    void anAlarmEndsInTheMailbox() {
        Desk d;
        d.ok("CreateTopic", {{"Name", "shop"}});
        d.subscribed("email", "an@shop.vn");
        d.subscribed("email-json", "bot@shop.vn");
        const std::string name = "cpu of the shop " + std::string(80, 'x');
        for (const std::string& alarm : {std::string("cpu"), name}) {
            d.ok("PutMetricAlarm",
                 {{"AlarmName", alarm}, {"Namespace", "Test"}, {"MetricName", "M"}, {"Dimensions", {{{"Name", "Host"}, {"Value", "a"}}}},
                  {"Statistic", "Average"}, {"Period", 60}, {"EvaluationPeriods", 3}, {"DatapointsToAlarm", 2}, {"Threshold", 80},
                  {"ComparisonOperator", "GreaterThanThreshold"}, {"AlarmActions", {kTopic}}, {"TreatMissingData", "ignore"}},
                 "cloudwatch");
            d.ok("SetAlarmState", {{"AlarmName", alarm}, {"StateValue", "ALARM"}, {"StateReason", "to try it"}}, "cloudwatch");
        }
        const json page = d.mailbox({{"Endpoint", "an@shop.vn"}, {"SubjectPrefix", "ALARM: "}});
        QCOMPARE(page["Count"], json(2));
        QCOMPARE(page["Messages"][1]["Subject"], json("ALARM: \"cpu\" in Asia Pacific (Singapore)"));
        const std::string cut = page["Messages"][0]["Subject"];
        QCOMPARE(cut.size(), std::size_t(99));
        QVERIFY(cut.starts_with("ALARM: \"cpu of the shop xxx"));
        QVERIFY(cut.ends_with("...\" in Asia Pacific (Singapore)"));
        const std::string body = page["Messages"][1]["Body"];
        for (const char* part : {"- State Change:", "INSUFFICIENT_DATA -> ALARM", "GreaterThanThreshold 80.0", "2 of the last 3 periods of 60 seconds", "[Host = a]", "to try it"}) {
            QVERIFY2(body.find(part) != std::string::npos, part);
        }
        const json message = json::parse(json::parse(d.mailbox({{"Endpoint", "bot@shop.vn"}})["Messages"][1]["Body"].get<std::string>())["Message"].get<std::string>());
        QCOMPARE(message["AlarmName"], json("cpu"));
        QCOMPARE(message["NewStateValue"], json("ALARM"));
        QCOMPARE(message["OldStateValue"], json("INSUFFICIENT_DATA"));
        QCOMPARE(message["NewStateReason"], json("to try it"));
        QCOMPARE(message["StateChangeTime"], json("2026-01-26T01:00:00.000+0000"));
        QCOMPARE(message["Trigger"]["Dimensions"], json({{{"name", "Host"}, {"value", "a"}}}));
        QCOMPARE(message["Trigger"]["DatapointsToAlarm"], json(2));
        // A composite names the children that moved it.
        d.ok("PutCompositeAlarm", {{"AlarmName", "both"}, {"AlarmRule", "ALARM(cpu)"}, {"AlarmActions", {kTopic}}}, "cloudwatch");
        const json both = json::parse(json::parse(d.mailbox({{"Endpoint", "bot@shop.vn"}})["Messages"][0]["Body"].get<std::string>())["Message"].get<std::string>());
        QCOMPARE(both["AlarmRule"], json("ALARM(cpu)"));
        QCOMPARE(both["TriggeringChildren"][0]["State"]["Value"], json("ALARM"));
        QVERIFY(!both.contains("Trigger"));
        QCOMPARE(d.mailbox()["Topics"][0]["Published"], json(3));
    }

    // A function that is the action itself gets an event, not a message.
    void anAlarmInvokesAFunction() {
        Desk d;
        d.world->add(std::make_unique<Taker>("lambda", true));
        d.ok("PutMetricAlarm",
             {{"AlarmName", "cpu"}, {"Namespace", "Test"}, {"MetricName", "M"}, {"Dimensions", {{{"Name", "Host"}, {"Value", "a"}}}},
              {"ExtendedStatistic", "p99"}, {"Period", 60}, {"EvaluationPeriods", 1}, {"Threshold", 80}, {"ComparisonOperator", "GreaterThanThreshold"},
              {"AlarmActions", {"arn:aws:lambda:ap-southeast-1:123456789012:function:pack"}}},
             "cloudwatch");
        d.ok("SetAlarmState", {{"AlarmName", "cpu"}, {"StateValue", "ALARM"}, {"StateReason", "to try it"}}, "cloudwatch");
        const auto& function = static_cast<const Taker&>(d.world->service(d.world->find("lambda")));
        QCOMPARE(function.taken.size(), std::size_t(1));
        const json event = function.taken[0]["Payload"];
        QCOMPARE(event["source"], json("aws.cloudwatch"));
        QCOMPARE(event["alarmArn"], json("arn:aws:cloudwatch:ap-southeast-1:123456789012:alarm:cpu"));
        QCOMPARE(event["alarmData"]["state"], json({{"value", "ALARM"}, {"reason", "to try it"}, {"timestamp", "2026-01-26T01:00:00.000+0000"}}));
        QCOMPARE(event["alarmData"]["previousState"]["value"], json("INSUFFICIENT_DATA"));
        const json metric = event["alarmData"]["configuration"]["metrics"][0]["metricStat"];
        QCOMPARE(metric["stat"], json("p99"));
        QCOMPARE(metric["metric"]["dimensions"], json({{"Host", "a"}}));
    }

    // The command line calls the endpoint --notification-endpoint, since --endpoint-url is taken.
    void commandLine() {
        Desk d;
        const aws::ModelCatalog catalog{messaging::operationModels()};
        aws::ConsoleSession console(*d.world, catalog);
        QCOMPARE(console.commandLine("aws sns create-topic --name shop --query TopicArn --output text").out, kTopic + "\n");
        const std::string subscribe = "aws sns subscribe --topic-arn " + kTopic + " --protocol email --notification-endpoint an@shop.vn";
        const auto made = console.commandLine(subscribe);
        QCOMPARE(made.exitCode, 0);
        QVERIFY2(made.out.find("pending confirmation") != std::string::npos, made.out.c_str());
        const auto parsed = aws::parseCommandLine(subscribe, catalog);
        QVERIFY(parsed);
        QCOMPARE(parsed->input["Endpoint"], json("an@shop.vn"));
        QCOMPARE(aws::toCommandLine(*parsed->model, parsed->input), subscribe);
        const auto refused = console.commandLine("aws sns publish --topic-arn shop --message hello");
        QCOMPARE(refused.exitCode, aws::kExitService);
        QCOMPARE(refused.err, std::string("\nAn error occurred (InvalidParameter) when calling the Publish operation: Invalid parameter: TopicArn Reason: "
                                          "An ARN must have at least 6 elements, not 1\n"));
    }

    // Deliveries that were billed: by protocol, and what the learner asked for.
    void usage() {
        Desk d;
        d.ok("CreateTopic", {{"Name", "shop"}});
        d.subscribed("email", "an@shop.vn");
        d.subscribed("http", "http://shop.vn/hook");
        d.ok("Publish", {{"TopicArn", kTopic}, {"Message", "m"}});
        d.ok("Publish", {{"PhoneNumber", "+84901234567"}, {"Message", "m"}});
        d.ok("DescribeMailbox", json::object());
        json by = json::object();
        const json usage = *d.world->peek("sns", "DescribeUsage", json::object());
        for (const json& i : usage["Items"]) by[i["Item"].get<std::string>()] = i["Quantity"];
        QCOMPARE(by, json({{"Request", 7}, {"EmailDelivery", 1}, {"HttpDelivery", 1}, {"SmsDelivery", 1}}));
    }

    void theMailboxIsBounded() {
        messaging::Mailbox box;
        const auto one = [&](std::size_t bytes) {
            messaging::Mail m;
            m.body = std::make_shared<const std::string>(std::string(bytes, 'x'));
            return box.add(std::move(m));
        };
        for (int i = 0; i < 3000; ++i) one(10);
        QCOMPARE(box.messages().size(), messaging::Mailbox::kMostMessages);
        QCOMPARE(box.messages().back().number, std::uint64_t(3000));
        for (int i = 0; i < 100; ++i) one(256 * 1024);
        QCOMPARE(box.messages().size(), messaging::Mailbox::kMostBytes / (256 * 1024));
        box.settle(1, true, ""); // long gone
        box.settle(box.sent(), false, "no");
        QCOMPARE(box.messages().back().problem, std::string("no"));
    }

    void clonesAndSeeds() {
        const auto play = [](Desk& d) {
            d.ok("CreateTopic", {{"Name", "shop"}});
            d.subscribed("email", "an@shop.vn");
            d.ok("Publish", {{"TopicArn", kTopic}, {"Message", "one"}});
        };
        Desk a, b, other(2);
        play(a);
        play(b);
        play(other);
        QCOMPARE(a.world->fingerprint(), b.world->fingerprint());
        // Ids follow the seed, tokens do not.
        const auto arn = [](Desk& d) { return d.ok("ListSubscriptions", json::object())["Subscriptions"][0]["SubscriptionArn"]; };
        const json mine = arn(a), theirs = arn(other);
        QVERIFY(mine != theirs);
        QCOMPARE(a.mailbox()["Messages"][1]["Body"], other.mailbox()["Messages"][1]["Body"]);
        auto copy = a.world->clone();
        const auto before = a.world->fingerprint();
        a.mailbox();
        QCOMPARE(a.world->fingerprint(), before);
        a.ok("Publish", {{"TopicArn", kTopic}, {"Message", "two"}});
        QVERIFY(a.world->fingerprint() != before);
        QCOMPARE(copy->fingerprint(), before);
        Desk c;
        c.world = std::move(copy);
        c.ok("Publish", {{"TopicArn", kTopic}, {"Message", "two"}});
        QCOMPARE(c.world->fingerprint(), a.world->fingerprint());
    }

    // The mailbox of the room's own words is what the console and a lab read: every read can be peeked at.
    void everyReadCanBePeeked() {
        Desk d;
        d.ok("CreateTopic", {{"Name", "shop"}});
        const std::string s = d.subscribed("email", "an@shop.vn");
        for (const aws::OperationModel& m : messaging::operationModels()) {
            const std::string_view name = m.operation;
            if (!name.starts_with("Describe") && !name.starts_with("Get") && !name.starts_with("List")) continue;
            json input = json::object();
            for (const auto& member : m.input->members) {
                if (member.required) input[member.name] = std::string_view(member.name) == "TopicArn" ? kTopic : s;
            }
            const auto before = d.world->fingerprint();
            QVERIFY2(d.world->peek("sns", name, input).has_value(), m.operation);
            QCOMPARE(d.world->fingerprint(), before);
        }
    }
};

QTEST_GUILESS_MAIN(TestMessaging)
#include "tst_messaging.moc"
