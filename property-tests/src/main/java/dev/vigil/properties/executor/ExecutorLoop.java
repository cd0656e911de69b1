package dev.vigil.properties.executor;

import dev.vigil.binding.CrashHandlers;
import dev.vigil.binding.LoadFailure;
import dev.vigil.binding.MxLibrary;
import dev.vigil.model.wire.BlackBox;
import dev.vigil.model.wire.Frames;
import dev.vigil.model.wire.Wire;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.properties.task.Inference;
import dev.vigil.properties.task.Task;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The life of an executor: load the library, listen, serve one connection, return. Called once, by the main of the
 * executor process, which should then halt, since the library's own end is not what is tested here. One thread.
 */
public final class ExecutorLoop {
    private final ExecutorConfig config;

    public ExecutorLoop(ExecutorConfig config) {
        this.config = config;
    }

    /**
     * Returns when the other side has closed the connection. Why it cannot work stands in the fault file as well.
     *
     * @throws LoadFailure when the build cannot be loaded
     * @throws IOException when the black box or the socket cannot be made, or the connection breaks
     */
    public void run() throws LoadFailure, IOException {
        try {
            listen();
        } catch (LoadFailure | IOException e) {
            Files.writeString(config.fault(), String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private void listen() throws LoadFailure, IOException {
        MxLibrary library = MxLibrary.open(config.library());
        boolean blocksWatched = library.storage().watchBlocks();
        CrashHandlers.install(config.trace());
        CrashHandlers.guardThisThread();
        BlackBox box = blackBox();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(config.socket()), 1);
            Files.writeString(config.ready(), "tid " + threadId() + "\n");
            try (SocketChannel channel = server.accept()) {
                serve(
                        new TaskRunner(library, Oracles.all(), box, config.device(), blocksWatched),
                        library,
                        box,
                        channel);
            }
        }
    }

    /** Of this thread, as the kernel numbers it; for whoever wants the stack of the thread that runs cases. */
    private static String threadId() throws IOException {
        Path self = Path.of("/proc/thread-self");
        return Files.isSymbolicLink(self)
                ? String.valueOf(Files.readSymbolicLink(self).getFileName())
                : Long.toString(ProcessHandle.current().pid());
    }

    private BlackBox blackBox() throws IOException {
        try (FileChannel file = FileChannel.open(
                config.blackBox(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            BlackBox box = new BlackBox(
                    file.map(FileChannel.MapMode.READ_WRITE, 0, BlackBox.BYTES).order(ByteOrder.nativeOrder()));
            box.format();
            return box;
        }
    }

    private void serve(TaskRunner runner, MxLibrary library, BlackBox box, SocketChannel channel) throws IOException {
        Inquirer inquirer = new Inquirer(library);
        while (true) {
            byte[] frame;
            try {
                frame = Frames.read(channel);
            } catch (EOFException gone) {
                return;
            }
            Request request = Wire.decode(frame, Request.class);
            if (request instanceof Request.Run run) {
                for (Task task : run.tasks()) {
                    answer(channel, run(runner, task));
                }
            } else if (request instanceof Request.Ask ask) {
                ask(ask, inquirer, box, channel);
            } else {
                box.begin(Request.DESCRIBE_BOXED, 0, System.nanoTime());
                Answer.Described described = new Answer.Described(inquirer.describe());
                box.idle();
                answer(channel, described);
            }
        }
    }

    /** A fault of ours must not look like an end that the build brought about. */
    private static Answer run(TaskRunner runner, Task task) {
        try {
            return new Answer.Done(runner.run(task));
        } catch (RuntimeException e) {
            StackTraceElement[] stack = e.getStackTrace();
            return new Answer.Failed(task.id(), e + (stack.length == 0 ? "" : " at " + stack[0]));
        }
    }

    private static void ask(Request.Ask ask, Inquirer inquirer, BlackBox box, SocketChannel channel)
            throws IOException {
        for (int i = 0; i < ask.inquiries().size(); i++) {
            long number = ask.first() + i;
            box.begin(Request.Ask.boxed(number), 0, System.nanoTime());
            box.phase(BlackBox.Phase.INFER, 0);
            Inference inference = inquirer.infer(ask.inquiries().get(i));
            box.idle();
            answer(channel, new Answer.Inferred(number, inference));
        }
    }

    private static void answer(SocketChannel channel, Answer answer) throws IOException {
        Frames.write(channel, Wire.encode(answer));
    }
}
