package tandem.channels.messages;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * The content of a file that comes in from elsewhere. It remembers whether it broke off and whether
 * its sender is waited for, so that its sender's failure can be told from a failure to store it.
 */
final class Incoming implements ReadStream<Buffer> {

  private final ReadStream<Buffer> content;
  private boolean brokenOff;
  private boolean paused;
  private boolean ended;

  Incoming(ReadStream<Buffer> content) {
    this.content = content;
  }

  boolean isBrokenOff() {
    return brokenOff;
  }

  /** Whether the next thing to happen is ours: what has come is being stored. */
  boolean waitsForUs() {
    return paused || ended;
  }

  @Override
  public Incoming exceptionHandler(@Nullable Handler<Throwable> handler) {
    content.exceptionHandler(failure -> {
      brokenOff = true;
      if (handler != null) {
        handler.handle(failure);
      }
    });
    return this;
  }

  @Override
  public Incoming handler(@Nullable Handler<Buffer> handler) {
    content.handler(handler);
    return this;
  }

  @Override
  public Incoming endHandler(@Nullable Handler<Void> handler) {
    content.endHandler(_ -> {
      ended = true;
      if (handler != null) {
        handler.handle(null);
      }
    });
    return this;
  }

  @Override
  public Incoming pause() {
    paused = true;
    content.pause();
    return this;
  }

  @Override
  public Incoming resume() {
    paused = false;
    content.resume();
    return this;
  }

  @Override
  public Incoming fetch(long amount) {
    content.fetch(amount);
    return this;
  }
}
