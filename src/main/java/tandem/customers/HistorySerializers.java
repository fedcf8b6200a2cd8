package tandem.customers;

import com.fasterxml.jackson.databind.JsonNode;
import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.base.OrderId;
import tandem.base.OrderLineId;
import tandem.base.RemedyId;
import tandem.base.RemedyKindId;
import tandem.base.SegmentId;
import tandem.customers.CustomerHistory.Case;
import tandem.customers.CustomerHistory.Entry;
import tandem.customers.CustomerHistory.Line;
import tandem.customers.CustomerHistory.Order;
import tandem.customers.CustomerHistory.Person;
import tandem.customers.CustomerHistory.Remedy;
import tandem.document.Json;

/**
 * The form of histories in the grid. It is written by hand, because Hazelcast's own reading of
 * records knows no {@link Optional}, {@link Instant} or {@link UUID}; and field by field, because
 * that reads in half the time of JSON.
 */
final class HistorySerializers {

  private static final int MICROS = 1_000_000;

  private HistorySerializers() {}

  static List<CompactSerializer<?>> all() {
    return List.of(
        new Of<>(
            CustomerId.class,
            "customer_id",
            (out, id) -> uuid(out, "id", id.value()),
            in -> new CustomerId(uuid(in, "id"))),
        new Of<>(
            HistoryCache.ReplaceIfNewer.class,
            "replace_if_newer",
            (out, entry) -> out.writeCompact("history", entry.history()),
            in -> new HistoryCache.ReplaceIfNewer(in.<CustomerHistory>readCompact("history"))),
        new Of<>(
            CustomerHistory.class,
            "customer_history",
            (out, history) -> {
              out.writeCompact("customer", history.customer());
              out.writeArrayOfCompact("orders", history.orders().toArray(Order[]::new));
              out.writeArrayOfCompact("cases", history.cases().toArray(Case[]::new));
              out.writeArrayOfCompact("remedies", history.remedies().toArray(Remedy[]::new));
              out.writeArrayOfCompact("timeline", history.timeline().toArray(Entry[]::new));
              out.writeInt64("timeline_total", history.timelineTotal());
            },
            in -> new CustomerHistory(
                in.<Person>readCompact("customer"),
                list(in, "orders", Order.class),
                list(in, "cases", Case.class),
                list(in, "remedies", Remedy.class),
                list(in, "timeline", Entry.class),
                in.readInt64("timeline_total"))),
        new Of<>(
            Person.class,
            "history_person",
            (out, person) -> {
              uuid(out, "id", person.id().value());
              out.writeString("name", person.name());
              out.writeBoolean("provisional", person.provisional());
              text(out, "segment", person.segment().map(SegmentId::value));
              instant(out, "since", person.since());
              out.writeInt64("version", person.version());
              out.writeArrayOfCompact(
                  "contact_points", person.contactPoints().toArray(ContactPoint[]::new));
            },
            in -> new Person(
                new CustomerId(uuid(in, "id")),
                in.readString("name"),
                in.readBoolean("provisional"),
                text(in, "segment").map(SegmentId::new),
                instant(in, "since"),
                in.readInt64("version"),
                list(in, "contact_points", ContactPoint.class))),
        new Of<>(
            ContactPoint.class,
            "contact_point",
            (out, point) -> {
              out.writeString("kind", point.kind().name());
              out.writeString("value", point.value());
            },
            in -> new ContactPoint(
                ContactPoint.Kind.valueOf(in.readString("kind")), in.readString("value"))),
        new Of<>(
            Order.class,
            "history_order",
            (out, order) -> {
              uuid(out, "id", order.id().value());
              out.writeString("number", order.number());
              out.writeString("state", order.state());
              instant(out, "placed_at", order.placedAt());
              out.writeString("currency", order.currency());
              text(out, "tracking", order.tracking());
              out.writeInt64("paid_minor", order.paidMinor());
              out.writeArrayOfCompact("lines", order.lines().toArray(Line[]::new));
            },
            in -> new Order(
                new OrderId(uuid(in, "id")),
                in.readString("number"),
                in.readString("state"),
                instant(in, "placed_at"),
                in.readString("currency"),
                text(in, "tracking"),
                in.readInt64("paid_minor"),
                list(in, "lines", Line.class))),
        new Of<>(
            Line.class,
            "history_line",
            (out, line) -> {
              uuid(out, "id", line.id().value());
              text(out, "shop_line", line.shopLine());
              out.writeInt32("position", line.position());
              out.writeString("article", line.article());
              out.writeString("title", line.title());
              out.writeInt32("quantity", line.quantity());
              out.writeInt64("price_minor", line.priceMinor());
              out.writeInt64("paid_minor", line.paidMinor());
              out.writeBoolean("gone", line.gone());
            },
            in -> new Line(
                new OrderLineId(uuid(in, "id")),
                text(in, "shop_line"),
                in.readInt32("position"),
                in.readString("article"),
                in.readString("title"),
                in.readInt32("quantity"),
                in.readInt64("price_minor"),
                in.readInt64("paid_minor"),
                in.readBoolean("gone"))),
        new Of<>(
            Case.class,
            "history_case",
            (out, one) -> {
              uuid(out, "id", one.id().value());
              out.writeInt64("number", one.number());
              out.writeString("kind", one.kind());
              out.writeString("subject", one.subject());
              out.writeString("state", one.state());
              out.writeString("department", one.department().value());
              instant(out, "opened_at", one.openedAt());
              instant(out, "touched_at", one.touchedAt());
              out.writeInt32("entries", one.entries());
              out.writeInt32("repeats", one.repeats());
            },
            in -> new Case(
                new CaseId(uuid(in, "id")),
                in.readInt64("number"),
                in.readString("kind"),
                in.readString("subject"),
                in.readString("state"),
                new DepartmentId(in.readString("department")),
                instant(in, "opened_at"),
                instant(in, "touched_at"),
                in.readInt32("entries"),
                in.readInt32("repeats"))),
        new Of<>(
            Remedy.class,
            "history_remedy",
            (out, remedy) -> {
              uuid(out, "id", remedy.id().value());
              uuid(out, "case", remedy.caseId().value());
              text(
                  out, "order_line", remedy.orderLine().map(line -> line.value().toString()));
              out.writeArrayOfInt32(
                  "units", remedy.units().stream().mapToInt(Integer::intValue).toArray());
              out.writeString("kind", remedy.kind().value());
              out.writeString("kind_name", remedy.kindName());
              out.writeString("exclusion_group", remedy.exclusionGroup());
              out.writeInt32("generation", remedy.generation());
              out.writeString("state", remedy.state());
              out.writeNullableInt64("amount_minor", remedy.amountMinor().orElse(null));
              text(out, "currency", remedy.currency());
              out.writeString("reason", remedy.reason());
              text(out, "agent", remedy.agent().map(AgentId::value));
              text(out, "agent_name", remedy.agentName());
              text(out, "recorded_by", remedy.recordedBy());
              text(out, "department", remedy.department().map(DepartmentId::value));
              text(out, "department_name", remedy.departmentName());
              instant(out, "given_at", remedy.givenAt());
              instant(out, "changed_at", remedy.changedAt());
              text(out, "article", remedy.article());
              text(out, "title", remedy.title());
              text(out, "tracking", remedy.tracking());
            },
            in -> new Remedy(
                new RemedyId(uuid(in, "id")),
                new CaseId(uuid(in, "case")),
                text(in, "order_line").map(OrderLineId::parse),
                java.util.Arrays.stream(in.readArrayOfInt32("units")).boxed().toList(),
                new RemedyKindId(in.readString("kind")),
                in.readString("kind_name"),
                in.readString("exclusion_group"),
                in.readInt32("generation"),
                in.readString("state"),
                Optional.ofNullable(in.readNullableInt64("amount_minor")),
                text(in, "currency"),
                in.readString("reason"),
                text(in, "agent").map(AgentId::new),
                text(in, "agent_name"),
                text(in, "recorded_by"),
                text(in, "department").map(DepartmentId::new),
                text(in, "department_name"),
                instant(in, "given_at"),
                instant(in, "changed_at"),
                text(in, "article"),
                text(in, "title"),
                text(in, "tracking"))),
        new Of<>(
            Entry.class,
            "history_entry",
            (out, entry) -> {
              uuid(out, "case", entry.caseId().value());
              out.writeInt64("case_number", entry.caseNumber());
              out.writeInt32("number", entry.number());
              instant(out, "at", entry.at());
              out.writeString("kind", entry.kind());
              text(out, "department", entry.department().map(DepartmentId::value));
              text(out, "agent", entry.agent().map(AgentId::value));
              text(out, "recorded_by", entry.recordedBy());
              text(out, "contact", entry.contact().map(ContactId::toString));
              out.writeString("body", Json.write(entry.body()));
            },
            in -> new Entry(
                new CaseId(uuid(in, "case")),
                in.readInt64("case_number"),
                in.readInt32("number"),
                instant(in, "at"),
                in.readString("kind"),
                text(in, "department").map(DepartmentId::new),
                text(in, "agent").map(AgentId::new),
                text(in, "recorded_by"),
                text(in, "contact").map(ContactId::parse),
                Json.read(in.readString("body"), JsonNode.class))));
  }

