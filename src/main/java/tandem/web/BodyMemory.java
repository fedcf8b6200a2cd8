package tandem.web;

import java.util.LinkedHashSet;
import java.util.SequencedSet;

/**
 * The memory that the bodies of one kind of senders may take together. A body of which only a part
 * has come may be cut off, the oldest first, so that senders that do not go on keep nothing from
 * others. Any thread may call.
 */
public final class BodyMemory {

  private final long max;
  private final SequencedSet<Share> incomplete = new LinkedHashSet<>();
  private long taken;
  private long takenByIncomplete;

  public BodyMemory(long max) {
    this.max = max;
  }

  /**
   * Begins with a body.
   *
   * @param cutOff called at most once, on any thread, if the memory is needed for others
   */
  public Share begin(Runnable cutOff) {
    return new Share(cutOff);
  }

  /** Whether a body of this size could come now. */
  public synchronized boolean hasRoom(long bytes) {
    return bytes <= max - taken + takenByIncomplete;
  }

  public synchronized long taken() {
    return taken;
  }

  /** Cuts off the oldest incomplete body, except this one. */
  private boolean makeRoom(Share except) {
    for (var share : incomplete) {
      if (share != except) {
        share.release();
        share.isOver = true;
        share.cutOff.run();
        return true;
      }
    }
    return false;
  }

  /** What one body takes. */
  public final class Share {
    private final Runnable cutOff;
    private long bytes;
    private boolean isWhole;
    private boolean isOver;

    private Share(Runnable cutOff) {
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
        if (!isWhole) {
          takenByIncomplete += more;
          incomplete.add(this);
        }
        return true;
      }
    }

    /** The body has come: it is not cut off any more. */
    public void keep() {
      synchronized (BodyMemory.this) {
        if (!isWhole && incomplete.remove(this)) {
          takenByIncomplete -= bytes;
        }
        isWhole = true;
      }
    }

    /** Gives everything back. */
    public void release() {
      synchronized (BodyMemory.this) {
        keep();
        taken -= bytes;
        bytes = 0;
        isOver = true;
      }
    }
  }
}
