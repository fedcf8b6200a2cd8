package tandem.routing;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.function.Function;
import tandem.routing.engine.Decision;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Signal;

/**
 * What must be written together with a signal's facts although routing does not know it. It travels
 * with the signal to the floor's owner. There its {@link Writer} checks it and writes it in the
 * very transaction that contains the facts: all of it is written, or nothing.
 *
 * @param kind which writer understands it
 * @param body its content, as JSON text
 */
public record Companion(String kind, String body) {

  /** What became of a signal and its companion. */
  public sealed interface Result {

    /**
     * The engine has decided the signal. When it accepted, the companion is written.
     *
     * @param answer what the writer has to say of it
     */
    record Decided(Decision decision, String answer) implements Result {}

    /** The writer has objected: the signal was not decided, and nothing is written. */
    record Objected(String why) implements Result {}
  }

  /** Checks and writes the companions of one kind, on the node that owns the floor. */
  public interface Writer {

    /**
     * Looks at the database before the signal is decided, in the transaction that will contain its
     * facts. It may lock rows, but must not wait long: nothing else is written meanwhile.
     *
     * @param plan the plan as it stands: nothing changes it before the signal is decided
     */
    Future<Check> check(SqlConnection tx, FloorPlan plan, Signal signal, String body);
  }

  /** What a writer found. */
  public sealed interface Check {

    record Objection(String why) implements Check {}

    /**
     * The companion may be written.
     *
     * @param write sends all its statements at once, without waiting for an answer
     * @param committed is called after the commit
     */
    record Ready(
        String answer, Function<SqlConnection, List<Future<Void>>> write, Runnable committed)
        implements Check {}
  }
}
