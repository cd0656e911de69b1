package dev.vigil.probes.leaks;

import dev.vigil.binding.CxxNames;
import dev.vigil.model.observation.Frame;
import dev.vigil.probes.watch.Place;
import dev.vigil.probes.watch.Stacks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says of a stack which place in it takes the memory, how that is called, and whose object it was taken for. One thread. */
final class Sites {
    /** Two that differ by more of their growth at a sample do not grow in step. */
    private static final double STEP_TOLERANCE = 0.02;

    private static final String NAME_SEPARATOR = "::";

    /** Whose own memory is no leak of a build. */
    private static final String PROGRAM = "vigil-leak";

    private final Stacks stacks;
    private final Map<String, Boolean> constructors = new HashMap<>();

    Sites(Stacks stacks) {
        this.stacks = stacks;
    }

    /** Stacks that allocate in one place are one measure: how the place was come to changes with every call around it. */
    Map<String, Measured.Measure> bySite(Measured measured) {
        Map<String, Measured.Measure> sites = new LinkedHashMap<>();
        for (Measured.Measure measure : measured.measures()) {
            if (!measure.ofProcess()) {
                allocating(measure.stack())
                        .ifPresent(place -> sites.merge(stacks.name(place), measure, Measured.Measure::plus));
            }
        }
        return sites;
    }

    /** The innermost place outside the C and C++ runtimes; none for memory that our own program takes. */
    private Optional<Place> allocating(List<Place> stack) {
        return stacks.own(stack).filter(p -> !p.module().equals(PROGRAM));
    }

    /** A stack as people read it, from the allocating place on. */
    List<String> lines(List<Place> stack) {
        return stacks.lines(stack);
    }

    /** A call of a constructor: which one, and where it was called. */
    private record Construction(String constructor, Place caller) {}

    /** @param constructions that were under way, the innermost first */
    private record Part(String site, Measured.Measure measure, List<Construction> constructions) {}

    /**
     * Places that take memory while one call constructs an object, and grow in step, are one measure: by its constructor. An
     * object that is lost takes all its parts with it.
     */
    Map<String, Measured.Measure> byObject(Map<String, Measured.Measure> bySite) {
        List<Part> objects = new ArrayList<>();
        bySite.entrySet().stream()
                .map(e -> new Part(e.getKey(), e.getValue(), constructions(e.getValue())))
                .sorted(Comparator.comparingDouble((Part p) -> p.measure().grown())
                        .reversed()
                        .thenComparing(Part::site))
                .forEach(part -> join(objects, part));
        Map<String, Measured.Measure> joined = new LinkedHashMap<>();
        objects.forEach(o -> joined.merge(o.site(), o.measure(), Measured.Measure::plus));
        return joined;
    }

    private void join(List<Part> objects, Part part) {
        for (int i = 0; i < objects.size(); i++) {
            Part object = objects.get(i);
            List<Construction> shared = object.constructions().stream()
                    .filter(part.constructions()::contains)
                    .toList();
            if (!shared.isEmpty() && inStep(object.measure(), part.measure())) {
                Construction of = shared.get(0);
                List<Place> stack = object.measure().stack();
                List<Place> from = stack.subList(stack.indexOf(of.caller()) - 1, stack.size());
                objects.set(
                        i,
                        new Part(
                                of.constructor(),
                                object.measure().plus(part.measure()).of(from),
                                shared));
                return;
            }
        }
        objects.add(part);
    }

    private List<Construction> constructions(Measured.Measure measure) {
        List<Construction> found = new ArrayList<>();
        List<Place> stack = measure.stack();
        for (int i = 0; measure.grown() > 0 && i + 1 < stack.size(); i++) {
            String function = stacks.function(stack.get(i));
            if (constructors.computeIfAbsent(function, Sites::constructs)) {
                found.add(new Construction(function, stack.get(i + 1)));
            }
        }
        return found;
    }

    /** Whether a function has the name of its class. */
    private static boolean constructs(String function) {
        String[] names = Frame.plain(CxxNames.readable(function)).split(NAME_SEPARATOR, -1);
        return names.length > 1 && names[names.length - 1].equals(names[names.length - 2]);
    }

    private static boolean inStep(Measured.Measure one, Measured.Measure other) {
        for (int i = 0; i < one.action().length; i++) {
            double share = (one.action()[i] - one.action()[0]) / one.grown();
            double otherShare = (other.action()[i] - other.action()[0]) / other.grown();
            if (Math.abs(share - otherShare) > STEP_TOLERANCE) {
                return false;
            }
        }
        return true;
    }
}
