package tandem.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import tandem.base.Channel;
import tandem.base.Failure;

class DocumentReaderTest {

  private record Http(String host, int port) {}

  private record Toy(
      Http http, List<String> names, Map<String, Integer> skills, Channel channel, Duration ring) {}

  private static Toy toy(DocumentReader in) {
    return new Toy(
        in.object(
            "http",
            http -> new Http(
                http.value("host", Kind.text(1, 100), "127.0.0.1"),
                http.value("port", Kind.whole(0, 65535), 8080))),
        in.list("people", 3, person -> person.required("name", Kind.text(1, 20))),
        in.map("skills", 5, Kind.text(1, 20), Kind.whole(1, 10)),
        in.value("channel", Kind.oneOf(Channel.class), Channel.CALL),
        in.value(
            "ring",
            Kind.seconds(Duration.ofMillis(1), Duration.ofHours(1)),
            Duration.ofSeconds(20)));
  }

  private static Toy read(String text) {
    return DocumentReader.read("toy.yaml", text, DocumentReaderTest::toy);
  }

  private static List<String> errors(String text) {
    return errors(text, DocumentReaderTest::toy);
  }

  private static List<String> errors(String text, Function<DocumentReader, ?> shape) {
    try {
      DocumentReader.read("toy.yaml", text, shape);
      return List.of();
    } catch (Failure.Invalid e) {
      return e.errors();
    }
  }

  @Test
  void yaml_and_json_say_the_same() {
    var expected = new Toy(
        new Http("::1", 80),
        List.of("Ana", "Ben"),
        Map.of("shipping", 3),
        Channel.CHAT,
        Duration.ofMillis(150));

    assertThat(read("""
        # a remark
        http:
          host: "::1"
          port: 80
        people:
          - name: Ana
          - {name: Ben}
        skills: {shipping: 3}
        channel: chat
        ring: 0.15
        """)).isEqualTo(expected);
    assertThat(read("""
        {"http": {"host": "::1", "port": 80}, "people": [{"name": "Ana"}, {"name": "Ben"}],
         "skills": {"shipping": 3}, "channel": "chat", "ring": 0.15}
        """)).isEqualTo(expected);
  }

  @Test
  void an_empty_document_is_all_defaults() {
    var defaults = new Toy(
        new Http("127.0.0.1", 8080), List.of(), Map.of(), Channel.CALL, Duration.ofSeconds(20));

    assertThat(read("")).isEqualTo(defaults);
    assertThat(read("# only a remark\n")).isEqualTo(defaults);
    assertThat(read("{}")).isEqualTo(defaults);
    assertThat(read("---\n")).isEqualTo(defaults);
  }

  @Test
  void all_errors_are_reported_at_once_each_with_its_line() {
    assertThat(errors("""
        http:
          host: 7
          port: abc
        people:
          - nmae: Ana
          - name:
        skills: {shipping: 11, returns: true}
        channel: fax
        ring: 1e9
        colour: red
        """))
        .containsExactly(
            "toy.yaml:2: http.host: must be text of 1 to 100 characters on one line, not 7",
            "toy.yaml:3: http.port: must be a whole number from 0 to 65535, not \"abc\"",
            "toy.yaml:5: people[0]: name is missing: must be text of 1 to 20 characters on one line",
            "toy.yaml:5: people[0].nmae: is not a key here; did you mean \"name\"? (allowed: name)",
            "toy.yaml:6: people[1].name: must be text of 1 to 20 characters on one line, not nothing",
            "toy.yaml:7: skills.shipping: must be a whole number from 1 to 10, not 11",
            "toy.yaml:7: skills.returns: must be a whole number from 1 to 10, not true",
            "toy.yaml:8: channel: must be one of call, chat, message, email, not \"fax\"",
            "toy.yaml:9: ring: must be a number of seconds from 0.001 to 3600, not 1e9",
            "toy.yaml:10: colour: is not a key here"
                + " (allowed: http, people, skills, channel, ring)");
  }

  @Test
  void json_errors_name_the_line_too() {
    assertThat(errors("{\n \"http\": {\n  \"prot\": 1, \"port\": \"80\"}}"))
        .containsExactly(
            "toy.yaml:3: http.port: must be a whole number from 0 to 65535, not \"80\"",
            "toy.yaml:3: http.prot: is not a key here; did you mean \"port\"? (allowed: host, port)");
  }

  @Test
  void a_request_body_has_lines_and_no_file() {
    assertThatThrownBy(() -> DocumentReader.read("", "http:\n  port: -1", DocumentReaderTest::toy))
        .hasMessage("line 2: http.port: must be a whole number from 0 to 65535, not -1");
  }

  @Test
  void a_key_given_twice_is_an_error_that_names_both_lines() {
    assertThat(errors("channel: call\nring: 2\nchannel: chat\n"))
        .containsExactly("toy.yaml:3: channel: is given twice: first in line 1");
    assertThat(errors("{\"ring\": 2,\n\"ring\": 2}"))
        .containsExactly("toy.yaml:2: ring: is given twice: first in line 1");
  }

  @Test
  void wrong_shapes_are_named() {
    assertThat(errors("http: 7\npeople: {a: 1}\nskills: [1]\n"))
        .containsExactly(
            "toy.yaml:1: http: must be an object: keys with values",
            "toy.yaml:2: people: must be a list",
            "toy.yaml:3: skills: must be an object: keys with values");
    assertThat(errors("- a\n")).containsExactly("toy.yaml:1: must be an object: keys with values");
    assertThat(errors("people: [{name: a}, {name: b}, {name: c}, {name: d}]"))
        .containsExactly("toy.yaml:1: people: must have at most 3 items, not 4");
  }

