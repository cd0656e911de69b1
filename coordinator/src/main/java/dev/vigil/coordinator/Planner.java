package dev.vigil.coordinator;

import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Seeds;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.WorkUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says what comes next: a pure function of the campaign's settings, its state and the time spent. Nothing here knows
 * an operator; they are names with counts.
 */
final class Planner {
    /** Operators per unit: few enough that a unit stays short, enough that starting its processes pays. */
    private static final int SUBJECTS_PER_UNIT = 6;

    private static final int SUBJECTS_PER_UNIT_THIN = 12;

    /** A campaign shorter than this prefers a whole thin pass. */
    private static final double THIN_MINUTES = 2;

    /** Of this many EXPLORE units ... */
    private static final int SETTINGS_CYCLE = 20;

    /** ... these run as users have it (30 %), one without oneDNN and one with the third engine; the rest run the plain way, for speed. */
    private static final Set<Integer> AS_USERS = Set.of(1, 4, 8, 11, 14, 18);

    private static final int WITHOUT_ONE_DNN = 6;
    private static final int WITH_SHARED_QUEUE = 12;

    /** Before the first proof came back: a proof takes about this long. */
    private static final double PROVE_MS_GUESS = 5_000;

    /** Share of the budget kept for proofs at the end, when the backlog does not ask for more. */
    private static final double PROVE_SHARE = 0.10;

    /** Shares of slot time that proofs may have taken when they want to go before the rest. */
    private static final double PROVE_SHARE_WHILE_LEARNING = 0.15;

    private static final double PROVE_SHARE_WHILE_EXPLORING = 0.3;

    /** Exploring never ends before this share of the budget, whatever the backlog. */
    private static final double EXPLORE_SHARE_MIN = 0.6;

    /** The same while there are operators that were never called: knowing nothing of them is worse than an open proof. */
    private static final double LEARN_SHARE_MAX = 0.8;

    /** A sibling with a candidate weighs as much as three new calls; all of them together less than being needy. */
    private static final int SIBLING_WEIGHT = 9;

    private static final int SIBLINGS_MAX = 3;

    private static final int UNIT_SECONDS_MIN = 20;
    private static final int UNIT_SECONDS_MAX = 90;
    /** What a unit spends until its first case runs. */
    private static final double UNIT_START_MS = 500;

    private static final double EXPLORE_MS_MIN = 5_000;
    private static final double EXPLORE_MS_MAX = 12_000;
    private static final int EXPLORE_CASES_MIN = 12;
    private static final int EXPLORE_CASES_MAX = 4_000;

    /** Of a unit that explores, and how many of them may be siblings of its own subjects. */
    private static final int NEIGHBOURS_MAX = 30;

    private static final int SIBLING_NEIGHBOURS_MAX = 15;

    /** With the fixed plan a unit takes at most this many cases of one operator. */
    private static final int FIXED_CASES_MAX = 500;

    private final String campaign;
    private final CampaignSettings settings;

    Planner(String campaign, CampaignSettings settings) {
        this.campaign = campaign;
        this.settings = settings;
    }

    private boolean fixed() {
        return settings.plan() == CampaignSettings.PlanMode.FIXED;
    }

    /** Budget of wall time; the fixed plan has none, it runs to its end. */
    long budgetMs() {
        return (long) (settings.minutes() * 60_000);
    }

    /** Whether new cases are still to be made. */
    boolean exploring(CampaignState state, long spentMs) {
        if (!state.described()) {
            return true;
        }
        if (fixed()) {
            return fixedWorkLeft(state);
        }
        return spentMs < exploreEndMs(state)
                && state.subjects().values().stream().anyMatch(p -> !doneWith(p));
    }

    /** Whether units may go out at all. */
    boolean leasing(long spentMs) {
        return fixed() || spentMs < budgetMs();
    }

    private static boolean doneWith(SubjectProgress p) {
        return !p.learned() && p.learnFailures() >= 2;
    }

    private boolean fixedWorkLeft(CampaignState state) {
        return state.open().values().stream().anyMatch(u -> u.task() != WorkUnit.Task.PROVE)
                || state.subjects().values().stream()
                        .anyMatch(p -> p.learned() ? p.explored() < fixedUnitsPerSubject() : p.learnFailures() < 2);
    }

