package tandem.faults;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import tandem.rehearsal.FreePort;

/**
 * A TCP cable to a server on this machine: whole, slow, cut or half open. A delay is that of a long
 * way: what follows is not held up by what went before.
 */
public final class Cable implements AutoCloseable {

  private static final int PIECE = 64 * 1024;
  private static final Buffer END = Buffer.buffer();

  private enum State {
    WHOLE,
    /** Nothing passes, and nobody is told. */
    SILENT,
    CUT
  }

  private record Piece(long dueNanos, Buffer bytes) {}

  private volatile int target;
  private final InetAddress host;
  private final int port = new FreePort().number();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Set<Socket> lost = ConcurrentHashMap.newKeySet();
  private final ServerSocket door;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private State state = State.WHOLE;
  private volatile Duration delay = Duration.ZERO;

  /** @param target the port of the server */
  public Cable(int target) {
    this(target, InetAddress.getLoopbackAddress(), InetAddress.getLoopbackAddress());
  }

  /**
   * A cable to a server that may have a network of its own.
   *
   * @param host the server's address
   * @param at the address of this machine where clients come in
   */
  Cable(int target, InetAddress host, InetAddress at) {
    this.target = target;
    this.host = host;
    try {
      door = new ServerSocket(port, 100, at);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::serve);
  }

  /** Where clients come in. */
  public int port() {
    return port;
  }

  /** The number of connections that are open. */
  public int connections() {
    return sockets.size() / 2;
  }

  /** New connections go to this port. */
  void leadTo(int other) {
    target = other;
  }

  /** From now on everything takes so long in each direction. */
  public Cable delay(Duration oneWay) {
    delay = oneWay;
    return this;
  }

  /** Ends all connections, and every new one at once. */
  public void cut() {
    set(State.CUT);
    sockets.forEach(Cable::end);
  }

  /** Lets nothing pass, and tells nobody: the black hole of a network. */
  public void silence() {
    set(State.SILENT);
  }

  /**
   * Loses the connections that are open: nothing passes on them any more, and nobody is told, not
   * even of their end. New ones work, as behind a firewall that has forgotten the old ones.
   */
  public void lose() {
    lost.addAll(sockets);
  }

  /** Lets everything pass again, also what was sent meanwhile. */
  public void mend() {
    set(State.WHOLE);
  }

  private void set(State next) {
    lock.lock();
    try {
      state = next;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private State awaitPassage() throws InterruptedException {
    lock.lock();
    try {
      while (state == State.SILENT) {
        changed.await();
      }
      return state;
    } finally {
      lock.unlock();
    }
  }

  private void serve() {
    while (!door.isClosed()) {
      try {
        var client = door.accept();
        Thread.ofVirtual().start(() -> join(client));
      } catch (IOException e) {
        // the cable was taken away
      }
    }
  }

  private void join(Socket client) {
    try {
      if (awaitPassage() == State.CUT) {
        end(client);
        return;
      }
      var server = new Socket(host, target);
      for (var socket : new Socket[] {client, server}) {
        socket.setTcpNoDelay(true);
        sockets.add(socket);
      }
      carry(client, server);
      carry(server, client);
    } catch (IOException e) {
      end(client);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void carry(Socket from, Socket to) {
    var way = new LinkedBlockingQueue<Piece>();
    Thread.ofVirtual().start(() -> read(from, way));
    Thread.ofVirtual().start(() -> write(way, from, to));
  }

  private void read(Socket from, LinkedBlockingQueue<Piece> way) {
    try {
      var in = from.getInputStream();
      var piece = new byte[PIECE];
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        way.add(new Piece(
            System.nanoTime() + delay.toNanos(), Buffer.buffer().appendBytes(piece, 0, read)));
      }
    } catch (IOException e) {
      // one of the sides has closed
    } finally {
      way.add(new Piece(System.nanoTime() + delay.toNanos(), END));
    }
  }

  private void write(LinkedBlockingQueue<Piece> way, Socket from, Socket to) {
    try {
      var out = to.getOutputStream();
      for (var piece = way.take(); piece.bytes().length() > 0; piece = way.take()) {
        TimeUnit.NANOSECONDS.sleep(piece.dueNanos() - System.nanoTime());
        if (awaitPassage() == State.CUT) {
          break;
        }
        if (!lost.contains(from)) {
          out.write(piece.bytes().getBytes());
          out.flush();
        }
      }
      awaitPassage();
    } catch (IOException e) {
      // one of the sides has closed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (!lost.contains(from)) {
        end(from);
        end(to);
        sockets.remove(from);
        sockets.remove(to);
      }
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    set(State.CUT);
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sockets.forEach(Cable::end);
  }
}
