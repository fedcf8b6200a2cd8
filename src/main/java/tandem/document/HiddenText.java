package tandem.document;

/** A text that no log, page or error may show. */
public record HiddenText(String reveal) {

  public boolean isEmpty() {
    return reveal.isEmpty();
  }

  @Override
  public String toString() {
    return isEmpty() ? "" : "(secret)";
  }
}
