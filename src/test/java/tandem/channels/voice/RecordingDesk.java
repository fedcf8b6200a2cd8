package tandem.channels.voice;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.desk.CallEvent;
import tandem.desk.CallEvents;
import tandem.desk.Intake;

/** A desk that writes down what it is told, once per event, and can be away. */
final class RecordingDesk implements CallEvents {

  final List<CallEvent> told = new CopyOnWriteArrayList<>();
  final AtomicReference<Optional<RuntimeException>> trouble =
      new AtomicReference<>(Optional.empty());
  private final Map<String, Intake.Answer> first = new ConcurrentHashMap<>();

  void goAway() {
    trouble.set(
        Optional.of(new Failure.Unavailable("the database is away", Duration.ofSeconds(2))));
  }

  void comeBack() {
    trouble.set(Optional.empty());
  }

  @Override
  public Future<Intake.Answer> tell(String carrier, String id, CallEvent event) {
    return trouble
        .get()
        .<Future<Intake.Answer>>map(Future::failedFuture)
        .orElseGet(() -> Future.succeededFuture(first.computeIfAbsent(carrier + ' ' + id, _ -> {
          told.add(event);
          return new Intake.Answer(
              Ids.contact(carrier, event.call()), Intake.Result.ACCEPTED, Optional.empty());
        })));
  }
}
