package dev.vigil.cli.node;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** An engine of which every byte that comes out goes through a gate first. */
final class GuardedEngine extends SSLEngine {
    private final SSLEngine engine;
    private final Gates gates;
    private @Nullable FrameGate gate;
    private boolean refused;
    private boolean told;

    /** Makes the gate for a connection once it is known whose it is. */
    interface Gates {
        FrameGate of(SSLSession session) throws SSLException;

        /** The connection ends for this, which TLS or the gate says. */
        void refused(SSLSession session, SSLException reason);
    }

    GuardedEngine(SSLEngine engine, Gates gates) {
        super(engine.getPeerHost(), engine.getPeerPort());
        this.engine = engine;
        this.gates = gates;
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] targets, int offset, int count) throws SSLException {
        int[] before = new int[count];
        for (int i = 0; i < count; i++) {
            before[i] = targets[offset + i].position();
        }
        SSLEngineResult result;
        try {
            result = engine.unwrap(source, targets, offset, count);
        } catch (SSLException e) {
            throw told(e);
        }
        if (result.bytesProduced() > 0) {
            for (int i = 0; i < count; i++) {
                pass(targets[offset + i].duplicate().flip().position(before[i]));
            }
        }
        return result;
    }

    private void pass(ByteBuffer plain) throws SSLException {
        FrameGate there = gate;
        try {
            if (there == null) {
                there = gates.of(engine.getSession());
                gate = there;
            }
            there.pass(plain);
        } catch (SSLException e) {
            refused = true;
            throw told(e);
        }
    }

    /** One engine fails once; what it says after that is the same. */
    private SSLException told(SSLException reason) {
        if (!told) {
            told = true;
            gates.refused(engine.getSession(), reason);
        }
        return reason;
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] sources, int offset, int count, ByteBuffer target) throws SSLException {
        try {
            return engine.wrap(sources, offset, count, target);
        } catch (SSLException e) {
            throw told(e);
        }
    }

    @Override
    public @Nullable Runnable getDelegatedTask() {
        return engine.getDelegatedTask();
    }

    @Override
    public void closeInbound() throws SSLException {
        // After a refusal Pekko's stage ends when this does not throw, and JSSE would miss the other side's farewell.
        if (!refused) {
            engine.closeInbound();
        }
    }

    @Override
    public boolean isInboundDone() {
        return refused || engine.isInboundDone();
    }

    @Override
    public void closeOutbound() {
        engine.closeOutbound();
    }

    @Override
    public boolean isOutboundDone() {
        return engine.isOutboundDone();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return engine.getSupportedCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return engine.getEnabledCipherSuites();
    }

    @Override
    public String[] getSupportedProtocols() {
        return engine.getSupportedProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return engine.getEnabledProtocols();
    }

    @Override
    public SSLSession getSession() {
        return engine.getSession();
    }

    @Override
    public @Nullable SSLSession getHandshakeSession() {
        return engine.getHandshakeSession();
    }

    @Override
    public void beginHandshake() throws SSLException {
        engine.beginHandshake();
    }

    @Override
    public SSLEngineResult.HandshakeStatus getHandshakeStatus() {
        return engine.getHandshakeStatus();
    }

    @Override
    public boolean getUseClientMode() {
        return engine.getUseClientMode();
    }

    @Override
    public boolean getNeedClientAuth() {
        return engine.getNeedClientAuth();
    }

    @Override
    public boolean getWantClientAuth() {
        return engine.getWantClientAuth();
    }

    @Override
    public boolean getEnableSessionCreation() {
        return engine.getEnableSessionCreation();
    }

    @Override
    public SSLParameters getSSLParameters() {
        return engine.getSSLParameters();
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        engine.setEnabledCipherSuites(suites);
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        engine.setEnabledProtocols(protocols);
    }

    @Override
    public void setUseClientMode(boolean mode) {
        engine.setUseClientMode(mode);
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        engine.setNeedClientAuth(need);
    }

    @Override
    public void setWantClientAuth(boolean want) {
        engine.setWantClientAuth(want);
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {
        engine.setEnableSessionCreation(flag);
    }

    @Override
    public void setSSLParameters(SSLParameters parameters) {
        engine.setSSLParameters(parameters);
    }
}
