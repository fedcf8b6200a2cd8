package tandem;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The tables, views and functions that the SQL in a Java source names. It reads string literals and
 * text blocks; concatenated literals are one text, and expressions between them count as values. An
 * expression in the place of a table is {@link #UNREADABLE}.
 *
 * @param withNames the names of the queries of WITH
 */
record TableUse(Set<String> relations, Set<String> functions, Set<String> withNames) {

  /** The stand-in for a table whose name is not a literal. */
  static final String UNREADABLE = "(a name that is put together)";

  /** The stand-in for a part of a text that is not a literal. */
  private static final String VALUE = "?";

  private static final Pattern SQL =
      Pattern.compile("\\b(SELECT|INSERT|UPDATE|DELETE|FROM|JOIN|MERGE|TRUNCATE|USING)\\b"
          + "|(?i:^\\s*(select|insert\\s+into|update\\s+\\S+\\s+(\\w+\\s+)?set|delete\\s+from|with\\s+(recursive\\s+)?\\w+\\s*(\\([^)]*\\))?\\s*as"
          + "|merge\\s+into|truncate|lock\\s+table|copy|alter\\s+table|drop\\s+table)\\b)");

  /** The name of a part of a {@link tandem.storage.OneStatement}. */
  private static final Pattern PART = Pattern.compile("\\.with\\(\\s*\"(\\w+)\"");

  private static final Pattern TOKEN = Pattern.compile(
      "--[^\\n]*|/\\*.*?\\*/|'(?:[^']|'')*'|\\$\\$.*?\\$\\$|\"(?<quoted>[^\"]+)\""
          + "|(?<word>[A-Za-z_][A-Za-z0-9_]*)|(?<sign>[(),.?;])|%(?:[0-9]+\\$)?[a-z]|\\S",
      Pattern.DOTALL);

  private static final Set<String> STATEMENTS =
      Set.of("SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES", "MERGE", "TABLE");

  /** The words that end the list of a FROM. */
  private static final Set<String> ENDS = Set.of(
      "WHERE",
      "GROUP",
      "ORDER",
      "HAVING",
      "LIMIT",
      "OFFSET",
      "FETCH",
      "WINDOW",
      "UNION",
      "INTERSECT",
      "EXCEPT",
      "RETURNING",
      "SET",
      "SELECT",
      "VALUES",
      "FOR",
      "WHEN");

  /** Functions with FROM between their arguments. */
  private static final Set<String> WITH_FROM = Set.of("EXTRACT", "SUBSTRING", "TRIM", "OVERLAY");

  private static final Set<String> SKIPPED =
      Set.of("ONLY", "LATERAL", "IF", "EXISTS", "NOT", "TABLE", "CONCURRENTLY");

  /** One level of parentheses. */
  private static final class Level {
    private final boolean dividesByFrom;
    private boolean inFrom;

    Level(boolean dividesByFrom) {
      this.dividesByFrom = dividesByFrom;
    }
  }

  private record Token(String text, boolean word) {
    boolean is(String keyword) {
      return word && text.equalsIgnoreCase(keyword);
    }

    String upper() {
      return word ? text.toUpperCase(Locale.ROOT) : text;
    }
  }

  static TableUse of(String javaSource) {
    var texts =
        texts(javaSource).stream().filter(text -> SQL.matcher(text).find()).toList();
    var own = new TreeSet<String>(); // names of WITH, which other texts of the file may use
    texts.forEach(text -> collectOwnNames(tokens(text), own));
    PART.matcher(javaSource).results().forEach(part -> own.add(part.group(1)));
    var relations = new LinkedHashSet<String>();
    var functions = new LinkedHashSet<String>();
    texts.forEach(text -> collect(tokens(text), own, relations, functions));
    return new TableUse(relations, functions, own);
  }

  /** Collects the names of WITH queries; they do not hide a table of the same name. */
  private static void collectOwnNames(List<Token> tokens, Set<String> own) {
    for (int i = 0; i < tokens.size(); i++) {
      if (!tokens.get(i).is("AS")) {
        continue;
      }
      int open = i + 1;
      while (open < tokens.size()
          && (tokens.get(open).is("NOT") || tokens.get(open).is("MATERIALIZED"))) {
        open++;
      }
      if (open + 1 < tokens.size()
          && tokens.get(open).text().equals("(")
          && STATEMENTS.contains(tokens.get(open + 1).upper())) {
        int name = i - 1;
        if (name >= 0 && tokens.get(name).text().equals(")")) {
          while (name >= 0 && !tokens.get(name).text().equals("(")) {
            name--;
          }
          name--;
        }
        if (name >= 0 && tokens.get(name).word()) {
          own.add(tokens.get(name).text().toLowerCase(Locale.ROOT));
        }
      }
    }
  }

  private static void collect(
      List<Token> tokens, Set<String> own, Set<String> relations, Set<String> functions) {
    Deque<Level> levels = new ArrayDeque<>(List.of(new Level(false)));
    boolean expected = false;
    for (int i = 0; i < tokens.size(); i++) {
      var token = tokens.get(i);
      var before = i > 0 ? tokens.get(i - 1) : new Token("", false);
      var next = i + 1 < tokens.size() ? tokens.get(i + 1) : new Token("", false);
      var level = levels.element();
      if (token.text().equals("(")) {
        var inner = new Level(before.word() && WITH_FROM.contains(before.upper()));
        inner.inFrom = expected && !STATEMENTS.contains(next.upper());
        expected = inner.inFrom;
        levels.push(inner);
        continue;
      }
      if (token.text().equals(")")) {
        if (levels.size() > 1) {
          levels.pop();
        }
        expected = false;
        continue;
      }
      if (expected) {
        if (token.word() && SKIPPED.contains(token.upper())) {
          continue;
        }
        expected = false;
        if (token.text().equals(VALUE)) {
          relations.add(UNREADABLE);
          continue;
        }
        if (token.word() && !STATEMENTS.contains(token.upper())) {
          int last = i;
          while (last + 2 < tokens.size() && tokens.get(last + 1).text().equals(".")) {
            last += 2;
          }
          var name = tokens.get(last).text().toLowerCase(Locale.ROOT);
          boolean called = last + 1 < tokens.size()
              && tokens.get(last + 1).text().equals("(")
              && !before.is("INTO");
          if (called) {
            functions.add(name);
          } else if (last > i || !own.contains(name)) {
            relations.add(name);
          }
          i = last;
          continue;
        }
      }
      if (token.word() && next.text().equals("(")) {
        functions.add(token.text().toLowerCase(Locale.ROOT));
      }
      switch (token.upper()) {
        case "FROM" -> {
          if (!before.is("DISTINCT") && !level.dividesByFrom) {
            level.inFrom = true;
            expected = true;
          }
        }
        case "JOIN" -> {
          level.inFrom = true;
          expected = true;
        }
        case "USING" -> {
          level.inFrom = true;
          expected = !next.text().equals("(");
        }
        case "INTO", "TABLE", "TRUNCATE", "REFERENCES", "COPY" -> expected = true;
        case "UPDATE" ->
          expected = !before.is("DO") && !before.is("FOR") && !before.is("KEY") && !before.is("ON");
        case "," -> expected = level.inFrom;
        case ";" -> level.inFrom = false;
        default -> {
          if (token.word() && ENDS.contains(token.upper())) {
            level.inFrom = false;
          }
        }
      }
    }
    if (expected) {
      relations.add(UNREADABLE);
    }
  }

  private static List<Token> tokens(String sql) {
    var tokens = new ArrayList<Token>();
    var matcher = TOKEN.matcher(sql);
    while (matcher.find()) {
      if (matcher.group("quoted") != null) {
        tokens.add(new Token(matcher.group("quoted"), true));
      } else if (matcher.group("word") != null) {
        tokens.add(new Token(matcher.group("word"), true));
      } else if (matcher.group("sign") != null) {
        tokens.add(new Token(matcher.group("sign"), false));
      } else if (matcher.group().startsWith("%")) {
        tokens.add(new Token(VALUE, false));
      } else if (!matcher.group().startsWith("--") && !matcher.group().startsWith("/*")) {
        tokens.add(new Token("value", false));
      }
    }
    return tokens;
  }

  /** Returns the texts of a source; texts with a + between them are joined. */
  private static List<String> texts(String source) {
    var texts = new ArrayList<String>();
    var text = new StringBuilder();
    boolean open = false; // a literal has ended, and the next token may be a +
    boolean adding = false;
    int at = 0;
    while (at < source.length()) {
      char c = source.charAt(at);
      if (source.startsWith("//", at)) {
        at = end(source, "\n", at);
      } else if (source.startsWith("/*", at)) {
        at = end(source, "*/", at) + 2;
      } else if (c == '\'') {
        at = closing(source, at + 1, '\'') + 1;
        open = false;
      } else if (c == '"') {
        boolean block = source.startsWith("\"\"\"", at);
        int from = at + (block ? 3 : 1);
        int to = block ? blockEnd(source, from) : closing(source, from, '"');
        if (!open || !adding) {
          add(texts, text);
        }
        text.append(unescaped(source.substring(from, to)));
        at = to + (block ? 3 : 1);
        open = true;
        adding = false;
      } else {
        if (open && c == '+') {
          if (adding) {
            text.append(' ').append(VALUE).append(' ');
          }
          adding = true;
        } else if ((open && c == ';') || (c == ',' && !adding)) {
          if (open && adding) {
            text.append(' ').append(VALUE);
          }
          open = false;
          adding = false;
        }
        at++;
      }
    }
    add(texts, text);
    return texts;
  }

  private static void add(List<String> texts, StringBuilder text) {
    if (!text.isEmpty()) {
      texts.add(text.toString());
      text.setLength(0);
    }
  }

  private static int end(String source, String mark, int from) {
    int end = source.indexOf(mark, from);
    return end < 0 ? source.length() : end;
  }

  private static int closing(String source, int from, char quote) {
    int at = from;
    while (at < source.length() && source.charAt(at) != quote) {
      at += source.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at, source.length());
  }

  private static int blockEnd(String source, int from) {
    int at = from;
    while (at < source.length() && !source.startsWith("\"\"\"", at)) {
      at += source.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at, source.length());
  }

  private static String unescaped(String literal) {
    return literal
        .replace("\\\"", "\"")
        .replace("\\s", " ")
        .replace("\\n", "\n")
        .replace("\\t", " ")
        .replaceAll("\\\\\\R\\s*", "");
  }
}
