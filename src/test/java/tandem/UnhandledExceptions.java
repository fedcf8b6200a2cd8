package tandem;

import io.vertx.core.Vertx;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import tandem.rehearsal.OneLoop;

/**
 * The extension that fails a test when an exception on its Vertx is not handled. VertxExtension
 * provides and closes the Vertx, but only logs such an exception. JUnit finds this extension by
 * itself.
 */
public final class UnhandledExceptions
    implements InvocationInterceptor, AfterEachCallback, AfterAllCallback {

  private static final ExtensionContext.Namespace OURS =
      ExtensionContext.Namespace.create(UnhandledExceptions.class);

  /**
   * One list for a class and its tests: exceptions during the close of a Vertx are reported at the
   * end.
   */
  @SuppressWarnings("unchecked")
  private static Queue<Throwable> unhandled(ExtensionContext test) {
    var testClass = test;
    while (testClass.getTestMethod().isPresent()) {
      testClass = testClass.getParent().orElseThrow();
    }
    return testClass
        .getStore(OURS)
        .computeIfAbsent("unhandled", _ -> new ConcurrentLinkedQueue<Throwable>(), Queue.class);
  }

  private static <T> T watching(
      Invocation<T> invocation, List<Object> arguments, ExtensionContext test) throws Throwable {
    for (var argument : arguments) {
      switch (argument) {
        case Vertx vertx -> vertx.exceptionHandler(unhandled(test)::add);
        case OneLoop(var vertx) -> vertx.exceptionHandler(unhandled(test)::add);
        case null, default -> {}
      }
    }
    return invocation.proceed();
  }

  @Override
  public <T> T interceptTestClassConstructor(
      Invocation<T> invocation,
      ReflectiveInvocationContext<Constructor<T>> called,
      ExtensionContext test)
      throws Throwable {
    return watching(invocation, called.getArguments(), test);
  }

  @Override
  public void interceptBeforeAllMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext test)
      throws Throwable {
    watching(invocation, called.getArguments(), test);
  }

  @Override
  public void interceptBeforeEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext test)
      throws Throwable {
    watching(invocation, called.getArguments(), test);
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext test)
      throws Throwable {
    watching(invocation, called.getArguments(), test);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext test)
      throws Throwable {
    watching(invocation, called.getArguments(), test);
  }

  @Override
  public void afterEach(ExtensionContext test) {
    assertNone(test);
  }

  @Override
  public void afterAll(ExtensionContext testClass) {
    assertNone(testClass);
  }

  /**
   * A connection pool of Vert.x 5.0 may tell a request that its time is over after it has given it
   * a connection (vert.x issue 6169, repaired in later lines): the promise refuses the second
   * answer, and nothing else happens.
   */
  private static boolean isLateRefusalOfAPool(Throwable failure) {
    return failure instanceof IllegalStateException
        && Arrays.stream(failure.getStackTrace())
            .anyMatch(frame -> frame
                .getClassName()
                .equals("io.vertx.core.internal.pool.SimpleConnectionPool$Cancel"));
  }

  private static void assertNone(ExtensionContext test) {
    var all = unhandled(test).stream().filter(one -> !isLateRefusalOfAPool(one)).toList();
    unhandled(test).clear();
    if (!all.isEmpty()) {
      var failure = new AssertionError("nobody handled " + all, all.getFirst());
      all.stream().skip(1).forEach(failure::addSuppressed);
      throw failure;
    }
  }
}
