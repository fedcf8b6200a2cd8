package tandem.customers;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tandem.base.Currency;
import tandem.base.OrderLineId;
import tandem.customers.OrderBatch.Given;
import tandem.customers.OrderBatch.Line;
import tandem.customers.OrderBatch.Which;

/**
 * The pairing of an order's given lines with its stored ones, when the shop sends the order again.
 *
 * <p>An explicit {@code line} counts first, then the shop's ids. Without either, article, price and
 * count are compared, and the pairing with the fewest changes counts. If another pairing has as few
 * changes and puts a remedy on other goods, the line is ambiguous and a person must name it.
 */
final class OrderLines {

  /** The most lines of one article, stored and given ones together, that are compared. */
  static final int COMPARED_MAX = 100;

  /**
   * The costs of the changes in a pairing. Many small changes never cost more than a greater one.
   */
  private static final long PAID_OTHERWISE = 1;

  private static final long PRICE_OR_COUNT_CORRECTED = 1_000;
  private static final long LEFT_OUT = 1_000;
  private static final long ADDED = 1_000_000;
  private static final long AS_IT_WAS = -1_000_000_000;
  private static final long IMPOSSIBLE = 1_000_000_000_000L;

  /** The number of stored lines that an error names. */
  private static final int LINES_NAMED_MAX = 5;

  private static final int FRESH = -1;
  private static final int OPEN = -2;

  /**
   * A stored line.
   *
   * @param gone whether the last version of the order did not contain it
   * @param given the kinds of remedies that were ever given for it, live or not
   * @param highestUnit the highest unit with a remedy
   */
  record Stored(
      OrderLineId id,
      Optional<String> shopLine,
      int position,
      String article,
      String title,
      int quantity,
      long priceMinor,
      Optional<Long> paidMinor,
      boolean gone,
      Set<String> given,
      int highestUnit) {

    boolean hasRemedy() {
      return !given.isEmpty();
    }
  }

  /** A stored line with the given line that is paired with it. */
  record Kept(Stored stored, Line line) {

    /** The shop's id of the line; the stored one if the shop sends none this time. */
    Optional<String> shopLine() {
      return line.id().or(stored::shopLine);
    }

    boolean isChanged() {
      return stored.gone()
          || !stored.shopLine().equals(shopLine())
          || stored.position() != line.position()
          || !stored.article().equals(line.article())
          || !stored.title().equals(line.title())
          || stored.quantity() != line.quantity()
          || stored.priceMinor() != line.priceMinor()
          || !stored.paidMinor().equals(line.paidMinor());
    }
  }

  /** The result for an order: each stored line is kept or left out, and some lines are new. */
  record Outcome(List<Kept> kept, List<Line> fresh, List<Stored> leftOut) {}

  /** Invisible characters of an article; they appear when text is copied from a page. */
  private static final Pattern UNSEEN = Pattern.compile("\\p{Cf}+");

  private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");

  /**
   * The features by which lines of one article differ. Titles do not count, because they are only
   * wording.
   */
  private record Look(Optional<String> id, long priceMinor, int quantity, long paidMinor) {}

  private final String path;
  private final List<Stored> stored;
  private final List<Line> given;
  private final List<String> storedArticles;
  private final List<String> givenArticles;
  private final String currency;
  private final boolean sameCurrency;
  private final List<String> errors = new ArrayList<>();

  /** The index of the stored line for each given line. */
  private final int[] storedOf;

  /** The index of the given line for each stored line. */
  private final int[] givenOf;

  /** Ambiguous stored lines without a remedy: the given lines are stored as new ones. */
  private final Set<Integer> renewed = new HashSet<>();

  /**
   * Pairs the lines.
   *
   * @param path how errors name the order
   * @param currency the currency of the stored lines' prices
   */
  OrderLines(String path, String currency, List<Stored> stored, Given order) {
    this.path = path;
    this.stored = stored;
    this.given = order.lines();
    storedArticles = stored.stream().map(line -> asRead(line.article())).toList();
    givenArticles = given.stream().map(line -> asRead(line.article())).toList();
    this.currency = currency;
    this.sameCurrency = currency.equals(order.currency());
    storedOf = new int[given.size()];
    givenOf = new int[stored.size()];
    Arrays.fill(storedOf, OPEN);
    Arrays.fill(givenOf, OPEN);
    followWhatIsSaid();
    followIds();
    compare();
    if (errors.isEmpty()) {
      lookForMovedUnits();
    }
  }

