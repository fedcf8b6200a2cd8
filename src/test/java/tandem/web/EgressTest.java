package tandem.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.Polls.eventually;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.SelfSignedCertificate;
import io.vertx.junit5.VertxExtension;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.base.Failure;
import tandem.faults.RudePeer;
import tandem.faults.RudePeer.Manner;

/** The way out leads to the public internet only; a canary on this machine must hear nothing. */
@ExtendWith(VertxExtension.class)
class EgressTest {

  private final Vertx vertx;
  private final AtomicInteger heard = new AtomicInteger();
  private NetServer canary;

  EgressTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @BeforeEach
  void open() {
    canary = vertx
        .createNetServer()
        .connectHandler(socket -> {
          heard.incrementAndGet();
          socket.close();
        })
        .listen(0, "127.0.0.1")
        .await();
  }

  @AfterEach
  void close() {
    canary.close().await();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "08.8.8.8",
        "8.8.2056",
        "8.8.8.0x8",
        "017700000001",
        "127.0.0.1.",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "0.0.0.0",
        "0",
        "[::1]",
        "[::]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[64:ff9b:1::7f00:1]",
        "[2002:7f00:1::]",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "[fe80::1]",
        "[fd00::1]",
        "[fec0::1]",
        "[ff02::1]",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "198.18.0.1"
      })
  void it_does_not_lead_into_our_network_in_any_notation(String host) {
    var strict = new Egress(vertx, false);

    for (var url :
        List.of("https://" + host + "/x", "https://" + host + ":" + canary.actualPort() + "/x")) {
      assertThatThrownBy(() -> get(strict, url)).as(url).isInstanceOf(Failure.Denied.class);
    }
    assertThat(heard).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://8.8.8.8/x",
        "ftp://8.8.8.8/x",
        "file:///etc/passwd",
        "https:///x",
        "https:x",
        "//8.8.8.8/x",
        "/x",
        "https://user:pass@8.8.8.8/x",
        "https://8.8.8.8:8443/x",
        "https://8.8.8.8:22/x"
      })
  void it_takes_https_at_its_own_port_only(String url) {
    assertThatThrownBy(() -> get(new Egress(vertx, false), url)).isInstanceOf(Failure.Denied.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "1.1.1.1",
        "100.63.255.255",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "192.167.1.1",
        "223.255.255.1",
        "2606:4700::1111",
        "2a00:1450::1"
      })
  void addresses_of_the_public_internet_are_public(String address) throws UnknownHostException {
    assertThat(Egress.isPublic(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.0.8",
        "192.0.2.1",
        "198.51.100.1",
        "203.0.113.1",
        "192.88.99.1",
        "2001::1",
        "2001:db8::1",
        "3fff::1",
        "2002:808:808::1",
        "64:ff9b::808:808",
        "2a00:1450::5efe:7f00:1",
        "2a00:1450::200:5efe:a00:1",
        "fc00::1",
        "100::1"
      })
  void addresses_for_special_purposes_are_not(String address) throws UnknownHostException {
    assertThat(Egress.isPublic(InetAddress.getByName(address))).isFalse();
  }

  @Test
  void a_name_with_one_address_in_our_network_is_refused() {
    var mixed = new Egress(
        vertx,
        new HttpClientOptions(),
        _ -> List.of(InetAddress.getByName("8.8.8.8"), InetAddress.getLoopbackAddress()),
        false);

    assertThatThrownBy(() -> get(mixed, "https://cdn.example/x"))
        .isInstanceOf(Failure.Denied.class);
  }

  @Test
  void a_name_that_is_not_known_or_has_no_address_is_refused() {
    var unknown = new Egress(
        vertx,
        new HttpClientOptions(),
        host -> {
          throw new UnknownHostException(host);
        },
        false);
    var empty = new Egress(vertx, new HttpClientOptions(), _ -> List.of(), false);

    assertThatThrownBy(() -> get(unknown, "https://cdn.example/x"))
        .isInstanceOf(Failure.Denied.class);
    assertThatThrownBy(() -> get(empty, "https://cdn.example/x"))
        .isInstanceOf(Failure.Denied.class);
  }

  /** The first answer is a harmless address that accepts nothing; any later one is the canary. */
  @Test
  void a_name_server_that_changes_its_mind_does_not_lead_to_the_canary() {
    var asked = new AtomicInteger();
    var rebinding = new Egress(
        vertx,
        new HttpClientOptions(),
        _ -> List.of(
            InetAddress.getAllByName(asked.getAndIncrement() == 0 ? "127.0.0.9" : "127.0.0.1")),
        true);

    assertThatThrownBy(() -> get(rebinding, "http://cdn.example:" + canary.actualPort() + "/x"))
        .isNotInstanceOf(Failure.Denied.class);

    assertThat(asked).hasValue(1);
    assertThat(heard).hasValue(0);
  }

  @Test
  void the_host_keeps_its_name_in_the_certificate_and_in_the_request() {
    var certificate = SelfSignedCertificate.create("cdn.example");
    var hosts = new CopyOnWriteArrayList<String>();
    var names = new CopyOnWriteArrayList<String>();
    HttpServer server = vertx
        .createHttpServer(new HttpServerOptions()
            .setSsl(true)
            .setSni(true)
            .setKeyCertOptions(certificate.keyCertOptions()))
        .requestHandler(request -> {
          hosts.add(request.authority().toString());
          names.add(String.valueOf(request.connection().indicatedServerName()));
          request.response().end("hello");
        })
        .listen(0, "127.0.0.1")
        .await();
    var trusting = new Egress(
        vertx,
        new HttpClientOptions().setTrustOptions(certificate.trustOptions()),
        _ -> List.of(InetAddress.getAllByName("127.0.0.1")),
        true);

    var url = "https://cdn.example:" + server.actualPort() + "/x?y=%20z";
    assertThat(get(trusting, url).statusCode()).isEqualTo(200);
    assertThat(hosts).containsExactly("cdn.example:" + server.actualPort());
    assertThat(names).containsExactly("cdn.example");
    assertThatThrownBy(() -> get(trusting, "https://other.example:" + server.actualPort() + "/x"))
        .isNotInstanceOf(Failure.class);
    assertThat(hosts).hasSize(1);
    server.close().await();
    certificate.delete();
  }

  @Test
  void slow_files_of_one_customer_do_not_delay_those_of_another_at_the_same_host() {
    try (var host =
        new RudePeer(request -> request.contains("/hang") ? Manner.SILENT : Manner.POLITE)) {
      var local = new Egress(vertx, true);
      var slow = IntStream.range(0, 50)
          .mapToObj(
              _ -> local.get(URI.create(host.url() + "/hang")).compose(request -> request.send()))
          .toList();
      eventually(() -> host.open() == 50);

      assertThat(get(local, host.url() + "/good").statusCode()).isEqualTo(200);

      assertThat(slow).noneMatch(Future::isComplete);
    }
  }

  private static HttpClientResponse get(Egress egress, String url) {
    return egress
        .get(URI.create(url))
        .compose(request -> request.send())
        .timeout(30, TimeUnit.SECONDS)
        .await();
  }
}
