package tandem.routing;

import static tandem.routing.Journal.utc;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.Endpoint;
import tandem.base.OfferId;
import tandem.base.QueueId;
import tandem.document.Json;
import tandem.routing.engine.Destination;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Lapse;
import tandem.storage.OneStatement;

/**
 * The contact and offer rows that a batch of facts changes. Each contact is written once, in its
 * last state. The order of the writes matters, because unique indexes are checked for each row: an
 * agent's old offer is closed before the next one opens, and a contact leaves its agent before the
 * agent gets another call.
 */
final class ContactRows {

  /** A scheduled contact has a row already when it becomes due; the statement changes that row. */
  private static final String INSERT_CONTACTS = """
      INSERT INTO contact (id, floor, seq, channel, queue, carrier, reference, customer, state, ended, agent, rank,
                           arrived_at, due_at, connected_at, wrap_up_at, closed_at, offers, outcome)
      SELECT u.id, $1, u.seq, u.channel, u.queue, u.carrier, u.reference, u.customer, u.state, u.ended, u.agent, u.rank,
             u.arrived_at, u.due_at, u.connected_at, u.wrap_up_at, u.closed_at, u.offers, u.outcome
        FROM unnest($2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::uuid[], $9::text[],
                    $10::text[], $11::text[], $12::timestamptz[], $13::timestamptz[], $14::timestamptz[],
                    $15::timestamptz[], $16::timestamptz[], $17::timestamptz[], $18::int[], $19::text[])
             AS u(id, seq, channel, queue, carrier, reference, customer, state, ended, agent, rank, arrived_at, due_at,
                  connected_at, wrap_up_at, closed_at, offers, outcome)
       WHERE previous_is_done
      ON CONFLICT (id) DO UPDATE
         SET seq = EXCLUDED.seq, queue = EXCLUDED.queue, carrier = EXCLUDED.carrier, reference = EXCLUDED.reference,
             customer = EXCLUDED.customer, state = EXCLUDED.state, ended = EXCLUDED.ended, agent = EXCLUDED.agent,
             rank = EXCLUDED.rank, connected_at = EXCLUDED.connected_at, wrap_up_at = EXCLUDED.wrap_up_at,
             closed_at = EXCLUDED.closed_at, offers = EXCLUDED.offers, outcome = EXCLUDED.outcome
       WHERE contact.state = 'scheduled'
      RETURNING 1
      """;

  private static final String UPDATE_CONTACTS = """
      UPDATE contact c
         SET seq = u.seq,
             state = COALESCE(u.state, c.state),
             ended = COALESCE(u.ended, c.ended),
             agent = CASE WHEN u.agent_known THEN u.agent ELSE c.agent END,
             customer = COALESCE(u.customer, c.customer),
             connected_at = COALESCE(c.connected_at, u.connected_at),
             wrap_up_at = COALESCE(u.wrap_up_at, c.wrap_up_at),
             closed_at = COALESCE(u.closed_at, c.closed_at),
             offers = COALESCE(u.offers, c.offers),
             outcome = COALESCE(u.outcome, c.outcome),
             queue = COALESCE(u.queue, c.queue),
             rank = COALESCE(c.arrived_at - make_interval(secs => u.head_start), c.rank),
             carrier = COALESCE(u.carrier, c.carrier),
             reference = COALESCE(u.reference, c.reference)
        FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::boolean[], $6::text[], $7::uuid[],
                    $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::int[], $12::text[], $13::text[],
                    $14::double precision[], $15::text[], $16::text[])
             AS u(id, seq, state, ended, agent_known, agent, customer, connected_at, wrap_up_at, closed_at, offers,
                  outcome, queue, head_start, carrier, reference)
       WHERE c.id = u.id
         AND previous_is_done
      RETURNING 1
      """;

  private static final String UPDATE_OFFERS = """
      UPDATE offer o
         SET state = u.state, why = u.why, closed_at = u.closed_at
        FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::timestamptz[])
             AS u(contact, attempt, state, why, closed_at)
       WHERE o.contact = u.contact
         AND o.attempt = u.attempt
         AND previous_is_done
      RETURNING 1
      """;

