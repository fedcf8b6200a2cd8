package tandem.console;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import tandem.auth.Accounts;
import tandem.auth.Guard;
import tandem.auth.Identity;
import tandem.auth.Passwords;
import tandem.auth.Role;
import tandem.auth.Who;
import tandem.base.AgentId;
import tandem.document.Cursor;
import tandem.document.OneLine;
import tandem.web.Answer;
import tandem.web.Bodies;
import tandem.web.Paging;

/** The routes by which administrators give and take access: accounts, roles and passwords. */
public final class AccountRoutes {

  private static final String ACCOUNTS = "/api/v1/accounts";
  private static final String ONE = ACCOUNTS + "/:account/";

  private final Accounts accounts;
  private final SecureRandom random;

  /** @param random makes the passwords that are not given */
  public AccountRoutes(Accounts accounts, SecureRandom random) {
    this.accounts = accounts;
    this.random = random;
  }

  public void mount(Guard guard) {
    guard.allow(Who.ADMIN, HttpMethod.GET, ACCOUNTS).answer(this::list);
    guard.allow(Who.ADMIN, HttpMethod.POST, ACCOUNTS).answer(this::make);
    guard.allow(Who.ADMIN, HttpMethod.POST, ONE + "disable").answer(this::disable);
    guard.allow(Who.ADMIN, HttpMethod.POST, ONE + "enable").answer(this::enable);
    guard.allow(Who.ADMIN, HttpMethod.POST, ONE + "role").answer(this::changeRole);
    guard.allow(Who.ADMIN, HttpMethod.POST, ONE + "password").answer(this::resetPassword);
  }

  record Page(List<Accounts.Listed> accounts, Optional<String> nextCursor) {}

  private Future<Page> list(RoutingContext ctx) {
    var page = Paging.of(ctx);
    var after =
        page.cursor().map(text -> Cursor.parse(text, 1).place().getFirst()).orElse("");
    return accounts
        .list(after, page.limit() + 1)
        .map(found -> found.size() <= page.limit()
            ? new Page(found, Optional.empty())
            : new Page(
                found.subList(0, page.limit()),
                Optional.of(Cursor.of(found.get(page.limit() - 1).name()).text())));
  }

  record NewAccount(
      String name,
      Role role,
      Optional<AgentId> agent,
      Optional<String> password,
      @OneLine(lengthMax = Accounts.WHY_LENGTH_MAX) String why) {
    @Override
    public String toString() {
      return "NewAccount " + name; // keeps the password out of logs
    }
  }

  /** The password is told only if the server has made it. */
  record Made(String name, Role role, Optional<AgentId> agent, Optional<String> password) {
    @Override
    public String toString() {
      return "Made " + name;
    }
  }

  private Future<Answer> make(RoutingContext ctx) {
    var asked = Bodies.read(ctx, NewAccount.class);
    var by = Identity.of(ctx).account();
    var password = asked.password().orElseGet(() -> Passwords.make(random));
    return asked
        .agent()
        .map(accounts::checkKnown)
        .orElseGet(Future::succeededFuture)
        .compose(_ -> accounts.create(
            by, why(asked.why()), asked.name(), password, asked.role(), asked.agent()))
        .map(account -> Answer.created(new Made(
            account.name(), account.role(), account.agent(), told(asked.password(), password))));
  }

  record Because(
      @OneLine(lengthMax = Accounts.WHY_LENGTH_MAX) String why) {}

  private Future<Void> disable(RoutingContext ctx) {
    var asked = Bodies.read(ctx, Because.class);
    return accounts.disable(Identity.of(ctx).account(), why(asked.why()), account(ctx));
  }

  private Future<Void> enable(RoutingContext ctx) {
    var asked = Bodies.read(ctx, Because.class);
    return accounts.enable(Identity.of(ctx).account(), why(asked.why()), account(ctx));
  }

  record NewRole(
      Role role,
      @OneLine(lengthMax = Accounts.WHY_LENGTH_MAX) String why) {}

  private Future<Void> changeRole(RoutingContext ctx) {
    var asked = Bodies.read(ctx, NewRole.class);
    return accounts.changeRole(
        Identity.of(ctx).account(), why(asked.why()), account(ctx), asked.role());
  }

  record NewPassword(
      Optional<String> password,
      @OneLine(lengthMax = Accounts.WHY_LENGTH_MAX) String why) {
    @Override
    public String toString() {
      return "NewPassword";
    }
  }

  record Reset(Optional<String> password) {
    @Override
    public String toString() {
      return "Reset";
    }
  }

  private Future<Reset> resetPassword(RoutingContext ctx) {
    var asked = Bodies.read(ctx, NewPassword.class);
    var password = asked.password().orElseGet(() -> Passwords.make(random));
    return accounts
        .changePassword(Identity.of(ctx).account(), why(asked.why()), account(ctx), password)
        .map(_ -> new Reset(told(asked.password(), password)));
  }

  private static Optional<String> told(Optional<String> given, String password) {
    return given.isPresent() ? Optional.empty() : Optional.of(password);
  }

  private static Optional<String> why(String text) {
    return Optional.of(text.strip());
  }

  private static String account(RoutingContext ctx) {
    return ctx.pathParam("account");
  }
}
