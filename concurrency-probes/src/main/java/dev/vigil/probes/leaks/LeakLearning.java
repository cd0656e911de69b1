package dev.vigil.probes.leaks;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Seeds;
import dev.vigil.model.call.Step;
import dev.vigil.model.lane.LaneContext;
import dev.vigil.model.lane.LaneFault;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.Subject;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.probes.coldstart.Examples;
import dev.vigil.probes.coldstart.Learning;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Gets calls that the library accepts, for operators as the lane of starts does; actions of the engine are subjects of
 * their own here, and get calls of a few operators, whichever the library has, that take arrays of any shape.
 */
final class LeakLearning {
    /** So many operators are asked for a call that engine actions can be made with ... */
    private static final int COMPANIONS = 16;
    /** ... and so many of their calls kept: not every one takes another shape, or refuses an input too many. */
    private static final int CALLS = 8;

    private static final long ELEMENTS_MAX = 4096;

    private final WorkUnit unit;
    private final LaneContext context;

    LeakLearning(WorkUnit unit, LaneContext context) {
        this.unit = unit;
        this.context = context;
    }

    UnitResult describe() throws LaneFault, InterruptedException {
        UnitResult described = new Learning(unit, context).describe();
        List<Subject> subjects = new ArrayList<>(described.subjects());
        if (!subjects.isEmpty()) {
            Action.engine().forEach(a -> subjects.add(new Subject(a.subject(), Subject.Kind.DIRECT, null)));
        }
        return described.describing(subjects);
    }

    UnitResult learn() throws LaneFault, InterruptedException {
        List<String> operators =
                unit.subjects().stream().filter(s -> !Action.isEngineSubject(s)).toList();
        List<String> actions =
                unit.subjects().stream().filter(Action::isEngineSubject).toList();
        if (actions.isEmpty()) {
            return new Learning(unit, context).learn();
        }
        List<String> companions = companions(operators);
        List<String> asked = new ArrayList<>(operators);
        asked.addAll(companions);
        UnitResult learned = new Learning(of(asked), context).learn();
        List<Case> calls = plainest(learned.knowledge());
        List<Knowledge> knowledge = new ArrayList<>(learned.knowledge().stream()
                .filter(k -> operators.contains(k.subject()))
                .toList());
        if (!calls.isEmpty()) {
            actions.forEach(a -> knowledge.add(new Examples(calls).of(a, 1)));
        }
        return UnitResult.learned(unit, learned.totals(), knowledge, learned.faults(), learned.notes());
    }

    private List<String> companions(List<String> without) throws LaneFault, InterruptedException {
        return new Learning(of(List.of()), context)
                .describe().subjects().stream()
                        .filter(s -> s.kind() == Subject.Kind.DIRECT)
                        .map(Subject::name)
                        .filter(name -> !without.contains(name))
                        .sorted(Comparator.comparingLong(name -> Seeds.mix(unit.seed(), name)))
                        .limit(COMPANIONS)
                        .toList();
    }

    /** Of calls with small float arrays alone, those with the fewest attributes and inputs. */
    private static List<Case> plainest(List<Knowledge> known) throws LaneFault {
        List<Case> calls = new ArrayList<>();
        for (Knowledge each : known) {
            try {
                Examples.read(each).calls().stream().filter(LeakLearning::plain).forEach(calls::add);
            } catch (IOException e) {
                throw new LaneFault("what was just learned cannot be read: " + e.getMessage(), e);
            }
        }
        calls.sort(Comparator.comparingInt(c -> {
            Step step = c.steps().get(0);
            return step.attributes().size() + step.inputs().size();
        }));
        return calls.subList(0, Math.min(CALLS, calls.size()));
    }

    private static boolean plain(Case call) {
        List<Input> inputs = call.steps().get(0).inputs();
        return !inputs.isEmpty()
                && inputs.stream()
                        .allMatch(i -> i instanceof Input.Array array
                                && array.dtype() == DType.FLOAT32
                                && array.shape().rank() > 0
                                && array.shape().elements() > 0
                                && array.shape().elements() <= ELEMENTS_MAX);
    }

    private WorkUnit of(List<String> subjects) {
        int each = unit.subjects().isEmpty()
                ? unit.cases()
                : unit.cases() / unit.subjects().size();
        return unit.withSubjects(subjects, Math.max(1, each * subjects.size()));
    }
}
