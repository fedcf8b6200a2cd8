package tandem.console.casework;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tandem.auth.Guard;
import tandem.auth.Who;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.cases.Entry;
import tandem.cases.Timelines;
import tandem.customers.Customer;
import tandem.customers.CustomerChange;
import tandem.customers.CustomerDraft;
import tandem.customers.CustomerSearch;
import tandem.customers.PhoneNumbers;
import tandem.desk.customers.CustomerDesk;
import tandem.desk.customers.ScreenPop;
import tandem.document.Cursor;
import tandem.web.Answer;
import tandem.web.Bodies;
import tandem.web.Paging;

/** The routes that find, show and change customers. */
public final class CustomerRoutes {

  private static final Pattern ETAG = Pattern.compile("\"([0-9]{1,18})\"");

  private final CustomerDesk desk;
  private final ScreenPop pops;
  private final PhoneNumbers phones;

  public CustomerRoutes(CustomerDesk desk, ScreenPop pops, PhoneNumbers phones) {
    this.desk = desk;
    this.pops = pops;
    this.phones = phones;
  }

  public void mount(Guard guard) {
    guard.allow(Who.AGENT, HttpMethod.GET, "/api/v1/customers").answer(this::search);
    guard.allow(Who.AGENT, HttpMethod.POST, "/api/v1/customers").answer(this::create);
    guard.allow(Who.AGENT, HttpMethod.GET, "/api/v1/customers/:customer").answer(this::customer);
    guard.allow(Who.AGENT, HttpMethod.PATCH, "/api/v1/customers/:customer").answer(this::change);
    guard
        .allow(Who.AGENT, HttpMethod.GET, "/api/v1/customers/:customer/timeline")
        .answer(this::timeline);
  }

  record Found(List<Customer> customers, Optional<String> nextCursor) {}

  private Future<Found> search(RoutingContext ctx) {
    var search = CustomerSearch.of(
        Paging.one(ctx, "phone"), Paging.one(ctx, "email"), Paging.one(ctx, "q"), phones);
    var page = Paging.of(ctx);
    return desk.search(search, page.limit(), page.cursor())
        .map(found -> new Found(found.items(), found.next()));
  }

  private Future<Answer> create(RoutingContext ctx) {
    return desk.create(Bodies.read(ctx, CustomerDraft.class))
        .map(customer -> versioned(Answer.created(customer), customer.version())
            .with("Location", "/api/v1/customers/" + customer.id()));
  }

  private Future<Answer> customer(RoutingContext ctx) {
    return pops.of(CustomerId.parse(ctx.pathParam("customer")))
        .map(pop -> versioned(Answer.of(pop.json()), pop.history().version()));
  }

  private Future<Answer> change(RoutingContext ctx) {
    var id = CustomerId.parse(ctx.pathParam("customer"));
    long version = ifMatch(ctx);
    return desk.change(id, version, Bodies.read(ctx, CustomerChange.class))
        .map(customer -> versioned(Answer.of(customer), customer.version()))
        .recover(no -> Future.failedFuture(
            no instanceof Failure.Conflict stale
                ? new HttpException(412, stale.getMessage())
                : no));
  }

  private Future<EntryPage> timeline(RoutingContext ctx) {
    var id = CustomerId.parse(ctx.pathParam("customer"));
    var page = Paging.of(ctx);
    return desk.timeline(id, page.cursor().map(Timelines.Place::parse), page.limit())
        .map(entries -> EntryPage.of(entries, page.limit(), CustomerRoutes::place));
  }

  private static Cursor place(Entry entry) {
    return Timelines.Place.of(entry).cursor();
  }

  private static Answer versioned(Answer answer, long version) {
    return answer.with("ETag", "\"" + version + "\"");
  }

  private static long ifMatch(RoutingContext ctx) {
    var header = ctx.request().getHeader("If-Match");
    if (header == null) {
      throw new HttpException(428, "If-Match must name the version to change, as in the ETag");
    }
    var etag = ETAG.matcher(header.strip());
    Failure.require(etag.matches(), "If-Match must be one version in quotes, like \"17\"");
    return Long.parseLong(etag.group(1));
  }
}
