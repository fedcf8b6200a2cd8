package tandem.storage.nodes;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.Failure;

/**
 * What a node says to the others, and hears from them, on named channels. The event bus of Vert.x
 * stays within the process; {@link NodeBridge} takes from it what is meant for others, and puts on
 * it what they say. Other nodes reach only the channels that are heard here, and no other address
 * of the event bus. While a node is alone, nobody hears what it says.
 */
public final class OtherNodes {

  /** The event bus's addresses of messages that leave this node. */
  static final String NEWS = "tandem.nodes.news";

  static final String ASK = "tandem.nodes.ask";

  private static final String HEARD = "tandem.nodes.heard ";
  private static final String ASKED = "tandem.nodes.asked ";
  private static final int NO_ANSWER = 503;
  private static final int FAULTY = 422;
  private static final Duration COME_AGAIN = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(OtherNodes.class);

  private final EventBus bus;

  /** News that leave this node; the text is written only if another node gets it. */
  record Leaving(String channel, Supplier<String> text) {}

  /** A question that leaves this node, to one other. */
  record Asking(String node, String channel, String text) {}

  /**
   * What another node says.
   *
   * @param author the id of the node, as its certificate says
   */
  public record Told(String author, String text) {}

  public OtherNodes(Vertx vertx) {
    bus = vertx.eventBus();
    WithinProcess.register(bus, Leaving.class);
    WithinProcess.register(bus, Asking.class);
    WithinProcess.register(bus, Told.class);
  }

  /** Says news to all other nodes. They may get lost. */
  public void say(String channel, Supplier<String> text) {
    bus.publish(NEWS, new Leaving(channel, text));
  }

  /** Hears the news of other nodes on a channel. */
  public MessageConsumer<Told> hear(String channel, Consumer<Told> listener) {
    return bus.consumer(HEARD + channel, message -> listener.accept(message.body()));
  }

  /**
   * Asks one other node. {@link Failure.Invalid} means that the fault is in the question,
   * {@link Failure.Unavailable} that there is no answer; the question may have been heard.
   */
  public Future<String> ask(String node, String channel, String text, Duration limit) {
    return bus.<String>request(
            ASK,
            new Asking(node, channel, text),
            new DeliveryOptions().setSendTimeout(limit.toMillis()))
        .map(Message::body)
        .recover(e -> Future.failedFuture(
            e instanceof ReplyException reply && reply.failureCode() == FAULTY
                ? new Failure.Invalid(String.valueOf(reply.getMessage()))
                : new Failure.Unavailable("the other node does not answer", COME_AGAIN)));
  }

  /** Answers the questions of other nodes on a channel. */
  public MessageConsumer<Told> answer(String channel, Function<Told, Future<String>> answers) {
    return bus.consumer(
        ASKED + channel,
        message -> Future.<Void>succeededFuture()
            .compose(_ -> answers.apply(message.body()))
            .onComplete(result -> {
              switch (result.cause()) {
                case null -> message.reply(result.result());
                case Failure.Invalid no -> {
                  LOG.warn(
                      "refused what another node asks node={} channel={} why={}",
                      message.body().author(),
                      channel,
                      no.getMessage());
                  message.fail(FAULTY, no.getMessage());
                }
                case Throwable failure -> message.fail(NO_ANSWER, failure.getMessage());
              }
            }));
  }

  /** Hands news of another node to those who hear the channel. */
  void heard(Told told, String channel) {
    bus.publish(HEARD + channel, told);
  }

  /** Hands the question of another node to the one who answers on the channel. */
  Future<String> asked(Told told, String channel, Duration limit) {
    return bus.<String>request(
            ASKED + channel, told, new DeliveryOptions().setSendTimeout(limit.toMillis()))
        .map(Message::body);
  }
}
