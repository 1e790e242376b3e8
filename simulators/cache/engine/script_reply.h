// Replies as Lua values, and what a script returns as a reply.
#pragma once

#include "cache/engine/resp.h"
#include "cache/engine/script_vm.h"

#include <string_view>

namespace maylab::cache {

// One value for the first reply in bytes, whichever protocol it is in. May raise (no memory).
void pushReply(lua_State* lua, std::string_view bytes);
// The value on top of the stack, which goes, to a client; scriptProtocol is what redis.setresp asked for.
void writeValue(lua_State* lua, RespWriter& out, int scriptProtocol);

} // namespace maylab::cache