  /**
   * Returns all errors and ambiguities, each with its place in the batch; with any of them there is
   * no outcome.
   */
  List<String> errors() {
    return List.copyOf(errors);
  }

  Outcome outcome() {
    var kept = new ArrayList<Kept>();
    var fresh = new ArrayList<Line>();
    for (int j = 0; j < given.size(); j++) {
      if (storedOf[j] >= 0 && !renewed.contains(storedOf[j])) {
        kept.add(new Kept(stored.get(storedOf[j]), given.get(j)));
      } else {
        fresh.add(given.get(j));
      }
    }
    var leftOut = IntStream.range(0, stored.size())
        .filter(s -> givenOf[s] < 0 || renewed.contains(s))
        .mapToObj(stored::get)
        .toList();
    return new Outcome(List.copyOf(kept), List.copyOf(fresh), leftOut);
  }

  private void followWhatIsSaid() {
    for (int j = 0; j < given.size(); j++) {
      var which = given.get(j).which();
      if (which.isEmpty()) {
        continue;
      }
      switch (which.get()) {
        case Which.New _ ->
          storedOf[j] = ofId(j) >= 0 ? OPEN : FRESH; // a new line sent again is stored
        case Which.Stored(var id) -> follow(j, id);
      }
    }
  }

  private void follow(int j, OrderLineId id) {
    int s = first(stored, line -> line.id().equals(id));
    int ofId = ofId(j);
    if (s < 0) {
      complain(j, ".line must be one of the order's lines; none has this id");
    } else if (givenOf[s] >= 0) {
      complain(j, ".line must be the only " + id + " of its order");
    } else if (ofId >= 0 && ofId != s) {
      complain(j, ".line says " + describe(s) + ", and .id is that of " + describe(ofId));
    } else {
      pair(s, j);
    }
  }

  private void followIds() {
    for (int j = 0; j < given.size(); j++) {
      int s = storedOf[j] == OPEN ? ofId(j) : FRESH;
      if (s < 0) {
        continue;
      }
      var line = stored.get(s);
      if (givenOf[s] >= 0) {
        complain(j, ".id is that of the line that lines[" + givenOf[s] + "].line says");
      } else if (line.hasRemedy() && !isSameArticle(s, j)) {
        complain(
            j,
            " is ambiguous: it may be " + describe(s) + " under another article, or other goods"
                + " under its id: for the same goods, line must be " + line.id()
                + "; for others, id must be another");
      } else {
        pair(s, j);
      }
    }
  }

  private void compare() {
    Map<String, List<Integer>> byArticle = new LinkedHashMap<>();
    for (int j = 0; j < given.size(); j++) {
      if (storedOf[j] == OPEN) {
        byArticle.computeIfAbsent(givenArticles.get(j), _ -> new ArrayList<>()).add(j);
      }
    }
    byArticle.forEach((article, lines) -> compare(
        IntStream.range(0, stored.size())
            .filter(s -> givenOf[s] == OPEN && storedArticles.get(s).equals(article))
            .boxed()
            .toList(),
        lines));
  }

  private void compare(List<Integer> before, List<Integer> now) {
    keepWhatIsAsItWas(before, now);
    var rows = before.stream().filter(s -> givenOf[s] == OPEN).toList();
    var columns = now.stream().filter(j -> storedOf[j] == OPEN).toList();
    if (rows.size() == 1 && columns.size() == 1 && mayBe(rows.getFirst(), columns.getFirst())) {
      pair(rows.getFirst(), columns.getFirst());
    } else if (rows.size() + columns.size() > COMPARED_MAX) {
      giveUp(rows, columns);
    } else if (!rows.isEmpty()) {
      new Comparison(rows, columns).settle();
    }
  }

  /**
   * Pairs equal lines if their number is unchanged: every best pairing does so. This does not hold
   * if a line has a new id, because not every stored line may take it.
   */
  private void keepWhatIsAsItWas(List<Integer> rows, List<Integer> columns) {
    if (!sameCurrency || columns.stream().anyMatch(j -> given.get(j).id().isPresent())) {
      return;
    }
    var before = rows.stream().collect(Collectors.groupingBy(s -> lookOf(stored.get(s))));
    var now = columns.stream().collect(Collectors.groupingBy(j -> lookOf(given.get(j))));
    now.forEach((look, lines) -> {
      var same = before.getOrDefault(look, List.of());
      if (same.size() == lines.size()
          && same.stream().noneMatch(s -> stored.get(s).gone())) {
        pairAlike(same, lines);
      }
    });
  }

