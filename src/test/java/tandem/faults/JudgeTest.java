package tandem.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.base.ContactId;
import tandem.base.OfferId;
import tandem.faults.History.Accepted;
import tandem.faults.History.Awaiting;
import tandem.faults.History.Awaiting.What;
import tandem.faults.History.Broken;
import tandem.faults.History.Commanded;
import tandem.faults.History.Held;
import tandem.faults.History.JoinedAgain;
import tandem.faults.History.Offered;
import tandem.faults.History.Screen;
import tandem.faults.History.Seen;
import tandem.faults.History.Tried;
import tandem.faults.History.Trouble;
import tandem.faults.History.Withdrawn;
import tandem.faults.Judge.Rule;
import tandem.faults.Judge.Verdict;
import tandem.faults.Judge.Violation;

/** Each violation is provoked by a history that is good but for one thing. */
class JudgeTest {

  private static final Duration RING = Duration.ofSeconds(20);

  private final List<Seen> seen = new ArrayList<>();
  private final Set<String> events = new HashSet<>();
  private final List<Stored.Call> calls = new ArrayList<>();
  private final List<Stored.Offer> offers = new ArrayList<>();
  private long journal;

  // ---- what is good

  @Test
  void a_history_in_which_all_is_well_has_no_violation() {
    served("c-1", "ana", 1);
    served("c-2", "ben", 2);

    assertThat(verdict().violations()).isEmpty();
    assertThat(verdict().calls()).isEqualTo(2);
  }

  @Test
  void outages_are_no_violation_while_the_carrier_may_repeat_its_events() {
    served("c-1", "ana", 1);
    for (int status : new int[] {0, 429, 500, 503}) {
      seen.addFirst(tried(0.5, "e-c-1", "c-1", "call.arrived", status));
    }

    assertThat(rules()).isEmpty();
  }

  // ---- events and calls

