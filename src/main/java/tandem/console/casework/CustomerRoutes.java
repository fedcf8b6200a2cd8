package tandem.console.casework;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tandem.auth.Guard;
import tandem.auth.Who;
import tandem.base.CaseId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.base.Failure;
import tandem.cases.Entry;
import tandem.cases.EntryFilter;
import tandem.cases.Timelines;
import tandem.customers.Acquaintance;
import tandem.customers.CustomerChange;
import tandem.customers.CustomerDraft;
import tandem.customers.CustomerSearch;
import tandem.customers.PhoneNumbers;
import tandem.desk.customers.CustomerDesk;
import tandem.desk.customers.ScreenPop;
import tandem.document.Cursor;
import tandem.web.Answer;
import tandem.web.Bodies;
import tandem.web.IfMatch;
import tandem.web.Paging;

/** The routes that find, show and change customers. */
public final class CustomerRoutes {

  private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}");

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

  record Found(List<Acquaintance> customers, Optional<String> nextCursor) {}

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
    var versions = versions(IfMatch.required(ctx));
    return desk.change(id, versions, Bodies.read(ctx, CustomerChange.class))
        .map(customer -> versioned(Answer.of(customer), customer.version()))
        .recover(no -> Future.failedFuture(
            no instanceof Failure.Conflict stale
                ? new HttpException(412, stale.getMessage())
                : no));
  }

  private Future<EntryPage> timeline(RoutingContext ctx) {
    var id = CustomerId.parse(ctx.pathParam("customer"));
    var page = Paging.of(ctx);
    return desk.timeline(id, wanted(ctx), page.cursor().map(Timelines.Place::parse), page.limit())
        .map(entries -> EntryPage.of(entries, page.limit(), CustomerRoutes::place));
  }

  private static EntryFilter wanted(RoutingContext ctx) {
    return new EntryFilter(
        Paging.one(ctx, "kind").map(CustomerRoutes::kinds).orElse(Set.of()),
        Paging.one(ctx, "case").map(CaseId::parse),
        Paging.one(ctx, "department").map(DepartmentId::new),
        Paging.one(ctx, "q"));
  }

  private static Set<Entry.Kind> kinds(String words) {
    return Stream.of(words.split(",", -1))
        .map(word -> Stream.of(Entry.Kind.values())
            .filter(kind -> word(kind).equals(word))
            .findFirst()
            .orElseThrow(() -> new Failure.Invalid("kind must be one or more of "
                + Stream.of(Entry.Kind.values())
                    .map(CustomerRoutes::word)
                    .collect(Collectors.joining(", "))
                + ", separated by commas")))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String word(Entry.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static Cursor place(Entry entry) {
    return Timelines.Place.of(entry).cursor();
  }

  private static Answer versioned(Answer answer, long version) {
    return answer.with("ETag", IfMatch.quoted(String.valueOf(version)));
  }

  /** Reads the versions among the tags; a tag that is no version is the tag of no customer. */
  private static Set<Long> versions(Set<String> tags) {
    return tags.stream()
        .filter(tag -> VERSION.matcher(tag).matches())
        .map(Long::valueOf)
        .collect(Collectors.toUnmodifiableSet());
  }
}
