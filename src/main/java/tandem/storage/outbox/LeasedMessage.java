package tandem.storage.outbox;

import java.time.Duration;
import java.time.Instant;

/**
 * A message that this node alone may try to deliver, once, while its lease lasts. Times are those
 * of this node's clock. The lease ends here before it ends in the database: it is counted from the
 * moment before the statement was sent, and a tenth is left for clocks that run apart.
 *
 * @param leases the message's leases up to this one, by whatever node; a message whose lease has
 *     another number by now has been taken by another node
 * @param taken just before the lease was asked for
 * @param from no try is made before; the pause after a failed try
 * @param until no try is made after
 * @param claimed whether it was found in its row, and not written by this node just before
 */
record LeasedMessage(
    long id,
    OutboxMessage message,
    Instant createdAt,
    int leases,
    Instant taken,
    Instant from,
    Instant until,
    boolean claimed) {

  static LeasedMessage of(
      long id,
      OutboxMessage message,
      Instant createdAt,
      int leases,
      Instant taken,
      Duration lease,
      boolean claimed) {
    return new LeasedMessage(
        id, message, createdAt, leases, taken, taken, end(taken, lease), claimed);
  }

  /** The same lease, which now ends later. */
  LeasedMessage renewed(Instant now, Duration lease) {
    return new LeasedMessage(id, message, createdAt, leases, now, from, end(now, lease), claimed);
  }

  /** The lease for another try, after a pause. */
  LeasedMessage again(Instant now, Duration pause, Duration lease) {
    return new LeasedMessage(
        id,
        message,
        createdAt,
        leases + 1,
        now,
        now.plus(pause),
        end(now, pause.plus(lease)),
        claimed);
  }

  /** The same lease, under which the try may be made earlier. */
  LeasedMessage from(Instant sooner) {
    return sooner.isBefore(from)
        ? new LeasedMessage(id, message, createdAt, leases, taken, sooner, until, claimed)
        : this;
  }

  /**
   * Whether an earlier try, perhaps by a process that is no more, may have reached the receiver.
   */
  boolean again() {
    return leases > 1;
  }

  /** Messages of one line are delivered one after the other. */
  String line() {
    return message.destination() + '\0' + message.subject();
  }

  private static Instant end(Instant taken, Duration lease) {
    return taken.plus(lease.multipliedBy(9).dividedBy(10));
  }
}
