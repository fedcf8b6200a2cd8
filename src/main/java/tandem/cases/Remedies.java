package tandem.cases;

import static java.time.ZoneOffset.UTC;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.base.Money;
import tandem.base.OrderLineId;
import tandem.base.OrderState;
import tandem.base.RemedyId;
import tandem.base.RemedyKindId;

/**
 * The remedies that were given, and their states. The {@link RemedyGuard} prevents double remedies.
 */
public final class Remedies {

  public static final int LIST_MAX = 200;

  public static final int REFERENCE_LENGTH_MAX = 200;

  private static final String COLUMNS = """
      SELECT r.id, r.case_id, r.customer, r.order_line, r.units, r.kind, k.name AS kind_name, r.exclusion_group,
             r.generation, r.repeats, r.state, r.amount_minor, r.currency, r.reason, r.agent, a.name AS agent_name,
             r.recorded_by, r.department, d.name AS department_name, r.contact, r.given_at, r.changed_at, r.article,
             r.title, r.tracking
        FROM remedy r
        JOIN remedy_kind k ON k.id = r.kind
        LEFT JOIN cases_agent a ON a.id = r.agent
        LEFT JOIN cases_department d ON d.id = r.department
      """;

  private static final String FIND = COLUMNS + " WHERE r.id = $1";

  private static final String OF_KEY =
      COLUMNS + " WHERE r.id = (SELECT id FROM remedy WHERE request_key = $1)";

  private static final String OF_CUSTOMER = COLUMNS + """
       WHERE r.customer = $1
       ORDER BY r.given_at DESC, r.id DESC
       LIMIT $2
      """;

  /**
   * Locks the case: under this lock amounts without an order line are summed, and a remedy for the
   * case and one for its item wait for each other. Locks the kind too, so that its exclusion group
   * stays until the remedy is given.
   */
  private static final String TERMS = """
      SELECT c.customer, k.name, k.exclusion_group, k.without_item, k.order_states,
             k.most <> '{}' AS money, (k.most ->> $3)::bigint AS most, k.most AS case_most, k.customer_most,
             k.customer_days
        FROM case_file c LEFT JOIN (SELECT * FROM remedy_kind WHERE id = $2 FOR SHARE) k ON true
       WHERE c.id = $1
         FOR NO KEY UPDATE OF c
      """;

  /** Locks the line's order: under this lock the amounts on all its lines are summed. */
  private static final String LOCK_LINE = """
      SELECT FROM cases_order_line WHERE id = $1 FOR NO KEY UPDATE
      """;

  /**
   * Runs after the lock, so that it sees all lines of the order including the changes of an import
   * that has just ended.
   */
  private static final String LINE = """
      SELECT id, customer, article, title, quantity, price_minor, currency, paid_minor, gone,
             order_id, order_number, order_state, order_paid_minor
        FROM cases_order_line
       WHERE id = $1
      """;

  private static final String INSERT = """
      INSERT INTO remedy (id, case_id, customer, order_line, units, kind, exclusion_group, generation, repeats, state,
                          amount_minor, currency, reason, agent, department, contact, request_key, given_at, changed_at,
                          most_minor, recorded_by, article, title, price_minor, line_most_minor, order_most_minor,
                          given_to)
      VALUES ($1, $2, $3, $4, $5::integer[], $6, $7, $8, $9, 'given', $10, $11, $12, $13,
              coalesce((SELECT department FROM cases_agent WHERE id = $13), (SELECT department FROM case_file WHERE id = $2)),
              $14, $15, $16, $16, $17, $18, $19, $20, $21, $22, $23, $3)
      ON CONFLICT (request_key) DO NOTHING
      """;

  private static final String PAID = """
      SELECT order_line, units, amount_minor, currency
        FROM remedy
       WHERE state IN ('given', 'done')
         AND amount_minor IS NOT NULL
         AND\s""";

  /** The live amounts on the lines of an order. */
  static final String PAID_ON_ORDER =
      PAID + "order_line = ANY (ARRAY(SELECT id FROM cases_order_line WHERE order_id = $1))";

  /** The live amounts on a case, given without an item. */
  private static final String PAID_ON_CASE = PAID + "order_line IS NULL AND case_id = $1";

