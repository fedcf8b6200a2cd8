package tandem.channels.email.mime;

/** What could not be shown of a mail, or was not shown as its writer sees it. */
public enum MailNote {
  TOO_LARGE("The mail is larger than the limit. Only its headers were kept."),
  TOO_MANY_PARTS("The mail has too many parts. The later ones are only in the raw mail."),
  TOO_DEEP("Parts lie too deep in other parts. They are attached as they are."),
  HEADERS_CUT("The headers are too long. Only their beginning was read."),
  TEXT_CUT("The text is too long. Only its beginning is shown."),
  CHARSET_GUESSED("The text does not say truly how its characters are written. They may be wrong."),
  BOUNDARY_MISSING("The mail's parts are not marked as announced. It is shown as text."),
  SIGNED("The mail is signed. The signature is attached and was not checked."),
  ENCRYPTED("The mail is encrypted. It is attached as it is."),
  WINMAIL_READ("Outlook packed text or files into winmail.dat. They were unpacked."),
  WINMAIL_UNREADABLE("The file winmail.dat cannot be read. It is attached as it is."),
  DATE_UNREADABLE("The date cannot be read, or is in the future."),
  SENDER_MISSING("The mail names no sender."),
  MESSAGE_ID_MADE("The mail has no Message-ID. One was computed from its content."),
  PART_UNREADABLE("A part of the mail cannot be read. It is attached as it is."),
  UNREADABLE("The mail cannot be read. It is only in its raw form.");

  private final String words;

  MailNote(String words) {
    this.words = words;
  }

  /** The note as a sentence. */
  public String words() {
    return words;
  }
}
