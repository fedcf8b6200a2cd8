package tandem.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A network namespace for each node, joined by a bridge of this machine. Nodes that are split from
 * each other lose every packet between them, and both still reach this machine: their ports of the
 * bridge are isolated.
 */
final class Namespaces implements AutoCloseable {

  private static final String NETWORK = "10.213.77.";
  private static final int MACHINE = 254;

  private final String mark = Long.toString(ProcessHandle.current().pid() % 100_000);
  private final int nodes;

  private Namespaces(int nodes) {
    this.nodes = nodes;
  }

  /** Makes them; throws {@link IOException} with the reason where this user may not. */
  static Namespaces make(int nodes) throws IOException {
    var made = new Namespaces(nodes);
    try {
      made.make();
      return made;
    } catch (IOException e) {
      made.close();
      throw e;
    }
  }

  private void make() throws IOException {
    run("ip", "link", "add", bridge(), "type", "bridge");
    run("ip", "address", "add", NETWORK + MACHINE + "/24", "dev", bridge());
    run("ip", "link", "set", bridge(), "up");
    for (int node = 0; node < nodes; node++) {
      run("ip", "netns", "add", name(node));
      run(
          "ip",
          "link",
          "add",
          port(node),
          "type",
          "veth",
          "peer",
          "name",
          "eth0",
          "netns",
          name(node));
      run("ip", "link", "set", port(node), "master", bridge(), "up");
      inside(node, "ip", "address", "add", addressOf(node) + "/24", "dev", "eth0");
      inside(node, "ip", "link", "set", "eth0", "up");
      inside(node, "ip", "link", "set", "lo", "up");
    }
  }

  private String bridge() {
    return "tdmb" + mark;
  }

  private String port(int node) {
    return "tdm" + mark + "n" + node;
  }

  private String name(int node) {
    return "tandem-" + mark + "-" + node;
  }

  /** The command that runs the program that follows in the node's namespace. */
  List<String> within(int node) {
    return List.of("ip", "netns", "exec", name(node));
  }

  String addressOf(int node) {
    return NETWORK + (node + 1);
  }

  /** The address at which the nodes reach this machine. */
  InetAddress machine() {
    try {
      return InetAddress.getByName(NETWORK + MACHINE);
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(e);
    }
  }

  void split(boolean isSplit) {
    try {
      for (int node = 0; node < nodes; node++) {
        run(
            "ip",
            "link",
            "set",
            "dev",
            port(node),
            "type",
            "bridge_slave",
            "isolated",
            isSplit ? "on" : "off");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void inside(int node, String... command) throws IOException {
    var whole = new ArrayList<>(within(node));
    whole.addAll(List.of(command));
    run(whole.toArray(String[]::new));
  }

  private static void run(String... command) throws IOException {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + said.strip());
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    for (int node = 0; node < nodes; node++) {
      remove("ip", "link", "del", port(node));
      remove("ip", "netns", "del", name(node));
    }
    remove("ip", "link", "del", bridge());
  }

  private static void remove(String... command) {
    try {
      run(command);
    } catch (IOException e) {
      // it was never made
    }
  }
}
