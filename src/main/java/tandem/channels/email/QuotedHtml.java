package tandem.channels.email;

import java.util.ArrayList;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import tandem.channels.email.mime.HtmlText;

/**
 * Finds the quoted history and the signature in sanitised HTML by the marks of the programs that
 * wrote it.
 */
final class QuotedHtml {

  private static final int HEAD_LENGTH_MAX = 4000;

  private QuotedHtml() {}

  /** What holds a quote and nothing else. */
  private static final String QUOTE =
      "div.gmail_quote, blockquote.gmail_quote, blockquote[type=cite], div.yahoo_quoted, [id^=yahoo_quoted],"
          + " [id^=ydp], .protonmail_quote, .zmail_extra, .gmx_quote, .tutanota_quote, .moz-cite-prefix";

  /** Behind these everything is quoted. */
  private static final String QUOTE_BEGINS =
      "#divRplyFwdMsg, #x_divRplyFwdMsg, #appendonsend, #x_appendonsend, #mail-editor-reference-message-container,"
          + " #ms-outlook-mobile-reference-message, #OLK_SRC_BODY_SECTION, #OutlookMessageHeader";

  private static final String SIGNATURE =
      ".gmail_signature, .moz-signature, #ms-outlook-mobile-signature, .protonmail_signature_block,"
          + " #AppleMailSignature, .ydp-signature";

  static QuotedText split(String safeHtml) {
    if (safeHtml.isBlank()) {
      return QuotedText.allNew(safeHtml);
    }
    var document = Jsoup.parseBodyFragment(safeHtml);
    document.outputSettings(new Document.OutputSettings().prettyPrint(false));
    var body = document.body();
    var begin = quoteBegin(body);
    var quoted = begin.map(start -> cutFrom(body, start)).orElse("");
    var signature = signature(body);
    if ((quoted.isEmpty() && signature.isEmpty()) || isEmpty(body)) {
      return QuotedText.allNew(safeHtml);
    }
    return new QuotedText(body.html(), quoted, signature);
  }

  private static Optional<Node> quoteBegin(Element body) {
    for (var element : body.getAllElements()) {
      if (element.is(QUOTE_BEGINS)) {
        return isForwarded(element) ? Optional.empty() : Optional.of(withLine(element));
      }
      if (element.is(QUOTE)) {
        return isForwarded(element) || !isQuotedToTheEnd(body, element)
            ? Optional.empty()
            : Optional.of(element);
      }
      if (isHead(element)) {
        return Optional.of(withLine(outermost(element)));
      }
    }
    return Optional.empty();
  }

  private static boolean isForwarded(Element element) {
    var text = element.text().strip();
    return QuotedText.beginsForwarded(text);
  }

  /** Whether a small element is a head of Outlook. */
  private static boolean isHead(Element element) {
    if (!element.is("p, div") || element.select("p, div").size() > 8) {
      return false;
    }
    if (!QuotedText.looksLikeFrom(firstWords(element))
        || element.wholeText().length() > HEAD_LENGTH_MAX) {
      return false;
    }
    var lines = new ArrayList<String>();
    lines(element).lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(lines::add);
    return !lines.isEmpty() && QuotedText.isHead(lines);
  }

  private static String firstWords(Element element) {
    return element
        .nodeStream(TextNode.class)
        .map(text -> text.text().strip())
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String lines(Element element) {
    return HtmlText.of(element.outerHtml());
  }

  /** The box that holds only this element, as Outlook draws its line. */
  private static Element outermost(Element element) {
    var box = element;
    while (box.parent() != null
        && !box.parent().is("body")
        && box.parent().text().equals(box.text())) {
      box = box.parent();
    }
    return box;
  }

  private static Node withLine(Element element) {
    var before = element.previousElementSibling();
    return before != null && before.is("hr") ? before : element;
  }

  /** Whether nothing new stands behind this quote. */
  private static boolean isQuotedToTheEnd(Element body, Element start) {
    boolean after = false;
    for (var node : body.nodeStream().toList()) {
      after |= node.equals(start);
      if (after && node instanceof TextNode text && !text.isBlank() && !isInQuote(text, start)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isInQuote(Node node, Element start) {
    for (Node up = node.parent(); up != null; up = up.parent()) {
      if (up.equals(start)
          || (up instanceof Element element
              && (element.is(QUOTE) || element.is("blockquote") || element.is(SIGNATURE)))) {
        return true;
      }
    }
    return false;
  }

  /** Takes out the node and everything behind it. */
  private static String cutFrom(Element body, Node start) {
    var tail = new ArrayList<Node>();
    for (Node level = start; level != null && !level.equals(body); level = level.parent()) {
      if (level.equals(start)) {
        tail.add(level);
      }
      for (var next = level.nextSibling(); next != null; next = next.nextSibling()) {
        tail.add(next);
      }
    }
    var quoted = new StringBuilder();
    for (var node : tail) {
      quoted.append(node.outerHtml());
      node.remove();
    }
    return quoted.toString();
  }

  private static String signature(Element body) {
    var mark = body.selectFirst(SIGNATURE);
    if (mark == null) {
      return "";
    }
    boolean behind = false;
    for (var node : body.nodeStream().toList()) {
      behind |= node.equals(mark);
      if (behind && node instanceof TextNode text && !text.isBlank() && !isWithin(text, mark)) {
        return "";
      }
    }
    var signature = mark.outerHtml();
    mark.remove();
    return signature;
  }

  private static boolean isWithin(Node node, Element box) {
    for (Node up = node; up != null; up = up.parent()) {
      if (up.equals(box)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isEmpty(Element body) {
    return body.text().isBlank() && body.select("img").isEmpty();
  }
}
