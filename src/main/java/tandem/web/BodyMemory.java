package tandem.web;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * The memory that the bodies of one kind of senders may take together. When it is full, a body that
 * is not kept yet is cut off for another one: the oldest body of the client that takes most. So a
 * client with many bodies that do not go on takes nothing from other clients. Any thread may call.
 */
public final class BodyMemory {

  private final long max;

  // these are used under the lock only, and have the oldest first
  private final SequencedSet<Share> notKept = new LinkedHashSet<>();
  private final Map<ClientAddress, Client> clients = new LinkedHashMap<>();
  private long taken;
  private long takenByNotKept;

  public BodyMemory(long max) {
    this.max = max;
  }

  /**
   * Begins with a body.
   *
   * @param cutOff called at most once, on any thread, if the memory is needed for others
   */
  public Share begin(ClientAddress client, Runnable cutOff) {
    return new Share(client, cutOff);
  }

  /** Whether a body of this size could come now. */
  public synchronized boolean hasRoom(long bytes) {
    return bytes <= max - taken + takenByNotKept;
  }

  public synchronized long taken() {
    return taken;
  }

  /** Cuts off one body for another one; false if none has to give way to it. */
  private boolean makeRoom(Share newcomer) {
    var oldest = oldestOfGreatest(newcomer);
    oldest.ifPresent(share -> {
      share.release();
      share.cutOff.run();
    });
    return oldest.isPresent();
  }

  /**
   * The body that gives way. A newcomer that is alone and takes most is a large body, or one of
   * somebody who has several addresses: then the oldest of all gives way, which may be the newcomer
   * itself.
   */
  private Optional<Share> oldestOfGreatest(Share newcomer) {
    return clients.values().stream()
        .max(Comparator.comparingLong(client -> client.bytes))
        .flatMap(greatest -> greatest.bodies.stream()
            .filter(share -> share != newcomer)
            .findFirst()
            .or(() -> notKept.stream().findFirst().filter(share -> share != newcomer)));
  }

  /** The bodies of one client that are not kept. */
  private static final class Client {
    private final SequencedSet<Share> bodies = new LinkedHashSet<>();
    private long bytes;
  }

  /** What one body takes. */
  public final class Share {
    private final ClientAddress client;
    private final Runnable cutOff;
    private long bytes;
    private boolean isKept;
    private boolean isOver;

    private Share(ClientAddress client, Runnable cutOff) {
      this.client = client;
      this.cutOff = cutOff;
    }

    /** Takes so many bytes more; false if they are not free, or if the body was cut off. */
    public boolean take(long more) {
      synchronized (BodyMemory.this) {
        while (!isOver && more > max - taken) {
          if (!makeRoom(this)) {
            return false;
          }
        }
        if (isOver) {
          return false;
        }
        taken += more;
        bytes += more;
        if (!isKept) {
          takenByNotKept += more;
          notKept.add(this);
          var all = clients.computeIfAbsent(client, _ -> new Client());
          all.bodies.add(this);
          all.bytes += more;
        }
        return true;
      }
    }

    /** From now on the body is not cut off; false if it was before, or was released. */
    public boolean keep() {
      synchronized (BodyMemory.this) {
        if (notKept.remove(this)) {
          takenByNotKept -= bytes;
          leaveClient();
        }
        isKept = true;
        return !isOver;
      }
    }

    private void leaveClient() {
      clients.computeIfPresent(client, (_, all) -> {
        all.bodies.remove(this);
        all.bytes -= bytes;
        return all.bodies.isEmpty() ? null : all;
      });
    }

    /** Gives everything back. */
    public void release() {
      synchronized (BodyMemory.this) {
        var _ = keep();
        taken -= bytes;
        bytes = 0;
        isOver = true;
      }
    }
  }
}
