package tandem.channels.email;

import static tandem.base.Failure.require;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;

/** How a case's number stands in a subject: {@code [T-1042]} with the prefix T. */
public final class CaseReference {

  public static final int PREFIX_LENGTH_MAX = 12;

  private static final Pattern PREFIX =
      Pattern.compile("\\p{L}[\\p{L}\\p{N}]{0," + (PREFIX_LENGTH_MAX - 1) + "}");

  private final String prefix;
  private final Pattern form;

  public CaseReference(String prefix) {
    require(
        PREFIX.matcher(prefix).matches(),
        "prefix must be 1 to " + PREFIX_LENGTH_MAX + " letters and digits and begin with a letter");
    this.prefix = prefix;
    form = Pattern.compile(
        "\\[\\s{0,3}" + Pattern.quote(prefix)
            + "\\s{0,3}[-\u2010\u2011\u2013]\\s{0,3}([0-9]{1,18})\\s{0,3}\\]",
        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  public String write(long number) {
    return "[" + prefix + "-" + number + "]";
  }

  /** The subject with the case's reference, once. */
  public String in(String subject, long number) {
    return find(subject).contains(number)
        ? subject
        : (subject.strip() + " " + write(number)).strip();
  }

  /** The numbers that a subject names, in its order. */
  public List<Long> find(String subject) {
    var numbers = new LinkedHashSet<Long>();
    var found = form.matcher(subject);
    while (found.find()) {
      numbers.add(Long.valueOf(found.group(1)));
    }
    return List.copyOf(numbers);
  }
}
