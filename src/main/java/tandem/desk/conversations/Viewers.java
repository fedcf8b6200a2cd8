package tandem.desk.conversations;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tandem.base.AgentId;
import tandem.base.ConversationId;
import tandem.storage.nodes.NodeNews;

/**
 * The agents who have a conversation open on a screen of any node. Nothing is stored: each node
 * tells its own viewers, a moment after a change and again from time to time, and forgets a node
 * that is silent.
 */
public final class Viewers {

  /** What an agent does with a conversation on a screen; the later one counts among several. */
  public enum State {
    AWAY,
    VIEWING,
    WRITING;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The viewers of one conversation at one node. */
  record Told(String node, ConversationId conversation, Map<AgentId, State> viewers) {}

  private record Seen(Map<AgentId, State> viewers, Instant at) {}

  private record Look(AgentId agent, ConversationId conversation, State state) {}

  /** Several changes within this time are told once. */
  static final Duration TOLD_AFTER = Duration.ofMillis(150);

  static final Duration TOLD_AGAIN = Duration.ofSeconds(15);

  /** Two renewals may get lost. */
  static final Duration SILENT_AFTER = TOLD_AGAIN.multipliedBy(3);

  private final Vertx vertx;
  private final Context context;
  private final String node;
  private final InstantSource clock;
  private final NodeNews<Told> news;
  private final List<Consumer<ConversationId>> listeners = new CopyOnWriteArrayList<>();

  // all fields below are used on the context only
  private final Map<Object, Look> looks = new HashMap<>();
  private final Map<ConversationId, Map<String, Seen>> seen = new HashMap<>();
  private final Set<ConversationId> changed = new LinkedHashSet<>();
  private boolean telling;
  private long renewal = -1;

  /** @param node the name of this node, which no other node has */
  public Viewers(Vertx vertx, String node, InstantSource clock) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.node = node;
    this.clock = clock;
    news = NodeNews.ofJson(vertx, "tandem.viewers", Told.class);
    news.listen(told -> context.runOnContext(_ -> hear(told)));
  }

  public Future<Void> start() {
    renewal = vertx.setPeriodic(TOLD_AGAIN.toMillis(), _ -> context.runOnContext(_ -> renew()));
    return news.start();
  }

  public Future<Void> stop() {
    vertx.cancelTimer(renewal);
    return news.stop();
  }

  /** Adds a listener, which is called with a conversation whose viewers have changed. */
  public void listen(Consumer<ConversationId> listener) {
    listeners.add(listener);
  }

  /** Notes that a screen shows a conversation; it shows no other one from now on. */
  public void look(Object screen, AgentId agent, ConversationId conversation, State state) {
    context.runOnContext(_ -> put(screen, new Look(agent, conversation, state)));
  }

  /** Notes that a screen shows no conversation, or is gone. */
  public void leave(Object screen) {
    context.runOnContext(_ -> put(screen, null));
  }

  private void put(Object screen, @Nullable Look look) {
    var before = look == null ? looks.remove(screen) : looks.put(screen, look);
    if (before != null && !before.equals(look)) {
      changed(before.conversation());
    }
    if (look != null && !look.equals(before)) {
      changed(look.conversation());
    }
  }

  /** Returns the viewers of a conversation at all nodes. */
  public Future<Map<AgentId, State>> of(ConversationId conversation) {
    return Future.future(answer -> context.runOnContext(_ -> {
      var all = new TreeMap<AgentId, State>();
      seen.getOrDefault(conversation, Map.of())
          .values()
          .forEach(there ->
              there.viewers().forEach((agent, state) -> all.merge(agent, state, Viewers::more)));
      answer.complete(all);
    }));
  }

  private static State more(State one, State other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private void changed(ConversationId conversation) {
    changed.add(conversation);
    if (!telling) {
      telling = true;
      vertx.setTimer(TOLD_AFTER.toMillis(), _ -> context.runOnContext(_ -> tell()));
    }
  }

  private void tell() {
    telling = false;
    var now = List.copyOf(changed);
    changed.clear();
    now.forEach(this::say);
  }

  private void say(ConversationId conversation) {
    var viewers = new TreeMap<AgentId, State>();
    looks.values().stream()
        .filter(look -> look.conversation().equals(conversation))
        .forEach(look -> viewers.merge(look.agent(), look.state(), Viewers::more));
    news.say(new Told(node, conversation, viewers));
  }

  private void renew() {
    looks.values().stream().map(Look::conversation).distinct().forEach(this::say);
    var oldest = clock.instant().minus(SILENT_AFTER);
    var stale = seen.entrySet().stream()
        .filter(one -> one.getValue().values().stream().anyMatch(s -> s.at().isBefore(oldest)))
        .map(Map.Entry::getKey)
        .toList();
    stale.forEach(conversation -> {
      seen.computeIfPresent(conversation, (_, nodes) -> {
        nodes.values().removeIf(s -> s.at().isBefore(oldest));
        return nodes.isEmpty() ? null : nodes;
      });
      listeners.forEach(listener -> listener.accept(conversation));
    });
  }

  private void hear(Told told) {
    var nodes = seen.computeIfAbsent(told.conversation(), _ -> new HashMap<>());
    var before = told.viewers().isEmpty()
        ? nodes.remove(told.node())
        : nodes.put(told.node(), new Seen(told.viewers(), clock.instant()));
    if (nodes.isEmpty()) {
      seen.remove(told.conversation());
    }
    var known = before == null ? Map.of() : before.viewers();
    if (!known.equals(told.viewers())) {
      listeners.forEach(listener -> listener.accept(told.conversation()));
    }
  }
}
