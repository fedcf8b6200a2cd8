package tandem.desk.casework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.CaseId;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.OrderLineId;
import tandem.base.RemedyId;
import tandem.cases.Remedies;
import tandem.cases.Remedy;
import tandem.desk.casework.ShopOrder.Goods;
import tandem.desk.casework.ShopOrder.Told;

/**
 * Orders of random goods are sent again in random shapes, and remedies are given in between. No
 * remedy ever moves to other goods, is lost or is given twice; and an order is refused if and only
 * if trying all pairings finds it ambiguous too.
 */
@ExtendWith(VertxExtension.class)
class ResentOrdersPropertyTest {

  private static final long SEED = 20;
  private static final int ROUNDS = 10_000;
  private static final int ORDERS_AT_ONCE = 50;
  private static final int SHAPES_TRIED_MAX = 50;
  private static final int REFUSED_AT_ONCE = 8;

  private static final String LINES = """
      SELECT l.id, o.number, l.shop_line, l.position, l.article, l.title, l.price_minor, l.quantity,
             coalesce(l.paid_minor, l.price_minor * l.quantity) AS paid, l.gone_at IS NOT NULL AS gone,
             (SELECT string_agg(r.id::text, ' ') FROM remedy r WHERE r.order_line = l.id) AS remedies,
             (SELECT max(unit) FROM remedy r, unnest(r.units) AS unit WHERE r.order_line = l.id) AS highest_unit
        FROM order_line l JOIN customer_order o ON o.id = l.order_id
       WHERE o.number = ANY ($1)
       ORDER BY o.number, l.id
      """;

  private static final String GUARDS = """
      SELECT o.number, l.id || ' ' || g.unit || ' ' || g.remedy AS guard
        FROM remedy_guard g
        JOIN order_line l ON g.object_type = 'order_line' AND l.id = g.object_id
        JOIN customer_order o ON o.id = l.order_id
       WHERE o.number = ANY ($1)
      """;

  private static Vertx vertx;

  @AutoClose
  private final ShopGround shop = new ShopGround(vertx);

  private final Random random = new Random(SEED);
  private final List<CustomerId> customers = IntStream.range(0, ORDERS_AT_ONCE)
      .mapToObj(i -> shop.ground.customer("Customer " + i))
      .toList();
  private final List<CaseId> cases =
      customers.stream().map(customer -> shop.ground.openCase(customer).id()).toList();

  private final Map<String, Integer> counts = new HashMap<>();
  private int round;
  private int numbers;

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  /** A sending of an order: its new true content, the shop's message, and the expected result. */
  private record Sending(ShopOrder order, List<Told> told, boolean ambiguous) {}

  @Test
  void no_remedy_moves_is_lost_or_doubled_in_ten_thousand_rounds() {
    var orders = new ArrayList<ShopOrder>();
    for (round = 0; round < ROUNDS; round += ORDERS_AT_ONCE) {
      while (orders.size() < ORDERS_AT_ONCE) {
        orders.add(begin());
      }
      var stored = stored(orders);
      var sendings = new ArrayList<Sending>();
      for (var order : List.copyOf(orders)) {
        sending(order, stored.getOrDefault(order.number, List.of()))
            .ifPresentOrElse(sendings::add, () -> orders.remove(order));
      }

      var settled = sendRefused(sendings.stream().filter(Sending::ambiguous).toList(), stored);
      settled.addAll(sendings.stream().filter(one -> !one.ambiguous()).toList());
      settled.removeIf(one -> one.ambiguous() && one.order().isMixed());
      send(settled);

      for (var one : settled) {
        orders.replaceAll(order -> order.number.equals(one.order().number) ? one.order() : order);
      }
      var after = stored(orders);
      check(orders, after);
      give(orders, after);
      orders.removeIf(_ -> random.nextInt(40) == 0);
    }
    assertThat(shop.ground.doctor("I5_one_live_remedy_per_unit")).isEmpty();
    assertThat(counts.get("taken")).as(counts.toString()).isGreaterThan(ROUNDS / 2);
    assertThat(counts.get("ambiguous")).as(counts.toString()).isGreaterThan(ROUNDS / 50);
    assertThat(counts.get("given")).as(counts.toString()).isGreaterThan(ROUNDS / 20);
    assertThat(counts.get("prevented")).as(counts.toString()).isGreaterThan(ROUNDS / 100);
  }

  private ShopOrder begin() {
    var order = new ShopOrder("N-" + numbers++, random.nextInt(customers.size()), random);
    shop.send(json(order, order.tell(random))).await();
    return order;
  }

