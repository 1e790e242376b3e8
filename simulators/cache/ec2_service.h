// The network around the nodes, door "ec2": VPCs, subnets, and security groups, of which DescribeSecurityGroups,
// AuthorizeSecurityGroupIngress and RevokeSecurityGroupIngress are real operations. What is not let in is dropped: the
// client hears nothing until its connect times out (VPC user guide, "Security groups").
//
// The account has the shop's VPC, with the application in it, and the default VPC, which the application cannot reach.
#pragma once

#include "kernel/service.h"
#include "kernel/world.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::cache {

struct Vpc {
    std::string id, name, cidr;
    bool isDefault = false;
};

struct Subnet {
    std::string id, name, vpc, zone, cidr;
};

struct SecurityGroupRule {
    std::string id;       // sgr-...
    std::string protocol; // "tcp", "udp", "icmp", "-1"
    int fromPort = -1, toPort = -1;
    std::string cidr;        // one of the two
    std::string sourceGroup; // a group's id
    std::string description;

    bool sameAs(const SecurityGroupRule& o) const {
        return protocol == o.protocol && fromPort == o.fromPort && toPort == o.toPort && cidr == o.cidr &&
               sourceGroup == o.sourceGroup;
    }
};

struct SecurityGroup {
    std::string id, name, description, vpc;
    std::vector<SecurityGroupRule> ingress;
};

class Ec2Service final : public kernel::Service {
  public:
    static constexpr std::string_view kName = "ec2";
    static constexpr std::size_t kMaxRules = 60; // per group (VPC quotas)

    std::string_view name() const override { return kName; }
    std::unique_ptr<kernel::Service> clone() const override { return std::make_unique<Ec2Service>(*this); }
    void start(kernel::World& world) override;
    void onEvent(kernel::World&, const kernel::Event&) override {}
    kernel::MaybeResult call(kernel::World& world, const kernel::Call& call) override;
    kernel::ApiResult peek(const kernel::World& world, std::string_view operation,
                           const kernel::Json& input) const override;
    void mixInto(kernel::Fingerprint& f) const override;

    const std::vector<Vpc>& vpcs() const { return m_vpcs; }
    const std::vector<Subnet>& subnets() const { return m_subnets; }
    const std::vector<SecurityGroup>& groups() const { return m_groups; }
    const Vpc& shopVpc() const { return m_vpcs[0]; }
    const Vpc& defaultVpc() const { return m_vpcs[1]; }
    const Subnet* findSubnet(std::string_view id) const;
    const SecurityGroup* findGroup(std::string_view id) const;
    const SecurityGroup* groupNamed(std::string_view name, std::string_view vpc = {}) const;
    // The group that a cluster gets when its creator names none: shop-cache in the shop's VPC, "default" elsewhere.
    const SecurityGroup& groupForNewClusters(std::string_view vpc) const;

    // Do packets of the application arrive at that port of something in that VPC behind these groups?
    bool applicationReaches(std::string_view vpc, std::span<const std::string> groupIds, int port) const;
    const std::string& applicationGroup() const { return m_applicationGroup; } // its id
    static constexpr std::string_view kApplicationAddress = "10.0.11.20";

  private:
    SecurityGroup* findGroup(std::string_view id);
    kernel::ApiResult describe(const kernel::Json& input) const;
    kernel::ApiResult change(kernel::World& world, const kernel::Json& input, bool authorize);

    std::vector<Vpc> m_vpcs;
    std::vector<Subnet> m_subnets;
    std::vector<SecurityGroup> m_groups;
    std::string m_applicationGroup;
    std::uint64_t m_rulesMade = 0;
};

} // namespace maylab::cache