  @Test
  void an_event_that_was_answered_with_2xx_and_is_not_stored_is_a_violation() {
    served("c-1", "ana", 1);
    events.remove("b-c-1");

    assertThat(rules()).containsExactly(Rule.FALSELY_TAKEN);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 409, 422})
  void an_event_that_is_refused_for_good_is_a_violation(int status) {
    served("c-1", "ana", 1);
    seen.add(tried(3, "b-c-1", "c-1", "call.bridged", status));

    assertThat(rules()).containsExactly(Rule.REFUSED);
  }

  @Test
  void a_call_that_was_taken_and_is_not_stored_is_lost() {
    served("c-1", "ana", 1);
    calls.clear();

    assertThat(rules()).containsExactly(Rule.LOST);
  }

  @Test
  void a_call_that_was_never_taken_is_lost() {
    seen.add(tried(1, "e-c-1", "c-1", "call.arrived", 503));

    assertThat(rules()).containsExactly(Rule.LOST);
  }

  @Test
  void a_call_that_is_open_at_the_end_is_lost() {
    served("c-1", "ana", 1);
    calls.set(0, stored("c-1", "queued", Optional.empty()));

    assertThat(rules()).containsExactly(Rule.LOST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"abandoned", "short_abandoned", "failed"})
  void a_call_that_ended_without_a_talk_is_lost(String ended) {
    served("c-1", "ana", 1);
    calls.set(0, stored("c-1", "closed", Optional.of(ended)));

    assertThat(rules()).containsExactly(Rule.LOST);
  }

  @Test
  void a_call_that_is_stored_twice_is_doubled() {
    served("c-1", "ana", 1);
    calls.add(calls.getFirst());

    assertThat(rules()).containsExactly(Rule.DOUBLED);
  }

  // ---- screens

  @Test
  void the_same_offer_on_the_screens_of_two_agents_is_a_violation() {
    served("c-1", "ana", 1);
    seen.add(new Offered(at(10), "ben", offer("c-1", 1), RING));

    assertThat(rules()).containsExactly(Rule.OFFERED_TWICE);
  }

  @Test
  void an_offer_that_stays_on_a_screen_while_another_agent_has_the_next_is_a_violation() {
    served("c-1", "ana", 5);
    seen.addFirst(new Offered(at(1), "ben", offer("c-1", 2), RING));
    seen.add(new Withdrawn(at(12), "ben", offer("c-1", 2)));
    longOffer("c-1", "ana", 13, 19);
    seen.add(new Offered(at(13), "ben", offer("c-1", 4), RING));
    seen.add(new Withdrawn(at(19), "ben", offer("c-1", 4)));

    assertThat(rules()).containsExactly(Rule.OFFERED_TWICE);
  }

  @Test
  void an_offer_that_is_withdrawn_when_another_agent_gets_the_next_is_fine() {
    longOffer("c-1", "ben", 1, 3);
    seen.add(new Offered(at(2), "ana", offer("c-1", 4), RING));
    seen.add(new Withdrawn(at(9), "ana", offer("c-1", 4)));

    assertThat(rules()).isEmpty();
  }

  @Test
  void an_offer_to_an_agent_who_has_a_call_is_a_violation() {
    served("c-1", "ana", 1);
    seen.removeIf(one -> one instanceof Held held && held.state().equals("closed"));
    seen.add(new Offered(at(6), "ana", offer("c-2", 1), RING));

    assertThat(rules()).containsExactly(Rule.OVER_CAPACITY);
  }

  @Test
  void two_calls_of_one_agent_are_a_violation() {
    served("c-1", "ana", 1);
    seen.removeIf(one -> one instanceof Held held && held.state().equals("closed"));
    seen.add(new Held(at(6), "ana", contact("c-2"), "connecting"));

    assertThat(rules()).containsExactly(Rule.OVER_CAPACITY);
  }

  @Test
  void two_offers_on_one_screen_are_a_violation() {
    longOffer("c-1", "ana", 1, 3);
    seen.add(1, new Offered(at(2), "ana", offer("c-2", 1), RING));

    assertThat(rules()).containsExactly(Rule.OVER_CAPACITY);
  }

  @Test
  void an_offer_that_stays_after_its_time_is_a_violation() {
    longOffer("c-1", "ana", 1, 1 + 20 + 5);

    assertThat(rules()).containsExactly(Rule.OVERDUE);
  }

  @Test
  void an_offer_that_stays_after_its_time_during_an_outage_and_just_after_it_is_fine() {
    seen.add(new Trouble(at(5), "stop", true));
    seen.add(new Trouble(at(40), "stop", false));
    longOffer("c-1", "ana", 1, 45);

    assertThat(rules()).isEmpty();
  }

  @Test
  void an_offer_with_a_new_time_is_judged_by_that() {
    longOffer("c-1", "ana", 1, 30);
    seen.add(1, new Offered(at(15), "ana", offer("c-1", 3), RING));

    assertThat(rules()).isEmpty();
  }

  @Test
  void an_offer_ends_with_its_screen() {
    longOffer("c-1", "ana", 1, 90);
    seen.add(1, new Screen(at(2), "ana", false));

    assertThat(rules()).isEmpty();
  }

  // ---- order

  @Test
  void a_call_that_is_offered_after_a_later_one_is_a_violation() {
    served("c-1", "ana", 1);
    served("c-2", "ben", 3);
    journal = 0;
    calls.set(1, stored("c-2", "closed", Optional.of("handled")));
    calls.set(0, stored("c-1", "closed", Optional.of("handled")));

    assertThat(rules()).containsExactly(Rule.OVERTAKEN);
  }

  @Test
  void the_order_of_calls_that_came_at_the_same_time_is_free() {
    served("c-1", "ana", 1);
    served("c-2", "ben", 1);
    journal = 0;
    calls.set(1, stored("c-2", "closed", Optional.of("handled")));
    calls.set(0, stored("c-1", "closed", Optional.of("handled")));

    assertThat(rules()).isEmpty();
  }

  @Test
  void calls_of_different_classes_may_overtake_each_other() {
    served("c-1", "ana", 1);
    served("c-2", "ben", 3);
    var second = calls.get(1);
    calls.set(
        1,
        new Stored.Call(
            second.id(),
            second.call(),
            second.state(),
            second.ended(),
            Duration.ofSeconds(30),
            Optional.of(0L)));

    assertThat(rules()).isEmpty();
  }

  // ---- commands

  @Test
  void an_accepted_offer_of_which_the_carrier_is_never_told_is_a_violation() {
    served("c-1", "ana", 1);
    seen.removeIf(Commanded.class::isInstance);

    assertThat(rules()).containsExactly(Rule.COMMAND_LOST);
  }

  @Test
  void a_command_that_is_repeated_is_fine_and_one_that_has_changed_is_a_violation() {
    served("c-1", "ana", 1);
    seen.add(bridge(5, "k-c-1", "c-1", "ana", "{}"));
    assertThat(rules()).isEmpty();

    seen.add(bridge(6, "k-c-1", "c-1", "ana", "{\"other\":1}"));

    assertThat(rules()).containsExactly(Rule.COMMAND_CHANGED);
  }

  @Test
  void a_call_that_is_joined_more_often_than_it_was_accepted_is_doubled() {
    served("c-1", "ana", 1);
    seen.add(bridge(5, "another", "c-1", "ana", "{}"));

    assertThat(rules()).containsExactly(Rule.DOUBLED);
  }

  @Test
  void a_caller_who_talks_and_is_joined_with_somebody_else_is_doubled() {
    served("c-1", "ana", 1);
    seen.add(new JoinedAgain(at(5), "c-1", "ana", "ana"));
    assertThat(rules()).isEmpty();

    seen.add(new JoinedAgain(at(5), "c-1", "ana", "ben"));

    assertThat(rules()).containsExactly(Rule.DOUBLED);
  }

  // ---- offers to nobody

  @Test
  void an_offer_that_was_missed_and_never_shown_is_one_to_nobody() {
    served("c-1", "ana", 1);
    offers.add(
        new Stored.Offer(offer("c-1", 2), "ana", "expired", Optional.of("no_answer"), at(3)));

    assertThat(rules()).containsExactly(Rule.TO_NOBODY);
  }

  @Test
  void an_offer_to_an_agent_who_has_been_gone_for_long_is_one_to_nobody() {
    served("c-1", "ana", 1);
    seen.add(new Screen(at(10), "ana", false));
    offers.add(
        new Stored.Offer(offer("c-1", 2), "ana", "withdrawn", Optional.of("agent_left"), at(12)));
    assertThat(rules()).as("nobody can know it yet").isEmpty();

    offers.add(
        new Stored.Offer(offer("c-1", 3), "ana", "withdrawn", Optional.of("agent_left"), at(26)));

    assertThat(rules()).containsExactly(Rule.TO_NOBODY);
  }

  @Test
  void an_offer_to_an_agent_who_never_had_a_screen_is_one_to_nobody() {
    offers.add(
        new Stored.Offer(offer("c-1", 1), "ivo", "withdrawn", Optional.of("agent_left"), at(1)));

    assertThat(rules()).containsExactly(Rule.TO_NOBODY);
  }

  @Test
  void a_broken_rule_of_the_protocol_is_a_violation() {
    seen.add(new Broken(at(1), "ana", "message 7 came after 5"));

    assertThat(rules()).containsExactly(Rule.PROTOCOL);
  }

  // ---- figures

  @Test
  void the_seconds_until_the_next_offer_count_from_the_fault_and_not_what_was_on_its_way() {
    seen.add(new Awaiting(at(10), What.OFFER, Optional.empty()));
    longOffer("c-1", "ana", 10.05, 11);
    longOffer("c-2", "ana", 12.5, 13);
    seen.add(new Awaiting(at(20), What.OFFER, Optional.empty()));
    longOffer("c-3", "ana", 21, 22);
    seen.add(new Awaiting(at(30), What.OFFER, Optional.of(contact("c-4"))));
    longOffer("c-5", "ana", 31, 32);
    longOffer("c-4", "ana", 34, 35);
    seen.add(new Awaiting(at(40), What.COMMAND, Optional.empty()));

    assertThat(verdict().next()).containsExactly(2.5, 1.0, 4.0);
    assertThat(verdict().worst()).hasValue(4.0);
    assertThat(verdict().median()).hasValue(2.5);
    assertThat(verdict().never()).isEqualTo(1);
    assertThat(verdict().longestGapSeconds()).isEqualTo(10.0);
  }

  @Test
  void an_offer_that_is_shown_again_is_not_the_next_offer() {
    longOffer("c-1", "ana", 9, 15);
    seen.add(1, new Awaiting(at(10), What.OFFER, Optional.empty()));
    seen.add(2, new Offered(at(11), "ana", offer("c-1", 3), RING));
    longOffer("c-2", "ana", 16, 17);

    assertThat(verdict().next()).containsExactly(6.0);
    assertThat(verdict().longestGapSeconds()).isEqualTo(7.0);
  }

  // ---- histories

  /** A call that comes in this second, and is offered, accepted, joined, and over. */
  private void served(String call, String agent, double second) {
    var offer = offer(call, 1);
    var contact = contact(call);
    seen.add(new Screen(at(second), agent, true));
    seen.add(tried(second + 0.1, "e-" + call, call, "call.arrived", 200));
    seen.add(new Offered(at(second + 0.2), agent, offer, RING));
    seen.add(new Accepted(at(second + 0.3), agent, offer, true));
    seen.add(bridge(second + 0.4, "k-" + call, call, agent, "{}"));
    seen.add(tried(second + 0.5, "b-" + call, call, "call.bridged", 200));
    seen.add(new Held(at(second + 0.6), agent, contact, "connected"));
    seen.add(tried(second + 1.5, "x-" + call, call, "call.ended", 200));
    seen.add(new Held(at(second + 1.6), agent, contact, "wrap_up"));
    seen.add(new Held(at(second + 1.7), agent, contact, "closed"));
    events.addAll(List.of("e-" + call, "b-" + call, "x-" + call));
    calls.add(stored(call, "closed", Optional.of("handled")));
    offers.add(new Stored.Offer(offer, agent, "accepted", Optional.empty(), at(second + 0.15)));
  }

  /** An offer that is on a screen from one second to another. */
  private void longOffer(String call, String agent, double from, double until) {
    seen.add(new Offered(at(from), agent, offer(call, 3), RING));
    seen.add(new Withdrawn(at(until), agent, offer(call, 3)));
  }

  private Stored.Call stored(String call, String state, Optional<String> ended) {
    return new Stored.Call(
        contact(call), call, state, ended, Duration.ZERO, Optional.of(++journal));
  }

  private static Tried tried(double second, String event, String call, String type, int status) {
    return new Tried(at(second), at(second - 0.05), event, call, type, status);
  }

  private static Commanded bridge(
      double second, String key, String call, String agent, String content) {
    return new Commanded(at(second), key, "call.bridge", call, agent, content);
  }

  private static ContactId contact(String call) {
    return History.contactOf(call);
  }

  private static OfferId offer(String call, int attempt) {
    return new OfferId(contact(call), attempt);
  }

  private static long at(double second) {
    return Math.round(second * 1e9) + 1_000_000_000_000L;
  }

  private Verdict verdict() {
    return Judge.judge(new History(seen), new Stored(events, calls, offers));
  }

  private List<Rule> rules() {
    return verdict().violations().stream().map(Violation::rule).distinct().toList();
  }
}
