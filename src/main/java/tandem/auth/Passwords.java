package tandem.auth;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import tandem.base.Failure;
import tandem.base.Text;
import tandem.loops.Caller;

/**
 * The hashing of passwords with argon2id, in the PHC form. Hashing is slow on purpose, so it runs
 * on a few threads of its own and never on an event loop.
 */
public final class Passwords implements AutoCloseable {

  public static final int LENGTH_MIN = 12;

  /** A longer text is refused: hashing it would only keep the server busy. */
  public static final int LENGTH_MAX = 256;

  /** Neither 0 and o nor 1 and l: people type these. */
  private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

  private static final int GROUPS = 4;
  private static final int GROUP_LENGTH = 4;

  private static final int THREADS = 2;

  /** The rest of the threads is for known devices, and for other work of the machine. */
  private static final int OTHERS_AT_ONCE = 1;

  /** Of each kind, so that strangers keep nobody out who is known. */
  static final int WAITING_MAX = 256;

  /** Of one account, or of one address of strangers, which may be that of many people. */
  static final int WAITING_OF_EACH_MAX = 64;

  /** New passwords are hashed for people who have logged in, and for the command line. */
  private static final WorkLine.Asker NEW = WorkLine.Asker.onKnownDevice("");

  private static final int COMPUTE_SECONDS_MAX = 30;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /** OWASP's second choice: 19 MiB, two passes, one lane. */
  private static final Cost COST = new Cost(19_456, 2, 1);

  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final int MEMORY_KIB_MAX = 1 << 20;

  private static final Pattern PHC = Pattern.compile(
      "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=(\\d{1,2})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

  private record Cost(int memoryKib, int passes, int lanes) {}

  private final SecureRandom random;
  private final Cost cost;
  private final WorkerExecutor workers;
  private final WorkLine line =
      new WorkLine(THREADS, OTHERS_AT_ONCE, WAITING_MAX, WAITING_OF_EACH_MAX);
  private final MatchResult nobodys;

  public Passwords(Vertx vertx, SecureRandom random) {
    this(vertx, random, COST.memoryKib());
  }

  Passwords(Vertx vertx, SecureRandom random, int memoryKib) {
    this.random = random;
    this.cost = new Cost(memoryKib, COST.passes(), COST.lanes());
    this.workers = vertx.createSharedWorkerExecutor(
        "passwords", THREADS, COMPUTE_SECONDS_MAX, TimeUnit.SECONDS);
    var nobodys = PHC.matcher(phc(cost, new byte[SALT_BYTES], new byte[HASH_BYTES]));
    if (!nobodys.matches()) {
      throw new IllegalStateException("our own hashes are in the form that we read");
    }
    this.nobodys = nobodys.toMatchResult();
  }

  /** Makes a password that nobody can guess (79 bits) and people can type. */
  public static String make(SecureRandom random) {
    var password = new StringBuilder();
    for (int i = 0; i < GROUPS * GROUP_LENGTH; i++) {
      if (i > 0 && i % GROUP_LENGTH == 0) {
        password.append('-');
      }
      password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return password.toString();
  }

  /** The encoded hash of a new password, with its own salt. */
  public Future<String> hash(String password) {
    checkNew(password);
    return work(NEW, () -> {
      var salt = new byte[SALT_BYTES];
      random.nextBytes(salt);
      return phc(cost, salt, compute(password, cost, salt, HASH_BYTES));
    });
  }

  /**
   * Checks a password, in the turn of this asker. Without a hash (no such account) the result is
   * false, after the same time.
   */
  Future<Boolean> verify(String password, Optional<String> encoded, WorkLine.Asker asker) {
    if (Text.length(password) > LENGTH_MAX) {
      return Future.succeededFuture(false);
    }
    return work(asker, () -> {
      var stored = encoded.map(PHC::matcher).filter(Matcher::matches).map(Matcher::toMatchResult);
      var phc = stored.orElse(nobodys);
      var asked = new Cost(number(phc, 1), number(phc, 2), number(phc, 3));
      if (asked.memoryKib() > MEMORY_KIB_MAX) {
        throw new IllegalStateException("a stored password hash asks for too much memory");
      }
      var expected = Base64.getDecoder().decode(phc.group(5));
      var actual =
          compute(password, asked, Base64.getDecoder().decode(phc.group(4)), expected.length);
      boolean same = MessageDigest.isEqual(expected, actual);
      return same && stored.isPresent();
    });
  }

  private static int number(MatchResult phc, int group) {
    return Integer.parseInt(phc.group(group));
  }

  private static void checkNew(String password) {
    ofNew(password).ifPresent(error -> {
      throw new Failure.Invalid(error);
    });
  }

  /** Says what is wrong with a new password. */
  static Optional<String> ofNew(String password) {
    return Text.length(password) >= LENGTH_MIN && Text.length(password) <= LENGTH_MAX
        ? Optional.empty()
        : Optional.of("a password has " + LENGTH_MIN + "-" + LENGTH_MAX + " characters");
  }

  private <T> Future<T> work(WorkLine.Asker asker, Callable<T> computation) {
    Promise<T> done = Promise.promise();
    line.add(
        asker,
        () -> workers.executeBlocking(computation, false).onComplete(result -> {
          done.handle(result);
          line.ended(asker);
        }),
        () -> done.fail(
            new Failure.Unavailable("too many people are logging in at once", RETRY_AFTER)));
    return Caller.hears(done.future());
  }

  private static byte[] compute(String password, Cost cost, byte[] salt, int length) {
    var bytes = password.getBytes(StandardCharsets.UTF_8);
    var generator = new Argon2BytesGenerator();
    generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
        .withMemoryAsKB(cost.memoryKib())
        .withIterations(cost.passes())
        .withParallelism(cost.lanes())
        .withSalt(salt)
        .build());
    var hash = new byte[length];
    generator.generateBytes(bytes, hash);
    return hash;
  }

  private static String phc(Cost cost, byte[] salt, byte[] hash) {
    var base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            cost.memoryKib(),
            cost.passes(),
            cost.lanes(),
            base64.encodeToString(salt),
            base64.encodeToString(hash));
  }

  @Override
  public void close() {
    workers.close().await();
  }
}
