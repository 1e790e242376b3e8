#include "app/console/error_texts.h"

#include <QCoreApplication>

namespace maylab::app {

namespace {

// Narrower rows stand before wider ones of the same code.
constexpr ErrorText kRows[] = {
    // --- Redis ---
    {"OOM", "", QT_TRANSLATE_NOOP("ErrorTexts", "The memory is full and the policy finds no key that it may remove. Writes are refused, reads go on.")},
    {"WRONGTYPE", "", QT_TRANSLATE_NOOP("ErrorTexts", "This key holds another kind of value than the command works on.")},
    {"READONLY", "", QT_TRANSLATE_NOOP("ErrorTexts", "This node is a replica. Write to the primary.")},
    {"NOAUTH", "", QT_TRANSLATE_NOOP("ErrorTexts", "The server wants a password first: AUTH.")},
    {"WRONGPASS", "", QT_TRANSLATE_NOOP("ErrorTexts", "User name or password is wrong.")},
    {"NOPROTO", "", QT_TRANSLATE_NOOP("ErrorTexts", "The server speaks protocol versions 2 and 3 only.")},
    {"NOPERM", "", QT_TRANSLATE_NOOP("ErrorTexts", "This user may not run the command.")},
    {"EXECABORT", "", QT_TRANSLATE_NOOP("ErrorTexts", "A command of the transaction was wrong, so nothing of it was done.")},
    {"NOSCRIPT", "", QT_TRANSLATE_NOOP("ErrorTexts", "The server does not know this script. Send it whole with EVAL.")},
    {"BUSYKEY", "", QT_TRANSLATE_NOOP("ErrorTexts", "The target key exists already. REPLACE overwrites it.")},
    {"MOVED", "", QT_TRANSLATE_NOOP("ErrorTexts", "Another shard holds this key. A cluster client follows by itself (redis-cli -c).")},
    {"ASK", "", QT_TRANSLATE_NOOP("ErrorTexts", "This key is moving to another shard just now. Ask there once, with ASKING first; redis-cli -c does it by itself.")},
    {"TRYAGAIN", "", QT_TRANSLATE_NOOP("ErrorTexts", "Some of these keys have moved to the other shard already, some have not. Try again in a moment.")},
    {"LOADING", "", QT_TRANSLATE_NOOP("ErrorTexts", "The node has just started and still reads its data. Try again in a moment.")},
    {"MASTERDOWN", "", QT_TRANSLATE_NOOP("ErrorTexts", "This replica has lost its primary and may not serve what it has.")},
    {"BUSY", "", QT_TRANSLATE_NOOP("ErrorTexts", "A script has run for too long and holds up everybody. SCRIPT KILL ends it.")},
    {"NOTBUSY", "", QT_TRANSLATE_NOOP("ErrorTexts", "No script is running that could be ended.")},
    {"UNBLOCKED", "", QT_TRANSLATE_NOOP("ErrorTexts", "The wait was ended: by CLIENT UNBLOCK, or because the key is gone.")},
    {"CROSSSLOT", "", QT_TRANSLATE_NOOP("ErrorTexts", "The keys lie in different hash slots. A {tag} in their names keeps them together.")},
    {"CLUSTERDOWN", "", QT_TRANSLATE_NOOP("ErrorTexts", "Nobody serves this hash slot at present.")},
    {"NOREPLICAS", "", QT_TRANSLATE_NOOP("ErrorTexts", "Too few replicas keep up, so the primary refuses to write.")},
    {"BUSYGROUP", "", QT_TRANSLATE_NOOP("ErrorTexts", "The stream has a consumer group of this name already.")},
    {"NOGROUP", "", QT_TRANSLATE_NOOP("ErrorTexts", "There is no such stream, or it has no consumer group of this name: XGROUP CREATE.")},
    {"ERR", "unknown command", QT_TRANSLATE_NOOP("ErrorTexts", "Redis has no such command, or ElastiCache does not allow it (CONFIG, SAVE, SHUTDOWN ...).")},
    {"ERR", "unknown subcommand", QT_TRANSLATE_NOOP("ErrorTexts", "The command has no such sub-command. Add HELP to see which it has.")},
    {"ERR", "wrong number of arguments", QT_TRANSLATE_NOOP("ErrorTexts", "The command needs more or fewer words. help followed by its name shows the form.")},
    {"ERR", "value is not an integer", QT_TRANSLATE_NOOP("ErrorTexts", "A whole number was expected here.")},
    {"ERR", "is not a valid float", QT_TRANSLATE_NOOP("ErrorTexts", "A number was expected here.")},
    {"ERR", "would overflow", QT_TRANSLATE_NOOP("ErrorTexts", "The number would leave the range of 64 bits.")},
    {"ERR", "invalid expire time", QT_TRANSLATE_NOOP("ErrorTexts", "The time to live must be a whole number above zero.")},
    {"ERR", "no such key", QT_TRANSLATE_NOOP("ErrorTexts", "There is no key of this name, or it has expired.")},
    {"ERR", "syntax error", QT_TRANSLATE_NOOP("ErrorTexts", "The words are in an order that the command does not know.")},
    {"ERR", "DB index is out of range", QT_TRANSLATE_NOOP("ErrorTexts", "There are 16 databases, 0 to 15.")},
    {"ERR", "index out of range", QT_TRANSLATE_NOOP("ErrorTexts", "The place lies outside the value.")},
    {"ERR", "offset is out of range", QT_TRANSLATE_NOOP("ErrorTexts", "The place lies outside what a value may be long.")},
    {"ERR", "max number of clients", QT_TRANSLATE_NOOP("ErrorTexts", "Too many connections are open. Close some or use a pool.")},
    {"ERR", "invalid cursor", QT_TRANSLATE_NOOP("ErrorTexts", "SCAN goes on from the cursor that the reply before gave; 0 begins.")},
    {"ERR", "LFU maxmemory policy is not selected", QT_TRANSLATE_NOOP("ErrorTexts", "The server counts how often keys are used only under an LFU policy.")},
    {"ERR", "LFU maxmemory policy is selected", QT_TRANSLATE_NOOP("ErrorTexts", "Under an LFU policy the server does not keep how long a key was idle.")},
    {"ERR", "NX and XX", QT_TRANSLATE_NOOP("ErrorTexts", "These options exclude each other.")},
    {"ERR", "CONFIG SET failed", QT_TRANSLATE_NOOP("ErrorTexts", "The value does not fit this parameter. On ElastiCache a parameter group sets it.")},
    {"ERR", "without any password", QT_TRANSLATE_NOOP("ErrorTexts", "The server has no password: AUTH is not needed.")},
    {"ERR", "Protocol error", QT_TRANSLATE_NOOP("ErrorTexts", "What came in was not the Redis protocol; the server hangs up.")},
    {"ERR", "", QT_TRANSLATE_NOOP("ErrorTexts", "The server refused the command; its own text says why.")},

    // --- Memcached ---
    {"ERROR", "Too many open connections", QT_TRANSLATE_NOOP("ErrorTexts", "Too many connections are open. Close some or use a pool.")},
    {"ERROR", "", QT_TRANSLATE_NOOP("ErrorTexts", "Memcached has no such command, or the number of words is wrong. Commands are written in lower case.")},
    {"CLIENT_ERROR", "bad data chunk", QT_TRANSLATE_NOOP("ErrorTexts", "The value is not as long as the command said, in bytes. Nothing was stored.")},
    {"CLIENT_ERROR", "bad command line format", QT_TRANSLATE_NOOP("ErrorTexts", "A word of the line is not what it should be: a number is none, or the key is longer than 250 bytes.")},
    {"CLIENT_ERROR", "non-numeric value", QT_TRANSLATE_NOOP("ErrorTexts", "incr and decr need a value that is a whole number, written in digits.")},
    {"CLIENT_ERROR", "", QT_TRANSLATE_NOOP("ErrorTexts", "The server cannot use the line as it stands; its own text says why.")},
    {"SERVER_ERROR", "out of memory", QT_TRANSLATE_NOOP("ErrorTexts", "The slab class of this size has no page, and nothing that it could evict.")},
    {"SERVER_ERROR", "too large", QT_TRANSLATE_NOOP("ErrorTexts", "An item may be 1 MB long at most, key and header included.")},
    {"SERVER_ERROR", "", QT_TRANSLATE_NOOP("ErrorTexts", "The server could not do it; its own text says why.")},

    // --- reaching a node ---
    {"ConnectionTimedOut", "memcached", QT_TRANSLATE_NOOP("ErrorTexts", "Nothing answered at all. Usually a security group does not let port 11211 in from the application.")},
    {"ConnectionTimedOut", "", QT_TRANSLATE_NOOP("ErrorTexts", "Nothing answered at all. Usually a security group does not let port 6379 in from the application.")},
    {"ConnectionRefused", "", QT_TRANSLATE_NOOP("ErrorTexts", "The host answers, but nothing listens there. Is the node available, is the port right?")},
    {"UnknownHost", "", QT_TRANSLATE_NOOP("ErrorTexts", "There is no such name. Compare it with the endpoint that describe-cache-clusters shows.")},
    {"TooManyConnections", "", QT_TRANSLATE_NOOP("ErrorTexts", "Too many connections are open. Close some first.")},

    // --- ElastiCache ---
    {"CacheClusterNotFound", "", QT_TRANSLATE_NOOP("ErrorTexts", "No cluster has this name in this Region.")},
    {"CacheClusterAlreadyExists", "", QT_TRANSLATE_NOOP("ErrorTexts", "A cluster of this name is there already.")},
    {"InvalidCacheClusterState", "", QT_TRANSLATE_NOOP("ErrorTexts", "The cluster is not available at present: wait until its status is available.")},
    {"CacheParameterGroupNotFound", "", QT_TRANSLATE_NOOP("ErrorTexts", "No parameter group has this name.")},
    {"CacheParameterGroupAlreadyExists", "", QT_TRANSLATE_NOOP("ErrorTexts", "A parameter group of this name is there already.")},
    {"InvalidCacheParameterGroupState", "", QT_TRANSLATE_NOOP("ErrorTexts", "A cluster still uses this group, or it is a default group: nobody changes or deletes those. Make a group of your own.")},
    {"CacheParameterGroupQuotaExceeded", "", QT_TRANSLATE_NOOP("ErrorTexts", "The account has as many parameter groups as it may have.")},
    {"CacheSubnetGroupNotFoundFault", "", QT_TRANSLATE_NOOP("ErrorTexts", "No subnet group has this name.")},
    {"CacheSubnetGroupAlreadyExists", "", QT_TRANSLATE_NOOP("ErrorTexts", "A subnet group of this name is there already.")},
    {"CacheSubnetGroupInUse", "", QT_TRANSLATE_NOOP("ErrorTexts", "A cluster still lies in this subnet group.")},
    {"CacheSubnetGroupQuotaExceeded", "", QT_TRANSLATE_NOOP("ErrorTexts", "The account has as many subnet groups as it may have.")},
    {"CacheSubnetQuotaExceededFault", "", QT_TRANSLATE_NOOP("ErrorTexts", "The group has as many subnets as it may have.")},
    {"InvalidSubnet", "", QT_TRANSLATE_NOOP("ErrorTexts", "There is no such subnet, or it lies in another VPC.")},
    {"SubnetInUse", "", QT_TRANSLATE_NOOP("ErrorTexts", "A node still lies in this subnet.")},
    {"InvalidVPCNetworkStateFault", "", QT_TRANSLATE_NOOP("ErrorTexts", "The VPC does not allow this.")},
    {"NodeQuotaForCustomerExceeded", "", QT_TRANSLATE_NOOP("ErrorTexts", "The account has as many nodes as it may have.")},
    {"NodeQuotaForClusterExceeded", "", QT_TRANSLATE_NOOP("ErrorTexts", "The cluster has as many nodes as it may have.")},
    {"ClusterQuotaForCustomerExceeded", "", QT_TRANSLATE_NOOP("ErrorTexts", "The account has as many clusters as it may have.")},
    {"InsufficientCacheClusterCapacity", "", QT_TRANSLATE_NOOP("ErrorTexts", "AWS has no free machine of this type here now. Try another type or zone.")},
    {"ReplicationGroupNotFoundFault", "", QT_TRANSLATE_NOOP("ErrorTexts", "No replication group has this name in this Region.")},
    {"ReplicationGroupAlreadyExists", "", QT_TRANSLATE_NOOP("ErrorTexts", "A replication group of this name is there already.")},
    {"InvalidReplicationGroupState", "", QT_TRANSLATE_NOOP("ErrorTexts", "The group is busy with something else; wait until its status is available.")},
    {"NodeGroupNotFoundFault", "", QT_TRANSLATE_NOOP("ErrorTexts", "The group has no shard of this number.")},
    {"NoOperationFault", "", QT_TRANSLATE_NOOP("ErrorTexts", "Nothing would change.")},
    {"NodeGroupsPerReplicationGroupQuotaExceeded", "", QT_TRANSLATE_NOOP("ErrorTexts", "The group has as many shards as it may have.")},
    {"APICallRateForCustomerExceeded", "", QT_TRANSLATE_NOOP("ErrorTexts", "This may be done only so often a day. Wait, or inject the fault instead.")},
    {"SnapshotNotFoundFault", "", QT_TRANSLATE_NOOP("ErrorTexts", "No snapshot has this name.")},
    {"SnapshotAlreadyExistsFault", "", QT_TRANSLATE_NOOP("ErrorTexts", "A snapshot of this name is there already.")},
    {"InvalidSnapshotState", "", QT_TRANSLATE_NOOP("ErrorTexts", "The snapshot is not ready yet: wait until its status is available.")},
    {"SnapshotQuotaExceededFault", "", QT_TRANSLATE_NOOP("ErrorTexts", "There are as many snapshots as there may be. Delete one first.")},
    {"SnapshotFeatureNotSupportedFault", "", QT_TRANSLATE_NOOP("ErrorTexts", "Memcached keeps nothing but what is in memory: it has no snapshots.")},
    {"WrongEngine", "", QT_TRANSLATE_NOOP("ErrorTexts", "This cluster speaks the other protocol: Redis and Memcached are two languages.")},
    {"ConnectionBusy", "", QT_TRANSLATE_NOOP("ErrorTexts", "This connection waits for a reply. Use another tab meanwhile.")},
    {"ConnectionClosed", "", QT_TRANSLATE_NOOP("ErrorTexts", "The node hung up: it stopped or closed the connection.")},
    {"TagNotFound", "", QT_TRANSLATE_NOOP("ErrorTexts", "The resource has no such tag.")},
    {"TagQuotaPerResourceExceeded", "", QT_TRANSLATE_NOOP("ErrorTexts", "A resource may have 50 tags.")},
    {"InvalidARN", "", QT_TRANSLATE_NOOP("ErrorTexts", "This ARN names nothing that there is.")},
    {"InvalidParameterCombination", "", QT_TRANSLATE_NOOP("ErrorTexts", "The options do not fit together; the text names them.")},
    {"InvalidParameterValue", "cannot be modified", QT_TRANSLATE_NOOP("ErrorTexts", "Default groups cannot be changed. Make a parameter group of your own and attach it.")},
    {"InvalidParameterValue", "default", QT_TRANSLATE_NOOP("ErrorTexts", "Default groups cannot be changed. Make a parameter group of your own and attach it.")},
    {"InvalidParameterValue", "", QT_TRANSLATE_NOOP("ErrorTexts", "A value is not allowed here; the text names the option.")},

    // --- EC2 ---
    {"InvalidGroup.NotFound", "", QT_TRANSLATE_NOOP("ErrorTexts", "No security group has this id.")},
    {"InvalidGroupId.Malformed", "", QT_TRANSLATE_NOOP("ErrorTexts", "A security group's id begins with sg-.")},
    {"InvalidPermission.NotFound", "", QT_TRANSLATE_NOOP("ErrorTexts", "The group has no such rule, so there is nothing to take away.")},
    {"InvalidPermission.Duplicate", "", QT_TRANSLATE_NOOP("ErrorTexts", "The group has this rule already.")},
    {"InvalidPermission.Malformed", "", QT_TRANSLATE_NOOP("ErrorTexts", "The rule is not complete: protocol, ports and who may come in.")},
    {"InvalidSecurityGroupRuleId.NotFound", "", QT_TRANSLATE_NOOP("ErrorTexts", "No rule has this id.")},
    {"RulesPerSecurityGroupLimitExceeded", "", QT_TRANSLATE_NOOP("ErrorTexts", "The group has as many rules as it may have.")},
    {"MissingParameter", "", QT_TRANSLATE_NOOP("ErrorTexts", "An option that is needed is missing; the text names it.")},
    {"DryRunOperation", "", QT_TRANSLATE_NOOP("ErrorTexts", "Dry run: it would have worked. Nothing was changed.")},

    // --- CloudWatch ---
    {"InvalidNextToken", "", QT_TRANSLATE_NOOP("ErrorTexts", "This page token is not one that the service gave.")},
    {"MissingRequiredParameter", "", QT_TRANSLATE_NOOP("ErrorTexts", "An option that is needed is missing; the text names it.")},
    {"LimitExceeded", "", QT_TRANSLATE_NOOP("ErrorTexts", "This is more than the service takes at once.")},
    {"RequestEntityTooLarge", "", QT_TRANSLATE_NOOP("ErrorTexts", "The request is larger than the service takes.")},
    {"InvalidFormat", "", QT_TRANSLATE_NOOP("ErrorTexts", "A value is written in a way that the service cannot read.")},

    // --- all services ---
    {"ValidationError", "", QT_TRANSLATE_NOOP("ErrorTexts", "A value breaks a rule of the API; the text names it.")},
    {"ValidationException", "", QT_TRANSLATE_NOOP("ErrorTexts", "A value breaks a rule of the API; the text names it.")},
    {"MalformedInput", "", QT_TRANSLATE_NOOP("ErrorTexts", "A value has the wrong type or lies outside what is allowed; the text names it.")},
    {"SerializationException", "", QT_TRANSLATE_NOOP("ErrorTexts", "The request could not be read: a value has the wrong type, or the text is not valid.")},
    {"Throttling", "", QT_TRANSLATE_NOOP("ErrorTexts", "Too many calls in a short time. Wait a moment and try again.")},
    {"ThrottlingException", "", QT_TRANSLATE_NOOP("ErrorTexts", "Too many calls in a short time. Wait a moment and try again.")},
    {"RequestLimitExceeded", "", QT_TRANSLATE_NOOP("ErrorTexts", "Too many calls in a short time. Wait a moment and try again.")},
    {"RequestTimeout", "", QT_TRANSLATE_NOOP("ErrorTexts", "No answer came in time.")},
    {"AccessDenied", "", QT_TRANSLATE_NOOP("ErrorTexts", "The identity has no permission for this call.")},
    {"AccessDeniedException", "", QT_TRANSLATE_NOOP("ErrorTexts", "The identity has no permission for this call.")},
    {"UnauthorizedOperation", "", QT_TRANSLATE_NOOP("ErrorTexts", "The identity has no permission for this call.")},
    {"InternalFailure", "", QT_TRANSLATE_NOOP("ErrorTexts", "The service failed on its own side.")},
    {"InvalidAction", "", QT_TRANSLATE_NOOP("ErrorTexts", "The service has no such operation.")},
    {"UnknownService", "", QT_TRANSLATE_NOOP("ErrorTexts", "This world has no such service.")},
    {"UnsupportedBySimulator", "", QT_TRANSLATE_NOOP("ErrorTexts", "AWS can do this, Mây Lab does not model it.")},

    // --- the program's own ---
    {"NoRun", "", QT_TRANSLATE_NOOP("ErrorTexts", "No world is running. Start a step first.")},
    {"TooManyCalls", "", QT_TRANSLATE_NOOP("ErrorTexts", "More commands are waiting than can be kept; this one was not sent.")},
    {"InvalidState", "", QT_TRANSLATE_NOOP("ErrorTexts", "The shop cannot do this at the moment; the text says why.")},
    {"NoSuchControl", "", QT_TRANSLATE_NOOP("ErrorTexts", "This step has no such control.")},
};

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
