#include "app/endpoints/http_peer.h"

#include <utility> // Asio 1.74 needs it first in C++20

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "metrics/cloudwatch_service.h"
#include "metrics/exposition.h"
#include "metrics/prometheus_series.h"

namespace maylab::app {

namespace http = boost::beast::http;

namespace {

std::string_view reasonOf(int status) {
    const auto reason = http::obsolete_reason(static_cast<http::status>(status));
    return {reason.data(), reason.size()};
}

std::string responseText(const metrics::promql::HttpResponse& r, bool close, bool withBody = true) {
    std::string out = "HTTP/1.1 " + std::to_string(r.status) + ' ' + std::string(reasonOf(r.status)) + "\r\n";
    if (!r.contentType.empty()) out += "Content-Type: " + r.contentType + "\r\n";
    out += "Content-Length: " + std::to_string(r.body.size()) + "\r\nX-Content-Type-Options: nosniff\r\n";
    if (close) out += "Connection: close\r\n";
    out += "\r\n";
    if (withBody) out += r.body;
    return out;
}

metrics::promql::HttpResponse plain(int status, std::string text) {
    return {status, "text/plain; charset=utf-8", std::move(text) + '\n'};
}

template <class Request> metrics::promql::HttpResponse answerTo(const Request& request, const kernel::World* world) {
    const auto* service = world == nullptr ? nullptr : metrics::cloudWatchOf(*world);
    if (service == nullptr) return plain(503, "no world is running");
    const auto text = [](const auto& view) { return std::string_view(view.data(), view.size()); };
    const std::string_view type = text(request[http::field::content_type]);
    const bool form = type.starts_with("application/x-www-form-urlencoded");
    const auto asked = metrics::promql::httpRequest(text(request.method_string()), text(request.target()),
                                                    form ? std::string_view(request.body()) : std::string_view());
    const metrics::PrometheusSeries series(service->store(), world->metrics(), service->alarms());
    return metrics::prometheusAnswer(asked, series, world->unixMilliseconds());
}

} // namespace

struct HttpPeer::Parser {
    http::request_parser<http::string_body> http;
    bool continued = false;

    Parser() {
        http.eager(true);
        http.header_limit(kMaxHeader);
        http.body_limit(kMaxBody);
    }
};

HttpPeer::HttpPeer() : m_parser(std::make_unique<Parser>()) {}
HttpPeer::~HttpPeer() = default;

std::string HttpPeer::busy() { return responseText(plain(503, "too many connections"), true); }

HttpPeer::Output HttpPeer::read(std::string_view bytes, const kernel::World* world) {
    Output out;
    m_in += bytes;
    while (!m_in.empty()) {
        boost::system::error_code problem;
        const std::size_t used = m_parser->http.put(boost::asio::buffer(m_in), problem);
        m_in.erase(0, used);
        if (problem && problem != http::error::need_more) {
            const int status = problem == http::error::body_limit     ? 413
                               : problem == http::error::header_limit ? 431
                                                                      : 400;
            out.bytes += responseText(plain(status, problem.message()), true);
            out.close = true;
            m_in.clear();
            return out;
        }
        if (!m_parser->http.is_done()) {
            if (m_parser->http.is_header_done() && !m_parser->continued &&
                boost::beast::iequals(m_parser->http.get()[http::field::expect], "100-continue")) {
                out.bytes += "HTTP/1.1 100 Continue\r\n\r\n";
                m_parser->continued = true;
            }
            if (problem == http::error::need_more || used == 0) return out;
            continue;
        }
        const auto& request = m_parser->http.get();
        out.close = !request.keep_alive();
        out.bytes += responseText(answerTo(request, world), out.close, request.method() != http::verb::head);
        m_parser = std::make_unique<Parser>();
        if (out.close) return out;
    }
    return out;
}

} // namespace maylab::app
