package tandem.channels.email;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tandem.base.Failure;
import tandem.base.Id;
import tandem.base.OpeningHours;
import tandem.base.QueueId;
import tandem.base.SegmentId;
import tandem.channels.email.mime.MailAddress;
import tandem.customers.ContactPoint;
import tandem.document.DocumentReader;
import tandem.document.HiddenText;
import tandem.document.Kind;
import tandem.document.SettingKinds;

/** The file of our mailboxes: servers, log-ins, signatures, automatic answers, triage. */
public final class MailboxFile {

  private static final int MAILBOXES_MAX = 100;
  private static final int PARTS_MAX = 100;
  private static final int TEXT_LENGTH_MAX = 5_000;
  private static final int NAME_LENGTH_MAX = 100;
  private static final int IMAPS_PORT = 993;
  private static final int SUBMISSION_PORT = 587;
  private static final Duration HEAD_START_MAX = Duration.ofDays(7);

  private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2}");

  private static final Kind<String> ADDRESS = Kind.of(
      "an email address",
      "x@example.org",
      text -> ContactPoint.email(text).map(ContactPoint::value));

  private static final Kind<String> LONG_TEXT = Kind.lines(TEXT_LENGTH_MAX);

  private static final Kind<String> WORD = Kind.text(1, NAME_LENGTH_MAX);

  private static final Kind<OpeningHours.Span> SPAN = Kind.of(
      OpeningHours.FORM,
      OpeningHours.Span.parse("mon 09:00-17:00").orElseThrow(),
      OpeningHours.Span::parse);

  private static final Kind<String> LANGUAGE_WORD = Kind.of(
      "a language as two letters (en, nl)",
      "en",
      text -> LANGUAGE.matcher(text).matches() ? Optional.of(text) : Optional.empty());

  private static final Kind<QueueId> QUEUE = Kind.of(
      "the id of a queue",
      new QueueId("x"),
      text -> Id.WORD.matcher(text).matches() ? Optional.of(new QueueId(text)) : Optional.empty());

  private static final Kind<SegmentId> SEGMENT = Kind.of(
      "the id of a segment",
      new SegmentId("x"),
      text ->
          Id.WORD.matcher(text).matches() ? Optional.of(new SegmentId(text)) : Optional.empty());

  private MailboxFile() {}

  /** Reads the file; no mailboxes if it does not exist. {@link Failure.Invalid} has all errors. */
  public static List<Mailbox> read(Path file) {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      var name = file.getFileName().toString();
      return read(name, DocumentReader.utf8(name, Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new Failure.Invalid(file + " cannot be read: " + e.getMessage());
    }
  }

  /** Reads a document; the source is its name in errors. */
  public static List<Mailbox> read(String source, String text) {
    return DocumentReader.read(
        source, text, in -> in.list("mailboxes", MAILBOXES_MAX, MailboxFile::mailbox));
  }

  private static Mailbox mailbox(DocumentReader in) {
    var address = in.required("address", ADDRESS);
    return new Mailbox(
        address,
        in.value("name", Kind.text(0, NAME_LENGTH_MAX), ""),
        in.node("imap").map(_ -> in.object("imap", it -> server(it, IMAPS_PORT, true))),
        in.node("smtp").map(_ -> in.object("smtp", it -> server(it, SUBMISSION_PORT, false))),
        in.value("plus_addresses", Kind.bool(), false),
        in.value("signature", LONG_TEXT, ""),
        in.map("receipt", PARTS_MAX, LANGUAGE_WORD, LONG_TEXT),
        in.map("away", PARTS_MAX, LANGUAGE_WORD, LONG_TEXT),
        in.map("too_large", PARTS_MAX, LANGUAGE_WORD, LONG_TEXT),
        in.optionalValues("hours", PARTS_MAX, SPAN).map(OpeningHours::new),
        in.list("triage", PARTS_MAX, MailboxFile::rule));
  }

  private static Mailbox.Server server(DocumentReader in, int port, boolean isImap) {
    return new Mailbox.Server(
        in.required("host", SettingKinds.host()),
        in.value("port", Kind.whole(1, 65535), port),
        in.value(
            "security",
            Kind.oneOf(Mailbox.Security.class),
            isImap ? Mailbox.Security.TLS : Mailbox.Security.STARTTLS),
        in.value("user", Kind.text(0, ContactPoint.VALUE_LENGTH_MAX), ""),
        password(in),
        isImap ? in.value("folder", WORD, "INBOX") : "",
        trust(in));
  }

  private static Optional<Trust> trust(DocumentReader in) {
    return in.optional("ca_file", SettingKinds.path()).flatMap(file -> {
      try {
        return Optional.of(Trust.in(Files.readAllBytes(file)));
      } catch (IOException e) {
        in.errors().add(in.place("ca_file"), "cannot be read: " + file);
      } catch (CertificateException e) {
        in.errors()
            .add(in.place("ca_file"), "must have one or more certificates in PEM form: " + file);
      }
      return Optional.empty();
    });
  }

  private static HiddenText password(DocumentReader in) {
    var written = in.value("password", SettingKinds.secret(), new HiddenText(""));
    var file = in.optional("password_file", SettingKinds.path());
    if (file.isEmpty()) {
      return written;
    }
    try {
      return new HiddenText(Files.readString(file.get()).strip());
    } catch (IOException e) {
      in.errors().add(in.place("password_file"), "cannot be read: " + file.get());
      return written;
    }
  }

  private static TriageRule rule(DocumentReader in) {
    return new TriageRule(
        in.values("senders", PARTS_MAX, WORD),
        in.values("recipients", PARTS_MAX, ADDRESS),
        in.values("words", PARTS_MAX, WORD),
        in.values("languages", PARTS_MAX, LANGUAGE_WORD),
        in.values("segments", PARTS_MAX, SEGMENT),
        in.optional("order", Kind.bool()),
        in.optional("queue", QUEUE),
        in.value("head_start", Kind.seconds(Duration.ZERO, HEAD_START_MAX), Duration.ZERO));
  }

  /** Our mailboxes by address. */
  static Map<String, Mailbox> byAddress(List<Mailbox> mailboxes) {
    return mailboxes.stream()
        .collect(Collectors.toMap(Mailbox::address, one -> one, (first, _) -> first));
  }

  /** The mailbox of an address, with a tag or without. */
  static Optional<Mailbox> of(Map<String, Mailbox> mailboxes, MailAddress address) {
    return Optional.ofNullable(mailboxes.get(address.key()))
        .or(() -> Optional.ofNullable(mailboxes.get(ThreadKeys.withoutTag(address))));
  }
}
