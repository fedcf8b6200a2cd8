package tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.storage.DatabaseAddress;
import tandem.storage.TestDatabase;

class SecretsTest {

  @TempDir
  private Path folder;

  private final DatabaseAddress address = TestDatabase.freshAddress();

  @Test
  void nodes_on_one_database_have_one_secret_each_in_its_own_folder() throws IOException {
    var one = node("one").webhook("voice");
    var two = node("two").webhook("voice");

    assertThat(two).isEqualTo(one).startsWith("whsec_");
    assertThat(node("one").webhook("voice")).isEqualTo(one);
    for (var name : new String[] {"one", "two"}) {
      assertThat(Files.readString(file(name))).isEqualTo(one + "\n");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(name))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void a_secret_from_before_it_was_shared_goes_on_and_is_shared() throws IOException {
    var before = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    Files.createDirectories(file("one").getParent());
    Files.writeString(file("one"), before + "\n");

    assertThat(node("one").webhook("voice")).isEqualTo(before);
    assertThat(node("two").webhook("voice")).isEqualTo(before);
  }

  @Test
  void an_empty_file_is_not_used_as_a_secret() throws IOException {
    Files.createDirectories(file("one").getParent());
    Files.writeString(file("one"), "");

    assertThat(node("one").webhook("voice")).startsWith("whsec_");
  }

  private Secrets node(String name) {
    return new Secrets(folder.resolve(name), address, new SecureRandom());
  }

  private Path file(String name) {
    return folder.resolve(name).resolve("secrets/voice");
  }
}
