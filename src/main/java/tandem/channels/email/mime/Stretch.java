package tandem.channels.email.mime;

/** A stretch of the body, in one form or both; the HTML is sanitised. */
final class Stretch {
  String plain = "";
  String html = "";

  void addPlain(String more) {
    plain = joined(plain, more);
  }

  void addHtml(String more) {
    html = html + more;
  }

  boolean isBlank() {
    return plain.isBlank() && html.isBlank();
  }

  String asText() {
    return plain.isBlank() ? HtmlText.of(html) : plain;
  }

  String asHtml() {
    return html.isBlank()
        ? "<div style=\"white-space:pre-wrap\">" + escaped(plain) + "</div>"
        : html;
  }

  static String joined(String first, String second) {
    var next = second.strip().isEmpty() ? "" : second.replaceAll("^\\n+", "").stripTrailing();
    if (first.isEmpty()) {
      return next;
    }
    return next.isEmpty() ? first : first + "\n\n" + next;
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