  @Test
  void malformed_text_names_line_and_column() {
    assertThat(errors("http:\n  host: \"abc\n"))
        .singleElement()
        .asString()
        .startsWith("toy.yaml:3:1: cannot be read as YAML: found unexpected end of stream");
    assertThat(errors("http:\n\tport: 1\n"))
        .containsExactly("toy.yaml:2:1: a tab may not indent or begin a value: use spaces");
    assertThat(errors("{\"http\": {\"port\": 1}"))
        .singleElement()
        .asString()
        .startsWith("toy.yaml:1:");
    assertThat(errors("{} {}"))
        .containsExactly("toy.yaml:1: must be one document: nothing may follow it");
    assertThat(errors("ring: 1\n---\nring: 2\n"))
        .containsExactly("toy.yaml:3: must be one document: nothing may follow it");
  }

  @Test
  void anchors_aliases_and_tags_are_refused() {
    assertThat(errors("http: &a {port: 1}\n"))
        .singleElement()
        .asString()
        .contains("anchors and aliases");
    assertThat(errors("http: &a {port: 1}\npeople: *a\n")).hasSize(3);
    assertThat(errors("channel: !!java.net.URL [\"http://example.com\"]\n"))
        .anySatisfy(error -> assertThat(error).startsWith("toy.yaml:1: channel: tags (!)"));
  }

  @Test
  void a_bomb_of_aliases_costs_nothing() {
    var bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 50; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }

    assertThat(errors(bomb.toString()))
        .hasSize(DocumentErrors.ERRORS_MAX + 1)
        .last()
        .asString()
        .contains("more errors");
  }

  @Test
  void depth_and_length_have_limits() {
    assertThat(errors("[".repeat(DocumentParser.DEPTH_MAX + 1)))
        .containsExactly("toy.yaml:1: " + "[0]".repeat(DocumentParser.DEPTH_MAX)
            + ": must lie at most 20 levels deep");
    assertThat(errors("a:\n" + "- ".repeat(100_000))).hasSize(1);
    assertThat(errors("[".repeat(100_000))).hasSize(1);
    assertThat(errors("x".repeat(DocumentParser.LENGTH_MAX + 1)))
        .containsExactly("toy.yaml: must be at most 4000000 characters long, not 4000001");
    assertThat(errors("[" + "1,".repeat(DocumentParser.NODES_MAX) + "1]"))
        .containsExactly("toy.yaml:1: [399999]: the document must have at most 400000 values");
  }

  @Test
  void numbers_are_plain_decimals() {
    for (var odd : List.of("0x10", "1_0", "010", ".inf", "1:30", "1e999999999", "9".repeat(2000))) {
      assertThat(errors("ring: " + odd + "\n"))
          .as(odd)
          .singleElement()
          .asString()
          .contains("must be a number of seconds from 0.001 to 3600, not \"");
    }
    assertThat(read("ring: 5e-1").ring()).isEqualTo(Duration.ofMillis(500));
    assertThat(read("ring: 0.0083333333").ring()).isEqualTo(Duration.ofNanos(8_333_000));
  }

  @Test
  void yes_is_not_true() {
    assertThat(errors("on: yes", in -> in.value("on", Kind.bool(), false)))
        .containsExactly("toy.yaml:1: on: must be true or false, not \"yes\"");
  }

  @Test
  void an_error_about_a_secret_does_not_tell_it() {
    assertThat(errors("key: hunter2", in -> in.value("key", Kind.text(40, 50).secret(), "")))
        .containsExactly("toy.yaml:1: key: must be text of 40 to 50 characters on one line");
  }

  @Test
  void bytes_that_are_no_utf8_name_their_line() {
    assertThat(DocumentReader.utf8("f", "\uFEFFring: 1".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("ring: 1");
    assertThatThrownBy(() -> DocumentReader.utf8("f", new byte[] {'a', '\n', (byte) 0xff, 'b'}))
        .hasMessage("f:2: is not UTF-8 text");
  }

  @Test
  void no_garbage_does_anything_but_fail_as_invalid() {
    var seed =
        "http:\n  host: \"a\"\n  port: 80\npeople:\n  - {name: Ana}\nskills: {a: 1}\nring: 0.5 # x\n";
    var noise = "{}[]:,-?&*!|>'\"%@`#\t\n \\x0~<é\u0000\uD83D";
    var random = new Random(7);
    for (int round = 0; round < 5_000; round++) {
      var text = new StringBuilder(seed);
      for (int edits = random.nextInt(6); edits >= 0; edits--) {
        int at = random.nextInt(text.length());
        char c = noise.charAt(random.nextInt(noise.length()));
        switch (random.nextInt(3)) {
          case 0 -> text.setCharAt(at, c);
          case 1 -> text.insert(at, c);
          default -> text.deleteCharAt(at);
        }
      }
      try {
        read(text.toString());
      } catch (Failure.Invalid expected) {
        assertThat(expected.errors())
            .isNotEmpty()
            .allSatisfy(e -> assertThat(e).startsWith("toy.yaml"));
      } catch (RuntimeException e) {
        throw new AssertionError("for " + text, e);
      }
    }
  }
}
