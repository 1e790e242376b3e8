#include <QtTest>

#include "aws/account.h"
#include "aws/console_session.h"
#include "aws/paging.h"
#include "aws/shorthand.h"
#include "aws/tags.h"
#include "aws/throttle.h"
#include "kernel/rng.h"

#include <cstring>
#include <set>

using namespace maylab;
using namespace maylab::aws;
using kernel::SimDuration;
using kernel::SimTime;

namespace {

// A small service with every kind of member.
constexpr MemberShape kPairMembers[] = {{"Name", &kString, kRequired}, {"Value", &kString}};
constexpr Shape kPair = structureOf(kPairMembers);
constexpr Shape kPairs = listOf(kPair, 0, 3);
constexpr const char* kColours[] = {"red", "green"};
constexpr Shape kColour = enumOf(kColours);
constexpr Shape kCount = integerIn(1, 100);
constexpr Shape kName = stringOf(1, 10, "[a-z][a-z0-9-]*");
constexpr Shape kLabels = mapOf(kInteger);
constexpr MemberShape kInnerMembers[] = {{"Size", &kInteger}, {"Tags", &kStringList}, {"Pairs", &kPairs}};
constexpr Shape kInner = structureOf(kInnerMembers);
constexpr MemberShape kMakeMembers[] = {{"ThingId", &kName, kRequired, "Its name."},
                                        {"NumParts", &kCount},
                                        {"Weight", &kDouble},
                                        {"Colour", &kColour},
                                        {"FastMode", &kBoolean},
                                        {"Since", &kTimestamp},
                                        {"PartIds", &kStringList},
                                        {"Pairs", &kPairs},
                                        {"Inner", &kInner},
                                        {"Labels", &kLabels}};
constexpr Shape kMake = structureOf(kMakeMembers);
constexpr MemberShape kThingMembers[] = {{"Zeta", &kString}, {"Alpha", &kInteger}, {"Made", &kTimestamp}, {"Colour", &kString}};
constexpr Shape kThing = structureOf(kThingMembers);
constexpr Shape kThings = listOf(kThing);
constexpr MemberShape kMakeOutMembers[] = {{"Things", &kThings}, {"Marker", &kString}};
constexpr Shape kMakeOut = structureOf(kMakeOutMembers);
constexpr OperationModel kModels[] = {
    {"echo", "MakeThing", &kMake, &kMakeOut, ErrorStyle::Query, "Makes a thing."},
    {"echo", "FailThing", &kMake, nullptr, ErrorStyle::Coral},
    {"echo", "WaitThing", nullptr, nullptr, ErrorStyle::Ec2},
};

// Answers with what it was given; WaitThing after five seconds.
class Echo : public kernel::Service {
  public:
    std::string_view name() const override { return "echo"; }
    std::unique_ptr<kernel::Service> clone() const override { return std::make_unique<Echo>(*this); }
    void onEvent(kernel::World& w, const kernel::Event& e) override { w.reply(e.data, Json{{"late", true}}); }
    kernel::MaybeResult call(kernel::World& w, const kernel::Call& c) override {
        if (c.operation == "FailThing") return kernel::ApiResult(kernel::fail("ThingBroken", "it is broken", 409));
        if (c.operation == "WaitThing") {
            w.schedule(w.now() + SimDuration::seconds(5), w.find("echo"), 0, 0, c.id);
            return std::nullopt;
        }
        if (c.operation == "NeverThing") return std::nullopt;
        return kernel::ApiResult(c.input);
    }
    kernel::ApiResult peek(const kernel::World&, std::string_view, const Json&) const override { return Json::object(); }
};

ModelCatalog catalog() { return ModelCatalog({std::span<const OperationModel>(kModels)}); }

std::string errorOf(const char* line) {
    const auto c = catalog();
    const auto parsed = parseCommandLine(line, c);
    return parsed ? "parsed: " + parsed->input.dump() : parsed.error().text;
}

Json inputOf(const char* line) {
    const auto c = catalog();
    const auto parsed = parseCommandLine(line, c);
    if (!parsed) qWarning("%s", parsed.error().text.c_str());
    return parsed ? parsed->input : Json();
}

} // namespace

class TestAws : public QObject {
    Q_OBJECT
  private slots:
    void idsAndArns();
    void kebabCases();
    void patterns();
    void violationsAndErrors();
    void shellWords();
    void commandLineToInput();
    void commandLineErrors();
    void inverseRoundTrips();
    void outputsAndErrorsAsTheCliPrints();
    void queries();
    void completion();
    void help();
    void markers();
    void tags();
    void throttle();
    void jsonDoor();
    void textDoor();
    void garbageNeverCrashes();
};

