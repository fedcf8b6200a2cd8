package tandem.cases;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import tandem.base.Failure;
import tandem.base.RemedyId;
import tandem.base.RemedyKindId;
import tandem.document.Json;

/**
 * The remedy guard: at most one live remedy per unit of an order line (or per case) and exclusion
 * group. The primary key of its table enforces this. Of a kind that is not money, a customer also
 * gets one without an item on all cases together, in the period of the kind.
 */
final class RemedyGuard {

  /** The number of tries when a guard is freed while its holder is read. */
  private static final int GUARD_TRIES_MAX = 5;

  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

  /** Inserts units in order, so that two transactions do not deadlock. */
  private static final String GUARD = """
      INSERT INTO remedy_guard (object_type, object_id, unit, exclusion_group, remedy, generation)
      SELECT $1, $2, u.unit, $4, $5, $6
        FROM unnest($3::integer[]) AS u (unit)
       ORDER BY u.unit
      ON CONFLICT DO NOTHING
      """;

  private static final String GUARDS = """
      SELECT unit, remedy, generation
        FROM remedy_guard
       WHERE object_type = $1
         AND object_id = $2
         AND unit = ANY ($3::integer[])
         AND exclusion_group = $4
       ORDER BY unit
      """;

  private static final String POINT_TO = """
      UPDATE remedy_guard SET remedy = $5, generation = $6
       WHERE object_type = $1
         AND object_id = $2
         AND unit = ANY ($3::integer[])
         AND exclusion_group = $4
         AND remedy = $7
      """;

  /**
   * Gives the guard back to the remedy from which a repeat took it, while that remedy is live:
   * another repeat still needs permission. A case and an item of it have guards of their own, and
   * so has each case. The earlier remedy is locked, so that it cannot end at the same moment.
   */
  private static final String GIVE_BACK = """
      WITH RECURSIVE earlier (id, depth) AS (
        SELECT repeats, 1 FROM remedy WHERE id = $1 AND repeats IS NOT NULL
        UNION ALL
        SELECT r.repeats, e.depth + 1 FROM earlier e JOIN remedy r ON r.id = e.id WHERE r.repeats IS NOT NULL)
      UPDATE remedy_guard
         SET remedy = l.id
        FROM (SELECT r.id
                FROM earlier e
                JOIN remedy r ON r.id = e.id
                JOIN remedy later ON later.id = $1
               WHERE r.state IN ('given', 'done')
                 AND r.order_line IS NOT DISTINCT FROM later.order_line
                 AND (r.order_line IS NOT NULL OR r.case_id = later.case_id)
               ORDER BY e.depth LIMIT 1
                 FOR NO KEY UPDATE OF r) l
       WHERE remedy_guard.remedy = $1
      """;

  /**
   * The live remedies of the group on items of a case, or on the case without an item. A remedy
   * with a live, permitted repeat does not count; the repeat does.
   */
  private static final String BESIDE = """
      WITH RECURSIVE repeated (id, by) AS (
        SELECT repeats, state FROM remedy WHERE case_id = $1 AND repeats IS NOT NULL
        UNION ALL
        SELECT r.repeats, p.by FROM repeated p JOIN remedy r ON r.id = p.id WHERE r.repeats IS NOT NULL)
      SELECT id, generation
        FROM remedy
       WHERE case_id = $1
         AND exclusion_group = $2
         AND (order_line IS NOT NULL) = $3
         AND state IN ('given', 'done')
         AND NOT EXISTS (SELECT FROM repeated p WHERE p.id = remedy.id AND p.by IN ('given', 'done'))
       ORDER BY given_at, id
      """;

  /**
   * What a customer got of a kind that is not money within so many days of the database's clock, on
   * other cases. A remedy without an item may be for anything, so one without an item conflicts
   * with each of the kind, and one for an item with those without. What was carried out counts
   * although it was ended before.
   */
  private static final String ON_OTHER_CASES = """
      SELECT id, generation
        FROM remedy
       WHERE (customer = $1 OR given_to = $1)
         AND case_id <> $2
         AND kind = $3
         AND (state IN ('given', 'done') OR done_after_end)
         AND stored_at > now() - make_interval(days => $4)
         AND ($5 OR order_line IS NULL)
       ORDER BY given_at DESC, id DESC
      """;

  /** The holder of a unit that the line no longer has, if more units are held than it has. */
  private static final String TOO_MANY = """
      SELECT remedy
        FROM (SELECT unit, remedy, count(*) OVER () AS held
                FROM remedy_guard
               WHERE object_type = $1
                 AND object_id = $2
                 AND exclusion_group = $3) line
       WHERE held > $4
         AND unit > $4
       ORDER BY unit
       LIMIT 1
      """;

