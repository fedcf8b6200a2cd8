package tandem.loops;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerImpl;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.NetServerImpl;
import io.vertx.core.net.impl.NetServerInternal;
import io.vertx.core.spi.transport.Transport;
import java.util.function.Consumer;

/**
 * HTTP servers that tell of each connection as soon as the network has it. Vert.x itself tells of
 * one only when its TLS handshake is over.
 */
public final class EarlyServer {

  private EarlyServer() {}

  /**
   * A server that does not listen yet.
   *
   * @param accepted called for each connection before anything of it is read
   */
  public static HttpServer of(Vertx vertx, HttpServerOptions options, Consumer<Channel> accepted) {
    return new HttpServerImpl(
        new Seeing((VertxInternal) vertx, new Porter(accepted)), new HttpServerOptions(options));
  }

  private static final class Seeing extends VertxWrapper {
    private final Porter porter;

    Seeing(VertxInternal vertx, Porter porter) {
      this.porter = porter;
      super(vertx);
    }

    @Override
    public NetServerInternal createNetServer(NetServerOptions options) {
      return new NetServerImpl(this, options.copy());
    }

    @Override
    public Transport transport() {
      return new SeenTransport(super.transport(), porter);
    }
  }

  /** Stands in the listening socket, before the one who gives connections to their loops. */
  @Sharable
  private static final class Porter extends ChannelInboundHandlerAdapter {
    private final Consumer<Channel> accepted;

    Porter(Consumer<Channel> accepted) {
      this.accepted = accepted;
    }

    @Override
    public void channelRead(ChannelHandlerContext listener, Object message) {
      if (message instanceof Channel connection) {
        accepted.accept(connection);
      }
      listener.fireChannelRead(message);
    }
  }

  /** The transport of Vert.x, which alone sees how a listening socket is made. */
  @SuppressWarnings("deprecation") // the kind of a network is, and Vert.x still names it
  private record SeenTransport(Transport plain, Porter porter) implements Transport {

    @Override
    public void configure(
        NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
      plain.configure(options, domainSocket, bootstrap);
      bootstrap.handler(porter);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
      return plain.serverChannelFactory(domainSocket);
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
      return plain.channelFactory(domainSocket);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
      return plain.ioHandlerFactory();
    }

    @Override
    public DatagramChannel datagramChannel() {
      return plain.datagramChannel();
    }

    @Override
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
      return plain.datagramChannel(family);
    }

    @Override
    public boolean supportsDomainSockets() {
      return plain.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
      return plain.supportFileRegion();
    }

    @Override
    public java.net.SocketAddress convert(SocketAddress address) {
      return plain.convert(address);
    }

    @Override
    public SocketAddress convert(java.net.SocketAddress address) {
      return plain.convert(address);
    }
  }
}
