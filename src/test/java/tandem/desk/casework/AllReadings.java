package tandem.desk.casework;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import tandem.base.OrderLineId;
import tandem.desk.casework.ShopOrder.Told;

/**
 * All pairings of the lines of an order that is sent again, found by trying everything. It shares
 * only the rule with the server: ids decide; of the other pairings, those count in which the most
 * lines keep price and count, then the fewest are new, then the fewest are corrected or left out,
 * then the fewest have another paid amount.
 */
final class AllReadings {

  private record Reading(
      int asBefore, int added, int changed, int paidOtherwise, List<Integer> storedOf) {
    static final Comparator<Reading> BY_CHANGES = Comparator.comparingInt(Reading::asBefore)
        .reversed()
        .thenComparingInt(Reading::added)
        .thenComparingInt(Reading::changed)
        .thenComparingInt(Reading::paidOtherwise);
  }

  private final List<StoredLine> stored;
  private final List<Told> told;
  private final boolean sameCurrency;
  private final Integer[] byId;
  private final Map<OrderLineId, Optional<String>> landed = new HashMap<>();
  private boolean ambiguous;
  private boolean unclear;

  AllReadings(List<StoredLine> stored, boolean sameCurrency, List<Told> told) {
    this.stored = stored;
    this.told = told;
    this.sameCurrency = sameCurrency;
    byId = new Integer[told.size()];
    for (int j = 0; j < told.size(); j++) {
      for (int s = 0; s < stored.size(); s++) {
        if (told.get(j).id().isPresent()
            && told.get(j).id().equals(stored.get(s).shopLine())) {
          byId[j] = s;
          landed.put(stored.get(s).id(), lookAt(j));
          ambiguous |= stored.get(s).hasRemedy()
              && !stored.get(s).article().equals(told.get(j).goods().article);
        }
      }
    }
    var articles = new HashSet<String>();
    stored.forEach(line -> articles.add(line.article()));
    told.forEach(line -> articles.add(line.goods().article));
    articles.forEach(this::read);
  }

  /** Whether a remedy is on other goods in an equally good pairing. */
  boolean isAmbiguous() {
    return ambiguous;
  }

  /** Whether the result depends on the pairing of lines without a remedy. */
  boolean isUnclear() {
    return !ambiguous && unclear;
  }

  /**
   * Returns the given line of each stored line, or that it is left out. An ambiguous line is
   * missing.
   */
  Map<OrderLineId, Optional<String>> landed() {
    return Map.copyOf(landed);
  }

  /** The features of a line that others of its article may not have. */
  static String look(Told line) {
    var goods = line.goods();
    return line.id() + " " + goods.article + " " + goods.price + " x " + goods.quantity + " paid "
        + goods.effectivelyPaid();
  }

  private Optional<String> lookAt(int j) {
    return j < 0 ? Optional.empty() : Optional.of(look(told.get(j)));
  }

  private void read(String article) {
    var taken = new HashSet<>(Arrays.asList(byId));
    var rows = IntStream.range(0, stored.size())
        .filter(s -> stored.get(s).article().equals(article) && !taken.contains(s))
        .boxed()
        .toList();
    var columns = IntStream.range(0, told.size())
        .filter(j -> told.get(j).goods().article.equals(article) && byId[j] == null)
        .boxed()
        .toList();
    var readings = new ArrayList<Reading>();
    tryAll(rows, columns, 0, byId.clone(), readings);
    var best = readings.stream().min(Reading.BY_CHANGES).orElseThrow();
    var equal = readings.stream()
        .filter(reading -> Reading.BY_CHANGES.compare(reading, best) == 0)
        .toList();
    for (int s : rows) {
      var ways = equal.stream()
          .map(reading -> reading.storedOf().indexOf(s))
          .map(this::lookAt)
          .distinct()
          .toList();
      if (ways.size() == 1) {
        landed.put(stored.get(s).id(), ways.getFirst());
      } else {
        ambiguous |= stored.get(s).hasRemedy();
      }
    }
    long moved =
        equal.stream().filter(reading -> hasMovedUnits(article, reading)).count();
    ambiguous |= moved == equal.size();
    unclear |= moved > 0;
  }

  private void tryAll(
      List<Integer> rows,
      List<Integer> columns,
      int row,
      Integer[] storedOf,
      List<Reading> readings) {
    if (row == rows.size()) {
      readings.add(weigh(rows, columns, storedOf.clone()));
      return;
    }
    tryAll(rows, columns, row + 1, storedOf, readings);
    for (int j : columns) {
      var line = stored.get(rows.get(row));
      if (storedOf[j] == null && (line.shopLine().isEmpty() || told.get(j).id().isEmpty())) {
        storedOf[j] = rows.get(row);
        tryAll(rows, columns, row + 1, storedOf, readings);
        storedOf[j] = null;
      }
    }
  }

  private Reading weigh(List<Integer> rows, List<Integer> columns, Integer[] storedOf) {
    int asBefore = 0;
    int added = 0;
    int changed = 0;
    int paidOtherwise = 0;
    for (int j : columns) {
      if (storedOf[j] == null) {
        added++;
        continue;
      }
      var line = stored.get(storedOf[j]);
      var goods = told.get(j).goods();
      if (!sameCurrency || line.price() != goods.price || line.quantity() != goods.quantity) {
        changed++;
        continue;
      }
      asBefore += line.gone() ? 0 : 1;
      paidOtherwise += line.paid() == goods.effectivelyPaid() ? 0 : 1;
    }
    for (int s : rows) {
      if (!stored.get(s).gone() && !Arrays.asList(storedOf).contains(s)) {
        changed++;
      }
    }
    return new Reading(asBefore, added, changed, paidOtherwise, Arrays.asList(storedOf));
  }

  /** Whether units with a remedy disappeared and units of the article appeared in another line. */
  private boolean hasMovedUnits(String article, Reading reading) {
    for (int j = 0; j < told.size(); j++) {
      if (!told.get(j).goods().article.equals(article)) {
        continue;
      }
      var mine = reading.storedOf().get(j);
      int quantity = told.get(j).goods().quantity;
      if (mine != null && quantity <= stored.get(mine).quantity()) {
        continue;
      }
      boolean named = told.get(j).id().isPresent()
          || (mine != null && stored.get(mine).shopLine().isPresent());
      for (int s = 0; s < stored.size(); s++) {
        var line = stored.get(s);
        if ((mine != null && mine == s)
            || !line.hasRemedy()
            || !line.article().equals(article)
            || (named && line.shopLine().isPresent())) {
          continue;
        }
        int at = reading.storedOf().indexOf(s);
        int left = at < 0 ? 0 : told.get(at).goods().quantity;
        if (left < line.highestUnit() || (!line.gone() && left < line.quantity())) {
          return true;
        }
      }
    }
    return false;
  }
}
