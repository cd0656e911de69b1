package dev.vigil.properties.executor;

import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.wire.BlackBox;
import dev.vigil.model.wire.Frames;
import dev.vigil.model.wire.Wire;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * One executor and the connection to it. A thread of its own takes the answers off the wire, so that neither side
 * ever waits for the other to read. Used by one thread.
 */
final class Session {
    private final LaneContext.ChildProcess child;
    private final ProcessSettings settings;
    private final SocketChannel channel;
    /** Holds no more than has been asked and not taken; an empty entry is the end of the connection. */
    private final BlockingQueue<Optional<Answer>> answers = new LinkedBlockingQueue<>();

    private long cases;

    private Session(LaneContext.ChildProcess child, ProcessSettings settings, SocketChannel channel) {
        this.child = child;
        this.settings = settings;
        this.channel = channel;
        Thread reader = new Thread(this::read, "answers of an executor");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * @throws LaneFault when the process is there and cannot be spoken to
     */
    static Session connect(LaneContext.ChildProcess child, ProcessSettings settings)
            throws LaneFault, InterruptedException {
        try {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(child.socket()));
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            return new Session(child, settings, channel);
        } catch (IOException e) {
            ProcessEnd end = child.stop();
            throw new LaneFault(
                    "cannot connect to the executor at " + child.socket() + ": " + e.getMessage() + "; " + end.detail(),
                    e);
        }
    }

    ProcessSettings settings() {
        return settings;
    }

    /** Whether its end was seen already. */
    boolean gone() {
        Optional<Answer> next = answers.peek();
        return next != null && next.isEmpty();
    }

    /** Cases sent so far. */
    long cases() {
        return cases;
    }

    /** Sends a request; a broken connection shows when its answer is taken. */
    void send(Request request, long itsCases) {
        cases += itsCases;
        try {
            Frames.write(channel, Wire.encode(request));
        } catch (IOException gone) {
            closeChannel();
        }
    }

    /** The next answer; empty when the executor is gone. */
    Optional<Answer> take() throws InterruptedException {
        Optional<Answer> answer = answers.take();
        if (answer.isEmpty()) {
            answers.add(answer);
        }
        return answer;
    }

    /** How it ended; to be asked once {@link #take} has been empty. */
    ProcessEnd end() throws InterruptedException {
        closeChannel();
        return child.awaitEnd();
    }

    /** What it was doing when it died. */
    BlackBox blackBox() throws LaneFault {
        try {
            byte[] bytes = Files.readAllBytes(Path.of(child.blackBox()));
            if (bytes.length < BlackBox.BYTES) {
                throw new LaneFault("the black box " + child.blackBox() + " is " + bytes.length + " bytes short");
            }
            return new BlackBox(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
        } catch (IOException e) {
            throw new LaneFault("the black box " + child.blackBox() + " cannot be read: " + e.getMessage(), e);
        }
    }

    void stop() throws InterruptedException {
        closeChannel();
        child.stop();
    }

    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException gone) {
            // The other side is gone already, which is all that was wanted.
        }
    }

    private void read() {
        try {
            while (true) {
                answers.add(Optional.of(Wire.decode(Frames.read(channel), Answer.class)));
            }
        } catch (IOException end) {
            answers.add(Optional.empty());
        }
    }
}
