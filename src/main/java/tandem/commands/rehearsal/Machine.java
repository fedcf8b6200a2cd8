package tandem.commands.rehearsal;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The machine on which figures were measured. */
final class Machine {

  private static final double BYTES_PER_GIB = 1024.0 * 1024 * 1024;
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private Machine() {}

  static Map<String, Object> figures() throws IOException {
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    var figures = new LinkedHashMap<String, Object>();
    figures.put("cores", system.getAvailableProcessors());
    if (Files.isReadable(PROCESSORS)) {
      try (var lines = Files.lines(PROCESSORS)) {
        lines
            .filter(line -> line.startsWith("model name"))
            .findFirst()
            .ifPresent(line ->
                figures.put("processor", line.substring(line.indexOf(':') + 1).strip()));
      }
    }
    figures.put("memory_gib", Math.round(system.getTotalMemorySize() / BYTES_PER_GIB));
    figures.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    figures.put("java", System.getProperty("java.version"));
    figures.put("load_average", Math.round(system.getSystemLoadAverage() * 100) / 100.0);
    return figures;
  }
}
