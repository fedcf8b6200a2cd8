package tandem.faults;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tandem.base.Ids;
import tandem.commands.Doctor;
import tandem.faults.Judge.Rule;
import tandem.faults.Judge.Verdict;
import tandem.rehearsal.load.Costs;
import tandem.rehearsal.load.FloorLoad;
import tandem.rehearsal.load.Load;

/** One installation under load, while faults strike it, and what became of it. */
final class Trial {

  private static final int CABLED = 2;
  private static final Duration LIMIT = Duration.ofHours(1);
  private static final Duration DRAINED_WITHIN = Duration.ofMinutes(5);
  private static final Duration BETWEEN_LEAST = Duration.ofSeconds(3);
  private static final Duration BETWEEN_MOST = Duration.ofSeconds(8);

  /** Something that strikes. */
  @FunctionalInterface
  interface Strike {
    void at(Scene scene) throws Exception;
  }

  /**
   * What became of it.
   *
   * @param doctor what the doctor found in the database
   */
  record Result(String name, Verdict verdict, Doctor.Report doctor) {

    boolean isGood() {
      return verdict.violations().isEmpty() && doctor.isHealthy();
    }

    static String heading() {
      return "%-12s %6s %5s %7s %9s %9s %8s %6s %7s %10s %9s %6s %7s"
          .formatted(
              "fault",
              "calls",
              "lost",
              "doubled",
              "to nobody",
              "false 2xx",
              "refused",
              "others",
              "doctor",
              "next s max",
              "median s",
              "never",
              "gap s");
    }

    /** One line of figures. */
    String line() {
      return "%-12s %6d %5d %7d %9d %9d %8d %6d %7d %10s %9s %6d %7.1f"
          .formatted(
              name,
              verdict.calls(),
              verdict.count(Rule.LOST),
              verdict.count(Rule.DOUBLED, Rule.OFFERED_TWICE, Rule.OVER_CAPACITY),
              verdict.count(Rule.TO_NOBODY),
              verdict.count(Rule.FALSELY_TAKEN),
              verdict.count(Rule.REFUSED),
              verdict.count(
                  Rule.OVERDUE,
                  Rule.OVERTAKEN,
                  Rule.COMMAND_LOST,
                  Rule.COMMAND_CHANGED,
                  Rule.PROTOCOL),
              doctor.rows(),
              seconds(verdict.worst()),
              seconds(verdict.median()),
              verdict.never(),
              verdict.longestGapSeconds());
    }

    private static String seconds(OptionalDouble seconds) {
      return seconds.isPresent() ? String.format(Locale.ROOT, "%.2f", seconds.getAsDouble()) : "-";
    }

    /** What is wrong, a line each. */
    List<String> wrong() {
      var lines = new ArrayList<String>();
      verdict.violations().forEach(one -> lines.add(one.rule() + ": " + one.what()));
      doctor.invariants().stream()
          .filter(one -> one.rows() > 0)
          .forEach(one -> lines.add("doctor: " + one));
      return lines;
    }
  }

  private final Vertx vertx;
  private final Path folder;
  private final int agents;
  private final double perSecond;
  private final long seed;

  /**
   * @param folder an empty folder
   * @param seed of the calls and of the random moments
   */
  Trial(Vertx vertx, Path folder, int agents, double perSecond, long seed) {
    this.vertx = vertx;
    this.folder = folder;
    this.agents = agents;
    this.perSecond = perSecond;
    this.seed = seed;
  }

  /** Lets one after the other strike; blocks until all calls have ended. */
  Result run(String name, Fleet.Plan plan, List<Strike> strikes) throws Exception {
    try (var fleet = new Fleet(folder, plan)) {
      if (plan.splits()) {
        System.out.println("the nodes are split by " + fleet.splitBy());
      }
      var random = new SplittableRandom(seed);
      var recorder = new Recorder();
      var copies = new AtomicInteger(1);
      var scene = new Scene(fleet, recorder, vertx, random.split(), copies, "bench-" + CABLED);
      var numbers = random.split();
      var clock = InstantSource.system();
      var load = new FloorLoad(
          vertx,
          clock,
          new Ids(clock, new SecureRandom()),
          random.split(),
          fleet.asServer(),
          fleet.doors(agents, CABLED),
          new Load(Load.Mode.LOAD, agents, perSecond, LIMIT, Duration.ZERO, 100, seed),
          () -> new Costs(
              Optional.empty(),
              Optional.empty(),
              Duration.ZERO,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty()),
          _ -> {},
          () -> numbers.nextInt(1, copies.get() + 1),
          recorder);
      try {
        return played(name, fleet, scene, load, strikes);
      } finally {
        keep(name, recorder.history(), fleet);
      }
    }
  }

  private static Result played(
      String name, Fleet fleet, Scene scene, FloorLoad load, List<Strike> strikes)
      throws Exception {
    var played = load.run();
    scene.offersGoOn();
    for (var strike : strikes) {
      scene.lasts(BETWEEN_LEAST, BETWEEN_MOST);
      strike.at(scene);
    }
    scene.lasts(BETWEEN_LEAST);
    load.finish();
    played.await(DRAINED_WITHIN.toSeconds(), TimeUnit.SECONDS);
    return new Result(
        name,
        Judge.judge(scene.recorder().history(), Stored.read(fleet.address())),
        new Doctor(fleet.address()).examine());
  }

  /** Keeps the history and the logs of a run under {@code target/faults}. */
  private void keep(String name, History history, Fleet fleet) throws IOException {
    var kept = Path.of("target", "faults", name + "-" + seed);
    Files.createDirectories(kept);
    Files.write(
        kept.resolve("history"), history.seen().stream().map(String::valueOf).toList());
    for (var log : fleet.logs()) {
      Files.copy(
          log,
          kept.resolve(folder.relativize(log).toString().replace('/', '-')),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
