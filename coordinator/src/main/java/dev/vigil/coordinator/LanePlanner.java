package dev.vigil.coordinator;

import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Seeds;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.campaign.SuiteSpec;
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
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says what comes next in one lane of a campaign, as if the lane were a campaign of its own with its part of the slots: a
 * pure function of the campaign's settings, the lane's state and the time spent. Nothing here knows an operator; they are
 * names with counts.
 */
final class LanePlanner {
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

    /** Of the campaign's time, for one proof of calls. It has so many seconds at least: one that overruns them is lost. */
    private static final double PROOF_SHARE_MAX = 1 / 3.0;

    private static final int PROOF_SECONDS_MIN = 30;

    /** A proof that time has cut short gets so many times as much, as far as the campaign has it. */
    private static final int AGAIN_TIMES = 2;

    /** A sibling with a candidate weighs as much as three new calls; all of them together less than being needy. */
    private static final int SIBLING_WEIGHT = 9;

    private static final int SIBLINGS_MAX = 3;

    /** What a unit spends until its first case runs. */
    private static final double UNIT_START_MS = 500;

    private static final double EXPLORE_MS_MIN = 5_000;
    private static final double EXPLORE_MS_MAX = 12_000;
    private static final int EXPLORE_CASES_MIN = 12;
    private static final int EXPLORE_CASES_MAX = 4_000;

    /** Of a unit that explores, and how many of them may be siblings of its own subjects. */
    private static final int NEIGHBOURS_MAX = 30;

    private static final int SIBLING_NEIGHBOURS_MAX = 15;

    /** Cases of one operator in the first pass of the fixed plan, so that what shows at once is proven at once; each pass has twice as many as the one before, up to a bound. */
    private static final int FIXED_CASES_FIRST = 100;

    private static final int FIXED_CASES_MAX = 500;

    private final String campaign;
    private final CampaignSettings settings;
    private final String lane;

    /** The cases of an operator in each of its units, with the fixed plan. */
    private final List<Integer> fixedPasses;

    private Set<String> familiesOf = Set.of();
    private Families families = new Families(Set.of());

    LanePlanner(String campaign, CampaignSettings settings, String lane) {
        this.campaign = campaign;
        this.settings = settings;
        this.lane = lane;
        this.fixedPasses = fixedPasses(settings.casesPerOperator());
    }

    String lane() {
        return lane;
    }

    private boolean fixed() {
        return settings.plan() == CampaignSettings.PlanMode.FIXED;
    }

    /** Wall time of the whole campaign. */
    private long budgetMs() {
        return Planner.budgetMs(settings);
    }

    /** What of it is the lane's, as if it had all slots for so long. */
    private double minutes() {
        return settings.minutes() * settings.part(lane);
    }

    /** The lane's part of the slots. */
    private double slots() {
        return settings.slots() * settings.part(lane);
    }

    /** Whether new cases are still to be made. */
    boolean exploring(LaneState state, long spentMs) {
        if (!state.described()) {
            return true;
        }
        if (fixed()) {
            return fixedWorkLeft(state);
        }
        return spentMs < exploreEndMs(state)
                && state.subjects().values().stream().anyMatch(p -> !doneWith(p));
    }

    private static boolean doneWith(SubjectProgress p) {
        return !p.learned() && p.learnFailures() >= 2;
    }

    private boolean fixedWorkLeft(LaneState state) {
        return state.open().values().stream().anyMatch(u -> u.task() != WorkUnit.Task.PROVE)
                || state.subjects().values().stream()
                        .anyMatch(p -> p.learned() ? p.explored() < fixedPasses.size() : p.learnFailures() < 2);
    }

    private long exploreEndMs(LaneState state) {
        double backlog = worthIt(state, true).size()
                + state.open(WorkUnit.Task.PROVE, false)
                + state.open(WorkUnit.Task.PROVE, true) * 0.5;
        double proofs = backlog * state.pace(WorkUnit.Task.PROVE).msPerUnit(PROVE_MS_GUESS) / slots();
        double reserve = Math.max(Math.max(PROVE_SHARE * budgetMs(), Math.min(4_000, 0.2 * budgetMs())), proofs * 1.1);
        double least = state.learning() ? LEARN_SHARE_MAX : EXPLORE_SHARE_MIN;
        return (long) Math.max(least * budgetMs(), budgetMs() - reserve);
    }

