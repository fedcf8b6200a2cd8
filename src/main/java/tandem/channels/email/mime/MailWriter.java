package tandem.channels.email.mime;

import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.mail.Address;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentDisposition;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.ParameterList;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/** Writes a mail as the bytes of RFC 5322, in ASCII alone: every server carries them unchanged. */
public final class MailWriter {

  private static final String UTF_8 = "UTF-8";

  private MailWriter() {}

  /** The whole mail in memory. */
  public static byte[] bytes(OutgoingMail mail) throws IOException {
    var out = new ByteArrayOutputStream();
    write(mail, out);
    return out.toByteArray();
  }

  /** Writes the mail; its files pass through without being held. */
  public static void write(OutgoingMail mail, OutputStream out) throws IOException {
    try {
      message(mail).writeTo(out);
    } catch (MessagingException e) {
      throw new IllegalStateException("a checked mail can be written", e);
    }
  }

  private static MimeMessage message(OutgoingMail mail)
      throws MessagingException, UnsupportedEncodingException {
    var message = new Named(mail.messageId());
    message.setFrom(address(mail.from()));
    if (mail.replyTo().isPresent()) {
      message.setReplyTo(addresses(List.of(mail.replyTo().get())));
    }
    message.setRecipients(RecipientType.TO, addresses(mail.to()));
    message.setRecipients(RecipientType.CC, addresses(mail.cc()));
    if (mail.to().isEmpty() && mail.cc().isEmpty()) {
      message.setHeader("To", "undisclosed-recipients:;");
    }
    message.setSubject(mail.subject(), UTF_8);
    message.setSentDate(Date.from(mail.sentAt()));
    if (mail.inReplyTo().isPresent()) {
      message.setHeader("In-Reply-To", "<" + mail.inReplyTo().get() + ">");
    }
    if (!mail.references().isEmpty()) {
      var ids =
          mail.references().stream().map(id -> "<" + id + ">").collect(Collectors.joining("\r\n "));
      message.setHeader("References", ids);
    }
    if (mail.automatic()) {
      message.setHeader(
          "Auto-Submitted", mail.inReplyTo().isPresent() ? "auto-replied" : "auto-generated");
      message.setHeader("X-Auto-Response-Suppress", "All");
      message.setHeader("Precedence", "bulk");
    }
    body(message, mail);
    message.saveChanges();
    return message;
  }

  /**
   * mixed(alternative(text, related(html, images)), files), without the boxes that would hold one
   * thing.
   */
  private static void body(MimeMessage message, OutgoingMail mail) throws MessagingException {
    var images = mail.files().stream()
        .filter(file -> file.contentId().isPresent() && !mail.html().isEmpty())
        .toList();
    var files = mail.files().stream().filter(file -> !images.contains(file)).toList();
    var written = written(mail, images);
    if (files.isEmpty() && written instanceof MimeMultipart multipart) {
      message.setContent(multipart);
      return;
    }
    var mixed = new MimeMultipart("mixed");
    if (written instanceof MimeMultipart multipart) {
      mixed.addBodyPart(holding(multipart));
    } else if (written instanceof Words words) {
      if (files.isEmpty()) {
        message.setDataHandler(new DataHandler(words));
        message.setHeader("Content-Transfer-Encoding", words.encoding());
        return;
      }
      mixed.addBodyPart(part(words));
    }
    for (var file : files) {
      mixed.addBodyPart(part(file, false));
    }
    message.setContent(mixed);
  }

  /** A multipart, or the words of a plain text. */
  private static Object written(OutgoingMail mail, List<OutgoingMail.File> images)
      throws MessagingException {
    var text = new Words("text/plain", mail.text());
    if (mail.html().isEmpty()) {
      return text;
    }
    var alternative = new MimeMultipart("alternative");
    alternative.addBodyPart(part(text));
    var html = part(new Words("text/html", mail.html()));
    if (images.isEmpty()) {
      alternative.addBodyPart(html);
      return alternative;
    }
    var related = new MimeMultipart("related");
    related.addBodyPart(html);
    for (var image : images) {
      related.addBodyPart(part(image, true));
    }
    alternative.addBodyPart(holding(related));
    return alternative;
  }

  private static MimeBodyPart holding(MimeMultipart multipart) throws MessagingException {
    var part = new MimeBodyPart();
    part.setContent(multipart);
    return part;
  }

  private static MimeBodyPart part(Words words) throws MessagingException {
    var part = new MimeBodyPart();
    part.setDataHandler(new DataHandler(words));
    part.setHeader("Content-Transfer-Encoding", words.encoding());
    return part;
  }

  private static MimeBodyPart part(OutgoingMail.File file, boolean inline)
      throws MessagingException {
    var part = new MimeBodyPart();
    part.setDataHandler(new DataHandler(new Bytes(file)));
    var parameters = new ParameterList();
    parameters.set("filename", file.name(), UTF_8);
    part.setHeader(
        "Content-Disposition",
        new ContentDisposition(inline ? "inline" : "attachment", parameters).toString());
    part.setHeader("Content-Transfer-Encoding", "base64");
    if (file.contentId().isPresent()) {
      part.setHeader("Content-ID", "<" + file.contentId().get() + ">");
    }
    return part;
  }

  private static InternetAddress address(MailAddress address) throws UnsupportedEncodingException {
    return address.name().isEmpty()
        ? new InternetAddress(address.address(), null, UTF_8)
        : new InternetAddress(address.address(), address.name(), UTF_8);
  }

  private static Address[] addresses(List<MailAddress> addresses)
      throws UnsupportedEncodingException {
    var written = new Address[addresses.size()];
    for (int i = 0; i < written.length; i++) {
      written[i] = address(addresses.get(i));
    }
    return written;
  }

  /** A message that keeps the id that we gave it. */
  private static final class Named extends MimeMessage {
    private final String id;

    Named(String id) {
      super(Session.getInstance(new Properties()));
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", "<" + id + ">");
    }
  }

  /** Text whose lines end as mail demands. */
  private record Words(String type, String text) implements DataSource {

    /** The shorter encoding of the two that every server carries. */
    String encoding() {
      long high = text.chars().filter(c -> c > 0x7e).count();
      return high * 6 > text.length() ? "base64" : "quoted-printable";
    }

    @Override
    public InputStream getInputStream() {
      var lines = text.replace("\r\n", "\n").replace('\r', '\n').replace("\n", "\r\n");
      return new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public OutputStream getOutputStream() {
      throw new UnsupportedOperationException("a text is only read");
    }

    @Override
    public String getContentType() {
      return type + "; charset=utf-8";
    }

    @Override
    public String getName() {
      return "";
    }
  }

  /** A file's bytes. */
  private record Bytes(OutgoingMail.File file) implements DataSource {

    @Override
    public InputStream getInputStream() throws IOException {
      return file.source().open();
    }

    @Override
    public OutputStream getOutputStream() {
      throw new UnsupportedOperationException("a file is only read");
    }

    @Override
    public String getContentType() {
      return file.type();
    }

    /** Empty: the name stands in Content-Disposition, where every script can be written. */
    @Override
    public String getName() {
      return "";
    }
  }
}
