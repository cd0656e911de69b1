package dev.vigil.binding;

import java.util.Optional;

/** One line from the launcher's stdout. {@link Usage} is the last of a run that started. */
public sealed interface LaunchEvent {

    /** The program runs. */
    record Started(long pid) implements LaunchEvent {}

    /** The program ended by itself; its descendants are gone too. */
    record Exited(int code) implements LaunchEvent {}

    /** A signal ended the program, perhaps ours; its descendants are gone too. */
    record Signalled(int signal) implements LaunchEvent {}

    /** So many descendants could not be killed within the launcher's patience. */
    record Leftover(int processes) implements LaunchEvent {}

    /** What the program used. */
    record Usage(long maxRssKb, long userMs, long systemMs) implements LaunchEvent {}

    /** Nothing was started; the text says why. */
    record Failed(String text) implements LaunchEvent {}

    /** Reads a line; empty for one that is none of ours, such as a line cut off by a killed launcher. */
    static Optional<LaunchEvent> parse(String line) {
        String[] words = line.strip().split(" ");
        try {
            return switch (words[0]) {
                case "started" -> Optional.of(new Started(Long.parseLong(words[1])));
                case "exited" -> Optional.of(new Exited(Integer.parseInt(words[1])));
                case "signalled" -> Optional.of(new Signalled(Integer.parseInt(words[1])));
                case "leftover" -> Optional.of(new Leftover(Integer.parseInt(words[1])));
                case "rusage" ->
                    Optional.of(
                            new Usage(Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3])));
                case "failed" -> Optional.of(new Failed(line.substring(Math.min(line.length(), 7))));
                default -> Optional.empty();
            };
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException notOurs) {
            return Optional.empty();
        }
    }
}
