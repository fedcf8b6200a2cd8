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
 * The tables, views and functions that the SQL in a Java source names. {@link SourceTexts} reads
 * the texts. A table whose name cannot be read is {@link #UNREADABLE}.
 *
 * @param withNames the names of the queries of WITH
 */
record TableUse(Set<String> relations, Set<String> functions, Set<String> withNames) {

  /** The stand-in for a table whose name is not a literal. */
  static final String UNREADABLE = "(a name that is put together)";

  private static final Pattern SQL = Pattern.compile(
      "\\b(SELECT|INSERT|UPDATE|DELETE|FROM|JOIN|MERGE|TRUNCATE|USING|LOCK|COPY|TABLE|EXECUTE)\\b"
          + "|(?i:^\\s*(select|insert\\s+into|update\\s+\\S+\\s+(\\w+\\s+)?set|delete\\s+from|with\\s+(recursive\\s+)?\\w+\\s*(\\([^)]*\\))?\\s*as"
          + "|merge\\s+into|truncate|(?:lock|table)\\s+\\S|copy|alter\\s+table|drop\\s+table|do\\s+\\$)\\b)");

  /** The name of a part of a {@link tandem.storage.OneStatement}. */
  private static final Pattern PART = Pattern.compile("\\.with\\(\\s*\"(\\w+)\"");

  private static final Pattern TOKEN = Pattern.compile(
      "--[^\\n]*|/\\*.*?\\*/|(?<text>[eE]'(?:[^'\\\\]|\\\\.|'')*'|'(?:[^']|'')*')|\"(?<quoted>(?:[^\"]|\"\")+)\""
          + "|(?<word>[\\p{L}_][\\p{L}0-9_$]*)|(?<sign>\\S)",
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

  /** PostgreSQL's functions that may stand in the place of a table; they read none. */
  private static final Set<String> TABLE_FUNCTIONS = Set.of(
      "unnest",
      "generate_series",
      "jsonb_array_elements",
      "jsonb_array_elements_text",
      "jsonb_each",
      "jsonb_each_text",
      "jsonb_object_keys",
      "jsonb_to_record",
      "jsonb_to_recordset",
      "jsonb_populate_recordset",
      "regexp_split_to_table",
      "string_to_table");

  private static final Set<String> SKIPPED =
      Set.of("ONLY", "LATERAL", "IF", "EXISTS", "NOT", "TABLE", "CONCURRENTLY");

  /** One level of parentheses. */
  private static final class Level {
    private final boolean dividesByFrom;

    /** A comma is followed by a further table. */
    private boolean inFrom;

    /** The next USING names columns. */
    private boolean joined;

    Level(boolean dividesByFrom) {
      this.dividesByFrom = dividesByFrom;
    }
  }

  private enum Kind {
    WORD,
    QUOTED,
    SIGN
  }

  /** @param joined nothing is between this token and the one before */
  private record Token(String text, Kind kind, boolean joined) {
    static final Token NONE = new Token("", Kind.SIGN, false);

    boolean is(String keyword) {
      return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }

    boolean isOneOf(Set<String> keywords) {
      return kind == Kind.WORD && keywords.contains(upper());
    }

    boolean name() {
      return kind != Kind.SIGN;
    }

    String upper() {
      return kind == Kind.WORD ? text.toUpperCase(Locale.ROOT) : text;
    }

    String lower() {
      return text.toLowerCase(Locale.ROOT);
    }

    boolean sign(String sign) {
      return kind == Kind.SIGN && text.equals(sign);
    }
  }

  static TableUse of(String javaSource) {
    var texts = SourceTexts.of(javaSource).stream()
        .filter(text -> SQL.matcher(text.sql()).find())
        .toList();
    var own = new TreeSet<String>(); // names of WITH, which other texts of the file may use
    texts.forEach(text -> collectOwnNames(tokens(text.sql()), own));
    PART.matcher(javaSource).results().forEach(part -> own.add(part.group(1)));
    var relations = new LinkedHashSet<String>();
    var functions = new LinkedHashSet<String>();
    for (var text : texts) {
      if (text.altered()) {
        relations.add(UNREADABLE);
      }
      new Reading(tokens(text.sql()), own, relations, functions).collect();
    }
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
          && tokens.get(open).sign("(")
          && tokens.get(open + 1).isOneOf(STATEMENTS)) {
        int name = i - 1;
        if (name >= 0 && tokens.get(name).sign(")")) {
          while (name >= 0 && !tokens.get(name).sign("(")) {
            name--;
          }
          name--;
        }
        if (name >= 0 && tokens.get(name).name()) {
          own.add(tokens.get(name).lower());
        }
      }
    }
  }

  /** The reading of one text. */
  private static final class Reading {
    private final List<Token> tokens;
    private final Set<String> own;
    private final Set<String> relations;
    private final Set<String> functions;
    private final Deque<Level> levels = new ArrayDeque<>(List.of(new Level(false)));
    private int at;

    /** The next token is a table, or what stands in the place of one. */
    private boolean expected;

    /** That may be a function. */
    private boolean callable;

    /** FROM names a file. */
    private boolean copying;

    Reading(List<Token> tokens, Set<String> own, Set<String> relations, Set<String> functions) {
      this.tokens = tokens;
      this.own = own;
      this.relations = relations;
      this.functions = functions;
    }

    private Token token(int index) {
      return index >= 0 && index < tokens.size() ? tokens.get(index) : Token.NONE;
    }

    void collect() {
      for (at = 0; at < tokens.size(); at++) {
        var token = token(at);
        if (token.sign("(")) {
          open();
        } else if (token.sign(")")) {
          close();
        } else if (expected) {
          table(token);
        } else {
          word(token);
        }
      }
      if (expected) {
        relations.add(UNREADABLE);
      }
    }

    private void open() {
      var inner = new Level(token(at - 1).isOneOf(WITH_FROM));
      inner.inFrom = expected && !token(at + 1).isOneOf(STATEMENTS);
      expected = inner.inFrom;
      levels.push(inner);
    }

    private void close() {
      if (expected) {
        relations.add(UNREADABLE);
      }
      if (levels.size() > 1) {
        levels.pop();
      }
      expected = false;
    }

    private void table(Token first) {
      if (first.isOneOf(SKIPPED)) {
        return;
      }
      expected = false;
      if (!first.name()) {
        relations.add(UNREADABLE);
        return;
      }
      if (first.isOneOf(STATEMENTS) || first.isOneOf(ENDS)) {
        word(first);
        return;
      }
      int last = at;
      while (token(last + 1).sign(".") && token(last + 2).name()) {
        last += 2;
      }
      var name = token(last).lower();
      var next = token(last + 1);
      if (next.sign(".") || (next.joined() && !endsName(next))) {
        relations.add(UNREADABLE);
      } else if (callable && next.sign("(")) {
        functions.add(name);
        if (!TABLE_FUNCTIONS.contains(name)) {
          relations.add(name + "()");
        }
      } else if (last > at || !own.contains(name)) {
        relations.add(name);
      }
      at = last;
      int alias = token(at + 1).is("AS") ? at + 2 : at + 1;
      boolean aliased = token(alias).name() && !token(alias).isOneOf(ENDS);
      if (token(aliased ? alias + 1 : at + 1).sign(SourceTexts.VALUE)) {
        relations.add(UNREADABLE);
      }
    }

    private static boolean endsName(Token next) {
      return next.kind() == Kind.SIGN && "(),;*".contains(next.text());
    }

    private void expect(boolean mayBeFunction) {
      expected = true;
      callable = mayBeFunction;
    }

    /** Reads a token that is not a table. */
    private void word(Token token) {
      var before = token(at - 1);
      var next = token(at + 1);
      var level = levels.element();
      if (token.name() && next.sign("(")) {
        functions.add(token.lower());
      }
      boolean begins = before.equals(Token.NONE) || before.sign(";") || before.is("BEGIN");
      switch (token.upper()) {
        case "FROM" -> {
          boolean compares =
              before.is("DISTINCT") && (token(at - 2).is("IS") || token(at - 2).is("NOT"));
          if (!compares && !level.dividesByFrom && !(copying && levels.size() == 1)) {
            level.inFrom = true;
            level.joined = false;
            expect(true);
          }
        }
        case "JOIN" -> {
          level.inFrom = true;
          level.joined = true;
          expect(true);
        }
        case "USING" -> {
          if (!level.joined) {
            expect(true);
          }
          level.inFrom = true;
          level.joined = false;
        }
        case "ON" -> level.joined = false;
        case "INTO", "REFERENCES" -> expect(false);
        case "TABLE", "TRUNCATE" -> {
          level.inFrom = true;
          expect(false);
        }
        case "LOCK", "COPY", "ANALYZE", "VACUUM", "CLUSTER", "REINDEX" -> {
          if (begins) {
            level.inFrom = !token.is("COPY");
            copying = token.is("COPY");
            expect(false);
          }
        }
        case "EXECUTE" -> {
          if (!next.name()) {
            relations.add(UNREADABLE);
          }
        }
        case "UPDATE" -> {
          if (!before.isOneOf(Set.of("DO", "FOR", "KEY", "ON", "THEN"))) {
            expect(false);
          }
        }
        case "," -> {
          if (level.inFrom) {
            expect(true);
          }
        }
        case ";" -> {
          level.inFrom = false;
          copying = false;
        }
        default -> {
          if (token.isOneOf(ENDS)) {
            level.inFrom = false;
          }
        }
      }
    }
  }

  private static List<Token> tokens(String sql) {
    var tokens = new ArrayList<Token>();
    var matcher = TOKEN.matcher(sql);
    int end = -1;
    while (matcher.find()) {
      boolean joined = matcher.start() == end;
      end = matcher.end();
      if (matcher.group("quoted") != null) {
        tokens.add(new Token(matcher.group("quoted"), Kind.QUOTED, joined));
      } else if (matcher.group("word") != null) {
        tokens.add(new Token(matcher.group("word"), Kind.WORD, joined));
      } else if (matcher.group("sign") != null) {
        tokens.add(new Token(matcher.group("sign"), Kind.SIGN, joined));
      } else if (matcher.group("text") != null) {
        tokens.add(new Token("'", Kind.SIGN, joined));
      } else {
        end = -1; // a comment divides as a space does
      }
    }
    return tokens;
  }
}
