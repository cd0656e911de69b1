package dev.vigil.properties.executor;

import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.target.Target;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.wire.BlackBox;
import dev.vigil.model.wire.Frames;
import dev.vigil.model.wire.Wire;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Task;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Executors that are threads and do as they are told, for ends that no real executor comes to when asked. */
final class ScriptedContext implements LaneContext {
    private final Path folder;
    private final Script script;
    private int started;

    /** What an executor does. */
    interface Script {
        /** Empty: it ends, between two cases. */
        Optional<Outcome> take(Task task);
    }

    ScriptedContext(Path folder, Script script) {
        this.folder = folder;
        this.script = script;
    }

    static Outcome outcome(Task task, long judged) {
        return new Outcome(task, judged, 0, 0, judged, judged, 0, new TreeMap<>(), List.of(), null, "");
    }

    int started() {
        return started;
    }

    @Override
    public Target target() {
        return new Target("scripted", "", "none", List.of());
    }

    @Override
    public ChildProcess startExecutor(ProcessSettings settings, UnitLimits limits) throws LaneFault {
        started++;
        try {
            Path own = Files.createTempDirectory(folder, "x");
            ByteBuffer box = ByteBuffer.allocate(BlackBox.BYTES).order(ByteOrder.nativeOrder());
            new BlackBox(box).format();
            Files.write(own.resolve("box"), box.array());
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(own.resolve("socket")));
            Thread thread = new Thread(() -> serve(server), "scripted executor");
            thread.setDaemon(true);
            thread.start();
            return new Scripted(own);
        } catch (IOException e) {
            throw new LaneFault("cannot start a scripted executor: " + e.getMessage(), e);
        }
    }

    @Override
    public void progress(long cases, long crashes, String doing) {}

    private void serve(ServerSocketChannel server) {
        try (server;
                SocketChannel channel = server.accept()) {
            while (Wire.decode(Frames.read(channel), Request.class) instanceof Request.Run run) {
                for (Task task : run.tasks()) {
                    Optional<Outcome> outcome = script.take(task);
                    if (outcome.isEmpty()) {
                        return;
                    }
                    Frames.write(channel, Wire.encode(new Answer.Done(outcome.get())));
                }
            }
        } catch (IOException gone) {
            // The client has closed the connection, which is how it ends an executor.
        }
    }

    private record Scripted(Path own) implements ChildProcess {
        @Override
        public String socket() {
            return own.resolve("socket").toString();
        }

        @Override
        public String blackBox() {
            return own.resolve("box").toString();
        }

        @Override
        public ProcessEnd awaitEnd() {
            return new ProcessEnd(ProcessEnd.Kind.ABORT, 134, 6, List.of(), "", "the script ends here", 0);
        }

        @Override
        public ProcessEnd stop() {
            return awaitEnd();
        }
    }
}
