package tandem;

import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import tandem.base.Ids;
import tandem.base.SteadyClock;
import tandem.commands.CommandTree;
import tandem.commands.Serving;

/** The entry point of {@code scripts/tandem}. */
public final class Main {

  private static final List<String> SERVE = List.of("serve");

  private Main() {}

  public static void main(String[] arguments) {
    run(arguments, (_, _, _) -> {});
  }

  /** Runs a command line, with additional commands. */
  public static void run(String[] arguments, CommandTree.More more) {
    var wall = InstantSource.system();
    var clock = new SteadyClock(wall);
    var random = new SecureRandom();
    var ids = new Ids(clock, random);
    var serving = new Serving(wall, random, ids);
    // The library that reads command lines takes half a second, and callers wait for a server that
    // starts again.
    int code = List.of(arguments).equals(SERVE)
        ? serving.begin(new PrintWriter(System.out, true, System.out.charset()), errors())
        : CommandTree.of(serving, clock, random, ids, more).execute(arguments);
    if (code != Serving.GOES_ON) {
      System.exit(code);
    }
  }

  private static PrintWriter errors() {
    return new PrintWriter(System.err, true, System.err.charset());
  }
}
