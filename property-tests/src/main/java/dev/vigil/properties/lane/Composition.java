package dev.vigil.properties.lane;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.observation.RunFacts;
import dev.vigil.model.observation.StepFacts;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.generate.Accepted;
import dev.vigil.properties.generate.Graphs;
import dev.vigil.properties.generate.Mutations;
import dev.vigil.properties.operators.Call;
import dev.vigil.properties.task.Inference;
import dev.vigil.properties.task.Inquiry;
import dev.vigil.properties.task.Intent;
import dev.vigil.properties.task.Outcome;
import dev.vigil.properties.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Spends a part of a unit's cases on several calls at once, made from the calls that the unit saw accepted. One thread. */
final class Composition {
    /** Of the cases of a unit. */
    private static final double SHARE = 0.04;

    private static final int CHUNK = 12;
    /** Of one operator, so that none crowds the others out. */
    private static final int ACCEPTED_MAX = 32;

    private static final int DEATHS_MAX = 3;
    /** Chunks in a row of which nothing could be made. */
    private static final int IDLE_MAX = 4;

    private final List<Accepted> accepted = new ArrayList<>();

    /** What runs and judges the cases. */
    interface Bench {
        /** @param row whether the case is one operator's calls in a row */
        Task task(Case call, boolean row);

        List<Inference> ask(List<Inquiry> inquiries) throws LaneFault, InterruptedException;

        /** Runs and enters them. */
        List<Outcome> run(List<Task> tasks) throws LaneFault, InterruptedException;

        boolean late();
    }

    /** Notes a call that the unit made, if it can be part of a graph. */
    void note(String operator, Call call, Outcome outcome) {
        RunFacts facts = outcome.facts();
        if (facts == null
                || outcome.task().intent() != Intent.VALID
                || outcome.accepted() != outcome.task().count()
                || !Mutations.small(call)
                || accepted.stream().filter(a -> a.operator().equals(operator)).count() >= ACCEPTED_MAX) {
            return;
        }
        StepFacts step = facts.last();
        if (Graphs.small(step)) {
            accepted.add(new Accepted(operator, call, step.outputs(), step.mutatedInputs()));
        }
    }

    /** Operators of which a call was noted. */
    List<String> operators() {
        return accepted.stream().map(Accepted::operator).distinct().toList();
    }

    /** @param cases of the whole unit */
    void run(int cases, ProcessSettings settings, Draw draw, Bench bench) throws LaneFault, InterruptedException {
        if (accepted.isEmpty()) {
            return;
        }
        Graphs graphs = new Graphs(settings, accepted);
        long left = Math.round(SHARE * cases);
        long deaths = 0;
        int idle = 0;
        while (left > 0 && deaths < DEATHS_MAX && idle < IDLE_MAX && !bench.late()) {
            List<Task> chunk = chunk(graphs, (int) Math.min(left, CHUNK), draw, bench);
            idle = chunk.isEmpty() ? idle + 1 : 0;
            for (Outcome outcome : bench.run(chunk)) {
                left -= outcome.task().count();
                deaths += outcome.crashes();
                RunFacts facts = outcome.facts();
                if (facts != null && outcome.accepted() == outcome.task().count()) {
                    graphs.enter(outcome.task().call(), facts);
                }
            }
        }
    }

    private static List<Task> chunk(Graphs graphs, int size, Draw draw, Bench bench)
            throws LaneFault, InterruptedException {
        List<Task> chunk = new ArrayList<>();
        List<Graphs.Plan> plans = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Optional<Case> row = graphs.row(draw);
            row.ifPresent(call -> chunk.add(bench.task(call, true)));
            if (row.isEmpty()) {
                graphs.plan(draw).ifPresent(plans::add);
            }
        }
        List<Graphs.Plan> open =
                plans.stream().filter(plan -> plan.inquiry() != null).toList();
        List<Inference> answers = open.isEmpty()
                ? List.of()
                : bench.ask(open.stream()
                        .flatMap(plan -> Optional.ofNullable(plan.inquiry()).stream())
                        .toList());
        for (Graphs.Plan plan : plans) {
            Inference answer = plan.inquiry() == null ? null : answers.get(open.indexOf(plan));
            graphs.made(plan, answer, draw).ifPresent(call -> chunk.add(bench.task(call, false)));
        }
        return chunk;
    }
}
