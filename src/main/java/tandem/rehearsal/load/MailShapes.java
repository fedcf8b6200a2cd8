package tandem.rehearsal.load;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The mails of a {@link MailLoad}, in the shapes of real ones: plain text, HTML with quoted
 * history, newsletters, files, and replies to earlier mails. Half of the writers are known. All
 * bytes are ASCII.
 *
 * @param run a word in every Message-ID, so that mails of two runs differ
 * @param customers how many known customers write in turn
 */
record MailShapes(String run, int customers) {

  static final String ENTRANCE = "bench-mail@rehearsal.invalid";

  /** A reply answers a mail that was sent so many mails before, and is stored by now. */
  static final int BACK = 200;

  private static final int SHAPES = 10;
  private static final int FILE_BYTES = 75 * 1024;
  private static final int LINE_BYTES = 76;
  private static final byte[] FILE = file();

  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
          "EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
      .withZone(ZoneOffset.UTC);

  private static final String TEXT = """
      Hello,=20

      my order 1002003 has not arrived yet. The parcel service says that it is=20
      on its way since last Tuesday, but here in K=C3=B6ln nobody has seen it.
      Could you please look where it is=3F I need the shoes on Saturday.

      Kind regards
      J=C3=BCrgen Gr=C3=BCn
      --=20
      Sent from my phone
      """;

  private static final String LETTER = """
      I have written to you three times by now, and each time somebody else has answered. The first answer said that the
      parcel was lost, the second that it was never sent, and the third that I should wait for another ten days.
      """;

  private static final String QUOTED = """
      On Mon, 2 Feb 2026 at 10:00, The shop <service@shop.example> wrote:
      > Dear customer,
      >
      > thank you for your message. We answer within one day.
      >> Where are my shoes?
      """;

  private static byte[] file() {
    var bytes = new byte[FILE_BYTES];
    new SplittableRandom(1).nextBytes(bytes);
    // the beginning of a JPEG
    bytes[0] = (byte) 0xff;
    bytes[1] = (byte) 0xd8;
    bytes[2] = (byte) 0xff;
    bytes[3] = (byte) 0xe0;
    return bytes;
  }

  /** Returns a known customer's address. */
  static String address(int customer) {
    return "bench-" + customer + "@customers.invalid";
  }

  /** Returns the n-th mail. */
  String mail(int n, Instant at) {
    int shape = n % SHAPES;
    boolean isReply = shape >= SHAPES - 2 && n >= BACK;
    int writer = isReply ? n - BACK - SHAPES / 2 : n;
    var head = head(n, writer, isReply, at);
    return (head + body(n, shape)).replace("\n", "\r\n");
  }

  private String head(int n, int writer, boolean isReply, Instant at) {
    var from = writer % 2 == 0
        ? address(writer / 2 % customers)
        : "stranger-" + run + "-" + writer + "@strangers.invalid";
    var thread =
        isReply ? "In-Reply-To: <%1$s>\nReferences: <%1$s>\n".formatted(messageId(writer)) : "";
    return """
        Received: from mx1.carrier.invalid (mx1.carrier.invalid [192.0.2.7])
        \tby mx.rehearsal.invalid (Postfix) with ESMTPS id 4Fq%1$d
        \tfor <%2$s>; %3$s
        Received: from home.invalid ([198.51.100.9]) by mx1.carrier.invalid
        \twith ESMTPSA id abc%1$d; %3$s
        DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=carrier.invalid; s=s1;
        \tb=%4$s
        From: =?UTF-8?Q?J=C3=BCrgen_Gr=C3=BCn?= <%5$s>
        To: "The shop" <%2$s>
        Subject: =?UTF-8?B?%6$s?=
        Message-ID: <%7$s>
        Date: %3$s
        MIME-Version: 1.0
        %8$s""".formatted(
            n,
            ENTRANCE,
            DATE.format(at),
            "Q".repeat(LINE_BYTES),
            from,
            base64(((isReply ? "Re: " : "") + "Wo ist meine Größe " + writer + "?")
                .getBytes(StandardCharsets.UTF_8)),
            messageId(n),
            thread);
  }

  private String messageId(int n) {
    return "bench." + run + "." + n + "@carrier.invalid";
  }

  private static String body(int n, int shape) {
    return switch (shape) {
      case 0, 1, 2, 8, 9 -> plain();
      case 3, 4 -> alternative();
      case 5 -> withFile(n);
      case 6 -> newsletter();
      default -> longLetter();
    };
  }

  private static String plain() {
    return """
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        """ + TEXT;
  }

  private static String alternative() {
    return """
        Content-Type: multipart/alternative; boundary="alt"

        --alt
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        %1$s
        %2$s
        --alt
        Content-Type: text/html; charset=utf-8
        Content-Transfer-Encoding: 7bit

        <html><head><style>p {margin: 0} .gmail_quote {border-left: 1px solid #ccc}</style></head><body>
        <p>Hello,</p><p>my order <b>1002003</b> has not arrived yet.</p>
        <p onclick="alert(1)">Kind regards<br>J&uuml;rgen Gr&uuml;n</p>
        <div class="gmail_quote"><div>On Mon, 2 Feb 2026 at 10:00, The shop &lt;service@shop.example&gt; wrote:<br></div>
        <blockquote style="margin:0 0 0 .8ex">%3$s</blockquote></div></body></html>
        --alt--
        """.formatted(
            TEXT, QUOTED, "<p>Dear customer, thank you for your message.</p>\n".repeat(20));
  }

  private static String withFile(int n) {
    var bytes = FILE.clone();
    for (int i = 0; i < Integer.BYTES; i++) {
      bytes[Long.BYTES + i] = (byte) (n >> (i * Byte.SIZE)); // no file is stored already
    }
    return """
        Content-Type: multipart/mixed; boundary="mix"

        --mix
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        %s
        --mix
        Content-Type: image/jpeg; name="=?UTF-8?Q?Gr=C3=B6=C3=9Fe.jpg?="
        Content-Transfer-Encoding: base64
        Content-Disposition: attachment; filename*=UTF-8''Gr%%C3%%B6%%C3%%9Fe.jpg

        %s
        --mix--
        """.formatted(TEXT, base64(bytes));
  }

  private static String newsletter() {
    return """
        Content-Type: text/html; charset=utf-8

        <html><head><style>td {font: 12px sans-serif}</style></head><body bgcolor="#eeeeee"><table width="600">
        %s</table></body></html>
        """.formatted(
        IntStream.range(0, 100).mapToObj(row -> """
                <tr><td style="padding: 4px; color: #333"><a href="https://shop.invalid/a/%1$d">Article %1$d</a></td>
                <td><img src="https://shop.invalid/i/%1$d.png" width="10" height="10" alt="a shoe"></td></tr>
                """.formatted(row)).collect(Collectors.joining()));
  }

  private static String longLetter() {
    return "Content-Type: text/plain; charset=us-ascii\n\n" + LETTER.repeat(40) + "\n" + QUOTED;
  }

  private static String base64(byte[] bytes) {
    return Base64.getMimeEncoder(LINE_BYTES, new byte[] {'\n'}).encodeToString(bytes);
  }
}
