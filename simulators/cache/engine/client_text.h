// A connection in words, as CLIENT LIST and ACL LOG tell it.
#pragma once

#include <string>
#include <string_view>

namespace maylab::cache {

struct Client;
struct Server;

inline constexpr std::string_view kBadClientName = "ERR Client names cannot contain spaces, newlines or special characters.";
bool validClientName(std::string_view name);
std::string localAddressOf(const Server& s);
std::string describeClient(const Server& s, const Client& c); // one line, with its end

} // namespace maylab::cache
