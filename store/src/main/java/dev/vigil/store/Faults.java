package dev.vigil.store;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import org.h2.jdbc.JdbcException;
import org.jspecify.annotations.Nullable;

/** Turns what a driver throws into one line for a person. */
final class Faults {
    /** H2's own numbers; PostgreSQL tells the same things by SQLSTATE. */
    private static final int H2_ALREADY_OPEN = 90020;

    private static final int H2_CORRUPTED = 90030;
    private static final int H2_READ_ONLY = 90097;

    /** Deadlock, row changed meanwhile, lock not given in time. */
    private static final Set<Integer> H2_PASSING = Set.of(40001, 90131, 50200);

    /** Serialization, deadlock, lock or statement out of time, too many connections, session or server ended or starting. */
    private static final Set<String> PASSING =
            Set.of("40001", "40P01", "55P03", "57014", "53300", "25P03", "57P01", "57P02", "57P03", "57P05");

    private Faults() {}

    static StoreFault of(SQLException fault, String place) {
        String text = wholeText(fault);
        String state = String.valueOf(fault.getSQLState());
        if (fault.getErrorCode() == H2_ALREADY_OPEN || text.contains("The file is locked")) {
            return new StoreFault(
                    "store " + place + " is in use by another run; wait for it, or give another --out", fault);
        }
        if (spaceIsOut(text) || state.equals("53100")) {
            return new StoreFault(
                    "store " + place + " cannot grow, the disk or quota is full; make room and resume"
                            + " (what was accepted is kept): " + firstLine(text),
                    fault);
        }
        if (damage(fault)) {
            return new StoreFault(
                    "store " + place + " is damaged; move it away or bring a copy back (nothing was changed): "
                            + firstLine(text),
                    fault);
        }
        if (fault.getErrorCode() == H2_READ_ONLY) {
            return new StoreFault(
                    "store " + place + " cannot be read as it is (nothing was changed): it is damaged, or of an older"
                            + " Vigil; keep a copy, then start a run there, which brings an older one up to date",
                    fault);
        }
        boolean passing = passing(fault);
        if (state.startsWith("08") || state.startsWith("28") || state.startsWith("57P")) {
            String line = "store " + place + " cannot be reached: " + firstLine(text);
            return passing ? StoreFault.passing(line, fault) : new StoreFault(line, fault);
        }
        String line = "store " + place + " failed: " + firstLine(text);
        return passing ? StoreFault.passing(line, fault) : new StoreFault(line, fault);
    }

    /** Whether the same may go well later, without anybody doing anything to this program. */
    private static boolean passing(SQLException fault) {
        if (fault instanceof JdbcException) {
            return H2_PASSING.contains(fault.getErrorCode());
        }
        String state = String.valueOf(fault.getSQLState());
        return state.startsWith("08") || PASSING.contains(state) || fault.getCause() instanceof IOException;
    }

    /** Whether the file itself is broken; H2 wraps a full disk in the same way. */
    static boolean damage(SQLException fault) {
        String text = wholeText(fault);
        return !spaceIsOut(text)
                && (fault.getErrorCode() == H2_CORRUPTED
                        || text.contains("File corrupted")
                        || text.contains("MVStoreException"));
    }

    private static boolean spaceIsOut(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.contains("no space left")
                || lower.contains("file too large")
                || lower.contains("quota exceeded")
                || lower.contains("not enough space");
    }

    /** Messages of the fault and its causes, the fault's own first: drivers hide the operating system's words below. */
    private static String wholeText(Throwable fault) {
        StringBuilder text = new StringBuilder();
        int depth = 0;
        for (@Nullable Throwable t = fault; t != null && depth < 10; t = t.getCause(), depth++) {
            text.append(t.getClass().getSimpleName())
                    .append(": ")
                    .append(t.getMessage())
                    .append("; ");
        }
        return text.toString();
    }

    private static String firstLine(String text) {
        String line = text.lines()
                .map(String::strip)
                .filter(l -> !l.isEmpty())
                .findFirst()
                .orElse("no message");
        return line.length() > 300 ? line.substring(0, 300) + " ..." : line;
    }
}