    private long exploreEndMs(CampaignState state) {
        double backlog = state.waiting().size()
                + state.open(WorkUnit.Task.PROVE, false)
                + state.open(WorkUnit.Task.PROVE, true) * 0.5;
        double proofs = backlog * state.pace(WorkUnit.Task.PROVE).msPerUnit(PROVE_MS_GUESS) / settings.slots();
        double reserve = Math.max(Math.max(PROVE_SHARE * budgetMs(), Math.min(4_000, 0.2 * budgetMs())), proofs * 1.1);
        double least = state.learning() ? LEARN_SHARE_MAX : EXPLORE_SHARE_MIN;
        return (long) Math.max(least * budgetMs(), budgetMs() - reserve);
    }

    /**
     * The order of tasks in which the next free slot is filled. Proofs go first, but have no more than half of the
     * slots while there is something to explore, and less of the time while operators wait to be called at all. Replays
     * of earlier findings go before everything, until they have had their share.
     */
    List<Set<WorkUnit.Task>> order(CampaignState state, long spentMs) {
        Set<WorkUnit.Task> proofs = EnumSet.of(WorkUnit.Task.PROVE);
        if (!exploring(state, spentMs)) {
            return List.of(proofs);
        }
        Set<WorkUnit.Task> others = EnumSet.complementOf(EnumSet.of(WorkUnit.Task.PROVE));
        if (replaysFirst(state)) {
            return List.of(proofs, others);
        }
        boolean room = settings.slots() == 1
                ? state.lastLeased() != WorkUnit.Task.PROVE
                : state.open(WorkUnit.Task.PROVE, true) < settings.slots() / 2;
        room &= state.spentShare(WorkUnit.Task.PROVE)
                < (state.learning() ? PROVE_SHARE_WHILE_LEARNING : PROVE_SHARE_WHILE_EXPLORING);
        // With nothing else to do a proof may have any slot.
        return room ? List.of(proofs, others) : List.of(others, proofs);
    }

    /** Whether nothing is out and nothing is left to do, or the time is up. */
    boolean finished(CampaignState state, long spentMs, long graceMs) {
        if (!fixed() && spentMs >= budgetMs() + graceMs) {
            return true;
        }
        if (state.leasedUnits() > 0) {
            return false;
        }
        if (!leasing(spentMs)) {
            return true;
        }
        boolean proofsLeft = !state.waiting().isEmpty() || state.open(WorkUnit.Task.PROVE, false) > 0;
        return state.described() && !exploring(state, spentMs) && !proofsLeft;
    }

    /**
     * The next round; empty when enough is planned already. The caller plans what it answers before it asks again.
     *
     * @param candidates looks a waiting candidate up by its signature
     */
    List<WorkUnit> next(CampaignState state, long spentMs, Function<String, Optional<Candidate>> candidates) {
        if (!leasing(spentMs)) {
            return List.of();
        }
        Round round = new Round(state, limits(spentMs));
        if (!state.described()) {
            if (state.open().isEmpty()) {
                round.add(WorkUnit.Task.DESCRIBE, List.of(), 0, plain(), null);
            }
            return round.units;
        }
        proofs(state, round, candidates);
        long queued = state.open().values().stream()
                .filter(u -> u.task() != WorkUnit.Task.PROVE && !u.leased())
                .count();
        if (queued < settings.slots() && exploring(state, spentMs)) {
            if (fixed()) {
                fixedRound(state, round);
            } else {
                adaptiveRound(state, round);
            }
        }
        return round.units;
    }

    /** Asks for replays of earlier findings: their units come before all others, right after the target was described. */
    List<WorkUnit> replays(CampaignState state, long spentMs, List<Finding> due) {
        Round round = new Round(state, limits(spentMs));
        for (Finding finding : due) {
            Candidate candidate = Candidate.of(finding);
            round.add(
                    WorkUnit.Task.PROVE,
                    List.of(finding.call().operator()),
                    EarlierFindings.times(finding),
                    finding.call().settings(),
                    candidate);
        }
        return round.units;
    }

    private boolean replaysFirst(CampaignState state) {
        boolean waiting = state.open().values().stream().anyMatch(u -> u.replay() && !u.leased());
        return waiting && (fixed() || state.replayMs() < EarlierFindings.SHARE * budgetMs() * settings.slots());
    }

