// A small world with the doors cloudwatch, logs and sns, and lines for them, as a console's JSON lines: {"service",
// "operation", "input"}, or {"advance": seconds}. A text "$name" in an input stands for member "name" of the newest reply
// (or mail) that had one, so that a file of lines can go on with a query or a token. No Qt: fuzz targets play them too.
#pragma once

#include "kernel/outside.h"
#include "kernel/world.h"
#include "logs/logs_service.h"
#include "messaging/sns_service.h"
#include "metrics/cloudwatch_service.h"

#include <nlohmann/json.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace maylab::testing {

class DoorWorld {
  public:
    DoorWorld() : m_world(std::make_unique<kernel::World>(kernel::WorldConfig{})) {
        m_world->add(std::make_unique<metrics::CloudWatchService>());
        m_world->add(std::make_unique<logs::LogsService>());
        m_world->add(std::make_unique<messaging::SnsService>());
    }
    DoorWorld(const DoorWorld& o) : m_world(o.m_world->clone()), m_known(o.m_known) {}
    DoorWorld& operator=(const DoorWorld&) = delete;

    kernel::World& world() { return *m_world; }

    // Nothing for a line that waits, or that is no call.
    std::optional<kernel::ApiResult> play(const nlohmann::json& line, double longestWait = 86'400) {
        if (!line.is_object()) return std::nullopt;
        const auto wait = line.find("advance");
        if (wait != line.end() && wait->is_number() && wait->get<double>() >= 0 && wait->get<double>() <= longestWait)
            m_world->runFor(kernel::SimDuration::milliseconds(static_cast<std::int64_t>(wait->get<double>() * 1000)));
        const auto service = line.find("service"), operation = line.find("operation"), input = line.find("input");
        if (input == line.end() || service == line.end() || !service->is_string() || operation == line.end() || !operation->is_string())
            return std::nullopt;
        return call(service->get<std::string>(), operation->get<std::string>(), filled(*input));
    }
    // Every operation of these doors answers at once.
    std::optional<kernel::ApiResult> call(std::string_view service, std::string_view operation, const nlohmann::json& input) {
        m_world->call(kernel::Actor::Setup, service, operation, input);
        auto replies = m_world->takeReplies();
        if (replies.size() != 1) return std::nullopt;
        if (replies[0].result) learn(*replies[0].result);
        return std::move(replies[0].result);
    }
    nlohmann::json filled(const nlohmann::json& input) const {
        nlohmann::json out = input;
        if (!out.is_object()) return out;
        for (auto& [name, value] : out.items()) {
            if (!value.is_string() || value.get_ref<const std::string&>().substr(0, 1) != "$") continue;
            const auto known = m_known.find(value.get<std::string>().substr(1));
            if (known != m_known.end()) value = known->second;
        }
        return out;
    }

  private:
    void learn(const nlohmann::json& reply) {
        if (!reply.is_object()) return;
        for (const auto& [name, value] : reply.items()) {
            if (value.is_string()) m_known[name] = value.get<std::string>();
            else if (value.is_object()) learn(value);
        }
        if (const auto rows = reply.find("results"); rows != reply.end() && rows->is_array()) {
            for (const auto& row : *rows)
                for (const auto& field : row)
                    if (field.value("field", "") == "@ptr") m_known["@ptr"] = field.value("value", "");
        }
        // The mail that asks for a confirmation has its token in a link.
        if (const auto mails = reply.find("Messages"); mails != reply.end() && mails->is_array()) {
            for (const auto& mail : *mails) {
                if (!mail.is_object()) continue;
                const std::string body = mail.value("Body", "");
                const std::size_t at = body.find("Token=");
                if (at != std::string::npos) m_known["Token"] = body.substr(at + 6, body.find_first_of("&\"\n ", at + 6) - at - 6);
            }
        }
    }

    std::unique_ptr<kernel::World> m_world;
    std::map<std::string, std::string> m_known;
};

// No number that JSON cannot write, no text that is not UTF-8.
inline bool isPrintable(const nlohmann::json& v) {
    if (v.is_string()) return kernel::isUtf8(v.get_ref<const std::string&>());
    if (v.is_number_float()) return v.get<double>() - v.get<double>() == 0;
    if (v.is_object()) {
        for (const auto& [name, member] : v.items())
            if (!kernel::isUtf8(name) || !isPrintable(member)) return false;
    } else if (v.is_array()) {
        for (const auto& one : v)
            if (!isPrintable(one)) return false;
    }
    return true;
}
// What a refusal owes to whoever reads it.
inline bool isReadable(const kernel::ApiError& e) {
    return !e.code.empty() && !e.message.empty() && kernel::isUtf8(e.code) && kernel::isUtf8(e.message) && e.httpStatus >= 400 &&
           e.httpStatus < 500;
}

} // namespace maylab::testing
