package tandem;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.InstantSource;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import tandem.rehearsal.OneLoop;

/** The layers of architecture.md: dependencies run only downward. */
class HouseTest {

  private static final JavaClasses HOUSE = new ClassFileImporter()
      .withImportOption(new ImportOption.DoNotIncludeTests())
      .importPackages("tandem");

  /** The packages that make and connect objects. */
  private static final String[] ROOF = {
    "tandem", "tandem.commands..", "tandem.server..", "tandem.config.."
  };

  private static final JavaClasses TESTS = new ClassFileImporter()
      .withImportOption(new ImportOption.OnlyIncludeTests())
      .importPackages("tandem");

  @Test
  void arrows_run_only_downward() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("tandem..")
        .withOptionalLayers(true)
        .layer("roof")
        .definedBy(ROOF)
        .layer("doors")
        .definedBy("tandem.console..", "tandem.channels..")
        .layer("desk")
        .definedBy("tandem.desk..")
        .layer("rooms")
        .definedBy(
            "tandem.routing..",
            "tandem.customers..",
            "tandem.cases..",
            "tandem.conversations..",
            "tandem.reports..")
        .layer("gate")
        .definedBy("tandem.auth..", "tandem.web..")
        .layer("storage")
        .definedBy("tandem.storage..")
        .whereLayer("roof")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("doors")
        .mayOnlyBeAccessedByLayers("roof")
        .whereLayer("desk")
        .mayOnlyBeAccessedByLayers("roof", "doors")
        .whereLayer("rooms")
        .mayOnlyBeAccessedByLayers("roof", "doors", "desk")
        .whereLayer("gate")
        .mayOnlyBeAccessedByLayers("roof", "doors")
        .whereLayer("storage")
        .mayOnlyBeAccessedByLayers("roof", "gate", "rooms", "desk")
        .check(HOUSE);
  }

  @Test
  void rooms_do_not_know_each_other() {
    slices()
        .matching("tandem.(routing|customers|cases|conversations|reports)..")
        .should()
        .notDependOnEachOther()
        // the engine's facts are the source of every report
        .ignoreDependency(
            resideInAPackage("tandem.reports.."), resideInAPackage("tandem.routing.engine.."))
        .allowEmptyShould(true)
        .check(HOUSE);
  }

  @Test
  void packages_form_no_cycle() {
    slices().matching("tandem.(*)..").should().beFreeOfCycles().check(HOUSE);
  }

  /** Each package is a part, and the shared classes are one too. */
  @Test
  void the_parts_of_the_rehearsal_form_no_cycle() {
    slices()
        .matching("tandem.(**)")
        .should()
        .beFreeOfCycles()
        .check(HOUSE.that(resideInAPackage("tandem.rehearsal..")));
  }

  @Test
  void the_rehearsal_stands_beside_the_house() {
    noClasses()
        .that()
        .resideInAPackage("tandem.rehearsal..")
        .should()
        .dependOnClassesThat(resideInAPackage("tandem..")
            .and(resideOutsideOfPackages(
                "tandem.rehearsal..", "tandem.base..", "tandem.document..")))
        .check(HOUSE);
  }

  /** These classes are in a jar of their own, which a server does not have. */
  @Test
  void the_server_uses_nothing_that_drives_or_measures_it() {
    String[] beside = {
      "tandem.rehearsal..",
      "tandem.commands.rehearsal..",
      "tandem.routing.bench..",
      "tandem.routing.simulation.."
    };
    noClasses()
        .that()
        .resideOutsideOfPackages(beside)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(beside)
        .check(HOUSE);
  }

  @Test
  void parts_of_packages_form_no_cycle() {
    slices().matching("tandem.(**)").should().beFreeOfCycles().check(HOUSE);
  }

  @Test
  void parts_of_the_console_do_not_know_each_other() {
    slices().matching("tandem.console.(*)..").should().notDependOnEachOther().check(HOUSE);
  }

  @Test
  void the_engine_is_plain_java() {
    classes()
        .that()
        .resideInAPackage("tandem.routing.engine..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.jspecify..", "tandem.base..", "tandem.routing.engine..")
        .check(HOUSE);
  }

  /**
   * The machine's own time of day comes in at {@code Main} alone. What has it from there uses it
   * only for the signatures of carriers; the database's clock times everything else.
   */
  @Test
  void only_the_roof_reads_the_wall_clock() {
    noClasses()
        .that()
        .resideOutsideOfPackage("tandem")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethodWhere(
            target(nameMatching("now")).and(target(owner(resideInAPackage("java.time..")))))
        .orShould()
        .callMethodWhere(target(nameMatching("system.*|tick.*"))
            .and(target(owner(assignableTo(InstantSource.class)))))
        .orShould()
        .callConstructor(Date.class)
        .orShould()
        .callConstructor(GregorianCalendar.class)
        .orShould()
        .callMethod(Calendar.class, "getInstance")
        .orShould()
        .callMethod(java.util.UUID.class, "randomUUID")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .check(HOUSE);
  }

  @Test
  void only_the_loops_use_what_is_internal_to_vertx_or_netty() {
    noClasses()
        .that()
        .resideOutsideOfPackage("tandem.loops")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..impl..", "io.vertx..internal..", "io.netty..internal..")
        .check(HOUSE);
  }

  @Test
  void no_test_uses_what_is_internal_to_vertx_or_netty() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..impl..", "io.vertx..internal..", "io.netty..internal..")
        .check(TESTS);
  }

  /**
   * {@code ConnectionsTest} plays a client that sends one byte now and then, and {@code Cable} a
   * long way.
   */
  @Test
  void no_test_sleeps() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(Polls.class.getName())
        .and()
        .haveNameNotMatching("tandem\\.(web\\.ConnectionsTest|faults\\.Cable).*")
        .should()
        .callMethodWhere(target(owner(type(LockSupport.class))).and(target(nameMatching("park.*"))))
        .orShould()
        .callMethodWhere(target(nameMatching("sleep")))
        .check(TESTS);
  }

  @Test
  void no_test_skips_itself() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveNameMatching("org\\.junit\\.jupiter\\.api\\.(Assumptions|Disabled|condition\\..*)"
            + "|org\\.assertj\\.core\\.api\\.Assumptions|org\\.opentest4j\\.TestAbortedException")
        .check(TESTS);
  }

  /** {@link UnhandledExceptions} watches only the Vertx objects that VertxExtension provides. */
  @Test
  void no_test_makes_a_vertx_of_its_own() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(OneLoop.Provider.class.getName())
        .should()
        .callMethod(Vertx.class, "vertx")
        .orShould()
        .callMethod(Vertx.class, "vertx", VertxOptions.class)
        .check(TESTS);
  }
}