  private static final String FREE = "DELETE FROM remedy_guard WHERE remedy = $1";

  private static final String GROUPS_IN_USE = """
      SELECT DISTINCT r.kind, g.exclusion_group FROM remedy_guard g JOIN remedy r ON r.id = g.remedy
      """;

  /** The remedy that holds a unit, with its generation. */
  record Held(RemedyId remedy, int generation) {}

  private final BiFunction<SqlClient, RemedyId, Future<Remedy>> find;

  /** @param find finds a conflicting remedy by its id */
  RemedyGuard(BiFunction<SqlClient, RemedyId, Future<Remedy>> find) {
    this.find = find;
  }

  /** The exclusion groups that live remedies of each kind hold: they cannot be changed now. */
  static Future<Map<RemedyKindId, Set<String>>> groupsInUse(SqlClient sql) {
    return sql.preparedQuery(GROUPS_IN_USE).execute().map(rows -> {
      Map<RemedyKindId, Set<String>> groups = new TreeMap<>();
      rows.forEach(row -> groups
          .computeIfAbsent(new RemedyKindId(row.getString("kind")), _ -> new TreeSet<>())
          .add(row.getString("exclusion_group")));
      return groups;
    });
  }

  /**
   * Returns the conflicting remedies that hold other units. For the case without an item, these are
   * the live remedies on its items; for an item, those of the case without one. The case is locked.
   */
  Future<List<Held>> beside(SqlConnection tx, RemedyRequest request, RemedyTerms terms) {
    return tx.preparedQuery(BESIDE)
        .execute(Tuple.of(
            request.caseId().value(),
            terms.exclusionGroup(),
            request.orderLine().isEmpty()))
        .map(RemedyGuard::held);
  }

  private static List<Held> held(RowSet<Row> rows) {
    return rows.stream()
        .map(row -> new Held(new RemedyId(row.getUUID("id")), row.getInteger("generation")))
        .toList();
  }

  /** Fails with the first conflicting remedy that is not the one to be repeated. */
  Future<Void> refuseBeside(SqlConnection tx, RemedyRequest request, List<Held> beside) {
    return beside.stream()
        .filter(held -> !request.repeats().equals(Optional.of(held.remedy())))
        .findFirst()
        .map(held -> this.<Void>refuse(tx, held.remedy()))
        .orElseGet(Future::succeededFuture);
  }

  /**
   * Returns what the customer has of the same kind on other cases, if the kind is not money, of
   * which a customer gets amounts up to a limit instead. The caller has taken the customer's
   * history, so that two cases wait for each other.
   */
  Future<List<Held>> onOtherCases(SqlConnection tx, RemedyRequest request, RemedyTerms terms) {
    if (terms.kind().money()) {
      return Future.succeededFuture(List.of());
    }
    return tx.preparedQuery(ON_OTHER_CASES)
        .execute(Tuple.of(
            terms.customer().value(),
            request.caseId().value(),
            request.kind().value(),
            terms.kind().customerCap().days(),
            request.orderLine().isEmpty()))
        .map(RemedyGuard::held);
  }

  /**
   * Fails with the newest remedy on other cases, unless the one to be repeated is among these: who
   * permits one more has seen that the customer had one.
   *
   * @param named the conflicting remedies of which one may be named
   */
  Future<Void> refuseOnOtherCases(
      SqlConnection tx, RemedyRequest request, List<Held> others, List<Held> named) {
    var permitted = request
        .repeats()
        .filter(earlier -> named.stream().anyMatch(held -> held.remedy().equals(earlier)));
    return others.isEmpty() || permitted.isPresent()
        ? Future.succeededFuture()
        : refuse(tx, others.getFirst().remedy());
  }

  /** Locks the remedies that hold these units, and returns them. */
  Future<List<Held>> locked(SqlConnection tx, RemedyRequest request, RemedyTerms terms) {
    return guards(tx, GUARDS + " FOR UPDATE", request, terms);
  }