  /**
   * The rule of {@link tandem.routing.engine.Lapse}. An offer that is closed in the same statement
   * is not pending any more.
   */
  private static final String MOVE_OFFERS = """
      UPDATE offer o
         SET expires_at = greatest(
               least(
                 o.expires_at + make_interval(secs => $2::double precision),
                 $4::timestamptz + (o.expires_at - o.offered_at)),
               $3::timestamptz)
       WHERE o.state = 'pending'
         AND o.contact IN (SELECT c.id FROM contact c WHERE c.floor = $1 AND c.state = 'offered')
         AND (o.contact, o.attempt) NOT IN (SELECT * FROM unnest($5::uuid[], $6::int[]))
         AND previous_is_done
      RETURNING 1
      """;

  /** The table does not show a contact that arrives in the same statement: its channel is given. */
  private static final String INSERT_OFFERS = """
      INSERT INTO offer (contact, attempt, agent, channel, state, why, choice, offered_at, expires_at, closed_at)
      SELECT u.contact, u.attempt, u.agent, COALESCE(u.channel, c.channel), u.state, u.why, u.choice::jsonb, u.offered_at,
             u.expires_at, u.closed_at
        FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                    $8::timestamptz[], $9::timestamptz[], $10::timestamptz[])
             AS u(contact, attempt, agent, channel, state, why, choice, offered_at, expires_at, closed_at)
        LEFT JOIN contact c ON c.id = u.contact
       WHERE previous_is_done
      RETURNING 1
      """;

  /** The columns that never change after a contact has arrived or was scheduled. */
  private record Arrival(
      Channel channel, Instant at, @Nullable Instant dueAt) {}

  private static final class ContactRow {
    final ContactId id;
    long seq;

    @Nullable
    Arrival arrival;

    @Nullable
    QueueId queue;

    @Nullable
    Duration headStart;

    @Nullable
    Endpoint endpoint;

    @Nullable
    String state;

    @Nullable
    String ended;

    boolean agentKnown;

    @Nullable
    String agent;

    java.util.@Nullable UUID customer;

    @Nullable
    Instant connectedAt;

    @Nullable
    Instant wrapUpAt;

    @Nullable
    Instant closedAt;

    @Nullable
    Integer offers;

    @Nullable
    String outcome;

    ContactRow(ContactId id) {
      this.id = id;
    }

    void arrives(Arrival arrival, QueueId queue, Duration headStart) {
      this.arrival = arrival;
      this.queue = queue;
      this.headStart = headStart;
    }

    /** Sets the time of the first connection; later ones change nothing. */
    void connected(Instant at) {
      connectedAt = connectedAt == null ? at : connectedAt;
    }

    void state(String now) {
      state = now;
    }

    void held(String now, AgentId by) {
      state = now;
      agentKnown = true;
      agent = by.value();
    }

    void free(String now) {
      state = now;
      agentKnown = true;
      agent = null;
    }

    void closed(String how, Instant at) {
      state = "closed";
      ended = how;
      closedAt = at;
    }

    /** Whether the contact no longer occupies an agent. */
    boolean leavesAgent() {
      return "closed".equals(state) || (agentKnown && agent == null);
    }
  }

  private static final class OfferRow {
    final OfferId id;
    Fact.@Nullable Offered offered;

    @Nullable
    Instant expiresAt;

    String state = "pending";

    @Nullable
    String why;

    @Nullable
    Instant closedAt;

    OfferRow(OfferId id) {
      this.id = id;
    }

    void made(Fact.Offered f) {
      offered = f;
      expiresAt = f.expiresAt();
    }

    void after(Lapse lapse) {
      if (offered != null && expiresAt != null && state.equals("pending")) {
        expiresAt = lapse.moved(expiresAt, offered.at());
      }
    }

    void closed(String how, @Nullable String because, Instant at) {
      state = how;
      why = because;
      closedAt = at;
    }
  }

