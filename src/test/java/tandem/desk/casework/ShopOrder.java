package tandem.desk.casework;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tandem.base.OrderLineId;

/**
 * The true content of an order: its goods, and the remedies for each. The shop knows it; the server
 * must derive it from the shop's messages.
 */
final class ShopOrder {

  private static final String[] ARTICLES = {"SHOE", "SHOE", "SOCK", "BOOT"};
  private static final long[] PRICES = {5_000, 8_000, 9_000};
  private static final int LINES_MAX = 5;
  private static final int GOODS_MAX = 7;

  /** Some goods of one article, which stay the same goods in every message. */
  static final class Goods {
    final String id;
    String article;
    String title = "A thing";
    long price;
    int quantity;

    @Nullable
    Long paid;

    boolean present = true;

    /** Whether some of its units have been in another line, or some of another's are in it. */
    boolean mixed;

    /** All remedies that were ever given, and the live ones by unit. */
    final Set<String> remedies = new TreeSet<>();

    final Map<Integer, String> live = new TreeMap<>();
    Optional<OrderLineId> row = Optional.empty();

    Goods(String id, String article, long price, int quantity) {
      this.id = id;
      this.article = article;
      this.price = price;
      this.quantity = quantity;
    }

    Goods copy() {
      var copy = new Goods(id, article, price, quantity);
      copy.title = title;
      copy.paid = paid;
      copy.present = present;
      copy.remedies.addAll(remedies);
      copy.live.putAll(live);
      copy.row = row;
      return copy;
    }

    boolean hasRemedy() {
      return !remedies.isEmpty();
    }

    long effectivelyPaid() {
      return paid == null ? price * quantity : paid;
    }

    /** The text of a stored line for these goods. */
    String look() {
      return article + " " + price + " x " + quantity + " paid " + effectivelyPaid()
          + (present ? "" : " gone") + " " + remedies;
    }
  }

  /** The shop's line for some goods in one sending. */
  record Told(Goods goods, Optional<String> id, Optional<String> word, int position) {
    String json() {
      return "{" + id.map("\"id\": \"%s\", "::formatted).orElse("")
          + word.map("\"line\": \"%s\", "::formatted).orElse("")
          + "\"position\": %d, \"article\": \"%s\", \"title\": \"%s\", \"quantity\": %d, \"price_minor\": %d%s}"
              .formatted(
                  position,
                  goods.article,
                  goods.title,
                  goods.quantity,
                  goods.price,
                  goods.paid == null ? "" : ", \"paid_minor\": " + goods.paid);
    }
  }

  final String number;
  /** How often this shop sends its ids. */
  private final int habit;

  String currency = "EUR";
  int owner;
  private int goodsMade;
  final List<Goods> goods = new ArrayList<>();

  /** The order before its last change. */
  private final @Nullable ShopOrder before;

  ShopOrder(String number, int owner, Random random) {
    this(number, owner, random.nextInt(4), null);
    int lines = 1 + random.nextInt(4);
    for (int i = 0; i < lines; i++) {
      add(random);
    }
  }

  private ShopOrder(String number, int owner, int habit, @Nullable ShopOrder before) {
    this.number = number;
    this.owner = owner;
    this.habit = habit;
    this.before = before;
  }

  private ShopOrder copy() {
    var copy = new ShopOrder(number, owner, habit, this);
    copy.currency = currency;
    copy.goodsMade = goodsMade;
    goods.forEach(one -> copy.goods.add(one.copy()));
    return copy;
  }

  List<Goods> present() {
    return goods.stream().filter(one -> one.present).toList();
  }

  /** Whether goods with remedies were split or put together. */
  boolean isMixed() {
    return goods.stream().anyMatch(one -> one.mixed);
  }

