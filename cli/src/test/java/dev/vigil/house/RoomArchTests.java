package dev.vigil.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** The rooms and their arrows, as docs/architecture.md draws them. */
@AnalyzeClasses(packages = "dev.vigil", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomArchTests {
    private static final String[] ALWAYS = {
        "java.lang..", "java.util..", "java.math..", "java.time..", "java.text..", "org.jspecify.."
    };
    private static final String[] JDK = {"java..", "javax..", "jdk..", "com.sun..", "org.jspecify.."};

    @ArchTest
    static final ArchRule modelKnowsOnlyItself = room(
            "dev.vigil.model..",
            join(
                    ALWAYS,
                    "java.io..",
                    "java.nio",
                    "java.nio.channels",
                    "java.nio.charset",
                    "java.security",
                    "com.fasterxml.jackson..",
                    "dev.vigil.model.."));

    @ArchTest
    static final ArchRule modelOpensNothing = noClasses()
            .that()
            .resideInAPackage("dev.vigil.model..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                    "java\\.io\\.(File.*|RandomAccessFile)|java\\.nio\\.file\\..*|java\\.nio\\.channels\\.(FileChannel|.*Socket.*|Pipe|Selector)|java\\.net\\..*|java\\.sql\\..*|java\\.lang\\.(Process|ProcessBuilder|Thread|Runtime)")
            .because("model is records and codecs: no files, sockets, SQL, processes or threads");

    @ArchTest
    static final ArchRule nativeKnowsOnlyJavaCpp =
            room("dev.vigil.binding..", join(JDK, "org.bytedeco..", "dev.vigil.binding.."));

    @ArchTest
    static final ArchRule propertyTests = room(
            "dev.vigil.properties..",
            join(
                    JDK,
                    "dev.vigil.properties..",
                    "dev.vigil.model..",
                    "dev.vigil.binding..",
                    "net.jqwik..",
                    "org.hipparchus..",
                    "com.fasterxml.jackson.."));

    @ArchTest
    static final ArchRule concurrencyProbes =
            room("dev.vigil.probes..", join(JDK, "dev.vigil.probes..", "dev.vigil.model..", "dev.vigil.binding.."));

    @ArchTest
    static final ArchRule store = room(
            "dev.vigil.store..",
            join(JDK, "dev.vigil.store..", "dev.vigil.model..", "org.flywaydb..", "org.h2..", "org.postgresql.."));

    @ArchTest
    static final ArchRule workers = room(
            "dev.vigil.workers..",
            join(
                    JDK,
                    "dev.vigil.workers..",
                    "dev.vigil.model..",
                    "org.apache.pekko..",
                    "com.typesafe.config..",
                    "scala..",
                    "org.slf4j.."));

    @ArchTest
    static final ArchRule coordinator = room(
            "dev.vigil.coordinator..",
            join(
                    JDK,
                    "dev.vigil.coordinator..",
                    "dev.vigil.model..",
                    "dev.vigil.store..",
                    "org.apache.pekko..",
                    "io.micrometer..",
                    "com.typesafe.config..",
                    "scala..",
                    "org.slf4j.."));

    @ArchTest
    static final ArchRule reports = room(
            "dev.vigil.reports..",
            join(
                    JDK,
                    "dev.vigil.reports..",
                    "dev.vigil.model..",
                    "org.hipparchus..",
                    "io.qameta.allure..",
                    "com.fasterxml.jackson.."));

    @ArchTest
    static final ArchRule roomsHaveNoCycles =
            slices().matching("dev.vigil.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule mainIsInCliOnly = classes()
            .that()
            .resideOutsideOfPackages("dev.vigil.cli..", "dev.vigil.bench..")
            .should(new ArchCondition<JavaClass>("have no main method") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    type.getMethods().stream()
                            .filter(m -> m.getName().equals("main")
                                    && m.getModifiers().contains(JavaModifier.STATIC))
                            .forEach(m -> events.add(SimpleConditionEvent.violated(m, m.getFullName())));
                }
            });

    @ArchTest
    static final ArchRule exitIsChosenInMainAlone = noClasses()
            .that()
            .resideOutsideOfPackages("dev.vigil.cli..", "dev.vigil.bench..")
            .should()
            .callMethod(System.class, "exit", int.class);

    @ArchTest
    static final ArchRule noDumpingGrounds =
            noClasses().should().resideInAnyPackage("..util..", "..utils..", "..helper..", "..helpers..", "..common..");

    @Test
    void everyPackageIsNullMarkedAndSaysWhyItExists() {
        JavaClasses all = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.vigil");
        var unmarked = all.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .filter(p -> p.tryGetAnnotationOfType(NullMarked.class).isEmpty())
                .map(p -> p.getName())
                .sorted()
                .toList();
        Assertions.assertEquals(java.util.List.of(), unmarked, "packages without @NullMarked in package-info.java");
    }

    private static ArchRule room(String packages, String... mayImport) {
        return classes()
                .that()
                .resideInAPackage(packages)
                .should()
                .onlyDependOnClassesThat(new DescribedPredicate<JavaClass>("reside in " + Arrays.toString(mayImport)) {
                    private final DescribedPredicate<JavaClass> allowed =
                            JavaClass.Predicates.resideInAnyPackage(mayImport);

                    @Override
                    public boolean test(JavaClass type) {
                        JavaClass base = type.getBaseComponentType();
                        return base.isPrimitive() || allowed.test(base);
                    }
                });
    }

    private static String[] join(String[] base, String... more) {
        return Stream.concat(Arrays.stream(base), Arrays.stream(more)).toArray(String[]::new);
    }
}
