package dev.vigil.workers.slot;

import dev.vigil.workers.process.ChildEnvironment;
import dev.vigil.workers.process.ChildProcess;
import dev.vigil.workers.process.JavaProgram;
import dev.vigil.workers.process.Launch;
import dev.vigil.workers.process.Launcher;
import dev.vigil.workers.process.ScratchRoot;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Starts lane hosts: JVMs that never load the library, told on the command line where to connect. Thread-safe. */
public final class LaneHosts {
    private static final List<String> FLAGS = List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            // Most of what runs here runs too seldom for the second compiler to pay back its own time.
            "-XX:TieredStopAtLevel=1",
            "-XX:-UseCodeCacheFlushing",
            "-XX:-UsePerfData",
            "-XX:+ExitOnOutOfMemoryError");

    private final JavaProgram program;
    private final Launcher launcher;
    private final ScratchRoot scratch;
    private final ChildEnvironment environment;

    /**
     * @param ours our own environment
     */
    public LaneHosts(JavaProgram program, Launcher launcher, ScratchRoot scratch, Map<String, String> ours) {
        this.program = program;
        this.launcher = launcher;
        this.scratch = scratch;
        this.environment = new ChildEnvironment(ours);
    }

    /**
     * Waits until it says hello.
     *
     * @throws IOException when it does not come up, with what it wrote
     */
    LaneHost start() throws IOException, InterruptedException {
        Path folder = scratch.folder("h");
        Path socket = folder.resolve("socket");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        LaneHost host = null;
        boolean up = false;
        try {
            server.bind(UnixDomainSocketAddress.of(socket));
            List<String> flags = Stream.concat(FLAGS.stream(), Stream.of("-Djava.io.tmpdir=" + folder))
                    .toList();
            Launch launch = new Launch(
                    program.command(flags, List.of(socket.toString())),
                    environment.host(folder),
                    folder,
                    Launch.USUAL_FILE_BYTES_MAX);
            ChildProcess child = launcher.start(launch);
            host = new LaneHost(child, server, folder, launch.stderr());
            host.awaitHello();
            up = true;
            return host;
        } finally {
            // Whatever was thrown, errors included: a process, a socket and a folder are not to stay behind.
            if (!up) {
                if (host != null) {
                    host.close();
                } else {
                    server.close();
                    ScratchRoot.delete(folder);
                }
            }
        }
    }
}