  /** Makes a sending that does not look like another, smaller change. */
  private Optional<Sending> sending(ShopOrder order, List<StoredLine> stored) {
    for (int i = 0; i < SHAPES_TRIED_MAX; i++) {
      var next = order.reshaped(customers.size(), random);
      var told = next.tell(random);
      var readings = new AllReadings(stored, order.currency.equals(next.currency), told);
      if (readings.isUnclear()
          || (!readings.isAmbiguous()
              && (next.isMixed() || !isTrue(readings.landed(), stored, told)))) {
        count("drawn again");
        continue;
      }
      count(readings.isAmbiguous() ? "ambiguous" : "clear");
      return Optional.of(new Sending(next, told, readings.isAmbiguous()));
    }
    return Optional.empty();
  }

  /** Whether goods with a remedy or an id are in the lines in which they are expected. */
  private static boolean isTrue(
      Map<OrderLineId, Optional<String>> landed, List<StoredLine> stored, List<Told> told) {
    return stored.stream()
        .filter(line -> landed.containsKey(line.id()))
        .filter(line -> line.hasRemedy() || line.shopLine().isPresent())
        .allMatch(line -> told.stream()
            .filter(one -> line.hasRemedy()
                ? one.goods().row.equals(Optional.of(line.id()))
                : line.shopLine().equals(Optional.of(one.goods().id)))
            .map(AllReadings::look)
            .findFirst()
            .equals(landed.get(line.id())));
  }

