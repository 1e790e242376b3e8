// What the commands on lists share with their blocking forms.
#pragma once

#include "cache/engine/list_value.h"
#include "cache/engine/typed.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace maylab::cache {

using TypedList = Typed<ListValue>;

std::string_view popEvent(ListEnd end);
bool listEndArgument(Invocation& i, std::string_view arg, ListEnd& end); // LEFT or RIGHT; false: an error was written
// Take one, or up to count, from a list that has some, and answer with them.
void replyPopped(Invocation& i, TypedList& list, std::string_view key, ListEnd end);
void replyPoppedRange(Invocation& i, TypedList& list, std::string_view key, ListEnd end, std::uint64_t count);
// From the list argv[1] to argv[2], and the answer.
void moveElement(Invocation& i, ListEnd from, ListEnd to);

struct PopArguments { // numkeys key ... LEFT|RIGHT [COUNT count]
    std::span<const std::string_view> keys;
    ListEnd end = ListEnd::Head;
    std::int64_t count = 1;
};
bool popArguments(Invocation& i, std::size_t at, PopArguments& a);
// False: none of the lists has an element, nothing was written.
bool popFromFirst(Invocation& i, const PopArguments& a);

} // namespace maylab::cache
