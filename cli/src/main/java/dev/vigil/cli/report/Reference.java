package dev.vigil.cli.report;

import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingBaseline;
import dev.vigil.model.finding.FindingState;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.reports.ReportData;
import dev.vigil.store.Store;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The findings that a reference has already, by signature: those of one campaign of the store, or of all that ran on a
 * target before the campaign that is compared.
 */
public final class Reference {
    private final String name;
    private final Map<String, FindingStatus> known;

    private Reference(String name, Map<String, FindingStatus> known) {
        this.name = name;
        this.known = known;
    }

    /**
     * The campaigns that a name stands for, oldest first; empty when the store knows none.
     *
     * @param name id of a campaign, or name of a target as it was given to {@code --target}
     * @param all campaigns to look among, oldest first
     */
    public static List<Campaign> campaigns(String name, List<Campaign> all) {
        List<Campaign> same = all.stream().filter(c -> c.id().equals(name)).toList();
        return same.isEmpty()
                ? all.stream().filter(c -> c.target().name().equals(name)).toList()
                : same;
    }

    /** What the campaign is compared with, as it was when that campaign began. */
    static Reference of(String name, Campaign campaign, Store store) {
        List<Campaign> earlier = store.campaigns().history().stream()
                .takeWhile(c -> !c.id().equals(campaign.id()))
                .toList();
        Map<String, FindingStatus> known = new HashMap<>();
        for (Campaign each : campaigns(name, earlier)) {
            for (Finding f : store.ledger().of(each.id())) {
                if (f.state() == FindingState.FIXED) {
                    continue;
                }
                known.merge(f.signature(), f.status(), (a, b) -> a.compareTo(b) <= 0 ? a : b);
            }
        }
        return new Reference(name, known);
    }

    Finding compared(Finding finding) {
        return finding.against(known.containsKey(finding.signature()) ? FindingBaseline.KNOWN : FindingBaseline.NEW);
    }

    /**
     * @param seen signatures that the campaign saw violated, proven or not
     */
    ReportData.Baseline baseline(Set<String> seen) {
        Set<String> proven = known.entrySet().stream()
                .filter(e -> e.getValue() == FindingStatus.PROVEN)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return new ReportData.Baseline(
                name, proven.stream().filter(s -> !seen.contains(s)).count());
    }
}
