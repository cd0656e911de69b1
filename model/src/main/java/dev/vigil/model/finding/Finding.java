package dev.vigil.model.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.vigil.model.call.Case;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Severity;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A finding in its published form, {@code vigil.finding/1}. Fields may be added, never changed.
 *
 * @param id stable: derived from target-independent signature
 * @param group findings with the same group have the same cause as far as we can tell
 * @param operator null when none; the C function's name for an API fault
 * @param history cases that must run first in the same process, or, of a probe, in processes of their own; empty for most
 * @param factors what must be present for the fault to show, as {@code name=value}
 * @param environment of the machine and build where it was proven
 * @param firstSeen ISO 8601, UTC
 * @param replay the command that replays it alone
 * @param baseline how it stands against the baseline of the campaign that reports it; null when that has none
 * @param factorTrials everything that was replaced in the case, needed or not, and what came of it
 */
@JsonPropertyOrder({
    "schema",
    "id",
    "status",
    "state",
    "signature",
    "group",
    "operator",
    "oracle",
    "class",
    "severity",
    "case",
    "observed",
    "expected",
    "reproduced",
    "factors",
    "target",
    "environment",
    "seed",
    "firstSeen",
    "lastSeen",
    "replay",
    "history",
    "frames",
    "baseline",
    "factorTrials"
})
public record Finding(
        String schema,
        String id,
        FindingStatus status,
        FindingState state,
        String signature,
        String group,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String operator,
        String oracle,
        @JsonProperty("class") FaultClass fault,
        Severity severity,
        @JsonProperty("case") Case call,
        String observed,
        String expected,
        Reproduction reproduced,
        List<String> factors,
        String target,
        SortedMap<String, String> environment,
        long seed,
        String firstSeen,
        String lastSeen,
        String replay,
        @Nullable List<Case> history,
        @Nullable List<String> frames,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable FindingBaseline baseline,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        List<Factor> factorTrials) {
    public static final String SCHEMA = "vigil.finding/1";

    /** One that was compared with nothing yet, as the store keeps it. */
    public Finding(
            String schema,
            String id,
            FindingStatus status,
            FindingState state,
            String signature,
            String group,
            @Nullable String operator,
            String oracle,
            FaultClass fault,
            Severity severity,
            Case call,
            String observed,
            String expected,
            Reproduction reproduced,
            List<String> factors,
            String target,
            SortedMap<String, String> environment,
            long seed,
            String firstSeen,
            String lastSeen,
            String replay,
            @Nullable List<Case> history,
            @Nullable List<String> frames) {
        this(
                schema,
                id,
                status,
                state,
                signature,
                group,
                operator,
                oracle,
                fault,
                severity,
                call,
                observed,
                expected,
                reproduced,
                factors,
                target,
                environment,
                seed,
                firstSeen,
                lastSeen,
                replay,
                history,
                frames,
                null,
                List.of());
    }

    public Finding {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(call, "case");
        factors = List.copyOf(factors);
        environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
        history = history == null ? List.of() : List.copyOf(history);
        frames = frames == null ? List.of() : List.copyOf(frames);
        factorTrials = factorTrials == null ? List.of() : List.copyOf(factorTrials);
    }

    public Finding against(FindingBaseline standing) {
        return with(state, reproduced, lastSeen, new Place(target, environment, replay), standing);
    }

    private Finding with(
            FindingState after, Reproduction shown, String now, Place where, @Nullable FindingBaseline standing) {
        return new Finding(
                schema,
                id,
                status,
                after,
                signature,
                group,
                operator,
                oracle,
                fault,
                severity,
                call,
                observed,
                expected,
                shown,
                factors,
                where.target(),
                where.environment(),
                seed,
                firstSeen,
                now,
                where.replay(),
                history,
                frames,
                standing,
                factorTrials());
    }

    @Override
    public List<Factor> factorTrials() {
        return Objects.requireNonNull(factorTrials);
    }

    /**
     * The same fault after a replay of its case.
     *
     * @param now ISO 8601, UTC, or the last time before when the replay did not show it
     * @param where the build that it was replayed on: target, environment and replay command of a finding made there
     */
    public Finding replayed(FindingState after, Reproduction shown, String now, Place where) {
        return with(after, shown, now, where, null);
    }

    /** What a finding says of the build that it stands on. */
    public record Place(String target, SortedMap<String, String> environment, String replay) {}

    /** What the target was asked for by: {@code target} without version and hash. */
    public String targetName() {
        return target.replaceFirst("(?: [0-9]+\\.[0-9]+\\.[0-9]+)? \\(sha256 [0-9a-f]*\\)$", "");
    }

    /** What happened, without anything that changes from case to case; empty when the signature does not say. */
    public String template() {
        String[] parts = signature.split("\\|", -1);
        return parts.length > 2 ? parts[2] : "";
    }

    /** Whether it is broken as far as we know; accepted ones are left alone. */
    public boolean open() {
        return state == FindingState.OPEN || state == FindingState.REGRESSED;
    }

    @Override
    public List<Case> history() {
        return Objects.requireNonNull(history);
    }

    @Override
    public List<String> frames() {
        return Objects.requireNonNull(frames);
    }
}
