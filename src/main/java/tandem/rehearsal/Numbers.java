package tandem.rehearsal;

/** The telephone numbers of a rehearsal: all of them nobody's. */
public final class Numbers {

  /**
   * No network uses country code 888: nobody can be called by accident. Eleven digits follow it.
   */
  private static final String NOBODYS_NUMBER = "+888%011d";

  private static final long CUSTOMER_MAX = 9_999_999_999L;
  private static final String WITHHELD = "anonymous";

  private Numbers() {}

  /** One number per customer, the same on every day; a caller nobody knew withholds it. */
  public static String of(String customer) {
    try {
      long number = Long.parseLong(customer);
      if (number > 0 && number <= CUSTOMER_MAX) {
        return NOBODYS_NUMBER.formatted(number);
      }
    } catch (NumberFormatException e) {
      // falls through: not a customer's number
    }
    return WITHHELD;
  }

  /** The n-th of our own numbers; no customer has one of these. */
  public static String ours(int n) {
    return NOBODYS_NUMBER.formatted(99_000_000_000L + n);
  }
}
