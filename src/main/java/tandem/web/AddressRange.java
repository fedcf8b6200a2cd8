package tandem.web;

import java.net.InetAddress;
import java.util.Optional;

/**
 * All network addresses that begin with the same bits, like {@code 10.0.0.0/8}; a single address is
 * a range too.
 *
 * @param bits the number of bits that count
 */
public record AddressRange(InetAddress first, int bits) {

  /** Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32} or one address; names are not looked up. */
  public static Optional<AddressRange> parse(String text) {
    int slash = text.indexOf('/');
    var first = address(slash < 0 ? text : text.substring(0, slash));
    return first.flatMap(address -> {
      int all = address.getAddress().length * Byte.SIZE;
      return slash < 0
          ? Optional.of(new AddressRange(address, all))
          : bits(text.substring(slash + 1), all).map(bits -> new AddressRange(address, bits));
    });
  }

  private static Optional<Integer> bits(String text, int all) {
    return text.matches("[0-9]{1,3}")
        ? Optional.of(Integer.parseInt(text)).filter(bits -> bits <= all)
        : Optional.empty();
  }

  /** Reads an address of either version; an IPv4 address inside an IPv6 one is an IPv4 address. */
  static Optional<InetAddress> address(String text) {
    // the longest has a zone, as link-local addresses have
    int zone = text.indexOf('%');
    var plain = zone < 0 ? text : text.substring(0, zone);
    if (!plain.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}") && !plain.matches("[0-9A-Fa-f:.]*:.*")) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(plain));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  public boolean contains(InetAddress address) {
    var mine = first.getAddress();
    var other = address.getAddress();
    if (mine.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % Byte.SIZE);
      if (((mine[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