  /**
   * What a customer got of a kind in so many days of the database's clock, besides one remedy. What
   * failed or was revoked does not count, unless it was carried out nevertheless. What came back
   * counts if it is money. What was given to the customer counts for them also after its case was
   * given to another customer.
   */
  private static final String GOT = """
             (r.customer = $1 OR r.given_to = $1)
         AND r.kind = $2
         AND r.id <> $3
         AND r.amount_minor IS NOT NULL
         AND (r.state IN ('given', 'done', 'returned') OR r.done_after_end)
         AND r.stored_at > now() - make_interval(days => $4)
         AND (r.order_line IS NULL OR NOT $5)
      """;

  private static final String GOT_IN_ALL = """
      SELECT r.currency, sum(r.amount_minor)::bigint AS amount
        FROM remedy r
       WHERE
      """ + GOT + " GROUP BY r.currency";

  /** The newest; a refusal names them. */
  private static final String GOT_LAST =
      COLUMNS + " WHERE " + GOT + " ORDER BY r.stored_at DESC, r.id DESC LIMIT 5";

  /** Locks the remedy; its time is measured by the clock that stored it. */
  private static final String ENDING = """
      SELECT now() - r.stored_at <= make_interval(secs => k.revoke_seconds) AS in_time, k.revoke_seconds
        FROM remedy r
        JOIN remedy_kind k ON k.id = r.kind
       WHERE r.id = $1
         FOR NO KEY UPDATE OF r
      """;

  private static final String RETURN = """
      INSERT INTO remedy_return (remedy, reported_at, reported_by, reference)
      VALUES ($1, $2, $3, $4)
      ON CONFLICT (remedy) DO NOTHING
      """;

  private static final String DONE_AFTER_END = """
      UPDATE remedy
         SET done_after_end = true
       WHERE id = $1
         AND state IN ('failed', 'revoked')
         AND NOT done_after_end
      """;

  private static final String STATE = "SELECT state FROM remedy WHERE id = $1 FOR NO KEY UPDATE";

  private static final String CHANGE = """
      UPDATE remedy SET state = $2, changed_at = $3, tracking = coalesce($4, tracking) WHERE id = $1
      """;

  private static final String TRACKED = """
      UPDATE remedy
         SET tracking = $2, changed_at = $3
       WHERE id = $1
         AND state IN ('given', 'done')
         AND tracking IS DISTINCT FROM $2
      """;

  private static final String PREVENTED = """
      INSERT INTO remedy_prevented (at, remedy, agent, department, amount_minor, currency, request_key)
      SELECT $1, $2, a.id, a.department, coalesce($4, l.price_minor * $7), coalesce($5, l.currency), $6
        FROM (VALUES (1)) AS one
        LEFT JOIN cases_agent a ON a.id = $3
        LEFT JOIN cases_order_line l ON l.id = $8
      ON CONFLICT (request_key) DO NOTHING
      """;

  private final Ids ids;
  private final RemedyGuard guard = new RemedyGuard(this::find);

  public Remedies(Ids ids) {
    this.ids = ids;
  }

  /**
   * A given remedy.
   *
   * @param fresh false when an earlier request with the same key gave it
   */
  public record Given(Remedy remedy, boolean fresh) {}

  /** A remedy before and after its state was changed; the same twice when nothing changed. */
  public record Settled(Remedy remedy, boolean fresh) {}

  public Future<Remedy> find(SqlClient sql, RemedyId id) {
    return one(sql, FIND, id.value())
        .map(remedy -> remedy.orElseThrow(() -> new Failure.NotFound("remedy", id)));
  }

  /** The customer's remedies, newest first. */
  public Future<List<Remedy>> ofCustomer(SqlClient sql, CustomerId customer, int limit) {
    Failure.require(limit >= 1 && limit <= LIST_MAX, "limit must be 1-" + LIST_MAX);
    return sql.preparedQuery(OF_CUSTOMER)
        .execute(Tuple.of(customer.value(), limit))
        .map(rows -> rows.stream().map(Remedies::read).toList());
  }

  /**
   * Gives a remedy, or fails; {@link #holder} names the remedy that already holds the guard. After
   * a failure the caller must roll the transaction back.
   */
  public Future<Given> give(SqlConnection tx, RemedyRequest request, Author author, Instant now) {
    return known(tx, request, author)
        .compose(known -> known.isPresent()
            ? Future.succeededFuture(known.get())
            : terms(tx, request).compose(terms -> give(tx, request, terms, author, now)));
  }

