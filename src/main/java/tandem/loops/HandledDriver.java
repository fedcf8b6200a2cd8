package tandem.loops;

import io.netty.channel.ChannelHandler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.impl.PgConnectionFactory;
import io.vertx.pgclient.spi.PgDriver;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The driver of PostgreSQL with handlers of ours before its own on each connection, from the first
 * byte on. Vert.x itself gives a connection away only when the log-in is over.
 */
public final class HandledDriver extends PgDriver {

  private final Supplier<List<ChannelHandler>> handlers;

  /** @param handlers makes new ones for each connection */
  public HandledDriver(Supplier<List<ChannelHandler>> handlers) {
    this.handlers = handlers;
  }

  @Override
  public ConnectionFactory<PgConnectOptions> createConnectionFactory(
      Vertx vertx, NetClientOptions sockets) {
    return new PgConnectionFactory(new Handled((VertxInternal) vertx), sockets);
  }

  private final class Handled extends VertxWrapper {

    Handled(VertxInternal vertx) {
      super(vertx);
    }

    @Override
    public NetClient createNetClient(NetClientOptions sockets) {
      return new Client(super.createNetClient(sockets));
    }
  }

  private final class Client implements NetClient {

    private final NetClient plain;

    Client(NetClient plain) {
      this.plain = plain;
    }

    private Future<NetSocket> handled(Future<NetSocket> opened) {
      return opened.map(socket -> {
        var pipeline = ((NetSocketInternal) socket).channelHandlerContext().pipeline();
        // the driver puts its own before the same one, so behind ours
        handlers.get().forEach(ours -> pipeline.addBefore("handler", null, ours));
        return socket;
      });
    }

    @Override
    public Future<NetSocket> connect(ConnectOptions options) {
      return handled(plain.connect(options));
    }

    @Override
    public Future<NetSocket> connect(int port, String host) {
      return handled(plain.connect(port, host));
    }

    @Override
    public Future<NetSocket> connect(int port, String host, String serverName) {
      return handled(plain.connect(port, host, serverName));
    }

    @Override
    public Future<NetSocket> connect(SocketAddress address) {
      return handled(plain.connect(address));
    }

    @Override
    public Future<NetSocket> connect(SocketAddress address, String serverName) {
      return handled(plain.connect(address, serverName));
    }

    @Override
    public Future<Void> shutdown(long timeout, TimeUnit unit) {
      return plain.shutdown(timeout, unit);
    }

    @Override
    public Future<Boolean> updateSSLOptions(ClientSSLOptions options, boolean force) {
      return plain.updateSSLOptions(options, force);
    }

    @Override
    public boolean isMetricsEnabled() {
      return plain.isMetricsEnabled();
    }
  }
}
