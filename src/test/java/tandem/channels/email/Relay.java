package tandem.channels.email;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.net.ServerSocketFactory;
import tandem.rehearsal.FreePort;

/**
 * A TCP relay before a mail server. It keeps what was said, and its fault may change, hold up or
 * swallow the bytes that come, or cut the connection.
 */
public final class Relay implements AutoCloseable {

  /** The fault of the network. */
  @FunctionalInterface
  public interface Fault {
    /**
     * Returns what is passed on of the bytes that came; empty cuts the connection. It may wait.
     *
     * @param talk what was said before, without these bytes
     */
    Optional<byte[]> pass(Talk talk, boolean fromClient, byte[] bytes) throws InterruptedException;
  }

  /** A network without faults. */
  public static final Fault NONE = (_, _, bytes) -> Optional.of(bytes);

  public static final Optional<byte[]> CUT = Optional.empty();
  static final Optional<byte[]> NOTHING = Optional.of(new byte[0]);

  /** One connection, and what both sides said on it. */
  public static final class Talk {

    private final Socket client;
    private final Socket server;
    private final ByteArrayOutputStream fromClient = new ByteArrayOutputStream();
    private final ByteArrayOutputStream fromServer = new ByteArrayOutputStream();

    /** The places of its first and its last reading command among those of all connections. */
    private volatile long firstRead = Long.MAX_VALUE;

    private volatile long lastRead;

    private Talk(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    public String client() {
      return fromClient.toString(StandardCharsets.ISO_8859_1);
    }

    String server() {
      return fromServer.toString(StandardCharsets.ISO_8859_1);
    }

    /** Whether the client has closed the connection, or the network has cut it. */
    public boolean isOver() {
      return client.isClosed();
    }

    private void cut() {
      for (var socket : List.of(client, server)) {
        try {
          socket.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** Where clients come in, and the thread that lets them in. */
  private record Door(ServerSocket socket, Thread porter) {}

  /** What a client says to read a mailbox or to mark its mails. */
  private static final Pattern READS =
      Pattern.compile("^\\S+ (UID )?(LOGIN|SELECT|FETCH|STORE|SEARCH)\\b.*", Pattern.DOTALL);

  private final int port = new FreePort().number();
  private final int target;
  private final ServerSocketFactory doors;
  private final AtomicLong commands = new AtomicLong();
  private final List<Talk> talks = new CopyOnWriteArrayList<>();
  private volatile Fault fault = NONE;
  private volatile Door door;

  /** @param target the port of the mail server on this machine */
  public Relay(int target) {
    this(target, ServerSocketFactory.getDefault());
  }

  /** @param doors makes the door for clients, with TLS for example */
  Relay(int target, ServerSocketFactory doors) {
    this.target = target;
    this.doors = doors;
    door = opened();
  }

  public int port() {
    return port;
  }

  /** From now on the network has this fault. */
  public void has(Fault fault) {
    this.fault = fault;
  }

  /** Everything that was said, by connection. */
  public List<Talk> talks() {
    return List.copyOf(talks);
  }

  /** How many connections are open. */
  public long open() {
    return talks.stream().filter(talk -> !talk.isOver()).count();
  }

  /** Whether no mailbox was read on a connection after it was read on a later one. */
  public boolean oneAfterTheOther() {
    var reading =
        talks.stream().filter(talk -> talk.firstRead != Long.MAX_VALUE).toList();
    return IntStream.range(1, reading.size())
        .allMatch(i -> reading.get(i - 1).lastRead < reading.get(i).firstRead);
  }

  private void count(Talk talk, byte[] said) {
    if (READS.matcher(new String(said, StandardCharsets.ISO_8859_1)).matches()) {
      long place = commands.incrementAndGet();
      talk.firstRead = Math.min(talk.firstRead, place);
      talk.lastRead = place;
    }
  }

  /** Refuses connections, and cuts the present ones. */
  void refuse() {
    try {
      door.socket().close();
      door.porter().join(); // its port is free only when nobody waits at the door
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    talks.forEach(Talk::cut);
  }

  /** Takes connections again, at the same port. */
  void accept() {
    door = opened();
  }

  private Door opened() {
    try {
      var opened = doors.createServerSocket(port, 50, InetAddress.getLoopbackAddress());
      return new Door(opened, Thread.ofVirtual().start(() -> serve(opened)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(ServerSocket at) {
    while (!at.isClosed()) {
      try {
        var client = at.accept();
        var server = connected(client);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        var talk = new Talk(client, server);
        talks.add(talk);
        Thread.ofVirtual().start(() -> carry(talk, true));
        Thread.ofVirtual().start(() -> carry(talk, false));
      } catch (IOException e) {
        // the door was closed
      }
    }
  }

  /** A mail server that is down is down for its client too. */
  private Socket connected(Socket client) throws IOException {
    try {
      return new Socket(InetAddress.getLoopbackAddress(), target);
    } catch (IOException e) {
      client.close();
      throw e;
    }
  }

  private void carry(Talk talk, boolean fromClient) {
    try {
      InputStream in = (fromClient ? talk.client : talk.server).getInputStream();
      OutputStream out = (fromClient ? talk.server : talk.client).getOutputStream();
      var said = fromClient ? talk.fromClient : talk.fromServer;
      var piece = new byte[64 * 1024];
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        var bytes = Arrays.copyOf(piece, read);
        if (fromClient) {
          count(talk, bytes);
        }
        var passed = fault.pass(talk, fromClient, bytes);
        said.writeBytes(bytes);
        if (passed.isEmpty()) {
          break;
        }
        out.write(passed.get());
        out.flush();
      }
    } catch (IOException e) {
      // one of the sides has closed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      talk.cut();
    }
  }

  @Override
  public void close() {
    refuse();
  }
}
