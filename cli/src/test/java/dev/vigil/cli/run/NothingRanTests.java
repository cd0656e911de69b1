package dev.vigil.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.cli.Exit;
import dev.vigil.cli.Surroundings;
import dev.vigil.cli.Targets;
import dev.vigil.cli.child.Built;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.target.Target;
import dev.vigil.model.target.TargetSpec;
import dev.vigil.model.unit.Subject;
import dev.vigil.model.unit.Totals;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.UnitResult;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.store.Store;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class NothingRanTests {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    /** What earlier campaigns know of the target says nothing of this one. */
    @Test
    void campaignWithoutAnyCaseIsAFaultOfOursWhateverIsKnownOfTheTarget() throws Exception {
        Path out = folder.resolve("out");
        known(out);
        try (RunProcess run = RunProcess.start(
                folder,
                "--target",
                Built.library().toString(),
                "--minutes",
                "0.0001",
                "--slots",
                "1",
                "--out",
                out.toString())) {
            assertEquals(Exit.OUR_FAULT.code(), run.exitCode(), run.all());
            assertTrue(run.stderr().startsWith("vigil: a fault of our own: no case was run in this time"), run.all());
            assertEquals(1, run.stderr().lines().count(), run.all());
        }
    }

    private static void known(Path out) throws Exception {
        Surroundings surroundings = Built.quiet();
        TargetSpec spec = new TargetSpec(Built.library().toString(), List.of());
        Target target = new Targets(surroundings).resolver().resolve(spec);
        CampaignSettings settings = new CampaignSettings(
                "quick", spec, 5, 1, "cpu", 1, List.of(), List.of(), null, CampaignSettings.PlanMode.ADAPTIVE, 10);
        try (Store store = Store.open(out)) {
            Campaign campaign = store.campaigns().start(settings, target);
            String unit = campaign.id() + "/0/0";
            store.units()
                    .plan(List.of(new WorkUnit(
                            unit,
                            campaign.id(),
                            "properties",
                            WorkUnit.Task.DESCRIBE,
                            0,
                            1,
                            List.of(),
                            List.of(),
                            0,
                            ProcessSettings.plain("cpu"),
                            List.of(),
                            UnitLimits.USUAL,
                            null)));
            store.units()
                    .lease(campaign.id(), "w", CampaignSettings.USUAL_LANE, Set.of(WorkUnit.Task.DESCRIBE), 1, 1000);
            UnitResult described = new UnitResult(
                    unit,
                    Totals.NONE,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(new Subject("elemwise_add", Subject.Kind.DIRECT, null)),
                    null,
                    null,
                    List.of(),
                    List.of());
            store.results().accept(described, 1, (proof, candidate, earlier) -> {
                throw new AssertionError("nothing was proven");
            });
            store.campaigns().mark(campaign.id(), Campaign.State.FINISHED, 1000);
        }
    }
}
