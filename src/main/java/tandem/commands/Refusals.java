package tandem.commands;

import java.io.PrintWriter;
import tandem.base.Failure;

/** What a command prints when it cannot do what it was asked for. */
final class Refusals {

  private static final int SAID_NO = 1;

  private Refusals() {}

  /** Prints a line for each reason, and returns the exit code. */
  static int print(Failure failure, PrintWriter errors) {
    if (failure instanceof Failure.Invalid invalid) {
      invalid.errors().forEach(error -> errors.println("tandem: " + error));
    } else {
      errors.println("tandem: " + failure.getMessage());
    }
    return SAID_NO;
  }
}
