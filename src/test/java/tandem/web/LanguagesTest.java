package tandem.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every language has the texts of English: the same parts, keys and holes. */
class LanguagesTest {

  private static final Path SOURCES = Path.of("src/main/resources/web");
  private static final Path FOLDER = SOURCES.resolve("i18n");

  private static final Pattern BODY =
      Pattern.compile("(?s)// @ts-check\n/\\*\\*.*?\\*/\nexport const (\\w+) = \\{\n(.*)\n};\n");
  private static final Pattern COMMENT = Pattern.compile("(?m)^ *//.*$");
  private static final Pattern ENTRY =
      Pattern.compile("\\G\\s*'([\\w.-]+)': ('(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\"),");
  private static final Pattern HOLE = Pattern.compile("\\{(\\w+)}");
  private static final Pattern WORD = Pattern.compile("\\p{L}{3,}");
  private static final Pattern UNICODE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");

  /** The forms of a count that each language has (CLDR); Spanish has another for millions. */
  private static final Map<Language, Set<String>> PLURALS = Map.of(
      Language.ENGLISH, Set.of("one", "other"),
      Language.GERMAN, Set.of("one", "other"),
      Language.DUTCH, Set.of("one", "other"),
      Language.SPANISH, Set.of("one", "other"),
      Language.ARABIC, Set.of("zero", "one", "two", "few", "many", "other"));

  /** What is the same in other languages: names, and words that they share with English. */
  private static final Set<String> SHARED = Set.of(
      "API",
      "Aband.",
      "Accounts",
      "Administrator",
      "Agent",
      "Agents",
      "Bcc",
      "Blenders",
      "Body",
      "Chat",
      "Chats {n}",
      "Contact",
      "Demo",
      "Live",
      "Maria’s mailbox",
      "Name",
      "Offline",
      "Open",
      "Ovens",
      "Parameters",
      "SL 30 min",
      "Schemas",
      "Shop",
      "Status {0}",
      "Supervisor",
      "Tandem",
      "Text",
      "UUID",
      "Wallboard",
      "WebSocket",
      "bytes",
      "object",
      "open: {hole}",
      "team",
      "wallboard",
      "{n} bytes",
      "{n} contact",
      "{n} offline",
      "{what} · API · Tandem");

  /** The texts of a part: its name in the module, and every text by its key. */
  private record Part(String name, Map<String, String> texts) {}

  @ParameterizedTest
  @EnumSource(value = Language.class, names = "ENGLISH", mode = EnumSource.Mode.EXCLUDE)
  void a_language_has_every_text_of_english_and_no_other(Language language) {
    var english = parts(Language.ENGLISH);
    var parts = parts(language);

    assertThat(parts.keySet()).isEqualTo(english.keySet());
    english.forEach((file, part) -> {
      assertThat(parts.get(file).name()).as(file).isEqualTo(part.name());
      assertThat(parts.get(file).texts().keySet())
          .as(file)
          .isEqualTo(keys(part.texts().keySet(), language));
    });
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void a_text_says_something_and_has_the_holes_of_the_english_one(Language language) {
    var english = texts(Language.ENGLISH);
    texts(language).forEach((key, text) -> {
      var counted = counted(key, english.keySet());
      var model = english.get(counted ? stem(key) + ".other" : key);
      assertThat(text).as(key).isNotBlank();
      assertThat(edges(text)).as("spaces around " + key).isEqualTo(edges(model));
      var holes = holes(text);
      var expected = holes(model);
      if (counted && !key.endsWith(".other")) {
        // "one contact" needs no number
        holes.remove("n");
        expected.remove("n");
      }
      assertThat(holes).as(key).isEqualTo(expected);
    });
  }

  @ParameterizedTest
  @EnumSource(value = Language.class, names = "ENGLISH", mode = EnumSource.Mode.EXCLUDE)
  void no_text_is_left_in_english(Language language) {
    var english = texts(Language.ENGLISH);
    var left = texts(language).entrySet().stream()
        .filter(text -> text.getValue().equals(english.get(text.getKey())))
        .filter(
            text -> WORD.matcher(HOLE.matcher(text.getValue()).replaceAll("")).find())
        .map(Map.Entry::getValue)
        .collect(Collectors.toCollection(TreeSet::new));
    left.removeAll(SHARED);

    assertThat(left).isEmpty();
  }

  @Test
  void the_menu_offers_the_languages_of_the_server_each_with_its_own_name() throws IOException {
    var menu = Files.readString(SOURCES.resolve("components/language.js"));
    var offered = Pattern.compile("\\['(\\w\\w)', '([^']+)'\\]")
        .matcher(menu)
        .results()
        .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));

