package dev.vigil.probes.watch;

import dev.vigil.probes.watch.LockEdge.Actor;
import dev.vigil.probes.watch.LockEdge.Guard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one process told of its locks and calls.
 *
 * @param program the path of its file
 * @param lost how many locks, edges and contexts found no room: what this log says is true, but not all
 */
public record WatchLog(String program, List<LockEdge> edges, List<HeldCall> calls, long lost) {

    public WatchLog {
        edges = List.copyOf(edges);
        calls = List.copyOf(calls);
    }

    /**
     * Reads the file that {@code VIGIL_WATCH_OUT} named.
     *
     * @param process a number that its edges carry: no two processes that are judged together share one
     * @throws WatchFormatException when it is none of the library's, or not whole
     */
    public static WatchLog read(Path file, int process) throws IOException {
        List<WatchText.Picture> pictures = WatchText.read(file);
        if (pictures.isEmpty()) {
            throw new WatchFormatException(file + " has no end: the process ended while it was written");
        }
        return new Reader(pictures.get(pictures.size() - 1), process).read();
    }

    private record Origin(String id, int most) {}

    /** Goes through a picture once; details belong to the record above them. */
    private static final class Reader {
        private final WatchText.Picture picture;
        private final int process;
        private final Map<String, LockClass> classes = new HashMap<>();
        private final Map<String, Origin> origins = new HashMap<>();
        private final List<LockEdge> edges = new ArrayList<>();
        private final List<HeldCall> calls = new ArrayList<>();
        private String program = "";
        private long lost;
        private int at;

        Reader(WatchText.Picture picture, int process) {
            this.picture = picture;
            this.process = process;
        }

        WatchLog read() throws WatchFormatException {
            List<String> lines = picture.lines();
            while (at < lines.size()) {
                try {
                    record(lines.get(at).split(" ", -1));
                } catch (NumberFormatException | IndexOutOfBoundsException e) {
                    throw picture.wrong(Math.min(at, lines.size() - 1));
                }
            }
            return new WatchLog(program, edges, calls, lost);
        }

        private void record(String[] fields) throws WatchFormatException {
            switch (fields[0]) {
                case "process" -> program = picture.lines().get(at++).split(" ", 3)[2];
                case "origin" -> origin(fields);
                case "class" -> lockClass(fields);
                case "edge" -> edge(fields);
                case "call" -> call(fields);
                case "lost" -> lost(fields);
                default -> at++;
            }
        }

        private void origin(String[] fields) throws WatchFormatException {
            String id =
                    fields[3].equals("-") ? "" : picture.place(fields[3], at).id();
            origins.put(fields[1], new Origin(id, Integer.parseInt(fields[2])));
            at++;
        }

        private void lockClass(String[] fields) throws WatchFormatException {
            boolean variable = !fields[3].startsWith("@");
            Place place = picture.place(variable ? fields[3] : fields[3].substring(1), at);
            classes.put(fields[1], new LockClass(fields[2], variable, place));
            at++;
        }

        private void edge(String[] fields) throws WatchFormatException {
            int line = at++;
            List<Actor> actors = new ArrayList<>();
            List<Guard> guards = new ArrayList<>();
            List<Place> held = List.of();
            List<Place> wanted = List.of();
            for (; at < picture.lines().size() && picture.lines().get(at).startsWith(" "); at++) {
                String[] detail = picture.lines().get(at).substring(1).split(" ", -1);
                switch (detail[0]) {
                    case "by" -> actors.add(actor(detail));
                    case "guard" -> guards.add(new Guard(known(detail[1]), alone(detail[2]), hex(detail[3])));
                    case "held" -> held = picture.places(detail, 1, at);
                    case "wanted" -> wanted = picture.places(detail, 1, at);
                    default -> {
                        // "life" was read with the line above it.
                    }
                }
            }
            if (actors.isEmpty()) {
                throw picture.wrong(line);
            }
            edges.add(new LockEdge(
                    process,
                    known(fields[1]),
                    known(fields[2]),
                    alone(fields[3]),
                    alone(fields[4]),
                    hex(fields[5]),
                    hex(fields[6]),
                    fields[7].equals("concurrent"),
                    actors,
                    guards,
                    held,
                    wanted));
        }

        private Actor actor(String[] by) {
            Origin origin = origins.getOrDefault(by[2], new Origin(by[2], 1));
            String[] life = at + 1 < picture.lines().size()
                            && picture.lines().get(at + 1).startsWith(" life ")
                    ? picture.lines().get(at + 1).substring(1).split(" ", -1)
                    : new String[] {"life", "0", "0", "0", "0"};
            return new Actor(
                    Integer.parseInt(by[1]),
                    origin.id,
                    origin.most,
                    Integer.parseInt(by[3]),
                    Integer.parseInt(by[4]),
                    Integer.parseInt(life[1]),
                    Integer.parseInt(life[2]),
                    Integer.parseInt(life[3]),
                    Integer.parseInt(life[4]));
        }

        private void call(String[] fields) throws WatchFormatException {
            List<List<Place>> stacks = new ArrayList<>();
            int line = at++;
            for (; at < picture.lines().size() && picture.lines().get(at).startsWith(" "); at++) {
                stacks.add(picture.places(picture.lines().get(at).substring(1).split(" ", -1), 1, at));
            }
            if (stacks.size() != 3) {
                throw picture.wrong(line);
            }
            calls.add(new HeldCall(
                    fields[1],
                    known(fields[2]),
                    Long.parseLong(fields[3]),
                    Long.parseLong(fields[4]),
                    stacks.get(0),
                    stacks.get(1),
                    stacks.get(2)));
        }

        private void lost(String[] fields) {
            for (int i = 2; i < fields.length; i += 2) {
                lost += Long.parseLong(fields[i]);
            }
            at++;
        }

        private LockClass known(String name) throws WatchFormatException {
            LockClass known = classes.get(name);
            if (known == null) {
                throw picture.wrong(Math.min(at, picture.lines().size() - 1));
            }
            return known;
        }

        private static boolean alone(String mode) {
            return mode.equals("exclusive");
        }

        private static long hex(String text) {
            return Long.parseUnsignedLong(text.substring(2), 16);
        }
    }
}
