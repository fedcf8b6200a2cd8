package tandem.channels.email.mime;

import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/**
 * The plain text of HTML, with its paragraphs, lists, table rows and quotes on lines of their own.
 */
public final class HtmlText {

  private static final Set<String> PARAGRAPHS = Set.of(
      "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "dl", "pre", "table");

  private static final Set<String> LINES = Set.of(
      "div",
      "li",
      "tr",
      "dt",
      "dd",
      "address",
      "article",
      "aside",
      "section",
      "header",
      "footer",
      "main",
      "nav",
      "figure",
      "figcaption",
      "center",
      "hr");

  private HtmlText() {}

  /** The text of sanitised HTML. */
  public static String of(String html) {
    var body = Jsoup.parseBodyFragment(html).body();
    var text = new Text();
    body.traverse(text);
    return text.whole();
  }

  private static final class Text implements NodeVisitor {
    private final StringBuilder out = new StringBuilder();
    private int quotes;
    private int preformatted;
    private int breaks;
    private boolean space;

    @Override
    public void head(Node node, int depth) {
      if (node instanceof TextNode words) {
        append(words);
      } else if (node instanceof Element element) {
        open(element);
      }
    }

    private void open(Element element) {
      var name = element.normalName();
      switch (name) {
        case "br" -> lineBreak();
        case "hr" -> {
          atLeast(1);
          write("-----");
          atLeast(1);
        }
        case "img" -> {
          var alternative = element.attr("alt").strip();
          if (!alternative.isEmpty()) {
            write("[" + alternative + "]");
          }
        }
        default -> {
          if (PARAGRAPHS.contains(name)) {
            atLeast(2);
          } else if (LINES.contains(name)) {
            atLeast(1);
          }
          if (name.equals("blockquote")) {
            quotes++;
          } else if (name.equals("pre")) {
            preformatted++;
          } else if (name.equals("li")) {
            write("- ");
            space = false;
          } else if ((name.equals("td") || name.equals("th"))
              && element.previousElementSibling() != null) {
            space = true;
          }
        }
      }
    }

    @Override
    public void tail(Node node, int depth) {
      if (node instanceof Element element) {
        var name = element.normalName();
        if (PARAGRAPHS.contains(name)) {
          atLeast(2);
        } else if (LINES.contains(name)) {
          atLeast(1);
        }
        if (name.equals("blockquote")) {
          quotes--;
        } else if (name.equals("pre")) {
          preformatted--;
        }
      }
    }

    private void append(TextNode words) {
      var text = words.getWholeText();
      if (preformatted > 0) {
        var lines = text.split("\r\n|\r|\n", -1);
        for (int i = 0; i < lines.length; i++) {
          if (i > 0) {
            lineBreak();
          }
          if (!lines[i].isEmpty()) {
            write(lines[i]);
          }
        }
        return;
      }
      int start = -1;
      for (int i = 0; i <= text.length(); i++) {
        boolean blank = i == text.length() || isSpace(text.charAt(i));
        if (blank && start >= 0) {
          write(text.substring(start, i));
          start = -1;
        }
        if (i < text.length()) {
          if (blank) {
            space = true;
          } else if (start < 0) {
            start = i;
          }
        }
      }
    }

    private static boolean isSpace(char c) {
      return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\u00a0';
    }

    private void write(String words) {
      if (breaks > 0 || out.isEmpty()) {
        if (!out.isEmpty()) {
          for (int i = 0; i < breaks; i++) {
            out.append('\n');
            if (quotes > 0 && i < breaks - 1) {
              out.append(">".repeat(Math.min(quotes, 10)));
            }
          }
        }
        if (quotes > 0) {
          out.append(">".repeat(Math.min(quotes, 10))).append(' ');
        }
        breaks = 0;
      } else if (space) {
        out.append(' ');
      }
      space = false;
      out.append(words);
    }

    private void lineBreak() {
      breaks = Math.min(breaks + 1, 3);
      space = false;
    }

    private void atLeast(int count) {
      breaks = Math.max(breaks, count);
      space = false;
    }

    String whole() {
      return out.toString().strip();
    }
  }
}