void TestAws::idsAndArns() {
    const std::string a = resourceId(1, "sg-", "x");
    QCOMPARE(a.size(), std::size_t{20});
    QCOMPARE(a, resourceId(1, "sg-", "x"));
    QVERIFY(a != resourceId(2, "sg-", "x") && a != resourceId(1, "sg-", "y") && a.substr(3) != resourceId(1, "vpc-", "x").substr(4));
    QVERIFY(a.find_first_not_of("0123456789abcdef", 3) == std::string::npos);
    std::set<std::string> ids;
    for (std::uint64_t n = 0; n < 1000; ++n) {
        const std::string id = requestId(7, n);
        QCOMPARE(id.size(), std::size_t{36});
        QVERIFY(id[8] == '-' && id[13] == '-' && id[14] == '4' && id[18] == '-' && std::strchr("89ab", id[19]) != nullptr);
        QVERIFY(ids.insert(id).second);
    }
    const std::string text = makeArn("elasticache", "cluster:shop");
    QCOMPARE(text, std::string("arn:aws:elasticache:ap-southeast-1:123456789012:cluster:shop"));
    const auto arn = Arn::parse(text);
    QVERIFY(arn && arn->service == "elasticache" && arn->resource == "cluster:shop");
    QCOMPARE(arn->toString(), text);
    QVERIFY(Arn::parse("arn:aws:s3:::bucket"));
    for (const char* bad : {"", "arn", "arn:aws", "x:aws:s3:::b", "arn:aws:s3:::", "arn::s3:::b"}) QVERIFY2(!Arn::parse(bad), bad);
}

void TestAws::kebabCases() {
    // As botocore's xform_name does it.
    const std::pair<const char*, const char*> cases[] = {
        {"CreateCacheCluster", "create-cache-cluster"}, {"CacheClusterId", "cache-cluster-id"}, {"AZMode", "az-mode"},
        {"ARN", "arn"},                                 {"SnapshotArns", "snapshot-arns"},      {"ListenerARNs", "listener-arns"},
        {"IpProtocol", "ip-protocol"},                  {"CidrIpv6", "cidr-ipv6"},              {"DBInstanceIdentifier", "db-instance-identifier"},
        {"ShowCacheClustersNotInReplicationGroups", "show-cache-clusters-not-in-replication-groups"},
        {"EC2SecurityGroupName", "ec2-security-group-name"}, {"PutMetricData", "put-metric-data"}};
    for (const auto& [from, to] : cases) QCOMPARE(kebabCase(from), std::string(to));
}

void TestAws::patterns() {
    QVERIFY(matchesPattern("[a-z]+", "abc"));
    QVERIFY(!matchesPattern("[a-z]+", "abC"));
    QVERIFY(!matchesPattern("[a-z]+", ""));
    QVERIFY(matchesPattern("[^:].*", "AWS/EC2"));
    QVERIFY(!matchesPattern("[^:].*", ":x"));
    QVERIFY(matchesPattern("^sg-[0-9a-f]{8,17}$", "sg-01234567"));
    QVERIFY(!matchesPattern("sg-[0-9a-f]{8,17}", "sg-0123456"));
    QVERIFY(!matchesPattern("sg-[0-9a-f]{2}", "sg-012"));
    QVERIFY(matchesPattern("a{2,}b?", "aaaa"));
    QVERIFY(matchesPattern("\\d+\\.\\d+", "7.0"));
    QVERIFY(!matchesPattern("\\d+\\.\\d+", "7x0"));
    QVERIFY(matchesPattern("[\\w-]*", "a_b-9"));
    QVERIFY(matchesPattern(".*.*.*x", std::string(300, 'a') + "x"));
    QVERIFY(!matchesPattern("a*a*a*a*b", std::string(200, 'a')));
}