  /**
   * The generation: one more than that of the remedy to be repeated.
   *
   * @param guards the remedies that hold the units
   * @param beside the other conflicting remedies
   */
  Future<Integer> generation(
      SqlConnection tx,
      RemedyRequest request,
      RemedyTerms terms,
      List<Held> guards,
      List<Held> beside) {
    var earlier = request.repeats().orElseThrow();
    var named = beside.stream().filter(held -> held.remedy().equals(earlier)).findFirst();
    if (named.isPresent()) {
      return Future.succeededFuture(named.get().generation() + 1);
    }
    var other = guards.stream().filter(held -> !held.remedy().equals(earlier)).findFirst();
    if (other.isPresent()) {
      return refuse(tx, other.get().remedy());
    }
    if (guards.size() < terms.units().size()) {
      throw new Failure.Conflict("remedy " + earlier
          + " does not hold all these units any more: there is nothing to repeat");
    }
    return Future.succeededFuture(
        guards.stream().mapToInt(Held::generation).max().orElseThrow() + 1);
  }

  /**
   * Holds the units for a remedy; fails with the remedy that holds them already.
   *
   * @param takesOver whether the remedy to be repeated holds the same units
   */
  Future<Void> hold(
      SqlConnection tx,
      RemedyId id,
      RemedyRequest request,
      RemedyTerms terms,
      int generation,
      boolean takesOver) {
    if (!takesOver) {
      return holdNew(tx, id, request, terms, generation, GUARD_TRIES_MAX);
    }
    return tx.preparedQuery(POINT_TO)
        .execute(guardKey(request, terms)
            .addValue(id.value())
            .addValue(generation)
            .addValue(request.repeats().orElseThrow().value()))
        .map(updated -> {
          if (updated.rowCount() != terms.units().size()) {
            throw goneMeanwhile();
          }
          return updated;
        })
        .mapEmpty();
  }

  /**
   * Inserts the guard rows. The insert waits for a transaction that holds one of them and has not
   * committed; a later query is a new statement, so it sees what was committed.
   */
  private Future<Void> holdNew(
      SqlConnection tx,
      RemedyId id,
      RemedyRequest request,
      RemedyTerms terms,
      int generation,
      int triesLeft) {
    if (triesLeft == 0) {
      throw goneMeanwhile();
    }
    return tx.preparedQuery(GUARD)
        .execute(guardKey(request, terms).addValue(id.value()).addValue(generation))
        .compose(_ -> guards(tx, GUARDS, request, terms))
        .compose(guards -> {
          var other = guards.stream().filter(held -> !held.remedy().equals(id)).findFirst();
          if (other.isPresent()) {
            return refuse(tx, other.get().remedy());
          }
          return guards.size() == terms.units().size()
              ? Future.succeededFuture()
              : holdNew(tx, id, request, terms, generation, triesLeft - 1);
        });
  }

  /**
   * Fails when more units are held than the line has. The line was then imported with fewer units,
   * and it is unknown which are left: each of them may have its remedy already.
   */
  Future<Void> checkRoom(SqlConnection tx, RemedyRequest request, RemedyTerms terms, int quantity) {
    var object = GuardedObject.of(request.caseId(), request.orderLine());
    return tx.preparedQuery(TOO_MANY)
        .execute(Tuple.of(object.type(), object.id(), terms.exclusionGroup(), quantity))
        .compose(rows -> rows.stream()
            .findFirst()
            .map(row -> this.<Void>refuse(tx, new RemedyId(row.getUUID("remedy"))))
            .orElseGet(Future::succeededFuture));
  }

  private static Future<List<Held>> guards(
      SqlConnection tx, String query, RemedyRequest request, RemedyTerms terms) {
    return tx.preparedQuery(query)
        .execute(guardKey(request, terms))
        .map(rows -> rows.stream()
            .map(row -> new Held(new RemedyId(row.getUUID("remedy")), row.getInteger("generation")))
            .toList());
  }

  private static Tuple guardKey(RemedyRequest request, RemedyTerms terms) {
    var object = GuardedObject.of(request.caseId(), request.orderLine());
    return Tuple.of(
        object.type(), object.id(), terms.units().toArray(Integer[]::new), terms.exclusionGroup());
  }

  /** Frees the units that a remedy held, or gives them back to the remedy that it repeated. */
  Future<Void> free(SqlConnection tx, RemedyId id) {
    return tx.preparedQuery(GIVE_BACK)
        .execute(Tuple.of(id.value()))
        .compose(_ -> tx.preparedQuery(FREE).execute(Tuple.of(id.value())))
        .mapEmpty();
  }

  private <T> Future<T> refuse(SqlConnection tx, RemedyId holder) {
    return find.apply(tx, holder)
        .compose(remedy -> Future.failedFuture(new Failure.Conflict(
            "given already: " + RemedyEnding.told(remedy),
            Map.of("remedy", Json.MAPPER.convertValue(remedy, Map.class)))));
  }

  static Failure goneMeanwhile() {
    return new Failure.Unavailable("the conflicting remedy has just ended", ASK_AGAIN);
  }
}