    /** A unit ends by itself well within its limit; one that is begun late must not outlast the campaign. */
    private UnitLimits limits(long spentMs) {
        UnitLimits usual = UnitLimits.USUAL;
        if (fixed()) {
            return usual;
        }
        long leftSeconds = (budgetMs() - spentMs) / 1000;
        int seconds = (int) Math.max(UNIT_SECONDS_MIN, Math.min(UNIT_SECONDS_MAX, leftSeconds));
        return new UnitLimits(seconds, Math.min(usual.caseSeconds(), seconds), usual.memoryBytes());
    }

    /**
     * A unit as it goes out: one that waited for a slot must not outlast what is left of the budget, or all that it does
     * is lost.
     */
    WorkUnit endingInTime(WorkUnit unit, long spentMs, long graceMs) {
        if (fixed()) {
            return unit;
        }
        return unit.withLimits(unit.limits().within((int) ((budgetMs() + graceMs - spentMs) / 1000)));
    }

    private void proofs(CampaignState state, Round round, Function<String, Optional<Candidate>> candidates) {
        long queued = state.open(WorkUnit.Task.PROVE, false);
        ProofCounts planned = state.proofs();
        List<CampaignState.Waiting> waiting = new ArrayList<>(state.waiting());
        while (queued < settings.slots() && !waiting.isEmpty()) {
            CampaignState.Waiting best = planned.next(waiting);
            waiting.remove(best);
            planned = planned.with(best);
            Candidate candidate = candidates.apply(best.signature()).orElse(null);
            if (candidate != null) {
                String operator = candidate.operator();
                round.add(
                        WorkUnit.Task.PROVE,
                        operator == null ? List.of() : List.of(operator),
                        0,
                        candidate.call().settings(),
                        candidate);
                queued++;
            }
        }
    }

    private void adaptiveRound(CampaignState state, Round round) {
        int learnUnits = 2 * settings.slots();
        List<String> unlearned = unlearned(state);
        learn(unlearned, state, round, learnUnits, learnCases());
        boolean learning = round.count(WorkUnit.Task.LEARN) > 0;

        List<String> fresh = shuffled(state, round.number, p -> p.learned() && p.explored() == 0 && !p.learning());
        if (learning) {
            // Cheap feedback early: what was just learned gets its first cases while the rest is still being learned.
            explore(fresh, state, round, settings.slots(), true);
            return;
        }
        if (!fresh.isEmpty()) {
            explore(fresh, state, round, 2 * settings.slots(), true);
            return;
        }
        explore(chosen(state, round.number), state, round, 2 * settings.slots(), false);
    }

    /**
     * Half of the places go to those explored longest ago, so that nobody starves; the others to the needy, the
     * recently fruitful, the siblings of those that a fault showed in, and then to whoever is left.
     */
    private List<String> chosen(CampaignState state, int number) {
        List<String> all = shuffled(state, number, p -> p.learned() && !(p.exhausted() && p.fruitless() > 3));
        if (all.isEmpty()) {
            all = shuffled(state, number, SubjectProgress::learned);
        }
        int places = Math.min(all.size(), 2 * settings.slots() * SUBJECTS_PER_UNIT);
        Set<String> picked = new LinkedHashSet<>();
        List<String> oldest = new ArrayList<>(all);
        oldest.sort(Comparator.comparingInt(name -> progress(state, name).exploredRound()));
        for (String name : oldest.subList(0, Math.min(oldest.size(), (places + 1) / 2))) {
            picked.add(name);
        }
        Map<String, Integer> siblings =
                new Families(state.subjects().keySet()).siblings(state.proofs().operators());
        List<String> wanted = new ArrayList<>(all);
        wanted.sort(Comparator.comparingInt((String name) -> -weight(progress(state, name))
                - Math.min(SIBLINGS_MAX, siblings.getOrDefault(name, 0)) * SIBLING_WEIGHT));
        for (String name : wanted) {
            if (picked.size() >= places) {
                break;
            }
            picked.add(name);
        }
        return List.copyOf(picked);
    }

    private static int weight(SubjectProgress p) {
        // An operator that gave nothing several times in a row may have nothing to give.
        int needy = p.needy() ? Math.max(0, 60 - 15 * p.fruitless()) : 0;
        return needy + Math.min(30, 3 * p.fresh());
    }

