package tandem.faults;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tandem.base.ContactId;
import tandem.base.Ids;
import tandem.base.OfferId;

/**
 * What the carrier and the agents saw of an installation, in order. Nothing of it comes from the
 * servers' own tables. Times are {@link System#nanoTime}.
 */
record History(List<Seen> seen) {

  /** One thing that was seen. */
  sealed interface Seen {
    long at();
  }

  /** An event of the carrier was sent once; the status of the answer is 0 when there was none. */
  record Tried(long at, long sentAt, String event, String call, String type, int status)
      implements Seen {

    private static final int OK_FIRST = 200;
    private static final int OK_LAST = 299;
    private static final int CLIENT_ERROR_FIRST = 400;
    private static final int CLIENT_ERROR_LAST = 499;
    private static final int TOO_MANY = 429;

    boolean isTaken() {
      return status >= OK_FIRST && status <= OK_LAST;
    }

    /** Whether a carrier would not repeat it. */
    boolean isRefused() {
      return status >= CLIENT_ERROR_FIRST && status <= CLIENT_ERROR_LAST && status != TOO_MANY;
    }

    boolean isArrival() {
      return type.equals("call.arrived");
    }

    ContactId contact() {
      return contactOf(call);
    }
  }

  /** An agent's screen has a session now, or has none. */
  record Screen(long at, String agent, boolean isUp) implements Seen {}

  /** A screen shows an offer, which ends by itself after this time; again when that changes. */
  record Offered(long at, String agent, OfferId offer, Duration left) implements Seen {}

  /** A screen shows an offer no longer. */
  record Withdrawn(long at, String agent, OfferId offer) implements Seen {}

  /** The server has answered the agent's accept. */
  record Accepted(long at, String agent, OfferId offer, boolean taken) implements Seen {}

  /** A screen shows a contact of its agent in this state; after {@code closed} no longer. */
  record Held(long at, String agent, ContactId contact, String state) implements Seen {}

  /** A command has come to the carrier, perhaps again. */
  record Commanded(long at, String key, String type, String call, String agent, String content)
      implements Seen {

    boolean isBridge() {
      return type.equals("call.bridge");
    }

    ContactId contact() {
      return contactOf(call);
    }
  }

  /** The carrier was told to join a caller, who is talking with an agent, with another. */
  record JoinedAgain(long at, String call, String before, String agent) implements Seen {}

  /** The server has broken a rule of the protocol of screens. */
  record Broken(long at, String agent, String how) implements Seen {}

  /** A fault begins or ends. */
  record Trouble(long at, String what, boolean begins) implements Seen {}

  /**
   * From this moment the seconds count until something is seen.
   *
   * @param contact the contact whose next offer is awaited; empty when any will do
   */
  record Awaiting(long at, What what, Optional<ContactId> contact) implements Seen {

    enum What {
      OFFER,
      COMMAND
    }

    boolean isMetBy(Seen seen) {
      return seen.at() > at
          && switch (what) {
            case OFFER ->
              seen instanceof Offered offered
                  && contact.map(offered.offer().contact()::equals).orElse(true);
            case COMMAND -> seen instanceof Commanded;
          };
    }
  }

  History {
    seen = List.copyOf(seen);
  }

  static ContactId contactOf(String call) {
    return Ids.contact("native", call);
  }

  <T extends Seen> Stream<T> all(Class<T> kind) {
    return seen.stream().filter(kind::isInstance).map(kind::cast);
  }

  <T extends Seen> List<T> all(Class<T> kind, Predicate<T> wanted) {
    return all(kind).filter(wanted).toList();
  }
}