    /**
     * The order of tasks in which the next free slot is filled. Proofs go first, but take no slot that others want while
     * there is something to explore, and less of the time while operators wait to be called at all. Replays of earlier
     * findings go before everything, until they have had their share.
     *
     * @param room whether the campaign has a slot for one more proof, of whatever lane
     */
    List<Set<WorkUnit.Task>> order(LaneState state, long spentMs, boolean room) {
        Set<WorkUnit.Task> proofs = EnumSet.of(WorkUnit.Task.PROVE);
        if (!exploring(state, spentMs)) {
            return state.open(WorkUnit.Task.GATHER, false) > 0
                    ? List.of(EnumSet.of(WorkUnit.Task.GATHER), proofs)
                    : List.of(proofs);
        }
        Set<WorkUnit.Task> others = EnumSet.complementOf(EnumSet.of(WorkUnit.Task.PROVE));
        // With nothing else to do a proof may have any slot.
        return replaysFirst(state) || proofsFirst(state, room) ? List.of(proofs, others) : List.of(others, proofs);
    }

    private boolean proofsFirst(LaneState state, boolean room) {
        return (settings.slots() == 1 ? state.lastLeased() != WorkUnit.Task.PROVE : room)
                && state.spentShare(WorkUnit.Task.PROVE)
                        < (state.learning() ? PROVE_SHARE_WHILE_LEARNING : PROVE_SHARE_WHILE_EXPLORING);
    }

    /** Whether nothing is left to do; what is out is not counted. */
    boolean idle(LaneState state, long spentMs) {
        boolean proofsLeft = !state.waiting().isEmpty() || state.open(WorkUnit.Task.PROVE, false) > 0;
        return state.described() && !exploring(state, spentMs) && !proofsLeft && !state.ungathered();
    }

    /**
     * The next round; empty when enough is planned already. The caller plans what it answers before it asks again.
     *
     * @param limits of its units
     * @param free whether the campaign has a slot that nothing is out for
     * @param room whether it has one for one more proof, of whatever lane
     * @param candidates looks a waiting candidate up by its signature
     */
    List<WorkUnit> next(
            LaneState state,
            long spentMs,
            UnitLimits limits,
            boolean free,
            boolean room,
            Function<String, Optional<Candidate>> candidates) {
        Round round = new Round(state, limits);
        if (!state.described()) {
            if (state.open().isEmpty()) {
                round.add(WorkUnit.Task.DESCRIBE, described(), 0, plain(), null);
            }
            return round.units;
        }
        boolean exploring = exploring(state, spentMs);
        long queued = state.open().values().stream()
                .filter(u -> u.task() != WorkUnit.Task.PROVE && !u.leased())
                .count();
        if (queued < settings.slots() && exploring) {
            if (fixed()) {
                fixedRound(state, round);
            } else {
                adaptiveRound(state, round);
            }
        }
        boolean open = state.open().values().stream()
                .anyMatch(u -> u.task() == WorkUnit.Task.GATHER || (u.task() == WorkUnit.Task.EXPLORE && u.leased()));
        if (state.ungathered() && !open && !exploring) {
            round.add(WorkUnit.Task.GATHER, List.of(), 0, plain(), null);
        }
        boolean alone = queued == 0 && round.units.isEmpty();
        if (free && (alone || !exploring || proofsFirst(state, room))) {
            proof(state, exploring, round, candidates);
        }
        return round.units;
    }

