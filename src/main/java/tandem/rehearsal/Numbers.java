package tandem.rehearsal;

/** The telephone numbers of a rehearsal, which nobody has. */
public final class Numbers {

  /**
   * No network uses country code 888, so no person can be called by accident. Eleven digits follow
   * it.
   */
  private static final String NOBODYS_NUMBER = "+888%011d";

  private static final long CUSTOMER_MAX = 9_999_999_999L;
  private static final String WITHHELD = "anonymous";

  private Numbers() {}

  /** Returns a customer's number, the same on every day; an unknown caller withholds it. */
  public static String of(String customer) {
    try {
      long number = Long.parseLong(customer);
      if (number > 0 && number <= CUSTOMER_MAX) {
        return NOBODYS_NUMBER.formatted(number);
      }
    } catch (NumberFormatException e) {
      // the error below is thrown: not a customer's number
    }
    return WITHHELD;
  }

  /** Returns the n-th of our own numbers; no customer has one of these. */
  public static String ours(int n) {
    return NOBODYS_NUMBER.formatted(99_000_000_000L + n);
  }
}
