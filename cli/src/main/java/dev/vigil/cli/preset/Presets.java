package dev.vigil.cli.preset;

import dev.vigil.cli.config.ConfigFault;
import dev.vigil.cli.config.ConfigText;
import dev.vigil.cli.config.Section;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.campaign.LaneShare;
import dev.vigil.model.campaign.SuiteSpec;
import dev.vigil.model.worker.Wants;
import dev.vigil.probes.coldstart.ColdStartLane;
import dev.vigil.probes.leaks.LeaksLane;
import dev.vigil.probes.locks.LocksLane;
import dev.vigil.probes.race.ConcurrencyLane;
import dev.vigil.properties.lane.PropertiesLane;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads campaign files: the packed presets by name, others by path. Every key is known, every value checked. */
public final class Presets {
    /** What is packed, in the order shown to users. */
    public static final List<String> PACKED =
            List.of("quick", "smoke", "coldstart", "concurrency", "leaks", "locks", "suites", "nightly");

    /** Lanes that a campaign may have. */
    private static final List<String> LANES = List.of(
            PropertiesLane.NAME,
            ColdStartLane.NAME,
            ConcurrencyLane.NAME,
            LeaksLane.NAME,
            LocksLane.NAME,
            SuiteSpec.LANE);

    private static final int SHARE_MAX = 1_000_000;
    private static final List<String> KEYS = List.of(
            "minutes",
            "seed",
            "target",
            "lib-path",
            "device",
            "slots",
            "ops",
            "oracles",
            "baseline",
            "plan",
            "cases-per-operator",
            "lane",
            "lanes",
            "suites",
            "wants");

    private static final List<String> LANE_KEYS = List.of("lane", "share", "wants");
    private static final List<String> WANTS_KEYS =
            List.of("os", "arch", "cores", "memory", "gpus", "gpu-memory", "cpu-flags", "tools", "labels");

    /**
     * @param nameOrFile name of a packed preset, or a path
     * @throws ConfigFault for one that is not there or says something wrong
     */
    public Preset read(String nameOrFile) throws ConfigFault {
        if (PACKED.contains(nameOrFile)) {
            return parse(nameOrFile, nameOrFile + ".conf", packed(nameOrFile));
        }
        boolean path = nameOrFile.contains("/") || nameOrFile.endsWith(".conf");
        Path file = Path.of(nameOrFile);
        if (!path && !Files.exists(file)) {
            throw new ConfigFault("no preset is called " + nameOrFile + "; there are " + String.join(", ", PACKED)
                    + ", or give a campaign file");
        }
        return parse(nameOrFile, nameOrFile, ConfigText.read("campaign file", file));
    }

    private static String packed(String name) {
        try (InputStream in = Presets.class.getResourceAsStream("/campaigns/" + name + ".conf")) {
            if (in == null) {
                throw new IllegalStateException("preset " + name + " is not packed");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Preset parse(String name, String origin, String text) throws ConfigFault {
        Section file = ConfigText.parse(origin, text);
        file.requireKeys(KEYS);
        List<LaneShare> lanes = lanes(file);
        return new Preset(
                name,
                file.number("minutes", 0, 100_000),
                file.whole("seed"),
                file.string("target"),
                file.strings("lib-path"),
                file.oneOf("device", List.of("cpu", "gpu")),
                file.count("slots", 1, 1024),
                file.strings("ops"),
                file.strings("oracles"),
                file.string("baseline"),
                file.oneOf("plan", List.of("adaptive", "fixed")),
                file.count("cases-per-operator", 1, 10_000_000),
                lanes,
                suites(file, origin, lanes));
    }

    /** Paths are relative to the file. */
    private static List<SuiteSpec> suites(Section file, String origin, List<LaneShare> lanes) throws ConfigFault {
        Path folder = Path.of(origin).toAbsolutePath().getParent();
        SuitePlaces places = new SuitePlaces(folder == null ? Path.of("") : folder);
        List<SuiteSpec> suites = new ArrayList<>();
        for (String each : file.strings("suites")) {
            try {
                suites.add(places.find(each));
            } catch (IllegalArgumentException e) {
                throw file.wrong("suites", String.valueOf(e.getMessage()));
            }
        }
        boolean run = lanes.stream().anyMatch(share -> share.lane().equals(SuiteSpec.LANE));
        if (!suites.isEmpty() && !run) {
            throw file.wrong("suites", "suites need the lane " + SuiteSpec.LANE + ": lane = " + SuiteSpec.LANE);
        }
        if (run && file.has("suites") && suites.isEmpty()) {
            throw file.wrong("suites", "the lane " + SuiteSpec.LANE + " needs a suite");
        }
        return suites;
    }

    /** One lane by its name, or several with their shares; what the file wants of workers, each of them wants. */
    private static List<LaneShare> lanes(Section file) throws ConfigFault {
        Wants wants = wants(file);
        Optional<String> one = file.oneOf("lane", LANES);
        if (!file.has("lanes")) {
            String lane = one.orElse(CampaignSettings.USUAL_LANE);
            return one.isEmpty() && wants.equals(Wants.NOTHING)
                    ? List.of()
                    : List.of(LaneShare.whole(lane).wanting(wants));
        }
        if (one.isPresent()) {
            throw file.wrong("lanes", "say lane or lanes, not both");
        }
        List<LaneShare> lanes = new ArrayList<>();
        for (Section each :
                file.sections("lanes", "[{ lane = properties, share = 2 }]", "{ lane = properties, share = 2 }")) {
            LaneShare lane = lane(each);
            if (lanes.stream().anyMatch(l -> l.lane().equals(lane.lane()))) {
                throw each.wrong("lane", "the lane " + lane.lane() + " is there twice");
            }
            lanes.add(lane.wanting(wants));
        }
        return lanes;
    }

    private static LaneShare lane(Section section) throws ConfigFault {
        section.requireKeys(LANE_KEYS);
        String lane = section.oneOf("lane", LANES)
                .orElseThrow(() -> section.wrong("lane", "a lane must name itself: lane = NAME"));
        double share = section.number("share", 0, SHARE_MAX)
                .orElseThrow(() ->
                        section.wrong("share", "share of " + lane + " must be a number over 0 and up to " + SHARE_MAX));
        return new LaneShare(lane, share).wanting(wants(section));
    }

    private static Wants wants(Section of) throws ConfigFault {
        Section wants = of.section("wants");
        wants.requireKeys(WANTS_KEYS);
        return new Wants(
                wants.oneOf("os", List.of("linux", "macos")).orElse(null),
                wants.oneOf("arch", List.of("x86_64", "aarch64")).orElse(null),
                wants.count("cores", 1, 100_000).orElse(0),
                wants.bytes("memory"),
                wants.count("gpus", 1, 1_000).orElse(0),
                wants.bytes("gpu-memory"),
                wants.strings("cpu-flags"),
                wants.strings("tools"),
                wants.strings("labels"));
    }
}
