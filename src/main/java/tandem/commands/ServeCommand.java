package tandem.commands;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code serve}, when the library of command lines reads it, as for its help. */
@Command(name = "serve", mixinStandardHelpOptions = true, description = "Starts the server.")
final class ServeCommand implements Callable<Integer> {

  private final Serving serving;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  ServeCommand(Serving serving) {
    this.serving = serving;
  }

  @Override
  public Integer call() {
    var line = spec.commandLine();
    return serving.begin(line.getOut(), line.getErr());
  }
}