  private final String floor;
  private final Map<ContactId, ContactRow> contacts = new LinkedHashMap<>();
  private final Map<OfferId, OfferRow> offers = new LinkedHashMap<>();
  private final List<Lapse> lapses = new ArrayList<>();

  private ContactRows(String floor) {
    this.floor = floor;
  }

  static ContactRows of(String floor, long from, List<Fact> facts) {
    var rows = new ContactRows(floor);
    long seq = from;
    for (var fact : facts) {
      rows.fold(++seq, fact);
    }
    return rows;
  }

  private void fold(long seq, Fact fact) {
    switch (fact) {
      case Fact.OfWaiting f -> fold(seq, f);
      case Fact.OfWork f -> fold(seq, f);
      case Fact.OfTime f -> fold(f);
      case Fact.OfPresence _, Fact.OfPlan _ -> {}
    }
  }

  /** Offers of this batch move here, and those of before in the table. */
  private void fold(Fact.OfTime fact) {
    switch (fact) {
      case Fact.TimeLost f -> {
        var lapse = new Lapse(f.lost(), f.judgedFrom(), f.at());
        lapses.add(lapse);
        offers.values().forEach(offer -> offer.after(lapse));
      }
    }
  }

  private void fold(long seq, Fact.OfWaiting fact) {
    switch (fact) {
      case Fact.Queued f -> {
        var row = contact(f.contact(), seq);
        var dueAt = row.arrival == null ? null : row.arrival.dueAt();
        row.arrives(new Arrival(f.channel(), f.arrived(), dueAt), f.queue(), f.headStart());
        row.endpoint = f.endpoint().orElse(null);
        row.customer = f.customer().value();
        row.state("queued");
      }
      case Fact.Scheduled f -> {
        var row = contact(f.contact(), seq);
        row.arrives(new Arrival(f.channel(), f.dueAt(), f.dueAt()), f.queue(), f.headStart());
        row.customer = f.customer().value();
        row.state("scheduled");
      }
      case Fact.Cancelled f -> contact(f.contact(), seq).closed("cancelled", f.at());
      case Fact.Moved f -> {
        var row = contact(f.contact(), seq);
        if (f.to() instanceof Destination.ToQueue(var queue)) {
          row.queue = queue;
        }
        row.headStart = f.headStart();
        // a contact that had no agent stays queued or scheduled
        if (f.from().isPresent()) {
          row.free("queued");
        }
      }
      case Fact.Linked f -> contact(f.contact(), seq).endpoint = f.endpoint();
      case Fact.Identified f ->
        contact(f.contact(), seq).customer = f.customer().value();
      case Fact.Offered f -> {
        var row = contact(f.offer().contact(), seq);
        row.state("offered");
        row.offers = f.offer().attempt();
        offer(f.offer()).made(f);
      }
      case Fact.OfferClosed f -> {
        contact(f.offer().contact(), seq).state("queued");
        var how = switch (f.why()) {
          case DECLINED -> "declined";
          case EXPIRED -> "expired";
          case UNSHOWN, CUSTOMER_LEFT, AGENT_LEFT, JOINED, MOVED -> "withdrawn";
        };
        offer(f.offer()).closed(how, f.why().name().toLowerCase(Locale.ROOT), f.at());
      }
      case Fact.Abandoned f -> {
        var row = contact(f.contact(), seq);
        row.free("closed");
        row.closed(f.isShort() ? "short_abandoned" : "abandoned", f.at());
      }
      // the contact has not arrived, or its row does not change
      case Fact.LeftEarly _, Fact.Heard _ -> {}
    }
  }

