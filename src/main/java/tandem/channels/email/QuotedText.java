package tandem.channels.email;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import tandem.channels.email.mime.HtmlText;

/**
 * The text of a mail in its three parts: what is new, the quoted history, and the signature.
 * Nothing is lost: when it is unsure which part is which, all of it is new.
 */
public record QuotedText(String fresh, String quoted, String signature) {

  private static final int ATTRIBUTION_LINES_MAX = 4;
  private static final int ATTRIBUTION_LENGTH_MAX = 400;
  private static final int HEAD_LINES_MAX = 10;
  private static final int HEAD_LENGTH_MAX = 4000;
  private static final int SIGNATURE_LINES_MAX = 25;

  /** "On ... wrote:" in the languages of the customers. */
  private static final Pattern ATTRIBUTION = words(
      "(?:On\\b.*\\bwrote|Op\\b.*\\b(?:schreef|geschreven)\\b.*|Am\\b.*\\b(?:schrieb|schrieben)\\b.*|.*\\bschrieb am\\b.*|Le\\b.*a écrit|El\\b.*escribi[óo]\\b.*"
          + "|Il\\b.*ha scritto|Em\\b.*escreveu\\b.*|.*\\b(?:escreveu|escribi[óo]|a écrit|ha scritto|wrote|schreef|geschreven)\\b.{0,60})\\s*:");

  /** An attribution says when. */
  private static final Pattern WHEN = Pattern.compile(
      "\\d{1,2}[:.h]\\d{2}|\\b(?:19|20)\\d\\d\\b|\\d{1,2}[./-]\\d{1,2}[./-]\\d{2,4}");

  private static final Pattern ORIGINAL = words(
      "[-_ ]{2,}\\s*(?:Original[- ]Message|Original[- ]Nachricht|Ursprüngliche Nachricht|Oorspronkelijk bericht|Message d.origine|Message original"
          + "|Mensaje original|Messaggio originale|Mensagem original)\\s*[-_ ]{2,}");

  private static final Pattern FORWARDED = words(
      "(?:[-_ ]{2,}\\s*(?:Forwarded message|Weitergeleitete Nachricht|Doorgestuurd bericht|Message transféré|Message transmis|Mensaje reenviado"
          + "|Messaggio inoltrato|Mensagem encaminhada|Forwarded by).*|Begin forwarded message:|Anfang der weitergeleiteten (?:Nachricht|E-Mail):"
          + "|Begin doorgestuurd bericht:|Début du message (?:réexpédié|transféré) ?:|Inicio del mensaje reenviado:|Inizio messaggio inoltrato:"
          + "|Início da mensagem (?:re)?encaminhada:)");

  private static final Pattern FROM =
      label("From|Von|Van|De|Da|Expéditeur|Mittente|Remitente|Remetente");
  private static final Pattern SENT = label(
      "Sent|Date|Gesendet|Datum|Verzonden|Verstuurd|Envoyé|Enviado(?: el| em| a)?|Enviada(?: em)?|Fecha|Data|Inviato");
  private static final Pattern TO = label("To|An|Aan|À|A|Para|Pour|Destinataire");
  private static final Pattern SUBJECT =
      label("Subject|Betreff|Onderwerp|Objet|Asunto|Oggetto|Assunto");

  private static final Pattern MOBILE = words(
      "(?:Sent from (?:my|Yahoo|Mail|Outlook|Samsung|Proton|an? )|Get Outlook for |Sent with |Sent via |Von meinem .{1,40} gesendet|Gesendet (?:von|mit|aus) "
          + "|Diese Nachricht wurde von meinem |Outlook für (?:iOS|Android)|Verstuurd vanaf |Verzonden (?:vanaf|met|vanuit) |Outlook voor "
          + "|Envoyé (?:de|depuis|à partir de) |Obtenir Outlook |Télécharger Outlook |Enviado (?:desde|do|de|a partir do) |Obtener Outlook |Obter o Outlook "
          + "|Inviato (?:da|dal) |Scarica Outlook |Ottieni Outlook ).{0,80}");

