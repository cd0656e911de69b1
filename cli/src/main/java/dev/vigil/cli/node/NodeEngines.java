package dev.vigil.cli.node;

import com.typesafe.config.Config;
import dev.vigil.workers.trust.NodeRole;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import org.apache.pekko.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * TLS between nodes: Pekko's own from PEM files, and on top of it who may speak to whom. A worker deals with coordinators
 * alone, and what passes between the two goes through a {@link FrameGate}. Pekko makes one for each actor system; any
 * thread.
 */
public final class NodeEngines implements SSLEngineProvider {
    /** What the node's own certificate says. */
    static final String ROLE_KEY = "vigil.node.role";

    private static final Logger LOG = LoggerFactory.getLogger(NodeEngines.class);

    private final RotatingKeysSSLEngineProvider pem;
    private final NodeRole own;
    private final int frameBytesMax;

    public NodeEngines(ActorSystem system) {
        Config config = system.settings().config();
        this.pem = new RotatingKeysSSLEngineProvider(system);
        this.own = config.getEnum(NodeRole.class, ROLE_KEY);
        this.frameBytesMax = Math.toIntExact(config.getBytes("pekko.remote.artery.advanced.maximum-frame-size"));
    }

    @Override
    public SSLEngine createServerSSLEngine(String hostname, int port) {
        return new GuardedEngine(pem.createServerSSLEngine(hostname, port), new GuardedEngine.Gates() {
            @Override
            public FrameGate of(SSLSession session) throws SSLException {
                boolean fellows = own == NodeRole.COORDINATOR
                        && NodeRole.of(peer(session)).equals(Optional.of(NodeRole.COORDINATOR));
                return new FrameGate(frameBytesMax, fellows);
            }

            @Override
            public void refused(SSLSession session, SSLException reason) {
                LOG.warn("refused {}: {}", name(session), reason.getMessage());
            }
        });
    }

    /** What Artery connects to never speaks on that connection. */
    @Override
    public SSLEngine createClientSSLEngine(String hostname, int port) {
        return pem.createClientSSLEngine(hostname, port);
    }

    @Override
    public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
        return verified(pem.verifyClientSession(hostname, session), session);
    }

    @Override
    public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
        return verified(pem.verifyServerSession(hostname, session), session);
    }

    private Option<Throwable> verified(Option<Throwable> fault, SSLSession session) {
        if (fault.isDefined()) {
            return fault;
        }
        try {
            Optional<NodeRole> role = NodeRole.of(peer(session));
            if (role.isPresent() && (own == NodeRole.COORDINATOR || role.get() == NodeRole.COORDINATOR)) {
                return Option.empty();
            }
            String says = role.map(r -> "says " + r.text()).orElse("gives no role");
            LOG.warn("refused {}: its certificate {}", name(session), says);
            return Option.apply(new SSLException("the certificate of the other node " + says));
        } catch (SSLException e) {
            return Option.apply(e);
        }
    }

    private static X509Certificate peer(SSLSession session) throws SSLException {
        if (session.getPeerCertificates()[0] instanceof X509Certificate certificate) {
            return certificate;
        }
        throw new SSLPeerUnverifiedException("no X.509 certificate");
    }

    private static String name(SSLSession session) {
        try {
            return peer(session).getSubjectX500Principal().getName();
        } catch (SSLException e) {
            return "a stranger";
        }
    }
}
