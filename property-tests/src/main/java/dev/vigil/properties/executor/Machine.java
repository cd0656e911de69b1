package dev.vigil.properties.executor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a result may depend on besides the build: the machine under it. */
final class Machine {
    private Machine() {}

    static SortedMap<String, String> facts() {
        SortedMap<String, String> facts = new TreeMap<>();
        facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("arch", String.valueOf(System.getProperty("os.arch")));
        facts.put("java", String.valueOf(System.getProperty("java.version")));
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        processor(facts);
        return facts;
    }

    private static void processor(SortedMap<String, String> facts) {
        Path file = Path.of("/proc/cpuinfo");
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                int colon = line.indexOf(':');
                if (colon < 0) {
                    continue;
                }
                String key = line.substring(0, colon).strip();
                String value = line.substring(colon + 1).strip();
                if (key.equals("model name")) {
                    facts.putIfAbsent("cpu", value);
                } else if (key.equals("flags") || key.equals("Features")) {
                    facts.putIfAbsent("cpu flags", value);
                }
            }
        } catch (IOException e) {
            facts.put("cpu", "unknown: " + e.getMessage());
        }
    }
}
