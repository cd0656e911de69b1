package dev.vigil.properties.lane;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Seeds;
import dev.vigil.model.lane.Lane;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.Subject;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.learn.Learner;
import dev.vigil.properties.learn.Trials;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.operators.OperatorKnowledge;
import dev.vigil.properties.operators.Signature;
import dev.vigil.properties.operators.Subjects;
import dev.vigil.properties.oracles.Graph;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.properties.oracles.Pairs;
import dev.vigil.properties.oracles.SparseInputs;
import dev.vigil.properties.oracles.Survival;
import dev.vigil.properties.oracles.Training;
import dev.vigil.properties.references.Trainings;
import dev.vigil.properties.task.CaseRunner;
import dev.vigil.properties.task.Description;
import dev.vigil.properties.task.Inference;
import dev.vigil.properties.task.Inquiry;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.OperatorInfo;
import dev.vigil.properties.task.Oracle;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Task;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Describes a target, learns its operators, explores them by generated cases, and has candidates proven. */
public final class PropertiesLane implements Lane {
    public static final String NAME = "properties";

    /** Executors that one operator may take with it in a unit: finding the same crash again teaches little. */
    private static final int DEATHS_LEARNING = 3;

    private static final int DEATHS_EXPLORING = 6;
    private static final int CALLS_PER_OPERATOR_MIN = 200;
    private static final int CALLS_AGAIN_MIN = 800;
    /** The part of a unit's wall time after which nothing new is begun, so that its result arrives in time. */
    private static final double TIME_SHARE = 0.75;

    /** Operators that hang or die often end their turn early; the others of the unit want theirs. */
    private static final Duration TURN_MAX = Duration.ofSeconds(6);

    private static final int TURN_SHARES = 2;

    private static final long GRAPHS_SALT = 0x67726170;
    private static final int GRAPH_VARIANTS = 2;
    private static final long TRAININGS_SALT = 0x7472616e;
    /** Of a unit; each takes some hundred steps and as long as some hundred cases. */
    private static final int TRAININGS = 2;

    private static final long PAIRS_SALT = 0x70616972;
    /** Of the cases of a unit that explores. */
    private static final double PAIRS_SHARE = 0.04;

    /** Makes runners. */
    public interface Runners {
        /** One whose processes are fresh. */
        CaseRunner open(WorkUnit unit, LaneContext context) throws LaneFault, InterruptedException;

        /** One that may go on in the process that the last one of this kind left. */
        default CaseRunner reopen(WorkUnit unit, LaneContext context) throws LaneFault, InterruptedException {
            return open(unit, context);
        }
    }

    private final Runners runners;
    private final Oracles all = Oracles.all();
    private final Prover prover;
    private final List<String> oracles;
    private final Clock clock;
    private final TaskSource source = new TaskSource();

    /** As lane hosts find it: executors of this machine, every oracle, the real clock. */
    public PropertiesLane() {
        this(new LocalRunners(Oracles.all()), Oracles.all().names(), Clock.systemUTC());
    }

