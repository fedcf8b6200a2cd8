package tandem.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tandem.base.Failure;
import tandem.web.TokenBuckets;

/**
 * The slowing down of log-ins. Wrong tries delay further ones for the same account from the same
 * address, and nobody else behind that address. A device that the account has logged in from has
 * delays of its own, so nobody else can keep its owner out. Other devices share one more limit, on
 * the tries for one account from everywhere. It fills again all the time, so that it slows guesses.
 * Somebody who tries without a pause from many addresses may take every try of an account. So a new
 * device at an address from which the account has logged in here lately does not need one of them.
 *
 * <p>Tries for many accounts from one address have no limit of their own, because it would keep out
 * everybody else behind the address. Each account's delays limit them, and so does the hashing
 * ({@link WorkLine}).
 *
 * <p>Each node counts for itself: with a few nodes a guesser has a few times as many tries, which
 * is still too slow, and no stranger's try costs a write to the database. Any thread may call.
 */
final class LogInThrottle {

  /** Wrong tries for one account from one address, or from one known device, without a delay. */
  static final int FREE_TRIES = 5;

  static final Duration DELAY_FIRST = Duration.ofSeconds(1);
  static final Duration DELAY_LONGEST = Duration.ofMinutes(5);

  /** The quiet time after which tries are forgotten. */
  static final Duration REMEMBERED = Duration.ofHours(1);

  /** Wrong tries for one account from everywhere at once; then one in ten seconds. */
  static final int OF_ACCOUNT_AT_ONCE = 50;

  static final double OF_ACCOUNT_PER_SECOND = 0.1;

  /** How long an address is known from which an account has logged in. */
  static final Duration ADDRESS_KNOWN = Duration.ofDays(30);

  private static final int KEYS_MAX = 20_000;

  /**
   * One try to log in.
   *
   * @param device the id of the device, if the account is known to use it
   */
  record Try(String account, String address, Optional<String> device) {

    private String key() {
      return account + '\n' + device.map(id -> "device " + id).orElse(address);
    }

    private String place() {
      return account + '\n' + address;
    }
  }

  /**
   * A try that has begun and is counted.
   *
   * @param asker in whose turn its password is checked
   */
  record Begun(Try one, WorkLine.Asker asker) {

    /** Whether it has taken one of the tries that all strangers to an account share. */
    private boolean isShared() {
      return asker.kind() == WorkLine.Kind.STRANGER;
    }
  }

  private final GrowingDelays delays =
      new GrowingDelays(FREE_TRIES, DELAY_FIRST, DELAY_LONGEST, REMEMBERED, KEYS_MAX);

  /** When an account has logged in from an address; the one that was used least lately is first. */
  private final Map<String, Instant> logIns = new LinkedHashMap<>(16, 0.75f, true) {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
      return size() > KEYS_MAX;
    }
  };

  private final TokenBuckets ofAccount;
  private final InstantSource clock;

  LogInThrottle(InstantSource clock) {
    this.clock = clock;
    this.ofAccount = new TokenBuckets(OF_ACCOUNT_AT_ONCE, OF_ACCOUNT_PER_SECOND, KEYS_MAX, clock);
  }

  /** Counts a try that begins; {@link Failure.TooMany} if it comes too soon. */
  synchronized Begun begin(Try one) {
    var wait = delays.begin(one.key(), clock.instant());
    if (wait.isPositive()) {
      throw tooSoon(wait);
    }
    var begun = new Begun(one, asker(one));
    if (begun.isShared()) {
      ofAccount.take(one.account()).ifPresent(more -> {
        delays.takeBack(one.key());
        throw tooSoon(more);
      });
    }
    return begun;
  }

  /** The password was right. */
  synchronized void right(Begun begun) {
    delays.forgive(begun.one().key());
    giveBack(begun);
    logIns.put(begun.one().place(), clock.instant());
  }

  /** The password was not checked, because of a failure of the server. */
  synchronized void unchecked(Begun begun) {
    delays.takeBack(begun.one().key());
    giveBack(begun);
  }

  private void giveBack(Begun begun) {
    if (begun.isShared()) {
      ofAccount.give(begun.one().account());
    }
  }

  private WorkLine.Asker asker(Try one) {
    if (one.device().isPresent()) {
      return WorkLine.Asker.onKnownDevice(one.account());
    }
    var last = logIns.get(one.place());
    return last != null && clock.instant().isBefore(last.plus(ADDRESS_KNOWN))
        ? WorkLine.Asker.atKnownAddress(one.account(), one.address())
        : WorkLine.Asker.stranger(one.address());
  }

  private static Failure tooSoon(Duration wait) {
    return new Failure.TooMany(
        "too many wrong log-ins: wait " + Math.max(1, wait.plusMillis(999).toSeconds()) + " s",
        wait);
  }
}
