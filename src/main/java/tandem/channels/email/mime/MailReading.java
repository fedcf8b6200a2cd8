package tandem.channels.email.mime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.Text;

/** One reading of one mail: walks through its parts and collects text, attachments and notes. */
final class MailReading {

  private static final Logger LOG = LoggerFactory.getLogger(MailReading.class);

  private static final int SUBJECT_LENGTH_MAX = 2000;
  private static final int META_BYTES = 2048;

  private static final Pattern META_CHARSET =
      Pattern.compile("charset\\s*=\\s*[\"']?\\s*([A-Za-z0-9_.:-]{1,40})");
  private static final Pattern LINE_BREAK =
      Pattern.compile("\\r\\r\\n|\\r\\n|\\r|\\u2028|\\u2029|\\u0085");

  /** Types of text that are files rather than what somebody wrote. */
  private static final Set<String> TEXT_FILES = Set.of(
      "text/calendar",
      "text/vcard",
      "text/x-vcard",
      "text/directory",
      "text/csv",
      "text/rfc822-headers",
      "text/x-amp-html",
      "text/css",
      "text/xml",
      "text/rtf",
      "text/javascript",
      "text/x-amp");

  /** What all mails within one mail share. */
  private static final class Budget {
    int parts;
    int textLength;
    int htmlLength;
    int copiedBytes;

    Budget(ReadLimits limits) {
      parts = limits.parts();
      textLength = limits.textLength();
      htmlLength = limits.textLength();
      copiedBytes = limits.mailBytes();
    }
  }

  private record Found(
      String name,
      String type,
      String detectedType,
      Optional<String> contentId,
      boolean inline,
      MailAttachment.Content content,
      long size) {}

  private final ReadLimits limits;
  private final Instant receivedAt;
  private final Budget budget;
  private final int level;
  private final EnumSet<MailNote> notes = EnumSet.noneOf(MailNote.class);
  private final List<Stretch> body = new ArrayList<>();
  private final List<Found> found = new ArrayList<>();
  private final List<MailAttachment> theirs = new ArrayList<>();
  private final List<ReadMail> forwarded = new ArrayList<>();
  private int remoteImages;
  private boolean report;

  MailReading(ReadLimits limits, Instant receivedAt) {
    this(limits, receivedAt, new Budget(limits), 0);
  }

  private MailReading(ReadLimits limits, Instant receivedAt, Budget budget, int level) {
    this.limits = limits;
    this.receivedAt = receivedAt;
    this.budget = budget;
    this.level = level;
  }

  ReadMail read(Slice raw) {
    var mail = mail(raw);
    report = mail.type().equals("multipart/report");
    walk(mail, level, Optional.empty());
    return finish(mail, raw.length());
  }

  ReadMail headersOnly(Slice raw, long size) {
    notes.add(MailNote.TOO_LARGE);
    var mail = mail(raw);
    // the large bytes may go
    int length = Math.min(mail.body.from - raw.from, MailHeaders.BYTES_MAX);
    var headers = Arrays.copyOfRange(raw.bytes, raw.from, raw.from + length);
    return finish(mail(Slice.whole(headers)), size);
  }

  private static Entity mail(Slice raw) {
    int from = raw.from;
    // a byte order mark and empty lines that some programs write first
    if (raw.length() >= 3
        && raw.bytes[from] == (byte) 0xef
        && raw.bytes[from + 1] == (byte) 0xbb
        && raw.bytes[from + 2] == (byte) 0xbf) {
      from += 3;
    }
    while (from < raw.to && raw.isLineBreak(from)) {
      from++;
    }
    return Entity.of(raw.after(from), "text/plain");
  }

  // ---- the parts

