package dev.vigil.cli.run;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/**
 * Everything that rooms and libraries log during a run goes to one file of bounded size; the terminal keeps its warnings.
 * Runs side by side in one JVM have each other's lines in theirs.
 */
public final class RunLog {
    private static final int MEGABYTES_MAX = 20;
    /** Guarded by the class. */
    private static int open;

    private final Logger root;
    private final RollingFileAppender<ILoggingEvent> file;
    private final RepeatedLines lines;

    private RunLog(Logger root, RollingFileAppender<ILoggingEvent> file, RepeatedLines lines) {
        this.root = root;
        this.file = file;
        this.lines = lines;
    }

    public static synchronized RunLog open(Path path) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSS,UTC}Z %-5level [%thread] %logger{36} %msg%n");
        encoder.start();
        RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
        file.setContext(context);
        file.setFile(path.toString());
        file.setEncoder(encoder);
        FixedWindowRollingPolicy older = new FixedWindowRollingPolicy();
        older.setContext(context);
        older.setParent(file);
        older.setMinIndex(1);
        older.setMaxIndex(1);
        older.setFileNamePattern(path + ".%i");
        older.start();
        SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(context);
        size.setMaxFileSize(new FileSize((long) MEGABYTES_MAX * FileSize.MB_COEFFICIENT));
        size.start();
        file.setRollingPolicy(older);
        file.setTriggeringPolicy(size);
        file.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        RepeatedLines lines = new RepeatedLines(file, context.getLogger(RunLog.class), System::nanoTime);
        lines.setContext(context);
        lines.start();
        root.addAppender(lines);
        root.setLevel(Level.INFO);
        open++;
        return new RunLog(root, file, lines);
    }

    /** The terminal alone from here on, unless another run is still going. */
    public void close() {
        synchronized (RunLog.class) {
            root.detachAppender(lines);
            lines.stop();
            file.stop();
            if (--open == 0) {
                root.setLevel(Level.WARN);
            }
        }
    }
}
