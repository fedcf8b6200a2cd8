package tandem.channels.chat;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.ConversationId;
import tandem.conversations.Delivery;
import tandem.conversations.Messages;
import tandem.desk.conversations.VisitorDesk;

/** How far messages of ours have come, noted for many chats together. Any thread may call. */
final class ChatProgress {

  private static final Logger LOG = LoggerFactory.getLogger(ChatProgress.class);

  private static final Duration GATHER = Duration.ofMillis(250);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

  /** How far back reports reach. */
  private static final int SPAN_MAX = 200;

  private final Vertx vertx;
  private final VisitorDesk desk;
  private final Map<ConversationId, Integer> sent = new ConcurrentHashMap<>();
  private final Map<ConversationId, Integer> received = new ConcurrentHashMap<>();
  private final AtomicBoolean reporting = new AtomicBoolean();
  private volatile boolean over;

  ChatProgress(Vertx vertx, VisitorDesk desk) {
    this.vertx = vertx;
    this.desk = desk;
  }

  void stop() {
    over = true;
  }

  /** A socket has written a message of ours to its client. */
  void written(ConversationId conversation, int number) {
    sent.merge(conversation, number, Math::max);
    report();
  }

  /** A client has received everything up to a message of ours. */
  void received(ConversationId conversation, int number) {
    received.merge(conversation, number, Math::max);
    report();
  }

  private void report() {
    if (reporting.compareAndSet(false, true)) {
      vertx.setTimer(GATHER.toMillis(), _ -> reportNow());
    }
  }

  /** One statement for all messages that have come further meanwhile. */
  private void reportNow() {
    var progress = new ArrayList<Messages.Progress>();
    var arrived = taken(received);
    taken(sent).forEach((conversation, number) -> {
      if (number > arrived.getOrDefault(conversation, 0)) {
        progress.add(progress(conversation, number, Delivery.SENT));
      }
    });
    arrived.forEach(
        (conversation, number) -> progress.add(progress(conversation, number, Delivery.DELIVERED)));
    desk.delivered(progress).onComplete(done -> {
      if (done.failed()) {
        LOG.warn("deliveries not noted, trying again error={}", done.cause().getMessage());
        progress.forEach(one -> (one.delivery() == Delivery.SENT ? sent : received)
            .merge(one.conversation(), one.number(), Math::max));
      }
      reporting.set(false);
      if (!over && done.failed()) {
        vertx.setTimer(AFTER_FAILURE.toMillis(), _ -> report());
      } else if (!sent.isEmpty() || !received.isEmpty()) {
        report();
      }
    });
  }

  private static Messages.Progress progress(
      ConversationId conversation, int number, Delivery delivery) {
    return new Messages.Progress(conversation, Math.max(0, number - SPAN_MAX), number, delivery);
  }

  /** Takes everything out of a map that others may fill at the same time. */
  static <V> Map<ConversationId, V> taken(Map<ConversationId, V> from) {
    var taken = new HashMap<ConversationId, V>();
    for (var key : List.copyOf(from.keySet())) {
      var value = from.remove(key);
      if (value != null) {
        taken.put(key, value);
      }
    }
    return taken;
  }
}
