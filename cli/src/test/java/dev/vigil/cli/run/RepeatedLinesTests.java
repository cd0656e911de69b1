package dev.vigil.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepeatedLinesTests {
    private static final String STREAM = "org.apache.pekko.stream.Log";

    private final LoggerContext context = new LoggerContext();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private long nanos = Long.MAX_VALUE - Duration.ofSeconds(30).toNanos();
    private final RepeatedLines lines = new RepeatedLines(log, context.getLogger("counts"), () -> nanos);

    @BeforeEach
    void start() {
        log.start();
        lines.start();
    }

    private void say(String logger, String message, Object... arguments) {
        lines.doAppend(event(logger, message, arguments));
    }

    private LoggingEvent event(String logger, String message, Object... arguments) {
        Logger named = context.getLogger(logger);
        return new LoggingEvent("test", named, Level.WARN, message, null, arguments);
    }

    private List<String> written() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void linesThatDifferInNumbersAndBracketsPassOnceAMinute() {
        for (int i = 0; i < 1_000; i++) {
            say(STREAM, "connection to [10.0.0.{}:4711] failed after " + i + " ms", i);
        }
        say(STREAM, "something else");
        assertEquals(List.of("connection to [10.0.0.0:4711] failed after 0 ms", "something else"), written());
        nanos += Duration.ofSeconds(61).toNanos();
        say(STREAM, "connection to [10.0.0.2:4711] failed after 2 ms");
        assertEquals(
                List.of(
                        "999 more lines were left out that are like: connection to [10.0.0.0:4711] failed after 0 ms",
                        "connection to [10.0.0.2:4711] failed after 2 ms"),
                written().subList(2, 4));
    }

    @Test
    void theCountIsToldAtTheEndAsWell() {
        say(STREAM, "a");
        say(STREAM, "a");
        lines.stop();
        assertEquals(List.of("a", "1 more lines were left out that are like: a"), written());
        assertEquals("counts", log.list.get(1).getLoggerName());
    }

    @Test
    void whatStrangersCannotSayIsNeverLeftOut() {
        for (int i = 0; i < 5; i++) {
            say("dev.vigil.cli.node.Leader", "c1 takes the lead, epoch 4");
        }
        assertEquals(5, written().size());
    }

    @Test
    void whoeverVariesHisWordsGetsABoundedNumberOfLines() {
        for (int i = 0; i < 10_000; i++) {
            say(
                    STREAM,
                    "got " + Integer.toString(i, 36).replaceAll("\\d", "x")
                            + Integer.toString(i, 2).replace('0', 'a').replace('1', 'b'));
        }
        assertTrue(written().size() <= 101, () -> written().size() + " lines");
    }

    @Test
    void theTerminalHearsNothingOfNodesThatComeAndGo() {
        NodeLines terminal = new NodeLines();
        for (String logger : List.of(
                STREAM,
                "org.apache.pekko.remote.artery.Association",
                "org.apache.pekko.cluster.Cluster",
                "dev.vigil.cli.node.NodeEngines")) {
            assertEquals(FilterReply.DENY, terminal.decide(event(logger, "m")), logger);
        }
        for (String logger : List.of("dev.vigil.coordinator.Desk", "org.apache.pekko.actor.ActorSystemImpl")) {
            assertEquals(FilterReply.NEUTRAL, terminal.decide(event(logger, "m")), logger);
        }
    }
}