  private void giveUp(List<Integer> rows, List<Integer> columns) {
    if (rows.stream().anyMatch(s -> stored.get(s).hasRemedy())) {
      columns.forEach(j -> complain(
          j,
          " is ambiguous: it may be any of " + rows.size() + " lines of "
              + given.get(j).article() + ", too many to compare: line must be the stored id of the"
              + " right one, or new beside an id"));
    }
  }

  /**
   * The pairings of one article's lines. The rows are its stored lines, followed by rows for
   * "added"; the columns are the given lines, followed by columns for "left out".
   */
  private final class Comparison {
    private final List<Integer> rows;
    private final List<Integer> columns;
    private final int size;
    private final Assignment readings;

    Comparison(List<Integer> rows, List<Integer> columns) {
      this.rows = rows;
      this.columns = columns;
      size = rows.size() + columns.size();
      var costs = new long[size][size];
      for (int row = 0; row < size; row++) {
        for (int column = 0; column < size; column++) {
          costs[row][column] = cost(row, column);
        }
      }
      readings = Assignment.cheapest(costs);
    }

    private long cost(int row, int column) {
      if (row >= rows.size()) {
        return column < columns.size() ? ADDED : 0;
      }
      if (column >= columns.size()) {
        return stored.get(rows.get(row)).gone() ? 0 : LEFT_OUT;
      }
      int s = rows.get(row);
      int j = columns.get(column);
      if (!mayBe(s, j)) {
        return IMPOSSIBLE;
      }
      var before = stored.get(s);
      var after = given.get(j);
      if (!sameCurrency
          || before.priceMinor() != after.priceMinor()
          || before.quantity() != after.quantity()) {
        return PRICE_OR_COUNT_CORRECTED;
      }
      return (before.gone() ? 0 : AS_IT_WAS) + (paid(before) == paid(after) ? 0 : PAID_OTHERWISE);
    }

    void settle() {
      var ambiguous = new TreeSet<Integer>();
      for (int row = 0; row < rows.size(); row++) {
        var could = columnsOf(row);
        if (could.stream().map(this::look).distinct().count() > 1) {
          if (stored.get(rows.get(row)).hasRemedy()) {
            could.stream().filter(column -> column < columns.size()).forEach(ambiguous::add);
          } else {
            renewed.add(rows.get(row));
          }
        }
      }
      ambiguous.forEach(column ->
          complain(columns.get(column), " is ambiguous: it may be " + candidates(column)));
      Map<Look, List<Integer>> alike = new LinkedHashMap<>();
      for (int j : columns) {
        alike.computeIfAbsent(lookOf(given.get(j)), _ -> new ArrayList<>()).add(j);
      }
      alike.forEach((_, lines) -> pairAlike(
          IntStream.range(0, rows.size())
              .filter(row -> readings.columnOf(row) < columns.size()
                  && lines.contains(columns.get(readings.columnOf(row))))
              .mapToObj(rows::get)
              .toList(),
          lines));
    }

    private List<Integer> columnsOf(int row) {
      return IntStream.range(0, size)
          .filter(column -> readings.mayTake(row, column))
          .boxed()
          .toList();
    }

    private Optional<Look> look(int column) {
      return column < columns.size()
          ? Optional.of(lookOf(given.get(columns.get(column))))
          : Optional.empty();
    }

    private String candidates(int column) {
      var named = IntStream.range(0, rows.size())
          .filter(row -> readings.mayTake(row, column))
          .limit(LINES_NAMED_MAX)
          .mapToObj(row -> describe(rows.get(row)))
          .collect(Collectors.joining(", or "));
      boolean mayBeNew =
          IntStream.range(rows.size(), size).anyMatch(row -> readings.mayTake(row, column));
      return named + (mayBeNew ? ", or a new line" : "")
          + ": line must be the stored id of the right one, or new beside an id";
    }
  }

  /** Pairs lines that differ only in position and title; unchanged lines are paired first. */
  private void pairAlike(List<Integer> rows, List<Integer> lines) {
    pairWhere(
        rows,
        lines,
        (before, after) ->
            before.position() == after.position() && before.title().equals(after.title()));
    pairWhere(rows, lines, (before, after) -> before.title().equals(after.title()));
    pairWhere(rows, lines, (_, _) -> true);
  }

