package tandem.storage;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.spi.PgDriver;
import io.vertx.sqlclient.ClientBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import tandem.loops.HandledDriver;

/**
 * The access to PostgreSQL: a pool for work in parallel, a reserve for what must not wait behind
 * it, a few connections for searches, and single connections for work in strict order.
 */
public final class Database {

  /** At 64, two connections do all the work and commits queue behind each other. */
  private static final int PIPELINING_MAX = 8;

  /** With more waiting requests than this, a request fails at once. */
  private static final int WAITING_MAX = 2_000;

  /**
   * To open a connection takes half a dozen round trips, one after the other, and a round trip to a
   * slow database takes a second.
   */
  private static final int CONNECTION_WAIT_SECONDS_MAX = 8;

  /**
   * How long the server may take for a statement of the reserve, which are short. After a broken
   * network, a new term of the floor waits for connections that nobody answers any more.
   */
  private static final Duration RESERVE_LIMIT = Duration.ofSeconds(15);

  /** Each letter that somebody types is a search; all of them together get no more than this. */
  private static final int SEARCHES_AT_ONCE = 2;

  /** With more waiting searches than this, one fails at once: the page asks again. */
  private static final int SEARCHES_WAITING_MAX = 64;

  /** A search that finds nothing in this time is given up, and says so. */
  private static final Duration SEARCH_LIMIT = Duration.ofMillis(250);

  /** How long the server may say nothing while a connection is made. */
  private static final int CONNECT_SECONDS_MAX = 5;

  /**
   * PostgreSQL's settings for plans. Everything asked here finds a few rows by a key, again and
   * again. Left alone, PostgreSQL plans a statement for the size that its tables have at that
   * moment: in a new database it reads the whole table, and goes on to while the table grows. The
   * settings make one plan for each statement, which follows the keys at every size.
   *
   * @see <a href="https://www.postgresql.org/docs/current/runtime-config-query.html">Query
   *     Planning</a>
   */
  private static final Map<String, String> PLANS = Map.of(
      "plan_cache_mode",
      "force_generic_plan",
      "enable_seqscan",
      "off",
      "enable_hashjoin",
      "off",
      "enable_mergejoin",
      "off",
      "enable_material",
      "off",
      "random_page_cost",
      "1.1",
      "jit",
      "off");

  private final Vertx vertx;
  private final DatabaseAddress address;
  private final PgDriver driver;
  private final Pool pool;
  private final AnswerWatch.Bounds bounds;
  private final ConnectionFactory<PgConnectOptions> singles;
  private final Pool reserve;
  private final Pool searches;

  /**
   * The access with so many connections. Half of them are the reserve; a single one serves both.
   */
  public Database(Vertx vertx, DatabaseAddress address, int connections) {
    this(vertx, address, connections, AnswerWatch.Bounds.USUAL);
  }

  Database(Vertx vertx, DatabaseAddress address, int connections, AnswerWatch.Bounds bounds) {
    this.vertx = vertx;
    this.address = address;
    this.bounds = bounds;
    this.driver = new HandledDriver(() -> address.mustProve()
        ? List.of(new LogInLimit(), new ServerProof())
        : List.of(new LogInLimit()));
    this.singles = driver.createConnectionFactory(vertx, sockets());
    int reserved = connections / 2;
    this.pool = pool("pool", connections - reserved, WAITING_MAX, options(PIPELINING_MAX), bounds);
    this.reserve = reserved == 0
        ? pool
        : pool(
            "reserve",
            reserved,
            WAITING_MAX,
            options(PIPELINING_MAX),
            bounds.within(RESERVE_LIMIT));
    var limited = options(1);
    limited.addProperty("statement_timeout", Long.toString(SEARCH_LIMIT.toMillis()));
    this.searches = pool("searches", SEARCHES_AT_ONCE, SEARCHES_WAITING_MAX, limited, bounds);
  }

