package tandem.auth;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The devices that accounts have logged in from. A device keeps a cookie with its id and, for each
 * account that has used it, a signature of id, account and day. It opens nothing: it only lets a
 * right password pass while strangers guess at the account.
 */
public final class KnownDevices {

  public static final Duration LIFETIME = Duration.ofDays(180);

  /** People may share a device in shifts. The account that was away for longest is dropped. */
  static final int ACCOUNTS_MAX = 12;

  private static final int ID_BYTES = 16;
  private static final int SIGNATURE_BYTES = 16;
  private static final String ALGORITHM = "HmacSHA256";

  private static final Pattern FORM =
      Pattern.compile("(?<id>[A-Za-z0-9_-]{22})(?<accounts>(?:\\.[0-9]{1,6}:[A-Za-z0-9_-]{22}){1,"
          + ACCOUNTS_MAX + "})");

  private record Signed(long day, String signature) {

    @Override
    public String toString() {
      return "." + day + ":" + signature;
    }
  }

  private record Device(String id, List<Signed> accounts) {}

  private final SecretKeySpec key;
  private final SecureRandom random;
  private final InstantSource clock;

  /** @param secret shared by all nodes */
  public KnownDevices(String secret, SecureRandom random, InstantSource clock) {
    this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    this.random = random;
    this.clock = clock;
  }

  /** Returns the id of the device if this account has logged in from it. */
  public Optional<String> find(Optional<String> cookie, String account) {
    long now = today();
    return read(cookie)
        .filter(device -> device.accounts().stream()
            .anyMatch(one -> now - one.day() < LIFETIME.toDays() && isOf(device, one, account)))
        .map(Device::id);
  }

  /** Returns the new value of the device's cookie after a log-in of this account. */
  public String remember(Optional<String> cookie, String account) {
    var device = read(cookie).orElseGet(() -> new Device(fresh(), List.of()));
    long day = today();
    var accounts = new ArrayList<Signed>();
    accounts.add(new Signed(day, sign(device.id(), account, day)));
    device.accounts().stream()
        .filter(one -> !isOf(device, one, account))
        .limit(ACCOUNTS_MAX - 1)
        .forEach(accounts::add);
    var value = new StringBuilder(device.id());
    accounts.forEach(value::append);
    return value.toString();
  }

  private static Optional<Device> read(Optional<String> cookie) {
    return cookie
        .map(FORM::matcher)
        .filter(form -> form.matches())
        .map(form -> new Device(
            form.group("id"),
            Arrays.stream(form.group("accounts").substring(1).split("\\.", -1))
                .map(one -> one.split(":", -1))
                .map(one -> new Signed(Long.parseLong(one[0]), one[1]))
                .toList()));
  }

  private boolean isOf(Device device, Signed one, String account) {
    return MessageDigest.isEqual(
        sign(device.id(), account, one.day()).getBytes(StandardCharsets.US_ASCII),
        one.signature().getBytes(StandardCharsets.US_ASCII));
  }

  private String sign(String device, String account, long day) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      var all =
          mac.doFinal((device + '\n' + day + '\n' + account).getBytes(StandardCharsets.UTF_8));
      return text(Arrays.copyOf(all, SIGNATURE_BYTES));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  private String fresh() {
    var id = new byte[ID_BYTES];
    random.nextBytes(id);
    return text(id);
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private long today() {
    return clock.instant().getEpochSecond() / Duration.ofDays(1).toSeconds();
  }
}
