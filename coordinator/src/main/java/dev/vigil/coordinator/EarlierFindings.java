package dev.vigil.coordinator;

import dev.vigil.model.call.Seeds;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingState;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Reproduction;
import dev.vigil.model.verdict.FaultClass;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Which findings of earlier campaigns a campaign replays before it looks for others. Depends on them, the settings and
 * the operators alone, so that the fixed plan stays fixed.
 */
final class EarlierFindings {
    /** Share of the budget, by what replays usually take. */
    static final double SHARE = 0.20;

    /** Of so many places, one is for a finding that was fixed. */
    private static final int FIXED_EVERY = 4;

    private static final double REPLAY_MS = 1_000;

    /** A hang or a runaway allocation is waited for to its limit. */
    private static final double ENDLESS_REPLAY_MS = 12_000;

    /** Rarer faults than this many starts exclude stay undecided. */
    private static final int PROBES_MAX = 3_000;

    private EarlierFindings() {}

    /**
     * Open ones newest first, fixed ones drawn by the seed, as many as the share of the lane's budget has room for.
     *
     * @param subjects what the campaign works on in that lane
     */
    static List<Finding> due(List<Finding> newestFirst, String lane, Set<String> subjects, CampaignSettings settings) {
        List<Finding> fit = newestFirst.stream()
                .filter(f -> f.status() == FindingStatus.PROVEN
                        && f.call().lane().equals(lane)
                        && subjects.contains(f.call().operator())
                        && (settings.oracles().isEmpty() || settings.oracles().contains(f.oracle()))
                        && f.call().settings().device().equals(settings.device()))
                .toList();
        List<Finding> open = fit.stream().filter(Finding::open).toList();
        List<Finding> fixed = fit.stream()
                .filter(f -> f.state() == FindingState.FIXED)
                .sorted(Comparator.comparingLong((Finding f) -> Seeds.mix(settings.seed(), f.signature()))
                        .thenComparing(Finding::id))
                .toList();
        double left = SHARE * settings.part(lane) * settings.minutes() * 60_000 * settings.slots();
        List<Finding> due = new ArrayList<>();
        int atOpen = 0;
        int atFixed = 0;
        while (atOpen < open.size() || atFixed < fixed.size()) {
            boolean takeFixed =
                    atFixed < fixed.size() && (atOpen == open.size() || due.size() % FIXED_EVERY == FIXED_EVERY - 1);
            Finding next = takeFixed ? fixed.get(atFixed++) : open.get(atOpen++);
            left -= costMs(next);
            if (left < 0) {
                break;
            }
            due.add(next);
        }
        return List.copyOf(due);
    }

    /**
     * How often to replay one: as often as its class is replayed to be proven, and as often as it was. What differs by
     * chance holds by chance as well.
     */
    static int times(Finding finding) {
        if (finding.call().probe() != null) {
            // It has a rate: fewer clean starts than exclude that say nothing.
            double rate = (double) Math.max(1, finding.reproduced().hits())
                    / Math.max(1, finding.reproduced().runs());
            return Math.min(PROBES_MAX, Reproduction.cleanRunsToExclude(Math.min(1, rate)));
        }
        int byClass = switch (finding.fault()) {
            case HANG -> 3;
            case CRASH, ABORT -> 6;
            case NONDETERMINISM -> 10;
            default -> 4;
        };
        return Math.max(
                byClass,
                finding.fault() == FaultClass.HANG ? 0 : finding.reproduced().runs());
    }

    private static double costMs(Finding finding) {
        boolean endless = finding.fault() == FaultClass.HANG && finding.call().probe() == null;
        return times(finding) * (endless ? ENDLESS_REPLAY_MS : REPLAY_MS);
    }
}
