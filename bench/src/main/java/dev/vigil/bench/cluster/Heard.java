package dev.vigil.bench.cluster;

import com.typesafe.config.ConfigFactory;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.remote.artery.RemoteInstrument;

/** Counts what came over the wire. Pekko makes it by its name, so its count can only be static. */
public final class Heard extends RemoteInstrument {
    private static final LongAdder MESSAGES = new LongAdder();
    private static final byte IDENTIFIER = 17;

    /** For systems that are started after this. */
    static void listen() {
        System.setProperty("pekko.remote.artery.advanced.instruments.0", Heard.class.getName());
        ConfigFactory.invalidateCaches();
    }

    static long messages() {
        return MESSAGES.sum();
    }

    @Override
    public byte identifier() {
        return IDENTIFIER;
    }

    @Override
    public void remoteWriteMetadata(ActorRef recipient, Object message, ActorRef sender, ByteBuffer buffer) {}

    @Override
    public void remoteMessageSent(ActorRef recipient, Object message, ActorRef sender, int size, long time) {}

    @Override
    public void remoteReadMetadata(ActorRef recipient, Object message, ActorRef sender, ByteBuffer buffer) {}

    @Override
    public void remoteMessageReceived(ActorRef recipient, Object message, ActorRef sender, int size, long time) {
        MESSAGES.increment();
    }
}
