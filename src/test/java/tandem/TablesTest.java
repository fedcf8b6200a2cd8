package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.storage.TestDatabase;

/**
 * Each room owns its tables: no other package names them in SQL. Others read them through views
 * that are named after the reader, and change them by functions.
 */
@ExtendWith(VertxExtension.class)
class TablesTest {

  private static final Path SOURCES = Path.of("src", "main", "java", "tandem");

  /** The package of the benchmark, which makes and drops its own tables. */
  private static final String BENCHMARK = "commands";

  private static final Map<String, Set<String>> TABLES = Map.of(
      "storage",
      Set.of("floor", "node", "outbox", "hook_event", "alert", "shared_secret"),
      "auth",
      Set.of("account", "credential", "credential_changes", "credential_end", "audit"),
      "routing",
      Set.of(
          "fact",
          "floor_snapshot",
          "department",
          "skill",
          "queue",
          "agent",
          "reason",
          "channel_terms",
          "entrance",
          "contact",
          "offer"),
      "customers",
      Set.of(
          "customer",
          "customer_word",
          "customer_word_filling",
          "name_form",
          "contact_point",
          "contact_origin",
          "customer_order",
          "order_line",
          "segment"),
      "cases",
      Set.of(
          "case_file",
          "case_contact",
          "timeline_entry",
          "contact_outcome",
          "outcome_kind",
          "remedy",
          "remedy_kind",
          "remedy_guard",
          "remedy_prevented",
          "remedy_return",
          "remedy_claim"),
      "conversations",
      Set.of(
          "conversation",
          "conversation_contact",
          "message",
          "upload",
          "blob",
          "blob_piece",
          "attachment",
          "mailbox",
          "mailbox_sending",
          "site",
          "site_key",
          "visit",
          "rating"),
      "desk",
      Set.of(
          "attendance",
          "canned_reply",
          "draft",
          "projector_cursor",
          "floor_version",
          "floor_part",
          "catalogue_changes"),
      BENCHMARK,
      Set.of(
          "written_event",
          "written_contact",
          "written_fact",
          "written_offer",
          "written_entry",
          "written_outcome"));

  /** A view's name begins with its reader. */
  private static final Map<String, String> READERS = Map.of(
      "auth_", "auth",
      "cases_", "cases",
      "customers_", "customers",
      "desk_", "desk",
      "history_", "customers",
      "report_", "reports");

  /** Views for a room's own use. */
  private static final Map<String, String> OWN_VIEWS = Map.of("journal", "routing");

  /** Functions by their callers. */
  private static final Map<String, Set<String>> FUNCTIONS = Map.ofEntries(
      Map.entry("advance_floor", Set.of("routing")),
      Map.entry("alert_raised", Set.of("desk")),
      Map.entry("audit_is_append_only", Set.of()),
      Map.entry("cases_changed", Set.of("cases")),
      Map.entry("cases_taken", Set.of("cases")),
      Map.entry("count_catalogue_change", Set.of("desk")),
      Map.entry("count_credential_change", Set.of("auth")),
      Map.entry("draft_in_both_forms", Set.of("desk")),
      Map.entry("fact_in_present_form", Set.of("routing")),
      Map.entry("fill_customer_words", Set.of("customers")),
      Map.entry("folded_text", Set.of("cases")),
      Map.entry("history_changed", Set.of("customers", "cases")),
      Map.entry("json_time", Set.of("customers")),
      Map.entry("keep_customer_words", Set.of()),
      Map.entry("keep_name_forms", Set.of()),
      Map.entry("line_paid", Set.of("customers")),
      Map.entry("name_forms", Set.of()),
      Map.entry("number_as_said", Set.of("customers")),
      Map.entry("order_paid", Set.of("customers")),
      Map.entry("plan_in_present_form", Set.of("routing")),
      Map.entry("timeline_text", Set.of("cases")));

  /** Known exceptions: package and table, with the reason. */
  private static final Map<String, String> EXCEPTIONS = Map.of(
      "storage " + TableUse.UNREADABLE,
      "OneStatement counts the rows of its own parts",
      "storage flyway_schema_history",
      "SchemaStamp reads what Flyway has done");

