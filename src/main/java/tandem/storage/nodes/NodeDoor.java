package tandem.storage.nodes;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.loops.EarlyServer;

/**
 * The door through which other nodes speak to this one: WebSockets over mutual TLS 1.3. A peer
 * without a certificate of the installation's authority cannot send a request. A connection is
 * bounded in time, in the size of frames and messages, and in what waits for its reader; those that
 * have shown no certificate yet are bounded in number ({@link Handshakes}).
 */
final class NodeDoor {

  /** The one path of the door. */
  static final String PATH = "/node";

  private static final Logger LOG = LoggerFactory.getLogger(NodeDoor.class);
  private static final Set<String> TLS = Set.of("TLSv1.3");
  private static final int FRAME_BYTES_MAX = 64 * 1024;

  /** A character is at most three bytes in UTF-8, if it is one of Java's. */
  private static final int MESSAGE_BYTES_MAX = 3 * NodeMessage.LENGTH_MAX;

  private static final int HANDSHAKE_SECONDS_MAX = 3;

  /** Nodes ping each other once a second. */
  private static final int SILENCE_SECONDS_MAX = 5;

  private NodeDoor() {}

  static HttpServerOptions server(NodeAuthority.Identity identity) {
    var options = new HttpServerOptions();
    options
        .setSsl(true)
        .setKeyCertOptions(keys(identity))
        .setTrustOptions(trusted(identity))
        .setClientAuth(ClientAuth.REQUIRED)
        .setEnabledSecureTransportProtocols(TLS)
        .setSslHandshakeTimeout(HANDSHAKE_SECONDS_MAX)
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
        .setReadIdleTimeout(SILENCE_SECONDS_MAX);
    return options
        .setUseAlpn(false)
        .setMaxWebSocketFrameSize(FRAME_BYTES_MAX)
        .setMaxWebSocketMessageSize(MESSAGE_BYTES_MAX)
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false);
  }

  static WebSocketClientOptions client(NodeAuthority.Identity identity) {
    var options = new WebSocketClientOptions();
    options
        .setSsl(true)
        .setKeyCertOptions(keys(identity))
        .setTrustOptions(trusted(identity))
        .setVerifyHost(false) // the certificate names the node, not its address; see NodeLink
        .setEnabledSecureTransportProtocols(TLS)
        .setSslHandshakeTimeout(HANDSHAKE_SECONDS_MAX)
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
        .setConnectTimeout((int) TimeUnit.SECONDS.toMillis(HANDSHAKE_SECONDS_MAX))
        .setReadIdleTimeout(SILENCE_SECONDS_MAX);
    return options.setMaxFrameSize(FRAME_BYTES_MAX).setMaxMessageSize(MESSAGE_BYTES_MAX);
  }

  private static PemKeyCertOptions keys(NodeAuthority.Identity identity) {
    return new PemKeyCertOptions()
        .setKeyValue(Buffer.buffer(identity.key()))
        .setCertValue(Buffer.buffer(identity.certificate()));
  }

  private static PemTrustOptions trusted(NodeAuthority.Identity identity) {
    return new PemTrustOptions().addCertValue(Buffer.buffer(identity.authority()));
  }

  /** Listens; call it on the context that shall hear the nodes. */
  static Future<HttpServer> open(
      Vertx vertx,
      NodeAuthority.Identity identity,
      String host,
      int port,
      BiConsumer<String, ServerWebSocket> entered) {
    var handshakes = new Handshakes();
    return EarlyServer.of(vertx, server(identity), handshakes::accepted)
        .connectionHandler(handshakes::done)
        .exceptionHandler(e -> LOG.debug("refused a stranger error={}", e.getMessage()))
        .requestHandler(request -> request.response().setStatusCode(404).end())
        .webSocketHandshakeHandler(NodeDoor::decide)
        .webSocketHandler(socket -> {
          var author = peer(socket);
          if (author.isEmpty()) {
            socket.close();
          } else {
            LOG.info("reached by node={} from={}", author.get(), socket.remoteAddress());
            entered.accept(author.get(), socket);
          }
        })
        .listen(port, host);
  }

  private static void decide(ServerWebSocketHandshake handshake) {
    if (handshake.path().equals(PATH)) {
      handshake.accept();
    } else {
      handshake.reject(404);
    }
  }

  /** The id of the node at the other end, as its certificate says. */
  static Optional<String> peer(WebSocketBase socket) {
    try {
      return socket.sslSession().getPeerCertificates()[0] instanceof X509Certificate certificate
          ? Optional.of(NodeAuthority.nodeId(certificate))
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }
}