  private void walk(Entity entity, int depth, Optional<Stretch> alternative) {
    if (budget.parts-- <= 0) {
      notes.add(MailNote.TOO_MANY_PARTS);
      return;
    }
    if (entity.headers.areCut()) {
      notes.add(MailNote.HEADERS_CUT);
    }
    try {
      part(entity, depth, alternative);
    } catch (RuntimeException e) {
      // a bug here or in a library must not lose the part
      LOG.error(
          "a part of a mail cannot be read bytes={}",
          entity.whole.length(),
          MailReader.withoutWords(e));
      notes.add(MailNote.PART_UNREADABLE);
      attachWhole(entity, "part.eml");
    }
  }

  private void part(Entity entity, int depth, Optional<Stretch> alternative) {
    if (entity.is("multipart")) {
      multipart(entity, depth, alternative);
    } else if (isMail(entity)) {
      mailIn(entity, depth);
    } else if (isWritten(entity, alternative)) {
      written(entity, alternative);
    } else if (isWinmail(entity)) {
      winmail(entity, alternative);
    } else {
      note(entity);
      attach(entity);
    }
  }

  private void multipart(Entity entity, int depth, Optional<Stretch> alternative) {
    if (depth >= limits.levels()) {
      notes.add(MailNote.TOO_DEEP);
      attachWhole(entity, "parts.eml");
      return;
    }
    var parts = Multipart.split(entity, Math.max(budget.parts, 0));
    if (parts.isEmpty()) {
      notes.add(MailNote.BOUNDARY_MISSING);
      asPlain(entity, alternative);
      return;
    }
    if (parts.get().more()) {
      notes.add(MailNote.TOO_MANY_PARTS);
    }
    if (entity.type().equals("multipart/signed")) {
      notes.add(MailNote.SIGNED);
    } else if (entity.type().equals("multipart/encrypted")) {
      notes.add(MailNote.ENCRYPTED);
    }
    var form = alternative;
    if (form.isEmpty() && entity.type().equals("multipart/alternative")) {
      form = Optional.of(newStretch());
    }
    var typeIfMissing = entity.type().equals("multipart/digest") ? "message/rfc822" : "text/plain";
    for (var part : parts.get().slices()) {
      walk(Entity.of(part, typeIfMissing), depth + 1, form);
    }
  }

  private Stretch newStretch() {
    var stretch = new Stretch();
    body.add(stretch);
    return stretch;
  }

  private static boolean isMail(Entity entity) {
    return entity.type().equals("message/rfc822") || entity.type().equals("message/global");
  }

  /** A mail in the mail is attached, and its text is shown below. */
  private void mailIn(Entity entity, int depth) {
    var raw = entity.isPlain() ? Optional.of(entity.body) : copy(entity);
    if (depth >= limits.levels() || raw.isEmpty()) {
      notes.add(MailNote.TOO_DEEP);
      attach(entity);
      return;
    }
    var inner = new MailReading(limits, receivedAt, budget, depth + 1);
    var mail = inner.read(raw.get());
    var name = entity
        .name()
        .orElseGet(
            () -> Entity.safeName(mail.subject().isEmpty() ? "message" : mail.subject()) + ".eml");
    attach(name, entity, entity::content);
    forwarded.add(mail);
    theirs.addAll(mail.attachments());
    notes.addAll(mail.notes());
    notes.removeAll(inner.ownNotes());
    remoteImages += mail.remoteImages();
    if (!report) {
      show(mail);
    }
  }

  /** Notes on the headers of a mail in the mail say nothing about the outer one. */
  private Set<MailNote> ownNotes() {
    return EnumSet.of(MailNote.DATE_UNREADABLE, MailNote.SENDER_MISSING, MailNote.MESSAGE_ID_MADE);
  }

  private void show(ReadMail mail) {
    var head = Stream.of(
            line("From", mail.from()),
            line("To", mail.to()),
            mail.sentAt().map(at -> "Date: " + at).stream(),
            mail.subject().isEmpty()
                ? Stream.<String>empty()
                : Stream.of("Subject: " + mail.subject()))
        .flatMap(lines -> lines)
        .collect(Collectors.joining("\n"));
    var stretch = newStretch();
    stretch.addPlain("---------- Forwarded message ----------\n" + head + "\n\n" + mail.text());
    if (!mail.html().isEmpty()) {
      stretch.addHtml("<hr /><div style=\"white-space:pre-wrap\">" + Stretch.escaped(head)
          + "</div>" + mail.html());
    }
  }