  private static final Pattern LINE = Pattern.compile("_{5,}|-{5,}|\\*{5,}");

  private static Pattern words(String pattern) {
    return Pattern.compile(
        pattern,
        Pattern.CASE_INSENSITIVE
            | Pattern.UNICODE_CASE
            | Pattern.UNICODE_CHARACTER_CLASS
            | Pattern.DOTALL);
  }

  private static Pattern label(String names) {
    return words("[*_]{0,2}(?:" + names + ")[*_]{0,2}\\s{0,2}:[*_]{0,2}(?:\\s.*|$)");
  }

  private static QuotedText allNew(String text) {
    return new QuotedText(text, "", "");
  }

  // ---- plain text

  /** Splits plain text. */
  public static QuotedText ofText(String text) {
    var lines = Arrays.asList(text.split("\n", -1));
    int end = lines.size();
    for (int i = 0; i < end; i++) {
      var line = lines.get(i).strip();
      if (FORWARDED.matcher(shortened(line)).matches()) {
        break;
      }
      var quote = quoteAt(lines, i);
      if (quote.isPresent()) {
        return split(text, lines, i, quote.getAsInt());
      }
    }
    return split(text, lines, end, end);
  }

  /**
   * The end of a quote that begins at this line: the lines from there on must be a signature or
   * nothing.
   */
  private static OptionalInt quoteAt(List<String> lines, int at) {
    var line = lines.get(at).strip();
    if (line.isEmpty()) {
      return OptionalInt.empty();
    }
    if (ORIGINAL.matcher(shortened(line)).matches() || isHead(lines, at)) {
      return OptionalInt.of(lines.size());
    }
    if (line.startsWith(">")) {
      return quotedToTheEnd(lines, at);
    }
    int next = attributionEnd(lines, at);
    if (next < 0) {
      return OptionalInt.empty();
    }
    int first = firstWords(lines, next);
    if (first < lines.size() && lines.get(first).startsWith(">")) {
      return quotedToTheEnd(lines, first);
    }
    // some programs do not mark the lines that they quote
    return WHEN.matcher(String.join(" ", lines.subList(at, next))).find() && first < lines.size()
        ? OptionalInt.of(lines.size())
        : OptionalInt.empty();
  }

  /** Lines that say who wrote when to whom about what, as Outlook puts them above a quote. */
  private static boolean isHead(List<String> lines, int at) {
    int from = at;
    if (LINE.matcher(shortened(lines.get(at).strip())).matches()) {
      from = firstWords(lines, at + 1);
    }
    if (from >= lines.size()
        || !FROM.matcher(shortened(lines.get(from).strip())).matches()) {
      return false;
    }
    boolean sent = false;
    boolean to = false;
    boolean subject = false;
    for (int i = from + 1;
        i < Math.min(lines.size(), from + HEAD_LINES_MAX) && !lines.get(i).isBlank();
        i++) {
      var line = shortened(lines.get(i).strip());
      sent |= SENT.matcher(line).matches();
      to |= TO.matcher(line).matches();
      subject |= SUBJECT.matcher(line).matches();
    }
    return subject && (sent || to);
  }

  /** The line after an attribution that begins here; -1 when none does. */
  private static int attributionEnd(List<String> lines, int at) {
    var joined = new StringBuilder();
    for (int i = at;
        i < Math.min(lines.size(), at + ATTRIBUTION_LINES_MAX) && !lines.get(i).isBlank();
        i++) {
      joined.append(joined.isEmpty() ? "" : " ").append(lines.get(i).strip());
      if (joined.length() > ATTRIBUTION_LENGTH_MAX) {
        return -1;
      }
      if (joined.charAt(joined.length() - 1) == ':'
          && ATTRIBUTION.matcher(joined).matches()) {
        return i + 1;
      }
    }
    return -1;
  }

