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
 * the database, or without a connection to the owner of the floor. It looks once a second. If the
 * other nodes cannot work either, the agents stay, because nobody could take them.
 */
public final class HandOver {

  private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration ANSWER_LIMIT = Duration.ofMillis(500);
  private static final String CHANNEL = "able";
  private static final String ABLE = "able";
  private static final String UNABLE = "unable";

  /** The number of looks in a row that make sure of it: one alone may be a moment of haste. */
  private static final int LOOKS = 2;

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
  private int unableLooks;
  private boolean handedOver;
  private boolean looking;

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
      vertx.setPeriodic(LOOK.toMillis(), _ -> look());
    });
    routing.onNeighbours(list -> context.runOnContext(_ -> neighbours = List.copyOf(list)));
  }

  private void look() {
    if (looking) {
      return;
    }
    looking = true;
    routing.inability().compose(this::take).onComplete(result -> {
      looking = false;
      if (result.failed()) {
        LOG.warn(
            "cannot look whether this node can work error={}", result.cause().getMessage());
      }
    });
  }

  private Future<Void> take(Optional<String> now) {
    inability = now;
    if (now.isEmpty()) {
      unableLooks = 0;
      if (handedOver) {
        handedOver = false;
        LOG.info("this node can work again, and admits agents");
        screens.forEach(Screens::admit);
      }
      return Future.succeededFuture();
    }
    unableLooks++;
    if (handedOver || unableLooks < LOOKS || neighbours.isEmpty()) {
      return Future.succeededFuture();
    }
    return somebodyMayTakeThem().map(may -> {
      if (may && inability.isPresent()) {
        handedOver = true;
        LOG.warn("this node hands its agents over to other nodes why={}", now.get());
        screens.forEach(one -> one.handOver(now.get()));
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
