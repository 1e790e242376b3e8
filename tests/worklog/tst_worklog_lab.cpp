// The debrief of a lab and its script for a real account, from fabricated facts and journals.
#include <QtTest>

#include "aws/cli.h"
#include "cache/models.h"
#include "labs/engine/bill.h"
#include "labs/worklog/lab_debrief.h"
#include "labs/worklog/real_aws.h"
#include "logs/models.h"
#include "messaging/models.h"
#include "metrics/models.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

using namespace maylab;
using namespace maylab::worklog;
using kernel::Actor;
using kernel::JournalEntry;
using kernel::Json;
using kernel::SimTime;

namespace {

const aws::ModelCatalog& models() {
    static const aws::ModelCatalog kModels{cache::operationModels(), messaging::operationModels(), metrics::operationModels(), logs::operationModels()};
    return kModels;
}

const labs::Prices& prices() {
    static const labs::Prices kPrices = [] {
        labs::Prices p;
        p.checked = "2026-01-15";
        p.region = "us-east-1";
        p.currency = "USD";
        p.nodes["cache.t3.micro"].perHour = 0.017;
        p.nodes["cache.t3.micro"].verified = true;
        p.nodes["cache.r6g.large"].perHour = 0.206;
        p.nodes["cache.lab.10mb"].ours = true;
        return p;
    }();
    return kPrices;
}

class Story {
  public:
    Story() { m_journal.header.parameters = Json::object(); }
    Story& parameters(Json p) {
        m_journal.header.parameters = std::move(p);
        return *this;
    }
    Story& begin() { return act("begin", {{"step", "x"}}); }
    Story& act(const char* what, Json input) {
        JournalEntry e;
        e.at = m_now;
        e.kind = JournalEntry::Kind::Act;
        e.operation = what;
        e.input = std::move(input);
        m_journal.append(std::move(e));
        return *this;
    }
    Story& call(const char* service, const char* operation, Json input, Actor actor = Actor::Console) {
        m_now = m_now + kernel::SimDuration::seconds(1);
        JournalEntry e;
        e.at = m_now;
        e.actor = actor;
        e.service = service;
        e.operation = operation;
        e.input = std::move(input);
        m_journal.append(std::move(e));
        return *this;
    }
    Story& redis(const char* endpoint, std::vector<std::string> argv, Actor actor = Actor::Console) {
        return call("elasticache", "redis", {{"endpoint", endpoint}, {"argv", std::move(argv)}}, actor);
    }
    Story& refused(const char* operation, const char* code) { return act("refused", {{"operation", operation}, {"code", code}}); }
    operator kernel::Journal() const { return m_journal; }

