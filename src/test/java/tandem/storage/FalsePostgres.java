package tandem.storage;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A listener that speaks as PostgreSQL does until somebody has logged in, and notes what it hears.
 */
final class FalsePostgres implements AutoCloseable {

  enum Asks {
    FOR_THE_PASSWORD,
    FOR_A_HASH,
    FOR_NOTHING;

    private byte[] message() {
      return switch (this) {
        case FOR_THE_PASSWORD -> new byte[] {'R', 0, 0, 0, 8, 0, 0, 0, 3};
        case FOR_A_HASH -> new byte[] {'R', 0, 0, 0, 12, 0, 0, 0, 5, 1, 2, 3, 4};
        case FOR_NOTHING -> new byte[] {'R', 0, 0, 0, 8, 0, 0, 0, 0, 'Z', 0, 0, 0, 5, 'I'};
      };
    }
  }

  /** The codes of a request to encrypt, by TLS or by GSSAPI. */
  private static final int ENCRYPT_FROM = 80_877_103;

  private static final int ENCRYPT_TO = 80_877_104;

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();
  private final Queue<Socket> clients = new ConcurrentLinkedQueue<>();
  private final Asks asks;

  FalsePostgres(Asks asks) throws IOException {
    this.asks = asks;
    Thread.ofVirtual().start(this::listen);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** What followed the first message of each client, which has no secret. */
  String heard() {
    return String.join("\n", heard);
  }

  private void listen() {
    while (!listener.isClosed()) {
      try {
        var client = listener.accept();
        clients.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return; // it is closed
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        var in = new DataInputStream(client.getInputStream());
        var out = client.getOutputStream()) {
      int code = startup(in);
      while (code >= ENCRYPT_FROM && code <= ENCRYPT_TO) {
        out.write('N');
        code = startup(in);
      }
      out.write(asks.message());
      while (true) {
        char kind = (char) in.readByte();
        var body = in.readNBytes(in.readInt() - Integer.BYTES);
        heard.add(kind + " " + new String(body, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      heard.add("the end");
    }
  }

  private static int startup(DataInputStream in) throws IOException {
    return ByteBuffer.wrap(in.readNBytes(in.readInt() - Integer.BYTES)).getInt();
  }

  void hangUp() throws IOException {
    for (var client : clients) {
      client.close();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    hangUp();
  }
}
