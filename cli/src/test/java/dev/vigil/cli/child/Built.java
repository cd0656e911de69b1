package dev.vigil.cli.child;

import dev.vigil.binding.FaultProxy;
import dev.vigil.cli.Surroundings;
import dev.vigil.model.target.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the build made and tests start for real: the class paths of the processes, and the builds under test. */
public final class Built {
    private static final Path HOME = Path.of(String.valueOf(System.getProperty("vigil.home")))
            .toAbsolutePath()
            .normalize();

    /** Kept between tests and outside temporary folders, where JUnit warns about each link. */
    private static final Path CACHE = HOME.resolve("cli/target/test-cache");

    private Built() {}

    public static Path home() {
        return HOME;
    }

    public static Path cache() {
        return CACHE;
    }

    /** The default build under test, unpacked by native's Maven build. */
    public static Path library() {
        return Path.of(String.valueOf(System.getProperty("vigil.test.mxnet")));
    }

    static Target target() {
        return new Target("stock", "", library().toString(), List.of());
    }

    /** The same build behind the proxy, which does as the case's environment says. */
    static Target faulty() {
        Path proxy = FaultProxy.install(library(), CACHE.resolve("proxy"));
        return new Target("proxy", "", proxy.toString(), List.of());
    }

    public static ProcessClassPaths classPaths() throws IOException {
        return ProcessClassPaths.read(HOME.resolve("cli/target/class-paths"), HOME.resolve("cli/target/classes"));
    }

    /** Of a verb that says nothing. */
    public static Surroundings quiet() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("VIGIL_CACHE", CACHE.toString());
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return new Surroundings(
                nowhere,
                nowhere,
                environment,
                HOME,
                Path.of(System.getProperty("java.home"), "bin", "java"),
                false,
                80);
    }
}
