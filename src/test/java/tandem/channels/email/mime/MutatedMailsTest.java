package tandem.channels.email.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.channels.email.mime.Mails.NOON;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tandem.base.Storable;
import tandem.channels.email.AutomaticMail;
import tandem.channels.email.Bounces;
import tandem.channels.email.CaseReference;
import tandem.channels.email.QuotedText;
import tandem.channels.email.ThreadKeys;

/** Ten thousand broken mails, made from the real ones by a seed. */
class MutatedMailsTest {

  private static final int MAILS = 10_000;
  private static final ReadLimits LIMITS = new ReadLimits(200_000, 30, 6, 20_000);

  private static final List<String> HOSTILE = List.of(
      "\r\nContent-Type: multipart/mixed; boundary=\"\r\n",
      "Content-Type: message/rfc822\r\n",
      "Content-Transfer-Encoding: base64\r\n",
      "Content-Transfer-Encoding: quoted-printable\r\n",
      "Content-Transfer-Encoding: uuencode\r\n",
      "Content-Type: text/html; charset=utf-16\r\n",
      "Content-Type: text/plain; charset=iso-2022-jp\r\n",
      "Content-Type: application/ms-tnef\r\n",
      "Content-Type: text/plain; charset=\"'; DROP TABLE\"\r\n",
      "Content-Type: multipart/alternative; boundary=b1\r\n",
      "\r\n--b1\r\n",
      "\r\n--b1--\r\n",
      "=?utf-8?B?8J+Y?= =?utf-8?Q?=FF?=",
      "=?x?Q?=?=",
      "=?utf-16?B?2AA=?=",
      "<script>alert(1)</script>",
      "<img src=x onerror=alert(1)>",
      "\u0000\u0001\u0002",
      "\u001b$B%\"\u001b(B",
      "=\r\n=\r\n=",
      "=ZZ=",
      "begin 644 x\r\n#0V%T\r\nend\r\n",
      "begin 644 \r\nM",
      "filename*0*=utf-8''%ff%",
      "filename*=%%%",
      "filename*1=x; filename*0=",
      "name=\"",
      ";;;;===",
      "(((((",
      "<<<<>>>>",
      "\"\"\"\\",
      "@,;:@",
      "x".repeat(5000),
      "<div>".repeat(300),
      "<blockquote type=cite>",
      "> > > >",
      "\r\n\r\n",
      "\r",
      "\n",
      "LZFu",
      "Date: Tue, 99 Foo -1 99:99:99 +9999\r\n",
      "Message-ID: <\r\n <>>\r\n",
      "References: <<><@>\r\n",
      "Content-Disposition: attachment; filename=\"../../x\u202egpj.exe\"\r\n",
      "\u00ff\u00fe",
      "\u00ef\u00bb\u00bf",
      "-----Original Message-----\r\n",
      "On 1 Jan 2026 x wrote:\r\n",
      "Final-Recipient: ;\r\nAction: failed\r\nStatus: 9.9.9\r\n\r\n");

  @Test
  void no_broken_mail_is_fatal_or_unbounded_and_each_is_read_the_same_twice() {
    var seeds = Mails.all();
    for (int i = 0; i < MAILS; i++) {
      var raw = mutated(seeds, new Random(i));
      var mail = MailReader.read(raw, LIMITS, NOON);

      assertSound(mail, i);
      if (i % 10 == 0) {
        assertThat(told(MailReader.read(mutated(seeds, new Random(i)), LIMITS, NOON)))
            .as("seed %s", i)
            .isEqualTo(told(mail));
      }
    }
  }

  private static void assertSound(ReadMail mail, int seed) {
    if (mail.notes().contains(MailNote.UNREADABLE)
        || mail.notes().contains(MailNote.PART_UNREADABLE)
        || mail.text().length() > LIMITS.textLength()
        || mail.html().length() > 10 * LIMITS.textLength()
        || mail.attachments().size() > LIMITS.parts()
        || mail.messageId().isEmpty()) {
      throw new AssertionError("seed " + seed + ": " + told(mail));
    }
    long total = 0;
    for (var attachment : mail.attachments()) {
      var content = Mails.content(attachment);
      if (content.length != attachment.size()
          || content.length > LIMITS.mailBytes()
          || attachment.name().isEmpty()
          || attachment.name().contains("/")) {
        throw new AssertionError("seed " + seed + ": " + attachment);
      }
      total += content.length;
    }
    // a mail in the mail is attached, and its files are, too: once for each level
    if (total > (long) LIMITS.mailBytes() * LIMITS.levels()) {
      throw new AssertionError("seed " + seed + ": " + total + " bytes");
    }
    texts(mail)
        .forEach(text -> Storable.objection(text).ifPresent(rule -> {
          throw new AssertionError("seed " + seed + ": a text " + rule);
        }));
    if (seed % 5 == 0) {
      SafeHtmlTest.assertHarmless(mail.html());
    }
    var split = QuotedText.ofText(mail.text());
    if (words(split.fresh()) + words(split.quoted()) + words(split.signature())
        != words(mail.text())) {
      throw new AssertionError("seed " + seed + ": lines are lost of " + mail.text());
    }
    QuotedText.ofHtml(mail.html());
    ThreadKeys.of(mail, new CaseReference("T"));
    AutomaticMail.of(mail, Set.of("support@tandem.example"));
    Bounces.read(mail);
  }

