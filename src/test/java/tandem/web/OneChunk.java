package tandem.web;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** A body without a declared length. */
final class OneChunk implements ReadStream<Buffer> {

  private final Buffer chunk;
  private @Nullable Handler<Buffer> handler;
  private @Nullable Handler<Void> end;
  private boolean sent;

  OneChunk(Buffer chunk) {
    this.chunk = chunk;
  }

  @Override
  public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
    return this;
  }

  @Override
  public ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
    this.handler = handler;
    return this;
  }

  @Override
  public ReadStream<Buffer> pause() {
    return this;
  }

  @Override
  public ReadStream<Buffer> resume() {
    return fetch(1);
  }

  @Override
  public ReadStream<Buffer> fetch(long amount) {
    if (!sent && handler != null && end != null) {
      sent = true;
      handler.handle(chunk);
      end.handle(null);
    }
    return this;
  }

  @Override
  public ReadStream<Buffer> endHandler(@Nullable Handler<Void> endHandler) {
    this.end = endHandler;
    return this;
  }
}
