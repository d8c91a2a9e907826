package dev.hawser.interop;

import static com.tngtech.archunit.core.domain.JavaModifier.SYNCHRONIZED;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.lang.foreign.Linker;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arrows that module descriptors cannot draw. */
class HouseTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(location -> !location.contains("test-classes"))
            .importPackages("dev.hawser");

    private static final String WIRE = "dev.hawser.wire..";
    private static final String H1 = "dev.hawser.wire.h1..";
    private static final String H2 = "dev.hawser.wire.h2..";
    private static final String HPACK = "dev.hawser.wire.hpack..";

    /** A package and its {@code internal} are one: the door between them opens from both sides. */
    private static final SliceAssignment PACKAGES = new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            return SliceIdentifier.of(javaClass.getPackageName().replace(".internal", ""));
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    };

    @Test
    void everyRoomIsSeen() {
        for (String room :
                List.of("bytes", "message", "wire", "transport", "transport.linux", "http", "testkit", "cli")) {
            assertThat(HOUSE.containPackage("dev.hawser." + room)).as(room).isTrue();
        }
    }

    @Test
    void wireHasNoSocketsLocksThreadsOrLoggers() {
        noClasses()
                .that()
                .resideInAPackage(WIRE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.net..",
                        "java.nio.channels..",
                        "java.util.concurrent..",
                        "java.util.logging..",
                        "jdk.jfr..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Thread.class, ThreadLocal.class, System.Logger.class)
                .check(HOUSE);
        noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage(WIRE)
                .should()
                .haveModifier(SYNCHRONIZED)
                .check(HOUSE);
    }

    @Test
    void timeIsAnArgumentInWire() {
        noClasses()
                .that()
                .resideInAPackage(WIRE)
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callConstructor(Date.class)
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Clock.class)
                .check(HOUSE);
    }

    @Test
    void theProtocolsDoNotSeeOneAnother() {
        noClasses()
                .that()
                .resideInAPackage(H1)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(H2, HPACK)
                .check(HOUSE);
        noClasses()
                .that()
                .resideInAPackage(H2)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(H1)
                .check(HOUSE);
        noClasses()
                .that()
                .resideInAPackage(HPACK)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(H1, H2)
                .check(HOUSE);
    }

    @Test
    void onlyTheLinuxTransportCallsNativeCode() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.hawser.transport.linux..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Linker.class)
                .check(HOUSE);
    }

    @Test
    void nobodyUsesInternalsOfTheJdk() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("sun..", "com.sun..", "jdk.internal..")
                .check(HOUSE);
    }

    @Test
    void onlyTheCommandTalksToTheTerminal() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.hawser.cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .check(HOUSE);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().assignedFrom(PACKAGES).should().beFreeOfCycles().check(HOUSE);
    }
}
