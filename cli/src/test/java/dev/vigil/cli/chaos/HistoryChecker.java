package dev.vigil.cli.chaos;

import dev.vigil.cli.chaos.History.Event;
import dev.vigil.cli.chaos.History.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Judges a history by its events alone: nothing lost, nothing twice, nothing stale, nobody left behind. */
final class HistoryChecker {
    private static final Set<String> WITHOUT_RESULT = Set.of("FAILED", "CUT", "DROPPED");

    private final List<Event> events;
    private final Set<String> faultsWanted;
    private final int hosts;
    private final List<String> wrong = new ArrayList<>();

    private HistoryChecker(List<Event> events, Set<String> faultsWanted, int hosts) {
        this.events = events;
        this.faultsWanted = faultsWanted;
        this.hosts = hosts;
    }

    /**
     * What is wrong with it, one line each; empty when nothing is.
     *
     * @param faultsWanted kinds of faults that must have taken effect
     */
    static List<String> judge(List<Event> events, Set<String> faultsWanted, int hosts) {
        HistoryChecker checker = new HistoryChecker(events, faultsWanted, hosts);
        checker.faults();
        checker.campaign();
        checker.units();
        checker.leases();
        checker.processes();
        return checker.wrong;
    }

    private void faults() {
        Set<String> effective =
                of(Kind.FAULT).stream().filter(Event::effect).map(Event::what).collect(Collectors.toSet());
        for (String kind : new TreeSet<>(faultsWanted)) {
            if (!effective.contains(kind)) {
                wrong.add("fault " + kind + " had no effect");
            }
        }
    }

    private void campaign() {
        List<Event> campaigns = of(Kind.CAMPAIGN);
        if (campaigns.size() != 1) {
            wrong.add(campaigns.size() + " campaigns where one was ordered");
        }
        for (Event campaign : campaigns) {
            if (!"FINISHED".equals(campaign.what())) {
                wrong.add("the campaign is " + campaign.what());
            }
        }
    }

    private void units() {
        Map<String, List<Event>> results = byUnit(Kind.RESULT);
        Map<String, List<Event>> units = byUnit(Kind.UNIT);
        if (units.isEmpty()) {
            wrong.add("no unit was planned");
        }
        units.forEach((unit, rows) -> {
            Event row = rows.get(0);
            if (rows.size() > 1) {
                wrong.add("unit " + unit + " is there " + rows.size() + " times");
            }
            List<Event> own = results.getOrDefault(unit, List.of());
            if ("DONE".equals(row.what())) {
                if (own.size() != 1) {
                    wrong.add("unit " + unit + " is done with " + own.size() + " results");
                } else if (own.get(0).attempt() != row.attempt()) {
                    wrong.add("unit " + unit + " has the result of attempt "
                            + own.get(0).attempt() + ", and attempt " + row.attempt() + " went out last");
                }
            } else if (!WITHOUT_RESULT.contains(String.valueOf(row.what()))) {
                wrong.add("unit " + unit + " was left " + row.what());
            } else if (!own.isEmpty()) {
                wrong.add("unit " + unit + " is " + row.what() + " and has a result");
            } else if (row.why() == null || row.why().isBlank()) {
                wrong.add("unit " + unit + " is " + row.what() + " and nobody says why");
            }
        });
        results.keySet().stream()
                .filter(unit -> !units.containsKey(unit))
                .forEach(unit -> wrong.add("a result of " + unit + ", which was never planned"));
    }

    private void leases() {
        Map<String, List<Event>> leases = byUnit(Kind.LEASED);
        Map<String, List<Event>> results = byUnit(Kind.RESULT);
        Map<String, List<Event>> accepted = byUnit(Kind.ACCEPTED);
        leases.forEach((unit, all) -> {
            List<Event> inTime =
                    all.stream().sorted(Comparator.comparingLong(Event::ms)).toList();
            for (int i = 1; i < inTime.size(); i++) {
                if (inTime.get(i).attempt() <= inTime.get(i - 1).attempt()) {
                    wrong.add("unit " + unit + " went out as attempt "
                            + inTime.get(i).attempt() + " after attempt "
                            + inTime.get(i - 1).attempt());
                }
            }
        });
        accepted.forEach((unit, all) -> {
            Set<Integer> attempts = all.stream().map(Event::attempt).collect(Collectors.toSet());
            if (attempts.size() > 1) {
                wrong.add("unit " + unit + " was accepted of attempts " + attempts);
            }
            if (!results.containsKey(unit)) {
                wrong.add("the accepted result of " + unit + " is lost");
            }
            long first = all.stream().mapToLong(Event::ms).min().orElseThrow();
            if (leases.getOrDefault(unit, List.of()).stream().anyMatch(lease -> lease.ms() > first)) {
                wrong.add("unit " + unit + " went out again after its result was accepted");
            }
        });
        results.forEach((unit, all) -> {
            for (Event result : all) {
                if (leases.getOrDefault(unit, List.of()).stream()
                        .noneMatch(lease -> lease.attempt() == result.attempt())) {
                    wrong.add(
                            "unit " + unit + " has a result of attempt " + result.attempt() + ", which nobody leased");
                }
            }
        });
    }

    private void processes() {
        of(Kind.ORPHAN).forEach(orphan -> wrong.add("left behind on host " + orphan.host() + ": " + orphan.what()));
        Set<Integer> looked = of(Kind.LOOKED_THROUGH).stream().map(Event::host).collect(Collectors.toSet());
        for (int host = 0; host < hosts; host++) {
            if (!looked.contains(host)) {
                wrong.add("nobody looked for processes left on host " + host);
            }
        }
    }

    private List<Event> of(Kind kind) {
        return events.stream().filter(e -> e.kind() == kind).toList();
    }

    private Map<String, List<Event>> byUnit(Kind kind) {
        return of(kind).stream()
                .collect(Collectors.groupingBy(e -> String.valueOf(e.unit()), TreeMap::new, Collectors.toList()));
    }
}
