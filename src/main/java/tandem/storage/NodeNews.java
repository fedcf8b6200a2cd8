package tandem.storage;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A channel for news of one kind to the listeners of every node, including this one. News may get
 * lost, come late or come twice. A listener therefore reads the data when news comes, or recognizes
 * repeated news. Only other nodes get the news as text; the listeners of this node share the object
 * and must not change it.
 */
public final class NodeNews<T> {

  private static final Logger LOG = LoggerFactory.getLogger(NodeNews.class);

  private final Vertx vertx;
  private final String address;
  private final Function<T, String> write;
  private final Function<String, T> read;
  private final List<Consumer<T>> listeners = new CopyOnWriteArrayList<>();
  private volatile Optional<MessageConsumer<Object>> consumer = Optional.empty();

  /**
   * A message on the bus.
   *
   * @param news the object itself; null in a message from another node
   */
  private record Said(@Nullable Object news, Supplier<String> text) {}

  /** @param address the address of the news on the event bus */
  public NodeNews(
      Vertx vertx, String address, Function<T, String> write, Function<String, T> read) {
    this.vertx = vertx;
    this.address = address;
    this.write = write;
    this.read = read;
    carrySaid(vertx.eventBus());
  }

  private static void carrySaid(EventBus bus) {
    try {
      bus.registerDefaultCodec(Said.class, new SaidCodec());
    } catch (IllegalStateException e) {
      LOG.trace("another channel of this bus has registered the codec");
    }
  }

  /** Starts to receive news; completes when the subscription is active. */
  public Future<Void> start() {
    var hearing = vertx.eventBus().<Object>consumer(address, message -> heard(message.body()));
    consumer = Optional.of(hearing);
    return hearing.completion();
  }

  public Future<Void> stop() {
    return consumer.map(MessageConsumer::unregister).orElseGet(Future::succeededFuture);
  }

  /** Adds a listener. It is called on the bus's event loop and must not block. */
  public void listen(Consumer<T> listener) {
    listeners.add(listener);
  }

  /** Publishes news to all nodes; call it after the commit. */
  public void say(T news) {
    vertx.eventBus().publish(address, new Said(news, () -> write.apply(news)));
  }

  @SuppressWarnings("unchecked") // all channels of one address have one kind of news
  private void heard(Object body) {
    T news;
    try {
      news = switch (body) {
        case Said(var own, var text) -> own == null ? read.apply(text.get()) : (T) own;
        case Object text -> read.apply((String) text); // from a node of the version before
      };
    } catch (RuntimeException e) {
      LOG.error("cannot read news address={}", address, e);
      return;
    }
    for (var listener : listeners) {
      try {
        listener.accept(news);
      } catch (RuntimeException e) {
        LOG.error("a listener failed on news address={}", address, e);
      }
    }
  }

  /** Writes the text of news only for another node. */
  private static final class SaidCodec implements MessageCodec<Said, Said> {

    @Override
    public void encodeToWire(Buffer out, Said said) {
      var text = Buffer.buffer(said.text().get());
      out.appendInt(text.length()).appendBuffer(text);
    }

    @Override
    public Said decodeFromWire(int at, Buffer in) {
      int from = at + Integer.BYTES;
      var text = in.getString(from, from + in.getInt(at));
      return new Said(null, () -> text);
    }

    @Override
    public Said transform(Said said) {
      return said;
    }

    @Override
    public String name() {
      return "tandem.news";
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  }
}
