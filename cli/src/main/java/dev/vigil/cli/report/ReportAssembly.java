package dev.vigil.cli.report;

import dev.vigil.model.campaign.Campaign;
import dev.vigil.model.campaign.LaneShare;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingBaseline;
import dev.vigil.model.finding.FindingState;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.unit.KeptCase;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.unit.Subject;
import dev.vigil.model.unit.Totals;
import dev.vigil.probes.coldstart.ColdStartLane;
import dev.vigil.properties.lane.PropertiesLane;
import dev.vigil.properties.operators.Attribute;
import dev.vigil.properties.operators.OperatorKnowledge;
import dev.vigil.reports.OperatorCoverage;
import dev.vigil.reports.ReportData;
import dev.vigil.store.Books;
import dev.vigil.store.Ledger;
import dev.vigil.store.Replay;
import dev.vigil.store.Store;
import dev.vigil.store.Units;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads from a store all that the reports of one campaign are made of. */
public final class ReportAssembly {
    /** Kept cases looked through for one of each operator; the store bounds them per operator anyway. */
    private static final int KEPT_MAX = 20_000;

    private final Store store;

    public ReportAssembly(Store store) {
        this.store = store;
    }

    /**
     * @throws IllegalArgumentException when the store has no such campaign
     */
    public ReportData of(String id) {
        Campaign campaign = store.campaigns()
                .find(id)
                .orElseThrow(() -> new IllegalArgumentException("no campaign is called " + id));
        String name = campaign.settings().baseline();
        Reference reference = name == null ? null : Reference.of(name, campaign, store);
        List<Finding> findings = store.ledger().of(id).stream()
                .map(f -> reference == null ? f : reference.compared(f))
                .toList();
        Map<Ledger.CandidateState, Long> candidates = store.ledger().finalCandidateCounts(id);
        return new ReportData(
                campaign,
                store.books().totals(id),
                lanes(campaign, findings),
                store.books().oracleCounts(id).stream()
                        .map(c -> new ReportData.OracleCount(
                                c.lane(), c.subject(), c.oracle(), c.holds(), c.violated(), c.inconclusive()))
                        .toList(),
                coverage(campaign),
                findings,
                ledger(campaign, findings),
                observations(id, findings),
                unjudged(id),
                candidates(candidates),
                replays(store.ledger().replays(id)),
                losses(id),
                reference == null ? null : reference.baseline(seen(id, findings)),
                faults(id),
                store.books().notes(id),
                previous(campaign),
                cells(campaign));
    }

    private List<ReportData.LaneSum> lanes(Campaign campaign, List<Finding> findings) {
        Map<String, Books.Sum> sums = store.books().lanes(campaign.id()).stream()
                .collect(Collectors.toMap(Books.LaneSum::lane, Books.LaneSum::sum));
        List<ReportData.LaneSum> lanes = new ArrayList<>();
        for (LaneShare share : campaign.settings().lanes()) {
            String lane = share.lane();
            Books.Sum sum = sums.getOrDefault(lane, new Books.Sum(Totals.NONE, 0, 0));
            List<Finding> standing = findings.stream()
                    .filter(f -> f.call().lane().equals(lane) && f.state() != FindingState.FIXED)
                    .toList();
            long proven = standing.stream()
                    .filter(f -> f.status() == FindingStatus.PROVEN)
                    .count();
            lanes.add(new ReportData.LaneSum(
                    lane,
                    campaign.settings().part(lane),
                    sum.units(),
                    sum.tookMs(),
                    sum.totals().generated(),
                    store.books().coverage(campaign.id(), lane).stream()
                            .filter(c -> c.distinctCalls() > 0)
                            .count(),
                    store.targets().subjects(campaign.target().sha256(), lane).stream()
                            .filter(s -> s.kind() == Subject.Kind.DIRECT
                                    && campaign.settings().concerns(lane, s.name()))
                            .count(),
                    proven,
                    standing.size() - proven));
        }
        return lanes;
    }

    private List<ReportData.CellCount> cells(Campaign campaign) {
        return campaign.settings().part(ColdStartLane.NAME) > 0
                ? CellCounts.of(store.books().cells(campaign.id(), ColdStartLane.NAME))
                : List.of();
    }

    /** One entry per operator that the library lists, as the campaign's main lane met it. */
    public List<OperatorCoverage> coverage(Campaign campaign) {
        String sha = campaign.target().sha256();
        String lane = campaign.settings().mainLane();
        Map<String, Books.SubjectCoverage> seen = store.books().coverage(campaign.id(), lane).stream()
                .collect(Collectors.toMap(Books.SubjectCoverage::subject, Function.identity()));
        // What other lanes know of an operator says nothing of its attributes.
        Map<String, Knowledge> known = lane.equals(PropertiesLane.NAME)
                ? store.targets().knowledge(sha, lane).stream()
                        .collect(Collectors.toMap(Knowledge::subject, Function.identity()))
                : Map.of();
        List<OperatorCoverage> all = new ArrayList<>();
        for (Subject subject : store.targets().subjects(sha, lane)) {
            if (campaign.settings().concerns(lane, subject.name())) {
                all.add(coverage(campaign, subject, seen.get(subject.name()), known.get(subject.name())));
            }
        }
        return all;
    }

