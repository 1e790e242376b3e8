#include "app/i18n/rule_texts.h"

#include <QRegularExpression>

namespace maylab::app {

namespace {


// Sorted by id within a simulator. Texts named by RuleInfo::notModelled stand here too.

constexpr RuleText kTexts[] = {
    // The shop
    {"shop.answer.cache",
     QT_TRANSLATE_NOOP("Rules", "The cache had the answer: {cacheMilliseconds} ms. It was stored {storedSecondsAgo} s "
                                "ago and leaves in {leavesInSeconds} s.")},
    {"shop.answer.database",
     QT_TRANSLATE_NOOP("Rules", "The cache did not have it ({cacheMilliseconds} ms to find out). The application "
                                "waited {waitMilliseconds} ms for a connection, then the query took "
                                "{queryMilliseconds} ms.")},
    {"shop.answer.direct",
     QT_TRANSLATE_NOOP("Rules", "No cache was asked. The application waited {waitMilliseconds} ms for a connection, "
                                "then the query took {queryMilliseconds} ms.")},
    {"shop.answer.foreign",
     QT_TRANSLATE_NOOP("Rules", "The cache answered with a value that the application did not write ({bytes} bytes). "
                                "It was handed out as it is.")},
    {"shop.connection.waited",
     QT_TRANSLATE_NOOP("Rules", "All {connections} connections were busy. The request waited {waitMilliseconds} ms "
                                "behind {aheadInQueue} others.")},
    {"shop.error.gave-up",
     QT_TRANSLATE_NOOP("Rules", "The application gave up after {waitMilliseconds} ms without a connection and "
                                "answered 503. {waitingNow} requests were waiting.")},
    {"shop.error.queue-full",
     QT_TRANSLATE_NOOP("Rules", "The queue before the database holds {queueLimit} requests and was full: 503 at "
                                "once.")},
    {"shop.error.application-full",
     QT_TRANSLATE_NOOP("Rules", "The application had {inFlight} requests in work, its limit is {limit}: 503 at "
                                "once.")},
    {"shop.notModelled.threads",
     QT_TRANSLATE_NOOP("Rules", "Threads, memory and restarts of the application are not modelled, only its limit of "
                                "requests.")},
    {"shop.read.stale",
     QT_TRANSLATE_NOOP("Rules", "The answer was old: the price changed {changedSecondsAgo} s ago, the cached value was "
                                "stored {storedSecondsAgo} s ago and leaves in {leavesInSeconds} s.")},
    {"shop.write-through",
     QT_TRANSLATE_NOOP("Rules", "A price changed: the application wrote version {version} to the cache in "
                                "{milliseconds} ms, with a TTL of {ttlSeconds} s.")},
    {"shop.cache.unreachable",
     QT_TRANSLATE_NOOP("Rules", "The cache could not be reached within {milliseconds} ms (the limit is "
                                "{connectTimeoutMilliseconds} ms). The application went on without it.")},
    {"shop.notModelled.breaker",
     QT_TRANSLATE_NOOP("Rules", "A circuit breaker, which would stop asking a cache that is away, is not modelled.")},
    {"shop.cache.store-refused",
     QT_TRANSLATE_NOOP("Rules", "The cache refused to keep version {version}: its memory is full and its policy "
                                "removes nothing.")},
    {"shop.import.done",
     QT_TRANSLATE_NOOP("Rules", "The supplier's import wrote {keys} products in {milliseconds} ms, each with a TTL of "
                                "{ttlSeconds} s (±{jitterPercent} %).")},
    {"shop.import.refused",
     QT_TRANSLATE_NOOP("Rules", "The supplier's import wrote {keys} products in {milliseconds} ms; the cache refused "
                                "{refused} more.")},
    {"shop.import.unreachable",
     QT_TRANSLATE_NOOP("Rules", "The supplier's import stopped after {keys} of {products} products: the cache could "
                                "not be reached.")},
    {"shop.import.fell-out",
     QT_TRANSLATE_NOOP("Rules", "An import was due, but the last one was still running ({keys} of {products} products "
                                "after {milliseconds} ms): this one falls out.")},
    {"shop.home.answer",
     QT_TRANSLATE_NOOP("Rules", "The home page was in the cache: {cacheMilliseconds} ms. It stays fresh for "
                                "{freshForSeconds} s.")},
    {"shop.home.stale",
     QT_TRANSLATE_NOOP("Rules", "The visitor got the old copy of the home page, {overdueSeconds} s past its "
                                "time, while {loads} builds were on their way.")},
    {"shop.home.load",
     QT_TRANSLATE_NOOP("Rules", "A build of the home page began: with it {loads} at the same time. "
                                "{waitingNow} others waited for a connection.")},
    {"shop.home.rebuilt",
     QT_TRANSLATE_NOOP("Rules", "The home page is in the cache again, {milliseconds} ms after the first "
                                "visitor missed it. The build took {queryMilliseconds} ms; {loads} other "
                                "builds go on for nothing.")},
    {"shop.home.early",
     QT_TRANSLATE_NOOP("Rules", "This visitor was drawn to build the page early, {leftSeconds} s before its "
                                "end: the draw reached {aheadSeconds} s ahead (last build {deltaMilliseconds}"
                                " ms, beta {beta}).")},
    {"shop.home.lock-taken",
     QT_TRANSLATE_NOOP("Rules", "This visitor took the lock (PX {lockMilliseconds} ms, 0 means no end) and "
                                "builds the page. {waitingForLock} others wait.")},
    {"shop.home.lock-refused",
     QT_TRANSLATE_NOOP("Rules", "The lock belonged to request {holder} for {heldMilliseconds} ms already: "
                                "this visitor did not build the page too.")},
    {"shop.home.lock-released",
     QT_TRANSLATE_NOOP("Rules", "The holder gave the lock back after {heldMilliseconds} ms.")},
    {"shop.home.lock-foreign",
     QT_TRANSLATE_NOOP("Rules", "DEL removed the lock of request {holder}: the own one had ended after "
                                "{lockMilliseconds} ms, the build took {heldMilliseconds} ms.")},
    {"shop.home.lock-lost",
     QT_TRANSLATE_NOOP("Rules", "The lock was no longer this visitor's when the build was done, after "
                                "{heldMilliseconds} ms (PX {lockMilliseconds} ms). Nothing was deleted.")},
    {"shop.home.holder-died",
     QT_TRANSLATE_NOOP("Rules", "Who built the page died after {queryMilliseconds} ms. The page was not "
                                "stored, and nobody gives the lock back.")},
    {"shop.home.gave-up-lock",
     QT_TRANSLATE_NOOP("Rules", "The visitor asked {waits} times and gave up after {waitedMilliseconds} ms: "
                                "request {holder} had the lock. The answer was 503.")},
    {"shop.home.gave-up-connection",
     QT_TRANSLATE_NOOP("Rules", "The build got no connection within {waitMilliseconds} ms and was given up: "
                                "503. {waitingNow} requests were waiting.")},
    {"shop.home.cache-unreachable",
     QT_TRANSLATE_NOOP("Rules", "The cache could not be reached within {milliseconds} ms. The application "
                                "went on without it.")},
    {"shop.fault.database-slow",
     QT_TRANSLATE_NOOP("Rules", "A fault began: every query of the database takes {factor} times as long.")},
    {"shop.fault.scan-burst",
     QT_TRANSLATE_NOOP("Rules", "A fault began: a crawler asks for {keys} old pages, each once, "
                                "{requestsPerSecond} a second.")},
    {"shop.fault.hot-key",
     QT_TRANSLATE_NOOP("Rules", "A fault began: product {product} gets {share} of all visitors (1 is "
                                "everybody).")},
    {"shop.fault.import-all-keys",
     QT_TRANSLATE_NOOP("Rules", "A fault: an import writes all products with one and the same TTL of "
                                "{ttlSeconds} s.")},
    {"shop.fault.mass-expiry",
     QT_TRANSLATE_NOOP("Rules", "A fault: {keys} products were given one and the same end, in {inSeconds} s.")},
    {"shop.fault.memory-pressure",
     QT_TRANSLATE_NOOP("Rules", "A fault began: somebody else writes {megabytes} MB into the node, in values "
                                "of {bytes} bytes without a TTL.")},
    {"shop.fault.lock-holder-dies",
     QT_TRANSLATE_NOOP("Rules", "A fault is armed: the next one who builds the home page dies on the way.")},
    {"shop.fault.ended",
     QT_TRANSLATE_NOOP("Rules", "A fault ended after {seconds} s.")},
    {"shop.session.logged-out",
     QT_TRANSLATE_NOOP("Rules", "A visitor who was active {idleSeconds} s ago is logged out: the session has left the cache (TTL {ttlSeconds} s, renewed with each click: {renewed}).")},
    {"shop.session.item-lost",
     QT_TRANSLATE_NOOP("Rules", "The cart in the cache holds {inCache} items, {inLedger} were put in: {items} were lost when two tabs wrote the whole session over each other.")},
    {"shop.session.refused",
     QT_TRANSLATE_NOOP("Rules", "The cache would not keep the session (status {status}); {visitors} visitors are in the shop.")},
    {"shop.best-sellers.sale-lost",
     QT_TRANSLATE_NOOP("Rules", "The list says {inCache} sales of product {product}, the ledger {inLedger}: two sales read the same number and both wrote it plus one.")},
    {"shop.best-sellers.refused",
     QT_TRANSLATE_NOOP("Rules", "The cache would not count a sale of product {product} (status {status}).")},
    {"shop.limiter.rejected",
     QT_TRANSLATE_NOOP("Rules", "User {user} was turned away: the limit is {limit}, the key lives {ttlSeconds} s more (-1 means for ever). In the last window {inWindow} requests were let through.")},
    {"shop.limiter.over-limit",
     QT_TRANSLATE_NOOP("Rules", "User {user} got {inWindow} requests within {windowSeconds} s, the limit is {limit}: two fixed windows met.")},
    {"shop.news.lost",
     QT_TRANSLATE_NOOP("Rules", "Message {message} reached {receivers} subscribers, and the ticker was not one of them: {lost} of {published} are lost to it.")},
    {"shop.news.ticker-cut",
     QT_TRANSLATE_NOOP("Rules", "The ticker's connection was cut for {seconds} s, after {delivered} of {published} messages.")},
    {"shop.night.incident-begins",
     QT_TRANSLATE_NOOP("Rules", "Incident {incident} of {incidents} began in minute {minute} of the night and lasts {lengthMinutes} minutes.")},
    {"shop.night.incident-ends",
     QT_TRANSLATE_NOOP("Rules", "Incident {incident} of {incidents} was over in minute {minute} of the night, after {lengthMinutes} minutes.")},
    {"shop.night.finished",
     QT_TRANSLATE_NOOP("Rules", "The night is played: {minutes} minutes with {incidents} incidents.")},
    {"shop.orders.lost",
     QT_TRANSLATE_NOOP("Rules", "Order {order} is gone: nothing kept it, and {receivers} packers were listening. {lost} of {added} are lost.")},
    {"shop.orders.packed-twice",
     QT_TRANSLATE_NOOP("Rules", "Packer {packer} packed an order that somebody else had claimed and acknowledged meanwhile: {twice} were packed twice.")},
    {"shop.orders.packer-died",
     QT_TRANSLATE_NOOP("Rules", "Packer {packer} died with {inHands} orders in its hands. They stay pending under its name until somebody claims them.")},
    {"shop.cart.cross-slot",
     QT_TRANSLATE_NOOP("Rules", "The two keys of the cart lie in slots {slotA} and {slotB}: one command cannot reach both.")},
    {"shop.cart.failed",
     QT_TRANSLATE_NOOP("Rules", "The cart could not be read after {attempts} attempts in {milliseconds} ms (status {status}).")},
    {"shop.cart.moved",
     QT_TRANSLATE_NOOP("Rules", "The client asked the wrong node for slot {slot} and was sent on (MOVED); it remembers the address.")},
    {"shop.cart.asked",
     QT_TRANSLATE_NOOP("Rules", "Slot {slot} is on its way to another node: this once the client asked there (ASK), and remembers nothing.")},
    {"shop.checkout.failed",
     QT_TRANSLATE_NOOP("Rules", "An order was not written after {attempts} attempts in {milliseconds} ms (status {status}). Last success {secondsAgo} s ago.")},
    {"shop.checkout.reconnected",
     QT_TRANSLATE_NOOP("Rules", "The client found its way again after {seconds} s without a success: {attempts} attempts, the address was {looked}.")},
    {"shop.checkout.read-only",
     QT_TRANSLATE_NOOP("Rules", "The node answered READONLY: it is a replica now. The name points elsewhere since the failover; the client still asks the old address.")},
    {"shop.live.stale",
     QT_TRANSLATE_NOOP("Rules", "The answer was old: the price changed {ageSeconds} s ago, {versionsBehind} "
                                "versions back. From the server's own memory: {local} (1 is yes).")},
    {"shop.live.gave-up",
     QT_TRANSLATE_NOOP("Rules", "The visitor waited {waitMilliseconds} ms for a connection to shard {node} "
                                "and gave up: 503. {waitingNow} others were waiting for it.")},
    {"shop.live.loaded",
     QT_TRANSLATE_NOOP("Rules", "One query loaded version {version} for {visitors} visitors who wanted the "
                                "same product; the first had waited {milliseconds} ms.")},
    {"shop.live.price-written",
     QT_TRANSLATE_NOOP("Rules", "A price changed: version {version} was written under {copies} keys.")},
    {"shop.live.redirected",
     QT_TRANSLATE_NOOP("Rules", "Slot {slot} is not here any more: the node named another one, and the client"
                                " went there.")},
    {"shop.compare.window",
     QT_TRANSLATE_NOOP("Rules", "Window {window} is closed: hit ratio {ratioA} at the first node, {ratioB} at"
                                " the second.")},
    {"shop.compare.finished",
     QT_TRANSLATE_NOOP("Rules", "The comparison is finished: hit ratio {ratioA} and {ratioB} in all, {afterA}"
                                " and {afterB} in the first window after the crawler.")},
    // ElastiCache
    {"cache.hit",
     QT_TRANSLATE_NOOP("Rules", "The key was there: {bytes} bytes, {engineMicroseconds} µs of engine time after "
                                "{queueMicroseconds} µs in the queue. It has {ttlSeconds} s to live (-1 means never).")},
    {"cache.miss.never",
     QT_TRANSLATE_NOOP("Rules", "The key was never in this cache. To find that out took {engineMicroseconds} µs of "
                                "engine time after {queueMicroseconds} µs in the queue.")},
    {"cache.miss.expired",
     QT_TRANSLATE_NOOP("Rules", "The key was there once and expired {secondsAgo} s ago: its TTL had run out.")},
    {"cache.miss.evicted",
     QT_TRANSLATE_NOOP("Rules", "The key was there once and was evicted {secondsAgo} s ago: memory was full and others "
                                "needed the room.")},
    {"cache.miss.deleted",
     QT_TRANSLATE_NOOP("Rules", "The key was there once and was deleted by a command {secondsAgo} s ago.")},
    {"cache.stored",
     QT_TRANSLATE_NOOP("Rules", "The value was stored: {bytes} bytes, TTL {ttlSeconds} s (-1 means never), "
                                "{engineMicroseconds} µs of engine time after {queueMicroseconds} µs in the queue.")},
    {"cache.evicted.lru",
     QT_TRANSLATE_NOOP("Rules", "Memory was full. Of {sampled} sampled keys and a pool of {poolSize}, this one had been "
                                "unused the longest: {idleSeconds} s. That freed {bytes} bytes.")},
    {"cache.evicted.lfu",
     QT_TRANSLATE_NOOP("Rules", "Memory was full. Of {sampled} sampled keys and a pool of {poolSize}, this one was used "
                                "the least: counter {frequency}. That freed {bytes} bytes.")},
    {"cache.evicted.ttl",
     QT_TRANSLATE_NOOP("Rules", "Memory was full. Of {sampled} sampled keys and a pool of {poolSize}, this one had the "
                                "shortest time to live: {ttlSeconds} s. That freed {bytes} bytes.")},
    {"cache.evicted.random",
     QT_TRANSLATE_NOOP("Rules", "Memory was full and the policy takes any key: this one was drawn. It had "
                                "{ttlSeconds} s to live (-1 means never). That freed {bytes} bytes.")},
    {"cache.expired.lazy",
     QT_TRANSLATE_NOOP("Rules", "Somebody asked for the key {overdueSeconds} s after its TTL had run out: it was "
                                "removed at that moment. That freed {bytes} bytes.")},
    {"cache.expired.active",
     QT_TRANSLATE_NOOP("Rules", "The expire cycle, which samples keys ten times a second, found the key "
                                "{overdueSeconds} s after its TTL had run out. That freed {bytes} bytes.")},
    {"cache.oom",
     QT_TRANSLATE_NOOP("Rules", "The write was refused: {usedMemory} bytes are used, maxmemory is {maxmemory}, and "
                                "the policy found no key that it may remove.")},
    {"cache.connect.timeout",
     QT_TRANSLATE_NOOP("Rules", "No answer on port {port} within {seconds} s. The security group drops what it does "
                                "not let in, so a client hears nothing and waits.")},
    {"cache.connect.refused",
     QT_TRANSLATE_NOOP("Rules", "The node answered that nothing listens on port {port}. The address is right, the port "
                                "is not.")},
    {"cache.connect.unknown-host",
     QT_TRANSLATE_NOOP("Rules", "No node has this name (port {port}). Read the endpoint again: it exists only while "
                                "the cluster does.")},
    {"cache.connect.limit",
     QT_TRANSLATE_NOOP("Rules", "The node has {connections} connections open and takes no more. Applications should "
                                "keep a pool of connections.")},
    {"cache.cluster.state",
     QT_TRANSLATE_NOOP("Rules", "The cluster {subject} went into another state. On AWS, too, each change takes "
                                "minutes; a cluster takes commands only when it is available.")},
    {"cache.parameters.applied",
     QT_TRANSLATE_NOOP("Rules", "{changed} parameters of the parameter group took effect at once.")},
    {"cache.parameters.pending",
     QT_TRANSLATE_NOOP("Rules", "{waiting} parameters take effect only after the nodes are rebooted.")},
    {"cache.moved",
     QT_TRANSLATE_NOOP("Rules", "Key {subject} has slot {slot}. Shard {shard} does not serve it, shard {toShard} does: MOVED names it, and a client that knows clusters remembers that.")},
    {"cache.ask",
     QT_TRANSLATE_NOOP("Rules", "Slot {slot} is moving from shard {shard} to shard {toShard}, and {subject} is not (or no longer) here. ASK means: ask there, this once, after ASKING.")},
    {"cache.tryagain",
     QT_TRANSLATE_NOOP("Rules", "Slot {slot} is moving, and the keys of this request are partly here, partly there. TRYAGAIN: a moment later they are all in one place.")},
    {"cache.clusterdown",
     QT_TRANSLATE_NOOP("Rules", "Nobody serves slot {slot} of {subject} at present.")},
    {"cache.crossslot",
     QT_TRANSLATE_NOOP("Rules", "The keys of one command must lie in one slot; these do not. A common tag in braces puts them together.")},
    {"cache.readonly",
     QT_TRANSLATE_NOOP("Rules", "A replica takes no writes. The primary endpoint leads to the node that does.")},
    {"cache.replica.stale",
     QT_TRANSLATE_NOOP("Rules", "The replica answered with what it had; its primary knew better already. It was {lagSeconds} s behind.")},
    {"cache.failover.chosen",
     QT_TRANSLATE_NOOP("Rules", "{subject} was promoted: of {candidates} replicas it had read furthest, {bytesBehind} bytes behind the lost primary. {lostWrites} acknowledged writes are gone.")},
    {"cache.failover.lost-write",
     QT_TRANSLATE_NOOP("Rules", "This write of {subject} was acknowledged {secondsBeforeLoss} s before the primary was lost. It lies at byte {offset} of the stream; the new primary had read up to {replicaOffset}.")},
    {"cache.reshard.slot",
     QT_TRANSLATE_NOOP("Rules", "Slot {slot} moved from shard {fromShard} to shard {toShard} with {keys} keys, while clients went on.")},
    {"cache.evicted.slab",
     QT_TRANSLATE_NOOP("Rules", "{subject} left slab class {slabClass}, which has {pages} pages and no free chunk. It had not been moved for {idleSeconds} s. {freeBytesElsewhere} bytes are free in other classes, which does not help.")},
    {"cache.slab.refused",
     QT_TRANSLATE_NOOP("Rules", "{subject} of {bytes} bytes was refused: slab class {slabClass} has {pages} pages and cannot get another.")},
};

} // namespace

std::span<const RuleText> ruleTexts() {
    return kTexts;
}

const RuleText* findRuleText(std::string_view id) {
    for (const RuleText& text : kTexts) {
        if (id == text.id) return &text;
    }
    return nullptr;
}

QString ruleSentence(const LanguageController& language, Language in, std::string_view ruleId,
                     const RuleValues& values) {
    const RuleText* text = findRuleText(ruleId);
    if (text == nullptr) return QString::fromUtf8(ruleId.data(), static_cast<qsizetype>(ruleId.size()));
    return fillPlaceholders(language.translate(in, "Rules", text->text), values);
}

QStringList placeholdersOf(const QString& text) {
    static const QRegularExpression kPlaceholder(QStringLiteral(R"(\{([A-Za-z][A-Za-z0-9]*)\})"));
    QStringList names;
    for (auto it = kPlaceholder.globalMatch(text); it.hasNext();) names << it.next().captured(1);
    return names;
}

QString fillPlaceholders(const QString& text, const RuleValues& values) {
    QString filled = text;
    for (const auto& [name, value] : values) filled.replace(QLatin1Char('{') + name + QLatin1Char('}'), value);
    return filled;
}

} // namespace maylab::app
