package tandem.rehearsal.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScriptTest {

  @Test
  void an_agent_recognizes_the_topic_of_everything_that_a_customer_says_first() {
    for (var topic : Script.TOPICS) {
      assertThat(topic.openings())
          .allSatisfy(opening -> assertThat(Script.TOPICS.stream()
                  .filter(other -> other.isMeantBy(opening))
                  .distinct())
              .containsExactly(topic));
    }
  }

  @Test
  void what_nobody_understands_is_about_a_delivery() {
    assertThat(Script.topicOf("hm")).isEqualTo(Script.DELIVERY);
  }

  @Test
  void every_topic_has_an_outcome_with_which_it_can_end_without_a_remedy() {
    assertThat(Script.TOPICS)
        .allSatisfy(topic ->
            assertThat(topic.outcomes()).anyMatch(outcome -> !outcome.equals("remedy_given")));
  }
}