  /** Returns the conflicting remedy, if it caused the failure. */
  public static Optional<RemedyId> holder(Throwable failure) {
    return failure instanceof Failure.Conflict conflict
            && conflict.details().get("remedy") instanceof Map<?, ?> remedy
            && remedy.get("id") instanceof String id
        ? Optional.of(RemedyId.parse(id))
        : Optional.empty();
  }

  /**
   * Records, once for each request, that the guard prevented a double remedy; in a transaction of
   * its own, because the refused one was rolled back.
   */
  public Future<Boolean> prevented(
      SqlClient sql, RemedyId holder, RemedyRequest request, Optional<AgentId> agent, Instant now) {
    return sql.preparedQuery(PREVENTED)
        .execute(Tuple.of(
            now.atOffset(UTC),
            holder.value(),
            agent.map(AgentId::value).orElse(null),
            request.amount().map(Money::minor).orElse(null),
            currency(request).orElse(null),
            request.key(),
            (long) Math.max(1, request.units().size()),
            request.orderLine().map(OrderLineId::value).orElse(null)))
        .map(noted -> noted.rowCount() == 1);
  }

  /**
   * Sets the tracking number of the remedy's own parcel. {@link Failure.Conflict} when the remedy
   * is no longer live.
   */
  public Future<Settled> track(SqlConnection tx, RemedyId id, String tracking, Instant now) {
    return tx.preparedQuery(TRACKED)
        .execute(
            Tuple.of(id.value(), tracking, now.truncatedTo(ChronoUnit.MICROS).atOffset(UTC)))
        .compose(updated -> find(tx, id).map(remedy -> {
          if (!remedy.state().isLive()) {
            throw new Failure.Conflict(
                "a remedy that is " + word(remedy.state()) + " has no parcel on its way",
                Map.of("state", word(remedy.state())));
          }
          return new Settled(remedy, updated.rowCount() == 1);
        }));
  }

  /**
   * Sets the state of a remedy. A remedy that is no longer live frees the units that it held.
   *
   * @param tracking the number of the remedy's own parcel; empty leaves it as it is
   */
  public Future<Settled> settle(
      SqlConnection tx, RemedyId id, Remedy.State next, Optional<String> tracking, Instant now) {
    return tx.preparedQuery(STATE).execute(Tuple.of(id.value())).compose(rows -> {
      var state = rows.stream()
          .findFirst()
          .map(row -> state(row.getString("state")))
          .orElseThrow(() -> new Failure.NotFound("remedy", id));
      if (state == next) {
        return find(tx, id).map(remedy -> new Settled(remedy, false));
      }
      if (!state.mayBecome(next)) {
        throw new Failure.Conflict(
            "a remedy that is " + word(state) + " cannot become " + word(next),
            Map.of("state", word(state)));
      }
      return change(tx, id, next, tracking, now)
          .compose(_ -> find(tx, id))
          .map(r -> new Settled(r, true));
    });
  }

  /**
   * Returns what decides who may end a remedy, and locks it. Who its giver was, and whether the
   * time to take it back has passed, stays so until the transaction ends.
   */
  public Future<RemedyEnding> ending(SqlConnection tx, RemedyId id) {
    return tx.preparedQuery(ENDING).execute(Tuple.of(id.value())).compose(rows -> {
      var row = rows.stream().findFirst().orElseThrow(() -> new Failure.NotFound("remedy", id));
      return find(tx, id)
          .map(remedy -> new RemedyEnding(
              remedy,
              row.getBoolean("in_time"),
              Duration.ofSeconds(row.getInteger("revoke_seconds"))));
    });
  }

  /** Records who reported that the goods of a remedy came back. The first report stays. */
  public Future<Void> reportReturn(
      SqlConnection tx, RemedyId id, String by, String reference, Instant now) {
    return tx.preparedQuery(RETURN)
        .execute(Tuple.of(id.value(), now.atOffset(UTC), by, reference))
        .mapEmpty();
  }

