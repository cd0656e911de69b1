package dev.vigil.cli.run;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Lines on their way to a log. What connections and streams say can be made to repeat by whoever sends packets; of those
 * that are alike but for numbers and brackets one passes each minute, and later a count of the others.
 */
final class RepeatedLines extends AppenderBase<ILoggingEvent> {
    private static final Duration PAUSE = Duration.ofMinutes(1);

    /** Those beyond are one kind. */
    private static final int KINDS_MAX = 100;

    private static final int KIND_CHARACTERS_MAX = 120;
    private static final String OTHERS = "others";

    private final Appender<ILoggingEvent> log;
    private final Logger counts;
    private final LongSupplier nanoTime;
    private final Map<String, Kind> kinds = new LinkedHashMap<>();

    private static final class Kind {
        private final ILoggingEvent first;
        private final long beganNanos;
        private long more;

        private Kind(ILoggingEvent first, long beganNanos) {
            this.first = first;
            this.beganNanos = beganNanos;
        }
    }

    /**
     * @param log takes what passes
     * @param counts in whose name the counts are written
     */
    RepeatedLines(Appender<ILoggingEvent> log, Logger counts, LongSupplier nanoTime) {
        this.log = log;
        this.counts = counts;
        this.nanoTime = nanoTime;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (!NodeLines.include(event.getLoggerName())) {
            log.doAppend(event);
            return;
        }
        long now = nanoTime.getAsLong();
        for (Iterator<Kind> all = kinds.values().iterator(); all.hasNext(); ) {
            Kind kind = all.next();
            if (now - kind.beganNanos >= PAUSE.toNanos()) {
                tell(kind);
                all.remove();
            }
        }
        String name = name(event);
        String key = kinds.containsKey(name) || kinds.size() < KINDS_MAX ? name : OTHERS;
        Kind kind = kinds.get(key);
        if (kind == null) {
            kinds.put(key, new Kind(event, now));
            log.doAppend(event);
        } else {
            kind.more++;
        }
    }

    private static String name(ILoggingEvent event) {
        String text = String.valueOf(event.getFormattedMessage())
                .replaceAll("\\[[^\\]]*]", "[]")
                .replaceAll("\\d+", "#");
        String line = event.getLoggerName() + ' ' + event.getLevel() + ' ' + text;
        return line.substring(0, Math.min(KIND_CHARACTERS_MAX, line.length()));
    }

    private void tell(Kind kind) {
        if (kind.more > 0) {
            log.doAppend(new LoggingEvent(
                    RepeatedLines.class.getName(),
                    counts,
                    kind.first.getLevel(),
                    "{} more lines were left out that are like: {}",
                    null,
                    new Object[] {kind.more, kind.first.getFormattedMessage()}));
        }
    }

    /** Tells what is not told yet. */
    @Override
    public void stop() {
        synchronized (this) {
            kinds.values().forEach(this::tell);
            kinds.clear();
        }
        super.stop();
    }
}
