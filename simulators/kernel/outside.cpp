#include "kernel/outside.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace maylab::kernel {
namespace {

bool isReadable(const Json& v, int levels) {
    if (v.is_string()) return isUtf8(v.get_ref<const std::string&>());
    if (!v.is_structured()) return !v.is_binary() && !v.is_discarded();
    if (levels == 0) return false;
    if (v.is_object()) {
        const auto& members = v.get_ref<const Json::object_t&>();
        return std::all_of(members.begin(), members.end(), [&](const auto& member) {
            return isUtf8(member.first) && isReadable(member.second, levels - 1);
        });
    }
    return std::all_of(v.begin(), v.end(), [&](const Json& one) { return isReadable(one, levels - 1); });
}

void asProtocolsWriteIt(Json& v) {
    if (v.is_object()) {
        for (auto it = v.begin(); it != v.end();) {
            if (it->is_null()) {
                it = v.erase(it);
            } else {
                asProtocolsWriteIt(*it);
                ++it;
            }
        }
    } else if (v.is_array()) {
        for (Json& one : v) asProtocolsWriteIt(one);
    } else if (v.is_number_float()) {
        const double n = v.get<double>();
        if (!std::isfinite(n)) v = std::isnan(n) ? "NaN" : n > 0 ? "Infinity" : "-Infinity";
    }
}

} // namespace

bool isUtf8(std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size();) {
        const auto c = static_cast<unsigned char>(bytes[i]);
        int more = 0;
        std::uint32_t code = 0;
        if (c < 0x80) {
            ++i;
            continue;
        }
        if (c >= 0xC2 && c <= 0xDF) {
            more = 1;
            code = c & 0x1Fu;
        } else if (c >= 0xE0 && c <= 0xEF) {
            more = 2;
            code = c & 0x0Fu;
        } else if (c >= 0xF0 && c <= 0xF4) {
            more = 3;
            code = c & 0x07u;
        } else {
            return false;
        }
        if (i + static_cast<std::size_t>(more) >= bytes.size()) return false;
        for (int k = 1; k <= more; ++k) {
            const auto d = static_cast<unsigned char>(bytes[i + static_cast<std::size_t>(k)]);
            if ((d & 0xC0u) != 0x80u) return false;
            code = (code << 6) | (d & 0x3Fu);
        }
        if ((more == 2 && code < 0x800) || (more == 3 && (code < 0x10000 || code > 0x10FFFF)) ||
            (code >= 0xD800 && code <= 0xDFFF)) {
            return false;
        }
        i += static_cast<std::size_t>(more) + 1;
    }
    return true;
}

std::string_view utf8Prefix(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0u) == 0x80u) --bytes;
    return text.substr(0, bytes);
}

bool nestsDeeper(std::string_view json, int levels) {
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (quoted) {
            if (c == '\\') ++i;
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            if (++depth > levels) return true;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return false;
}

Json parseJson(std::string_view text, int levels) {
    if (nestsDeeper(text, levels)) return Json(Json::value_t::discarded);
    return Json::parse(text, nullptr, false);
}

tl::expected<Json, ApiError> readInput(const Json& input) {
    if (input.is_string() || !isReadable(input, kMaxInputNesting)) {
        return tl::unexpected<ApiError>(ApiError{
            "SerializationException",
            "The input cannot be read: it must be an object whose texts are UTF-8, nested at most " +
                std::to_string(kMaxInputNesting) + " levels deep.",
            400});
    }
    Json read = input;
    asProtocolsWriteIt(read);
    return read;
}

} // namespace maylab::kernel