void TestAws::violationsAndErrors() {
    kernel::ApiError e;
    const auto& make = kModels[0];
    QVERIFY(validate(make, {{"ThingId", "a"}, {"NumParts", 100}, {"Weight", 1}, {"Since", "2026-01-26T00:00:00Z"}}, e));
    QVERIFY(validate(make, {{"ThingId", "a"}, {"NumParts", nullptr}}, e)); // null is "not given"
    const auto refused = [&](const Json& input, const char* code, const char* text) {
        kernel::ApiError error;
        const bool fine = validate(make, input, error);
        return !fine && error.code == code && error.message.find(text) != std::string::npos;
    };
    QVERIFY(refused(Json::object(), "InvalidParameterValue", "The parameter ThingId must be provided and must not be blank."));
    QVERIFY(refused({{"ThingId", "A"}}, "InvalidParameterValue", "Invalid value for parameter ThingId: A"));
    QVERIFY(refused({{"ThingId", "a"}, {"NumParts", 101}}, "InvalidParameterValue", "Invalid value 101 for NumParts. Must be between 1 and 100"));
    QVERIFY(refused({{"ThingId", "a"}, {"NumParts", "3"}}, "MalformedInput", "NumParts"));
    QVERIFY(refused({{"ThingId", "a"}, {"Colour", "blue"}}, "InvalidParameterValue", "red, green"));
    QVERIFY(refused({{"ThingId", "a"}, {"Since", "soon"}}, "MalformedInput", "Since"));
    QVERIFY(refused({{"ThingId", "a"}, {"Pairs", {{{"Value", "x"}}}}}, "InvalidParameterValue", "The parameter Name must"));
    QVERIFY(refused({{"ThingId", "a"}, {"Inner", {{"Pairs", {{{"Name", "n"}, {"Hue", 3}}}}}}}, "UnknownParameter", "Inner.Pairs[0].Hue"));
    QVERIFY(refused(Json::array(), "MalformedInput", "input"));
    QVERIFY(refused({{"ThingId", std::string(5000, 'a')}}, "InvalidParameterValue", "must not be longer than 10"));

    const auto found = violations(kMake, {{"NumParts", 0}, {"Pairs", {{{"Name", "a"}}, {{"Value", "b"}}}}});
    QCOMPARE(found.size(), std::size_t{3});
    const auto coral = describe(ErrorStyle::Coral, found);
    QCOMPARE(coral.code, std::string("ValidationError"));
    QCOMPARE(coral.message, std::string("3 validation errors detected: Value null at 'thingId' failed to satisfy constraint: Member must not be null; "
                                        "Value '0' at 'numParts' failed to satisfy constraint: Member must have value greater than or equal to 1; "
                                        "Value null at 'pairs.2.member.name' failed to satisfy constraint: Member must not be null"));
    QCOMPARE(describe(ErrorStyle::Ec2, found).message, std::string("The request must contain the parameter thingId"));
    // botocore's own words, compared with the real client.
    QCOMPARE(clientSideText(found), std::string("Parameter validation failed:\nMissing required parameter in input: \"ThingId\"\n"
                                                "Invalid range for parameter NumParts, value: 0, valid min value: 1\n"
                                                "Missing required parameter in Pairs[1]: \"Name\""));
    QCOMPARE(clientSideText(violations(kMake, {{"ThingId", "a"}, {"FastMode", "yes"}})),
             std::string("Parameter validation failed:\nInvalid type for parameter FastMode, value: yes, type: <class 'str'>, valid types: <class 'bool'>"));
    QCOMPARE(clientSideText(violations(kMake, {{"ThingId", "A"}})), std::string()); // patterns are the service's business
    QCOMPARE(clientSideText(violations(kMake, {{"ThingId", "a"}, {"NumParts", "3"}})),
             std::string("Parameter validation failed:\nInvalid type for parameter NumParts, value: 3, type: <class 'str'>, valid types: <class 'int'>"));

    // Names that look like places of ours are names.
    const auto coralOf = [](const Json& input) { return describe(ErrorStyle::Coral, violations(kMake, input)).message; };
    for (const char* name : {"x[", "x[]", "x[99999999999999999999]", "x.y[", "]", "[0"}) {
        QVERIFY2(coralOf({{"ThingId", "a"}, {name, 1}}).find("at '" + std::string(name) + "' failed") != std::string::npos, name);
    }
    QCOMPARE(violations(kMake, {{"ThingId", "a"}, {"Labels", {{"X[1", "y"}}}}).front().coral, std::string("labels.X[1"));
    QVERIFY(coralOf({{"ThingId", "a"}, {"Inner", {{"Pairs", {{{"Name", "n"}}, {{"Hue[", 3}}}}}}})
                .find("at 'inner.pairs.2.member.hue[' failed") != std::string::npos);
    // What services read as int64 is one.
    QVERIFY(refused({{"ThingId", "a"}, {"Inner", {{"Size", std::uint64_t{1} << 63}}}}, "MalformedInput", "Inner.Size: 9223372036854775808"));
    QVERIFY(validate(make, {{"ThingId", "a"}, {"Inner", {{"Size", INT64_MIN}}}}, e));
    // A value that is shown cut ends with a whole character.
    kernel::ApiError cut;
    QVERIFY(!validate(make, {{"ThingId", "a"}, {"Colour", std::string(199, 'x') + "ế"}}, cut));
    QVERIFY(cut.message.find("xx...") != std::string::npos);
}

void TestAws::shellWords() {
    using List = std::vector<std::string>;
    QCOMPARE(*splitWords("a  b\tc\n"), (List{"a", "b", "c"}));
    QCOMPARE(*splitWords("a 'b c' \"d \\\"e\\\" $\" f\\ g ''"), (List{"a", "b c", "d \"e\" $", "f g", ""}));
    QCOMPARE(*splitWords("a \\\n b"), (List{"a", "b"}));
    QCOMPARE(*splitWords("x'y'\"z\""), (List{"xyz"}));
    QVERIFY(!splitWords("a 'b"));
    QVERIFY(!splitWords("a \"b"));
    for (const char* word : {"plain", "with space", "it's", "", "\"quoted\"", "$HOME", "a\\b", "ünï", "*"}) {
        QCOMPARE(*splitWords(quoteWord(word)), List{word});
    }
}

