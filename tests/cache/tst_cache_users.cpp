// Users: what they may do, who is told what, and the log of what was denied. Rows are redis-server 7.0.15's, recorded; where
// the server tells commands in the order of a hash table, they stand by name.
#include <QtTest>

#include "cache/engine/resp.h"
#include "client_house.h"

#include <cstdint>
#include <string>
#include <vector>

using namespace maylab::cache;

namespace {

// command "?": what has arrived meanwhile. In a reply ^ stands for the end of a line; the last one is left out.
struct Row {
    const char* who;
    const char* command;
    const char* reply;
};

constexpr Row kSession[] = {
        {"A", "ACL SETUSER ann on >pw1 ~a* %R~r* &ch* +@all -append -config|get -select +select|0", "+OK"},
        {"A", "ACL LIST",
         "*2^$150^user ann on #c592df4a86933b92addc9842402ddf198c638ea9be58916ee6e3734e1e3152f8 ~a* "
         "%R~r* resetchannels &ch* +@all -append -config|get -select +select|0^$34^user default on "
         "nopass ~* &* +@all"},
        {"A", "ACL GETUSER ann",
         "*12^$5^flags^*1^$2^on^$9^passwords^*1^$64^c592df4a86933b92addc9842402ddf198c638ea9be58916ee6"
         "e3734e1e3152f8^$8^commands^$43^+@all -append -config|get -select +select|0^$4^keys^$9^~a* "
         "%R~r*^$8^channels^$4^&ch*^$9^selectors^*0"},
        {"A", "ACL USERS", "*2^$3^ann^$7^default"},
        // passwords
        {"B", "AUTH ann wrong", "-WRONGPASS invalid username-password pair or user is disabled."},
        {"B", "AUTH nobody pw1", "-WRONGPASS invalid username-password pair or user is disabled."},
        {"B", "ACL WHOAMI", "$7^default"},
        {"B", "AUTH ann pw1", "+OK"},
        {"B", "ACL WHOAMI", "$3^ann"},
        {"A", "ACL SETUSER ann >pw2 <pw1", "+OK"},
        {"C", "AUTH ann pw1", "-WRONGPASS invalid username-password pair or user is disabled."},
        {"C", "AUTH ann pw2", "+OK"},
        {"C", "HELLO 2 AUTH ann pw1", "-WRONGPASS invalid username-password pair or user is disabled."},
        // commands, keys that are read or written, channels
        {"B", "SET a1 v", "+OK"},
        {"B", "GET a1", "$1^v"},
        {"B", "GET r1", "$-1"},
        {"B", "SET r1 v",
         "-NOPERM this user has no permissions to access one of the keys used as arguments"},
        {"B", "GETEX r1",
         "-NOPERM this user has no permissions to access one of the keys used as arguments"},
        {"B", "MGET a1 z",
         "-NOPERM this user has no permissions to access one of the keys used as arguments"},
        {"B", "COPY r1 a2", ":0"},
        {"B", "COPY a1 r2",
         "-NOPERM this user has no permissions to access one of the keys used as arguments"},
        {"B", "SET r1 v GET",
         "-NOPERM this user has no permissions to access one of the keys used as arguments"},
        {"B", "BITFIELD r1 GET u8 0", "*1^:0"},
        {"B", "BITFIELD r1 SET u8 0 1",
         "-NOPERM this user has no permissions to access one of the keys used as arguments"},
        {"B", "APPEND a1 x", "-NOPERM this user has no permissions to run the 'append' command"},
        {"B", "CONFIG GET maxmemory",
         "-NOPERM this user has no permissions to run the 'config|get' command"},
        {"B", "SELECT 1", "-NOPERM this user has no permissions to run the 'select' command"},
        {"B", "SELECT 0", "+OK"},
        {"B", "PUBLISH zz x",
         "-NOPERM this user has no permissions to access one of the channels used as arguments"},
        {"B", "PUBLISH ch1 x", ":0"},
        {"B", "PSUBSCRIBE ch1",
         "-NOPERM this user has no permissions to access one of the channels used as arguments"},
        {"B", "SORT a1 BY w_* GET #", "-ERR BY option of SORT denied due to insufficient ACL permissions."},
        {"B", "SORT r1 BY nosort", "*0"},
        {"B", "ZUNIONSTORE a1 2 r1 z",
         "-NOPERM this user has no permissions to access one of the keys used as arguments"},
        {"B", "OBJECT ENCODING z",
         "-NOPERM this user has no permissions to access one of the keys used as arguments"},
        {"B", "NOSUCH", "-ERR unknown command 'NOSUCH', with args beginning with: "},
        {"B", "GET", "-ERR wrong number of arguments for 'get' command"},
        // scripts ask for their caller
        {"B", "EVAL \"return redis.call('append','a1','x')\" 0",
         "-ERR The user executing the script can't run this command or subcommand script: "
         "d6ccae05f9e6b3c70515c4e45472af03b29fd988, on @user_script:1."},
        {"B", "EVAL \"return redis.call('get','z')\" 0",
         "-ERR The user executing the script can't access at least one of the keys mentioned in the "
         "command arguments script: 745b56903ad7167609280de6f954a98489cbc13e, on @user_script:1."},
        {"B", "EVAL \"return redis.pcall('publish','zz','1')\" 0",
         "-ERR The user executing the script can't publish to the channel mentioned in the command"},
        {"B", "EVAL \"return redis.acl_check_cmd('append','a1','x')\" 0", "$-1"},
        {"B", "EVAL \"return redis.acl_check_cmd('get','a1')\" 0", ":1"},
        {"B", "EVAL \"return 1\" 1 z",
         "-NOPERM this user has no permissions to access one of the keys used as arguments"},
        // what is refused while it is queued, and what is refused when the rules have changed since
        {"B", "MULTI", "+OK"},
        {"B", "APPEND a1 x", "-NOPERM this user has no permissions to run the 'append' command"},
        {"B", "EXEC", "-EXECABORT Transaction discarded because of previous errors."},
        {"B", "MULTI", "+OK"},
        {"B", "SET a1 x", "+QUEUED"},
        {"B", "GET r1", "+QUEUED"},
        {"B", "PUBLISH ch1 x", "+QUEUED"},
        {"A", "ACL SETUSER ann -get resetkeys ~b resetchannels", "+OK"},
        {"B", "EXEC",
         "*3^-NOPERM ACLs rules changed between the moment the transaction was accumulated and the "
         "EXEC call. This command is no longer allowed for the following reason: no permission to "
         "touch the specified keys^-NOPERM ACLs rules changed between the moment the transaction was "
         "accumulated and the EXEC call. This command is no longer allowed for the following reason: "
         "no permission to execute the command or subcommand^-NOPERM ACLs rules changed between the "
         "moment the transaction was accumulated and the EXEC call. This command is no longer allowed "
         "for the following reason: no permission to access one of the channels used as arguments"},
        {"A", "ACL SETUSER ann reset", "+OK"},
        {"A", "ACL GETUSER ann",
         "*12^$5^flags^*2^$3^off^$16^sanitize-payload^$9^passwords^*0^$8^commands^$5^-@all^$4^keys^$0^"
         "^$8^channels^$0^^$9^selectors^*0"},
        {"B", "PING", "-NOPERM this user has no permissions to run the 'ping' command"},
        // selectors: one of them must allow all of it
        {"A", "ACL SETUSER bob on nopass (+get ~x) (+set %W~y) +@connection", "+OK"},
        {"D", "AUTH bob anything", "+OK"},
        {"D", "GET x", "$-1"},
        {"D", "GET y", "-NOPERM this user has no permissions to access one of the keys used as arguments"},
        {"D", "SET y 1", "+OK"},
        {"D", "SET y 1 GET",
         "-NOPERM this user has no permissions to access one of the keys used as arguments"},
        {"D", "SET x 1", "-NOPERM this user has no permissions to access one of the keys used as arguments"},
        {"A", "ACL LIST",
         "*3^$49^user ann off sanitize-payload resetchannels -@all^$113^user bob on nopass "
         "resetchannels -@all +@connection (~x resetchannels -@all +get) (%W~y resetchannels -@all "
         "+set)^$34^user default on nopass ~* &* +@all"},
        {"A", "ACL GETUSER bob",
         "*12^$5^flags^*2^$2^on^$6^nopass^$9^passwords^*0^$8^commands^$18^-@all "
         "+@connection^$4^keys^$0^^$8^channels^$0^^$9^selectors^*2^*6^$8^commands^$10^-@all "
         "+get^$4^keys^$2^~x^$8^channels^$0^^*6^$8^commands^$10^-@all +set^$4^keys^$4^%W~y^$8^channels"
         "^$0^"},
        {"A", "ACL SETUSER bob clearselectors", "+OK"},
        {"D", "GET x", "-NOPERM this user has no permissions to run the 'get' command"},
        // what would be
        {"A", "ACL DRYRUN bob get x", "$53^This user has no permissions to run the 'get' command"},
        {"A", "ACL DRYRUN default get x", "+OK"},
        {"A", "ACL DRYRUN nobody get x", "-ERR User 'nobody' not found"},
        {"A", "ACL DRYRUN bob nosuch", "-ERR Command 'nosuch' not found"},
        {"A", "ACL DRYRUN bob get", "-ERR wrong number of arguments for 'get' command"},
        {"A", "ACL SETUSER bob +get ~k &c", "+OK"},
        {"A", "ACL DRYRUN bob get x", "$50^This user has no permissions to access the 'x' key"},
        {"A", "ACL DRYRUN bob get k", "+OK"},
        {"A", "ACL DRYRUN bob publish d 1", "$57^This user has no permissions to run the 'publish' command"},
        {"A", "ACL SETUSER bob +publish", "+OK"},
        {"A", "ACL DRYRUN bob publish d 1", "$54^This user has no permissions to access the 'd' channel"},
        // rules that are none change nothing
        {"A", "ACL SETUSER cat on +nosuch",
         "-ERR Error in ACL SETUSER modifier '+nosuch': Unknown command or category name in ACL"},
        {"A", "ACL SETUSER cat +@nosuch",
         "-ERR Error in ACL SETUSER modifier '+@nosuch': Unknown command or category name in ACL"},
        {"A", "ACL SETUSER cat +config|nosuch",
         "-ERR Error in ACL SETUSER modifier '+config|nosuch': Unknown command or category name in ACL"},
        {"A", "ACL SETUSER cat +config|get|x",
         "-ERR Error in ACL SETUSER modifier '+config|get|x': Allowing first-arg of a subcommand is "
         "not supported"},
        {"A", "ACL SETUSER cat -select|0",
         "-ERR Error in ACL SETUSER modifier '-select|0': Unknown command or category name in ACL"},
        {"A", "ACL SETUSER cat bad", "-ERR Error in ACL SETUSER modifier 'bad': Syntax error"},
        {"A", "ACL SETUSER cat <pw",
         "-ERR Error in ACL SETUSER modifier '<pw': The password you are trying to remove from the "
         "user does not exist"},
        {"A", "ACL SETUSER cat #abc",
         "-ERR Error in ACL SETUSER modifier '#abc': The password hash must be exactly 64 characters "
         "and contain only lowercase hexadecimal characters"},
        {"A", "ACL SETUSER cat %X~a", "-ERR Error in ACL SETUSER modifier '%X~a': Syntax error"},
        {"A", "ACL SETUSER cat ~* ~a",
         "-ERR Error in ACL SETUSER modifier '~a': Adding a pattern after the * pattern (or the "
         "'allkeys' flag) is not valid and does not have any effect. Try 'resetkeys' to start with an "
         "empty list of patterns"},
        {"A", "ACL SETUSER cat &* &a",
         "-ERR Error in ACL SETUSER modifier '&a': Adding a pattern after the * pattern (or the "
         "'allchannels' flag) is not valid and does not have any effect. Try 'resetchannels' to start "
         "with an empty list of channels"},
        {"A", "ACL SETUSER cat (+get", "-ERR Unmatched parenthesis in acl selector starting at '(+get'."},
        {"A", "ACL SETUSER cat (+nosuch)",
         "-ERR Error in ACL SETUSER modifier '(+nosuch)': Unknown command or category name in ACL"},
        {"A", "ACL SETUSER \"c d\" on", "-ERR Usernames can't contain spaces or null characters"},
        {"A", "ACL GETUSER cat", "$-1"},
        {"A", "ACL DELUSER default", "-ERR The 'default' user cannot be removed"},
        {"A", "ACL CAT nosuch", "-ERR Unknown category 'nosuch'"},
        {"A", "ACL GENPASS 0",
         "-ERR ACL GENPASS argument must be the number of bits for the output password, a positive "
         "number up to 4096"},
        {"A", "ACL GENPASS 5000",
         "-ERR ACL GENPASS argument must be the number of bits for the output password, a positive "
         "number up to 4096"},
        {"A", "ACL LOG x", "-ERR value is not an integer or out of range"},
        {"A", "ACL LOAD",
         "-ERR This Redis instance is not configured to use an ACL file. You may want to specify "
         "users via the ACL SETUSER command and then issue a CONFIG REWRITE (assuming you have a "
         "Redis configuration file set) in order to store users in the Redis configuration."},
        {"A", "ACL SAVE",
         "-ERR This Redis instance is not configured to use an ACL file. You may want to specify "
         "users via the ACL SETUSER command and then issue a CONFIG REWRITE (assuming you have a "
         "Redis configuration file set) in order to store users in the Redis configuration."},
        // subscribers are cut off when they lose their channel, users when they go
        {"A", "ACL SETUSER bob +subscribe", "+OK"},
        {"D", "SUBSCRIBE c", "*3^$9^subscribe^$1^c^:1"},
        {"A", "ACL SETUSER bob &e", "+OK"},
        {"A", "ACL SETUSER bob resetchannels", "+OK"},
        {"D", "?", "<closed>"},
        {"A", "ACL DELUSER ann nobody", ":1"},
        {"B", "?", "<closed>"},
        {"A", "ACL SETUSER dan on nopass allcommands allkeys allchannels", "+OK"},
        {"E", "AUTH dan x", "+OK"},
        {"A", "CLIENT KILL USER nobody", "-ERR No such user 'nobody'"},
        {"A", "CLIENT KILL USER dan", ":1"},
        {"E", "?", "<closed>"},
        // nobody without a login
        {"F", "PING", "+PONG"},
        {"A", "ACL SETUSER default off", "+OK"},
        {"F", "PING", "+PONG"},
        {"G", "PING", "-NOAUTH Authentication required."},
        {"G", "ACL WHOAMI", "-NOAUTH Authentication required."},
        {"G", "HELLO 2",
         "-NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO "
         "AUTH <user> <pass> option can be used to authenticate the client and select the RESP "
         "protocol version at the same time"},
        {"G", "AUTH dan x", "+OK"},
        {"G", "PING", "+PONG"},
        {"G", "RESET", "+RESET"},
        {"G", "PING", "-NOAUTH Authentication required."},
        {"A", "ACL SETUSER default on", "+OK"},
        {"G", "PING", "+PONG"},
        {"A", "CONFIG SET requirepass secret", "+OK"},
        {"A", "ACL LIST",
         "*3^$79^user bob on nopass ~k resetchannels -@all +@connection +get +publish "
         "+subscribe^$30^user dan on nopass ~* &* +@all^$93^user default on "
         "#2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b ~* &* +@all"},
        {"A", "AUTH bad", "-WRONGPASS invalid username-password pair or user is disabled."},
        {"A", "AUTH secret", "+OK"},
        {"A", "CONFIG SET requirepass \"\"", "+OK"},
        {"A", "AUTH secret",
         "-ERR AUTH <password> called without any password configured for the default user. Are you "
         "sure your configuration is correct?"},
};

std::string readable(std::string bytes) {
    std::string text;
    for (std::size_t k = 0; k < bytes.size(); ++k) {
        if (bytes[k] != '\r') text += bytes[k] == '\n' ? '^' : bytes[k];
    }
    if (!text.empty() && text.back() == '^') text.pop_back();
    return text;
}

std::string ask(House& h, const Row& row) {
    if (row.command == std::string("?")) return readable(h.read(row.who)) + (h.closed[row.who] ? "<closed>" : "");
    return readable(h.run(row.who, *splitLine(row.command)));
}

} // namespace