    /** Asks for replays of earlier findings: their units come before all others, right after the target was described. */
    List<WorkUnit> replays(LaneState state, UnitLimits limits, List<Finding> due) {
        Round round = new Round(state, limits);
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

    private boolean replaysFirst(LaneState state) {
        boolean waiting = state.open().values().stream().anyMatch(u -> u.replay() && !u.leased());
        return waiting && (fixed() || state.replayMs() < EarlierFindings.SHARE * budgetMs() * slots());
    }

    /** One that goes out at once: what comes back while another waits may be worth more. */
    private void proof(
            LaneState state, boolean exploring, Round round, Function<String, Optional<Candidate>> candidates) {
        boolean queued = state.open().values().stream()
                .anyMatch(u -> u.task() == WorkUnit.Task.PROVE && !u.leased() && !u.replay());
        if (queued) {
            return;
        }
        List<LaneState.Waiting> waiting = worthIt(state, exploring);
        Candidate candidate = null;
        boolean again = false;
        while (candidate == null && !waiting.isEmpty()) {
            LaneState.Waiting best = state.proofs().next(waiting);
            waiting.remove(best);
            candidate = candidates.apply(best.signature()).orElse(null);
            again = best.again();
        }
        if (candidate != null) {
            String operator = candidate.operator();
            List<String> subjects = operator == null ? List.of() : List.of(operator);
            ProcessSettings process = candidate.call().settings();
            UnitLimits first = briefly() ? round.limits.within(proofSeconds()) : round.limits;
            UnitLimits limits = again ? first.lasting(AGAIN_TIMES * first.seconds()) : first;
            round.add(WorkUnit.Task.PROVE, subjects, 0, process, candidate, limits);
        }
    }

    /**
     * Whoever names operators wants to hear of them first, and of what else shows when they are explored and proven. Other
     * lanes blame functions and threads, whatever they were asked about.
     */
    private List<LaneState.Waiting> worthIt(LaneState state, boolean exploring) {
        List<LaneState.Waiting> asked = new ArrayList<>(state.waiting());
        if (!settings.operators().isEmpty() && lane.equals(CampaignSettings.USUAL_LANE)) {
            asked.removeIf(w -> !state.subjects().containsKey(w.operator()));
        }
        return asked.isEmpty() && !exploring ? new ArrayList<>(state.waiting()) : asked;
    }

    private void adaptiveRound(LaneState state, Round round) {
        // A lane with a small part is to come to its own work before its time is over.
        int learnUnits = (int) Math.ceil(2 * slots());
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
    private List<String> chosen(LaneState state, int number) {
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
        Map<String, Integer> siblings = families(state).siblings(state.proofs().operators());
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

    private static SubjectProgress progress(LaneState state, String name) {
        return state.subjects().getOrDefault(name, SubjectProgress.NEW);
    }

    private void fixedRound(LaneState state, Round round) {
        List<String> unlearned = unlearned(state);
        if (!unlearned.isEmpty()) {
            learn(unlearned, state, round, Integer.MAX_VALUE, learnCases());
            return;
        }
        if (state.open().values().stream().anyMatch(u -> u.task() != WorkUnit.Task.PROVE)) {
            // A barrier: what is explored depends on all that was learned and on the passes before, and on no order.
            return;
        }
        for (int pass = 0; pass < fixedPasses.size(); pass++) {
            int current = pass;
            List<String> due = state.subjects().entrySet().stream()
                    .filter(e ->
                            e.getValue().explored() == current && e.getValue().learned())
                    .map(Map.Entry::getKey)
                    .toList();
            if (due.isEmpty()) {
                continue;
            }
            for (List<String> some : split(due, SUBJECTS_PER_UNIT)) {
                round.add(
                        WorkUnit.Task.EXPLORE,
                        some,
                        fixedPasses.get(pass) * some.size(),
                        exploreSettings(state.explorePlanned() + (int) round.count(WorkUnit.Task.EXPLORE)),
                        null);
            }
            return;
        }
    }

    private static List<Integer> fixedPasses(int cases) {
        List<Integer> passes = new ArrayList<>();
        int next = FIXED_CASES_FIRST;
        for (int left = cases; left > 0; left -= passes.get(passes.size() - 1)) {
            passes.add(Math.min(left, next));
            next = Math.min(2 * next, FIXED_CASES_MAX);
        }
        return List.copyOf(passes);
    }

    private List<String> unlearned(LaneState state) {
        return shuffled(state, -1, p -> !p.learned() && !p.learning() && p.learnFailures() < 2);
    }

    private void learn(List<String> names, LaneState state, Round round, int unitsMax, int casesEach) {
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

    private void explore(List<String> names, LaneState state, Round round, int unitsMax, boolean first) {
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
        return fixed() ? 120 : (int) Math.max(10, Math.min(360, Math.round(36 * minutes())));
    }

    /**
     * Cases of a unit of so many operators: what the time for a unit allows at the pace seen so far. Starting its
     * processes takes its share whatever the number of cases, and is no part of that pace.
     */
    private int exploreCases(LaneState state, boolean first, int subjects) {
        double unitMs = Math.max(EXPLORE_MS_MIN, Math.min(EXPLORE_MS_MAX, 60_000 * minutes() / 40));
        LaneState.Pace pace = state.pace(WorkUnit.Task.EXPLORE);
        int opening = subjects * (int) Math.max(EXPLORE_CASES_MIN, Math.min(120, Math.round(15 * minutes())));
        if (pace.units() < 2 || pace.cases() == 0) {
            return opening;
        }
        double casesMs = Math.max(0.1 * pace.tookMs(), pace.tookMs() - UNIT_START_MS * pace.units());
        double paced = (unitMs - UNIT_START_MS) * pace.cases() / casesMs;
        int cases = (int) Math.max(subjects * EXPLORE_CASES_MIN, Math.min(subjects * EXPLORE_CASES_MAX, paced));
        return first ? Math.min(opening, cases) : cases;
    }

    /**
     * Whether a proof would take most of a short campaign, and is worth less than what others would come to. Other lanes wait
     * for hangs and for memory to grow, and a GPU for its kernels: with less time they would prove nothing.
     */
    private boolean briefly() {
        return lane.equals(CampaignSettings.USUAL_LANE) && !plain().onGpu();
    }

    private int proofSeconds() {
        return (int) Math.max(PROOF_SECONDS_MIN, PROOF_SHARE_MAX * budgetMs() / 1000);
    }

    /** Nothing else in a unit knows which suites a campaign has. */
    private List<String> described() {
        return lane.equals(SuiteSpec.LANE)
                ? settings.suites().stream().map(SuiteSpec::text).toList()
                : List.of();
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

    /** Siblings of these subjects first, then others by chance. Asked for every unit, so nothing that it leaves out is put in order. */
    private List<String> neighbours(LaneState state, List<String> subjects, long seed) {
        Map<String, Integer> siblings = families(state).siblings(subjects);
        Drawing near = new Drawing(SIBLING_NEIGHBOURS_MAX);
        Drawing all = new Drawing(NEIGHBOURS_MAX);
        state.subjects().forEach((name, progress) -> {
            if (progress.learned() && !subjects.contains(name)) {
                Drawn drawn = Drawn.of(seed, name);
                all.offer(drawn);
                if (siblings.containsKey(name)) {
                    near.offer(drawn);
                }
            }
        });
        return Stream.concat(near.names(), all.names())
                .distinct()
                .limit(NEIGHBOURS_MAX)
                .toList();
    }

    /** Subjects in an order that depends on the seed and the round alone. */
    private List<String> shuffled(LaneState state, int number, Predicate<SubjectProgress> wanted) {
        return inOrder(
                state.subjects().entrySet().stream()
                        .filter(e -> wanted.test(e.getValue()))
                        .map(Map.Entry::getKey),
                Seeds.mix(settings.seed(), number));
    }

    private record Drawn(String name, long key) {
        static final Comparator<Drawn> ORDER =
                Comparator.comparingLong(Drawn::key).thenComparing(Drawn::name);

        static Drawn of(long salt, String name) {
            return new Drawn(name, Seeds.mix(salt, name));
        }
    }

    /** The first few of many in their order. */
    private static final class Drawing {
        private final int most;
        private final PriorityQueue<Drawn> kept = new PriorityQueue<>(Drawn.ORDER.reversed());

        Drawing(int most) {
            this.most = most;
        }

        void offer(Drawn drawn) {
            Drawn last = kept.peek();
            if (kept.size() < most) {
                kept.add(drawn);
            } else if (last != null && drawn.key <= last.key) {
                kept.add(drawn);
                kept.poll();
            }
        }

        Stream<String> names() {
            return kept.stream().sorted(Drawn.ORDER).map(Drawn::name);
        }
    }

    /** An order that depends on the salt and the names alone. */
    private static List<String> inOrder(Stream<String> names, long salt) {
        return names.map(name -> Drawn.of(salt, name))
                .sorted(Drawn.ORDER)
                .map(Drawn::name)
                .toList();
    }

    /** Made anew when other subjects came: their names are taken apart, which takes longer than all else here. */
    private Families families(LaneState state) {
        if (!state.subjects().keySet().equals(familiesOf)) {
            familiesOf = Set.copyOf(state.subjects().keySet());
            families = new Families(state.subjects().keySet());
        }
        return families;
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
        private final LaneState state;
        private final int number;
        private final int learnPlanned;
        private final int explorePlanned;
        private final List<WorkUnit> units = new ArrayList<>();

        private final UnitLimits limits;

        Round(LaneState state, UnitLimits limits) {
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
                case GATHER -> Seeds.mix(salt, explorePlanned);
            };
        }

        void add(
                WorkUnit.Task task,
                List<String> subjects,
                int cases,
                ProcessSettings process,
                @Nullable Candidate candidate) {
            add(task, subjects, cases, process, candidate, limits);
        }

        void add(
                WorkUnit.Task task,
                List<String> subjects,
                int cases,
                ProcessSettings process,
                @Nullable Candidate candidate,
                UnitLimits its) {
            String id = campaign + "/" + lane + "/" + number + "/" + units.size();
            long seed = seed(task, candidate);
            WorkUnit unit = new WorkUnit(
                    id,
                    campaign,
                    lane,
                    task,
                    number,
                    seed,
                    subjects,
                    List.of(),
                    cases,
                    process,
                    settings.oracles(),
                    its,
                    candidate);
            units.add(task == WorkUnit.Task.EXPLORE ? unit.withNeighbours(neighbours(state, subjects, seed)) : unit);
        }
    }
}
