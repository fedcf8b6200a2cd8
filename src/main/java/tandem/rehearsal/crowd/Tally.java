package tandem.rehearsal.crowd;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import tandem.base.Channel;

/**
 * What a crowd has done. It tells the first failure at once, and then at most once a minute how
 * many there were. Any thread may read it; it is changed on one event loop.
 */
final class Tally {

  private static final Duration TELL_EVERY = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final Consumer<String> says;
  private final Map<Channel, AtomicInteger> onTheLine = new EnumMap<>(Channel.class);
  private final Map<Channel, AtomicLong> finished = new EnumMap<>(Channel.class);
  final AtomicInteger agents = new AtomicInteger();
  final AtomicLong remedies = new AtomicLong();
  final AtomicLong prevented = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private long told;
  private Optional<String> untold = Optional.empty();
  private Optional<Long> timer = Optional.empty();

  Tally(Vertx vertx, Consumer<String> says) {
    this.vertx = vertx;
    this.says = says;
    for (var channel : Channel.values()) {
      onTheLine.put(channel, new AtomicInteger());
      finished.put(channel, new AtomicLong());
    }
  }

  Crowd.Figures figures() {
    Map<Channel, Integer> now = new EnumMap<>(Channel.class);
    onTheLine.forEach((channel, count) -> now.put(channel, count.get()));
    Map<Channel, Long> done = new EnumMap<>(Channel.class);
    finished.forEach((channel, count) -> done.put(channel, count.get()));
    return new Crowd.Figures(
        agents.get(), now, done, remedies.get(), prevented.get(), failures.get());
  }

  void comes(Channel channel) {
    count(onTheLine, channel).incrementAndGet();
  }

  void goes(Channel channel) {
    count(onTheLine, channel).decrementAndGet();
  }

  void finished(Channel channel) {
    count(finished, channel).incrementAndGet();
  }

  private static <N extends Number> N count(Map<Channel, N> counts, Channel channel) {
    return Optional.ofNullable(counts.get(channel)).orElseThrow();
  }

  /** @param what what failed, without names, numbers or texts of anybody */
  void failed(String what) {
    failures.incrementAndGet();
    if (timer.isEmpty()) {
      tell(what);
      timer = Optional.of(vertx.setTimer(TELL_EVERY.toMillis(), _ -> {
        timer = Optional.empty();
        untold.ifPresent(this::tell);
      }));
    } else {
      untold = Optional.of(what);
    }
  }

  private void tell(String last) {
    long before = told;
    told = failures.get();
    untold = Optional.empty();
    says.accept(told - before == 1 ? last : last + ", and " + (told - before - 1) + " more");
  }

  void close() {
    timer.ifPresent(vertx::cancelTimer);
  }
}