  private static Stream<String> line(String name, List<MailAddress> addresses) {
    return addresses.isEmpty()
        ? Stream.empty()
        : Stream.of(name + ": "
            + addresses.stream()
                .limit(20)
                .map(MailAddress::toString)
                .collect(Collectors.joining(", ")));
  }

  private Optional<Slice> copy(Entity entity) {
    var bytes = MailReader.beginning(entity.content(), Math.max(budget.copiedBytes, 0));
    if (bytes.cut()) {
      return Optional.empty();
    }
    budget.copiedBytes -= bytes.bytes().length();
    return Optional.of(bytes.bytes());
  }

  /** Whether the part is what somebody wrote, rather than a file. */
  private boolean isWritten(Entity entity, Optional<Stretch> alternative) {
    if (!entity.is("text") || entity.isAttachment() || TEXT_FILES.contains(entity.type())) {
      return false;
    }
    return entity.name().isEmpty()
        || (body.stream().allMatch(Stretch::isBlank) && !entity.isInline())
        || alternative.isPresent();
  }

  private void written(Entity entity, Optional<Stretch> alternative) {
    if (entity.type().equals("text/html")) {
      asHtml(entity, alternative.orElseGet(this::newStretch));
    } else {
      asPlain(entity, alternative);
    }
  }

  private void asPlain(Entity entity, Optional<Stretch> alternative) {
    var stretch = alternative.orElseGet(this::newStretch);
    if (!entity.isPlain()) {
      addPlain(entity, entity.content(), stretch);
      return;
    }
    var files = UuFiles.in(entity.body, Math.max(budget.parts, 0));
    for (var text : files.texts()) {
      addPlain(entity, text.stream(), stretch);
    }
    for (var file : files.files()) {
      budget.parts--;
      var name = Charsets.decode(
          ByteBuffer.wrap(file.name().getBytes(StandardCharsets.ISO_8859_1)),
          entity.charset(),
          false);
      attach(
          Entity.safeName(name.text()),
          FileType.UNKNOWN,
          Optional.empty(),
          false,
          () -> Entity.decoded(file.lines(), "x-uuencode"));
    }
  }

  private void addPlain(Entity entity, InputStream content, Stretch stretch) {
    var bytes = MailReader.beginning(content, budget.textLength);
    var text = cleaned(decoded(bytes, entity.charset()));
    if (entity.parameter("format").filter("flowed"::equalsIgnoreCase).isPresent()) {
      text = FlowedText.joined(
          text, entity.parameter("delsp").filter("yes"::equalsIgnoreCase).isPresent());
    }
    if (text.contains("-----BEGIN PGP MESSAGE-----")) {
      notes.add(MailNote.ENCRYPTED);
    } else if (text.contains("-----BEGIN PGP SIGNED MESSAGE-----")) {
      notes.add(MailNote.SIGNED);
    }
    if (bytes.cut()) {
      notes.add(MailNote.TEXT_CUT);
    }
    budget.textLength -= text.length();
    stretch.addPlain(text);
  }

  private void asHtml(Entity entity, Stretch stretch) {
    var bytes = MailReader.beginning(entity.content(), budget.htmlLength);
    var charset = entity.charset().isEmpty() ? metaCharset(bytes.bytes()) : entity.charset();
    var html = cleaned(decoded(bytes, charset));
    if (bytes.cut()) {
      notes.add(MailNote.TEXT_CUT);
    }
    budget.htmlLength -= html.length();
    var safe = SafeHtml.of(html);
    if (safe.html().length() > 2 * limits.textLength()) {
      notes.add(MailNote.TEXT_CUT);
      stretch.addPlain(Text.cut(HtmlText.of(safe.html()), limits.textLength()));
      return;
    }
    stretch.addHtml(safe.html());
    remoteImages += safe.remoteImages();
  }

