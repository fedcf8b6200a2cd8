package tandem.document;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import tandem.base.Text;

/** Suggestions for misspelt words. */
public final class Spelling {

  /** Of a longer word only the beginning is compared. */
  private static final int LENGTH_MAX = 64;

  private Spelling() {}

  /** Returns the most similar candidate, if it is similar enough. */
  public static Optional<String> nearest(String word, Collection<String> candidates) {
    int near = Math.max(1, Math.min(3, word.length() / 3));
    record Guess(String word, int distance) {}
    return candidates.stream()
        .map(candidate -> new Guess(candidate, distance(word, candidate)))
        .filter(guess -> guess.distance() <= near)
        .min(Comparator.comparingInt(Guess::distance).thenComparing(Guess::word))
        .map(Guess::word);
  }

  /** Returns {@code ; did you mean "port"?} or an empty text. */
  public static String hint(String word, Collection<String> candidates) {
    return nearest(word, candidates)
        .map(guess -> "; did you mean \"" + guess + "\"?")
        .orElse("");
  }

  /** The number of letters to insert, delete, change or swap with their neighbour. */
  private static int distance(String from, String to) {
    var a = cut(from);
    var b = cut(to);
    var cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int best = Math.min(
            cost[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          best = Math.min(best, cost[i - 2][j - 2] + 1);
        }
        cost[i][j] = best;
      }
    }
    return cost[a.length()][b.length()];
  }

  private static String cut(String word) {
    return Text.cut(word, LENGTH_MAX);
  }
}
