package dev.vigil.cli.run;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;

/**
 * Keeps off the terminal what a node's connections, streams and cluster say: other nodes come and go, and strangers knock.
 * It is in the log.
 */
public final class NodeLines extends Filter<ILoggingEvent> {
    private static final List<String> LOGGERS = List.of(
            "org.apache.pekko.remote.",
            "org.apache.pekko.stream.",
            "org.apache.pekko.io.",
            "dev.vigil.cli.node.NodeEngines");
    private static final String CLUSTER = "org.apache.pekko.cluster.";

    /** Lines that others can make us write, as often as they like. */
    static boolean include(String logger) {
        return LOGGERS.stream().anyMatch(logger::startsWith);
    }

    @Override
    public FilterReply decide(ILoggingEvent event) {
        String logger = event.getLoggerName();
        return include(logger) || logger.startsWith(CLUSTER) ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
}
