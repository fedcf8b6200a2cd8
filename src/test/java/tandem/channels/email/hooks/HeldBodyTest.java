package tandem.channels.email.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.junit5.VertxExtension;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.web.BodyMemory;
import tandem.web.Connections;
import tandem.web.Limits;
import tandem.web.ProblemHandler;
import tandem.web.Proxies;

/** Bodies that have come whole, over real HTTP. */
@ExtendWith(VertxExtension.class)
class HeldBodyTest {

  private static final int KB = 1024;
  private static final HeldBody.Limits LIMITS = new HeldBody.Limits(80 * KB, 80 * KB);

  private final Vertx vertx;
  private final BodyMemory memory = new BodyMemory(100 * KB);
  private final BlockingQueue<HeldBody> whole = new ArrayBlockingQueue<>(10);

  /** The turn of all bodies, which does not come. */
  private final Promise<Void> turn = Promise.promise();

  private int port;

  HeldBodyTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @BeforeEach
  void listen() {
    var connections = new Connections(vertx, Proxies.NONE, Connections.Bounds.of(100));
    var router = Router.router(vertx);
    new ProblemHandler(new Ids(InstantSource.system(), new Random(1)), UnaryOperator.identity())
        .mount(router);
    router.route().handler(connections);
    router
        .post("/")
        .handler(ctx -> HeldBody.read(ctx, memory, LIMITS, _ -> {})
            .compose(body -> {
              whole.add(body);
              return body.orCutOff(turn.future());
            })
            .onSuccess(_ -> ctx.end())
            .onFailure(ctx::fail));
    port = vertx
        .createHttpServer(Limits.server())
        .connectionHandler(connections::opened)
        .requestHandler(router)
        .listen(0, "127.0.0.1")
        .await()
        .actualPort();
  }

  @Test
  void a_whole_body_that_waits_unproven_gives_way_and_its_sender_is_told_at_once()
      throws InterruptedException {
    var first = send();
    var waiting = next();
    var second = send();

    var answer = first.await();

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.getHeader("Retry-After")).isEqualTo("10");
    assertThat(answer.getHeader("Connection")).isEqualTo("close");
    assertThatThrownBy(waiting::keep).isInstanceOf(Failure.Unavailable.class);
    next().keep();
    assertThat(memory.taken()).isEqualTo(60 * KB);
    turn.complete();
    assertThat(second.await().statusCode()).isEqualTo(200);
  }

  @Test
  void a_body_that_is_kept_loses_nothing_to_those_that_come_later() throws InterruptedException {
    var first = send();
    next().keep();

    assertThat(send().await().statusCode()).isEqualTo(503);

    turn.complete();
    assertThat(first.await().statusCode()).isEqualTo(200);
  }

  private HeldBody next() throws InterruptedException {
    var body = whole.poll(60, TimeUnit.SECONDS);
    assertThat(body).isNotNull();
    return body;
  }

  private Future<HttpResponse<Buffer>> send() {
    return WebClient.create(vertx)
        .post(port, "127.0.0.1", "/")
        .sendBuffer(Buffer.buffer(new byte[60 * KB]));
  }
}
