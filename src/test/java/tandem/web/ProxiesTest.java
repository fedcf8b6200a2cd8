package tandem.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {

  private static final Proxies OURS = new Proxies(
      Stream.of("10.0.0.0/8", "2001:db8:1::/48", "192.0.2.7")
          .map(text -> AddressRange.parse(text).orElseThrow())
          .toList(),
      false);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.1 | 203.0.113.9 | 203.0.113.9",
        "10.0.0.1 | 1.2.3.4, 203.0.113.9 | 203.0.113.9",
        "10.0.0.1 | 1.2.3.4, 203.0.113.9, 10.0.0.2 | 203.0.113.9",
        "10.0.0.1 | 10.0.0.3, 10.0.0.2 | 10.0.0.3",
        "10.0.0.1 | 203.0.113.9:4711 | 203.0.113.9",
        "10.0.0.1 | unknown | 10.0.0.1",
        "10.0.0.1 | 203.0.113.9, unknown | 10.0.0.1",
        "10.0.0.1 | localhost | 10.0.0.1",
        "10.0.0.1 | \", 203.0.113.9 | 203.0.113.9",
        "10.0.0.1 | 6.6.6.6, \", 203.0.113.9, 10.0.0.2 | 203.0.113.9",
        "10.0.0.1 | '' | 10.0.0.1",
        "192.0.2.7 | 203.0.113.9 | 203.0.113.9",
        "192.0.2.8 | 203.0.113.9 | 192.0.2.8",
        "::ffff:10.0.0.1 | 203.0.113.9 | 203.0.113.9",
      })
  void the_client_is_the_nearest_address_that_is_no_proxy_of_ours(
      String peer, String header, String client) {
    assertThat(client(peer, "X-Forwarded-For", header)).isEqualTo(client);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "for=203.0.113.9 | 203.0.113.9",
        "for=1.2.3.4, For=203.0.113.9;proto=https;by=10.0.0.1 | 203.0.113.9",
        "by=10.0.0.1;FOR=\"203.0.113.9:80\" | 203.0.113.9",
        "for=\"[2a02:1:2:3::5]:4711\" | 2a02:1:2:3:0:0:0:0/64",
        "for=_hidden | 10.0.0.1",
        "for=\"1.2.3.4, for=5.6.7.8\" | 10.0.0.1",
        "proto=https | 10.0.0.1",
        "for=6.6.6.6;a=\", for=203.0.113.9 | 203.0.113.9",
        "for=6.6.6.6;a=\"\\\\\", for=203.0.113.9 | 203.0.113.9",
        "for=6.6.6.6;a=\\, for=203.0.113.9 | 203.0.113.9",
        "for=6.6.6.6;a=\", for=\"[2a02:1:2:3::5]\";by=\"10.0.0.1\" | 2a02:1:2:3:0:0:0:0/64",
        "for=6.6.6.6;a=\", for=203.0.113.9, for=10.0.0.2 | 203.0.113.9",
        "host=\"a;for=6.6.6.6;b\";for=203.0.113.9 | 203.0.113.9",
        "host=\"a\\\\\", for=6.6.6.6;b\";for=203.0.113.9 | 203.0.113.9",
        "for=6.6.6.6;for=203.0.113.9 | 10.0.0.1",
      })
  void the_standard_header_is_read_too(String header, String client) {
    assertThat(client("10.0.0.1", "Forwarded", header)).isEqualTo(client);
  }

  @Test
  void a_header_that_the_proxy_passes_on_as_it_came_gives_nobody_another_address() {
    var headers = MultiMap.caseInsensitiveMultiMap()
        .add("X-Forwarded-For", "203.0.113.9")
        .add("Forwarded", "for=198.51.100.1");

    assertThat(client("10.0.0.1", headers)).isEqualTo("10.0.0.1");
    assertThat(client("10.0.0.1", headers.set("Forwarded", "for=203.0.113.9")))
        .isEqualTo("203.0.113.9");
  }

  @Test
  void the_last_line_of_a_header_is_nearer_than_the_first() {
    var headers = MultiMap.caseInsensitiveMultiMap()
        .add("X-Forwarded-For", "1.2.3.4")
        .add("X-Forwarded-For", "203.0.113.9");

    assertThat(client("10.0.0.1", headers)).isEqualTo("203.0.113.9");
  }

  @Test
  void a_header_of_a_thousand_proxies_ends_early() {
    var headers = MultiMap.caseInsensitiveMultiMap()
        .add("X-Forwarded-For", "1.2.3.4" + ", 10.0.0.2".repeat(1_000));

    assertThat(client("10.0.0.1", headers)).isEqualTo("10.0.0.2");
  }

  @Test
  void an_ipv6_client_is_its_network_because_it_may_take_any_address_in_it() {
    assertThat(ClientAddress.of("2a02:1:2:3::1")).isEqualTo(ClientAddress.of("2a02:1:2:3:9:8:7:6"));
    assertThat(ClientAddress.of("2a02:1:2:3::1")).isNotEqualTo(ClientAddress.of("2a02:1:2:4::1"));
    assertThat(ClientAddress.of("fe80::1%eth0")).isEqualTo(ClientAddress.of("fe80::2"));
    assertThat(ClientAddress.of("::ffff:203.0.113.9")).isEqualTo(ClientAddress.of("203.0.113.9"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "10.0.0",
        "::/129",
        "/8",
        "10.0.0.0/8/8",
        "1.2.3.256"
      })
  void what_is_no_network_is_none(String text) {
    assertThat(AddressRange.parse(text)).isEmpty();
  }

  @Test
  void a_network_contains_the_addresses_with_its_first_bits() {
    var odd = AddressRange.parse("192.168.4.0/23").orElseThrow();

    assertThat(List.of("192.168.4.0", "192.168.5.255"))
        .allMatch(text -> odd.contains(AddressRange.address(text).orElseThrow()));
    assertThat(List.of("192.168.6.0", "192.168.3.255", "::1"))
        .noneMatch(text -> odd.contains(AddressRange.address(text).orElseThrow()));
    assertThat(AddressRange.parse("::/0")
            .orElseThrow()
            .contains(AddressRange.address("2a02::1").orElseThrow()))
        .isTrue();
  }

  private static String client(String peer, String header, String value) {
    return client(peer, MultiMap.caseInsensitiveMultiMap().add(header, value));
  }

  private static String client(String peer, MultiMap headers) {
    return ClientAddress.of(OURS.client(AddressRange.address(peer).orElseThrow(), headers))
        .counted();
  }
}
