package tandem.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import tandem.base.Failure;
import tandem.storage.DatabaseAddress;
import tandem.storage.TestDatabase;

/** The doctor without findings; its findings are tested where data are broken. */
class DoctorTest {

  @Test
  void a_new_database_is_healthy() {
    var report = new Doctor(TestDatabase.freshAddress()).examine();

    assertThat(report.isHealthy()).isTrue();
    assertThat(report.invariants()).hasSize(11);
  }

  @Test
  void an_unreachable_database_is_reported_in_one_line_without_its_password() {
    var nowhere = new DatabaseAddress("127.0.0.1", 1, "tandem", "tandem", "secret-word");

    assertThatThrownBy(() -> new Doctor(nowhere).examine())
        .isInstanceOf(Failure.Unavailable.class)
        .hasMessageStartingWith(
            "the doctor cannot read postgresql://tandem@127.0.0.1:1/tandem: Connection to 127.0.0.1:1 refused")
        .message()
        .doesNotContain("secret-word", "\n");
  }

  @Test
  void a_foreign_database_is_reported_in_one_line() {
    var other = TestDatabase.freshAddress().database("postgres");

    assertThatThrownBy(() -> new Doctor(other).examine())
        .isInstanceOf(Failure.Unavailable.class)
        .hasMessageContaining("does not exist")
        .message()
        .doesNotContain("\n");
  }
}