  /** Returns the order with changes that a shop might make. */
  ShopOrder reshaped(int owners, Random random) {
    var next = copy();
    if (random.nextInt(40) == 0) {
      next.owner = random.nextInt(owners);
    }
    int changes = random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      next.change(random);
    }
    next.forget();
    return next;
  }

  private void change(Random random) {
    switch (random.nextInt(16)) {
      case 0, 1 -> Collections.shuffle(goods, random);
      case 2, 3 -> any(present(), random).price = PRICES[random.nextInt(PRICES.length)];
      case 4, 5 -> any(present(), random).quantity = 1 + random.nextInt(3);
      case 6, 7 -> drop(any(present(), random));
      case 8, 9 -> bringBack(random);
      case 10 -> add(random);
      case 11 -> any(present(), random).title = random.nextBoolean() ? "A thing" : "Another name";
      case 12 -> any(present(), random).paid = random.nextBoolean() ? null : PRICES[0];
      case 13 -> split(any(present(), random), random);
      case 14 -> merge(random);
      default -> changeSeldom(random);
    }
  }

  private void changeSeldom(Random random) {
    switch (random.nextInt(3)) {
      case 0 -> currency = currency.equals("EUR") ? "CHF" : "EUR";
      case 1 -> any(present(), random).article = ARTICLES[random.nextInt(ARTICLES.length)];
      default -> exchangePrices(random);
    }
  }

  private static <T> T any(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }

  private void add(Random random) {
    if (present().size() < LINES_MAX && goods.size() < GOODS_MAX) {
      goods.add(new Goods(
          "g" + goodsMade++,
          ARTICLES[random.nextInt(ARTICLES.length)],
          PRICES[random.nextInt(PRICES.length)],
          1 + random.nextInt(2)));
    }
  }

  private void drop(Goods one) {
    if (present().size() > 1) {
      one.present = false;
    }
  }

  private void bringBack(Random random) {
    var gone = goods.stream().filter(one -> !one.present).toList();
    if (!gone.isEmpty() && present().size() < LINES_MAX) {
      any(gone, random).present = true;
    }
  }

  private void split(Goods one, Random random) {
    if (one.quantity > 1 && present().size() < LINES_MAX && goods.size() < GOODS_MAX) {
      int moved = 1 + random.nextInt(one.quantity - 1);
      var part = new Goods("g" + goodsMade++, one.article, one.price, moved);
      one.quantity -= moved;
      one.mixed |= one.hasRemedy();
      goods.add(part);
    }
  }

  private void merge(Random random) {
    var one = any(present(), random);
    present().stream()
        .filter(other -> other != one && other.article.equals(one.article))
        .findFirst()
        .ifPresent(other -> {
          one.quantity += other.quantity;
          one.mixed |= one.hasRemedy() || other.hasRemedy();
          other.present = false;
        });
  }

  private void exchangePrices(Random random) {
    var one = any(present(), random);
    var other = any(present(), random);
    long price = one.price;
    one.price = other.price;
    other.price = price;
  }

  /** Forgets goods that are left out: without a remedy they do not matter. */
  private void forget() {
    goods.removeIf(one -> !one.present && !one.hasRemedy() && !one.mixed);
    for (int i = 0; i < goods.size(); i++) {
      var one = goods.get(i);
      if (!one.present && before != null) {
        var index = i;
        before.goods.stream()
            .filter(old -> old.id.equals(goods.get(index).id))
            .findFirst()
            .ifPresent(old -> {
              var asItWas = old.copy();
              asItWas.present = false;
              asItWas.mixed = one.mixed;
              goods.set(index, asItWas);
            });
      }
    }
  }

  /** Returns the shop's lines for this sending: with ids, without, or with some. */
  List<Told> tell(Random random) {
    int manner = switch (habit) {
      case 0, 1 -> 0;
      case 2 -> 1;
      default -> random.nextInt(3);
    };
    var positions = positions(random);
    var told = new ArrayList<Told>();
    for (var one : present()) {
      boolean named = manner == 1 || (manner == 2 && random.nextBoolean());
      told.add(new Told(
          one,
          named ? Optional.of(one.id) : Optional.empty(),
          Optional.empty(),
          positions.get(told.size())));
    }
    return told;
  }

  /** Returns the lines with explicit stored lines, as a person would name them. */
  List<Told> tellOutright() {
    var told = new ArrayList<Told>();
    for (var one : present()) {
      told.add(new Told(
          one,
          Optional.of(one.id),
          Optional.of(one.row.map(OrderLineId::toString).orElse("new")),
          told.size() + 1));
    }
    return told;
  }

  private List<Integer> positions(Random random) {
    var places =
        new ArrayList<>(IntStream.rangeClosed(1, LINES_MAX + GOODS_MAX).boxed().toList());
    if (random.nextInt(4) == 0) {
      Collections.shuffle(places, random);
    }
    return places;
  }

  /** Returns the goods of a stored line; indistinguishable goods count as the same. */
  Goods goodsOf(StoredLine line, List<StoredLine> all) {
    var named = new HashSet<String>();
    all.forEach(other -> other.shopLine().ifPresent(named::add));
    return goods.stream()
        .filter(one -> one.look().equals(line.look()))
        .filter(one -> line.shopLine().map(one.id::equals).orElse(!named.contains(one.id)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no such goods: " + line + " among " + all));
  }

  @Override
  public String toString() {
    return number + " in " + currency
        + goods.stream().map(g -> g.id + ": " + g.look()).toList();
  }
}
