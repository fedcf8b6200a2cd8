package tandem.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tandem.base.Failure;
import tandem.channels.email.AutoResponder;
import tandem.channels.email.CaseReference;
import tandem.channels.email.Mailbox;
import tandem.channels.email.MailboxFile;
import tandem.config.Config;
import tandem.config.ConfigSources;
import tandem.config.Premises;
import tandem.customers.PhoneNumbers;
import tandem.customers.PhoneSettings;
import tandem.desk.floor.FloorDocument;
import tandem.desk.floor.FloorSettings;
import tandem.document.DocumentReader;
import tandem.document.Json;
import tandem.routing.engine.FloorPlan;

/**
 * The command {@code check-config}: lists the settings in effect, their sources, and all errors.
 */
@Command(
    name = "check-config",
    description = "Checks config/tandem.yaml, the environment, the floor file and the mailbox file;"
        + " prints the settings in effect and where each comes from. Exit code 1 when something is"
        + " wrong.",
    mixinStandardHelpOptions = true)
public final class CheckConfigCommand implements Callable<Integer> {

  private final Path home;
  private final Map<String, String> environment;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(
      names = "--mails",
      description = "Also print the automatic answers of each mailbox, filled for an example.")
  private boolean mails;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
  private CommandSpec spec;

  public CheckConfigCommand() {
    this(ConfigSources.homeOfThisProcess(), System.getenv());
  }

  CheckConfigCommand(Path home, Map<String, String> environment) {
    this.home = home;
    this.environment = environment;
  }

  @Override
  public Integer call() {
    var sources = new ConfigSources(home, environment);
    var config = Config.read(sources);
    var errors = new ArrayList<>(sources.errors().all());
    var warnings = new ArrayList<String>();
    List<Mailbox> mailboxes = List.of();
    if (errors.isEmpty()) {
      config.http().warning().ifPresent(warnings::add);
      config.management().warning().ifPresent(warnings::add);
      config.practiceWarning().ifPresent(warnings::add);
      Premises.checkDataFolder(config.dataDir(), sources);
      errors.addAll(sources.errors().all());
      errors.addAll(floorErrors(config.floor(), config.phones(), sources, warnings::add));
      try {
        // as a start does
        mailboxes = MailboxFile.read(config.email().file());
      } catch (Failure.Invalid e) {
        errors.addAll(e.errors());
      }
    }
    if (json) {
      spec.commandLine().getOut().println(Json.write(asJson(sources, errors, warnings)));
    } else {
      print(sources, errors, warnings);
      if (mails) {
        var reference = new CaseReference(config.email().casePrefix());
        mailboxes.forEach(mailbox -> print(mailbox, reference));
      }
    }
    return errors.isEmpty() ? 0 : 1;
  }

  /** Checks the floor file by itself, as the first start imports it. */
  private static List<String> floorErrors(
      FloorSettings floor, PhoneSettings phones, ConfigSources sources, Consumer<String> warned) {
    var name = sources.named(floor.file());
    try {
      var text = DocumentReader.utf8(name, Files.readAllBytes(floor.file()));
      FloorDocument.read(name, text, FloorPlan.EMPTY, new PhoneNumbers(phones.region()), warned);
      return List.of();
    } catch (NoSuchFileException e) {
      return floor.sample()
          ? List.of(name + ": does not exist, and floor.sample is true: the first start imports it")
          : List.of();
    } catch (IOException e) {
      return List.of(name + ": cannot be read: " + ConfigSources.reason(e));
    } catch (Failure.Invalid e) {
      return e.errors();
    }
  }

  private void print(ConfigSources sources, List<String> errors, List<String> warnings) {
    var out = spec.commandLine().getOut();
    for (var one : sources.effective()) {
      out.printf(
          Locale.ROOT,
          "%-34s %-34s %s%n",
          one.setting().key(),
          one.shown().isEmpty() ? "\"\"" : one.shown(),
          source(one));
    }
    var err = spec.commandLine().getErr();
    errors.forEach(err::println);
    warnings.forEach(warning -> err.println("warning: " + warning));
    out.println(
        errors.isEmpty() ? "The configuration is good." : errors.size() + " error(s), see above.");
  }

  private void print(Mailbox mailbox, CaseReference reference) {
    var out = spec.commandLine().getOut();
    for (var answer : AutoResponder.previews(mailbox, reference)) {
      out.printf(
          "%n%s: %s%s%nSubject: %s%n%n%s%n",
          mailbox.address(),
          answer.kind(),
          answer.language().isEmpty() ? "" : ", " + answer.language(),
          answer.subject(),
          answer.text().strip());
    }
  }

  private static String source(ConfigSources.Effective one) {
    return switch (one.source()) {
      case DEFAULT -> "default";
      case FILE -> one.place().source() + ":" + one.place().line();
      case ENVIRONMENT -> "environment " + one.place().source();
    };
  }

  private static Map<String, Object> asJson(
      ConfigSources sources, List<String> errors, List<String> warnings) {
    var settings = sources.effective().stream()
        .map(one -> {
          Map<String, Object> setting = new LinkedHashMap<>();
          setting.put("key", one.setting().key());
          setting.put("value", one.shown());
          setting.put("source", one.source());
          setting.put("variable", one.setting().variable());
          return setting;
        })
        .toList();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("ok", errors.isEmpty());
    all.put("file", sources.file().toString());
    all.put("settings", settings);
    all.put("errors", errors);
    all.put("warnings", warnings);
    return all;
  }
}
