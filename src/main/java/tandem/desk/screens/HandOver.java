package tandem.desk.screens;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.routing.RoutingNode;
import tandem.storage.nodes.Neighbour;
import tandem.storage.nodes.OtherNodes;

/**
 * Hands the agents of this node over to the other nodes while this one cannot do its work: without
 * the database, or without a connection to the owner of the floor. If the other nodes cannot work
 * either, the agents stay, because nobody could take them.
 */
public final class HandOver {

  private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final Duration ANSWER_LIMIT = Duration.ofMillis(500);
  private static final String CHANNEL = "able";
  private static final String ABLE = "able";
  private static final String UNABLE = "unable";

  /** A node is unable for this long before it hands over: connections may only be made anew. */
  private static final Duration SURE_AFTER = Duration.ofSeconds(2);

  /** After a longer gap between two looks this process was frozen, and looks again first. */
  private static final Duration GAP_MAX = Duration.ofSeconds(3);

  /** The screens of this node. */
  public interface Screens {
    /** Closes all screens and admits none; their pages try again, at another node. */
    void handOver(String why);

    /** Admits screens again. */
    void admit();
  }

  private final Vertx vertx;
  private final RoutingNode routing;
  private final OtherNodes others;
  private final List<Screens> screens;

  // all fields below are used on the context of the start only
  private List<Neighbour> neighbours = List.of();
  private Optional<String> inability = Optional.empty();
  private boolean handedOver;

  /** When it became unable, and when it looked last, by {@link System#nanoTime}. */
  private long unableSince;

  private long lookedAt = System.nanoTime();

  public HandOver(Vertx vertx, RoutingNode routing, List<Screens> screens) {
    this.vertx = vertx;
    this.routing = routing;
    this.others = new OtherNodes(vertx);
    this.screens = List.copyOf(screens);
  }

  /** Begins to look. */
  public void start() {
    var context = vertx.getOrCreateContext();
    context.runOnContext(_ -> {
      others.answer(CHANNEL, _ -> Future.succeededFuture(inability.isEmpty() ? ABLE : UNABLE));
      look();
    });
    routing.onNeighbours(list -> context.runOnContext(_ -> neighbours = List.copyOf(list)));
  }

  private void look() {
    long now = System.nanoTime();
    boolean isLate = now - lookedAt > GAP_MAX.toNanos();
    lookedAt = now;
    routing
        .inability()
        .compose(why -> take(why, now, isLate))
        .onFailure(e -> LOG.warn("cannot look whether this node can work", e))
        .onComplete(_ -> vertx.setTimer(PAUSE.toMillis(), _ -> look()));
  }

  private Future<Void> take(Optional<String> why, long now, boolean isLate) {
    if (inability.isEmpty() || isLate) {
      unableSince = now;
    }
    inability = why;
    if (why.isEmpty()) {
      if (handedOver) {
        handedOver = false;
        LOG.info("this node can work again, and admits agents");
        screens.forEach(Screens::admit);
      }
      return Future.succeededFuture();
    }
    if (handedOver || now - unableSince < SURE_AFTER.toNanos() || neighbours.isEmpty()) {
      return Future.succeededFuture();
    }
    return somebodyMayTakeThem().map(may -> {
      if (may && inability.isPresent()) {
        handedOver = true;
        LOG.warn("this node hands its agents over to other nodes why={}", why.get());
        screens.forEach(one -> one.handOver(why.get()));
      }
      return null;
    });
  }

  /**
   * Whether another node can take the agents. If not one of them answers, this node is the one that
   * is cut off, and they can.
   */
  private Future<Boolean> somebodyMayTakeThem() {
    var asked = neighbours.stream()
        .map(node -> others.ask(node.id(), CHANNEL, "", ANSWER_LIMIT).otherwise(""))
        .toList();
    return Future.join(asked)
        .map(_ -> asked.stream().anyMatch(answer -> answer.result().equals(ABLE))
            || asked.stream().allMatch(answer -> answer.result().isEmpty()));
  }
}