void TestAws::commandLineToInput() {
    QCOMPARE(inputOf("aws echo make-thing --thing-id a"), Json({{"ThingId", "a"}}));
    QCOMPARE(inputOf("aws echo make-thing --thing-id=a --num-parts 3 --weight 2.5 --fast-mode --colour red"),
             Json({{"ThingId", "a"}, {"NumParts", 3}, {"Weight", 2.5}, {"FastMode", true}, {"Colour", "red"}}));
    QCOMPARE(inputOf("aws --region ap-southeast-1 echo --output json make-thing --no-fast-mode --thing-id a --no-cli-pager"),
             Json({{"ThingId", "a"}, {"FastMode", false}}));
    QCOMPARE(inputOf("aws echo make-thing --part-ids x y z --thing-id a"), Json({{"ThingId", "a"}, {"PartIds", {"x", "y", "z"}}}));
    QCOMPARE(inputOf("aws echo make-thing --part-ids '[\"x\",\"y z\"]' --thing-id a"), Json({{"ThingId", "a"}, {"PartIds", {"x", "y z"}}}));
    const Json pairs = {{"ThingId", "a"}, {"Pairs", {{{"Name", "k"}, {"Value", "v"}}, {{"Name", "l"}}}}};
    QCOMPARE(inputOf("aws echo make-thing --thing-id a --pairs Name=k,Value=v Name=l"), pairs);
    QCOMPARE(inputOf("aws echo make-thing --thing-id a --pairs 'Name=k, Value=v' \"Name=l\""), pairs);
    QCOMPARE(inputOf("aws echo make-thing --thing-id a --pairs '[{\"Name\":\"k\",\"Value\":\"v\"},{\"Name\":\"l\"}]'"), pairs);
    QCOMPARE(inputOf("aws echo make-thing --thing-id a --pairs '{\"Name\":\"k\",\"Value\":\"v\"}' '{\"Name\":\"l\"}'"), pairs);
    QCOMPARE(inputOf("aws echo make-thing --thing-id a --inner Size=3,Tags=x,y,Pairs=[{Name=k,Value=v},{Name=l}]"),
             Json({{"ThingId", "a"}, {"Inner", {{"Size", 3}, {"Tags", {"x", "y"}}, {"Pairs", pairs["Pairs"]}}}}));
    QCOMPARE(inputOf("aws echo make-thing --thing-id a --inner Tags=one"), Json({{"ThingId", "a"}, {"Inner", {{"Tags", {"one"}}}}}));
    QCOMPARE(inputOf("aws echo make-thing --thing-id a --pairs 'Name=\"a,b\",Value='"), Json({{"ThingId", "a"}, {"Pairs", {{{"Name", "a,b"}, {"Value", ""}}}}}));
    QCOMPARE(inputOf("aws echo make-thing --thing-id a --labels x=1,y=2"), Json({{"ThingId", "a"}, {"Labels", {{"x", 1}, {"y", 2}}}}));
    QCOMPARE(inputOf("aws echo make-thing --cli-input-json '{\"ThingId\":\"b\",\"NumParts\":2}' --num-parts 5"), Json({{"ThingId", "b"}, {"NumParts", 5}}));
    QCOMPARE(inputOf("aws echo make-thing --cli-input-json='{\"ThingId\":\"b\"}'"), Json({{"ThingId", "b"}}));
    QCOMPARE(inputOf("aws echo wait-thing"), Json::object());
    // Times also as seconds since 1970.
    QCOMPARE(inputOf("aws echo make-thing --thing-id a --since 1769389200"), Json({{"ThingId", "a"}, {"Since", 1769389200}}));
    QCOMPARE(inputOf("aws echo make-thing --thing-id a --since 1769389200.25"), Json({{"ThingId", "a"}, {"Since", 1769389200.25}}));
    QCOMPARE(inputOf("aws echo make-thing --thing-id a --since 2026-01-26"), Json({{"ThingId", "a"}, {"Since", "2026-01-26"}}));
    const auto c = catalog();
    const auto parsed = parseCommandLine("aws echo make-thing --thing-id a --query Things[0].Zeta --output text", c);
    QVERIFY(parsed && parsed->query == "Things[0].Zeta" && parsed->text);
    QCOMPARE(parsed->operation, std::string("MakeThing"));
}

