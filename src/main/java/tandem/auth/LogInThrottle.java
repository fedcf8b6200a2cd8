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
 * address. A device that the account has logged in from has delays of its own, so nobody else can
 * keep its owner out. Other devices share two more limits, on the tries from one address and on
 * those for one account; both fill again all the time, so that they slow guesses. Somebody who
 * tries without a pause from many addresses may take every try of an account. So a new device at an
 * address from which the account has logged in here lately does not need one of them.
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

  /** Wrong tries from one address at once, which may be that of many people; then one a second. */
  static final int OF_ADDRESS_AT_ONCE = 200;

  static final double OF_ADDRESS_PER_SECOND = 1;

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

  private final TokenBuckets ofAddress;
  private final TokenBuckets ofAccount;
  private final InstantSource clock;

  LogInThrottle(InstantSource clock) {
    this.clock = clock;
    this.ofAddress = new TokenBuckets(OF_ADDRESS_AT_ONCE, OF_ADDRESS_PER_SECOND, KEYS_MAX, clock);
    this.ofAccount = new TokenBuckets(OF_ACCOUNT_AT_ONCE, OF_ACCOUNT_PER_SECOND, KEYS_MAX, clock);
  }

  /** Counts a try that begins; {@link Failure.TooMany} if it comes too soon. */
  synchronized void begin(Try one) {
    Instant now = clock.instant();
    var wait = delays.begin(one.key(), now);
    if (wait.isPositive()) {
      throw tooSoon(wait);
    }
    if (one.device().isPresent()) {
      return;
    }
    var ofAll = ofAddress.take(one.address());
    if (ofAll.isEmpty() && !isAtKnownAddress(one)) {
      ofAll = ofAccount.take(one.account());
      ofAll.ifPresent(_ -> ofAddress.give(one.address()));
    }
    ofAll.ifPresent(more -> {
      delays.takeBack(one.key());
      throw tooSoon(more);
    });
  }

  /** The password was right. */
  synchronized void right(Try one) {
    delays.forgive(one.key());
    giveBack(one);
    logIns.put(one.place(), clock.instant());
  }

  /** The password was not checked, because of a failure of the server. */
  synchronized void unchecked(Try one) {
    delays.takeBack(one.key());
    giveBack(one);
  }

  private void giveBack(Try one) {
    if (one.device().isEmpty()) {
      ofAddress.give(one.address());
      if (!isAtKnownAddress(one)) {
        ofAccount.give(one.account());
      }
    }
  }

  private boolean isAtKnownAddress(Try one) {
    var last = logIns.get(one.place());
    return last != null && clock.instant().isBefore(last.plus(ADDRESS_KNOWN));
  }

  private static Failure tooSoon(Duration wait) {
    return new Failure.TooMany(
        "too many wrong log-ins: wait " + Math.max(1, wait.plusMillis(999).toSeconds()) + " s",
        wait);
  }
}