  private static long words(String text) {
    return text.chars().filter(c -> !Character.isWhitespace(c)).count();
  }

  private static Stream<String> texts(ReadMail mail) {
    return Stream.concat(
        Stream.of(mail.messageId(), mail.subject(), mail.text(), mail.html()),
        Stream.of(
                mail.from().stream().map(MailAddress::toString),
                mail.to().stream().map(MailAddress::toString),
                mail.references().stream(),
                mail.attachments().stream()
                    .map(
                        one -> one.name() + one.declaredType() + one.contentId().orElse("")))
            .flatMap(texts -> texts));
  }

  private static String told(ReadMail mail) {
    return texts(mail).collect(Collectors.joining("|"))
        + mail.notes()
        + mail.sentAt()
        + mail.attachments()
        + mail.cc()
        + mail.replyTo();
  }

  // ---- mutations

  private static byte[] mutated(List<byte[]> seeds, Random random) {
    var raw = seeds.get(random.nextInt(seeds.size())).clone();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      raw = switch (random.nextInt(8)) {
        case 0 -> flipped(raw, random);
        case 1 -> Arrays.copyOf(raw, random.nextInt(raw.length + 1));
        case 2 -> withoutPiece(raw, random);
        case 3 -> lines(raw, random);
        case 4 -> boundaries(raw, random);
        case 5 -> spliced(raw, seeds.get(random.nextInt(seeds.size())), random);
        default ->
          inserted(
              raw,
              HOSTILE.get(random.nextInt(HOSTILE.size())).getBytes(StandardCharsets.ISO_8859_1),
              random);
      };
    }
    return raw;
  }

  private static byte[] flipped(byte[] raw, Random random) {
    for (int i = random.nextInt(20); i >= 0 && raw.length > 0; i--) {
      raw[random.nextInt(raw.length)] = (byte) random.nextInt(256);
    }
    return raw;
  }

  private static byte[] withoutPiece(byte[] raw, Random random) {
    int from = random.nextInt(raw.length + 1);
    int to = Math.min(raw.length, from + random.nextInt(200));
    return joined(Arrays.copyOf(raw, from), Arrays.copyOfRange(raw, to, raw.length));
  }

  private static byte[] lines(byte[] raw, Random random) {
    var lines = new ArrayList<>(
        Arrays.asList(new String(raw, StandardCharsets.ISO_8859_1).split("(?<=\n)")));
    switch (random.nextInt(3)) {
      case 0 -> lines.remove(random.nextInt(lines.size()));
      case 1 -> {
        int at = random.nextInt(lines.size());
        lines.addAll(at, Collections.nCopies(1 + random.nextInt(50), lines.get(at)));
      }
      default ->
        Collections.swap(lines, random.nextInt(lines.size()), random.nextInt(lines.size()));
    }
    return String.join("", lines).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] boundaries(byte[] raw, Random random) {
    var lines = new ArrayList<>(
        Arrays.asList(new String(raw, StandardCharsets.ISO_8859_1).split("(?<=\n)")));
    var marks = new ArrayList<Integer>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("--")) {
        marks.add(i);
      }
    }
    if (marks.size() >= 2) {
      Collections.swap(
          lines, marks.get(random.nextInt(marks.size())), marks.get(random.nextInt(marks.size())));
    }
    return String.join("", lines).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] spliced(byte[] raw, byte[] other, Random random) {
    int from = random.nextInt(other.length + 1);
    return joined(
        Arrays.copyOf(raw, random.nextInt(raw.length + 1)),
        Arrays.copyOfRange(other, from, other.length));
  }

  private static byte[] inserted(byte[] raw, byte[] piece, Random random) {
    int at = random.nextInt(raw.length + 1);
    return joined(joined(Arrays.copyOf(raw, at), piece), Arrays.copyOfRange(raw, at, raw.length));
  }

  private static byte[] joined(byte[] first, byte[] second) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(first);
    out.writeBytes(second);
    return out.toByteArray();
  }
}
