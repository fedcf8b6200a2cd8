package tandem;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The reading of the string literals and text blocks of a Java source. Literals with a + between
 * them are one text. Every other operand, one in parentheses too, is a {@link #VALUE} in the text;
 * literals in it are texts of their own.
 */
final class SourceTexts {

  /** The stand-in for a part of a text that is not a literal. */
  static final String VALUE = "\u0001";

  /** The methods that change the words of a text. */
  private static final Set<String> CHANGING = Set.of(
      "charAt",
      "chars",
      "concat",
      "repeat",
      "replace",
      "replaceAll",
      "replaceFirst",
      "split",
      "subSequence",
      "substring",
      "toCharArray",
      "transform");

  private static final Pattern UNICODE =
      Pattern.compile("(?<=(?<!\\\\)(?:\\\\\\\\){0,20})\\\\u+([0-9a-fA-F]{4})");

  /** A method of what ends before it. */
  private static final Pattern METHOD =
      Pattern.compile("(?:\\s|//[^\\n]*|/\\*(?s:.*?)\\*/)*\\.\\s*(\\w+)\\s*\\(");

  /** The words before a parenthesis that groups. */
  private static final Set<String> BEFORE_GROUP = Set.of("return", "yield", "case", "throw");

  /**
   * A text of a source.
   *
   * @param name the variable that gets it, or empty
   * @param altered a method may change its words
   */
  record SourceText(String sql, String name, boolean altered) {}

  private final String source;
  private final List<SourceText> found = new ArrayList<>();
  private int at;

  private SourceTexts(String source) {
    this.source = source;
  }

  static List<SourceText> of(String javaSource) {
    var plain = UNICODE
        .matcher(javaSource)
        .replaceAll(escape ->
            Matcher.quoteReplacement(Character.toString(Integer.parseInt(escape.group(1), 16))));
    var texts = new SourceTexts(plain);
    while (texts.at < plain.length()) {
      texts.level();
    }
    return texts.found.stream()
        .map(text ->
            new SourceText(text.sql(), text.name(), text.altered() || alters(plain, text.name())))
        .toList();
  }

  private static boolean alters(String source, String name) {
    return !name.isEmpty()
        && Pattern.compile("\\b" + name + "\\s*\\.\\s*(\\w+)\\s*\\(")
            .matcher(source)
            .results()
            .anyMatch(method -> CHANGING.contains(method.group(1)));
  }

  /** Reads up to the bracket that closes this level. */
  private void level() {
    StringBuilder text = null; // the operands up to here
    boolean adding = false; // a + has come, and its operand has not
    boolean altered = false;
    var name = ""; // the variable of an assignment
    var word = ""; // the last token, if it was a word
    var assigned = "";
    while (at < source.length()) {
      char c = source.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
        continue;
      }
      if (source.startsWith("//", at)) {
        at = end("\n", at);
        continue;
      }
      if (source.startsWith("/*", at)) {
        at = end("*/", at + 2) + 2;
        continue;
      }
      if (c == '"' || c == '\'') {
        var literal = literal();
        boolean changed = changed();
        if (text != null && adding) {
          if (changed) {
            text.append(VALUE);
            found.add(new SourceText(literal, "", true));
          } else {
            text.append(literal);
          }
        } else if (c == '"') {
          add(text, name, altered, false);
          text = new StringBuilder(literal);
          altered = changed;
          name = assigned;
        }
        adding = false;
        word = "\"";
        assigned = "";
        continue;
      }
      if (Character.isJavaIdentifierPart(c)) {
        int from = at;
        while (at < source.length() && Character.isJavaIdentifierPart(source.charAt(at))) {
          at++;
        }
        if (text != null && adding) {
          text.append(VALUE);
          adding = false;
        }
        word = source.substring(from, at);
        assigned = "";
        continue;
      }
      at++;
      switch (c) {
        case '(', '[', '{' -> {
          boolean group = c == '(' && (word.isEmpty() || BEFORE_GROUP.contains(word));
          if (text != null && adding) {
            text.append(VALUE);
            adding = false;
          }
          if (c == '{') {
            add(text, name, altered, adding);
            text = null;
          }
          int before = found.size();
          level();
          if (group && changed()) {
            found.replaceAll(one ->
                found.indexOf(one) < before ? one : new SourceText(one.sql(), one.name(), true));
          }
          word = c == '{' ? "" : ")";
        }
        case ')', ']', '}' -> {
          add(text, name, altered, adding);
          return;
        }
        case '+' -> {
          if (at < source.length() && source.charAt(at) == '=') {
            add(text, name, altered, adding);
            text = null;
            at++;
          } else {
            adding = text != null;
          }
          word = "";
        }
        case ';', ',', '?', ':', '=', '-', '&', '|', '!' -> {
          add(text, name, altered, adding);
          text = null;
          adding = false;
          assigned = c == '=' ? word : "";
          word = "";
        }
        default -> word = "";
      }
    }
    add(text, name, altered, adding);
  }

  private void add(StringBuilder text, String name, boolean altered, boolean adding) {
    if (text != null) {
      found.add(new SourceText(adding ? text + VALUE : text.toString(), name, altered));
    }
  }

  /** Tells whether a method that changes words follows, perhaps after others. */
  private boolean changed() {
    var method = METHOD.matcher(source);
    int from = at;
    while (method.region(from, source.length()).lookingAt()) {
      if (CHANGING.contains(method.group(1))) {
        return true;
      }
      var arguments = new SourceTexts(source);
      arguments.at = method.end();
      arguments.level();
      from = arguments.at;
    }
    return false;
  }

  /** Reads a string, a text block or a character. */
  private String literal() {
    boolean block = source.startsWith("\"\"\"", at);
    var quote = block ? "\"\"\"" : source.substring(at, at + 1);
    int from = at + quote.length();
    int to = from;
    while (to < source.length() && !source.startsWith(quote, to)) {
      to += source.charAt(to) == '\\' ? 2 : 1;
    }
    to = Math.min(to, source.length());
    at = Math.min(to + quote.length(), source.length());
    return source.substring(from, to).translateEscapes();
  }

  private int end(String mark, int from) {
    int end = source.indexOf(mark, from);
    return end < 0 ? source.length() : end;
  }
}
