#include "messaging/sns_service.h"

#include "aws/account.h"
#include "aws/authorize.h"
#include "messaging/models.h"
#include "messaging/operations.h"
#include "messaging/sns_input.h"

#include <algorithm>

namespace maylab::messaging {

using kernel::ApiResult;
using kernel::Json;
using kernel::World;

namespace {

constexpr std::string_view kWrites[] = {"ConfirmSubscription", "CreateTopic", "DeleteTopic", "Publish", "Subscribe", "Unsubscribe"};

bool writes(std::string_view operation) { return std::find(std::begin(kWrites), std::end(kWrites), operation) != std::end(kWrites); }

// Against the table of the operation. This service calls it ValidationError.
std::optional<kernel::ApiError> malformed(std::string_view operation, const Json& input) {
    for (const aws::OperationModel& m : operationModels()) {
        if (operation != m.operation) continue;
        kernel::ApiError error;
        if (aws::validate(m, input, error)) return std::nullopt;
        if (error.code == "ValidationException") error.code = "ValidationError";
        return error;
    }
    return kernel::ApiError{"InvalidAction", "The action " + std::string(operation.substr(0, 100)) + " is not valid for this endpoint.", 400};
}

std::string queueUrl(const std::string& arn) {
    const auto parsed = aws::Arn::parse(arn);
    return "https://sqs." + parsed->region + ".amazonaws.com/" + parsed->account + '/' + parsed->resource;
}

} // namespace

std::unique_ptr<kernel::Service> SnsService::clone() const { return std::make_unique<SnsService>(*this); }

void SnsService::start(World& world) { m_id = world.find(kName); }

kernel::MaybeResult SnsService::call(World& world, const kernel::Call& call) {
    const Json input = call.input.is_object() ? call.input : Json::object();
    const bool learner = call.actor != kernel::Actor::Setup && call.actor != kernel::Actor::World;
    if (learner && call.operation != "DescribeMailbox" && call.operation != "DescribeUsage") ++m_requests;
    if (!writes(call.operation)) return read(world.now(), call.operation, input);
    if (auto refused = malformed(call.operation, input)) return ApiResult(tl::unexpected(*refused));
    if (auto refused = aws::authorize(call.actor, "sns:" + std::string(call.operation), "*")) return ApiResult(tl::unexpected(*refused));
    return write(world, call.operation, input);
}

ApiResult SnsService::peek(const World& world, std::string_view operation, const Json& input) const {
    if (writes(operation)) return kernel::fail("InvalidAction", std::string(operation) + " writes; it cannot be asked for as a read.");
    return read(world.now(), operation, input.is_object() ? input : Json::object());
}

ApiResult SnsService::read(kernel::SimTime now, std::string_view operation, const Json& input) const {
    if (auto refused = malformed(operation, input)) return tl::unexpected(*refused);
    if (operation == "ListTopics") return listTopics(m_book, input);
    if (operation == "GetTopicAttributes") return getTopicAttributes(m_book, input, now);
    if (operation == "ListSubscriptions") return listSubscriptions(m_book, input, now);
    if (operation == "ListSubscriptionsByTopic") return listSubscriptionsByTopic(m_book, input, now);
    if (operation == "GetSubscriptionAttributes") return getSubscriptionAttributes(m_book, input, now);
    if (operation == "DescribeMailbox") return describeMailbox(m_book, m_mailbox, input);
    return describeUsage(m_mailbox, m_requests);
}

ApiResult SnsService::write(World& world, std::string_view operation, const Json& input) {
    if (operation == "CreateTopic") return createTopic(m_book, input);
    if (operation == "Publish") return publish(world, input);
    if (operation == "ConfirmSubscription") return confirmSubscription(m_book, input, world.now());
    if (operation == "Unsubscribe") return unsubscribe(m_book, input);
    if (operation == "Subscribe") {
        std::string asked;
        auto result = subscribe(m_book, world.seed(), input, world.now(), asked);
        if (result && !asked.empty()) ask(world, *m_book.subscription(asked));
        return result;
    }
    // DeleteTopic: one that is gone already is no error.
    const std::string arn = text(input, "TopicArn");
    if (auto refused = checkArn(arn, "TopicArn", operation)) return tl::unexpected(*refused);
    if (const Topic* topic = m_book.find(arn); topic != nullptr && topic->metrics) {
        const TopicMetrics& m = *topic->metrics;
        for (const kernel::MetricId id : {m.published, m.delivered, m.failed, m.size}) world.metrics().retire(id);
    }
    m_book.erase(arn);
    return Json::object();
}

ApiResult SnsService::publish(World& world, const Json& input) {
    auto read = readPublication(m_book, input);
    if (!read) return tl::unexpected(read.error());
    Message& message = read->message;
    message.id = nextMessageId(world);
    message.at = world.unixMilliseconds();
    if (!read->phoneNumber.empty()) {
        Subscription direct;
        direct.protocol = Protocol::Sms;
        direct.endpoint = read->phoneNumber;
        deliver(world, message, direct);
        return Json{{"MessageId", message.id}};
    }
    Topic& topic = *m_book.find(read->topicArn);
    ++topic.published;
    if (!topic.metrics) topic.metrics = TopicMetrics::define(world.metrics(), topic.name);
    world.metrics().add(topic.metrics->published, 1);
    world.metrics().sample(topic.metrics->size, static_cast<double>(text(input, "Message").size()));
    std::vector<Subscription> to; // copies: a function that is called may subscribe and unsubscribe
    for (const Subscription* s : m_book.subscriptionsOf(read->topicArn, world.now())) {
        if (!s->pending) to.push_back(*s);
    }
    for (const Subscription& s : to) deliver(world, message, s);
    return Json{{"MessageId", message.id}};
}

void SnsService::ask(World& world, const Subscription& s) {
    Mail mail;
    mail.kind = Mail::Kind::SubscriptionConfirmation;
    mail.topicArn = s.topicArn;
    mail.endpoint = s.endpoint;
    mail.protocol = s.protocol;
    mail.at = world.unixMilliseconds();
    mail.subject = kConfirmationSubject;
    const std::string id = nextMessageId(world);
    mail.body = std::make_shared<const std::string>(s.protocol == Protocol::Email ? confirmationEmail(s)
                                                                                  : confirmationNotice(s, id, mail.at).dump(2));
    m_mailbox.add(std::move(mail));
}

void SnsService::deliver(World& world, const Message& message, const Subscription& to) {
    Mail mail;
    mail.topicArn = to.topicArn;
    mail.endpoint = to.endpoint;
    mail.protocol = to.protocol;
    mail.at = message.at;
    mail.subject = message.subject;
    const auto keep = [&](std::string body) {
        mail.body = std::make_shared<const std::string>(std::move(body));
        return m_mailbox.add(std::move(mail));
    };
    const std::string& plain = message.textFor(toString(to.protocol));
    switch (to.protocol) {
    case Protocol::Lambda: {
        mail.fate = Mail::Fate::UnderWay;
        const Json event = functionEvent(message, to);
        const std::uint64_t number = keep(event.dump(2));
        hand(world, number, to, "lambda", "Invoke", {{"FunctionName", to.endpoint}, {"InvocationType", "Event"}, {"Payload", event}});
        return;
    }
    case Protocol::Sqs: {
        mail.fate = Mail::Fate::UnderWay;
        std::string body = to.raw ? plain : notification(message, to).dump(2);
        const std::uint64_t number = keep(body);
        hand(world, number, to, "sqs", "SendMessage", {{"QueueUrl", queueUrl(to.endpoint)}, {"MessageBody", std::move(body)}});
        return;
    }
    case Protocol::Email:
        mail.subject = emailSubject(message);
        keep(emailBody(message, to));
        break;
    case Protocol::Sms: keep(plain); break;
    case Protocol::EmailJson:
        mail.subject = emailSubject(message);
        keep(notification(message, to).dump(2));
        break;
    case Protocol::Http:
    case Protocol::Https: keep(to.raw ? plain : notification(message, to).dump(2)); break;
    }
    settle(world, {0, to.topicArn, to.protocol}, "");
}

void SnsService::hand(World& world, std::uint64_t mail, const Subscription& to, std::string_view service,
                      std::string_view operation, const Json& input) {
    UnderWay what{mail, to.topicArn, to.protocol};
    if (world.find(service) == World::kNoService) {
        settle(world, what, "There is no " + std::string(service) + " in this world.");
        return;
    }
    const std::uint64_t token = ++m_nextToken;
    m_underWay.emplace(token, std::move(what));
    world.callFrom(m_id, token, service, operation, input);
}

void SnsService::onReply(World& world, std::uint64_t token, const ApiResult& result) {
    const auto at = m_underWay.find(token);
    if (at == m_underWay.end()) return;
    const UnderWay what = std::move(at->second);
    m_underWay.erase(at);
    settle(world, what, result ? std::string() : result.error().code + ": " + result.error().message);
}

void SnsService::settle(World& world, const UnderWay& what, std::string problem) {
    const bool delivered = problem.empty();
    if (what.mail != 0) m_mailbox.settle(what.mail, delivered, std::move(problem));
    if (delivered) m_mailbox.countDelivered(what.protocol);
    Topic* topic = m_book.find(what.topicArn);
    if (topic == nullptr) return;
    ++(delivered ? topic->delivered : topic->failed);
    if (topic->metrics) world.metrics().add(delivered ? topic->metrics->delivered : topic->metrics->failed, 1);
}

std::string SnsService::nextMessageId(const World& world) {
    return aws::requestId(world.seed(), kernel::fnv1a("sns message") + ++m_messages);
}

void SnsService::mixInto(kernel::Fingerprint& f) const {
    if (!m_book.empty()) m_book.mixInto(f);
    if (m_mailbox.sent() > 0) m_mailbox.mixInto(f);
}

} // namespace maylab::messaging
