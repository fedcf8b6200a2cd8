package tandem.rehearsal.day;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import tandem.base.Failure;

/**
 * One day of a call centre's own tab separated log: the readable lines, and a complaint for each
 * other line.
 *
 * @param complaints messages, each with its line
 * @param dates every date of the file, for the error about a wrong date
 */
record CallLog(List<Row> rows, List<String> complaints, SortedSet<String> dates) {

  static final List<String> COLUMNS = List.of(
      "vru+line",
      "call_id",
      "customer_id",
      "priority",
      "type",
      "date",
      "vru_entry",
      "vru_exit",
      "vru_time",
      "q_start",
      "q_exit",
      "q_time",
      "outcome",
      "ser_start",
      "ser_exit",
      "ser_time",
      "server");

  private static final int DATE = COLUMNS.indexOf("date");
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int COMPLAINTS_SHOWN_MAX = 5;

  /**
   * The format without quoting: a stray quotation mark is a plain character; otherwise it would
   * join lines.
   */
  private static final CSVFormat TAB_SEPARATED =
      CSVFormat.TDF.builder().setQuote(null).get();

  public CallLog {
    rows = List.copyOf(rows);
    complaints = List.copyOf(complaints);
  }

  /** The end of a call in the log. */
  enum Ending {
    AGENT,
    HANG,
    PHANTOM
  }

  /**
   * One line. Times are seconds of the day, 0 if missing; durations are seconds and may be
   * negative.
   */
  record Row(
      long line,
      String unit,
      String callId,
      String customer,
      int priority,
      String type,
      String date,
      int vruEntry,
      int vruExit,
      int vruTime,
      int queueStart,
      int queueExit,
      int queueTime,
      Ending outcome,
      int serviceStart,
      int serviceExit,
      int serviceTime,
      String server) {

    static final String NO_SERVER = "NO_SERVER";

    boolean hasServer() {
      return !server.isEmpty() && !server.equals(NO_SERVER);
    }

    boolean queued() {
      return queueStart != 0;
    }
  }

  /** Reads one day from a file, plain or packed with gzip. */
  static CallLog read(Path file, String date) throws IOException {
    try (var in = new BufferedInputStream(Files.newInputStream(file));
        var reader = new InputStreamReader(unpacked(in), StandardCharsets.UTF_8)) {
      return read(reader, date);
    } catch (UncheckedIOException e) {
      // the parser returns an iterator, which can throw only this
      throw e.getCause();
    }
  }

  /** Returns the first few complaints, and the number of further ones. */
  static List<String> inShort(List<String> complaints) {
    if (complaints.size() <= COMPLAINTS_SHOWN_MAX) {
      return complaints;
    }
    var few = new ArrayList<>(complaints.subList(0, COMPLAINTS_SHOWN_MAX));
    few.add(
        "and " + (complaints.size() - COMPLAINTS_SHOWN_MAX) + " more lines that cannot be read");
    return List.copyOf(few);
  }

  static CallLog read(Reader in, String date) throws IOException {
    var rows = new ArrayList<Row>();
    var complaints = new ArrayList<String>();
    var dates = new TreeSet<String>();
    try (var parser = CSVParser.parse(in, TAB_SEPARATED)) {
      var records = parser.iterator();
      checkHeader(records.hasNext() ? records.next().toList() : List.of());
      while (records.hasNext()) {
        var cells = records.next();
        long line = parser.getCurrentLineNumber();
        if (isBlank(cells)) {
          continue;
        }
        if (cells.size() > DATE) {
          dates.add(cells.get(DATE));
          if (!cells.get(DATE).equals(date)) {
            continue;
          }
        }
        try {
          rows.add(new Cells(line, cells).row());
        } catch (Failure.Invalid e) {
          complaints.add("line " + line + ": " + e.getMessage());
        }
      }
    }
    return new CallLog(rows, complaints, dates);
  }

  private static InputStream unpacked(BufferedInputStream in) throws IOException {
    in.mark(2);
    int magic = in.read() << 8 | in.read();
    in.reset();
    return magic == GZIP_MAGIC ? new GZIPInputStream(in) : in;
  }

  private static void checkHeader(List<String> header) {
    var names = new ArrayList<>(header);
    if (!names.isEmpty() && names.getFirst().startsWith("\uFEFF")) {
      names.set(0, names.getFirst().substring(1));
    }
    Failure.require(
        names.equals(COLUMNS),
        "line 1: the header must be " + String.join(" ", COLUMNS) + ", tab separated");
  }

  private static boolean isBlank(CSVRecord cells) {
    return cells.size() == 1 && cells.get(0).isBlank();
  }

  /** The cells of one line, read by name; an error names its cell. */
  private record Cells(long line, CSVRecord cells) {

    Row row() {
      Failure.require(
          cells.size() == COLUMNS.size(),
          "must have " + COLUMNS.size() + " columns, not " + cells.size());
      return new Row(
          line,
          text("vru+line"),
          text("call_id"),
          text("customer_id"),
          number("priority"),
          word("type"),
          text("date"),
          time("vru_entry"),
          time("vru_exit"),
          number("vru_time"),
          time("q_start"),
          time("q_exit"),
          number("q_time"),
          ending(),
          time("ser_start"),
          time("ser_exit"),
          number("ser_time"),
          text("server"));
    }

    private String text(String column) {
      return cells.get(COLUMNS.indexOf(column)).strip();
    }

    private String word(String column) {
      var text = text(column);
      Failure.require(!text.isEmpty(), column + " must not be empty");
      return text;
    }

    private int number(String column) {
      try {
        return Integer.parseInt(text(column));
      } catch (NumberFormatException e) {
        throw new Failure.Invalid(column + " must be a whole number, not \"" + text(column) + "\"");
      }
    }

    private int time(String column) {
      var parts = text(column).split(":", -1);
      try {
        if (parts.length == 3) {
          int hours = Integer.parseInt(parts[0]);
          int minutes = Integer.parseInt(parts[1]);
          int seconds = Integer.parseInt(parts[2]);
          if (within(hours, 24) && within(minutes, 60) && within(seconds, 60)) {
            return hours * 3600 + minutes * 60 + seconds;
          }
        }
      } catch (NumberFormatException e) {
        // the error below is thrown
      }
      throw new Failure.Invalid(
          column + " must be a time of day h:mm:ss, not \"" + text(column) + "\"");
    }

    private Ending ending() {
      for (var ending : Ending.values()) {
        if (ending.name().equals(text("outcome"))) {
          return ending;
        }
      }
      throw new Failure.Invalid(
          "outcome must be one of AGENT, HANG, PHANTOM, not \"" + text("outcome") + "\"");
    }

    private static boolean within(int number, int limit) {
      return number >= 0 && number < limit;
    }
  }
}
