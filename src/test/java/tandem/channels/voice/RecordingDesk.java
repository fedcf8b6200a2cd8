package tandem.channels.voice;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.desk.voice.CallEvent;
import tandem.desk.voice.CallEvents;
import tandem.desk.voice.Intake;

/** A desk that records each event once, and that a test can make unavailable. */
final class RecordingDesk implements CallEvents {

  final List<CallEvent> told = new CopyOnWriteArrayList<>();
  final java.util.Set<String> over = ConcurrentHashMap.newKeySet();
  private volatile Optional<RuntimeException> trouble = Optional.empty();
  private final Map<String, Intake.Answer> first = new ConcurrentHashMap<>();

  void goAway() {
    failWith(new Failure.Unavailable("the database is away", Duration.ofSeconds(2)));
  }

  void failWith(RuntimeException failure) {
    trouble = Optional.of(failure);
  }

  void comeBack() {
    trouble = Optional.empty();
  }

  @Override
  public Future<Boolean> waits(String carrier, String call) {
    return trouble
        .<Future<Boolean>>map(Future::failedFuture)
        .orElseGet(() -> Future.succeededFuture(!over.contains(call)));
  }

  @Override
  public Future<Intake.Answer> tell(String carrier, String id, CallEvent event) {
    return trouble
        .<Future<Intake.Answer>>map(Future::failedFuture)
        .orElseGet(() -> Future.succeededFuture(first.computeIfAbsent(carrier + ' ' + id, _ -> {
          told.add(event);
          return new Intake.Answer(
              Ids.contact(carrier, event.call()), Intake.Result.ACCEPTED, Optional.empty());
        })));
  }
}
