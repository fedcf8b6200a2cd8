package tandem.storage;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.Optional;

/**
 * The call by which any node makes the floor's owner look at something: sent over the event bus,
 * and again until the owner answers. A new owner looks by itself, so a call without an answer may
 * end. Calls while one is under way become one more call.
 */
final class OwnerCall {

  private static final int TRIES_MAX = 10;
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final DeliveryOptions OPTIONS = new DeliveryOptions().setSendTimeout(1_000);

  private final Vertx vertx;
  private final Context context;
  private final String address;

  // everything below belongs to the context
  private Optional<MessageConsumer<String>> hearing = Optional.empty();
  private boolean calling;
  private boolean callAgain;

  /** @param context on which this node calls and hears */
  OwnerCall(Vertx vertx, Context context, String address) {
    this.vertx = vertx;
    this.context = context;
    this.address = address;
  }

  /** This node is the owner: every call ends here. */
  void hear(Runnable look) {
    ignore();
    hearing = Optional.of(vertx.eventBus().consumer(address, call -> {
      context.runOnContext(_ -> look.run());
      call.reply("");
    }));
  }

  void ignore() {
    hearing.ifPresent(MessageConsumer::unregister);
    hearing = Optional.empty();
  }

  void call() {
    if (calling) {
      callAgain = true; // the answer that is on its way may be older than what is to be looked at
    } else {
      calling = true;
      call(TRIES_MAX);
    }
  }

  private void call(int triesToGo) {
    callAgain = false;
    vertx
        .eventBus()
        .request(address, "", OPTIONS)
        .onComplete(answer -> context.runOnContext(_ -> {
          if (callAgain) {
            call(TRIES_MAX);
          } else if (answer.succeeded() || triesToGo == 1) {
            calling = false;
          } else {
            vertx.setTimer(PAUSE.toMillis(), _ -> context.runOnContext(_ -> call(triesToGo - 1)));
          }
        }));
  }
}