  /** Sends ambiguous orders, then sends them again with explicit lines. */
  private List<Sending> sendRefused(List<Sending> sendings, Map<String, List<StoredLine>> stored) {
    var outright = new ArrayList<Sending>();
    for (int from = 0; from < sendings.size(); from += REFUSED_AT_ONCE) {
      var some = sendings.subList(from, Math.min(sendings.size(), from + REFUSED_AT_ONCE));
      var errors = assertThatExceptionOfType(Failure.Invalid.class)
          .as("%s must be refused: %s, stored %s", where(), some, stored)
          .isThrownBy(() -> shop.send(batch(some)).await())
          .actual()
          .errors();
      for (int i = 0; i < some.size(); i++) {
        var path = "orders[" + i + "].lines[";
        assertThat(errors)
            .as(
                "%s: %s, stored %s",
                where(), some.get(i), stored.get(some.get(i).order().number))
            .anyMatch(error -> error.startsWith(path) && error.contains("ambiguous: "));
      }
    }
    assertThat(stored(sendings.stream().map(Sending::order).toList()))
        .isEqualTo(stored.entrySet().stream()
            .filter(entry ->
                sendings.stream().anyMatch(one -> one.order().number.equals(entry.getKey())))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    sendings.forEach(
        one -> outright.add(new Sending(one.order(), one.order().tellOutright(), one.ambiguous())));
    return outright;
  }

  private void send(List<Sending> sendings) {
    try {
      shop.send(batch(sendings)).await();
    } catch (Failure.Invalid e) {
      throw new AssertionError(where() + " must be taken: " + sendings, e);
    }
    if (random.nextInt(5) == 0) {
      var again = shop.send(batch(sendings)).await();
      assertThat(again.unchanged()).as(where()).isEqualTo(sendings.size());
    }
    sendings.forEach(_ -> count("taken"));
  }

  private void check(List<ShopOrder> orders, Map<String, List<StoredLine>> stored) {
    var guards = new HashMap<String, Set<String>>();
    ask(GUARDS, orders)
        .forEach(row -> guards
            .computeIfAbsent(row.getString("number"), _ -> new TreeSet<>())
            .add(row.getString("guard")));
    for (var order : orders) {
      var lines = stored.get(order.number);
      assertThat(lines.stream().map(StoredLine::look).toList())
          .as("%s: %s", where(), order)
          .containsExactlyInAnyOrderElementsOf(
              order.goods.stream().map(Goods::look).toList());
      for (var line : lines) {
        if (line.hasRemedy()) {
          assertThat(order.goods.stream()
                  .filter(goods -> goods.row.equals(Optional.of(line.id())))
                  .map(Goods::look))
              .as("%s: %s", where(), order)
              .containsExactly(line.look());
        }
        line.shopLine()
            .ifPresent(id -> assertThat(
                    order.goods.stream().filter(goods -> goods.id.equals(id)).map(Goods::look))
                .as("%s: %s", where(), order)
                .containsExactly(line.look()));
      }
      assertThat(guards.getOrDefault(order.number, Set.of()))
          .as("%s: %s", where(), order)
          .isEqualTo(order.goods.stream()
              .flatMap(goods -> goods.live.entrySet().stream()
                  .map(held ->
                      goods.row.orElseThrow() + " " + held.getKey() + " " + held.getValue()))
              .collect(Collectors.toCollection(TreeSet::new)));
    }
  }

  /** Gives some replacements, has some refused, and lets some fail. */
  private void give(List<ShopOrder> orders, Map<String, List<StoredLine>> stored) {
    var asked = new ArrayList<Future<Remedy>>();
    for (var order : orders) {
      if (random.nextInt(4) > 0) {
        continue;
      }
      var lines = stored.get(order.number);
      var present = lines.stream().filter(line -> !line.gone()).toList();
      var line = present.get(random.nextInt(present.size()));
      var goods = order.goodsOf(line, lines);
      int unit = 1 + random.nextInt(goods.quantity);
      asked.add(shop.replace(cases.get(order.owner), line.id(), unit).transform(given -> {
        learn(goods, line, unit, given);
        return Future.succeededFuture(given.result());
      }));
    }
    Future.all(asked).await();
    for (var order : orders) {
      for (var goods : order.goods) {
        if (!goods.live.isEmpty() && random.nextInt(20) == 0) {
          int unit = goods.live.keySet().iterator().next();
          var failed = RemedyId.parse(Objects.requireNonNull(goods.live.remove(unit)));
          shop.settle(failed, Remedy.State.FAILED);
        }
      }
    }
  }

  private synchronized void learn(
      Goods goods, StoredLine line, int unit, AsyncResult<Remedy> given) {
    // when there are fewer pieces than before, the rest may be those that have their remedy
    boolean isFull = goods.live.size() >= goods.quantity;
    var holder = Optional.ofNullable(goods.live.get(unit))
        .or(() -> goods.live.entrySet().stream()
            .filter(held -> isFull && held.getKey() > goods.quantity)
            .min(Map.Entry.comparingByKey())
            .map(Map.Entry::getValue));
    if (holder.isPresent()) {
      assertThat(given.failed()).as(where()).isTrue();
      assertThat(Remedies.holder(given.cause()).map(RemedyId::toString))
          .as("%s: %s", where(), given.cause())
          .isEqualTo(holder);
      count("prevented");
      return;
    }
    assertThat(given.succeeded()).as("%s: %s", where(), given.cause()).isTrue();
    goods.remedies.add(given.result().id().toString());
    goods.live.put(unit, given.result().id().toString());
    goods.row = Optional.of(line.id());
    count("given");
  }

  private Map<String, List<StoredLine>> stored(List<ShopOrder> orders) {
    Map<String, List<StoredLine>> lines = new HashMap<>();
    ask(LINES, orders)
        .forEach(row -> lines
            .computeIfAbsent(row.getString("number"), _ -> new ArrayList<>())
            .add(new StoredLine(
                new OrderLineId(row.getUUID("id")),
                row.getString("number"),
                Optional.ofNullable(row.getString("shop_line")),
                row.getInteger("position"),
                row.getString("article"),
                row.getString("title"),
                row.getLong("price_minor"),
                row.getInteger("quantity"),
                row.getLong("paid"),
                row.getBoolean("gone"),
                Optional.ofNullable(row.getString("remedies")).stream()
                    .flatMap(ids -> Stream.of(ids.split(" ", -1)))
                    .collect(Collectors.toCollection(TreeSet::new)),
                Optional.ofNullable(row.getInteger("highest_unit")).orElse(0))));
    return lines;
  }

  private List<Row> ask(String query, List<ShopOrder> orders) {
    return shop
        .ground
        .database()
        .pool()
        .preparedQuery(query)
        .execute(Tuple.of(orders.stream().map(order -> order.number).toArray(String[]::new)))
        .await()
        .stream()
        .toList();
  }

  private String[] batch(List<Sending> sendings) {
    return sendings.stream().map(one -> json(one.order(), one.told())).toArray(String[]::new);
  }

  private String json(ShopOrder order, List<Told> told) {
    var lines =
        IntStream.range(0, told.size()).mapToObj(j -> told.get(j).json()).toList();
    return ShopGround.order(order.number, customers.get(order.owner), order.currency, lines);
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private String where() {
    return "seed " + SEED + ", round " + round;
  }
}
