package tandem.channels.email.mime;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * A part of a mail that is not its text. Its bytes are decoded each time it is opened, and are not
 * held a second time.
 */
public final class MailAttachment {

  private final String name;
  private final String declaredType;
  private final String detectedType;
  private final long size;
  private final Optional<String> contentId;
  private final boolean inline;
  private final Content content;

  /** Opens the bytes of an attachment. */
  @FunctionalInterface
  interface Content {
    InputStream open() throws IOException;
  }

  MailAttachment(
      String name,
      String declaredType,
      String detectedType,
      long size,
      Optional<String> contentId,
      boolean inline,
      Content content) {
    this.name = name;
    this.declaredType = declaredType;
    this.detectedType = detectedType;
    this.size = size;
    this.contentId = contentId;
    this.inline = inline;
    this.content = content;
  }

  /** The file's name, never empty, without folders. */
  public String name() {
    return name;
  }

  /** The type that the mail names; only {@link #detectedType} is safe to believe. */
  public String declaredType() {
    return declaredType;
  }

  /** The type that the bytes show; application/octet-stream when they show none. */
  public String detectedType() {
    return detectedType;
  }

  /** The number of bytes that {@link #open} gives. */
  public long size() {
    return size;
  }

  /** The id by which HTML names it, without angle brackets. */
  public Optional<String> contentId() {
    return contentId;
  }

  /** Whether it is shown within the text, or is meant to be. */
  public boolean inline() {
    return inline;
  }

  /** The bytes, decoded. The caller closes the stream. */
  public InputStream open() throws IOException {
    return content.open();
  }

  @Override
  public String toString() {
    return name + " (" + detectedType + ", " + size + " bytes" + (inline ? ", inline" : "") + ")";
  }
}
