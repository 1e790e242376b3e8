// Rows of the commands on places.
#include "cache/engine/command_rows.h"
#include "cache/engine/commands.h"

namespace maylab::cache::rows {

namespace {

// clang-format off
constexpr Command kCommands[] = {
    {"geoadd", -5, kWrite | kDenyOom, 1, 1, 1, "write geo slow", "RW update@1:0", "", "geo", "3.2.0",
     "GEOADD key [NX|XX] [CH] longitude latitude member [longitude latitude member ...]", "Adds places.", commands::geoadd},
    {"geodist", -4, kReadonly, 1, 1, 1, "read geo slow", "RO access@1:0", "", "geo", "3.2.0",
     "GEODIST key member1 member2 [M|KM|FT|MI]", "Measures how far two places are apart.", commands::geodist},
    {"geohash", -2, kReadonly, 1, 1, 1, "read geo slow", "RO access@1:0", "", "geo", "3.2.0",
     "GEOHASH key [member [member ...]]", "Shows places as geohash strings.", commands::geohash},
    {"geopos", -2, kReadonly, 1, 1, 1, "read geo slow", "RO access@1:0", "", "geo", "3.2.0",
     "GEOPOS key [member [member ...]]", "Shows longitude and latitude of places.", commands::geopos},
    {"georadius", -6, kWrite | kDenyOom | kMovableKeys, 1, 1, 1, "write geo slow", "RO access@1:0;OW update@STORE+6:0;OW update@STOREDIST+6:0", "", "geo", "3.2.0",
     "GEORADIUS key longitude latitude radius M|KM|FT|MI [WITHCOORD] [WITHDIST] [WITHHASH] [COUNT count [ANY]] [ASC|DESC] [STORE key] [STOREDIST key]", "Lists or stores the places around a point.", commands::georadius},
    {"georadius_ro", -6, kReadonly, 1, 1, 1, "read geo slow", "RO access@1:0", "", "geo", "3.2.10",
     "GEORADIUS_RO key longitude latitude radius M|KM|FT|MI [WITHCOORD] [WITHDIST] [WITHHASH] [COUNT count [ANY]] [ASC|DESC]", "Lists the places around a point.", commands::georadiusRo},
    {"georadiusbymember", -5, kWrite | kDenyOom | kMovableKeys, 1, 1, 1, "write geo slow", "RO access@1:0;OW update@STORE+5:0;OW update@STOREDIST+5:0", "", "geo", "3.2.0",
     "GEORADIUSBYMEMBER key member radius M|KM|FT|MI [WITHCOORD] [WITHDIST] [WITHHASH] [COUNT count [ANY]] [ASC|DESC] [STORE key] [STOREDIST key]", "Lists or stores the places around a place.", commands::georadiusbymember},
    {"georadiusbymember_ro", -5, kReadonly, 1, 1, 1, "read geo slow", "RO access@1:0", "", "geo", "3.2.10",
     "GEORADIUSBYMEMBER_RO key member radius M|KM|FT|MI [WITHCOORD] [WITHDIST] [WITHHASH] [COUNT count [ANY]] [ASC|DESC]", "Lists the places around a place.", commands::georadiusbymemberRo},
    {"geosearch", -7, kReadonly, 1, 1, 1, "read geo slow", "RO access@1:0", "", "geo", "6.2.0",
     "GEOSEARCH key FROMMEMBER member|FROMLONLAT longitude latitude BYRADIUS radius M|KM|FT|MI|BYBOX width height M|KM|FT|MI [ASC|DESC] [COUNT count [ANY]] [WITHCOORD] [WITHDIST] [WITHHASH]", "Lists the places in a circle or a box.", commands::geosearch},
    {"geosearchstore", -8, kWrite | kDenyOom, 1, 2, 1, "write geo slow", "OW update@1:0;RO access@2:0", "", "geo", "6.2.0",
     "GEOSEARCHSTORE destination source FROMMEMBER member|FROMLONLAT longitude latitude BYRADIUS radius M|KM|FT|MI|BYBOX width height M|KM|FT|MI [ASC|DESC] [COUNT count [ANY]] [STOREDIST]", "Stores the places in a circle or a box.", commands::geosearchstore},
};
// clang-format on

} // namespace

std::span<const Command> geoRows() { return kCommands; }

} // namespace maylab::cache::rows
