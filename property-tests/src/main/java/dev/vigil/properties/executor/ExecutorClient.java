package dev.vigil.properties.executor;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.wire.BlackBox;
import dev.vigil.properties.oracles.Oracles;
import dev.vigil.properties.task.CaseRunner;
import dev.vigil.properties.task.Description;
import dev.vigil.properties.task.Inference;
import dev.vigil.properties.task.Inquiry;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Task;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks in executors of a lane host, starting a new one when one has died, grown old or has the wrong settings.
 * One thread; closed by its owner.
 */
public final class ExecutorClient implements CaseRunner {
    /** An executor that has run so many cases makes room for a fresh one, so that slow leaks of the build stay small. */
    private static final long CASES_PER_EXECUTOR = 200_000;

    private static final int WINDOW_TASKS = 64;
    private static final int WINDOW_CASES = 8192;
    private static final int FRAME_TASKS = 16;
    private static final int ASK_BATCH = 256;

    /** In a row; only an answer ends the row, so that a build which dies of nothing costs one executor a task from then on. */
    private static final int IDLE_DEATHS_MAX = 3;

    /** Questions asked together are alike: after so many deaths the others of them are not asked any more. */
    private static final int QUESTION_DEATHS_MAX = 2;

    private static final Inference UNASKED =
            new Inference("not asked: others like it killed executors", List.of(), 0, List.of(), List.of(), null);

    private final LaneContext context;
    private final UnitLimits limits;
    private final Oracles oracles;
    private final @Nullable KeptExecutor keeper;
    private final long casesPerExecutor;
    private Journal journal = new Journal();
    private final List<String> faults = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private @Nullable Session session;
    private long cases;
    private long crashes;
    private int idleDeaths;
    /** Whether everything that was asked has been answered. */
    private boolean inOrder = true;

    /** Starts its own executors, and ends them. */
    public ExecutorClient(LaneContext context, UnitLimits limits, Oracles oracles) {
        this(context, limits, oracles, null);
    }

    /** @param keeper what an earlier client left there is used, and what is in good order at the end is left there */
    public ExecutorClient(LaneContext context, UnitLimits limits, Oracles oracles, @Nullable KeptExecutor keeper) {
        this(context, limits, oracles, keeper, CASES_PER_EXECUTOR);
    }

    ExecutorClient(
            LaneContext context,
            UnitLimits limits,
            Oracles oracles,
            @Nullable KeptExecutor keeper,
            long casesPerExecutor) {
        this.context = context;
        this.limits = limits;
        this.oracles = oracles;
        this.keeper = keeper;
        this.casesPerExecutor = casesPerExecutor;
    }

    /** Executors that died on a case so far. */
    public long crashes() {
        return crashes;
    }

    @Override
    public List<Outcome> run(List<Task> tasks) throws LaneFault, InterruptedException {
        List<Work> works = tasks.stream().map(task -> new Work(oracles, task)).toList();
        Deque<Work.Piece> waiting = new ArrayDeque<>();
        works.forEach(work -> waiting.add(work.whole()));
        Deque<Work.Piece> sent = new ArrayDeque<>();
        inOrder = false;
        while (!waiting.isEmpty() || !sent.isEmpty()) {
            Work.Piece next = sent.isEmpty() ? waiting.getFirst() : sent.getFirst();
            Session current = session(next.range().call().settings(), sent.isEmpty());
            send(current, waiting, sent);
            Optional<Answer> answer = current.take();
            if (answer.isEmpty()) {
                buried(current, waiting, sent);
            } else {
                answered(answer.get(), sent);
            }
        }
        inOrder = true;
        return works.stream().map(work -> complete(work.outcome())).toList();
    }

    @Override
    public Description describe(ProcessSettings settings) throws LaneFault, InterruptedException {
        Session current = session(settings, true);
        inOrder = false;
        current.send(new Request.Describe(), 0);
        Optional<Answer> answer = current.take();
        if (answer.isPresent() && answer.get() instanceof Answer.Described described) {
            inOrder = true;
            return described.description();
        }
        session = null;
        if (answer.isPresent()) {
            current.stop();
            throw new LaneFault("the executor did not describe its library: " + answer.get());
        }
        throw new LaneFault(
                "the executor did not describe its library: " + current.end().detail());
    }

