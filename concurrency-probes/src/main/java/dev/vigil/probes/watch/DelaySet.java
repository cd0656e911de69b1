package dev.vigil.probes.watch;

import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.reduce.Budget;
import dev.vigil.model.reduce.Minimiser;
import dev.vigil.model.reduce.Trial;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The delays that a fault was seen with. Immutable.
 *
 * @param delays in the order in which they came
 */
public record DelaySet(List<Delay> delays) {
    private static final String BETWEEN = "; ";

    public DelaySet {
        delays = List.copyOf(delays);
    }

    /**
     * Those that a process was about to make, from the file that {@code VIGIL_WATCH_MADE} named. A last line that is not whole is left
     * out: a process may die while it writes.
     *
     * @throws java.nio.file.NoSuchFileException when the library was not in the process
     * @throws WatchFormatException when the file is none of the library's
     */
    public static DelaySet read(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        WatchText.Picture picture = WatchText.unended(
                file, text.substring(0, text.lastIndexOf('\n') + 1).lines().toList());
        List<Delay> delays = new ArrayList<>();
        for (int line = 0; line < picture.lines().size(); line++) {
            String[] fields = picture.lines().get(line).split(" ", -1);
            if (fields[0].equals("delay")) {
                try {
                    delays.add(new Delay(
                            fields[1],
                            Integer.parseInt(fields[2]),
                            fields[3],
                            Integer.parseInt(fields[4]),
                            Long.parseLong(fields[5]),
                            picture.place(fields[6], line)));
                } catch (NumberFormatException | IndexOutOfBoundsException e) {
                    throw picture.wrong(line);
                }
            }
        }
        return new DelaySet(delays);
    }

    /** @throws IllegalArgumentException when it is not {@link #text} of any */
    public static DelaySet of(String text) {
        return new DelaySet(
                text.isEmpty()
                        ? List.of()
                        : Arrays.stream(text.split(BETWEEN, -1)).map(Delay::of).toList());
    }

    /** All of them in one line, without their modules' folders. */
    public String text() {
        return delays.stream().map(Delay::text).collect(Collectors.joining(BETWEEN));
    }

    /** Writes them as the library takes them, for {@code VIGIL_WATCH_DELAYS}. */
    public Path write(Path file) throws IOException {
        return Files.write(file, delays.stream().map(Delay::line).toList());
    }

    /**
     * A shorter set that still shows the fault: first without whole sites, then without single delays (Misherghi and Su, "HDD: Hierarchical
     * Delta Debugging", ICSE 2006). A trial runs the program with a set, as often as the fault's rate needs; a schedule is not
     * wholly ours, so what it answers may differ from time to time, and what comes out is as sure as its last answer.
     *
     * @param trial the whole set shows the fault
     */
    public DelaySet minimised(Trial<DelaySet> trial, Budget budget) throws LaneFault, InterruptedException {
        Map<String, List<Delay>> sites =
                delays.stream().collect(Collectors.groupingBy(Delay::site, LinkedHashMap::new, Collectors.toList()));
        List<List<Delay>> needed =
                Minimiser.minimise(List.copyOf(sites.values()), part -> trial.shows(joined(part)), budget);
        return new DelaySet(Minimiser.minimise(joined(needed).delays, part -> trial.shows(new DelaySet(part)), budget));
    }

    private static DelaySet joined(List<List<Delay>> sites) {
        return new DelaySet(sites.stream().flatMap(List::stream).toList());
    }
}