    /**
     * @param oracles names of all oracles there are, the cheapest first; the learner asks that one alone
     */
    public PropertiesLane(Runners runners, List<String> oracles, Clock clock) {
        this.runners = runners;
        this.prover = new Prover(runners, all, clock);
        this.oracles = List.copyOf(oracles);
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public UnitResult run(WorkUnit unit, LaneContext context) throws InterruptedException, LaneFault {
        return switch (unit.task()) {
            case DESCRIBE -> describe(unit, context);
            case LEARN, EXPLORE -> Draw.during(() -> work(unit, context));
            case PROVE -> prover.prove(unit, context);
            case GATHER -> throw Lane.gathersNothing(NAME);
        };
    }

    private UnitResult describe(WorkUnit unit, LaneContext context) throws LaneFault, InterruptedException {
        try (CaseRunner runner = runners.reopen(unit, context)) {
            Description description = runner.describe(unit.settings());
            List<Subject> subjects = Subjects.of(description.operators());
            List<Knowledge> knowledge = new ArrayList<>();
            for (int i = 0; i < subjects.size(); i++) {
                if (subjects.get(i).kind() == Subject.Kind.DIRECT) {
                    Signature signature =
                            Signature.parse(description.operators().get(i));
                    knowledge.add(OperatorKnowledge.declared(signature).write(0));
                }
            }
            return new Books(unit.seed()).result(unit.id(), knowledge, subjects, description.fingerprint());
        }
    }

    private UnitResult work(WorkUnit unit, LaneContext context) throws LaneFault, InterruptedException {
        Books books = new Books(unit.seed());
        List<Knowledge> learned = new ArrayList<>();
        if (unit.subjects().isEmpty()) {
            return books.result(unit.id(), learned, List.of(), null);
        }
        try (CaseRunner runner = runners.reopen(unit, context)) {
            Session session = new Session(unit, context, runner, books);
            Composition composition = new Composition();
            int pairing = session.pairing();
            int share = (unit.cases() - pairing) / unit.subjects().size();
            for (Entry entry : entries(unit, runner, books)) {
                if (session.late()) {
                    books.note(entry.knowledge.signature().operator() + ": the unit's time was over before its turn");
                    continue;
                }
                OperatorKnowledge after;
                if (entry.knowledge.callable() && unit.task() != WorkUnit.Task.LEARN) {
                    after = session.explore(entry.knowledge, share, composition);
                } else {
                    // What resisted once is worth a longer look.
                    int least = entry.knowledge.tried() == 0 ? CALLS_PER_OPERATOR_MIN : CALLS_AGAIN_MIN;
                    after = session.learn(entry.knowledge.signature(), Math.max(share, least));
                }
                if (after.exhausted()) {
                    books.exhausted(after.signature().operator());
                }
                session.listen();
                if (after.callable() || !entry.knowledge.callable()) {
                    learned.add(after.write(entry.revision + 1));
                }
            }
            session.compose(composition);
            session.train(composition.operators());
            session.pair(pairing);
        }
        return books.result(unit.id(), learned, List.of(), null);
    }

    private record Entry(OperatorKnowledge knowledge, int revision) {}

    /** What is known of each subject, in the unit's order; asked of the library where the unit brings nothing. */
    private static List<Entry> entries(WorkUnit unit, CaseRunner runner, Books books)
            throws LaneFault, InterruptedException {
        Map<String, Entry> known = new LinkedHashMap<>();
        unit.subjects().forEach(s -> known.put(s, new Entry(OperatorKnowledge.unknown(s), -1)));
        for (Knowledge knowledge : unit.knowledge()) {
            try {
                known.put(knowledge.subject(), new Entry(OperatorKnowledge.read(knowledge), knowledge.revision()));
            } catch (IOException e) {
                books.fault("knowledge of " + knowledge.subject() + " cannot be read: " + e.getMessage());
            }
        }
        known.keySet().retainAll(unit.subjects());
        if (known.values().stream().anyMatch(e -> e.revision() < 0)) {
            for (OperatorInfo info : runner.describe(unit.settings()).operators()) {
                Entry entry = known.get(info.name());
                if (entry != null && entry.revision() < 0) {
                    known.put(info.name(), new Entry(OperatorKnowledge.declared(Signature.parse(info)), 0));
                }
            }
        }
        known.entrySet().removeIf(e -> {
            if (e.getValue().revision() < 0) {
                books.note(e.getKey() + ": the target lists no such operator");
            }
            return e.getValue().revision() < 0;
        });
        return List.copyOf(known.values());
    }

    /** One unit in its executors. */
    private final class Session {
        private final WorkUnit unit;
        private final LaneContext context;
        private final CaseRunner runner;
        private final Books books;
        private final Draw.Generators generators = new Draw.Generators();
        private final Instant end;

        Session(WorkUnit unit, LaneContext context, CaseRunner runner, Books books) {
            this.unit = unit;
            this.context = context;
            this.runner = runner;
            this.books = books;
            this.end = clock.instant().plus(Duration.ofMillis((long)
                    (1000 * TIME_SHARE * unit.limits().seconds())));
        }

        boolean late() {
            return clock.instant().isAfter(end);
        }

        OperatorKnowledge learn(Signature signature, int budget) throws LaneFault, InterruptedException {
            Draw draw = new Draw(generators, Seeds.mix(unit.seed(), signature.operator()));
            return new Learner(signature, new Probes(signature), draw, budget, DEATHS_LEARNING).learn();
        }

        OperatorKnowledge explore(OperatorKnowledge knowledge, int share, Composition composition)
                throws LaneFault, InterruptedException {
            return new Exploration(
                            knowledge,
                            generators,
                            Seeds.mix(unit.seed(), knowledge.signature().operator()),
                            wanted().contains(SparseInputs.NAME),
                            share,
                            DEATHS_EXPLORING)
                    .run(
                            (call, intent, variants) -> source.task(
                                    knowledge.signature().operator(),
                                    unit.settings(),
                                    call,
                                    intent,
                                    variants,
                                    all.drawn(wanted(), intent, Seeds.mix(unit.seed(), call.mark()))),
                            tasks -> {
                                List<Outcome> outcomes = runner.run(tasks);
                                progress("exploring " + knowledge.signature().operator());
                                return outcomes;
                            },
                            (call, outcome) -> {
                                books.enter(knowledge.signature(), call, outcome, runner);
                                composition.note(knowledge.signature().operator(), call, outcome);
                            },
                            this::late);
        }

        void compose(Composition composition) throws LaneFault, InterruptedException {
            List<String> graphs = wanted(Graph.class);
            if (!graphs.isEmpty()) {
                Draw draw = new Draw(generators, Seeds.mix(unit.seed(), GRAPHS_SALT));
                composition.run(unit.cases(), unit.settings(), draw, new Graphing(graphs));
                listen();
            }
        }

        /** A few trainings in which some of these operators take part. */
        void train(List<String> operators) throws LaneFault, InterruptedException {
            List<String> trainings = new ArrayList<>(wanted(Training.class));
            List<String> possible =
                    operators.stream().filter(Trainings.operators()::contains).toList();
            if (trainings.isEmpty() || possible.isEmpty() || late()) {
                return;
            }
            trainings.addAll(wanted(Survival.class));
            Draw draw = new Draw(generators, Seeds.mix(unit.seed(), TRAININGS_SALT));
            List<Task> tasks = new ArrayList<>();
            for (int i = 0; i < TRAININGS; i++) {
                Trainings.with(draw.of(possible), unit.settings(), draw.seed())
                        .ifPresent(call -> tasks.add(source.task(call, Intent.PROBE, 1, trainings)));
            }
            entered(tasks, "training");
            listen();
        }

        /** How many of the unit's cases are for pairs. */
        int pairing() {
            boolean asked =
                    unit.task() == WorkUnit.Task.EXPLORE && !wanted(Pairs.class).isEmpty();
            return asked ? (int) Math.round(PAIRS_SHARE * unit.cases()) : 0;
        }

        /** Pairs of one of the unit's operators and another one of them or of their neighbours. */
        void pair(int cases) throws LaneFault, InterruptedException {
            if (cases == 0 || late()) {
                return;
            }
            List<Signature> direct = runner.describe(unit.settings()).operators().stream()
                    .filter(info -> unit.subjects().contains(info.name())
                            || unit.neighbours().contains(info.name()))
                    .filter(info -> Subjects.of(info).kind() == Subject.Kind.DIRECT)
                    .map(Signature::parse)
                    .toList();
            Draw draw = new Draw(generators, Seeds.mix(unit.seed(), PAIRS_SALT));
            new Pairing(direct, unit.settings(), draw, new Pairwise(wanted(Pairs.class))).run(unit.subjects(), cases);
            listen();
        }

        /** Asks about one draw of each case. */
        private final class Pairwise implements Pairing.Bench {
            private final List<String> oracles;

            Pairwise(List<String> oracles) {
                this.oracles = oracles;
            }

            @Override
            public Task task(Case call) {
                return source.task(call, Intent.PROBE, 1, oracles);
            }

            @Override
            public List<Outcome> run(List<Task> tasks) throws LaneFault, InterruptedException {
                return entered(tasks, "pairing operators");
            }

            @Override
            public boolean late() {
                return Session.this.late();
            }
        }

        /** Graphs of several operators are asked about as graphs alone: whose fault another oracle sees cannot be told. */
        private final class Graphing implements Composition.Bench {
            private final List<String> graphs;
            private final List<String> rows;

            Graphing(List<String> graphs) {
                this.graphs = graphs;
                rows = all.named(wanted()).stream()
                        .filter(Oracle::sequences)
                        .map(Oracle::name)
                        .toList();
            }

            @Override
            public Task task(Case call, boolean row) {
                return source.task(call, Intent.PROBE, GRAPH_VARIANTS, row ? rows : graphs);
            }

            @Override
            public List<Inference> ask(List<Inquiry> inquiries) throws LaneFault, InterruptedException {
                return runner.ask(unit.settings(), inquiries);
            }

            @Override
            public List<Outcome> run(List<Task> tasks) throws LaneFault, InterruptedException {
                return entered(tasks, "putting calls together");
            }

            @Override
            public boolean late() {
                return Session.this.late();
            }
        }

        /** What became of tasks of several calls, which go into the books under the operators that they name. */
        private List<Outcome> entered(List<Task> tasks, String doing) throws LaneFault, InterruptedException {
            List<Outcome> outcomes = tasks.isEmpty() ? List.of() : runner.run(tasks);
            outcomes.forEach(outcome -> books.enter(outcome, runner));
            progress(doing);
            return outcomes;
        }

        /** Into the books with what the runner has to say. */
        void listen() {
            runner.takeFaults().forEach(books::fault);
            runner.takeNotes().forEach(books::note);
        }

        private List<String> wanted(Class<? extends Oracle> kind) {
            return all.named(wanted()).stream()
                    .filter(kind::isInstance)
                    .map(Oracle::name)
                    .toList();
        }

        private List<String> wanted() {
            return unit.oracles().isEmpty() ? oracles : unit.oracles();
        }

        private void progress(String doing) {
            context.progress(books.totals().generated(), books.totals().crashes(), doing);
        }

        /** Trials of the learner: probes that are judged for survival alone and entered like any other case. */
        private final class Probes implements Trials {
            private final Signature signature;
            private final Instant turnEnd;

            Probes(Signature signature) {
                this.signature = signature;
                long share = 1000L
                        * TURN_SHARES
                        * unit.limits().seconds()
                        / unit.subjects().size();
                this.turnEnd = clock.instant().plus(Duration.ofMillis(Math.min(TURN_MAX.toMillis(), share)));
            }

            @Override
            public List<Trial> run(List<Call> calls) throws LaneFault, InterruptedException {
                List<String> cheapest = List.of(oracles.get(0));
                List<Task> tasks = calls.stream()
                        .map(c -> source.task(signature.operator(), unit.settings(), c, Intent.PROBE, 1, cheapest))
                        .toList();
                List<Outcome> outcomes = runner.run(tasks);
                List<Trial> trials = new ArrayList<>();
                for (int i = 0; i < calls.size(); i++) {
                    Outcome outcome = outcomes.get(i);
                    books.enter(signature, calls.get(i), outcome, runner);
                    trials.add(new Trial(outcome.accepted() > 0, outcome.crashes() > 0, error(outcome)));
                }
                progress("learning " + signature.operator());
                return trials;
            }

            @Override
            public List<Inference> ask(List<Inquiry> inquiries) throws LaneFault, InterruptedException {
                return runner.ask(unit.settings(), inquiries);
            }

            @Override
            public boolean timeLeft() {
                return !late() && clock.instant().isBefore(turnEnd);
            }
        }
    }

    /** The text of the first rejection; empty when there was none or nothing is known of it. */
    static String error(Outcome outcome) {
        RunFacts facts = outcome.facts();
        return facts == null
                ? ""
                : Optional.of(facts)
                        .flatMap(RunFacts::rejected)
                        .map(StepFacts::error)
                        .orElse("");
    }
}
