package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PremisesTest {

  @TempDir
  private Path folder;

  @Test
  void a_port_in_use_is_named_and_nothing_is_made() throws IOException {
    try (var http = taken();
        var management = taken()) {
      assertThat(amiss(Map.of(
              "TANDEM_HTTP_PORT", Integer.toString(http.getLocalPort()),
              "TANDEM_MANAGEMENT_PORT", Integer.toString(management.getLocalPort()))))
          .containsExactly(
              "TANDEM_HTTP_PORT: " + http.getLocalPort()
                  + " is already in use on 127.0.0.1 (TANDEM_HTTP_PORT sets another)",
              "TANDEM_MANAGEMENT_PORT: " + management.getLocalPort()
                  + " is already in use on 127.0.0.1 (TANDEM_MANAGEMENT_PORT sets another)");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void an_address_of_another_machine_is_named() {
    assertThat(amiss(Map.of("TANDEM_MANAGEMENT_HOST", "192.0.2.1", "TANDEM_MANAGEMENT_PORT", "0")))
        .containsExactly(
            "TANDEM_MANAGEMENT_HOST: must be an address of this machine, not \"192.0.2.1\"");
  }

  @Test
  void a_data_folder_that_cannot_be_made_or_written_is_named() throws IOException {
    var file = Files.writeString(folder.resolve("file"), "");

    assertThat(amiss(Map.of("TANDEM_DATA_DIR", file.toString())))
        .containsExactly("TANDEM_DATA_DIR: must be a folder that can be written, not \"" + file
            + "\": " + file + " is a file");
    assertThat(amiss(Map.of("TANDEM_DATA_DIR", file + "/below")))
        .containsExactly("TANDEM_DATA_DIR: must be a folder that can be written, not \"" + file
            + "/below\": " + file + " is a file");
    assertThat(amiss(Map.of("TANDEM_DATA_DIR", "/proc/x")))
        .containsExactly("TANDEM_DATA_DIR: must be a folder that can be written, not \"/proc/x\":"
            + " no folder can be made in /proc");
  }

  @Test
  void free_ports_and_a_folder_to_be_made_are_good() {
    assertThat(amiss(Map.of("TANDEM_DATA_DIR", folder.resolve("a/b").toString())))
        .isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  private List<String> amiss(Map<String, String> environment) {
    var all = new HashMap<>(Map.of(
        "TANDEM_HTTP_PORT", "0",
        "TANDEM_MANAGEMENT_PORT", "0",
        "TANDEM_DATA_DIR", folder.resolve("data").toString()));
    all.putAll(environment);
    var sources = new ConfigSources(folder, all);
    Premises.check(Config.read(sources), sources);
    return sources.errors().all();
  }

  private static ServerSocket taken() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }
}
