package tandem.storage.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HandshakesTest {

  private final Handshakes handshakes = new Handshakes();

  private static final class Connection extends EmbeddedChannel {
    private final @Nullable SocketAddress from;

    Connection(String address) {
      this.from = new InetSocketAddress(address, 4_000);
      super();
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
      return from;
    }
  }

  private List<Connection> come(int count, IntFunction<String> from) {
    var come = IntStream.range(0, count).mapToObj(from).map(Connection::new).toList();
    come.forEach(handshakes::accepted);
    return come;
  }

  private static List<Boolean> open(List<Connection> connections) {
    return connections.stream().map(EmbeddedChannel::isOpen).toList();
  }

  @Test
  void too_many_of_one_address_cost_its_oldest_and_nobody_else() {
    var node = come(1, _ -> "10.0.0.1");
    var strangers = come(Handshakes.OF_ADDRESS_MAX + 2, _ -> "10.0.0.2");

    assertThat(open(node)).containsOnly(true);
    assertThat(open(strangers.subList(0, 2))).containsOnly(false);
    assertThat(open(strangers.subList(2, strangers.size()))).containsOnly(true);
  }

  @Test
  void too_many_of_many_addresses_cost_the_oldest() {
    var all = come(Handshakes.ALL_MAX + 1, i -> "10.0.1." + i);

    assertThat(open(all.subList(0, 1))).containsOnly(false);
    assertThat(open(all.subList(1, all.size()))).containsOnly(true);
  }

  @Test
  void a_connection_that_is_gone_takes_no_place() {
    var gone = come(Handshakes.OF_ADDRESS_MAX, _ -> "10.0.0.2");
    for (var one : gone) {
      var _ = one.close();
    }

    assertThat(open(come(Handshakes.OF_ADDRESS_MAX, _ -> "10.0.0.2"))).containsOnly(true);
  }
}
