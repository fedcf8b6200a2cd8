package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The demo as a process of its own, as {@code scripts/run --demo} starts it. */
final class RunningDemo implements AutoCloseable {

  private static final String AT = "The demo is at ";
  private static final String END = "\0";
  private static final int PATIENCE_SECONDS = 180;

  private final Process process;
  private final BlockingQueue<String> coming = new LinkedBlockingQueue<>();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final URI page;

  /** Starts it and blocks until its page is there; its temporary files are in the given folder. */
  RunningDemo(Path temporary) {
    var home = Path.of("").toAbsolutePath();
    var command = Node.rehearsal(home);
    command.addAll(List.of("demo", "--port", "0", "--people", "8", "--"));
    command.addAll(Node.plain(home));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("TANDEM_"));
    builder.environment().put("TANDEM_HOME", home.toString());
    builder.environment().put("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::listen);
    page = URI.create(await(AT).substring(AT.length()));
  }

  private void listen() {
    try (var lines = new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      lines.lines().forEach(coming::add);
    } catch (IOException | UncheckedIOException ended) {
      said.add(ended.toString());
    }
    coming.add(END);
  }

  /** Blocks until a line contains this; fails when the process ends before. */
  String await(String part) {
    try {
      for (var line = coming.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
          ;
          line = coming.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        assertThat(line).as("%s", said).isNotNull().isNotEqualTo(END);
        said.add(line);
        if (line.contains(part)) {
          return line;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The URL of its page. */
  URI page() {
    return page;
  }

  /** What it has printed. */
  List<String> said() {
    return said;
  }

  /** Blocks until it has ended by itself; returns the exit code. */
  int ended() {
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    var all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        all.forEach(ProcessHandle::destroyForcibly);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