  private Pool pool(
      String name,
      int connections,
      int waiting,
      PgConnectOptions options,
      AnswerWatch.Bounds limits) {
    return ClientBuilder.pool(driver)
        .with(new PoolOptions()
            .setName(name) // its metrics have this name
            .setMaxSize(connections)
            // spreads the connections over the loops; by default all are on the first caller's loop
            .setEventLoopSize(connections)
            .setMaxWaitQueueSize(waiting)
            .setConnectionTimeout(CONNECTION_WAIT_SECONDS_MAX)
            .setConnectionTimeoutUnit(TimeUnit.SECONDS))
        .connectingTo(options)
        .with(sockets())
        .withConnectHandler(opened -> {
          AnswerWatch.on(opened, limits);
          opened.close(); // gives it to the pool
        })
        .using(vertx)
        .build();
  }

  /** The connections for everything that has no claim to another. */
  public Pool pool() {
    return pool;
  }

  /**
   * The connections for short work that must not wait behind the reads of pages and reports: the
   * intake of events, transactions, the journal, commands to carriers, signs of life.
   */
  public Pool reserve() {
    return reserve;
  }

  /**
   * The connections for people's searches, so that searches never keep other work waiting. The
   * server cancels a statement that takes longer than a quarter of a second.
   */
  public Pool searches() {
    return searches;
  }

  public DatabaseAddress address() {
    return address;
  }

  /**
   * Begins to open a first connection of each kind, which takes longest: the client's classes are
   * loaded, and the log-in is computed.
   */
  public void warmUp() {
    for (var kind : List.of(reserve, pool)) {
      // a failure comes again to the first work that needs a connection
      var _ = kind.getConnection().onSuccess(SqlConnection::close);
    }
  }

  /**
   * Runs work in a transaction: commits when it succeeds, rolls back when it fails. The
   * transaction's begin travels with the work's first statements. What the work still sends after
   * its end is refused.
   */
  public <T> Future<T> transaction(Function<SqlConnection, Future<T>> work) {
    return reserve.withConnection(connection -> {
      var begun = connection.begin();
      var open = new TransactionConnection(connection);
      return begin(open, work)
          .andThen(_ -> open.end())
          .transform(done -> begun.compose(transaction -> done.succeeded()
              ? transaction.commit().map(done.result())
              : connection.transaction() == null
                  ? Future.failedFuture(done.cause()) // a failed statement has ended it
                  : transaction.rollback().transform(_ -> Future.<T>failedFuture(done.cause()))));
    });
  }

  private static <T> Future<T> begin(
      SqlConnection connection, Function<SqlConnection, Future<T>> work) {
    try {
      return work.apply(connection);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /**
   * Opens a single connection: for a lock that lasts as long as the connection, or for statements
   * in strict order.
   */
  public Future<PgConnection> connect(int pipelining) {
    return singles.connect(vertx.getOrCreateContext(), options(pipelining)).map(opened -> {
      AnswerWatch.on(opened, bounds);
      return (PgConnection) opened;
    });
  }

  /** A server that says nothing is given up; once connected, {@link AnswerWatch} does that. */
  private static NetClientOptions sockets() {
    return new NetClientOptions()
        .setConnectTimeout((int) TimeUnit.SECONDS.toMillis(CONNECT_SECONDS_MAX))
        .setReadIdleTimeout(CONNECT_SECONDS_MAX)
        .setTcpKeepAlive(true)
        .setTcpNoDelay(true);
  }

  private PgConnectOptions options(int pipelining) {
    var options = address.connectOptions();
    PLANS.forEach(options::addProperty);
    options
        .setPipeliningLimit(pipelining)
        .setCachePreparedStatements(true)
        // by default long statements, which take longest to plan, are prepared anew each time
        .setPreparedStatementCacheSqlFilter(_ -> true);
    return options;
  }

  public Future<Void> close() {
    return Future.join(
            Stream.of(pool, reserve, searches).distinct().map(Pool::close).toList())
        .eventually(() -> Future.future(singles::close))
        .mapEmpty();
  }
}
