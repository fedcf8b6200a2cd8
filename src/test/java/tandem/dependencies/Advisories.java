package tandem.dependencies;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.maven.artifact.versioning.ComparableVersion;
import tandem.document.Json;

/**
 * The advisories that are known, for the packages that they were looked up for.
 *
 * @param about where they come from, and how far the look-up went
 * @param asOf the day of the look-up
 * @param lookedUp {@code group:artifact} of each package that was looked up, with an advisory or
 *     without
 * @param notLookedUp those that the build uses and that could not be looked up
 */
record Advisories(
    String about,
    LocalDate asOf,
    Set<String> lookedUp,
    Set<String> notLookedUp,
    List<Advisory> advisories) {

  static final Path FILE = Path.of("src/test/resources/advisories/known.json");
  static final Path ACCEPTED = Path.of("src/test/resources/advisories/accepted.json");

  Advisories {
    var both = new TreeSet<>(lookedUp);
    both.retainAll(notLookedUp);
    if (!both.isEmpty()) {
      throw new IllegalArgumentException(both + " were looked up and were not");
    }
    var ids = new TreeSet<String>();
    for (var advisory : advisories) {
      if (!ids.add(advisory.id())) {
        throw new IllegalArgumentException(advisory.id() + " is listed twice");
      }
      if (!lookedUp.containsAll(advisory.packages())) {
        throw new IllegalArgumentException(
            advisory.id() + " is about " + advisory.packages() + ", not all of them looked up");
      }
    }
  }

  /** What was read about an advisory. */
  enum Basis {
    /** The record of the CVE or of GitHub's database, or a copy of it. */
    RECORD,
    /** The project's notes of the release that fixes it. */
    NOTES,
    /** Another text that gives the id, the package and the fixed version. */
    QUOTED,
    /** Nothing: somebody named the id and the fixed version, and no text about it was found. */
    NAMED
  }

  /**
   * One advisory.
   *
   * @param id that of the CVE, or of GitHub's database, or the release whose notes tell of faults
   *     without ids
   * @param source where it, or the record that was quoted, can be read
   */
  record Advisory(
      String id,
      URI source,
      Basis basis,
      String summary,
      Set<String> packages,
      List<Range> ranges) {

    Advisory {
      if (!"https".equals(source.getScheme()) || packages.isEmpty() || ranges.isEmpty()) {
        throw new IllegalArgumentException(
            id + " needs a source (https), a package and a range of versions");
      }
    }

    boolean concerns(Component component) {
      return packages.contains(component.name())
          && ranges.stream().anyMatch(range -> range.has(component.version()));
    }
  }

  /** Versions from {@code introduced} on, {@code fixed} excluded; in Maven's order. */
  record Range(String introduced, Optional<String> fixed) {

    Range {
      if (fixed
          .map(end -> new ComparableVersion(introduced).compareTo(new ComparableVersion(end)) >= 0)
          .orElse(false)) {
        throw new IllegalArgumentException(introduced + " is not before " + fixed.orElseThrow());
      }
    }

    boolean has(String version) {
      var asked = new ComparableVersion(version);
      return new ComparableVersion(introduced).compareTo(asked) <= 0
          && fixed.map(end -> asked.compareTo(new ComparableVersion(end)) < 0).orElse(true);
    }
  }

  /** A part of the build. */
  record Component(String group, String artifact, String version) {

    String name() {
      return group + ":" + artifact;
    }
  }

  /**
   * An advisory that was judged and is borne with.
   *
   * @param component {@code group:artifact:version}
   * @param on the day of the judgement
   */
  record Accepted(String id, String component, String reason, LocalDate on) {

    private static final Set<String> FIELDS = Set.of("id", "component", "reason", "on");
    private static final Pattern COMPONENT = Pattern.compile("[^:\\s]+:[^:\\s]+:[^:\\s]+");

    /** Reads an entry of the list; what is wrong is told with its place in the list. */
    static Accepted read(int number, JsonNode entry) {
      var id = entry.path("id").asText();
      var place = ACCEPTED.getFileName() + ", entry " + number + (id.isEmpty() ? "" : " " + id);
      entry
          .fieldNames()
          .forEachRemaining(field -> check(FIELDS.contains(field), place, field + " is unknown"));
      FIELDS.stream()
          .sorted()
          .forEach(field -> check(
              entry.path(field).isTextual() && !entry.path(field).asText().isBlank(),
              place,
              field + " must be a text that is not empty"));
      var component = entry.path("component").asText();
      check(
          COMPONENT.matcher(component).matches(),
          place,
          "component must be group:artifact:version, not " + component);
      return new Accepted(
          id,
          component,
          entry.path("reason").asText(),
          day(place, entry.path("on").asText()));
    }

    private static LocalDate day(String place, String text) {
      try {
        return LocalDate.parse(text);
      } catch (DateTimeParseException e) {
        throw new IllegalArgumentException(
            place + ": on must be a day like 2026-11-28, not " + text, e);
      }
    }

    private static void check(boolean holds, String place, String rule) {
      if (!holds) {
        throw new IllegalArgumentException(place + ": " + rule);
      }
    }
  }

  static Advisories read(Path file) throws IOException {
    return Json.read(Files.readString(file), Advisories.class);
  }

  /** Reads the accepted advisories; each needs an id, a component, a reason and a day. */
  static List<Accepted> accepted(Path file) throws IOException {
    var accepted = new ArrayList<Accepted>();
    for (var entry : Json.MAPPER.readTree(Files.readString(file))) {
      accepted.add(Accepted.read(accepted.size() + 1, entry));
    }
    return List.copyOf(accepted);
  }

  /** The parts of a CycloneDX bill of materials. */
  static List<Component> components(Path bill) throws IOException {
    var components = new ArrayList<Component>();
    for (var one : Json.MAPPER.readTree(Files.readString(bill)).path("components")) {
      components.add(new Component(
          one.path("group").asText(),
          one.path("name").asText(),
          one.path("version").asText()));
    }
    return components;
  }

  /** The parts about which nothing is known, because nobody could look them up. */
  List<String> unknown(List<Component> components) {
    return components.stream()
        .map(Component::name)
        .filter(notLookedUp::contains)
        .distinct()
        .sorted()
        .toList();
  }

  /** What is wrong with these parts, one sentence each. */
  List<String> faults(List<Component> components, List<Accepted> accepted) {
    var faults = new TreeSet<String>(Comparator.naturalOrder());
    for (var component : components) {
      if (!lookedUp.contains(component.name()) && !notLookedUp.contains(component.name())) {
        faults.add(component.name() + " is in no list of " + FILE
            + ": look its advisories up, or say that they were not");
      }
      advisories.stream()
          .filter(advisory -> advisory.concerns(component))
          .filter(advisory -> accepted.stream()
              .noneMatch(one -> one.id().equals(advisory.id())
                  && one.component().equals(component.name() + ":" + component.version())))
          .forEach(advisory -> faults.add(component.name() + ":" + component.version() + " has "
              + advisory.id() + ": " + advisory.summary() + " Take a newer version, or name it in "
              + ACCEPTED + " with a reason and a day"));
    }
    for (var one : accepted) {
      boolean needed = components.stream()
          .anyMatch(component ->
              one.component().equals(component.name() + ":" + component.version())
                  && advisories.stream()
                      .anyMatch(known -> known.id().equals(one.id()) && known.concerns(component)));
      if (!needed) {
        faults.add(ACCEPTED + " names " + one.id() + " of " + one.component()
            + ", which concerns nothing here: remove it");
      }
    }
    return List.copyOf(faults);
  }
}