    @Override
    public List<Inference> ask(ProcessSettings settings, List<Inquiry> inquiries)
            throws LaneFault, InterruptedException {
        List<Inference> answers = new ArrayList<>();
        int deaths = 0;
        inOrder = false;
        while (answers.size() < inquiries.size()) {
            int first = answers.size();
            if (deaths >= QUESTION_DEATHS_MAX) {
                answers.addAll(Collections.nCopies(inquiries.size() - first, UNASKED));
                break;
            }
            Session current = session(settings, true);
            current.send(
                    new Request.Ask(first, inquiries.subList(first, Math.min(inquiries.size(), first + ASK_BATCH))), 0);
            int end = Math.min(inquiries.size(), first + ASK_BATCH);
            while (answers.size() < end) {
                Optional<Answer> answer = current.take();
                if (answer.isPresent() && answer.get() instanceof Answer.Inferred inferred) {
                    answers.add(inferred.inference());
                } else {
                    session = null;
                    deaths++;
                    fatalQuestion(current, answers);
                    break;
                }
            }
        }
        inOrder = true;
        return answers;
    }

    @Override
    public List<Case> historyOf(long task, long variant) {
        return journal.before(task, variant);
    }

    @Override
    public List<String> takeFaults() {
        List<String> taken = List.copyOf(faults);
        faults.clear();
        return taken;
    }

    @Override
    public List<String> takeNotes() {
        List<String> taken = List.copyOf(notes);
        notes.clear();
        return taken;
    }

    @Override
    public void close() {
        try {
            Session left = session;
            if (keeper != null && left != null && inOrder && !left.gone() && !old(left)) {
                session = null;
                keeper.keep(context.target(), left, journal);
            } else {
                stop();
            }
        } catch (InterruptedException e) {
            // The worker ends executors of a lane host that leaves; nobody here can wait any longer.
            Thread.currentThread().interrupt();
        }
    }

    private void stop() throws InterruptedException {
        Session old = session;
        session = null;
        if (old != null) {
            old.stop();
        }
    }

    /** The running executor, or a new one when there is none or, between two batches, another is due. */
    private Session session(ProcessSettings settings, boolean mayChange) throws LaneFault, InterruptedException {
        Session current = session;
        if (current != null && mayChange && (old(current) || !current.settings().sameProcess(settings))) {
            stop();
            current = null;
        }
        if (current == null) {
            Optional<KeptExecutor.Taken> kept =
                    keeper == null ? Optional.empty() : keeper.take(context.target(), settings, casesPerExecutor);
            if (kept.isPresent()) {
                current = kept.get().session();
                journal = kept.get().journal();
            } else {
                current = start(settings);
                journal.newExecutor();
            }
            session = current;
        }
        return current;
    }

    /** A variant that got lost on the way, or came back twice, is ours to answer for; the books must not hide it. */
    private Outcome complete(Outcome outcome) {
        long lost = outcome.task().count() - outcome.judged() - outcome.inconclusive() - outcome.unrun();
        if (lost > 0) {
            faults.add(lost + " cases of " + outcome.task().call().operator() + " came back without an outcome");
            return outcome.withLost(lost);
        }
        if (lost < 0) {
            String fault =
                    -lost + " cases of " + outcome.task().call().operator() + " came back with more than one outcome";
            faults.add(fault);
            return outcome.disbelieved(fault);
        }
        return outcome;
    }

    private boolean old(Session candidate) {
        return candidate.cases() >= casesPerExecutor;
    }

    private Session start(ProcessSettings settings) throws LaneFault, InterruptedException {
        try {
            return Session.connect(context.startExecutor(settings, limits), settings);
        } catch (LaneFault first) {
            faults.add("an executor did not start, tried once more: " + first.getMessage());
            return Session.connect(context.startExecutor(settings, limits), settings);
        }
    }

