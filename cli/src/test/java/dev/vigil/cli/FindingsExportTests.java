package dev.vigil.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.cli.child.Built;
import dev.vigil.coordinator.FindingAssembler;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.target.Target;
import dev.vigil.model.wire.Wire;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class FindingsExportTests {
    private static final Target ONE = new Target("one", "0".repeat(64), "/one/libmxnet.so", List.of());
    private static final Target OTHER = new Target("other", "1".repeat(64), "/other/libmxnet.so", List.of());
    private static final String SIGNATURE = "elemwise_add|repeat|di\"ffers\\u0041 \u00e9|";
    private static final String ID = FindingAssembler.id(SIGNATURE);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path out;

    @BeforeEach
    void find() {
        PastRuns.prove(
                out, ONE, null, List.of(PastRuns.proof(SIGNATURE, FindingStatus.PROVEN, "*/ \"\u00e9\" \\u0022")));
    }

    private Typist export(int code, String... more) {
        Typist typist = new Typist(Built.cache());
        String[] all = new String[more.length + 4];
        all[0] = "findings";
        all[1] = "export";
        all[2] = "--out";
        all[3] = out.toString();
        System.arraycopy(more, 0, all, 4, more.length);
        int ended = typist.type(all);
        assertEquals(code, ended, typist.err());
        return typist;
    }

    @Test
    void jsonIsTheFindingItself() throws Exception {
        Finding read = Wire.fromJson(export(0, ID, "--as", "json").out(), Finding.class);
        assertEquals(SIGNATURE, read.signature());
    }

    @Test
    void exportedTestCompilesAgainstTheTestsOfTheLane() {
        String source = export(0, ID, "--as", "junit").out();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        String classPath = String.join(
                File.pathSeparator,
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Built.home().resolve("property-tests/target/test-classes").toString());
        URI name = URI.create("string:///Finding" + ID.replace("-", "") + "Tests.java");
        JavaFileObject file = new SimpleJavaFileObject(name, JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        boolean compiled = compiler.getTask(
                        null,
                        null,
                        said,
                        List.of("-d", out.toString(), "-cp", classPath, "-proc:none", "-Xlint:all", "-Werror"),
                        null,
                        List.of(file))
                .call();
        assertTrue(compiled, said.getDiagnostics().toString() + source);
    }

    @Test
    void scriptIsPlainPythonWithItsArraysWrittenOut() throws Exception {
        Path script = out.resolve("it.py");
        export(0, ID, "--as", "python", "--file", script.toString());
        // Without packages, so that it comes no further than its first imports.
        Process python = start("python3", "-S", "-E", script.toString());
        assertTrue(python.waitFor(30, TimeUnit.SECONDS));
        assertEquals(4, python.exitValue(), "without mxnet it cannot tell; Python itself ends with 1");
        assertTrue(Files.readString(out.resolve("said")).startsWith("numpy does not import here"));
        String text = Files.readString(script);
        assertTrue(text.chars().allMatch(c -> c < 128), "plain ASCII means the same everywhere");
        assertTrue(
                text.contains("np.full((2,), 1.0, \"float32\")"),
                text.lines().limit(40).toList().toString());
    }

    private Process start(String... command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(out.resolve("said").toFile())
                    .start();
        } catch (IOException e) {
            return Assumptions.abort("python3 is not here: " + e.getMessage());
        }
    }

    @Test
    void badInputIsOneLine() {
        Typist unknown = new Typist(Built.cache());
        unknown.assertRefused(
                unknown.type("findings", "export", "VF-0", "--as", "json", "--out", out.toString()), "is called VF-0");
        Typist form = new Typist(Built.cache());
        form.assertRefused(form.type("findings", "export", ID, "--as", "lisp", "--out", out.toString()), "lisp");
        Typist none = new Typist(Built.cache());
        none.assertRefused(none.type("findings", "export", ID, "--out", out.toString()), "--as");
        Typist place = new Typist(Built.cache());
        place.assertRefused(
                place.type(
                        "findings",
                        "export",
                        ID,
                        "--as",
                        "json",
                        "--out",
                        out.toString(),
                        "--file",
                        out.resolve("no/such/file").toString()),
                "cannot write");
    }

    @Test
    void targetTellsWhichOfSeveralIsMeant() throws Exception {
        PastRuns.prove(out, OTHER, null, List.of(PastRuns.proof(SIGNATURE, FindingStatus.PROVEN, "seen there")));
        Typist which = new Typist(Built.cache());
        which.assertRefused(
                which.type("findings", "export", ID, "--as", "json", "--out", out.toString()),
                "found on 2 targets; say with --target which: one, other");
        assertEquals(
                "seen there",
                Wire.fromJson(export(0, ID, "--as", "json", "--target", "other").out(), Finding.class)
                        .observed());
        Typist third = new Typist(Built.cache());
        third.assertRefused(
                third.type("findings", "export", ID, "--as", "json", "--target", "third", "--out", out.toString()),
                "not found on third");
    }
}
