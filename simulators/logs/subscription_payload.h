// What a subscription filter sends: JSON with the matching events of one stream, as a gzip file, in base64.
//
// The gzip file holds its contents uncompressed (deflate's stored blocks), so that the bytes are the same on every
// machine; every reader of gzip takes it. Source: sheet 1.3; RFC 1951, 1952, 4648.
#pragma once

#include <string>
#include <string_view>

namespace maylab::logs {

std::string gzipStored(std::string_view bytes);
std::string base64(std::string_view bytes);

} // namespace maylab::logs
