package tandem.channels.email.mime;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tandem.base.Text;

/** The ids of mails, as headers name them; always without angle brackets. */
final class MessageIds {

  static final int LENGTH_MAX = 995;

  /** A longer list keeps its first id and the newest ones. */
  static final int REFERENCES_MAX = 100;

  private static final Pattern ID = Pattern.compile("<([^<>]*)>");
  private static final Pattern SPACE = Pattern.compile("\\s+");

  /** An id that lost its brackets. */
  private static final Pattern BARE = Pattern.compile("[^\\s<>,;\"]+@[^\\s<>,;\"]+");

  private MessageIds() {}

  /** One id without brackets and spaces. */
  static String bare(String written) {
    var text = SPACE.matcher(written).replaceAll("");
    int open = text.indexOf('<');
    int close = text.indexOf('>', open + 1);
    var id = open >= 0 && close > open
        ? text.substring(open + 1, close)
        : text.replace("<", "").replace(">", "");
    return Text.cut(id, LENGTH_MAX);
  }

  static Optional<String> first(MailHeaders headers, String header) {
    return headers.first(header).map(MessageIds::bare).filter(id -> !id.isEmpty());
  }

  /** The ids of a list, oldest first, each once. */
  static List<String> all(MailHeaders headers, String header) {
    var ids = new LinkedHashSet<String>();
    for (var list : headers.all(header)) {
      var found = ID.matcher(list);
      boolean any = false;
      while (found.find()) {
        any = true;
        add(ids, found.group(1));
      }
      if (!any) {
        var bare = BARE.matcher(list);
        while (bare.find()) {
          add(ids, bare.group());
        }
      }
    }
    var all = List.copyOf(ids);
    if (all.size() <= REFERENCES_MAX) {
      return all;
    }
    var kept = new LinkedHashSet<String>();
    kept.add(all.getFirst());
    kept.addAll(all.subList(all.size() - REFERENCES_MAX + 1, all.size()));
    return List.copyOf(kept);
  }

  private static void add(Set<String> ids, String written) {
    var id = bare(written);
    if (!id.isEmpty()) {
      ids.remove(id);
      ids.add(id);
    }
  }
}