    assertThat(offered)
        .isEqualTo(Stream.of(Language.values())
            .collect(Collectors.toMap(Language::tag, Language::ownName)));
    try (var folders = Files.list(FOLDER)) {
      assertThat(folders.map(folder -> folder.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(offered.keySet());
    }
  }

  /** The keys of a language: a count has as many forms as the language needs. */
  private static Set<String> keys(Set<String> english, Language language) {
    return english.stream()
        .flatMap(key -> counted(key, english)
            ? PLURALS.get(language).stream().map(form -> stem(key) + '.' + form)
            : Stream.of(key))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether a key is a form of a count: English has one of one, and one of others. */
  private static boolean counted(String key, Set<String> english) {
    return english.contains(stem(key) + ".one")
        && english.contains(stem(key) + ".other")
        && PLURALS.get(Language.ARABIC).contains(key.substring(key.lastIndexOf('.') + 1));
  }

  private static String stem(String key) {
    return key.contains(".") ? key.substring(0, key.lastIndexOf('.')) : key;
  }

  private static Set<String> holes(String text) {
    return HOLE.matcher(text)
        .results()
        .map((MatchResult hole) -> hole.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether a text begins and ends with a space. */
  private static List<Boolean> edges(String text) {
    return List.of(text.startsWith(" "), text.endsWith(" "));
  }

  private static Map<String, String> texts(Language language) {
    var all = new TreeMap<String, String>();
    parts(language)
        .forEach(
            (file, part) -> part.texts().forEach((key, text) -> all.put(file + ' ' + key, text)));
    return all;
  }

  /** The parts of a language by the names of their files. */
  private static Map<String, Part> parts(Language language) {
    try (var files = Files.list(FOLDER.resolve(language.tag()))) {
      var parts = new TreeMap<String, Part>();
      for (var file : files.toList()) {
        var name = file.getFileName().toString();
        parts.put(name, name.endsWith(".js") ? read(file) : properties(file));
      }
      return parts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Part read(Path file) throws IOException {
    var module = BODY.matcher(Files.readString(file));
    assertThat(module.matches()).as(file + " is one object of texts").isTrue();
    var body = COMMENT.matcher(module.group(2)).replaceAll("");
    var texts = new TreeMap<String, String>();
    var entry = ENTRY.matcher(body);
    int end = 0;
    while (entry.find()) {
      var literal = entry.group(2);
      assertThat(texts.put(entry.group(1), unescaped(literal.substring(1, literal.length() - 1))))
          .as("a second " + entry.group(1))
          .isNull();
      end = entry.end();
    }
    assertThat(body.substring(end)).as(file + " after its last text").isBlank();
    return new Part(module.group(1), texts);
  }

  private static String unescaped(String literal) {
    return UNICODE
        .matcher(literal)
        .replaceAll(escape -> Character.toString(Integer.parseInt(escape.group(1), 16)))
        .translateEscapes();
  }

  private static Part properties(Path file) throws IOException {
    var texts = new TreeMap<String, String>();
    Files.readAllLines(file).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split("=", 2))
        .forEach(text -> texts.put(text[0], text[1]));
    return new Part("", texts);
  }
}
