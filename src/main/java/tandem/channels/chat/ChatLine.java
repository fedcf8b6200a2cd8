package tandem.channels.chat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.base.Id;
import tandem.desk.conversations.VisitorDesk;
import tandem.routing.CommittedFloor;
import tandem.routing.engine.Contact;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Floor;

/**
 * The chats on the floor: who waits at which place, and who talks. Many changes of the floor are
 * seen by one look. Any thread may call.
 */
final class ChatLine implements CommittedFloor.Follower {

  private static final Logger LOG = LoggerFactory.getLogger(ChatLine.class);

  private static final Duration GATHER = Duration.ofMillis(150);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);
  private static final int STARTS_MAX = 10_000;

  /** A chat on the floor. */
  private record Seen(Contact contact, String conversation, Optional<String> agent) {}

  private record Started(ContactId contact, Instant at) {}

  private final Vertx vertx;
  private final Context context;
  private final CommittedFloor floor;
  private final InstantSource clock;
  private final Consumer<Map<ConversationId, ChatState>> show;
  private final AtomicBoolean changed = new AtomicBoolean();
  private final Queue<Started> started = new ConcurrentLinkedQueue<>();
  private volatile boolean over;

  // used on the context only
  private final Map<String, Pace> paces = new HashMap<>();

  /** @param show gets the states of all chats on the floor after each look */
  ChatLine(
      Vertx vertx,
      CommittedFloor floor,
      InstantSource clock,
      Consumer<Map<ConversationId, ChatState>> show) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.floor = floor;
    this.clock = clock;
    this.show = show;
  }

  Future<Void> start() {
    return floor.follow(this, Floor::time).mapEmpty();
  }

  void stop() {
    over = true;
    floor.unfollow(this);
  }

  @Override
  public void committed(long seq, Fact fact) {
    switch (fact) {
      case Fact.Connected f -> {
        if (started.size() < STARTS_MAX) {
          started.add(new Started(f.contact(), f.at()));
        }
        look();
      }
      case Fact.OfWaiting _, Fact.OfWork _ -> look();
      case Fact.OfPresence _, Fact.OfPlan _, Fact.OfTime _ -> {}
    }
  }

  /** Looks at the floor soon; what changes until then is seen by the same look. */
  void look() {
    if (!over && changed.compareAndSet(false, true)) {
      context.runOnContext(_ -> vertx.setTimer(GATHER.toMillis(), _ -> lookNow()));
    }
  }

  private void lookNow() {
    changed.set(false);
    floor
        .read(ChatLine::seen)
        .onComplete(read -> context.runOnContext(_ -> {
          if (read.succeeded()) {
            show.accept(states(read.result()));
          } else if (!over) {
            LOG.warn("floor not read, trying again error={}", read.cause().getMessage());
            vertx.setTimer(AFTER_FAILURE.toMillis(), _ -> look());
          }
        }));
  }

  private static List<Seen> seen(Floor floor) {
    var seen = new ArrayList<Seen>();
    for (var contact : floor.contacts()) {
      if (contact.channel() == Channel.CHAT) {
        contact
            .endpoint()
            .filter(end -> end.carrier().equals(VisitorDesk.CARRIER))
            .ifPresent(end -> seen.add(new Seen(
                contact,
                end.reference(),
                contact.agent().flatMap(floor::planned).map(agent -> firstName(agent.name())))));
      }
    }
    return seen;
  }

  /** Visitors are told the first name of an agent. */
  private static String firstName(String name) {
    int space = name.indexOf(' ');
    return space < 0 ? name : name.substring(0, space);
  }

  private Map<ConversationId, ChatState> states(List<Seen> seen) {
    var now = clock.instant();
    count(seen);
    var places = places(seen);
    var open = new HashMap<ConversationId, ChatState>();
    for (var one : seen) {
      Id.uuid(one.conversation())
          .ifPresent(id -> open.put(new ConversationId(id), state(one, places, now)));
    }
    return open;
  }

  /** Counts the chats that agents have begun, by queue. */
  private void count(List<Seen> seen) {
    var queues = new HashMap<ContactId, String>();
    seen.forEach(one -> queues.put(one.contact().id(), one.contact().queue().value()));
    for (var one = started.poll(); one != null; one = started.poll()) {
      var queue = queues.get(one.contact());
      if (queue != null) {
        paces.computeIfAbsent(queue, _ -> new Pace()).began(one.at());
      }
    }
  }

  private static Map<ContactId, Integer> places(List<Seen> seen) {
    var waiting = seen.stream()
        .map(Seen::contact)
        .filter(Contact::waits)
        .sorted(Comparator.comparing(Contact::rank)
            .thenComparing(contact -> contact.id().toString()))
        .toList();
    var lengths = new HashMap<String, Integer>();
    var places = new HashMap<ContactId, Integer>();
    waiting.forEach(contact ->
        places.put(contact.id(), lengths.merge(contact.queue().value(), 1, Integer::sum)));
    return places;
  }

  private ChatState state(Seen one, Map<ContactId, Integer> places, Instant now) {
    var contact = one.contact();
    if (contact.waits()) {
      int place = Objects.requireNonNull(places.get(contact.id()));
      return ChatState.waiting(
          contact.id(),
          place,
          Optional.ofNullable(paces.get(contact.queue().value()))
              .flatMap(pace -> pace.wait(place, now)));
    }
    return contact.isTalkedTo()
        ? ChatState.talking(contact.id(), one.agent().orElse(""))
        : ChatState.NONE;
  }
}