  private static Optional<String> owner(String table) {
    return TABLES.entrySet().stream()
        .filter(owner -> owner.getValue().contains(table))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static Optional<String> reader(String view) {
    return Stream.concat(READERS.entrySet().stream(), OWN_VIEWS.entrySet().stream())
        .filter(reader -> view.startsWith(reader.getKey()) && owner(view).isEmpty())
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static List<String> violations(String room, String javaSource) {
    var violations = new ArrayList<String>();
    var use = TableUse.of(javaSource);
    for (var relation : use.relations()) {
      if (relation.endsWith("()") && FUNCTIONS.containsKey(relation.replace("()", ""))) {
        continue; // its callers are checked below
      }
      var mayUse = owner(relation).or(() -> reader(relation));
      boolean ofPostgres = relation.startsWith("pg_");
      if (!ofPostgres
          && !mayUse.equals(Optional.of(room))
          && !EXCEPTIONS.containsKey(room + " " + relation)) {
        violations.add(room + " touches " + relation
            + mayUse.map(owner -> " of " + owner).orElse(", which has no owner"));
      }
    }
    use.withNames().stream()
        .filter(name -> owner(name).isPresent())
        .forEach(name -> violations.add(room + " hides table " + name));
    use.functions().stream()
        .filter(name -> FUNCTIONS.containsKey(name) && !FUNCTIONS.get(name).contains(room))
        .forEach(name -> violations.add(room + " calls " + name));
    return violations;
  }

  /** Returns the sources by room: the first package below the roof, or the roof itself. */
  private static Map<String, List<Path>> sources() throws IOException {
    try (var files = Files.walk(SOURCES)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .collect(Collectors.groupingBy(
              file -> {
                var inHouse = SOURCES.relativize(file);
                return inHouse.getNameCount() > 1 ? inHouse.getName(0).toString() : "tandem";
              },
              TreeMap::new,
              Collectors.toList()));
    }
  }

  @Test
  void no_room_touches_a_table_of_another() throws IOException {
    var violations = new TreeSet<String>();
    for (var room : sources().entrySet()) {
      for (var file : room.getValue()) {
        violations(room.getKey(), Files.readString(file))
            .forEach(what -> violations.add(SOURCES.relativize(file) + ": " + what));
      }
    }

    assertThat(violations).isEmpty();
  }

  @Test
  void every_table_is_used_by_its_owner() throws IOException {
    for (var owner : TABLES.entrySet()) {
      var used = new TreeSet<String>();
      for (var file : sources().get(owner.getKey())) {
        used.addAll(TableUse.of(Files.readString(file)).relations());
      }
      assertThat(used).as(owner.getKey()).containsAll(owner.getValue());
    }
  }

  @Test
  void every_table_of_the_database_has_an_owner_and_every_view_a_reader(Vertx vertx) {
    try (var database = TestDatabase.fresh(vertx)) {
      var tables = names(database, """
          SELECT table_name FROM information_schema.tables
           WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT LIKE 'flyway%'
          """);
      var views = names(
          database,
          "SELECT table_name FROM information_schema.views WHERE table_schema = 'public'");
      var functions = names(database, """
          SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public'
          """);

      assertThat(tables)
          .containsExactlyInAnyOrderElementsOf(TABLES.entrySet().stream()
              .filter(owner -> !owner.getKey().equals(BENCHMARK))
              .flatMap(owner -> owner.getValue().stream())
              .toList());
      assertThat(views).allSatisfy(view -> assertThat(reader(view)).as(view).isPresent());
      assertThat(functions).containsExactlyInAnyOrderElementsOf(FUNCTIONS.keySet());
    }
  }

  private static List<String> names(TestDatabase database, String query) {
    return database.database().pool().query(query).execute().await().stream()
        .map(row -> row.getString(0))
        .toList();
  }

  // --- the reading of SQL

  private static List<String> found(String sql) {
    return violations("reports", "class X { String sql = \"\"\"\n" + sql + "\n\"\"\"; }");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM fact",
        "select seq from fact",
        "SELECT * FROM report_fact JOIN fact USING (seq)",
        "SELECT * FROM report_fact r LEFT JOIN LATERAL (SELECT * FROM fact WHERE seq = r.seq) f ON true",
        "SELECT * FROM report_fact r, fact f WHERE f.seq = r.seq",
        "SELECT * FROM report_fact r JOIN report_fact s ON s.seq = r.seq AND s.at = r.at, fact",
        "SELECT * FROM (report_fact r CROSS JOIN fact)",
        "SELECT (SELECT count(*) FROM fact), now()",
        "SELECT * FROM report_fact WHERE EXISTS (SELECT FROM fact)",
        "WITH newest AS (SELECT max(seq) FROM fact) SELECT * FROM newest",
        "WITH RECURSIVE newest (seq) AS (SELECT 1 UNION ALL SELECT seq FROM public.fact) SELECT * FROM newest",
        "UPDATE fact SET seq = 1",
        "UPDATE report_fact r SET seq = f.seq FROM fact f WHERE f.seq = r.seq",
        "INSERT INTO fact (seq) VALUES (1) ON CONFLICT DO UPDATE SET seq = 2",
        "INSERT INTO report_fact SELECT * FROM fact FOR NO KEY UPDATE",
        "DELETE FROM fact",
        "DELETE FROM report_fact USING fact WHERE true",
        "MERGE INTO report_fact r USING fact f ON f.seq = r.seq WHEN MATCHED THEN DELETE",
        "TRUNCATE fact",
        "TRUNCATE TABLE ONLY report_fact, fact",
        "LOCK TABLE report_fact, fact IN ACCESS EXCLUSIVE MODE",
        "LOCK fact",
        "COPY fact (seq) FROM STDIN",
        "COPY (SELECT seq FROM fact) TO STDOUT",
        "MERGE INTO ONLY fact AS f USING report_fact r ON true WHEN MATCHED THEN UPDATE SET seq = 1",
        "MERGE INTO report_fact r USING (SELECT * FROM fact) f ON true WHEN NOT MATCHED THEN DO NOTHING",
        "DELETE FROM report_fact USING (fact f CROSS JOIN report_fact r)",
        "DELETE FROM report_fact USING report_fact r JOIN report_fact s USING (seq), fact",
        "ALTER TABLE report_fact ADD FOREIGN KEY (seq) REFERENCES fact (seq)",
        "DO $$ BEGIN DELETE FROM fact; END $$",
        "TABLE fact",
        "SELECT * FROM ((fact f JOIN report_fact r USING (seq)))",
        "SELECT E'\\\\'', seq FROM fact WHERE '' = ''",
        "SELECT trim((SELECT kind FROM fact))",
        "SELECT * FROM ONLY fact",
        "SELECT * FROM public.fact",
        "SELECT * FROM \"fact\"",
        "SELECT * FROM \"public\" . \"fact\"",
        "SELECT * FROM public./* the journal */fact",
        "SELECT \"from\", \"where\" FROM report_fact \"where\", \"fact\" \"only\"",
        "SELECT*FROM/**/fact",
        "WITH \"newest\" AS (TABLE fact) TABLE newest",
        "SELECT * /* all */ FROM -- the journal\n fact",
        "SELECT 'FROM report_fact' FROM fact"
      })
  void a_table_of_another_room_is_found_wherever_it_stands(String sql) {
    assertThat(found(sql)).containsExactly("reports touches fact of routing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT agent, contact, queue FROM report_fact WHERE customer IS DISTINCT FROM contact",
        "SELECT extract(epoch FROM contact), substring(agent FROM 2) FROM report_fact fact",
        "WITH gone AS (SELECT * FROM report_fact) SELECT contact, agent FROM gone fact, report_fact r",
        "SELECT * FROM unnest($1::text[]) AS agent (queue), generate_series(1, 2) AS contact",
        "SELECT 'all from fact, and -- more' FROM report_fact -- not from agent\n WHERE a = 1",
        "SELECT count(*) FROM report_fact GROUP BY queue, agent ORDER BY contact, offer",
        "UPDATE report_fact SET contact = 1, agent = queue WHERE seq IN (1, 2) RETURNING floor, fact",
        "SELECT * FROM report_fact FOR UPDATE",
        "SELECT * FROM (VALUES (1), (2)) AS fact (seq), pg_locks",
        "COPY report_fact (agent, queue) FROM STDIN",
        "MERGE INTO report_fact r USING report_fact s ON true WHEN MATCHED THEN UPDATE SET agent = 1",
        "SELECT * FROM report_fact JOIN report_fact r USING (agent, queue)"
      })
  void columns_aliases_values_and_comments_are_no_tables(String sql) {
    assertThat(found(sql)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
          "SELECT * FROM " + "fact"                               | reports touches fact of routing
          "SELECT * " + COLUMNS + " FROM fact"                    | reports touches fact of routing
          "SELECT * FROM " + TABLE                                | reports touches (a name that is put together), which has no owner
          "SELECT * FROM %s".formatted(name)                      | reports touches (a name that is put together), which has no owner
          "SELECT * FROM " + (x ? "report_fact" : "fact")         | reports touches (a name that is put together), which has no owner
          "SELECT * FROM " + ("fact")                             | reports touches (a name that is put together), which has no owner
          "SELECT * FROM report_" + name                          | reports touches (a name that is put together), which has no owner
          "SELECT * FROM report_%s".formatted("fact")             | reports touches (a name that is put together), which has no owner
          "SELECT * FROM %S".formatted("fact")                    | reports touches (a name that is put together), which has no owner
          "SELECT * FROM report_fact r" + (x ? ", fact" : "")     | reports touches (a name that is put together), which has no owner
          "SELECT * FROM {t}".replace("{t}", "fact")              | reports touches (a name that is put together), which has no owner
          "SELECT * FROM public.{t}".replace("{t}", "fact")       | reports touches (a name that is put together), which has no owner
          "SELECT * FROM report_fact".replace("report_", "")      | reports touches (a name that is put together), which has no owner
          "SELECT * FROM report_fact".strip().substring(1)        | reports touches (a name that is put together), which has no owner
          ("SELECT * FROM " + "report_fact").replace("r", "")     | reports touches (a name that is put together), which has no owner
          "SELECT * FROM report_fact"; String t = sql.replace(x)  | reports touches (a name that is put together), which has no owner
          "SELECT * FROM ".concat("fact")                         | reports touches (a name that is put together), which has no owner
          new StringBuilder("SELECT * FROM ").append("fact")      | reports touches (a name that is put together), which has no owner
          String.format("UPDATE %s SET seq = 1", "fact")          | reports touches (a name that is put together), which has no owner
          "INSERT INTO " + (x ? "report_fact" : "fact")           | reports touches (a name that is put together), which has no owner
          "SELECT * FROM report_fact JOIN " + (x ? "a" : "fact")  | reports touches (a name that is put together), which has no owner
          `"DO $$BEGIN EXECUTE 'TABLE ' || 'fact'; END$$"`        | reports touches (a name that is put together), which has no owner
          "SELECT * FROM query_to_xml('TABLE fact')"              | reports touches query_to_xml(), which has no owner
          x ? "SELECT * FROM report_fact" : "SELECT * FROM fact"  | reports touches fact of routing
          "SELECT " + (x ? "(SELECT 1 FROM fact)" : "1")          | reports touches fact of routing
          "SELECT * FROM report_fact WHERE " + (x ? "a" : "b")    |
          "SELECT * FROM %1$s".strip()                            | reports touches (a name that is put together), which has no owner
          "SELECT * FROM something"                               | reports touches something, which has no owner
          "SELECT history_changed($1)"                            | reports calls history_changed
          "SELECT * FROM history_case"                            | reports touches history_case of customers
          // "SELECT * FROM fact"                                 |
          "nothing comes from fact or from agent"                 |
          '"' + "SELECT 1 FROM fact"                              | reports touches fact of routing
          """)
  void literals_are_read_as_the_compiler_adds_them(String expression, String violation) {
    assertThat(violations("reports", "class X {\n String sql = " + expression + "\n; }"))
        .isEqualTo(violation == null ? List.of() : List.of(violation));
  }

  @Test
  void a_with_hides_no_table() {
    assertThat(found("WITH fact AS (SELECT * FROM report_fact) SELECT * FROM fact"))
        .containsExactly("reports hides table fact");
  }

  @Test
  void a_name_of_with_may_be_used_in_another_text_of_the_same_source() {
    var source = """
        class X {
          static final String TAIL = "SELECT * FROM gone";
          static final String ALL = "WITH gone AS (DELETE FROM fact RETURNING seq) " + TAIL;
        }
        """;

    assertThat(violations("routing", source)).isEmpty();
    assertThat(violations("cases", source)).containsExactly("cases touches fact of routing");
  }
}
