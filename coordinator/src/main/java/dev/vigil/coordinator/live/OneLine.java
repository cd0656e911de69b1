package dev.vigil.coordinator.live;

/** Text that others wrote, as one bounded line without characters that steer a display. */
final class OneLine {
    private OneLine() {}

    /**
     * @param max characters, the dots for what was left out included
     */
    static String of(String text, int max) {
        String line = text.lines().findFirst().orElse("").replaceAll("\\p{C}", "\uFFFD");
        if (line.length() <= max) {
            return line;
        }
        int end = max - 1;
        return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
