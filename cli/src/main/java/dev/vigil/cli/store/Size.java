package dev.vigil.cli.store;

import dev.vigil.cli.BadInput;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes as people write them; K, M, G and T are powers of 1024. */
final class Size {
    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,12})([KMGT]?)B?", Pattern.CASE_INSENSITIVE);
    private static final String UNITS = "KMGT";
    private static final int SHIFT = 10;

    private Size() {}

    static long parse(String option, String text) throws BadInput {
        Matcher matcher = WRITTEN.matcher(text.strip());
        if (!matcher.matches()) {
            throw new BadInput(option + " takes a number with K, M, G or T, such as 500M, not " + text);
        }
        String unit = matcher.group(2).toUpperCase(Locale.ROOT);
        long number = Long.parseLong(matcher.group(1));
        int shift = unit.isEmpty() ? 0 : SHIFT * (UNITS.indexOf(unit) + 1);
        if (number > Long.MAX_VALUE >> shift) {
            throw new BadInput(option + " " + text + " is more than any disk has");
        }
        return number << shift;
    }

    static String text(long bytes) {
        double value = bytes;
        int unit = -1;
        while (value >= 1 << SHIFT && unit + 1 < UNITS.length()) {
            value /= 1 << SHIFT;
            unit++;
        }
        return unit < 0 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f %siB", value, UNITS.charAt(unit));
    }
}