    private void send(Session current, Deque<Work.Piece> waiting, Deque<Work.Piece> sent) {
        long inFlight = sent.stream().mapToLong(piece -> piece.range().count()).sum();
        while (!waiting.isEmpty()
                && (sent.isEmpty() || (sent.size() < WINDOW_TASKS && inFlight < WINDOW_CASES))
                && !old(current)) {
            List<Task> frame = new ArrayList<>();
            long frameCases = 0;
            while (!waiting.isEmpty() && frame.size() < FRAME_TASKS && inFlight + frameCases < WINDOW_CASES) {
                Work.Piece piece = waiting.removeFirst();
                sent.addLast(piece);
                journal.sent(piece.range());
                frame.add(piece.range());
                frameCases += piece.range().count();
            }
            inFlight += frameCases;
            current.send(new Request.Run(frame), frameCases);
        }
    }

    private void answered(Answer answer, Deque<Work.Piece> sent) throws LaneFault {
        Work.Piece piece = sent.removeFirst();
        Task range = piece.range();
        if (answer instanceof Answer.Done done
                && done.outcome().task().id() == range.id()
                && done.outcome().task().first() == range.first()) {
            piece.work().answered(done.outcome());
        } else if (answer instanceof Answer.Failed failed && failed.task() == range.id()) {
            faults.add("while running " + range.call().operator() + ": " + failed.fault());
            piece.work().failed(range, failed.fault());
        } else {
            throw new LaneFault("the executor answered something that was not asked: "
                    + answer.getClass().getSimpleName());
        }
        idleDeaths = 0;
        cases += range.count();
        context.progress(cases, crashes, range.call().operator());
    }

    /** Finds out which case the executor died of, and puts the rest back in front of the queue. */
    private void buried(Session dead, Deque<Work.Piece> waiting, Deque<Work.Piece> sent)
            throws LaneFault, InterruptedException {
        session = null;
        ProcessEnd end = dead.end();
        BlackBox box = dead.blackBox();
        List<Work.Piece> left = new ArrayList<>();
        boolean found = false;
        for (Work.Piece piece : sent) {
            Optional<BlackBox.Entry> entry =
                    found ? Optional.empty() : box.current().filter(e -> isIn(piece, e));
            if (entry.isEmpty()) {
                left.add(piece);
                continue;
            }
            found = true;
            if (end.blamesBuild()) {
                crashes++;
                left.addAll(piece.work().died(piece.range(), entry.get().variant(), end, box));
            } else {
                faults.add("an executor was ended from outside, its case is run again: " + end.detail());
                left.addAll(piece.work().killed(piece.range(), end));
            }
        }
        if (!found && tooManyEndedOutside("case", end)) {
            // The next to run is the likeliest cause; the others get their turn without it.
            Work.Piece head = left.remove(0);
            head.work()
                    .givenUp(head.range(), idleDeaths + " executors in a row ended outside any case: " + end.detail());
        }
        sent.clear();
        for (int i = left.size() - 1; i >= 0; i--) {
            waiting.addFirst(left.get(i));
        }
    }

    private static boolean isIn(Work.Piece piece, BlackBox.Entry entry) {
        Task range = piece.range();
        return entry.task() == range.id()
                && entry.variant() >= range.first()
                && entry.variant() < range.first() + range.count();
    }

    private void fatalQuestion(Session dead, List<Inference> answers) throws LaneFault, InterruptedException {
        ProcessEnd end = dead.end();
        boolean thisOne = dead.blackBox()
                .current()
                .map(entry -> entry.task() == Request.Ask.boxed(answers.size()))
                .orElse(false);
        if (thisOne && end.blamesBuild()) {
            answers.add(new Inference("the executor died: " + end.detail(), List.of(), 0, List.of(), List.of(), end));
            idleDeaths = 0;
            return;
        }
        if (tooManyEndedOutside("question", end)) {
            throw new LaneFault(idleDeaths + " executors in a row ended outside any question: " + end.detail());
        }
    }

    /** A heap that an earlier case broke may be noticed when none runs; which case it was cannot be told. */
    private boolean tooManyEndedOutside(String what, ProcessEnd end) {
        idleDeaths++;
        String text = "an executor ended outside any " + what + ": " + end.kind() + ", " + end.detail();
        (end.blamesBuild() ? notes : faults).add(text);
        return idleDeaths > IDLE_DEATHS_MAX;
    }
}
