package tandem.channels.email.hooks;

import io.vertx.ext.web.handler.HttpException;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentDisposition;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.ParseException;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.base.Failure;

/** Some fields of a form, with all values of each as bytes: a mail may have any charset. */
final class MailForm {

  /** A provider sends some twenty fields and the files of the mail. */
  private static final int PARTS_MAX = 1_000;

  private static final String MULTIPART = "multipart/form-data";

  private final Map<String, List<byte[]>> fields = new HashMap<>();
  private final Set<String> wanted;

  private MailForm(Set<String> wanted) {
    this.wanted = wanted;
  }

  /** Reads a form of either kind; other fields than the wanted ones are passed over. */
  static MailForm read(String contentType, byte[] body, Set<String> wanted) {
    var form = new MailForm(wanted);
    if (contentType.strip().toLowerCase(Locale.ROOT).startsWith(MULTIPART)) {
      form.readParts(contentType, body);
    } else {
      form.readPairs(body);
    }
    return form;
  }

  /** The last value of a field that is not empty. */
  Optional<byte[]> last(String name) {
    return fields.getOrDefault(name, List.of()).stream()
        .filter(value -> value.length > 0)
        .reduce((_, later) -> later);
  }

  /** The last value as text. */
  String text(String name) {
    return last(name).map(MailForm::text).orElse("");
  }

  /** The value of a field that proves the form, which nobody may give twice. */
  String once(String name) {
    var values = fields.getOrDefault(name, List.of());
    if (values.size() != 1) {
      throw new Failure.Denied(name + " must be given once");
    }
    return text(values.getFirst());
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8).strip();
  }

  private void add(String name, byte[] value) {
    fields.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
  }

  private void readParts(String contentType, byte[] body) {
    try {
      var parts = new Parts(new ByteArrayDataSource(body, contentType));
      for (int i = 0; i < parts.getCount(); i++) {
        if (parts.getBodyPart(i) instanceof MimeBodyPart part) {
          var name = name(part).filter(wanted::contains);
          if (name.isPresent()) {
            try (var content = part.getInputStream()) {
              add(name.get(), content.readAllBytes());
            }
          }
        }
      }
    } catch (MessagingException | IOException e) {
      throw new HttpException(400, "the body is not a form that can be read", e);
    }
  }

  private static Optional<String> name(MimeBodyPart part) throws MessagingException {
    var header = part.getHeader("Content-Disposition", null);
    try {
      return header == null
          ? Optional.empty()
          : Optional.ofNullable(new ContentDisposition(header).getParameter("name"));
    } catch (ParseException e) {
      return Optional.empty(); // a field without a name that can be read is none that is wanted
    }
  }

  /** Parts of a form, at most so many: each takes far more memory than its bytes. */
  private static final class Parts extends MimeMultipart {

    private int count;

    Parts(ByteArrayDataSource source) throws MessagingException {
      super(source);
    }

    @Override
    protected MimeBodyPart createMimeBodyPart(InputStream part) throws MessagingException {
      if (++count > PARTS_MAX) {
        throw new MessagingException("the form has more than " + PARTS_MAX + " parts");
      }
      return super.createMimeBodyPart(part);
    }
  }

  private void readPairs(byte[] body) {
    int from = 0;
    for (int at = 0; at <= body.length; at++) {
      if (at == body.length || body[at] == '&') {
        pair(body, from, at);
        from = at + 1;
      }
    }
  }

  private void pair(byte[] body, int from, int to) {
    int equals = from;
    while (equals < to && body[equals] != '=') {
      equals++;
    }
    if (equals - from > NAME_BYTES_MAX || equals == to) {
      return;
    }
    var name = text(decoded(body, from, equals));
    if (wanted.contains(name)) {
      add(name, decoded(body, equals + 1, to));
    }
  }

  private static final int NAME_BYTES_MAX = 100;

  /** In Latin-1 each byte is a character, so that the bytes of any charset survive. */
  private static byte[] decoded(byte[] body, int from, int to) {
    var text = new String(body, from, to - from, StandardCharsets.ISO_8859_1);
    try {
      return URLDecoder.decode(text, StandardCharsets.ISO_8859_1)
          .getBytes(StandardCharsets.ISO_8859_1);
    } catch (IllegalArgumentException e) {
      throw new HttpException(400, "the form has a % that two hex digits do not follow", e);
    }
  }
}