  /**
   * Records that a remedy was carried out although it had failed or been revoked: its amount counts
   * for its customer. Returns whether this was not known before.
   */
  public Future<Boolean> doneAfterEnd(SqlConnection tx, RemedyId id) {
    return tx.preparedQuery(DONE_AFTER_END)
        .execute(Tuple.of(id.value()))
        .map(updated -> updated.rowCount() == 1);
  }

  private Future<Optional<Given>> known(SqlConnection tx, RemedyRequest request, Author author) {
    return one(tx, OF_KEY, request.key())
        .map(remedy -> remedy.map(earlier -> {
          if (request.asksFor(earlier) && isBy(earlier, author)) {
            return new Given(earlier, false);
          }
          throw new Failure.Conflict("this Idempotency-Key was used for a different request");
        }));
  }

  private static boolean isBy(Remedy remedy, Author author) {
    return remedy.agent().equals(author.agent()) && remedy.recordedBy().equals(author.account());
  }

  private Future<RemedyTerms> terms(SqlConnection tx, RemedyRequest request) {
    return tx.preparedQuery(TERMS)
        .execute(Tuple.of(
            request.caseId().value(), request.kind().value(), currency(request).orElse(null)))
        .compose(rows -> {
          var row = rows.stream()
              .findFirst()
              .orElseThrow(() -> new Failure.NotFound("case", request.caseId()));
          var kind = kind(row)
              .orElseThrow(() -> new Failure.Invalid(
                  "kind " + request.kind() + " is not one of the floor's remedies"));
          var customer = new CustomerId(row.getUUID("customer"));
          return line(tx, request.orderLine())
              .compose(item -> standing(tx, request.caseId(), item)
                  .map(standing ->
                      RemedyTerms.of(request, customer, kind, item.map(Item::line), standing)));
        });
  }

  private static Optional<RemedyTerms.Kind> kind(Row row) {
    var most = row.getLong("most");
    return Optional.ofNullable(row.getString("name"))
        .map(name -> new RemedyTerms.Kind(
            name,
            row.getString("exclusion_group"),
            row.getBoolean("money"),
            most == null ? OptionalLong.empty() : OptionalLong.of(most),
            row.getBoolean("without_item"),
            Stream.of(row.getArrayOfStrings("order_states"))
                .map(OrderState::of)
                .collect(Collectors.toSet()),
            CustomerCap.of(
                RemedyKinds.most(row.getJsonObject("case_most")),
                RemedyKinds.most(row.getJsonObject("customer_most")),
                row.getInteger("customer_days"))));
  }

  private record Item(RemedyTerms.Line line, UUID order) {}

