package tandem.web;

import io.vertx.ext.web.RoutingContext;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Objects;

/**
 * The network address by which a client is counted. An IPv6 client is its network of 64 bits,
 * because it may take any address in it.
 */
public record ClientAddress(String counted) {

  /** A client without a network address, as at a Unix socket. */
  static final ClientAddress NONE = new ClientAddress("");

  private static final String KEY = "tandem.client";
  private static final int NETWORK_BYTES = 8;

  /** Reads an address as it is written; another text counts as itself. */
  public static ClientAddress of(String text) {
    return AddressRange.address(text)
        .map(ClientAddress::of)
        .orElseGet(() -> new ClientAddress(text));
  }

  static ClientAddress of(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return new ClientAddress(address.getHostAddress());
    }
    var network = Arrays.copyOf(
        Arrays.copyOf(address.getAddress(), NETWORK_BYTES), address.getAddress().length);
    try {
      return new ClientAddress(InetAddress.getByAddress(network).getHostAddress() + "/64");
    } catch (UnknownHostException e) {
      throw new IllegalStateException("16 bytes are an address", e);
    }
  }

  /** The client that sent this request, found once for each request. */
  public static ClientAddress of(RoutingContext ctx) {
    return Objects.requireNonNull(
        ctx.<ClientAddress>get(KEY), "the client is found before any route");
  }

  void putInto(RoutingContext ctx) {
    ctx.put(KEY, this);
  }

  @Override
  public String toString() {
    return counted;
  }
}