  private:
    kernel::Journal m_journal;
    SimTime m_now;
};

std::string script(std::vector<kernel::Journal> journals, Language language = Language::English) {
    std::vector<RealAwsStep> steps;
    for (auto& j : journals) steps.push_back({static_cast<int>(steps.size()) + 1, "A step", std::move(j)});
    const auto a = toRealAws("The sale", steps, &prices(), models(), language);
    const auto b = toRealAws("The sale", steps, &prices(), models(), language);
    if (a.text != b.text) qFatal("not deterministic");
    return a.text;
}

// In this order, each after the one before.
bool inOrder(const std::string& text, std::initializer_list<const char*> lines) {
    std::size_t at = 0;
    for (const char* line : lines) {
        const auto found = text.find(line, at);
        if (found == std::string::npos) {
            qInfo().noquote() << "not here (or not in this order):" << line << "\nin:\n" << QString::fromStdString(text);
            return false;
        }
        at = found + std::string_view(line).size();
    }
    return true;
}
bool lacks(const std::string& text, const char* what) {
    if (text.find(what) == std::string::npos) return true;
    qInfo().noquote() << "should not have:" << what << "\n" << QString::fromStdString(text);
    return false;
}

// What a POSIX shell says to it: its syntax, and what the commands would be, with `aws` and `redis-cli` that print their words.
bool shellTakes(const std::string& text, QString* ran = nullptr) {
    QTemporaryDir dir;
    const auto write = [&](const QString& name, const QByteArray& bytes, bool executable) {
        QFile f(dir.filePath(name));
        if (!f.open(QIODevice::WriteOnly)) qFatal("cannot write");
        f.write(bytes);
        f.close();
        if (executable) f.setPermissions(f.permissions() | QFile::ExeOwner);
    };
    write("script.sh", QByteArray::fromStdString(text), false);
    for (const char* tool : {"aws", "redis-cli", "nc"}) {
        write(tool, QByteArray("#!/bin/sh\nfor w in \"$@\"; do printf '[%s]' \"$w\" >>\"$LOG\"; done; echo >>\"$LOG\"; echo endpoint.of.it\n"), true);
    }
    QProcess sh;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert("PATH", dir.path() + ":/usr/bin:/bin");
    environment.insert("LOG", dir.filePath("log"));
    sh.setProcessEnvironment(environment);
    sh.start("/bin/sh", {dir.filePath("script.sh")});
    if (!sh.waitForFinished(20'000)) return false;
    QFile log(dir.filePath("log"));
    if (ran && log.open(QIODevice::ReadOnly)) *ran = QString::fromUtf8(log.readAll());
    const bool good = sh.exitCode() == 0 && sh.readAllStandardError().isEmpty();
    if (!good) qInfo() << sh.exitCode() << QString::fromStdString(text);
    return good;
}

Json cluster(const char* id, const char* type) {
    return {{"CacheClusterId", id}, {"Engine", "redis"}, {"CacheNodeType", type}, {"NumCacheNodes", 1}, {"CacheSubnetGroupName", "shop-private"}};
}

} // namespace

class TestWorklogLab : public QObject {
    Q_OBJECT

  private slots:
    void theLearnersCommandsInOrder() {
        const std::string s = script({Story()
                                          .call("elasticache", "CreateCacheCluster", cluster("other", "cache.t3.micro"), Actor::Setup)
                                          .begin()
                                          .call("lab", "SetTraffic", {{"requestsPerSecond", 2000}}, Actor::Form)
                                          .call("elasticache", "CreateCacheCluster", cluster("shop", "cache.t3.micro"))
                                          .call("elasticache", "DescribeCacheClusters", {{"CacheClusterId", "shop"}})
                                          .call("elasticache", "DescribeCacheClusters", {{"CacheClusterId", "shop"}})
                                          .redis("shop", {"SET", "product:17", "a 'tea pot'", "EX", "60"})
                                          .redis("shop", {"GET", "$HOME"})
                                          .call("elasticache", "InjectNodeFault", {{"Fault", "kill"}}, Actor::Form)
                                          .call("elasticache", "InjectNodeFault", {{"Fault", "kill"}}, Actor::Form)});
        QVERIFY(inOrder(s, {"#!/bin/sh\n# The sale:", "1 x cache.t3.micro = 0.017 USD/h", "SUBNET_GROUP=\"<your-subnet-group>\" # here: shop-private",
                            "Fill in the names", "# ---- 1. A step\n", "# 1 x cache.t3.micro = 0.017 USD/h\n",
                            "aws elasticache create-cache-cluster --cache-cluster-id shop --num-cache-nodes 1 --cache-node-type cache.t3.micro --engine redis",
                            "--cache-subnet-group-name \"${SUBNET_GROUP}\"\n", "aws elasticache describe-cache-clusters --cache-cluster-id shop\n",
                            "aws elasticache wait cache-cluster-available --cache-cluster-id shop\n", "SHOP=$(aws elasticache describe-cache-clusters",
                            "redis-cli $TLS -h \"$SHOP\" SET product:17 'a '\\''tea pot'\\''' EX 60\n", "redis-cli $TLS -h \"$SHOP\" GET '$HOME'\n",
                            "# left out: InjectNodeFault (2x)\n", "# left out: settings and events of the shop\n", "# ---- The end",
                            "aws elasticache delete-cache-cluster --cache-cluster-id shop\n", "wait cache-cluster-deleted --cache-cluster-id shop\n"}));
        QVERIFY(lacks(s, "other"));           // of the set-up, and used by nobody
        QVERIFY(lacks(s, "requestsPerSecond"));
        QCOMPARE(QString::fromStdString(s).count("aws elasticache describe-cache-clusters --cache-cluster-id shop\n"), 1); // twice in a row
        // Before the names are filled in it goes no further.
        QVERIFY(!shellTakes(s));
        QString filled = QString::fromStdString(s), ran;
        QVERIFY(shellTakes(filled.replace("<your-subnet-group>", "private").toStdString(), &ran));
        QVERIFY2(ran.contains("[elasticache][create-cache-cluster][--cache-cluster-id][shop]") && ran.contains("[--cache-subnet-group-name][private]"), qPrintable(ran));
        QVERIFY2(ran.contains("[-h][endpoint.of.it][SET][product:17][a 'tea pot'][EX][60]\n"), qPrintable(ran));
        QVERIFY2(ran.contains("[GET][$HOME]\n"), qPrintable(ran));
    }

    void whatExistsOnlyHere() {
        const std::string s = script({Story()
                                          .parameters({{"cluster", cluster("shop", "cache.lab.10mb")}, {"products", 3}})
                                          .begin()
                                          .redis("shop", {"SET", "a", "b"})
                                          .refused("redis", "OOM")
                                          .call("elasticache", "CreateCacheParameterGroup", {{"CacheParameterGroupName", "mine"}, {"CacheParameterGroupFamily", "redis7"}, {"Description", "x"}})
                                          .call("elasticache", "ModifyCacheParameterGroup", {{"CacheParameterGroupName", "default.redis7"}})
                                          .refused("ModifyCacheParameterGroup", "InvalidCacheParameterGroupState")
                                          .call("elasticache", "ModifyCacheCluster", {{"CacheClusterId", "shop"}, {"CacheParameterGroupName", "mine"}})
                                          .redis("shop", {"INFO", "memory"})
                                          .call("elasticache", "DescribeLostWrites", Json::object())});
        // The scenario's cluster is made first, with a type that AWS has.
        QVERIFY(inOrder(s, {"create-cache-parameter-group", "# The step had this ready:", "# cache.lab.10mb exists only here; cache.t3.micro",
                            "aws elasticache create-cache-cluster", "cache.t3.micro", "wait cache-cluster-available --cache-cluster-id shop\n",
                            "modify-cache-cluster --cache-cluster-id shop --cache-parameter-group-name mine\n",
                            "wait cache-cluster-available --cache-cluster-id shop\n", "SHOP=$(", "INFO memory", "# left out: DescribeLostWrites",
                            "# left out: refused with InvalidCacheParameterGroupState", "# left out: refused with OOM", "# ---- The end",
                            "delete-cache-cluster", "cache-cluster-deleted", "delete-cache-parameter-group --cache-parameter-group-name mine\n"}));
        QVERIFY(lacks(s, "SET a b"));
        QVERIFY(lacks(s, "default.redis7"));
        QVERIFY(lacks(s, "--cache-node-type cache.lab.10mb"));
    }

    void idsOfTheLabAreNamesToFillIn() {
        Story story;
        story.begin();
        story.call("ec2", "AuthorizeSecurityGroupIngress", {{"GroupId", "sg-0aaa"}, {"IpPermissions", {{{"IpProtocol", "tcp"}, {"FromPort", 6379}, {"ToPort", 6379}, {"UserIdGroupPairs", {{{"GroupId", "sg-0bbb"}}}}}}}});
        story.call("elasticache", "CreateCacheSubnetGroup", {{"CacheSubnetGroupName", "mine"}, {"CacheSubnetGroupDescription", "d"}, {"SubnetIds", {"subnet-1", "subnet-2"}}});
        Json c = cluster("shop", "cache.t3.micro");
        c["CacheSubnetGroupName"] = "mine";
        c["SecurityGroupIds"] = {"sg-0aaa"};
        c["PreferredAvailabilityZone"] = "ap-southeast-1b";
        story.call("elasticache", "CreateCacheCluster", c);
        const std::string s = script({story});
        QVERIFY(inOrder(s, {"SECURITY_GROUP=\"<your-vpc-security-group>\" # here: sg-0aaa", "SECURITY_GROUP_2=\"<your-vpc-security-group-2>\" # here: sg-0bbb",
                            "SUBNET=\"<your-private-subnet>\"", "authorize-security-group-ingress", "create-cache-subnet-group --cache-subnet-group-name mine", "--subnet-ids \"${SUBNET}\" \"${SUBNET_2}\"", "--cache-subnet-group-name mine",
                            "# ---- The end", "delete-cache-cluster", "cache-cluster-deleted", "delete-cache-subnet-group --cache-subnet-group-name mine\n", "revoke-security-group-ingress"}));
        QString filled = QString::fromStdString(s), ran;
        filled.replace("<your-vpc-security-group>", "sg-1").replace("<your-vpc-security-group-2>", "sg-2").replace("<your-private-subnet>", "subnet-a").replace("<your-private-subnet-2>", "subnet-b");
        QVERIFY(shellTakes(filled.toStdString(), &ran));
        QVERIFY2(ran.contains("[us-east-1b]"), qPrintable(ran));
        QVERIFY2(ran.contains("[subnet-a][subnet-b]"), qPrintable(ran));
        QVERIFY2(!ran.contains("sg-0") && !ran.contains("MAYLAB"), qPrintable(ran));
        const int opened = static_cast<int>(ran.indexOf("authorize-security-group-ingress")), closed = static_cast<int>(ran.indexOf("revoke-security-group-ingress"));
        QVERIFY(opened >= 0 && closed > opened);
        // Closed as it was opened.
        QCOMPARE(ran.mid(closed).section('\n', 0, 0).section("ingress", 1), ran.mid(opened).section('\n', 0, 0).section("ingress", 1));
    }

    void whatWasDeletedIsNotDeletedAgain() {
        const std::string s = script({Story().begin().call("elasticache", "CreateCacheCluster", cluster("shop", "cache.r6g.large")),
                                      Story().begin().call("elasticache", "DeleteCacheCluster", {{"CacheClusterId", "shop"}})});
        QCOMPARE(QString::fromStdString(s).count("delete-cache-cluster"), 1);
        QVERIFY(inOrder(s, {"1 x cache.r6g.large = 0.206 USD/h *", "# ---- 2. A step", "wait cache-cluster-available", "delete-cache-cluster", "# ---- The end", "# Nothing is left of it."}));
    }

    // Each step of a lab is a world of its own; on AWS a name is taken until it is deleted.
    void aNameThatIsTaken() {
        const Json group = {{"ReplicationGroupId", "shop"}, {"ReplicationGroupDescription", "d"}, {"CacheNodeType", "cache.t3.micro"}, {"NumCacheClusters", 2}, {"CacheSubnetGroupName", "shop-private"}};
        Json sharded = group;
        sharded.erase("NumCacheClusters");
        sharded["NumNodeGroups"] = 3;
        sharded["ReplicasPerNodeGroup"] = 1;
        const std::string s = script({Story().begin().call("elasticache", "CreateCacheCluster", cluster("shop", "cache.t3.micro")).redis("shop", {"PING"}),
                                      Story().begin().call("elasticache", "CreateReplicationGroup", group).redis("shop", {"GET", "a"}).redis("shop-ro", {"GET", "b"}),
                                      Story().begin().call("elasticache", "CreateReplicationGroup", sharded).redis("shop", {"GET", "c"})
                                          .call("elasticache", "ModifyReplicationGroupShardConfiguration", {{"ReplicationGroupId", "shop"}, {"NodeGroupCount", 4}, {"ApplyImmediately", true}})
                                          .call("elasticache", "DeleteReplicationGroup", {{"ReplicationGroupId", "shop"}})});
        QVERIFY(inOrder(s, {"9 x cache.t3.micro", "create-cache-cluster", "SHOP=$(aws elasticache describe-cache-clusters", "PING", "# 2 x cache.t3.micro", "create-replication-group",
                            "SHOP=$(aws elasticache describe-replication-groups --replication-group-id shop --query 'ReplicationGroups[0].NodeGroups[0].PrimaryEndpoint.Address'", "GET a",
                            "SHOP_RO=$(", "ReaderEndpoint", "GET b", "began anew", "delete-replication-group --replication-group-id shop --no-retain-primary-cluster\n",
                            "wait replication-group-deleted", "# 6 x cache.t3.micro", "--num-node-groups 3", "wait replication-group-available", "ConfigurationEndpoint", "redis-cli $TLS -h \"$SHOP\" -c GET c",
                            "# 8 x cache.t3.micro = 0.136 USD/h", "wait replication-group-available", "delete-replication-group", "# ---- The end", "delete-cache-cluster --cache-cluster-id shop"}));
        QString filled = QString::fromStdString(s), ran;
        QVERIFY(shellTakes(filled.replace("<your-subnet-group>", "private").toStdString(), &ran));
        QCOMPARE(ran.count("[delete-replication-group]"), 2);
    }

    // A dashboard asks the Region and the account of whoever runs the script; what a Put replaces is not deleted before.
    void theNightShift() {
        const Json alarm = {{"AlarmName", "slow"}, {"Namespace", "Shop"}, {"MetricName", "Latency"}, {"Statistic", "Average"}, {"Period", 60},
                            {"EvaluationPeriods", 3}, {"Threshold", 200}, {"ComparisonOperator", "GreaterThanThreshold"}};
        Json later = alarm;
        later["Threshold"] = 300;
        const Json board = {{"DashboardName", "night"},
                            {"DashboardBody", R"({"widgets":[{"type":"alarm","properties":{"region":"ap-southeast-1","alarms":["arn:aws:cloudwatch:ap-southeast-1:123456789012:alarm:slow"]}}]})"}};
        const std::string s = script({Story().begin().call("cloudwatch", "PutMetricAlarm", alarm).call("cloudwatch", "PutMetricAlarm", later).call("cloudwatch", "PutDashboard", board),
                                      Story().begin().call("logs", "CreateLogGroup", {{"logGroupName", "/shop/app"}}).call("cloudwatch", "PutMetricAlarm", {{"AlarmName", "gone"}}).call("cloudwatch", "DeleteAlarms", {{"AlarmNames", {"gone"}}})});
        QVERIFY2(inOrder(s, {"in CloudShell for example", "rights on cloudwatch, logs.", "ACCOUNT=$(aws sts get-caller-identity", "--threshold 200", "--threshold 300", "put-dashboard", "create-log-group",
                             "# ---- The end", "delete-alarms --alarm-names slow", "delete-dashboards --dashboard-names night", "delete-log-group --log-group-name /shop/app",
                             "describe-alarms", "list-dashboards", "describe-log-groups"}), s.c_str());
        QVERIFY(s.find("elasticache") == std::string::npos && s.find("began anew") == std::string::npos);
        QVERIFY(s.find("123456789012") == std::string::npos && s.find("ap-southeast-1") == std::string::npos);
        QString ran;
        QVERIFY(shellTakes(s, &ran));
        QCOMPARE(ran.count("[delete-alarms]"), 2); // the learner's own, and the end's
        QVERIFY(ran.contains("us-east-1") && !ran.contains("MAYLAB"));
    }

    // Of the set-up: made before it is first named, deleted at the end under the number of whoever runs the script.
    void aTopic() {
        const Json alarm = {{"AlarmName", "slow"}, {"Namespace", "Shop"}, {"MetricName", "Latency"}, {"Statistic", "Average"}, {"Period", 60}, {"EvaluationPeriods", 3}, {"Threshold", 200},
                            {"ComparisonOperator", "GreaterThanThreshold"}, {"AlarmActions", {"arn:aws:sns:ap-southeast-1:123456789012:oncall"}}};
        const std::string s = script({Story().call("sns", "CreateTopic", {{"Name", "oncall"}}, Actor::Setup).call("sns", "CreateTopic", {{"Name", "unused"}}, Actor::Setup).begin().call("cloudwatch", "PutMetricAlarm", alarm)
                                          .call("sns", "CreateTopic", {{"Name", "own"}}).call("sns", "DeleteTopic", {{"TopicArn", "arn:aws:sns:ap-southeast-1:123456789012:own"}})});
        QVERIFY2(inOrder(s, {"The step had this ready", "aws sns create-topic --name oncall", "put-metric-alarm", "create-topic --name own", "delete-topic", "# ---- The end", "delete-alarms",
                             "aws sns delete-topic --topic-arn \"arn:aws:sns:$AWS_DEFAULT_REGION:$ACCOUNT:oncall\"", "list-topics"}), s.c_str());
        QVERIFY(s.find("123456789012") == std::string::npos && s.find("unused") == std::string::npos && s.find("your-resource-arn") == std::string::npos);
        QString ran;
        QVERIFY(shellTakes(s, &ran));
        QCOMPARE(ran.count("[delete-topic]"), 2);
    }

    // Nobody's address here is one there, and what a mail says is not known before it has come.
    void anAddressIsFilledInAndConfirmedByItsMail() {
        const Json topic = "arn:aws:sns:ap-southeast-1:123456789012:oncall";
        const std::string s = script({Story().call("sns", "CreateTopic", {{"Name", "oncall"}}, Actor::Setup).begin()
                                          .call("sns", "Subscribe", {{"TopicArn", topic}, {"Protocol", "email"}, {"Endpoint", "oncall@shop.example"}})
                                          .call("sns", "ConfirmSubscription", {{"TopicArn", topic}, {"Token", "2336412f37"}})});
        QVERIFY2(inOrder(s, {"EMAIL=\"<your-address>\"", "create-topic --name oncall", "--notification-endpoint \"${EMAIL}\"", "Open the link in the mail"}), s.c_str());
        QVERIFY2(s.find("2336412f37") == std::string::npos && s.find("confirm-subscription") == std::string::npos, s.c_str());
    }

    void vietnamese() {
        const std::string s = script({Story().begin().call("elasticache", "CreateCacheCluster", cluster("shop", "cache.t3.micro"))}, Language::Vietnamese);
        QVERIFY(inOrder(s, {"chính các lệnh của bạn", "1 x cache.t3.micro = 0,017 USD/giờ", "SUBNET_GROUP=\"<your-subnet-group>\" # ở đây: shop-private", "# ---- Kết thúc: xóa mọi thứ đã tạo"}));
    }

    // Journals come from files: whatever is in them makes a script, or a line less.
    void brokenJournals() {
        Story story;
        story.begin().call("elasticache", "redis", Json(3)).call("elasticache", "redis", {{"argv", "GET"}}).call("elasticache", "redis", {{"argv", {1, nullptr}}});
        story.call("elasticache", "CreateCacheCluster", Json::array()).call("elasticache", "CreateCacheCluster", {{"CacheClusterId", 4}});
        story.call("elasticache", "NoSuchThing", Json::object()).call("elasticache", "redis", {{"endpoint", "a b;rm -rf /\n"}, {"argv", {"GET", "x\ny"}}});
        story.call("elasticache", "DeleteCacheCluster", {{"CacheClusterId", "$(reboot)"}});
        const std::string s = script({story});
        QString filled = QString::fromStdString(s), ran;
        QVERIFY(shellTakes(filled.replace("<your-endpoint>", "h").toStdString(), &ran));
        QVERIFY2(ran.contains("[$(reboot)]"), qPrintable(ran));
        QVERIFY(inOrder(script({}), {"Nothing in it costs by the hour", "# Nothing is left of it."}));
    }

    // ---- debrief

    void debrief() {
        labs::Lab lab;
        lab.id = "elasticache";
        labs::Step step;
        step.id = "front";
        labs::Goal all;
        all.id = "together";
        all.kind = labs::Goal::Kind::All;
        for (const char* id : {"hits", "p99"}) {
            labs::Goal part;
            part.id = id;
            all.parts.push_back(part);
        }
        labs::Goal one, calls;
        one.id = "one";
        calls.id = "typed";
        calls.kind = labs::Goal::Kind::Calls;
        step.goals = {all, one, calls};
        labs::Mistake mistake;
        mistake.id = "short";
        step.mistakes = {mistake};
        labs::Prediction prediction;
        prediction.id = "queries";
        step.predictions = {prediction};
        lab.steps = {step, step};
        lab.steps[1].id = "later";
        lab.steps[1].core = false;

        progress::Facts f;
        for (const progress::RunId id : {1, 2}) {
            progress::RunRecord r;
            r.id = id;
            r.lab = lab.id;
            r.step = "front";
            r.started = {1'769'421'600'000 + id * 1000, 420};
            f.runs.push_back(r);
        }
        const auto verdict = [&](progress::RunId run, const char* goal, std::optional<double> measured, progress::Figures figures) {
            progress::Verdict v;
            v.run = run;
            v.lab = lab.id;
            v.step = "front";
            v.goal = goal;
            v.measured = measured;
            v.figures = std::move(figures);
            f.verdicts.push_back(std::move(v));
        };
        const auto figure = [](const std::string& name, double value) {
            progress::Figure x;
            x.name = name;
            x.value = value;
            return x;
        };
        verdict(1, "one", 1, {});
        verdict(2, "together", std::nullopt, {figure("hits", 0.94), figure("p99", 32), figure("hits.before", 0.1)});
        verdict(2, "one", 7, {figure("one.before", 3)});
        verdict(2, "typed", 4, {});
        for (const auto outcome : {progress::Outcome::Done, progress::Outcome::Understood}) {
            progress::StepOutcome o;
            o.run = 2;
            o.lab = lab.id;
            o.step = "front";
            o.outcome = outcome;
            f.outcomes.push_back(o);
        }
        progress::Debrief d;
        d.run = 2;
        d.lab = lab.id;
        d.step = "front";
        d.figures = {figure("before", 1), figure(progress::kBillTotalFigure, 0.034), figure(progress::kHintsFigure, 2), figure(progress::kChangesFigure, 5)};
        f.debriefs.push_back(d);
        for (int i = 0; i < 3; ++i) {
            progress::MistakeMet m;
            m.run = 1;
            m.lab = lab.id;
            m.step = "front";
            m.mistake = "short";
            f.mistakes.push_back(m);
        }
        for (int i = 0; i < 2; ++i) {
            progress::Prediction p;
            p.lab = lab.id;
            p.step = "front";
            p.prediction = "queries";
            p.answer = 200 + i;
            p.right = i == 0;
            p.wall.unixMilliseconds = 10 + i;
            f.predictions.push_back(p);
        }

        const LabDebrief got = debriefOf(lab, f);
        QCOMPARE(got.steps.size(), std::size_t(2));
        const DebriefStep& s = got.steps[0];
        QVERIFY(s.done && s.understood && !s.shown);
        QCOMPARE(s.attempts, 2);
        QCOMPARE(*s.hints, 2);
        QCOMPARE(*s.changes, 5);
        QCOMPARE(*s.cost, 0.034);
        QCOMPARE(s.goals.size(), std::size_t(3)); // two parts and one; what was typed has no figure
        QCOMPARE(s.goals[0].goal->id, std::string("hits"));
        QCOMPARE(s.goals[0].before.number(), 0.1);
        QCOMPARE(s.goals[0].after.number(), 0.94);
        QVERIFY(!s.goals[1].before.present());
        QCOMPARE(s.goals[2].before.number(), 3.0);
        QCOMPARE(s.goals[2].after.number(), 7.0); // of the run in which it was done
        QCOMPARE(s.mistakes.front().times, 3);
        QCOMPARE(s.predictions.front().answer, 200.0);
        QVERIFY(!got.steps[1].begun());
        QVERIFY(got.coreDone); // the other is "more"
        QCOMPARE(got.mistakes, 3);
        QCOMPARE(got.predicted, 1);
        QCOMPARE(got.right, 1);
        QCOMPARE(*got.cost, 0.034);
        QCOMPARE(got.lastDay, std::string("2026-01-26"));
        QVERIFY(!progress::isLabs(d.figures[1]) && progress::isLabs(d.figures[0]));
        QVERIFY(!debriefOf(lab, {}).coreDone);
        QVERIFY(!debriefOf(lab, {}).cost);
    }

    void theRunThatCounts() {
        labs::Lab lab;
        lab.id = "elasticache";
        for (const char* id : {"a", "b", "c"}) {
            labs::Step s;
            s.id = id;
            lab.steps.push_back(s);
        }
        progress::Facts f;
        const auto run = [&](progress::RunId id, const char* step, progress::RunState state) {
            progress::RunRecord r;
            r.id = id;
            r.lab = lab.id;
            r.step = step;
            r.state = state;
            f.runs.push_back(r);
        };
        run(1, "a", progress::RunState::Ended);
        run(2, "a", progress::RunState::Ended);
        run(3, "b", progress::RunState::Ended);
        run(4, "b", progress::RunState::Discarded);
        progress::Debrief d;
        d.run = 1;
        d.lab = lab.id;
        d.step = "a";
        f.debriefs.push_back(d);
        std::vector<progress::RunId> read;
        const auto steps = realAwsSteps(lab, f, Language::English, [&](progress::RunId id) {
            read.push_back(id);
            return kernel::Journal();
        });
        QCOMPARE(read, (std::vector<progress::RunId>{1, 3}));
        QCOMPARE(steps[1].number, 2);
    }
};

QTEST_GUILESS_MAIN(TestWorklogLab)
#include "tst_worklog_lab.moc"