  private Future<Optional<Item>> line(SqlConnection tx, Optional<OrderLineId> id) {
    if (id.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    var line = Tuple.of(id.get().value());
    return tx.preparedQuery(LOCK_LINE)
        .execute(line)
        .compose(_ -> tx.preparedQuery(LINE).execute(line))
        .map(rows -> Optional.of(rows.stream()
            .findFirst()
            .map(row -> new Item(
                new RemedyTerms.Line(
                    id.get(),
                    new CustomerId(row.getUUID("customer")),
                    row.getString("article"),
                    row.getString("title"),
                    row.getInteger("quantity"),
                    row.getLong("price_minor"),
                    row.getString("currency"),
                    row.getLong("paid_minor"),
                    row.getBoolean("gone"),
                    row.getString("order_number"),
                    OrderState.of(row.getString("order_state")),
                    row.getLong("order_paid_minor")),
                row.getUUID("order_id")))
            .orElseThrow(() -> new Failure.Invalid("order_line " + id.get() + " does not exist"))));
  }

  private static Future<List<RemedyTerms.Paid>> standing(
      SqlConnection tx, CaseId caseId, Optional<Item> item) {
    return item.map(of -> tx.preparedQuery(PAID_ON_ORDER).execute(Tuple.of(of.order())))
        .orElseGet(() -> tx.preparedQuery(PAID_ON_CASE).execute(Tuple.of(caseId.value())))
        .map(rows -> rows.stream()
            .map(row -> new RemedyTerms.Paid(
                Optional.ofNullable(row.getUUID("order_line")).map(OrderLineId::new),
                List.of(row.getArrayOfIntegers("units")),
                row.getLong("amount_minor"),
                row.getString("currency")))
            .toList());
  }

  private Future<Given> give(
      SqlConnection tx, RemedyRequest request, RemedyTerms terms, Author author, Instant now) {
    if (request.repeats().isEmpty()) {
      return guard
          .beside(tx, request, terms)
          .compose(beside -> guard.refuseBeside(tx, request, beside))
          .compose(_ -> guard.onOtherCases(tx, request, terms))
          .compose(others -> guard.refuseOnOtherCases(tx, request, others, List.of()))
          .compose(_ -> give(tx, request, terms, 1, false, author, now));
    }
    // the same request may have been handled while this one waited for the locks
    return guard
        .locked(tx, request, terms)
        .compose(held -> known(tx, request, author)
            .compose(known -> known.isPresent()
                ? Future.succeededFuture(known.get())
                : repeat(tx, request, terms, held, author, now)));
  }

  private Future<Given> repeat(
      SqlConnection tx,
      RemedyRequest request,
      RemedyTerms terms,
      List<RemedyGuard.Held> held,
      Author author,
      Instant now) {
    var takesOver =
        held.stream().anyMatch(holder -> request.repeats().equals(Optional.of(holder.remedy())));
    return guard
        .beside(tx, request, terms)
        .compose(beside -> guard
            .refuseBeside(tx, request, beside)
            .compose(_ -> guard.onOtherCases(tx, request, terms))
            .compose(others -> {
              var notHolding = Stream.concat(beside.stream(), others.stream()).toList();
              var all = Stream.concat(held.stream(), notHolding.stream()).toList();
              return guard
                  .refuseOnOtherCases(tx, request, others, all)
                  .compose(_ -> guard.generation(tx, request, terms, held, notHolding));
            }))
        .compose(generation -> give(tx, request, terms, generation, takesOver, author, now));
  }

  private Future<Given> give(
      SqlConnection tx,
      RemedyRequest request,
      RemedyTerms terms,
      int generation,
      boolean takesOver,
      Author author,
      Instant now) {
    var id = new RemedyId(ids.next());
    return insert(tx, id, request, terms, generation, author, now)
        .compose(inserted -> inserted
            ? guard
                .hold(tx, id, request, terms, generation, takesOver)
                .compose(_ -> terms
                    .line()
                    .filter(_ -> !takesOver)
                    .map(line -> guard.checkRoom(tx, request, terms, line.quantity()))
                    .orElseGet(Future::succeededFuture))
                .compose(_ -> {
                  terms.check();
                  return checkCap(tx, id, request, terms);
                })
                .compose(_ -> find(tx, id))
                .map(remedy -> new Given(remedy, true))
            // a request with the same key came at the same moment and was first
            : known(tx, request, author)
                .map(known -> known.orElseThrow(RemedyGuard::goneMeanwhile)));
  }

  /**
   * Refuses an amount with which the customer would get more than the policy allows. The caller has
   * taken the customer's history, so that two cases wait for each other.
   */
  private Future<Void> checkCap(
      SqlConnection tx, RemedyId id, RemedyRequest request, RemedyTerms terms) {
    var cap = terms.kind().customerCap();
    if (!cap.covers(terms.amount(), terms.line().isPresent())) {
      return Future.succeededFuture();
    }
    var amount = terms.amount().orElseThrow();
    var got = Tuple.of(
        terms.customer().value(),
        request.kind().value(),
        id.value(),
        cap.days(),
        cap.onlyWithoutItem());
    return tx.preparedQuery(GOT_IN_ALL).execute(got).compose(rows -> {
      var inAll = rows.stream()
          .collect(
              Collectors.toMap(row -> row.getString("currency"), row -> row.getLong("amount")));
      long left = cap.left(code(amount), inAll);
      return amount.minor() <= left
          ? Future.succeededFuture()
          : tx.preparedQuery(GOT_LAST)
              .execute(got)
              .compose(last -> Future.failedFuture(cap.refusal(
                  terms.kind().name(),
                  amount.currency(),
                  left,
                  last.stream().map(Remedies::read).toList())));
    });
  }

  private Future<Boolean> insert(
      SqlConnection tx,
      RemedyId id,
      RemedyRequest request,
      RemedyTerms terms,
      int generation,
      Author author,
      Instant now) {
    var paid = terms.line().filter(_ -> terms.amount().isPresent());
    return tx.preparedQuery(INSERT)
        .execute(Tuple.tuple()
            .addValue(id.value())
            .addValue(request.caseId().value())
            .addValue(terms.customer().value())
            .addValue(request.orderLine().map(OrderLineId::value).orElse(null))
            .addValue(terms.units().toArray(Integer[]::new))
            .addValue(request.kind().value())
            .addValue(terms.exclusionGroup())
            .addValue(generation)
            .addValue(request.repeats().map(RemedyId::value).orElse(null))
            .addValue(terms.amount().map(Money::minor).orElse(null))
            .addValue(terms.amount().map(Remedies::code).orElse(null))
            .addValue(request.reason())
            .addValue(author.agent().map(AgentId::value).orElse(null))
            .addValue(request.contact().map(ContactId::value).orElse(null))
            .addValue(request.key())
            .addValue(now.truncatedTo(ChronoUnit.MICROS).atOffset(UTC))
            .addValue(terms.unitMost().isPresent() ? terms.unitMost().getAsLong() : null)
            .addValue(author.account().orElse(null))
            .addValue(terms.line().map(RemedyTerms.Line::article).orElse(null))
            .addValue(terms.line().map(RemedyTerms.Line::title).orElse(null))
            .addValue(terms.line().map(RemedyTerms.Line::priceMinor).orElse(null))
            .addValue(paid.map(RemedyTerms.Line::paidMinor).orElse(null))
            .addValue(paid.map(RemedyTerms.Line::orderPaidMinor).orElse(null)))
        .map(rows -> rows.rowCount() == 1);
  }

  private Future<Void> change(
      SqlConnection tx, RemedyId id, Remedy.State next, Optional<String> tracking, Instant now) {
    var changed = tx.preparedQuery(CHANGE)
        .execute(Tuple.of(
            id.value(),
            word(next),
            now.truncatedTo(ChronoUnit.MICROS).atOffset(UTC),
            tracking.orElse(null)));
    if (next.isLive()) {
      return changed.mapEmpty();
    }
    return changed.compose(_ -> guard.free(tx, id));
  }

  private static Optional<String> currency(RemedyRequest request) {
    return request.amount().map(Remedies::code);
  }

  private static String code(Money money) {
    return money.currency().code();
  }

  private static Future<Optional<Remedy>> one(SqlClient sql, String query, Object key) {
    return sql.preparedQuery(query)
        .execute(Tuple.of(key))
        .map(rows -> rows.stream().findFirst().map(Remedies::read));
  }

  private static Remedy read(Row row) {
    return new Remedy(
        new RemedyId(row.getUUID("id")),
        new CaseId(row.getUUID("case_id")),
        new CustomerId(row.getUUID("customer")),
        Optional.ofNullable(row.getUUID("order_line")).map(OrderLineId::new),
        Stream.of(row.getArrayOfIntegers("units")).map(Objects::requireNonNull).toList(),
        new RemedyKindId(row.getString("kind")),
        row.getString("kind_name"),
        row.getString("exclusion_group"),
        row.getInteger("generation"),
        Optional.ofNullable(row.getUUID("repeats")).map(RemedyId::new),
        state(row.getString("state")),
        Optional.ofNullable(row.getLong("amount_minor")),
        Optional.ofNullable(row.getString("currency")),
        row.getString("reason"),
        Optional.ofNullable(row.getString("agent")).map(AgentId::new),
        Optional.ofNullable(row.getString("agent_name")),
        Optional.ofNullable(row.getString("recorded_by")),
        Optional.ofNullable(row.getString("department")).map(DepartmentId::new),
        Optional.ofNullable(row.getString("department_name")),
        Optional.ofNullable(row.getUUID("contact")).map(ContactId::new),
        instant(row, "given_at"),
        instant(row, "changed_at"),
        Optional.ofNullable(row.getString("article")),
        Optional.ofNullable(row.getString("title")),
        Optional.ofNullable(row.getString("tracking")));
  }

  private static Instant instant(Row row, String column) {
    OffsetDateTime at = row.getOffsetDateTime(column);
    return at.toInstant();
  }

  private static Remedy.State state(String word) {
    return Remedy.State.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static String word(Remedy.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
