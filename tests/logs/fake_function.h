// A door "lambda" with one function in it: it keeps what subscriptions send, read as a function reads it, and may log into
// a group itself.
#pragma once

#include "kernel/service.h"
#include "kernel/world.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::testing {

class FakeFunction final : public kernel::Service {
  public:
    explicit FakeFunction(std::string name, std::string group = {}, std::string stream = {})
        : m_name(std::move(name))
        , m_group(std::move(group))
        , m_stream(std::move(stream)) {}

    std::string_view name() const override { return "lambda"; }
    std::unique_ptr<kernel::Service> clone() const override { return std::make_unique<FakeFunction>(*this); }
    void onEvent(kernel::World&, const kernel::Event&) override {}
    kernel::MaybeResult call(kernel::World& world, const kernel::Call& call) override {
        const std::string arn = call.input.value("FunctionName", "");
        if (call.operation != "Invoke" || !arn.ends_with(":" + m_name))
            return kernel::ApiResult(kernel::fail("ResourceNotFoundException", "Function not found: " + arn, 404));
        if (call.input["InvocationType"] == "DryRun") return kernel::ApiResult(nlohmann::json{{"StatusCode", 204}});
        m_received.push_back(read(call.input["Payload"]["awslogs"]["data"].get<std::string>()));
        if (!m_group.empty()) {
            const nlohmann::json event = {{"timestamp", world.unixMilliseconds()}, {"message", "called"}};
            world.callFrom(world.find("lambda"), 0, "logs", "PutLogEvents",
                           {{"logGroupName", m_group}, {"logStreamName", m_stream}, {"logEvents", {event}}});
        }
        return kernel::ApiResult(nlohmann::json{{"StatusCode", 202}});
    }
    kernel::ApiResult peek(const kernel::World&, std::string_view, const nlohmann::json&) const override {
        return kernel::fail("UnknownOperationException", "nothing to read");
    }
    const std::vector<nlohmann::json>& received() const { return m_received; }

  private:
    static nlohmann::json read(const std::string& base64);

    std::string m_name, m_group, m_stream;
    std::vector<nlohmann::json> m_received;
};

} // namespace maylab::testing
