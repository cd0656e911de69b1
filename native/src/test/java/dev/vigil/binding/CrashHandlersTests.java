package dev.vigil.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The handlers in a JVM that dies of an injected fault, on this JDK and on 25 where there is one. */
final class CrashHandlersTests {
    private static final Path PROXIES = Path.of("target", "crash-proxies").toAbsolutePath();
    private static final long PATIENCE_SECONDS = 60;
    private static final int BY_ABORT = 134;
    private static final int BY_SEGV = 139;

    @TempDir
    Path folder;

    @Test
    void theJvmLivesWithThem() throws Exception {
        assertUnharmed(Child.thisJava(), RealLibraries.first());
    }

    @Test
    void theJvmLivesWithThemOnJdk25() throws Exception {
        assertUnharmed(java25(), RealLibraries.first());
    }

    @Test
    void theJvmLivesWithThemUnderTheSecondInterface() throws Exception {
        assertUnharmed(Child.thisJava(), RealLibraries.second());
        assertUnharmed(java25(), RealLibraries.second());
    }

    @Test
    void abortLeavesTheCulpritsFrame() throws Exception {
        assertAbortReported(Child.thisJava());
    }

    @Test
    void abortLeavesTheCulpritsFrameOnJdk25() throws Exception {
        assertAbortReported(java25());
    }

    @Test
    void stackOverflowLeavesTheCulpritsFrame() throws Exception {
        assertOverflowReported(Child.thisJava());
    }

    @Test
    void stackOverflowLeavesTheCulpritsFrameOnJdk25() throws Exception {
        assertOverflowReported(java25());
    }

    @Test
    void segmentationFaultStaysTheJvmsToReport() throws Exception {
        for (String java : List.of(Child.thisJava(), java25())) {
            Child.End end = run(java, RealLibraries.first(), Fault.Kind.SEGV);
            assertEquals(BY_ABORT, end.code(), end.output());
            assertTrue(hsErr().contains("libvigil_fault_proxy.so"), end.output());
            assertTrue(report().lines().anyMatch("by libjvm.so"::equals), report());
            Files.delete(folder.resolve("hs_err.log"));
        }
    }

    /** 2.x would turn this signal into an error text, had its handler not been taken back. */
    @Test
    void arithmeticFaultOfTheSecondInterfaceIsACrash() throws Exception {
        Child.End end = run(Child.thisJava(), RealLibraries.second(), Fault.Kind.FPE);
        assertEquals(BY_ABORT, end.code(), end.output());
        assertTrue(hsErr().contains("SIGFPE"), end.output());
    }

    private void assertUnharmed(String java, Path library) throws Exception {
        Child.End end = run(java, library, Fault.Kind.NONE, "*");
        assertEquals(0, end.code(), end.output());
        assertEquals(
                List.of("null checks 300000", "overflows 20", "null checks 300000", "sum 2.0"),
                end.output()
                        .lines()
                        .filter(line -> line.matches("(null checks|overflows|sum) .*"))
                        .toList());
        assertFalse(Files.exists(folder.resolve("report")), end.output());
    }

    private void assertAbortReported(String java) throws Exception {
        Child.End end = run(java, RealLibraries.first(), Fault.Kind.ABORT);
        assertEquals(BY_ABORT, end.code(), end.output());
        List<String> lines = report().lines().toList();
        assertEquals("abort", lines.get(0));
        assertFalse(lines.contains("by libjvm.so"));
        assertTrue(
                lines.stream().anyMatch(line -> line.matches("#\\d\\d libvigil_fault_proxy.so\\+0x.* MXImp.*")),
                report());
        assertFalse(Files.exists(folder.resolve("hs_err.log")));
    }

    private void assertOverflowReported(String java) throws Exception {
        Child.End end = run(java, RealLibraries.first(), Fault.Kind.STACK_OVERFLOW);
        assertEquals(BY_SEGV, end.code(), end.output());
        List<String> lines = report().lines().toList();
        assertTrue(lines.get(0).startsWith("stack overflow at 0x"), report());
        long culprits = lines.stream()
                .filter(line -> line.contains("libvigil_fault_proxy.so+0x"))
                .count();
        assertTrue(culprits > 20, report());
    }

    private Child.End run(String java, Path library, Fault.Kind kind) throws Exception {
        return run(java, library, kind, "elemwise_add");
    }

    private Child.End run(String java, Path library, Fault.Kind kind, String operator) throws Exception {
        Path proxy = FaultProxy.install(library, PROXIES.resolve(Integer.toHexString(library.hashCode())));
        Map<String, String> environment = new HashMap<>(new Fault(kind, operator, 0).environment());
        environment.put("MXNET_ENGINE_TYPE", "NaiveEngine");
        String report = folder.resolve("report").toString();
        return Child.run(folder, java, CrashMain.class, environment, PATIENCE_SECONDS, proxy.toString(), report);
    }

    private String report() throws IOException {
        return Files.readString(folder.resolve("report"));
    }

    private String hsErr() throws IOException {
        return Files.readString(folder.resolve("hs_err.log"));
    }

    private static String java25() throws IOException {
        try (Stream<Path> homes = Files.list(Path.of("/usr/lib/jvm"))) {
            return homes.filter(home -> home.getFileName().toString().contains("25"))
                    .map(home -> home.resolve("bin").resolve("java"))
                    .filter(Files::isExecutable)
                    .map(Path::toString)
                    .findFirst()
                    .orElseGet(CrashHandlersTests::without25);
        } catch (java.nio.file.NoSuchFileException noFolder) {
            return without25();
        }
    }

    private static String without25() {
        return Assumptions.abort("no JDK 25 under /usr/lib/jvm");
    }
}
