package tandem.channels.email.hooks;

/** The memory that the bodies of all requests to the mail hooks may take together. */
final class BytesInFlight {

  private final long max;
  private long now;

  BytesInFlight(long max) {
    this.max = max;
  }

  /** Takes so many bytes; false if they are not free. */
  synchronized boolean take(long bytes) {
    if (bytes > max - now) {
      return false;
    }
    now += bytes;
    return true;
  }

  synchronized void give(long bytes) {
    now -= bytes;
  }

  synchronized boolean hasRoom(long bytes) {
    return bytes <= max - now;
  }

  synchronized long now() {
    return now;
  }
}
