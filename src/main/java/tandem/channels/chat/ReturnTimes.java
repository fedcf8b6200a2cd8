package tandem.channels.chat;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.ConversationId;
import tandem.conversations.Site;
import tandem.desk.conversations.VisitorDesk;

/**
 * The times until which visitors of open chats may be away, written for many chats together. Any
 * thread may call.
 */
final class ReturnTimes {

  private static final Logger LOG = LoggerFactory.getLogger(ReturnTimes.class);

  private static final Duration GATHER = Duration.ofMillis(250);

  private final Vertx vertx;
  private final VisitorDesk desk;
  private final InstantSource clock;
  private final Map<ConversationId, Instant> expected = new ConcurrentHashMap<>();
  private final AtomicBoolean writing = new AtomicBoolean();

  ReturnTimes(Vertx vertx, VisitorDesk desk, InstantSource clock) {
    this.vertx = vertx;
    this.desk = desk;
    this.clock = clock;
  }

  /** From now on, the visitor of a chat at a site may be away for as long as the site says. */
  void expect(ConversationId conversation, String site) {
    var away = desk.site(site).map(Site::leftAfter).orElse(Site.LEFT_AFTER);
    expected.put(conversation, clock.instant().plus(away));
    if (writing.compareAndSet(false, true)) {
      vertx.setTimer(GATHER.toMillis(), _ -> write());
    }
  }

  private void write() {
    writing.set(false);
    desk.expect(ChatProgress.taken(expected))
        // a later beat says the same again
        .onFailure(e -> LOG.warn("visits not noted error={}", e.getMessage()));
  }
}
