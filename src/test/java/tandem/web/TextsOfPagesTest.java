package tandem.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the code of a page says by name is among the texts that are loaded with that code. */
class TextsOfPagesTest {

  private static final Path SOURCES = Path.of("src/main/resources/web");

  private static final Pattern IMPORT =
      Pattern.compile("(?m)^(?:import|export) (?:[^;']*? from )?'([^']+)';$");
  private static final Pattern LATER = Pattern.compile("\\bimport\\('(\\.[^']+)'\\)");
  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*\\*.*?\\*/");
  private static final Pattern SAID = Pattern.compile("\\b(t|rich|count)\\(\\s*'([\\w.-]+)'");
  private static final Pattern ENTRY = Pattern.compile("(?m)^ +'([\\w.-]+)':");

  @ParameterizedTest
  @ValueSource(strings = {"agent", "wall", "home", "login", "docs", "admin", "demo"})
  void a_page_and_each_of_its_later_parts_has_the_texts_that_it_names(String page) {
    var first = together(SOURCES.resolve("pages/" + page + ".js"));
    var known = texts(first);
    assertThat(said(first)).as("%s", page).isSubsetOf(known);

    Deque<Path> later = new ArrayDeque<>(later(first));
    Set<Path> seen = new HashSet<>();
    while (!later.isEmpty()) {
      var part = later.poll();
      if (seen.add(part)) {
        var files = together(part);
        var has = new TreeSet<>(known);
        has.addAll(texts(files));
        files.removeAll(first);
        assertThat(said(files)).as("%s, later %s", page, part).isSubsetOf(has);
        later.addAll(later(files));
      }
    }
  }

  /** A module and all that it imports at once. */
  private static Set<Path> together(Path module) {
    Deque<Path> open = new ArrayDeque<>(Set.of(module));
    Set<Path> files = new HashSet<>();
    while (!open.isEmpty()) {
      var file = open.poll();
      if (files.add(file)) {
        IMPORT.matcher(code(file)).results().map(found -> found.group(1)).forEach(name -> {
          if (name.startsWith("texts/")) {
            open.add(SOURCES.resolve("i18n/en").resolve(name.substring("texts/".length())));
          } else if (name.startsWith(".") && name.endsWith(".js")) {
            open.add(file.resolveSibling(name).normalize());
          }
        });
      }
    }
    return files;
  }

  private static Set<Path> later(Set<Path> files) {
    return files.stream()
        .flatMap(file -> LATER
            .matcher(code(file))
            .results()
            .map(found -> file.resolveSibling(found.group(1)).normalize()))
        .collect(Collectors.toSet());
  }

  private static Set<String> texts(Set<Path> files) {
    return files.stream()
        .filter(file -> file.startsWith(SOURCES.resolve("i18n")))
        .flatMap(file -> ENTRY.matcher(code(file)).results())
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> said(Set<Path> files) {
    return files.stream()
        .filter(file -> !file.startsWith(SOURCES.resolve("i18n")))
        .flatMap(file -> SAID.matcher(code(file)).results())
        .map(found -> found.group(1).equals("count") ? found.group(2) + ".other" : found.group(2))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String code(Path file) {
    try {
      return COMMENT.matcher(Files.readString(file)).replaceAll("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
