package io.socketless.reality.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.socketless.reality.internal.LogMessage;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;

/** The dependency rules of {@code docs/architecture.md}. */
@AnalyzeClasses(packages = "io.socketless.reality", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "io.socketless.reality";
    private static final String OURS = ROOT + "..";
    private static final String SPI = ROOT + ".spi";
    private static final String INTERNAL = ROOT + ".internal";
    private static final String PROTOCOL = ROOT + ".protocol..";
    private static final String CORE = ROOT + ".core..";
    private static final String JAKARTA = ROOT + ".jakarta..";
    private static final String HAZELCAST = ROOT + ".hazelcast..";

    private static final String ANSWER = JAKARTA.replace("..", ".answer..");
    private static final String NODE = JAKARTA.replace("..", ".node..");
    private static final String CONFIG = JAKARTA.replace("..", ".config..");
    private static final String SERVLET = JAKARTA.replace("..", ".servlet..");
    private static final String LOCAL = JAKARTA.replace("..", ".local..");
    private static final String REST = ROOT + ".rest..";

    private static final String JPA = ROOT + ".jpa..";
    private static final String CLIENT = ROOT + ".client..";
    private static final String CLIENT_CDI = ROOT + ".client.cdi..";
    private static final String CLI = ROOT + ".cli..";

    private static final String JDK = "java..";
    private static final String JSPECIFY = "org.jspecify..";

    @ArchTest
    static final ArchRule the_api_knows_the_jdk_and_jspecify_only = classes()
            .that()
            .resideInAnyPackage(ROOT, SPI, INTERNAL)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(ROOT, SPI, INTERNAL, JDK, JSPECIFY));

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
            .onlyDependOnClassesThat(resideInAnyPackage(CORE, ROOT, SPI, INTERNAL, JDK, JSPECIFY));

    @ArchTest
    static final ArchRule the_shared_store_knows_the_api_and_hazelcast_only = classes()
            .that()
            .resideInAPackage(HAZELCAST)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    HAZELCAST, ROOT, SPI, INTERNAL, "com.hazelcast..", "javax.naming..", JDK, JSPECIFY));

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
    static final ArchRule the_servlet_knows_the_answers_and_no_other_door = door(SERVLET);

    @ArchTest
    static final ArchRule the_door_inside_the_application_knows_the_answers_and_no_other_door = door(LOCAL);

    @ArchTest
    static final ArchRule the_resource_knows_the_answers_and_no_other_door = door(REST);

    private static ArchRule door(String door) {
        return noClasses()
                .that()
                .resideInAPackage(door)
                .should()
                .dependOnClassesThat(resideInAPackage(OURS)
                        .and(not(resideInAnyPackage(door, ANSWER, NODE, CONFIG, PROTOCOL, ROOT)))
                        .and(not(resideInAPackage(ROOT + ".internal.."))));
    }

    @ArchTest
    static final ArchRule the_answers_know_no_door = noClasses()
            .that()
            .resideInAPackage(ANSWER)
            .should()
            .dependOnClassesThat(resideInAnyPackage(SERVLET, LOCAL, REST, "jakarta.servlet..", "jakarta.ws.rs.."));

    @ArchTest
    static final ArchRule the_keys_of_entities_know_the_api_and_jpa_providers_only = classes()
            .that()
            .resideInAPackage(JPA)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(JPA, ROOT, SPI, INTERNAL, JDK, JSPECIFY)
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
            .that(resideInAPackage(CLIENT).and(not(resideInAPackage(CLIENT_CDI))))
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
    static final ArchRule the_drop_in_jar_knows_no_client =
            noClasses().that().resideInAPackage(JAKARTA).should().dependOnClassesThat(resideInAPackage(CLIENT));

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

    /** Unique ids, each within the range that {@link LogMessage} gives to its module. */
    @ArchTest
    static void log_messages_have_ids_of_their_own(JavaClasses types) {
        Map<Integer, String> modules = new TreeMap<>();
        types.stream()
                .flatMap(type -> type.getFields().stream())
                .filter(field -> field.getModifiers().contains(JavaModifier.STATIC)
                        && field.getRawType().isEquivalentTo(LogMessage.class))
                .forEach(field -> assertThat(modules.put(message(field).id(), moduleOf(field)))
                        .as("other message with the id of %s", field.getFullName())
                        .isNull());
        assertThat(modules).hasSizeGreaterThan(30);
        modules.forEach((id, module) -> assertThat(module)
                .as("module of REALITY-%d", id)
                .isIn(
                        id < 1100
                                ? Set.of("jakarta", "core")
                                : id < 1150
                                        ? Set.of("hazelcast")
                                        : id < 1200
                                                ? Set.of("core")
                                                : id < 1300 ? Set.of("jakarta", "rest") : Set.of("jpa")));
    }

    private static LogMessage message(JavaField constant) {
        Field field = constant.reflect();
        field.setAccessible(true);
        try {
            return (LogMessage) field.get(null);
        } catch (IllegalAccessException never) {
            throw new AssertionError(never);
        }
    }

    private static String moduleOf(JavaField constant) {
        return constant.getOwner().getPackageName().substring(ROOT.length() + 1).replaceAll("\\..*", "");
    }

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
