package tandem.storage.nodes;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries objects over the event bus, which stays within the process. */
final class WithinProcess<T> implements MessageCodec<T, T> {

  private static final Logger LOG = LoggerFactory.getLogger(WithinProcess.class);

  private final String name;

  private WithinProcess(String name) {
    this.name = name;
  }

  /** Lets objects of a class over a bus; may be called again. */
  static <T> void register(EventBus bus, Class<T> kind) {
    try {
      bus.registerDefaultCodec(kind, new WithinProcess<>(kind.getName()));
    } catch (IllegalStateException e) {
      LOG.trace("it is registered already");
    }
  }

  @Override
  public void encodeToWire(Buffer out, T message) {
    throw new IllegalStateException(name + " stays within the process");
  }

  @Override
  public T decodeFromWire(int at, Buffer in) {
    throw new IllegalStateException(name + " stays within the process");
  }

  @Override
  public T transform(T message) {
    return message;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