  /** A serializer of one type, by its two halves. */
  private record Of<T>(
      Class<T> type,
      String name,
      BiConsumer<CompactWriter, T> writer,
      Function<CompactReader, T> reader)
      implements CompactSerializer<T> {

    @Override
    public T read(CompactReader in) {
      return reader.apply(in);
    }

    @Override
    public void write(CompactWriter out, T value) {
      writer.accept(out, value);
    }

    @Override
    public String getTypeName() {
      return name;
    }

    @Override
    public Class<T> getCompactClass() {
      return type;
    }
  }

  private static <T> List<T> list(CompactReader in, String field, Class<T> type) {
    return List.of(in.readArrayOfCompact(field, type));
  }

  private static void uuid(CompactWriter out, String field, UUID id) {
    out.writeInt64(field + "_high", id.getMostSignificantBits());
    out.writeInt64(field + "_low", id.getLeastSignificantBits());
  }

  private static UUID uuid(CompactReader in, String field) {
    return new UUID(in.readInt64(field + "_high"), in.readInt64(field + "_low"));
  }

  /** In microseconds: what PostgreSQL keeps. */
  private static void instant(CompactWriter out, String field, Instant at) {
    out.writeInt64(field, Math.addExact(at.getEpochSecond() * MICROS, at.getNano() / 1_000));
  }

  private static Instant instant(CompactReader in, String field) {
    long micros = in.readInt64(field);
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000L);
  }

  private static void text(CompactWriter out, String field, Optional<String> text) {
    out.writeString(field, text.orElse(null));
  }

  private static Optional<String> text(CompactReader in, String field) {
    @Nullable String text = in.readString(field);
    return Optional.ofNullable(text);
  }
}
