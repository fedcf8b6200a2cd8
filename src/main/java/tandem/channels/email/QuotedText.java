package tandem.channels.email;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The text of a mail in its three parts: what is new, the quoted history, and the signature.
 * Nothing is lost: when it is unsure which part is which, all of it is new.
 */
public record QuotedText(String fresh, String quoted, String signature) {

  private static final int ATTRIBUTION_LINES_MAX = 4;
  private static final int ATTRIBUTION_LENGTH_MAX = 400;
  private static final int HEAD_LINES_MAX = 10;
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

  static QuotedText allNew(String text) {
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

  // ---- what HTML uses, too

  /** Splits sanitised HTML; its parts are sanitised, too. */
  public static QuotedText ofHtml(String safeHtml) {
    return QuotedHtml.split(safeHtml);
  }

  /** Whether lines begin with a head of Outlook. */
  static boolean isHead(List<String> lines) {
    return isHead(lines, 0);
  }

  static boolean looksLikeFrom(String line) {
    return FROM.matcher(shortened(line)).matches();
  }

  static boolean beginsForwarded(String text) {
    return FORWARDED.matcher(shortened(text)).lookingAt();
  }
}