    private OperatorCoverage coverage(
            Campaign campaign, Subject subject, Books.@Nullable SubjectCoverage seen, @Nullable Knowledge known) {
        return new OperatorCoverage(
                subject.name(),
                subject.kind(),
                subject.reason(),
                seen == null ? 0 : seen.meantValid(),
                seen == null ? 0 : seen.valid(),
                seen == null ? 0 : seen.hostile(),
                seen == null ? 0 : seen.distinctCalls(),
                seen != null && seen.exhausted(),
                declared(known),
                seen == null
                        ? List.of()
                        : store.books()
                                .attributesReached(
                                        campaign.id(), campaign.settings().mainLane(), subject.name()));
    }

    private static List<OperatorCoverage.Declared> declared(@Nullable Knowledge known) {
        if (known == null) {
            return List.of();
        }
        try {
            return OperatorKnowledge.read(known).signature().attributes().stream()
                    .map(ReportAssembly::declared)
                    .toList();
        } catch (IOException e) {
            // Knowledge of another version of ours: the report says less, it does not fail.
            return List.of();
        }
    }

    private static OperatorCoverage.Declared declared(Attribute attribute) {
        return new OperatorCoverage.Declared(
                attribute.name(), attribute.closed(), attribute.required() ? null : attribute.standard());
    }

    /** The whole ledger, in which the findings of this campaign say how they stand against its baseline. */
    private List<Finding> ledger(Campaign campaign, List<Finding> findings) {
        Map<String, FindingBaseline> standings = new HashMap<>();
        for (Finding f : findings) {
            if (f.baseline() != null) {
                standings.put(f.signature(), f.baseline());
            }
        }
        return store.ledger().all().stream()
                .map(f -> {
                    boolean here =
                            campaign.target().sha256().equals(f.environment().get("sha256"));
                    FindingBaseline standing = here ? standings.get(f.signature()) : null;
                    return standing == null ? f : f.against(standing);
                })
                .toList();
    }

    private Map<String, Observation> observations(String campaign, List<Finding> findings) {
        Map<String, Observation> bySignature = store.ledger().observations(campaign);
        return findings.stream()
                .filter(f -> bySignature.containsKey(f.signature()))
                .collect(Collectors.toMap(Finding::id, f -> Objects.requireNonNull(bySignature.get(f.signature()))));
    }

    private Map<String, KeptCase> unjudged(String campaign) {
        return store.books().kept(campaign, KeptCase.Reason.INCONCLUSIVE, KEPT_MAX).stream()
                .map(Books.Kept::kept)
                .collect(Collectors.toMap(KeptCase::subject, Function.identity(), (first, later) -> first));
    }

    private static ReportData.Candidates candidates(Map<Ledger.CandidateState, Long> counts) {
        return new ReportData.Candidates(
                counts.getOrDefault(Ledger.CandidateState.UNSTABLE, 0L),
                counts.getOrDefault(Ledger.CandidateState.UNREPRODUCED, 0L),
                counts.getOrDefault(Ledger.CandidateState.WAITING, 0L)
                        + counts.getOrDefault(Ledger.CandidateState.PLANNED, 0L)
                        + counts.getOrDefault(Ledger.CandidateState.UNDECIDED, 0L),
                counts.getOrDefault(Ledger.CandidateState.FAILED, 0L),
                counts.getOrDefault(Ledger.CandidateState.DROPPED, 0L));
    }

    /** What was seen of earlier findings has no candidate when it showed in some replays only. */
    private Set<String> seen(String campaign, List<Finding> findings) {
        Set<String> seen = new HashSet<>(store.ledger().signatures(campaign));
        findings.stream().filter(f -> f.state() != FindingState.FIXED).forEach(f -> seen.add(f.signature()));
        return seen;
    }

    private static ReportData.Replays replays(Map<Replay, Long> counts) {
        return new ReportData.Replays(
                counts.getOrDefault(Replay.STILL_THERE, 0L),
                counts.getOrDefault(Replay.FIXED, 0L),
                counts.getOrDefault(Replay.REGRESSED, 0L),
                counts.getOrDefault(Replay.STILL_FIXED, 0L),
                counts.getOrDefault(Replay.UNDECIDED, 0L));
    }

    private ReportData.Losses losses(String campaign) {
        List<Units.Loss> lost = store.units().losses(campaign);
        return new ReportData.Losses(
                lost.size(), lost.stream().mapToLong(Units.Loss::cases).sum());
    }

    private List<ReportData.HarnessFault> faults(String campaign) {
        Map<String, Long> counted = store.books().faults(campaign).stream()
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        return counted.entrySet().stream()
                .map(e -> new ReportData.HarnessFault(e.getKey(), e.getValue()))
                .toList();
    }

    private List<ReportData.PastCampaign> previous(Campaign campaign) {
        List<ReportData.PastCampaign> past = new ArrayList<>();
        for (Campaign each : store.campaigns().history()) {
            if (each.id().equals(campaign.id())) {
                break;
            }
            Totals totals = store.books().totals(each.id());
            Map<Ledger.CandidateState, Long> candidates = store.ledger().finalCandidateCounts(each.id());
            past.add(new ReportData.PastCampaign(
                    each.id(),
                    each.startedMs(),
                    each.target().name(),
                    totals.generated(),
                    totals.invocations(),
                    candidates.getOrDefault(Ledger.CandidateState.PROVEN, 0L).intValue(),
                    candidates.getOrDefault(Ledger.CandidateState.UNSTABLE, 0L).intValue()));
        }
        return past;
    }
}
