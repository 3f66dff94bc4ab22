package io.socketless.reality.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

/** The arrows of {@code docs/architecture.md}: who may know whom. */
@AnalyzeClasses(packages = "io.socketless.reality", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "io.socketless.reality";
    private static final String OURS = ROOT + "..";
    private static final String SPI = ROOT + ".spi";
    private static final String PROTOCOL = ROOT + ".protocol..";
    private static final String CORE = ROOT + ".core..";
    private static final String JAKARTA = ROOT + ".jakarta..";
    private static final String HAZELCAST = ROOT + ".hazelcast..";

    private static final String JPA = ROOT + ".jpa..";
    private static final String CLIENT = ROOT + ".client..";
    private static final String CLIENT_OF_APPLICATION = JAKARTA.replace("..", ".client..");
    private static final String CLI = ROOT + ".cli..";

    private static final String JDK = "java..";
    private static final String JSPECIFY = "org.jspecify..";

    @ArchTest
    static final ArchRule the_api_knows_the_jdk_and_jspecify_only = classes()
            .that()
            .resideInAnyPackage(ROOT, SPI)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(ROOT, SPI, JDK, JSPECIFY));

    @ArchTest
    static final ArchRule the_protocol_knows_nothing_of_ours = noClasses()
            .that()
            .resideInAPackage(PROTOCOL)
            .should()
            .dependOnClassesThat(resideInAPackage(OURS).and(not(resideInAPackage(PROTOCOL))));

    @ArchTest
    static final ArchRule the_core_knows_the_api_only = classes()
            .that()
            .resideInAPackage(CORE)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(CORE, ROOT, SPI, JDK, JSPECIFY));

    @ArchTest
    static final ArchRule the_shared_store_knows_the_api_and_hazelcast_only = classes()
            .that()
            .resideInAPackage(HAZELCAST)
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage(HAZELCAST, ROOT, SPI, "com.hazelcast..", "javax.naming..", JDK, JSPECIFY));

    @ArchTest
    static final ArchRule nobody_else_knows_hazelcast = noClasses()
            .that()
            .resideOutsideOfPackage(HAZELCAST)
            .should()
            .dependOnClassesThat(resideInAPackage("com.hazelcast.."));

    @ArchTest
    static final ArchRule nobody_knows_what_hazelcast_keeps_to_itself = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage("com.hazelcast.internal..", "com.hazelcast..impl.."));

    @ArchTest
    static final ArchRule the_drop_in_jar_knows_no_shared_store =
            noClasses().that().resideInAPackage(JAKARTA).should().dependOnClassesThat(resideInAPackage(HAZELCAST));

    @ArchTest
    static final ArchRule the_keys_of_entities_know_the_api_and_jpa_providers_only = classes()
            .that()
            .resideInAPackage(JPA)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(JPA, ROOT, SPI, JDK, JSPECIFY)
                    .or(resideInAnyPackage("javax.naming..", "jakarta.enterprise.."))
                    .or(resideInAnyPackage("org.hibernate..", "org.eclipse.persistence..")));

    @ArchTest
    static final ArchRule hibernate_is_known_where_the_name_says_so = noClasses()
            .that()
            .haveNameNotMatching(".*\\.jpa\\.Hibernate.*")
            .should()
            .dependOnClassesThat(resideInAPackage("org.hibernate.."));

    @ArchTest
    static final ArchRule eclipselink_is_known_where_the_name_says_so = noClasses()
            .that()
            .haveNameNotMatching(".*\\.jpa\\.EclipseLink.*")
            .should()
            .dependOnClassesThat(resideInAPackage("org.eclipse.persistence.."));

    @ArchTest
    static final ArchRule the_client_knows_the_protocol_and_json_only = classes()
            .that()
            .resideInAPackage(CLIENT)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(CLIENT, PROTOCOL, JDK, JSPECIFY, "jakarta.json..")
                    .or(resideInAnyPackage("jakarta.ws.rs..")));

    @ArchTest
    static final ArchRule only_replacements_know_jax_rs = noClasses()
            .that()
            .resideInAPackage(ROOT + ".client")
            .should()
            .dependOnClassesThat(resideInAPackage("jakarta.ws.rs.."));

    @ArchTest
    static final ArchRule the_drop_in_jar_knows_no_client = noClasses()
            .that(resideInAPackage(JAKARTA).and(not(resideInAPackage(CLIENT_OF_APPLICATION))))
            .should()
            .dependOnClassesThat(resideInAnyPackage(CLIENT, CLIENT_OF_APPLICATION));

    @ArchTest
    static final ArchRule the_command_line_knows_the_client_only = noClasses()
            .that()
            .resideInAPackage(CLI)
            .should()
            .dependOnClassesThat(resideInAPackage(OURS).and(not(resideInAnyPackage(CLI, CLIENT, PROTOCOL))));

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("io.socketless.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule names_are_nouns_of_the_domain =
            noClasses().should().haveNameMatching(".*(Impl|Manager|Helper|Utils?)(\\$.*)?");

    @ArchTest
    static final ArchRule every_package_is_null_marked = classes().should(beInANullMarkedPackage());

    private static ArchCondition<JavaClass> beInANullMarkedPackage() {
        return new ArchCondition<>("be in a package with a package-info.java that says @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                JavaPackage home = type.getPackage();
                boolean marked = home.tryGetAnnotationOfType(NullMarked.class).isPresent();
                events.add(new SimpleConditionEvent(type, marked, home.getName() + " is not @NullMarked"));
            }
        };
    }
}
