package tandem.desk.voice;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallReferenceTest {

  private static final int[] STRANGE = {
    0, 0x10, '0', '1', 'd', '8', 'f', 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0x1F600, 0xFFFD, '?', '\\'
  };

  @ParameterizedTest
  @ValueSource(
      strings = {"c-1", "CA00000001", " c\n", "a\\u0000", "Zo\u00eb \ud83d\ude00", "\ufffd"})
  void a_reference_that_postgresql_can_store_is_stored_unchanged(String call) {
    assertThat(CallReference.kept(call)).isEqualTo(call);
    assertThat(CallReference.asItCame(call)).isEqualTo(call);
  }

  @Test
  void different_references_stay_different_and_come_back_unchanged() {
    var random = new Random(6);
    var known = new HashMap<String, String>();

    for (int i = 0; i < 100_000; i++) {
      var call = random
          .ints(random.nextInt(1, 8), 0, STRANGE.length)
          .mapToObj(at -> Character.toString(STRANGE[at]))
          .collect(Collectors.joining());
      var kept = CallReference.kept(call);

      assertThat(kept).doesNotContain("\0");
      assertThat(new String(kept.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
          .isEqualTo(kept);
      assertThat(CallReference.asItCame(kept)).isEqualTo(call);
      assertThat(known.computeIfAbsent(kept, _ -> call)).isEqualTo(call);
    }
  }
}