    private static SubjectProgress progress(CampaignState state, String name) {
        return state.subjects().getOrDefault(name, SubjectProgress.NEW);
    }

    private void fixedRound(CampaignState state, Round round) {
        List<String> unlearned = unlearned(state);
        if (!unlearned.isEmpty()) {
            learn(unlearned, state, round, Integer.MAX_VALUE, learnCases());
            return;
        }
        if (state.open().values().stream().anyMatch(u -> u.task() != WorkUnit.Task.PROVE)) {
            // A barrier: what is explored depends on all that was learned and on the passes before, and on no order.
            return;
        }
        int units = fixedUnitsPerSubject();
        for (int pass = 0; pass < units; pass++) {
            int current = pass;
            List<String> due = state.subjects().entrySet().stream()
                    .filter(e ->
                            e.getValue().explored() == current && e.getValue().learned())
                    .map(Map.Entry::getKey)
                    .toList();
            if (due.isEmpty()) {
                continue;
            }
            int cases = Math.min(FIXED_CASES_MAX, settings.casesPerOperator() - pass * FIXED_CASES_MAX);
            for (List<String> some : split(due, SUBJECTS_PER_UNIT)) {
                round.add(
                        WorkUnit.Task.EXPLORE,
                        some,
                        cases * some.size(),
                        exploreSettings(state.explorePlanned() + (int) round.count(WorkUnit.Task.EXPLORE)),
                        null);
            }
            return;
        }
    }

    private int fixedUnitsPerSubject() {
        return (settings.casesPerOperator() + FIXED_CASES_MAX - 1) / FIXED_CASES_MAX;
    }

    private List<String> unlearned(CampaignState state) {
        return shuffled(state, -1, p -> !p.learned() && !p.learning() && p.learnFailures() < 2);
    }

    private void learn(List<String> names, CampaignState state, Round round, int unitsMax, int casesEach) {
        List<String> together = new ArrayList<>();
        List<List<String>> units = new ArrayList<>();
        for (String name : names) {
            if (progress(state, name).learnFailures() > 0) {
                // Its unit failed: alone it shows whether it was the one.
                units.add(List.of(name));
            } else {
                together.add(name);
            }
        }
        units.addAll(0, split(together, subjectsPerUnit()));
        for (List<String> some : units.subList(0, Math.min(unitsMax, units.size()))) {
            round.add(WorkUnit.Task.LEARN, some, casesEach * some.size(), plain(), null);
        }
    }

    private void explore(List<String> names, CampaignState state, Round round, int unitsMax, boolean first) {
        List<List<String>> units = split(names, subjectsPerUnit());
        for (List<String> some : units.subList(0, Math.min(unitsMax, units.size()))) {
            round.add(
                    WorkUnit.Task.EXPLORE,
                    some,
                    exploreCases(state, first, some.size()),
                    exploreSettings(state.explorePlanned() + (int) round.count(WorkUnit.Task.EXPLORE)),
                    null);
        }
    }

    private int subjectsPerUnit() {
        return settings.minutes() < THIN_MINUTES && !fixed() ? SUBJECTS_PER_UNIT_THIN : SUBJECTS_PER_UNIT;
    }

    private int learnCases() {
        return fixed() ? 120 : (int) Math.max(10, Math.min(360, Math.round(36 * settings.minutes())));
    }

    /**
     * Cases of a unit of so many operators: what the time for a unit allows at the pace seen so far. Starting its
     * processes takes its share whatever the number of cases, and is no part of that pace.
     */
    private int exploreCases(CampaignState state, boolean first, int subjects) {
        double unitMs = Math.max(EXPLORE_MS_MIN, Math.min(EXPLORE_MS_MAX, budgetMs() / 40.0));
        CampaignState.Pace pace = state.pace(WorkUnit.Task.EXPLORE);
        int opening = subjects * (int) Math.max(EXPLORE_CASES_MIN, Math.min(120, Math.round(15 * settings.minutes())));
        if (pace.units() < 2 || pace.cases() == 0) {
            return opening;
        }
        double casesMs = Math.max(0.1 * pace.tookMs(), pace.tookMs() - UNIT_START_MS * pace.units());
        double paced = (unitMs - UNIT_START_MS) * pace.cases() / casesMs;
        int cases = (int) Math.max(subjects * EXPLORE_CASES_MIN, Math.min(subjects * EXPLORE_CASES_MAX, paced));
        return first ? Math.min(opening, cases) : cases;
    }