class TestCacheUsers : public QObject {
    Q_OBJECT

  private slots:
    void rulesDecide();
    void denialsAreLogged();
    void copiesKnowTheirOwnUsers();
    void theServiceKeepsRulesToItself();
};

void TestCacheUsers::rulesDecide() {
    House h;
    for (const Row& row : kSession)
        QCOMPARE(row.who + QByteArray(": ") + row.command + " -> " + QByteArray::fromStdString(ask(h, row)),
                 row.who + QByteArray(": ") + row.command + " -> " + row.reply);
}

void TestCacheUsers::denialsAreLogged() {
    House h;
    h.say("A", "CONFIG SET acllog-max-len 3");
    h.say("A", "ACL SETUSER eve on >x +get +multi +exec ~k");
    const auto log = [&] { return readable(h.say("A", "ACL LOG")); };
    h.say("B", "AUTH eve no");
    h.say("B", "AUTH eve x");
    h.say("B", "GET a");
    h.advance(59'000);
    h.say("B", "GET a"); // the same within a minute: one entry
    h.advance(2'500);
    const std::string one = log();
    QVERIFY(one.starts_with("*2^*14^$5^count^:2^$6^reason^$3^key^$7^context^$8^toplevel^$6^object^$1^a^$8^username^$3^eve^"
                            "$11^age-seconds^$3^2.5^$11^client-info^"));
    QVERIFY(one.find("$6^reason^$4^auth^$7^context^$8^toplevel^$6^object^$4^AUTH^$8^username^$3^eve^") != std::string::npos);
    QVERIFY(one.find(" cmd=get user=eve ") != std::string::npos);
    QVERIFY(one.find(" cmd=auth user=default ") != std::string::npos);
    h.advance(60'000);
    h.say("B", "GET a"); // later: one of its own
    QVERIFY(log().starts_with("*3^*14^$5^count^:1^"));
    h.say("B", "MULTI");
    h.say("B", "SET k 1"); // the oldest goes
    const std::string last = log();
    QVERIFY(last.starts_with("*3^*14^$5^count^:1^$6^reason^$7^command^$7^context^$5^multi^$6^object^$3^set^"));
    QVERIFY(last.find("^auth^") == std::string::npos);
    QCOMPARE(readable(h.say("A", "ACL LOG 1")).substr(0, 7), std::string("*1^*14^"));
    QCOMPARE(h.say("A", "ACL LOG RESET"), std::string("+OK\r\n"));
    QCOMPARE(log(), std::string("*0"));
}

void TestCacheUsers::copiesKnowTheirOwnUsers() {
    House h;
    h.say("A", "ACL SETUSER eve on nopass +@all ~*");
    h.say("B", "AUTH eve x");
    House copy(h);
    h.say("A", "ACL SETUSER eve -get");
    QVERIFY(h.say("B", "GET k").starts_with("-NOPERM"));
    QCOMPARE(copy.say("B", "GET k"), std::string("$-1\r\n"));
    QCOMPARE(copy.say("A", "ACL GENPASS"), h.say("A", "ACL GENPASS"));
    QCOMPARE(h.say("A", "ACL GENPASS 5").substr(0, 4), std::string("$2\r\n"));
}

void TestCacheUsers::theServiceKeepsRulesToItself() {
    House h;
    EngineOptions o;
    o.startedAtMs = kStart;
    o.profile = EngineProfile::ElastiCache;
    h.engine = Engine(o);
    for (const char* refused : {"ACL SETUSER eve on", "ACL DELUSER eve", "ACL LOAD", "ACL SAVE"})
        QVERIFY2(h.say("A", refused).starts_with("-ERR unknown"), refused);
    QCOMPARE(h.say("A", "ACL WHOAMI"), std::string("$7\r\ndefault\r\n"));
    QCOMPARE(readable(h.say("A", "ACL LIST")), std::string("*1^$34^user default on nopass ~* &* +@all"));
}

QTEST_APPLESS_MAIN(TestCacheUsers)
#include "tst_cache_users.moc"
