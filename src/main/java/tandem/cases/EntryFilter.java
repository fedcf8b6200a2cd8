package tandem.cases;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import tandem.base.CaseId;
import tandem.base.DepartmentId;
import tandem.base.Text;

/**
 * The wanted entries of a customer's timeline. Each part that is not given wants all.
 *
 * @param kinds the kinds; none means all
 * @param words an entry must contain each of these words, or the beginning of a word, in a text
 *     that people read; case and accents do not count
 */
public record EntryFilter(
    Set<Entry.Kind> kinds,
    Optional<CaseId> caseId,
    Optional<DepartmentId> department,
    Optional<String> words) {

  public static final int WORDS_LENGTH_MAX = 100;

  public static final EntryFilter ALL =
      new EntryFilter(Set.of(), Optional.empty(), Optional.empty(), Optional.empty());

  public EntryFilter {
    kinds = kinds.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(kinds));
    words = words.map(text -> Text.required("q", text, WORDS_LENGTH_MAX));
  }
}
