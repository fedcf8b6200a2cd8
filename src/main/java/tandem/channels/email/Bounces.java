package tandem.channels.email;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tandem.base.Text;
import tandem.channels.email.mime.MailAttachment;
import tandem.channels.email.mime.MailHeaders;
import tandem.channels.email.mime.MailNote;
import tandem.channels.email.mime.ReadMail;

/**
 * Recognises bounces: delivery reports of RFC 3464, and the texts that mail servers write without
 * one.
 */
public final class Bounces {

  private static final int REPORT_BYTES_MAX = 256 * 1024;
  private static final int REASON_LENGTH_MAX = 500;
  private static final int RECIPIENTS_MAX = 100;
  private static final int TEXT_LENGTH_MAX = 64 * 1024;

  private static final Set<String> REPORT_TYPES =
      Set.of("message/delivery-status", "message/global-delivery-status");

  private static final Pattern BLANK_LINES = Pattern.compile("(?:\\r?\\n){2,}");
  private static final Pattern STATUS = Pattern.compile("\\b([245]\\.[0-9]{1,3}\\.[0-9]{1,3})\\b");
  private static final Pattern CODE = Pattern.compile("(?m)\\b([45])[0-9]{2}[ -](?=\\S)");
  private static final Pattern MESSAGE_ID =
      Pattern.compile("(?im)^[> \\t]{0,10}Message-ID:\\s{0,3}<([^<>\\s]{1,990})>");
  private static final Pattern ADDRESS =
      Pattern.compile("[^\\s<>,;:\"()\\[\\]]{1,64}@[A-Za-z0-9.-]{1,255}");

  private static final Pattern SENDER = Pattern.compile(
      "mailer[-_.]?daemon|postmaster|mail[-_.]?(?:delivery)?[-_.]?system|daemon|bounces?");

  private static final Pattern SUBJECT = words(
      "undeliver|not delivered|delivery (?:status|failure|failed|has failed|problem|delayed|incomplete)|failure notice"
          + "|returned (?:mail|to sender)|mail delivery|message (?:delayed|undeliverable)|warning: (?:message|could not)|unzustellbar|nicht zustellbar"
          + "|zustellung|onbestelbaar|niet (?:be|af)(?:zorg|lever)|non remis|échec de|non distribu|no se puede entregar|no entregado|non recapitabil|mancato recapito"
          + "|não (?:foi )?(?:é )?(?:entreg|possível)|delivery notification");

  private static final Pattern PHRASE = words(
      "wasn.t able to deliver|could not be delivered|couldn.t be delivered|wasn.t delivered|was not delivered"
          + "|cannot be delivered|unable to deliver|delivery to the following recipients? failed|has not (?:yet )?been delivered|permanent (?:fatal )?errors?"
          + "|permanent error|returned to sender|user unknown|unknown user|no such user|no mailbox here|mailbox (?:is )?full|over quota|address not found"
          + "|undeliverable|recipient address rejected|konnte nicht zugestellt|nicht zugestellt werden|kon niet worden (?:bezorgd|afgeleverd)"
          + "|n.a pas pu être (?:remis|distribué)|no se pudo entregar|non è stato possibile (?:recapitare|consegnare)|não (?:foi possível|pôde ser) entreg"
          + "|delivery (?:incomplete|has been delayed)|still being retried|will (?:keep|be) (?:trying|retried)");

  private static final Pattern DELAYED = words(
      "has not yet been delivered|delayed|will (?:keep|be) (?:trying|retried)|still being retried|still trying"
          + "|delivery incomplete|temporar(?:y|ily)|you do not need to (?:resend|do anything)|wird weiter versucht|wordt opnieuw geprobeerd");

  private static final Pattern PERMANENT = words(
      "permanent|given up|giving up|gave up|could not be delivered to one or more|has failed|unknown|does(?: not|n.t) exist");

  private Bounces() {}