  private void fold(long seq, Fact.OfWork fact) {
    switch (fact) {
      case Fact.Accepted f -> {
        contact(f.offer().contact(), seq).held("connecting", f.agent());
        offer(f.offer()).closed("accepted", null, f.at());
      }
      case Fact.Connected f -> {
        var row = contact(f.contact(), seq);
        row.held("connected", f.agent());
        row.connected(f.at());
      }
      case Fact.BridgeFailed f -> contact(f.contact(), seq).free("queued");
      case Fact.CameBack f -> contact(f.contact(), seq).free("queued");
      case Fact.Held f -> contact(f.contact(), seq).held("held", f.agent());
      case Fact.Resumed f -> contact(f.contact(), seq).held("connected", f.agent());
      case Fact.WrapUpBegan f -> {
        var row = contact(f.contact(), seq);
        row.held("wrap_up", f.agent());
        row.wrapUpAt = f.at();
      }
      case Fact.Finished f -> {
        var row = contact(f.contact(), seq);
        row.held("closed", f.agent());
        row.closed("handled", f.at());
        row.outcome = f.outcome().orElse(null);
      }
    }
  }

  private ContactRow contact(ContactId id, long seq) {
    var row = contacts.computeIfAbsent(id, ContactRow::new);
    row.seq = seq;
    return row;
  }

  private OfferRow offer(OfferId id) {
    return offers.computeIfAbsent(id, OfferRow::new);
  }

  /** Adds the parts of a statement that write the rows, in their order. */
  void addTo(OneStatement statement) {
    var oldOffers = offers.values().stream().filter(o -> o.offered == null).toList();
    var oldContacts = contacts.values().stream().filter(c -> c.arrival == null).toList();
    var leaving = oldContacts.stream().filter(ContactRow::leavesAgent).toList();
    var others = oldContacts.stream().filter(row -> !row.leavesAgent()).toList();
    var newContacts = contacts.values().stream().filter(c -> c.arrival != null).toList();
    var newOffers = offers.values().stream().filter(o -> o.offered != null).toList();
    if (!oldOffers.isEmpty()) {
      statement.with("closed_offers", UPDATE_OFFERS, closings(oldOffers));
    }
    int moved = 0;
    for (var lapse : lapses) {
      statement.with("moved_offers_" + ++moved, MOVE_OFFERS, moves(lapse, oldOffers));
    }
    if (!leaving.isEmpty() && !others.isEmpty()) {
      statement.with("leaving_contacts", UPDATE_CONTACTS, changes(leaving));
    }
    if (!oldContacts.isEmpty()) {
      statement.with(
          "changed_contacts", UPDATE_CONTACTS, changes(others.isEmpty() ? leaving : others));
    }
    if (!newContacts.isEmpty()) {
      statement.with("new_contacts", INSERT_CONTACTS, arrivals(newContacts));
    }
    if (!newOffers.isEmpty()) {
      statement.with("new_offers", INSERT_OFFERS, openings(newOffers));
    }
  }

  private Object[] arrivals(List<ContactRow> rows) {
    return new Object[] {
      floor,
      column(rows, java.util.UUID[]::new, r -> r.id.value()),
      column(rows, Long[]::new, r -> r.seq),
      column(rows, String[]::new, r -> arrival(r).channel().word()),
      column(rows, String[]::new, ContactRows::queue),
      column(rows, String[]::new, ContactRows::carrier),
      column(rows, String[]::new, ContactRows::reference),
      column(rows, java.util.UUID[]::new, r -> r.customer),
      column(rows, String[]::new, r -> r.state),
      column(rows, String[]::new, r -> r.ended),
      column(rows, String[]::new, r -> r.agent),
      times(rows, r -> arrival(r).at().minus(r.headStart == null ? Duration.ZERO : r.headStart)),
      times(rows, r -> arrival(r).at()),
      times(rows, r -> arrival(r).dueAt()),
      times(rows, r -> r.connectedAt),
      times(rows, r -> r.wrapUpAt),
      times(rows, r -> r.closedAt),
      column(rows, Integer[]::new, r -> r.offers == null ? Integer.valueOf(0) : r.offers),
      column(rows, String[]::new, r -> r.outcome)
    };
  }

  private static @Nullable String queue(ContactRow row) {
    return row.queue == null ? null : row.queue.value();
  }

