package dev.vigil.bench.cluster;

import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.target.Target;
import dev.vigil.model.target.TargetSpec;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.Subject;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * A campaign whose units do nothing, planned by the real planner: its target lists as many operators as MXNet does, all
 * of them are known as soon as it is described, and exploring them finds nothing.
 */
final class NoOps {
    private static final int OPERATORS = 600;
    private static final double MINUTES = 480;

    static final Target TARGET = new Target("bench", "0".repeat(64), "/nowhere/libmxnet.so", List.of());

    private NoOps() {}

    static CampaignSettings settings(int slots) {
        return new CampaignSettings(
                "nightly",
                new TargetSpec("bench", List.of()),
                MINUTES,
                1,
                "cpu",
                slots,
                List.of(),
                List.of(),
                null,
                CampaignSettings.PlanMode.ADAPTIVE,
                1);
    }

    static UnitResult result(WorkUnit unit) {
        List<Subject> subjects = new ArrayList<>();
        List<Knowledge> knowledge = new ArrayList<>();
        if (unit.task() == WorkUnit.Task.DESCRIBE) {
            for (int i = 0; i < OPERATORS; i++) {
                subjects.add(new Subject(operator(i), Subject.Kind.DIRECT, null));
                knowledge.add(knowledge(operator(i)));
            }
        }
        return new UnitResult(
                unit.id(),
                Totals.NONE,
                List.of(),
                List.of(),
                knowledge,
                List.of(),
                List.of(),
                subjects,
                null,
                null,
                List.of(),
                List.of());
    }

    private static String operator(int number) {
        return "operator_" + number;
    }

    static Knowledge knowledge(String operator) {
        return new Knowledge(operator, 1, "{}");
    }
}