  private static Pattern words(String pattern) {
    return Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  /** The bounce that this mail reports; empty when it reports none. */
  public static Optional<Bounce> read(ReadMail mail) {
    var reports = mail.attachments().stream()
        .filter(one -> REPORT_TYPES.contains(one.declaredType()))
        .toList();
    if (!reports.isEmpty()) {
      return ofReport(mail, reports.getFirst());
    }
    return ofText(mail);
  }

  // ---- RFC 3464

  private static Optional<Bounce> ofReport(ReadMail mail, MailAttachment report) {
    boolean failed = false;
    boolean delayed = false;
    var recipients = new LinkedHashSet<String>();
    var status = Optional.<String>empty();
    var diagnostic = "";
    for (var group : groups(report)) {
      var action = group.first("Action").map(Bounces::word).orElse("");
      var code = group.first("Status").flatMap(Bounces::status);
      boolean fails = action.equals("failed")
          || (action.isEmpty() && code.filter(text -> text.startsWith("5")).isPresent());
      boolean waits = action.equals("delayed")
          || (action.isEmpty() && code.filter(text -> text.startsWith("4")).isPresent());
      if (!fails && !waits) {
        continue;
      }
      if (recipients.size() < RECIPIENTS_MAX) {
        group
            .first("Original-Recipient")
            .or(() -> group.first("Final-Recipient"))
            .map(Bounces::afterType)
            .ifPresent(recipients::add);
      }
      if ((fails && !failed) || status.isEmpty()) {
        status = code;
        diagnostic = group.first("Diagnostic-Code").map(Bounces::afterType).orElse("");
      }
      failed |= fails;
      delayed |= waits;
    }
    if (!failed && !delayed) {
      return Optional.empty();
    }
    return Optional.of(new Bounce(
        original(mail), failed, List.copyOf(recipients), status, reason(status, diagnostic)));
  }

  private static List<MailHeaders> groups(MailAttachment report) {
    var groups = new ArrayList<MailHeaders>();
    for (var group : BLANK_LINES.splitAsStream(text(report)).toList()) {
      if (!group.isBlank() && groups.size() <= RECIPIENTS_MAX) {
        groups.add(MailHeaders.of(group.getBytes(StandardCharsets.ISO_8859_1)));
      }
    }
    return groups;
  }

  private static String text(MailAttachment report) {
    try (var in = report.open()) {
      return new String(in.readNBytes(REPORT_BYTES_MAX), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      // a broken encoding: nothing can be read
      return "";
    }
  }

  private static String word(String value) {
    return value.strip().toLowerCase(Locale.ROOT).split("[\\s;(]", 2)[0];
  }

  private static String afterType(String value) {
    return value.substring(value.indexOf(';') + 1).strip();
  }

  private static Optional<String> status(String value) {
    var found = STATUS.matcher(value);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  /**
   * The id of the mail that came back: from the mail or its headers within the report, else from
   * what the report answers.
   */
  private static Optional<String> original(ReadMail mail) {
    return mail.forwarded().stream()
        .filter(one -> !one.notes().contains(MailNote.MESSAGE_ID_MADE))
        .map(ReadMail::messageId)
        .findFirst()
        .or(() -> mail.attachments().stream()
            .filter(one -> one.declaredType().equals("text/rfc822-headers"))
            .map(one -> inText(text(one)))
            .flatMap(Optional::stream)
            .findFirst())
        .or(() -> mail.headers()
            .first("X-Original-Message-ID")
            .map(id -> id.replace("<", "").replace(">", "").strip()))
        .or(() -> inText(Text.cut(mail.text(), TEXT_LENGTH_MAX)))
        .or(mail::inReplyTo)
        .or(() -> mail.references().isEmpty()
            ? Optional.empty()
            : Optional.of(mail.references().getLast()));
  }

  private static Optional<String> inText(String text) {
    var found = MESSAGE_ID.matcher(text);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  // ---- texts

  private static Optional<Bounce> ofText(ReadMail mail) {
    var text = Text.cut(mail.text(), TEXT_LENGTH_MAX);
    if (!comesFromMailSystem(mail)
        || !(PHRASE.matcher(text).find() || CODE.matcher(text).find())) {
      return Optional.empty();
    }
    var own = beforeCopy(text);
    var status = status(own);
    var code = CODE.matcher(own);
    boolean permanent;
    if (status.isPresent()) {
      permanent = status.get().startsWith("5");
    } else if (code.find()) {
      permanent = code.group(1).equals("5");
    } else {
      permanent = PERMANENT.matcher(own).find() || !DELAYED.matcher(own).find();
    }
    if (DELAYED.matcher(mail.subject()).find() && !PERMANENT.matcher(own).find()) {
      permanent = false;
    }
    return Optional.of(new Bounce(
        original(mail), permanent, recipients(mail, own), status, reason(status, telling(own))));
  }

  private static boolean comesFromMailSystem(ReadMail mail) {
    if (mail.headers().has("X-Failed-Recipients")) {
      return true;
    }
    boolean system = Stream.of(mail.from(), mail.sender())
        .flatMap(List::stream)
        .anyMatch(
            address -> SENDER.matcher(address.local().toLowerCase(Locale.ROOT)).matches());
    boolean empty = mail.headers()
        .raw("Return-Path")
        .filter(path -> path.replace(" ", "").equals("<>"))
        .isPresent();
    return (system || empty) && (SUBJECT.matcher(mail.subject()).find() || (system && empty));
  }

  /** The server's own words, without the copy of the mail below them. */
  private static String beforeCopy(String text) {
    var copy = MESSAGE_ID.matcher(text);
    int end = copy.find() ? copy.start() : text.length();
    for (var mark : List.of(
        "\n--- Below this line",
        "\n------ This is a copy",
        "\n----- Original message",
        "\n----- Message header",
        "\n--- The header of")) {
      int at = text.indexOf(mark);
      end = at >= 0 ? Math.min(end, at) : end;
    }
    return text.substring(0, end);
  }

  private static List<String> recipients(ReadMail mail, String own) {
    var recipients = new LinkedHashSet<String>();
    mail.headers().addresses("X-Failed-Recipients").stream()
        .map(one -> one.address())
        .filter(one -> !one.isEmpty())
        .forEach(recipients::add);
    if (recipients.isEmpty()) {
      var ours = mail.to().stream().map(one -> one.key()).toList();
      var found = ADDRESS.matcher(own);
      while (found.find() && recipients.size() < RECIPIENTS_MAX) {
        if (!ours.contains(found.group().toLowerCase(Locale.ROOT))) {
          recipients.add(found.group());
        }
      }
    }
    return List.copyOf(recipients);
  }

  /**
   * The line that says why: the one with the code, else the first that says that the mail was not
   * delivered.
   */
  private static String telling(String own) {
    var lines = own.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    return lines.stream()
        .filter(line -> STATUS.matcher(line).find() || CODE.matcher(line).find())
        .findFirst()
        .or(() -> lines.stream().filter(line -> PHRASE.matcher(line).find()).findFirst())
        .orElse("");
  }

  // ---- words

  private static String reason(Optional<String> status, String diagnostic) {
    var told =
        Text.beginning(Text.plain(diagnostic).replaceAll(" {2,}", " ").strip(), REASON_LENGTH_MAX);
    var words = status.map(Bounces::inWords).orElse("");
    if (words.isEmpty()) {
      return told.isEmpty() ? "The mail was not delivered." : told;
    }
    return told.isEmpty() ? words : words + " (" + told + ")";
  }

  private static String inWords(String status) {
    var detail = status.substring(2);
    return switch (detail) {
      case "1.1", "1.10", "1.6" -> "The address does not exist.";
      case "1.2", "1.3", "4.4" -> "The address's domain does not exist, or takes no mail.";
      case "1.8", "1.7" -> "Our own address is not accepted.";
      case "2.1" -> "The mailbox is closed.";
      case "2.2" -> "The mailbox is full.";
      case "2.3", "3.4" -> "The mail is too large for the receiver.";
      case "4.1", "4.2", "4.7" -> "The receiver's server does not answer.";
      case "4.6" -> "The mail runs in a circle.";
      default ->
        switch (detail.charAt(0)) {
          case '1' -> "The address is not accepted.";
          case '2' -> "The mailbox does not accept the mail.";
          case '3' -> "The receiver's server has a fault.";
          case '4' -> "The mail cannot be carried to the receiver.";
          case '5' -> "The servers do not understand each other.";
          case '6' -> "The receiver's server cannot take this content.";
          case '7' -> "The receiver refuses the mail.";
          default ->
            status.startsWith("4") ? "The mail is delayed." : "The mail was not delivered.";
        };
    };
  }
}