  private void pairWhere(List<Integer> rows, List<Integer> lines, BiPredicate<Stored, Line> alike) {
    for (int s : rows) {
      for (int j : lines) {
        if (givenOf[s] == OPEN && storedOf[j] == OPEN && alike.test(stored.get(s), given.get(j))) {
          pair(s, j);
        }
      }
    }
  }

  /**
   * Refuses an order in which units with a remedy may now be in another line, because a line was
   * split or two were joined.
   */
  private void lookForMovedUnits() {
    for (int j = 0; j < given.size(); j++) {
      if (given.get(j).which().isPresent() || !gains(j)) {
        continue;
      }
      int column = j;
      IntStream.range(0, stored.size())
          .filter(s -> s != storedOf[column]
              && loses(s)
              && isSameArticle(s, column)
              && mayHaveMovedTo(s, column))
          .findFirst()
          .ifPresent(s -> complain(
              column,
              " is ambiguous: its units may be those of " + describe(s)
                  + ", or other goods: for the same, that line must keep its quantity; for others, line must be "
                  + (storedOf[column] >= 0
                      ? stored.get(storedOf[column]).id()
                      : "new beside an id")));
    }
  }

  private boolean gains(int j) {
    return storedOf[j] < 0 || given.get(j).quantity() > stored.get(storedOf[j]).quantity();
  }

  private boolean loses(int s) {
    var line = stored.get(s);
    int left = givenOf[s] >= 0 ? given.get(givenOf[s]).quantity() : 0;
    return line.hasRemedy()
        && (left < line.highestUnit() || (!line.gone() && left < line.quantity()));
  }

  /**
   * Whether units may have moved to a given line; lines with different ids of the shop do not share
   * goods.
   */
  private boolean mayHaveMovedTo(int s, int j) {
    return stored.get(s).shopLine().isEmpty()
        || (given.get(j).id().isEmpty()
            && (storedOf[j] < 0 || stored.get(storedOf[j]).shopLine().isEmpty()));
  }

  private boolean isSameArticle(int s, int j) {
    return storedArticles.get(s).equals(givenArticles.get(j));
  }

  /** Returns an article without invisible characters; one that has only these stays unchanged. */
  private static String asRead(String article) {
    var seen =
        UNSEEN.matcher(Normalizer.normalize(article, Normalizer.Form.NFC)).replaceAll("");
    var read = SPACES.matcher(seen).replaceAll(" ").strip();
    return read.isEmpty() ? article : read;
  }

  private boolean mayBe(int s, int j) {
    return stored.get(s).shopLine().isEmpty() || given.get(j).id().isEmpty();
  }

  private void pair(int s, int j) {
    storedOf[j] = s;
    givenOf[s] = j;
  }

  private int ofId(int j) {
    var id = given.get(j).id();
    return id.isEmpty() ? FRESH : first(stored, line -> line.shopLine().equals(id));
  }

  private static int first(List<Stored> lines, Predicate<Stored> wanted) {
    return IntStream.range(0, lines.size())
        .filter(i -> wanted.test(lines.get(i)))
        .findFirst()
        .orElse(FRESH);
  }

  private static Look lookOf(Line line) {
    return new Look(line.id(), line.priceMinor(), line.quantity(), paid(line));
  }

  private static Look lookOf(Stored line) {
    return new Look(Optional.empty(), line.priceMinor(), line.quantity(), paid(line));
  }

  private static long paid(Stored line) {
    return line.paidMinor().orElse(line.priceMinor() * line.quantity());
  }

  private static long paid(Line line) {
    return line.paidMinor().orElse(line.priceMinor() * line.quantity());
  }

  private void complain(int j, String what) {
    errors.add(path + ".lines[" + j + "]" + what);
  }

  private String describe(int s) {
    var line = stored.get(s);
    var price = Currency.of(currency).orElseThrow().written(line.priceMinor());
    return "line " + line.position() + " (" + line.article() + " " + price + " "
        + currency + " x " + line.quantity()
        + (line.hasRemedy() ? ", got " + String.join(", ", line.given()) : "")
        + (line.gone() ? ", not in the order now" : "") + ", stored as " + line.id() + ")";
  }
}
