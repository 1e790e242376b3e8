// Names and types: EC2 API reference, version 2016-11-15; the short options of the command line (--protocol, --port,
// --cidr, --source-group): AWS CLI reference, authorize-security-group-ingress.
#include "cache/models.h"

#include <nlohmann/json.hpp>

#include <charconv>
#include <cstdint>
#include <vector>

namespace maylab::cache {

namespace {

using namespace aws;

constexpr MemberShape kTagMembers[] = {{"Key", &kString}, {"Value", &kString}};
constexpr Shape kTag = structureOf(kTagMembers);
constexpr Shape kTags = listOf(kTag);

constexpr MemberShape kPairMembers[] = {{"Description", &kString}, {"UserId", &kString}, {"GroupName", &kString},
                                        {"GroupId", &kString},     {"VpcId", &kString}};
constexpr Shape kPair = structureOf(kPairMembers);
constexpr Shape kPairs = listOf(kPair);
constexpr MemberShape kRangeMembers[] = {{"Description", &kString}, {"CidrIp", &kString}};
constexpr Shape kRange = structureOf(kRangeMembers);
constexpr Shape kRanges = listOf(kRange);
constexpr MemberShape kRange6Members[] = {{"Description", &kString}, {"CidrIpv6", &kString}};
constexpr Shape kRange6 = structureOf(kRange6Members);
constexpr Shape kRanges6 = listOf(kRange6);
constexpr MemberShape kPrefixMembers[] = {{"Description", &kString}, {"PrefixListId", &kString}};
constexpr Shape kPrefix = structureOf(kPrefixMembers);
constexpr Shape kPrefixes = listOf(kPrefix);

constexpr MemberShape kPermissionMembers[] = {{"IpProtocol", &kString},      {"FromPort", &kInteger},
                                              {"ToPort", &kInteger},         {"UserIdGroupPairs", &kPairs},
                                              {"IpRanges", &kRanges},        {"Ipv6Ranges", &kRanges6},
                                              {"PrefixListIds", &kPrefixes}};
constexpr Shape kPermission = structureOf(kPermissionMembers);
constexpr Shape kPermissions = listOf(kPermission);

constexpr MemberShape kGroupMembers[] = {
    {"GroupId", &kString},  {"IpPermissionsEgress", &kPermissions}, {"Tags", &kTags},
    {"VpcId", &kString},    {"SecurityGroupArn", &kString},         {"OwnerId", &kString},
    {"GroupName", &kString}, {"Description", &kString},             {"IpPermissions", &kPermissions}};
constexpr Shape kGroup = structureOf(kGroupMembers);
constexpr Shape kGroups = listOf(kGroup);
constexpr MemberShape kGroupPageMembers[] = {{"NextToken", &kString}, {"SecurityGroups", &kGroups}};
constexpr Shape kGroupPage = structureOf(kGroupPageMembers);

constexpr MemberShape kReferencedMembers[] = {{"GroupId", &kString}, {"UserId", &kString}};
constexpr Shape kReferenced = structureOf(kReferencedMembers);
constexpr MemberShape kRuleMembers[] = {{"SecurityGroupRuleId", &kString}, {"GroupId", &kString},
                                        {"GroupOwnerId", &kString},        {"IsEgress", &kBoolean},
                                        {"IpProtocol", &kString},          {"FromPort", &kInteger},
                                        {"ToPort", &kInteger},             {"CidrIpv4", &kString},
                                        {"ReferencedGroupInfo", &kReferenced}, {"Description", &kString},
                                        {"SecurityGroupRuleArn", &kString}};
constexpr Shape kRule = structureOf(kRuleMembers);
constexpr Shape kRules = listOf(kRule);
constexpr MemberShape kAuthorizeOutMembers[] = {{"Return", &kBoolean}, {"SecurityGroupRules", &kRules}};
constexpr Shape kAuthorizeOut = structureOf(kAuthorizeOutMembers);
constexpr MemberShape kRevokedMembers[] = {{"SecurityGroupRuleId", &kString}, {"GroupId", &kString},
                                           {"IsEgress", &kBoolean},           {"IpProtocol", &kString},
                                           {"FromPort", &kInteger},           {"ToPort", &kInteger},
                                           {"CidrIpv4", &kString},            {"ReferencedGroupId", &kString},
                                           {"Description", &kString}};
constexpr Shape kRevoked = structureOf(kRevokedMembers);
constexpr Shape kRevokedList = listOf(kRevoked);
constexpr MemberShape kRevokeOutMembers[] = {
    {"Return", &kBoolean}, {"UnknownIpPermissions", &kPermissions}, {"RevokedSecurityGroupRules", &kRevokedList}};
constexpr Shape kRevokeOut = structureOf(kRevokeOutMembers);

constexpr MemberShape kFilterMembers[] = {{"Name", &kString}, {"Values", &kStringList}};
constexpr Shape kFilter = structureOf(kFilterMembers);
constexpr Shape kFilters = listOf(kFilter);
constexpr Shape kMaxResults = integerIn(5, 1000);
constexpr MemberShape kDescribeMembers[] = {{"GroupIds", &kStringList},  {"GroupNames", &kStringList},
                                            {"NextToken", &kString},     {"MaxResults", &kMaxResults},
                                            {"DryRun", &kBoolean},       {"Filters", &kFilters}};
constexpr Shape kDescribe = structureOf(kDescribeMembers);

constexpr MemberShape kAuthorizeMembers[] = {{"CidrIp", &kString},
                                             {"FromPort", &kInteger},
                                             {"GroupId", &kString, false, "The group whose door is opened."},
                                             {"GroupName", &kString},
                                             {"IpPermissions", &kPermissions},
                                             {"IpProtocol", &kString},
                                             {"SourceSecurityGroupName", &kString},
                                             {"SourceSecurityGroupOwnerId", &kString},
                                             {"ToPort", &kInteger},
                                             {"DryRun", &kBoolean}};
constexpr Shape kAuthorize = structureOf(kAuthorizeMembers);
constexpr MemberShape kRevokeMembers[] = {{"CidrIp", &kString},
                                          {"FromPort", &kInteger},
                                          {"GroupId", &kString, false, "The group whose door is closed."},
                                          {"GroupName", &kString},
                                          {"IpPermissions", &kPermissions},
                                          {"IpProtocol", &kString},
                                          {"SourceSecurityGroupName", &kString},
                                          {"SourceSecurityGroupOwnerId", &kString},
                                          {"ToPort", &kInteger},
                                          {"SecurityGroupRuleIds", &kStringList},
                                          {"DryRun", &kBoolean}};
constexpr Shape kRevoke = structureOf(kRevokeMembers);

constexpr const char* kProtocols[] = {"tcp", "udp", "icmp", "all"};
constexpr Shape kProtocol = enumOf(kProtocols);
constexpr MemberShape kShortMembers[] = {{"Protocol", &kProtocol},
                                         {"Port", &kString, false, "A port, or a range: 6379 or 6379-6380."},
                                         {"Cidr", &kString, false, "An address range that may come in."},
                                         {"SourceGroup", &kString, false, "A group whose members may come in."},
                                         {"GroupOwner", &kString}};

bool parsePorts(const std::string& text, std::int64_t& from, std::int64_t& to) {
    if (text == "all" || text == "-1") {
        from = to = -1;
        return true;
    }
    const std::size_t dash = text.find('-', 1);
    const std::string low = text.substr(0, dash);
    const std::string high = dash == std::string::npos ? low : text.substr(dash + 1);
    const auto number = [](const std::string& s, std::int64_t& n) {
        const auto [end, problem] = std::from_chars(s.data(), s.data() + s.size(), n);
        return problem == std::errc() && end == s.data() + s.size();
    };
    return number(low, from) && number(high, to);
}

// --protocol tcp --port 6379 --source-group sg-... -> IpPermissions
void fold(Json& input) {
    const auto take = [&](const char* name) {
        std::string text;
        const auto it = input.find(name);
        if (it != input.end()) {
            if (it->is_string()) text = it->get<std::string>();
            input.erase(it);
        }
        return text;
    };
    const std::string protocol = take("Protocol"), port = take("Port"), cidr = take("Cidr"),
                      group = take("SourceGroup"), owner = take("GroupOwner");
    if (protocol.empty() && port.empty() && cidr.empty() && group.empty()) return;
    Json permission = Json::object();
    if (!protocol.empty()) permission["IpProtocol"] = protocol == "all" ? "-1" : protocol;
    std::int64_t from = 0, to = 0;
    if (!port.empty()) {
        if (parsePorts(port, from, to)) {
            permission["FromPort"] = from;
            permission["ToPort"] = to;
        } else {
            permission["FromPort"] = port; // refused by type, with what was given
        }
    }
    if (!cidr.empty()) permission["IpRanges"] = Json::array({{{"CidrIp", cidr}}});
    if (!group.empty()) {
        Json pair = Json::object();
        pair[group.rfind("sg-", 0) == 0 ? "GroupId" : "GroupName"] = group;
        if (!owner.empty()) pair["UserId"] = owner;
        permission["UserIdGroupPairs"] = Json::array({pair});
    }
    input["IpPermissions"] = Json::array({permission});
}

// The opposite, where the short options say the same: where fold makes of them what was there.
bool unfold(Json& input) {
    const auto it = input.find("IpPermissions");
    if (it == input.end() || !it->is_array() || it->size() != 1 || !(*it)[0].is_object()) return false;
    const Json& p = (*it)[0];
    Json result = input;
    result.erase("IpPermissions");
    if (p.contains("IpProtocol")) result["Protocol"] = p["IpProtocol"] == "-1" ? Json("all") : p["IpProtocol"];
    const auto isInteger = [&](const char* member) { return p.contains(member) && p[member].is_number_integer(); };
    if (isInteger("FromPort") && isInteger("ToPort")) {
        const std::string from = p["FromPort"].dump(), to = p["ToPort"].dump();
        result["Port"] = from == to ? from : from + "-" + to;
    }
    const auto single = [&](const char* list, const char* member, const char* option) {
        if (!p.contains(list)) return;
        const Json& l = p[list];
        if (l.is_array() && l.size() == 1 && l[0].is_object() && l[0].contains(member)) result[option] = l[0][member];
    };
    single("IpRanges", "CidrIp", "Cidr");
    single("UserIdGroupPairs", "GroupId", "SourceGroup");
    Json folded = result;
    fold(folded);
    if (folded != input) return false;
    input = std::move(result);
    return true;
}

constexpr const char* kS = "ec2";
constexpr ErrorStyle kE = ErrorStyle::Ec2;

constexpr OperationModel kModels[] = {
    {kS, "AuthorizeSecurityGroupIngress", &kAuthorize, &kAuthorizeOut, kE, "Lets traffic in.", kShortMembers, fold, unfold},
    {kS, "DescribeSecurityGroups", &kDescribe, &kGroupPage, kE, "Lists security groups and what they let in."},
    {kS, "RevokeSecurityGroupIngress", &kRevoke, &kRevokeOut, kE, "Lets traffic in no longer.", kShortMembers, fold, unfold},
};

} // namespace

std::span<const aws::OperationModel> ec2Models() { return kModels; }

std::span<const aws::OperationModel> operationModels() {
    static const std::vector<aws::OperationModel> kAll = [] {
        std::vector<aws::OperationModel> all(elastiCacheModels().begin(), elastiCacheModels().end());
        all.insert(all.end(), ec2Models().begin(), ec2Models().end());
        all.insert(all.end(), ownModels().begin(), ownModels().end());
        return all;
    }();
    return kAll;
}

} // namespace maylab::cache
