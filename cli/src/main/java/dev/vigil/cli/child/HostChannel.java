package dev.vigil.cli.child;

import dev.vigil.model.wire.Frames;
import dev.vigil.model.wire.FromLaneHost;
import dev.vigil.model.wire.ToLaneHost;
import dev.vigil.model.wire.Wire;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** The lane host's end of the channel to its worker. Many threads may tell, one hears. */
final class HostChannel implements AutoCloseable {
    private final SocketChannel channel;

    private HostChannel(SocketChannel channel) {
        this.channel = channel;
    }

    static HostChannel connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        return new HostChannel(channel);
    }

    /**
     * @throws IOException when the worker is gone or the message is too large for a frame
     */
    void tell(FromLaneHost message) throws IOException {
        byte[] frame = Wire.encode(message);
        synchronized (this) {
            Frames.write(channel, frame);
        }
    }

    /** Blocks for one message. */
    ToLaneHost hear() throws IOException {
        return Wire.decode(Frames.read(channel), ToLaneHost.class);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