    private ProcessSettings plain() {
        return ProcessSettings.plain(settings.device());
    }

    private ProcessSettings exploreSettings(int number) {
        int place = number % SETTINGS_CYCLE;
        if (AS_USERS.contains(place)) {
            return ProcessSettings.userDefaults(settings.device());
        }
        ProcessSettings plain = plain();
        boolean sharedQueue = place == WITH_SHARED_QUEUE;
        return new ProcessSettings(
                sharedQueue ? ProcessSettings.SHARED_QUEUE_ENGINE : plain.engine(),
                plain.ompThreads(),
                plain.oneDnn() && place != WITHOUT_ONE_DNN,
                plain.numpyShape(),
                plain.device(),
                plain.environment());
    }

    /** Siblings of these subjects first, then others by chance. */
    private List<String> neighbours(CampaignState state, List<String> subjects, long seed) {
        Map<String, Integer> siblings = new Families(state.subjects().keySet()).siblings(subjects);
        List<String> others = state.subjects().entrySet().stream()
                .filter(e -> e.getValue().learned() && !subjects.contains(e.getKey()))
                .map(Map.Entry::getKey)
                .sorted(Comparator.comparingLong((String name) -> Seeds.mix(seed, name))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        return Stream.concat(
                        others.stream().filter(siblings::containsKey).limit(SIBLING_NEIGHBOURS_MAX), others.stream())
                .distinct()
                .limit(NEIGHBOURS_MAX)
                .toList();
    }

    /** Subjects in an order that depends on the seed and the round alone. */
    private List<String> shuffled(
            CampaignState state, int number, java.util.function.Predicate<SubjectProgress> wanted) {
        long salt = Seeds.mix(settings.seed(), number);
        return state.subjects().entrySet().stream()
                .filter(e -> wanted.test(e.getValue()))
                .map(Map.Entry::getKey)
                .sorted(Comparator.comparingLong((String name) -> Seeds.mix(salt, name))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static List<List<String>> split(List<String> names, int size) {
        List<List<String>> parts = new ArrayList<>();
        for (int i = 0; i < names.size(); i += size) {
            parts.add(names.subList(i, Math.min(names.size(), i + size)));
        }
        return parts;
    }

    /** The units of one round while they are put together. */
    private final class Round {
        private final CampaignState state;
        private final int number;
        private final int learnPlanned;
        private final int explorePlanned;
        private final List<WorkUnit> units = new ArrayList<>();

        private final UnitLimits limits;

        Round(CampaignState state, UnitLimits limits) {
            this.state = state;
            this.number = state.round();
            this.learnPlanned = state.learnPlanned();
            this.explorePlanned = state.explorePlanned();
            this.limits = limits;
        }

        long count(WorkUnit.Task task) {
            return units.stream().filter(u -> u.task() == task).count();
        }

        /** By what the unit is, not by round or id: when a candidate arrives must not change what is explored. */
        private long seed(WorkUnit.Task task, @Nullable Candidate candidate) {
            long salt = Seeds.mix(settings.seed(), task.name());
            return switch (task) {
                case DESCRIBE -> salt;
                case LEARN -> Seeds.mix(salt, learnPlanned + count(task));
                case EXPLORE -> Seeds.mix(salt, explorePlanned + count(task));
                case PROVE -> candidate == null ? salt : Seeds.mix(salt, candidate.signature());
            };
        }

        void add(
                WorkUnit.Task task,
                List<String> subjects,
                int cases,
                ProcessSettings process,
                @Nullable Candidate candidate) {
            String id = campaign + "/" + number + "/" + units.size();
            long seed = seed(task, candidate);
            WorkUnit unit = new WorkUnit(
                    id,
                    campaign,
                    settings.lane(),
                    task,
                    number,
                    seed,
                    subjects,
                    List.of(),
                    cases,
                    process,
                    settings.oracles(),
                    limits,
                    candidate);
            units.add(task == WorkUnit.Task.EXPLORE ? unit.withNeighbours(neighbours(state, subjects, seed)) : unit);
        }
    }
}
