package dev.vigil.probes.watch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The common grammar of the library's files: pictures of lines, each with a table of modules. */
final class WatchText {
    private static final String BEGIN = "vigil-watch 1";
    private static final String END = "end";
    private static final int MODULE_FIELDS = 4;

    private WatchText() {}

    /** One picture: what was between a begin and an end. */
    static final class Picture {
        private final Path file;
        private final int firstLine;
        private final List<String> lines;
        private final Map<String, String[]> modules = new HashMap<>();

        private Picture(Path file, int firstLine, List<String> lines) throws WatchFormatException {
            this.file = file;
            this.firstLine = firstLine;
            this.lines = lines;
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).startsWith("module ")) {
                    String[] fields = lines.get(i).split(" ", MODULE_FIELDS);
                    if (fields.length < MODULE_FIELDS) {
                        throw wrong(i);
                    }
                    modules.put(fields[1], fields);
                }
            }
        }

        List<String> lines() {
            return lines;
        }

        WatchFormatException wrong(int line) {
            return new WatchFormatException(
                    file + " line " + (firstLine + line) + " is none of libvigil_watch's: " + lines.get(line));
        }

        Place place(String text, int line) throws WatchFormatException {
            try {
                int plus = text.indexOf("+0x");
                if (plus < 0) {
                    long address = text.startsWith("-0x") ? Long.parseUnsignedLong(text.substring(3), 16) : 0;
                    return new Place("", "", address);
                }
                String[] module = modules.get(text.substring(0, plus));
                if (module == null) {
                    throw wrong(line);
                }
                long offset = Long.parseUnsignedLong(text.substring(plus + 3), 16);
                return new Place(module[2].equals("-") ? "" : module[2], module[3], offset);
            } catch (NumberFormatException e) {
                throw wrong(line);
            }
        }

        /** The places of a line of details, behind its word. */
        List<Place> places(String[] fields, int from, int line) throws WatchFormatException {
            List<Place> places = new ArrayList<>();
            for (int i = from; i < fields.length; i++) {
                places.add(place(fields[i], line));
            }
            return places;
        }
    }

    /**
     * The whole pictures of a file, in order. What was cut off by the end of a process is left out.
     *
     * @throws WatchFormatException when the file is none of the library's
     */
    static List<Picture> read(Path file) throws IOException {
        List<String> lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .toList();
        requireBegin(file, lines);
        List<Picture> pictures = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).equals(BEGIN)) {
                begin = i + 1;
            } else if (lines.get(i).equals(END)) {
                pictures.add(new Picture(file, begin + 1, lines.subList(begin, i)));
            }
        }
        return pictures;
    }

    /**
     * A file that is one picture for as long as its process lives, and never ends.
     *
     * @throws WatchFormatException when the file is none of the library's
     */
    static Picture unended(Path file, List<String> lines) throws WatchFormatException {
        requireBegin(file, lines);
        return new Picture(file, 1, lines);
    }

    private static void requireBegin(Path file, List<String> lines) throws WatchFormatException {
        if (!lines.isEmpty() && !lines.get(0).equals(BEGIN)) {
            throw new WatchFormatException(file + " is none of libvigil_watch's: it begins with " + lines.get(0));
        }
    }
}