  private static OptionalInt quotedToTheEnd(List<String> lines, int at) {
    int end = at;
    int quoted = 0;
    for (int i = at; i < lines.size(); i++) {
      var line = lines.get(i);
      if (line.startsWith(">")) {
        quoted++;
        end = i + 1;
      } else if (isSignatureMark(line)
          || MOBILE.matcher(shortened(line.strip())).matches()) {
        break;
      } else if (!line.isBlank()) {
        // new words below or between the quoted ones
        return OptionalInt.empty();
      }
    }
    return quoted >= 2 || at > 0 ? OptionalInt.of(end) : OptionalInt.empty();
  }

  private static int firstWords(List<String> lines, int from) {
    int at = from;
    while (at < lines.size() && lines.get(at).isBlank()) {
      at++;
    }
    return at;
  }

  private static boolean isSignatureMark(String line) {
    return line.equals("-- ") || line.equals("--") || line.equals("-- \r") || line.equals("\u2014");
  }

  private static QuotedText split(String text, List<String> lines, int quoteFrom, int quoteEnd) {
    var before = lines.subList(0, quoteFrom);
    var after = lines.subList(quoteEnd, lines.size());
    int mark = signatureFrom(before);
    var fresh = joined(before.subList(0, mark));
    if (fresh.isBlank()) {
      return allNew(text);
    }
    var signature = new ArrayList<String>(before.subList(mark, before.size()));
    signature.addAll(after);
    return new QuotedText(fresh, joined(lines.subList(quoteFrom, quoteEnd)), joined(signature));
  }

  /** The line where a signature begins; the end when there is none. */
  private static int signatureFrom(List<String> lines) {
    for (int i = lines.size() - 1; i >= Math.max(0, lines.size() - SIGNATURE_LINES_MAX); i--) {
      if (isSignatureMark(lines.get(i))) {
        return i;
      }
    }
    int last = lines.size() - 1;
    while (last >= 0 && lines.get(last).isBlank()) {
      last--;
    }
    return last >= 0 && MOBILE.matcher(shortened(lines.get(last).strip())).matches()
        ? last
        : lines.size();
  }

  private static String joined(List<String> lines) {
    int from = 0;
    int to = lines.size();
    while (from < to && lines.get(from).isBlank()) {
      from++;
    }
    while (to > from && lines.get(to - 1).isBlank()) {
      to--;
    }
    return String.join("\n", lines.subList(from, to));
  }

  /** Patterns look at no more than this of a line. */
  private static String shortened(String line) {
    return line.length() > ATTRIBUTION_LENGTH_MAX
        ? line.substring(0, ATTRIBUTION_LENGTH_MAX)
        : line;
  }

  // ---- HTML

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

  /** Splits sanitised HTML; its parts are sanitised, too. */
  public static QuotedText ofHtml(String safeHtml) {
    if (safeHtml.isBlank()) {
      return allNew(safeHtml);
    }
    var document = Jsoup.parseBodyFragment(safeHtml);
    document.outputSettings(new Document.OutputSettings().prettyPrint(false));
    var body = document.body();
    var begin = quoteBegin(body);
    var quoted = begin.map(start -> cutFrom(body, start)).orElse("");
    var signature = signature(body);
    if ((quoted.isEmpty() && signature.isEmpty()) || isEmpty(body)) {
      return allNew(safeHtml);
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
    return FORWARDED.matcher(shortened(text)).lookingAt();
  }

  /** Whether a small element is a head of Outlook. */
  private static boolean isHead(Element element) {
    if (!element.is("p, div") || element.select("p, div").size() > 8) {
      return false;
    }
    if (!FROM.matcher(firstWords(element)).matches()
        || element.wholeText().length() > HEAD_LENGTH_MAX) {
      return false;
    }
    var lines = new ArrayList<String>();
    lines(element).lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(lines::add);
    return !lines.isEmpty() && isHead(lines, 0);
  }

  private static String firstWords(Element element) {
    return element
        .nodeStream(TextNode.class)
        .map(text -> shortened(text.text().strip()))
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
