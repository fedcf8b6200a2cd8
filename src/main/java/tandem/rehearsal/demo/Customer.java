package tandem.rehearsal.demo;

import java.util.Locale;

/**
 * Maria, as the shop knows her. Each time the story begins, another Maria has another order, so
 * that nothing has been done for her yet.
 *
 * @param number 1 for the first
 */
record Customer(int number) {

  static final String NAME = "Maria Jansen";

  private static final int FIRST_ORDER = 10_481;

  Customer next() {
    return new Customer(number + 1);
  }

  /** Her id in the shop. */
  String user() {
    return "maria-" + number;
  }

  String phone() {
    return String.format(Locale.ROOT, "+3161234%04d", number);
  }

  String email() {
    return "maria.jansen" + (number == 1 ? "" : number) + "@mail.example";
  }

  String order() {
    return "SO-" + (FIRST_ORDER + number);
  }
}
