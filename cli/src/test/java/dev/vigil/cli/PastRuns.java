package dev.vigil.cli;

import dev.vigil.cli.child.Built;
import dev.vigil.coordinator.FindingAssembler;
import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Proof;
import dev.vigil.model.finding.Reproduction;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.target.Target;
import dev.vigil.model.target.TargetSpec;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.store.Store;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Campaigns of the past, written into a store as a run writes them, but without running anything. */
public final class PastRuns {
    private PastRuns() {}

    /** A finished campaign on that target which came to these proofs; answers its id. */
    public static String prove(Path out, Target target, @Nullable String baseline, List<Proof> proofs) {
        CampaignSettings settings = new CampaignSettings(
                "quick",
                new TargetSpec(
                        target.name(), List.of(String.valueOf(Built.library().getParent()))),
                5,
                1,
                "cpu",
                1,
                List.of(),
                List.of(),
                baseline,
                CampaignSettings.PlanMode.FIXED,
                10);
        FindingAssembler assembler =
                new FindingAssembler(target, () -> null, id -> "vigil replay " + id, InstantSource.system());
        try (Store store = Store.open(out)) {
            Campaign campaign = store.campaigns().start(settings, target);
            List<Candidate> candidates =
                    proofs.stream().map(PastRuns::candidate).toList();
            run(store, unit(campaign, 0, null), candidates, null, assembler);
            for (int i = 0; i < proofs.size(); i++) {
                run(store, unit(campaign, i + 1, candidates.get(i)), List.of(), proofs.get(i), assembler);
            }
            store.campaigns().mark(campaign.id(), Campaign.State.FINISHED, 1000);
            return campaign.id();
        }
    }

    static Proof proof(String signature, FindingStatus status, String observed) {
        Input.Array input = new Input.Array(Shape.of(2), DType.FLOAT32, new Fill.Constant(1));
        Case call = new Case(
                ProcessSettings.plain("cpu"), List.of(Step.of("elemwise_add", new TreeMap<>(), List.of(input, input))));
        return new Proof(
                signature,
                status,
                new Reproduction(status == FindingStatus.PROVEN ? 5 : 1, 5),
                call,
                List.of(),
                new Verdict.Violated(FaultClass.NONDETERMINISM, "differs", observed, "the same bits"),
                new Observation.Answered(List.of(), null));
    }

    static Candidate candidate(Proof proof) {
        return new Candidate(
                proof.signature(),
                "elemwise_add",
                "repeat",
                proof.violation(),
                proof.call(),
                1,
                List.of(),
                proof.observation());
    }

    private static void run(
            Store store, WorkUnit unit, List<Candidate> candidates, @Nullable Proof proof, FindingAssembler assembler) {
        store.units().plan(List.of(unit));
        store.units().lease(unit.campaign(), "w", CampaignSettings.USUAL_LANE, Set.of(unit.task()), 1, 1000);
        UnitResult result = new UnitResult(
                unit.id(),
                Totals.NONE,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                candidates,
                List.of(),
                null,
                proof,
                List.of(),
                List.of());
        store.results().accept(result, 1, assembler);
    }

    private static WorkUnit unit(Campaign campaign, int index, @Nullable Candidate candidate) {
        return new WorkUnit(
                campaign.id() + "/0/" + index,
                campaign.id(),
                "properties",
                candidate == null ? WorkUnit.Task.EXPLORE : WorkUnit.Task.PROVE,
                0,
                1,
                List.of("elemwise_add"),
                List.of(),
                0,
                ProcessSettings.plain("cpu"),
                List.of(),
                UnitLimits.USUAL,
                candidate);
    }
}