  private static @Nullable String carrier(ContactRow row) {
    return row.endpoint == null ? null : row.endpoint.carrier();
  }

  private static @Nullable String reference(ContactRow row) {
    return row.endpoint == null ? null : row.endpoint.reference();
  }

  private static Arrival arrival(ContactRow row) {
    if (row.arrival == null) {
      throw new IllegalStateException("contact " + row.id + " did not arrive in this batch");
    }
    return row.arrival;
  }

  private static Object[] changes(List<ContactRow> rows) {
    return new Object[] {
      column(rows, java.util.UUID[]::new, r -> r.id.value()),
      column(rows, Long[]::new, r -> r.seq),
      column(rows, String[]::new, r -> r.state),
      column(rows, String[]::new, r -> r.ended),
      column(rows, Boolean[]::new, r -> r.agentKnown),
      column(rows, String[]::new, r -> r.agent),
      column(rows, java.util.UUID[]::new, r -> r.customer),
      times(rows, r -> r.connectedAt),
      times(rows, r -> r.wrapUpAt),
      times(rows, r -> r.closedAt),
      column(rows, Integer[]::new, r -> r.offers),
      column(rows, String[]::new, r -> r.outcome),
      column(rows, String[]::new, ContactRows::queue),
      column(
          rows,
          Double[]::new,
          r -> r.headStart == null ? null : Double.valueOf(r.headStart.toNanos() / 1e9)),
      column(rows, String[]::new, ContactRows::carrier),
      column(rows, String[]::new, ContactRows::reference)
    };
  }

  private Object[] moves(Lapse lapse, List<OfferRow> closed) {
    return new Object[] {
      floor,
      lapse.lost().toNanos() / 1e9,
      utc(lapse.judgedFrom()),
      utc(lapse.at()),
      column(closed, java.util.UUID[]::new, r -> r.id.contact().value()),
      column(closed, Integer[]::new, r -> r.id.attempt())
    };
  }

  private static Object[] closings(List<OfferRow> rows) {
    return new Object[] {
      column(rows, java.util.UUID[]::new, r -> r.id.contact().value()),
      column(rows, Integer[]::new, r -> r.id.attempt()),
      column(rows, String[]::new, r -> r.state),
      column(rows, String[]::new, r -> r.why),
      times(rows, r -> r.closedAt)
    };
  }

  private Object[] openings(List<OfferRow> rows) {
    return new Object[] {
      column(rows, java.util.UUID[]::new, r -> r.id.contact().value()),
      column(rows, Integer[]::new, r -> r.id.attempt()),
      column(rows, String[]::new, r -> opening(r).agent().value()),
      column(rows, String[]::new, this::channel),
      column(rows, String[]::new, r -> r.state),
      column(rows, String[]::new, r -> r.why),
      column(rows, String[]::new, r -> Json.write(opening(r).choice())),
      times(rows, r -> opening(r).at()),
      times(rows, r -> r.expiresAt),
      times(rows, r -> r.closedAt)
    };
  }

  /** The channel of an offer whose contact arrives in this batch. */
  private @Nullable String channel(OfferRow row) {
    var contact = contacts.get(row.id.contact());
    return contact == null || contact.arrival == null
        ? null
        : contact.arrival.channel().word();
  }

  private static Fact.Offered opening(OfferRow row) {
    if (row.offered == null) {
      throw new IllegalStateException("offer " + row.id + " was not made in this batch");
    }
    return row.offered;
  }

  private static <R, T> @Nullable T[] column(
      Collection<R> rows,
      IntFunction<@Nullable T[]> array,
      Function<R, ? extends @Nullable T> part) {
    return rows.stream().map(part).toArray(array);
  }

  private static <R> @Nullable OffsetDateTime[] times(
      Collection<R> rows, Function<R, @Nullable Instant> part) {
    var column = new OffsetDateTime[rows.size()];
    int i = 0;
    for (var row : rows) {
      var at = part.apply(row);
      column[i++] = at == null ? null : utc(at);
    }
    return column;
  }
}