  private static String metaCharset(Slice html) {
    var meta = META_CHARSET.matcher(html.beginning(META_BYTES).latin1().toLowerCase(Locale.ROOT));
    return meta.find() ? meta.group(1) : "";
  }

  private String decoded(MailReader.Beginning bytes, String charset) {
    var decoded = Charsets.decode(bytes.bytes().buffer(), charset, bytes.cut());
    if (decoded.guessed()) {
      notes.add(MailNote.CHARSET_GUESSED);
    }
    return decoded.text();
  }

  /** Lines end with LF; nothing is left that cannot be stored or shown. */
  private static String cleaned(String text) {
    var lines = LINE_BREAK.matcher(text).replaceAll("\n");
    var clean = new StringBuilder(lines.length());
    lines.codePoints().forEach(c -> {
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        clean.append('\ufffd');
      } else if (c == '\n' || c == '\t' || (!Character.isISOControl(c) && c != 0xfeff)) {
        clean.appendCodePoint(c);
      }
    });
    return clean.toString();
  }

  // ---- winmail.dat

  private static boolean isWinmail(Entity entity) {
    return entity.type().equals("application/ms-tnef")
        || entity.type().equals("application/vnd.ms-tnef")
        || entity.name().filter("winmail.dat"::equalsIgnoreCase).isPresent();
  }

  private void winmail(Entity entity, Optional<Stretch> alternative) {
    var unpacked = copy(entity).flatMap(packed -> Winmail.read(packed.bytes));
    if (unpacked.isEmpty()) {
      notes.add(MailNote.WINMAIL_UNREADABLE);
      attach(entity);
      return;
    }
    notes.add(MailNote.WINMAIL_READ);
    var winmail = unpacked.get();
    if (body.stream().allMatch(Stretch::isBlank)) {
      var stretch = alternative.orElseGet(this::newStretch);
      var text = Text.cut(cleaned(winmail.text()), Math.max(budget.textLength, 0));
      budget.textLength -= text.length();
      stretch.addPlain(text);
      if (!winmail.html().isBlank() && winmail.html().length() <= budget.htmlLength) {
        budget.htmlLength -= winmail.html().length();
        var safe = SafeHtml.of(cleaned(winmail.html()));
        stretch.addHtml(safe.html());
        remoteImages += safe.remoteImages();
      }
    }
    for (var file : winmail.files()) {
      if (budget.parts-- <= 0) {
        notes.add(MailNote.TOO_MANY_PARTS);
        return;
      }
      attach(
          Entity.safeName(file.name()),
          FileType.UNKNOWN,
          Optional.empty(),
          false,
          file.bytes()::stream);
    }
  }

  // ---- attachments

  private void note(Entity entity) {
    if (entity.type().equals("application/pkcs7-mime")
        || entity.type().equals("application/x-pkcs7-mime")) {
      boolean signed =
          entity.parameter("smime-type").filter("signed-data"::equalsIgnoreCase).isPresent();
      notes.add(signed ? MailNote.SIGNED : MailNote.ENCRYPTED);
    }
  }

  private void attach(Entity entity) {
    attach(entity.name().orElse(""), entity, entity::content);
  }

  private void attach(String name, Entity entity, MailAttachment.Content content) {
    attach(name, entity.type(), entity.contentId(), entity.isInline(), content);
  }

  private void attachWhole(Entity entity, String name) {
    attach(name, "message/rfc822", Optional.empty(), false, entity.whole::stream);
  }

  private void attach(
      String name,
      String type,
      Optional<String> contentId,
      boolean inline,
      MailAttachment.Content content) {
    long size = 0;
    var head = new byte[0];
    try (var in = content.open()) {
      head = in.readNBytes(FileType.HEAD_BYTES);
      size = head.length;
      size += in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // a broken encoding ends the content
    }
    var detected = isMailType(type) ? type : FileType.of(head);
    found.add(new Found(name, type, detected, contentId, inline, content, size));
  }

  private List<MailAttachment> attachments(String html) {
    var attachments = new ArrayList<MailAttachment>();
    var shown = html.contains(SafeHtml.CID)
        ? Set.copyOf(Jsoup.parseBodyFragment(html)
            .select("img[" + SafeHtml.CID + "]")
            .eachAttr(SafeHtml.CID))
        : Set.<String>of();
    for (var one : found) {
      var name = one.name().isEmpty()
          ? "attachment-" + (attachments.size() + 1)
              + FileType.ending(one.type(), one.detectedType())
          : one.name();
      boolean inline = one.contentId().filter(shown::contains).isPresent()
          || (one.inline() && one.detectedType().startsWith("image/"));
      attachments.add(new MailAttachment(
          name,
          one.type(),
          one.detectedType(),
          one.size(),
          one.contentId(),
          inline,
          one.content()));
    }
    attachments.addAll(theirs);
    return List.copyOf(attachments);
  }

  private static boolean isMailType(String type) {
    return type.startsWith("message/") || type.equals("text/rfc822-headers");
  }

  // ---- the whole

  private ReadMail finish(Entity mail, long size) {
    var headers = mail.headers;
    if (headers.areCut()) {
      notes.add(MailNote.HEADERS_CUT);
    }
    var stretches = body.stream().filter(stretch -> !stretch.isBlank()).toList();
    var html = stretches.stream().allMatch(stretch -> stretch.html.isBlank())
        ? ""
        : stretches.stream().map(Stretch::asHtml).collect(Collectors.joining("\n"));
    var attachments = attachments(html);
    var text = stretches.stream().map(Stretch::asText).reduce("", Stretch::joined);
    if (text.isEmpty() && html.isEmpty()) {
      text = calendarText();
    }
    if (Text.length(text) > limits.textLength()) {
      notes.add(MailNote.TEXT_CUT);
      text = Text.cut(text, limits.textLength());
    }
    var from = headers.addresses("From");
    if (from.stream().allMatch(address -> address.address().isEmpty())) {
      notes.add(MailNote.SENDER_MISSING);
    }
    var date = headers.first("Date");
    var sentAt = date.flatMap(written -> MailDates.read(written, receivedAt));
    if (date.isPresent() && sentAt.isEmpty()) {
      notes.add(MailNote.DATE_UNREADABLE);
    }
    return new ReadMail(
        messageId(mail),
        MessageIds.all(headers, "In-Reply-To").stream().findFirst(),
        MessageIds.all(headers, "References"),
        from,
        headers.addresses("Reply-To"),
        headers.addresses("Sender"),
        headers.addresses("To"),
        headers.addresses("Cc"),
        headers.addresses("Bcc"),
        Text.cut(headers.first("Subject").orElse(""), SUBJECT_LENGTH_MAX),
        sentAt,
        text,
        html,
        remoteImages,
        attachments,
        List.copyOf(forwarded),
        notes,
        headers,
        mail.type(),
        size);
  }

  private String messageId(Entity mail) {
    return MessageIds.first(mail.headers, "Message-ID").orElseGet(() -> {
      notes.add(MailNote.MESSAGE_ID_MADE);
      var headers = Stream.of("From", "To", "Date", "Subject")
          .map(name -> mail.headers.raw(name).orElse(""))
          .toList();
      return MailReader.computedId(headers, mail.body);
    });
  }

  /** An invitation without words is shown as it is. */
  private String calendarText() {
    for (var one : found) {
      if (one.type().equals("text/calendar")) {
        return calendarText(one);
      }
    }
    return "";
  }

  private String calendarText(Found calendar) {
    try {
      var bytes = MailReader.beginning(calendar.content().open(), Math.max(budget.textLength, 0));
      return cleaned(decoded(bytes, "utf-8")).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
