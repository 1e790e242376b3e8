// Real clients' throughput and memory against `maylab serve`, beside Debian's redis-server: same machine, same run,
// taking turns.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace maylab::app {

// Rows of `maylab bench`. Where redis-benchmark or redis-server is missing, a row says so.
void benchClients(nlohmann::json& rows);

} // namespace maylab::app
