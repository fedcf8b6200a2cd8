package tandem.channels.email.mime;

/**
 * Text of the form that RFC 3676 calls flowed: a line that ends with a space goes on in the next
 * one.
 */
final class FlowedText {

  private FlowedText() {}

  static String joined(String text, boolean dropsSpace) {
    var out = new StringBuilder(text.length());
    int quotesOfOpen = -1;
    for (var line : text.split("\n", -1)) {
      int quotes = quotes(line);
      var words = line.substring(quotes);
      if (words.startsWith(" ")) {
        words = words.substring(1);
      }
      if (quotesOfOpen == quotes) {
        out.append(words);
      } else {
        if (quotesOfOpen != -1) {
          out.append('\n');
        }
        out.append(">".repeat(quotes))
            .append(quotes > 0 && !words.isEmpty() ? " " : "")
            .append(words);
      }
      boolean flows = words.endsWith(" ") && !words.equals("-- ");
      if (flows && dropsSpace) {
        out.setLength(out.length() - 1);
      }
      quotesOfOpen = flows ? quotes : -2;
    }
    return out.toString();
  }

  private static int quotes(String line) {
    int quotes = 0;
    while (quotes < line.length() && line.charAt(quotes) == '>') {
      quotes++;
    }
    return quotes;
  }
}
