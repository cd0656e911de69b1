package dev.vigil.coordinator;

import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.Factor;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingState;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.finding.Severities;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.target.Fingerprint;
import dev.vigil.model.target.Target;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.store.Replay;
import dev.vigil.store.Results;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes findings in their published form. Pure but for the clock. */
public final class FindingAssembler implements Results.FindingMaker {
    private static final int ID_HEX = 10;
    private static final int FRAMES_MAX = 24;

    private final Target target;
    private final Supplier<@Nullable Fingerprint> fingerprint;
    private final UnaryOperator<String> replay;
    private final InstantSource clock;

    /**
     * @param fingerprint what the target said of itself, null until it was loaded once
     * @param replay makes the command that replays a finding from its id
     */
    public FindingAssembler(
            Target target,
            Supplier<@Nullable Fingerprint> fingerprint,
            UnaryOperator<String> replay,
            InstantSource clock) {
        this.target = target;
        this.fingerprint = fingerprint;
        this.replay = replay;
        this.clock = clock;
    }

    @Override
    public Finding make(Proof proof, Candidate candidate, @Nullable Finding earlier) {
        String now = now();
        String id = id(candidate.signature());
        Verdict.Violated violation = proof.violation();
        List<String> frames = frames(proof.observation());
        return new Finding(
                Finding.SCHEMA,
                id,
                proof.status(),
                state(earlier),
                candidate.signature(),
                group(candidate, violation),
                candidate.operator(),
                candidate.oracle(),
                violation.fault(),
                Severities.of(violation.fault(), proof.factors()),
                proof.call(),
                violation.observed(),
                violation.expected(),
                proof.reproduced(),
                needed(proof),
                targetText(),
                environment(),
                candidate.seed(),
                earlier == null ? now : earliest(earlier.firstSeen(), now),
                now,
                replay.apply(id),
                proof.history(),
                frames,
                null,
                proof.factors());
    }

    /** One that shows in some of its replays only stays what it was proven to be. */
    @Override
    public Finding replayed(Proof proof, Finding earlier, Replay outcome) {
        boolean there = proof.reproduced().hits() > 0;
        FindingState after = switch (outcome) {
            case STILL_THERE, UNDECIDED -> earlier.state();
            case FIXED, STILL_FIXED -> FindingState.FIXED;
            case REGRESSED -> FindingState.REGRESSED;
        };
        return earlier.replayed(
                after,
                there && proof.status() == FindingStatus.PROVEN ? proof.reproduced() : earlier.reproduced(),
                there ? now() : earlier.lastSeen(),
                new Finding.Place(targetText(), environment(), replay.apply(earlier.id())));
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** The same signature has the same id on every target and machine. */
    public static String id(String signature) {
        return "VF-" + sha256(signature).substring(0, ID_HEX);
    }

    private static FindingState state(@Nullable Finding earlier) {
        if (earlier == null) {
            return FindingState.OPEN;
        }
        return switch (earlier.state()) {
            case FIXED -> FindingState.REGRESSED;
            case OPEN, REGRESSED, ACCEPTED -> earlier.state();
        };
    }

    private static String group(Candidate candidate, Verdict.Violated violation) {
        String nameless = Causes.nameless(candidate.signature(), String.valueOf(candidate.operator()));
        return "VG-" + sha256(violation.fault().text() + "|" + nameless).substring(0, ID_HEX);
    }

    private static List<String> needed(Proof proof) {
        return proof.factors().stream()
                .filter(f -> f.standing() == Factor.Standing.NEEDED)
                .map(Factor::text)
                .toList();
    }

    private static List<String> frames(Observation observation) {
        List<String> frames = List.of();
        if (observation instanceof Observation.Died died) {
            frames = died.end().frames();
        } else if (observation instanceof Observation.Grew grew) {
            frames = grew.frames();
        } else if (observation instanceof Observation.Circled circled) {
            frames = circled.orders().get(0).wantedAt();
        } else if (observation instanceof Observation.Withheld withheld) {
            frames = withheld.calledAt();
        }
        return frames.subList(0, Math.min(FRAMES_MAX, frames.size()));
    }

    private String targetText() {
        @Nullable Fingerprint print = fingerprint.get();
        String sha = target.sha256();
        return target.name()
                + (print == null ? "" : " " + print.versionText())
                + " (sha256 " + sha.substring(0, Math.min(12, sha.length())) + ")";
    }

    private SortedMap<String, String> environment() {
        TreeMap<String, String> environment = new TreeMap<>();
        @Nullable Fingerprint print = fingerprint.get();
        if (print != null) {
            environment.putAll(print.environment());
            for (Map.Entry<String, String> e : Map.of(
                            "abi", print.abi(),
                            "version", print.versionText(),
                            "commit", print.commit(),
                            "features", String.join(" ", print.features()))
                    .entrySet()) {
                if (!e.getValue().isEmpty()) {
                    environment.put(e.getKey(), e.getValue());
                }
            }
        }
        environment.put("sha256", target.sha256());
        return environment;
    }

    private static String earliest(String a, String b) {
        return Instant.parse(a).isBefore(Instant.parse(b)) ? a : b;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
