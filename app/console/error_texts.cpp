#include "app/console/error_texts.h"

#include <QCoreApplication>

namespace maylab::app {

namespace {

#define ROW(code, contains, text) {code, contains, QT_TRANSLATE_NOOP("ErrorTexts", text)}

// Narrower rows stand before wider ones of the same code.
constexpr ErrorText kRows[] = {
    // --- Redis ---
    ROW("OOM", "", "The memory is full and the policy finds no key that it may remove. Writes are refused, reads go on."),
    ROW("WRONGTYPE", "", "This key holds another kind of value than the command works on."),
    ROW("READONLY", "", "This node is a replica. Write to the primary."),
    ROW("NOAUTH", "", "The server wants a password first: AUTH."),
    ROW("WRONGPASS", "", "User name or password is wrong."),
    ROW("NOPROTO", "", "The server speaks protocol versions 2 and 3 only."),
    ROW("NOPERM", "", "This user may not run the command."),
    ROW("EXECABORT", "", "A command of the transaction was wrong, so nothing of it was done."),
    ROW("NOSCRIPT", "", "The server does not know this script. Send it whole with EVAL."),
    ROW("BUSYKEY", "", "The target key exists already. REPLACE overwrites it."),
    ROW("MOVED", "", "Another shard holds this key. A cluster client follows by itself (redis-cli -c)."),
    ROW("CROSSSLOT", "", "The keys lie in different hash slots. A {tag} in their names keeps them together."),
    ROW("CLUSTERDOWN", "", "Nobody serves this hash slot at present."),
    ROW("ERR", "unknown command", "Redis has no such command, or ElastiCache does not allow it (CONFIG, SAVE, SHUTDOWN ...)."),
    ROW("ERR", "unknown subcommand", "The command has no such sub-command. Add HELP to see which it has."),
    ROW("ERR", "wrong number of arguments", "The command needs more or fewer words. help followed by its name shows the form."),
    ROW("ERR", "value is not an integer", "A whole number was expected here."),
    ROW("ERR", "is not a valid float", "A number was expected here."),
    ROW("ERR", "would overflow", "The number would leave the range of 64 bits."),
    ROW("ERR", "invalid expire time", "The time to live must be a whole number above zero."),
    ROW("ERR", "no such key", "There is no key of this name, or it has expired."),
    ROW("ERR", "syntax error", "The words are in an order that the command does not know."),
    ROW("ERR", "DB index is out of range", "There are 16 databases, 0 to 15."),
    ROW("ERR", "index out of range", "The place lies outside the value."),
    ROW("ERR", "offset is out of range", "The place lies outside what a value may be long."),
    ROW("ERR", "max number of clients", "Too many connections are open. Close some or use a pool."),
    ROW("ERR", "invalid cursor", "SCAN goes on from the cursor that the reply before gave; 0 begins."),
    ROW("ERR", "LFU maxmemory policy is not selected", "The server counts how often keys are used only under an LFU policy."),
    ROW("ERR", "LFU maxmemory policy is selected", "Under an LFU policy the server does not keep how long a key was idle."),
    ROW("ERR", "NX and XX", "These options exclude each other."),
    ROW("ERR", "CONFIG SET failed", "The value does not fit this parameter. On ElastiCache a parameter group sets it."),
    ROW("ERR", "without any password", "The server has no password: AUTH is not needed."),
    ROW("ERR", "Protocol error", "What came in was not the Redis protocol; the server hangs up."),
    ROW("ERR", "", "The server refused the command; its own text says why."),

    // --- reaching a node ---
    ROW("ConnectionTimedOut", "", "Nothing answered at all. Usually a security group does not let port 6379 in from the application."),
    ROW("ConnectionRefused", "", "The host answers, but nothing listens there. Is the node available, is the port right?"),
    ROW("UnknownHost", "", "There is no such name. Compare it with the endpoint that describe-cache-clusters shows."),
    ROW("TooManyConnections", "", "Too many connections are open. Close some first."),

    // --- ElastiCache ---
    ROW("CacheClusterNotFound", "", "No cluster has this name in this Region."),
    ROW("CacheClusterAlreadyExists", "", "A cluster of this name is there already."),
    ROW("InvalidCacheClusterState", "", "The cluster is not available at present: wait until its status is available."),
    ROW("CacheParameterGroupNotFound", "", "No parameter group has this name."),
    ROW("CacheParameterGroupAlreadyExists", "", "A parameter group of this name is there already."),
    ROW("InvalidCacheParameterGroupState", "", "A cluster still uses this group, or it is a default group, which nobody can delete."),
    ROW("CacheParameterGroupQuotaExceeded", "", "The account has as many parameter groups as it may have."),
    ROW("CacheSubnetGroupNotFoundFault", "", "No subnet group has this name."),
    ROW("CacheSubnetGroupAlreadyExists", "", "A subnet group of this name is there already."),
    ROW("CacheSubnetGroupInUse", "", "A cluster still lies in this subnet group."),
    ROW("CacheSubnetGroupQuotaExceeded", "", "The account has as many subnet groups as it may have."),
    ROW("CacheSubnetQuotaExceededFault", "", "The group has as many subnets as it may have."),
    ROW("InvalidSubnet", "", "There is no such subnet, or it lies in another VPC."),
    ROW("SubnetInUse", "", "A node still lies in this subnet."),
    ROW("InvalidVPCNetworkStateFault", "", "The VPC does not allow this."),
    ROW("NodeQuotaForCustomerExceeded", "", "The account has as many nodes as it may have."),
    ROW("NodeQuotaForClusterExceeded", "", "The cluster has as many nodes as it may have."),
    ROW("ClusterQuotaForCustomerExceeded", "", "The account has as many clusters as it may have."),
    ROW("InsufficientCacheClusterCapacity", "", "AWS has no free machine of this type here now. Try another type or zone."),
    ROW("TagNotFound", "", "The resource has no such tag."),
    ROW("TagQuotaPerResourceExceeded", "", "A resource may have 50 tags."),
    ROW("InvalidARN", "", "This ARN names nothing that there is."),
    ROW("InvalidParameterCombination", "", "The options do not fit together; the text names them."),
    ROW("InvalidParameterValue", "cannot be modified", "Default groups cannot be changed. Make a parameter group of your own and attach it."),
    ROW("InvalidParameterValue", "default", "Default groups cannot be changed. Make a parameter group of your own and attach it."),
    ROW("InvalidParameterValue", "", "A value is not allowed here; the text names the option."),

    // --- EC2 ---
    ROW("InvalidGroup.NotFound", "", "No security group has this id."),
    ROW("InvalidGroupId.Malformed", "", "A security group's id begins with sg-."),
    ROW("InvalidPermission.NotFound", "", "The group has no such rule, so there is nothing to take away."),
    ROW("InvalidPermission.Duplicate", "", "The group has this rule already."),
    ROW("InvalidPermission.Malformed", "", "The rule is not complete: protocol, ports and who may come in."),
    ROW("InvalidSecurityGroupRuleId.NotFound", "", "No rule has this id."),
    ROW("RulesPerSecurityGroupLimitExceeded", "", "The group has as many rules as it may have."),
    ROW("MissingParameter", "", "An option that is needed is missing; the text names it."),
    ROW("DryRunOperation", "", "Dry run: it would have worked. Nothing was changed."),

    // --- CloudWatch ---
    ROW("InvalidNextToken", "", "This page token is not one that the service gave."),
    ROW("MissingRequiredParameter", "", "An option that is needed is missing; the text names it."),
    ROW("LimitExceeded", "", "This is more than the service takes at once."),
    ROW("RequestEntityTooLarge", "", "The request is larger than the service takes."),
    ROW("InvalidFormat", "", "A value is written in a way that the service cannot read."),

    // --- all services ---
    ROW("ValidationError", "", "A value breaks a rule of the API; the text names it."),
    ROW("ValidationException", "", "A value breaks a rule of the API; the text names it."),
    ROW("SerializationException", "", "The request could not be read: a value has the wrong type, or the text is not valid."),
    ROW("Throttling", "", "Too many calls in a short time. Wait a moment and try again."),
    ROW("ThrottlingException", "", "Too many calls in a short time. Wait a moment and try again."),
    ROW("RequestLimitExceeded", "", "Too many calls in a short time. Wait a moment and try again."),
    ROW("RequestTimeout", "", "No answer came in time."),
    ROW("AccessDenied", "", "The identity has no permission for this call."),
    ROW("AccessDeniedException", "", "The identity has no permission for this call."),
    ROW("UnauthorizedOperation", "", "The identity has no permission for this call."),
    ROW("InternalFailure", "", "The service failed on its own side."),
    ROW("InvalidAction", "", "The service has no such operation."),
    ROW("UnknownService", "", "This world has no such service."),
    ROW("UnsupportedBySimulator", "", "AWS can do this, Mây Lab does not model it."),

    // --- the program's own ---
    ROW("NoRun", "", "No world is running. Start a step first."),
    ROW("TooManyCalls", "", "More commands are waiting than can be kept; this one was not sent."),
    ROW("NoSuchControl", "", "This step has no such control."),
};
#undef ROW

} // namespace

std::span<const ErrorText> errorTexts() { return kRows; }

const ErrorText* findErrorText(std::string_view code, std::string_view message) {
    for (const ErrorText& row : kRows) {
        if (code != row.code) continue;
        if (row.contains[0] == '\0' || message.find(row.contains) != std::string_view::npos) return &row;
    }
    return nullptr;
}

const ErrorText* findRedisErrorText(std::string_view error) {
    const std::string_view code = error.substr(0, error.find(' '));
    return findErrorText(code, error);
}

QString errorSentence(const LanguageController& language, Language in, const ErrorText& row) {
    return language.translate(in, "ErrorTexts", row.text);
}

} // namespace maylab::app