void TestAws::commandLineErrors() {
    const std::string usage = "\nusage: aws [options] <command> <subcommand> [<subcommand> ...] [parameters]\nTo see help text, you can run:\n\n"
                              "  aws help\n  aws <command> help\n  aws <command> <subcommand> help\n\n";
    QCOMPARE(errorOf("aws echo make-thing"), usage + "aws: error: the following arguments are required: --thing-id\n");
    QCOMPARE(errorOf("aws echo make-thing --thing-id"), usage + "aws: error: argument --thing-id: expected one argument\n");
    QCOMPARE(errorOf("aws echo make-thing --thing-id --fast-mode"), usage + "aws: error: argument --thing-id: expected one argument\n");
    QCOMPARE(errorOf("aws echo make-thing --thing-id a --foo bar"), usage + "Unknown options: --foo, bar\n");
    QCOMPARE(errorOf("aws echo make-thing --thing-id a --fast-mode true"), usage + "Unknown options: true\n");
    QCOMPARE(errorOf("aws echo"), usage + "aws: error: the following arguments are required: operation\n");
    QCOMPARE(errorOf("aws"), usage + "aws: error: the following arguments are required: command\n");
    QVERIFY(errorOf("aws echo make-thinng --thing-id a").find("Invalid choice: 'make-thinng', maybe you meant:\n\n  * make-thing\n") != std::string::npos);
    QVERIFY(errorOf("aws ecko make-thing").find("aws: error: argument command: Invalid choice, valid choices are:") != std::string::npos);
    QCOMPARE(errorOf("aws echo make-thing --thing-id a --num-parts abc"), std::string("\ninvalid literal for int() with base 10: 'abc'\n"));
    QCOMPARE(errorOf("aws echo make-thing --thing-id a --pairs foo"), std::string("\nError parsing parameter '--pairs': Expected: '=', received: 'EOF' for input:\nfoo\n   ^\n"));
    QCOMPARE(errorOf("aws echo make-thing --thing-id a --pairs Name=k,Valu=v"),
             std::string("\nParameter validation failed:\nUnknown parameter in Pairs[0]: \"Valu\", must be one of: Name, Value\n"));
    QCOMPARE(errorOf("aws echo make-thing --thing-id a --pairs Value=v"), std::string("\nParameter validation failed:\nMissing required parameter in Pairs[0]: \"Name\"\n"));
    QVERIFY(errorOf("aws echo make-thing --thing-id a --pairs '{\"Name\"'").find("Invalid JSON") != std::string::npos);
    for (const char* option : {"--thing-id a --cli-input-json", "--thing-id a --inner", "--thing-id a --pairs"}) {
        const std::string deep = "'{\"Inner\":" + std::string(300'000, '[') + std::string(300'000, ']') + "}'";
        QVERIFY2(errorOf((std::string("aws echo make-thing ") + option + " " + deep).c_str()).find("Invalid JSON") != std::string::npos, option);
    }
    QVERIFY(errorOf("aws echo make-thing --thing-id a --since nan").find("Invalid type for parameter Since") != std::string::npos);
    QVERIFY(errorOf("aws echo make-thing --thing-id a --num-parts 18446744073709551616").find("invalid literal for int()") != std::string::npos);
    QVERIFY(errorOf("aws echo make-thing --thing-id a --pairs file://x.json").find("Unable to load paramfile file://x.json") != std::string::npos);
    QVERIFY(errorOf("aws echo make-thing --thing-id a --pairs Name=a,Name=b").find("Second instance of key \"Name\"") != std::string::npos);
    QCOMPARE(errorOf("aws echo wait-thing --region us-east-1"), std::string("\nCould not connect to the endpoint URL: \"https://echo.us-east-1.amazonaws.com/\"\n"));
    QVERIFY(errorOf("aws echo make-thing 'a").find("unexpected EOF") != std::string::npos);
    QVERIFY(errorOf("redis-cli PING").find("redis-cli: command not found") != std::string::npos);
    QVERIFY(errorOf("").find("command not found") != std::string::npos);
    QVERIFY(errorOf("aws echo wait-thing --output yaml").find("argument --output: Invalid choice") != std::string::npos);
    const auto c = catalog();
    QCOMPARE(parseCommandLine("aws echo make-thing", c).error().exitCode, kExitUsage);
    QCOMPARE(parseCommandLine(std::string(2 << 20, 'a'), c).error().exitCode, kExitOther);
}

void TestAws::inverseRoundTrips() {
    const auto c = catalog();
    QCOMPARE(toCommandLine(kModels[0], {{"ThingId", "a"}, {"FastMode", false}, {"Pairs", {{{"Name", "k"}, {"Value", "v"}}}}, {"PartIds", {"x", "y"}}}),
             std::string("aws echo make-thing --thing-id a --no-fast-mode --part-ids x y --pairs Name=k,Value=v"));
    QCOMPARE(toCommandLine(kModels[2], Json()), std::string("aws echo wait-thing"));
    QCOMPARE(toCommandLine(kModels[0], {{"ThingId", "--a b"}, {"PartIds", {"--x y"}}, {"Labels", {{"--k", 1}}}}),
             std::string("aws echo make-thing --thing-id='--a b' --part-ids '[\"--x y\"]' --labels=--k=1"));
    // Thousands of random inputs come back as they were.
    kernel::Rng rng(11);
    const char* words[] = {"a", "b c", "", "it's", "x=1", "[1]", "{}", "--flag", "-5", "ü", "a,b", "\"q\"", "back\\slash", "true", "12", "[\"x\"]",
                           "--a b", "--", "-- ", " [1]", "[ a"};
    const Json integers[] = {4, -4, INT64_MAX, INT64_MIN, std::uint64_t{1} << 63, UINT64_MAX};
    const Json instants[] = {"2026-01-26T01:02:03Z", 1769389200, -1.5, 1e300, UINT64_MAX};
    const auto any = [&](const auto& list) { return list[rng.below(std::size(list))]; };
    const auto word = [&] { return std::string(words[rng.below(std::size(words))]); };
    for (int n = 0; n < 5000; ++n) {
        const std::string id = word();
        Json input = {{"ThingId", id.empty() ? "z" : id}}; // an empty one is refused before it is sent
        if (rng.chance(0.5)) input["NumParts"] = static_cast<std::int64_t>(1 + rng.below(1000));
        if (rng.chance(0.3)) input["Weight"] = static_cast<double>(rng.below(1000)) / 8;
        if (rng.chance(0.3)) input["FastMode"] = rng.chance(0.5);
        if (rng.chance(0.3)) input["Since"] = any(instants);
        if (rng.chance(0.4)) {
            input["PartIds"] = Json::array();
            for (std::uint64_t i = rng.below(3); i-- > 0;) input["PartIds"].push_back(word());
        }
        if (rng.chance(0.4)) {
            input["Pairs"] = Json::array();
            for (std::uint64_t i = rng.below(3); i-- > 0;) input["Pairs"].push_back({{"Name", word()}, {"Value", word()}});
        }
        if (rng.chance(0.4)) input["Inner"] = {{"Size", any(integers)}, {"Tags", {word(), word()}}, {"Pairs", {{{"Name", word()}}}}};
        if (rng.chance(0.2)) input["Labels"] = {{"one", 1}, {word() + "k", any(integers)}};
        const std::string line = toCommandLine(kModels[0], input);
        const auto parsed = parseCommandLine(line, c);
        QVERIFY2(parsed, (line + "\n" + (parsed ? "" : parsed.error().text)).c_str());
        QVERIFY2(parsed->input == input, (line + "\n" + input.dump() + "\n" + parsed->input.dump()).c_str());
    }
}

void TestAws::outputsAndErrorsAsTheCliPrints() {
    const Json output = {{"Things", {{{"Alpha", 1}, {"Zeta", "z"}, {"Made", "2026-01-01T00:00:00Z"}, {"Extra", 1.0}, {"Empty", Json::array()}},
                                     {{"Made", "2026-01-01T00:00:00.123Z"}, {"Colour", "ü"}}}}};
    QCOMPARE(renderOutput(&kModels[0], output),
             std::string("{\n    \"Things\": [\n        {\n            \"Zeta\": \"z\",\n            \"Alpha\": 1,\n            \"Made\": \"2026-01-01T00:00:00+00:00\",\n"
                         "            \"Empty\": [],\n            \"Extra\": 1.0\n        },\n        {\n            \"Made\": \"2026-01-01T00:00:00.123000+00:00\",\n"
                         "            \"Colour\": \"ü\"\n        }\n    ]\n}\n"));
    QCOMPARE(renderOutput(&kModels[1], Json::object()), std::string());
    QCOMPARE(renderOutput(nullptr, {{"b", 1}, {"a", 2}}), std::string("{\n    \"a\": 2,\n    \"b\": 1\n}\n"));
    QCOMPARE(renderError("DescribeCacheClusters", {"CacheClusterNotFound", "CacheCluster not found: nope", 404}),
             std::string("\nAn error occurred (CacheClusterNotFound) when calling the DescribeCacheClusters operation: CacheCluster not found: nope\n"));
}

void TestAws::queries() {
    const auto value = OrderedJson::parse(R"({"A":[{"id":"x","n":1,"in":[{"v":1},{"v":2}]},{"id":"y","in":[{"v":3}]}],"B":{"c":null,"d":true},"E":[[1,2],[3]]})");
    const auto q = [&](const char* path) {
        const auto r = queryPath(value, path);
        return r ? r->dump() : "error";
    };
    // Answers of jmespath 1.0.
    const std::pair<const char*, const char*> cases[] = {
        {"A[0].id", "\"x\""},          {"A[-1].id", "\"y\""},        {"A[5].id", "null"},         {"A[].id", "[\"x\",\"y\"]"},
        {"A[*].id", "[\"x\",\"y\"]"},  {"A[].n", "[1]"},             {"A[].in[].v", "[1,2,3]"},   {"A[*].in[*].v", "[[1,2],[3]]"},
        {"B.d", "true"},               {"B.c", "null"},              {"B.nope.more", "null"},     {"E[]", "[1,2,3]"},
        {"E[][0]", "[]"},              {"A[].[id,n]", "[[\"x\",1],[\"y\",null]]"},
        {"A[].{k:id,v:n}", "[{\"k\":\"x\",\"v\":1},{\"k\":\"y\",\"v\":null}]"},
        {"[B.d,A[0].n]", "[true,1]"},  {"@", nullptr},               {"\"B\".d", "true"},
        {"A..id", "error"},            {"A[", "error"},              {"A[x]", "error"},           {"length(A)", "error"},
        {"A[?n==`1`]", "error"},       {"A.", "error"},              {"", "error"},               {"A | B", "error"}};
    for (const auto& [path, answer] : cases) {
        if (answer == nullptr) {
            QCOMPARE(q(path), value.dump());
        } else {
            QVERIFY2(q(path) == answer, (std::string(path) + " -> " + q(path)).c_str());
        }
    }
    QVERIFY(!queryPath(value, std::string(5000, '[')));
    QVERIFY(!queryPath(value, std::string(5000, '{')));
    // Each [@,@] of a chain makes twice what it is given.
    std::string small = "@", large = "@";
    for (int i = 0; i < 5; ++i) small += ".[@,@]";
    for (int i = 0; i < 28; ++i) large += i % 2 == 0 ? ".[@,@]" : ".{a:@,b:@}";
    QVERIFY(queryPath(value, small));
    const auto refused = queryPath(value, large);
    QVERIFY(!refused && refused.error().find("too large") != std::string::npos);
    std::string wide = "[@";
    while (wide.size() < 4000) wide += ",@";
    QVERIFY(queryPath(value, wide + "]"));
    QVERIFY(!queryPath(value, wide + "].[@,@]" + std::string(4000, ' ')));
}

void TestAws::completion() {
    const auto c = catalog();
    const ValueSource values = [](const OperationModel&, std::string_view member) {
        return member == "ThingId" ? std::vector<std::string>{"one", "two"} : std::vector<std::string>{};
    };
    using List = std::vector<std::string>;
    const auto at = [&](const char* line) { return complete(line, c, values).candidates; };
    QCOMPARE(at("a"), List{"aws"});
    QCOMPARE(at("aws e"), List{"echo"});
    QCOMPARE(at("aws echo m"), List{"make-thing"});
    QCOMPARE(at("aws echo make-thing --th"), List{"--thing-id"});
    QCOMPARE(at("aws echo make-thing --thing-id t"), List{"two"});
    QCOMPARE(at("aws echo make-thing --thing-id two --colour "), (List{"red", "green"}));
    QCOMPARE(at("aws echo make-thing --pairs N"), List{"Name="});
    QCOMPARE(at("aws echo make-thing --pairs Name=a,V"), List{"Value="});
    QCOMPARE(at("aws echo make-thing ").front(), std::string("--thing-id")); // what is required comes first
    const auto used = at("aws echo make-thing --thing-id two --");
    QVERIFY(std::find(used.begin(), used.end(), "--thing-id") == used.end());
    QVERIFY(at("ls x").empty());
    QVERIFY(at("aws echo nonsense --x").empty());
    QVERIFY(at("aws 'open ").empty());
    QCOMPARE(complete("aws echo make-thing --pairs Name=a,V", c, values).replaceFrom, std::strlen("aws echo make-thing --pairs Name=a,"));
}

void TestAws::help() {
    const auto c = catalog();
    const auto text = [&](const char* line) { return parseCommandLine(line, c)->help; };
    QVERIFY(text("aws help").find("o echo") != std::string::npos);
    QVERIFY(text("aws echo help").find("o make-thing") != std::string::npos);
    const std::string op = text("aws echo make-thing help");
    for (const char* part : {"--thing-id <value>", "[--fast-mode | --no-fast-mode]", "Possible values: red, green", "Shorthand: Name=string,Value=string ...", "Its name."}) {
        QVERIFY2(op.find(part) != std::string::npos, part);
    }
}

void TestAws::markers() {
    for (const char* key : {"", "a", "ab", "abc", "shop-001", "tên có dấu"}) {
        const std::string marker = makeMarker("Describe", key);
        const auto back = readMarker("Describe", marker);
        QVERIFY(back && *back == key);
        QVERIFY(!readMarker("Other", marker));
        QVERIFY(!readMarker("Describe", marker + "A"));
        for (std::size_t i = 0; i < marker.size(); ++i) {
            std::string wrong = marker;
            wrong[i] = wrong[i] == 'x' ? 'y' : 'x';
            const auto r = readMarker("Describe", wrong);
            QVERIFY(!r);
        }
    }
    for (const char* bad : {"", "x", "!!!!", "invented"}) QVERIFY(!readMarker("Describe", bad));
}

void TestAws::tags() {
    TagSet set;
    QVERIFY(!addTags(set, {{{"Key", "b"}, {"Value", "1"}}, {{"Key", "a"}}}));
    QCOMPARE(tagList(set), Json({{{"Key", "a"}, {"Value", ""}}, {{"Key", "b"}, {"Value", "1"}}}));
    const TagSet before = set;
    for (const Json& bad : {Json{{"Value", "x"}}, Json{{"Key", std::string(129, 'k')}}, Json{{"Key", "k"}, {"Value", std::string(257, 'v')}}, Json{{"Key", "aws:x"}}}) {
        QVERIFY(addTags(set, Json::array({{{"Key", "good"}, {"Value", "1"}}, bad})));
        QVERIFY(set == before); // all or nothing
    }
    Json many = Json::array();
    for (int i = 0; i < 49; ++i) many.push_back({{"Key", "k" + std::to_string(i)}, {"Value", ""}});
    QCOMPARE(addTags(set, many)->code, std::string("TagQuotaPerResourceExceeded"));
    many.erase(0);
    QVERIFY(!addTags(set, many));
    QCOMPARE(set.size(), kMaxTags);
}

void TestAws::throttle() {
    ThrottleBucket bucket(2, 5);
    int taken = 0;
    for (int i = 0; i < 10; ++i) taken += bucket.take(SimTime()) ? 1 : 0;
    QCOMPARE(taken, 5);
    QVERIFY(!bucket.take(SimTime::fromNs(499'000'000)));
    QVERIFY(bucket.take(SimTime::fromNs(500'000'000)));
    for (int s = 1; s <= 100; ++s) taken += bucket.take(SimTime::atSecond(1000 + s)) ? 1 : 0;
    QCOMPARE(taken, 105);
    QCOMPARE(bucket.tokens(SimTime::atSecond(5000)), 5.0);
    QCOMPARE(throttled().code, std::string("Throttling"));
}

void TestAws::jsonDoor() {
    kernel::World world{kernel::WorldConfig{}};
    world.add(std::make_unique<Echo>());
    const auto c = catalog();
    ConsoleSession session(world, c);
    QCOMPARE(session.jsonLine(R"({"service":"echo","operation":"MakeThing","input":{"x":1}})"), std::string(R"({"output":{"x":1}})"));
    QCOMPARE(session.jsonLine(R"({"service":"echo","operation":"FailThing"})"), std::string(R"({"error":{"code":"ThingBroken","message":"it is broken","status":409}})"));
    QCOMPARE(session.jsonLine(R"({"advance":90})"), std::string(R"({"output":{"now":"2026-01-26T01:01:30Z"}})"));
    QCOMPARE(session.jsonLine(R"({"service":"echo","operation":"WaitThing"})"), std::string(R"({"output":{"late":true}})"));
    QCOMPARE(world.now(), SimTime::atSecond(95)); // it was waited for
    QVERIFY(session.jsonLine(R"({"service":"echo","operation":"NeverThing"})").find("RequestTimeout") != std::string::npos);
    QVERIFY(session.jsonLine(R"({"service":"s3","operation":"X"})").find("UnknownService") != std::string::npos);
    for (const char* bad : {"", "x", "[]", "{}", "17", R"({"service":1,"operation":"x"})", R"({"service":"echo","operation":"MakeThing","input":[]})",
                            R"({"advance":-1})", R"({"advance":"x"})", R"({"advance":1e300})", R"({"service":"echo"})"}) {
        const Json answer = Json::parse(session.jsonLine(bad));
        QVERIFY2(answer["error"]["code"] == "MalformedInput", bad);
    }
    QVERIFY(session.jsonLine(std::string(100'000, '[')).find("MalformedInput") != std::string::npos);
    QVERIFY(session.jsonLine("{\"a\":\"" + std::string(2 << 20, 'x') + "\"}").find("MalformedInput") != std::string::npos);
    QVERIFY(session.jsonLine("{\"service\":\"echo\",\"operation\":\"MakeThing\",\"input\":{\"x\":\"\xff\xfe\"}}").find("error") != std::string::npos);
    QCOMPARE(session.jsonLine(R"({"service":"echo","operation":"MakeThing","input":{"x":null,"y":{"z":null}}})"), std::string(R"({"output":{"y":{}}})"));
    QVERIFY(session.jsonLine("{\"service\":\"echo\",\"operation\":\"MakeThing\",\"input\":{\"x\":" + std::string(60, '[') + std::string(60, ']') + "}}")
                .find("output") != std::string::npos);
}

void TestAws::textDoor() {
    kernel::World world{kernel::WorldConfig{}};
    world.add(std::make_unique<Echo>());
    const auto c = catalog();
    ConsoleSession session(world, c);
    auto t = session.commandLine("aws echo make-thing --thing-id a --num-parts 3");
    QCOMPARE(t.out, std::string("{\n    \"NumParts\": 3,\n    \"ThingId\": \"a\"\n}\n"));
    QCOMPARE(t.exitCode, 0);
    t = session.commandLine("aws echo fail-thing --thing-id a");
    QCOMPARE(t.err, std::string("\nAn error occurred (ThingBroken) when calling the FailThing operation: it is broken\n"));
    QCOMPARE(t.exitCode, kExitService);
    QCOMPARE(session.commandLine("aws echo make-thing --thing-id a --query ThingId --output text").out, std::string("a\n"));
    QCOMPARE(session.commandLine("aws echo make-thing --thing-id a --num-parts 2 --query [ThingId,NumParts] --output text").out, std::string("a\t2\n"));
    const std::size_t calls = world.callRecords().size();
    QCOMPARE(session.commandLine("aws echo make-thing --thing-id a --query 'length(x)'").exitCode, kExitUsage);
    QCOMPARE(session.commandLine("aws echo make-thing").exitCode, kExitUsage);
    QCOMPARE(world.callRecords().size(), calls); // nothing was sent
    QCOMPARE(session.commandLine("aws help").exitCode, 0);
    t = session.commandLine("aws echo make-thing --thing-id \xff --pairs Name=\xc3");
    QCOMPARE(t.exitCode, kExitService);
    QVERIFY(t.err.find("An error occurred (SerializationException) when calling the MakeThing operation") != std::string::npos);
    QVERIFY(world.callRecords().back().actor == kernel::Actor::Console);
}

void TestAws::garbageNeverCrashes() {
    const auto c = catalog();
    kernel::Rng rng(5);
    const char* parts[] = {"aws", "echo", "make-thing", "--thing-id", "--pairs", "--inner", "--labels", "Name=", "{", "}", "[", "]", ",", "=", "'", "\"", "\\",
                           "a", "\xff", "--query", "A[", "help", "--cli-input-json", "{\"", "--", "-", "\n", "file://x", "--no-fast-mode", "Size=x"};
    for (int n = 0; n < 20'000; ++n) {
        std::string line = rng.chance(0.7) ? "aws echo make-thing " : "";
        for (std::uint64_t i = rng.below(12); i-- > 0;) {
            line += parts[rng.below(std::size(parts))];
            if (rng.chance(0.6)) line += ' ';
        }
        const auto parsed = parseCommandLine(line, c);
        QVERIFY(parsed || !parsed.error().text.empty());
        (void)complete(line, c);
        (void)queryPath(OrderedJson::array({1}), line);
        if (const auto words = splitWords(line); words && !words->empty()) (void)parseShorthand(words->back());
    }
}

QTEST_APPLESS_MAIN(TestAws)
#include "tst_aws.moc"
