package tandem.commands;

import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.Failure;
import tandem.storage.DatabaseWait;

/**
 * What an operator reads when a server does not start: one sentence with the reason, in the words
 * of the part that it comes from, and no stack trace.
 */
final class StartFailures {

  private static final Logger LOG = LoggerFactory.getLogger(StartFailures.class);

  private StartFailures() {}

  /** The failure to show for this one. */
  static Failure told(Exception failure) {
    if (failure instanceof Failure expected) {
      return expected;
    }
    LOG.debug("the server does not start", failure);
    return new Failure.Conflict(
        "the server does not start: " + words(failure).orElseGet(() -> unexpected(failure)));
  }

  /** The reason of a command's failure, if it is one that an operator can remove. */
  static Optional<String> words(Exception failure) {
    return Stream.iterate((Throwable) failure, Objects::nonNull, Throwable::getCause)
        .flatMap(cause -> wordsOf(cause).stream())
        .findFirst();
  }

  private static Optional<String> wordsOf(Throwable cause) {
    return switch (cause) {
      case Failure expected -> Optional.of(expected.getMessage());
      case SQLException said ->
        Optional.of("PostgreSQL says: " + DatabaseWait.why(said) + help(said.getSQLState()));
      case PgException said ->
        Optional.of("PostgreSQL says: " + said.getSeverity() + ": " + said.getErrorMessage()
            + help(said.getSqlState()));
      case AccessDeniedException denied ->
        Optional.of(denied.getFile() + ": permission denied; give it to the user that runs Tandem");
      case NoSuchFileException missing -> Optional.of(missing.getFile() + " does not exist");
      case FileSystemException file -> Optional.of(String.valueOf(file.getMessage()));
      case BindException taken ->
        Optional.of(taken.getMessage() + "; free the port, or set another");
      case IOException other -> Optional.of(String.valueOf(other.getMessage()));
      default -> Optional.empty();
    };
  }

  private static String help(String state) {
    return switch (String.valueOf(state)) {
      case "53100" -> "; its disk is full: make room there";
      case "53300" -> "; let it take more connections (max_connections), or close some";
      case "42501" -> "; give its user the rights of the tables' owner";
      case "25006" -> "; name the primary server, which can be written";
      default -> "";
    };
  }

  private static String unexpected(Exception failure) {
    return failure + "; TANDEM_LOG_LEVEL=DEBUG shows where this comes from";
  }
}
