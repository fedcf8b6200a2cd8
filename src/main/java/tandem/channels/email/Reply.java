package tandem.channels.email;

import java.util.stream.Collectors;
import tandem.channels.email.mime.HtmlText;
import tandem.channels.email.mime.SafeHtml;

/**
 * The body of a reply in both forms: new words, signature, quoted history.
 *
 * @param text plain text, with the history marked by &gt;
 * @param html the same as HTML
 */
public record Reply(String text, String html) {

  private static final String STYLE =
      "margin:0 0 0 0.8ex;border-left:1px solid #ccc;padding-left:1ex";

  /**
   * Puts a reply together.
   *
   * @param words what the agent wrote, as plain text
   * @param signature of the queue, as plain text; may be empty
   * @param attribution the line above the history, such as "On 28 November Ana wrote:"; may be
   *     empty
   * @param history the mail that is answered, as plain text; empty when nothing is quoted
   * @param safeHistoryHtml the same as sanitised HTML; empty when it has none
   */
  public static Reply of(
      String words, String signature, String attribution, String history, String safeHistoryHtml) {
    var text = new StringBuilder(words.stripTrailing());
    var html = new StringBuilder("<div dir=\"auto\">")
        .append(lines(words.stripTrailing()))
        .append("</div>");
    if (!signature.isBlank()) {
      text.append("\n\n-- \n").append(signature.strip());
      html.append("<div class=\"gmail_signature\">-- <br>")
          .append(lines(signature.strip()))
          .append("</div>");
    }
    if (!history.isBlank() || !safeHistoryHtml.isBlank()) {
      var plain = history.isBlank() ? HtmlText.of(safeHistoryHtml) : history.strip();
      text.append("\n\n")
          .append(attribution.isBlank() ? "" : attribution.strip() + "\n")
          .append(quoted(plain));
      html.append("<br><div class=\"gmail_quote\">");
      if (!attribution.isBlank()) {
        html.append("<div class=\"gmail_attr\">")
            .append(lines(attribution.strip()))
            .append("</div>");
      }
      html.append("<blockquote class=\"gmail_quote\" type=\"cite\" style=\"")
          .append(STYLE)
          .append("\">");
      html.append(
          safeHistoryHtml.isBlank()
              ? lines(plain)
              : SafeHtml.of(safeHistoryHtml).html());
      html.append("</blockquote></div>");
    }
    return new Reply(text.append('\n').toString(), html.toString());
  }

  private static String quoted(String text) {
    return text.lines()
        .map(line -> line.isEmpty() ? ">" : line.startsWith(">") ? ">" + line : "> " + line)
        .collect(Collectors.joining("\n"));
  }

  private static String lines(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("\n", "<br>");
  }
}
