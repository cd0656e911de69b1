package dev.vigil.properties.shrink;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Simpler values: one for all elements, a count, a short list with only the values that matter. */
final class FillReducer implements Reducer {
    /** A list longer than this says less to a reader than the rule that made it. */
    private static final int LISTED_MAX = 16;

    private static final List<Fill> SIMPLEST =
            List.of(new Fill.Constant(0), new Fill.Constant(1), new Fill.Range(0, 1));

    @Override
    public Stream<Case> reduce(Case call) {
        Stream<Case> all = SIMPLEST.stream().map(fill -> Rewrite.arrays(call, a -> filled(a, fill)));
        Stream<Case> one = Rewrite.places(call).stream()
                .flatMap(place -> fills(place.array()).stream()
                        .map(fill -> Rewrite.array(call, place, filled(place.array(), fill))));
        return Stream.concat(all, one);
    }

    private static Set<Fill> fills(Input.Array array) {
        Set<Fill> fills = new LinkedHashSet<>(SIMPLEST);
        Fill fill = array.fill();
        if (fill instanceof Fill.Constant constant) {
            Numbers.simpler(constant.value()).forEach(v -> fills.add(new Fill.Constant(v)));
        } else if (fill instanceof Fill.Range range) {
            Numbers.simpler(range.start()).forEach(v -> fills.add(new Fill.Range(v, range.step())));
            Numbers.simpler(range.step()).forEach(v -> fills.add(new Fill.Range(range.start(), v)));
        } else if (array.shape().elements() <= LISTED_MAX) {
            listed(FillText.values(array), fills);
        } else if (fill instanceof Fill.Rounded rounded) {
            fills.add(rounded.inner());
        } else if (fill instanceof Fill.Periodic periodic) {
            SIMPLEST.forEach(simple -> fills.add(new Fill.Periodic(simple, periodic.period())));
        } else if (fill instanceof Fill.Nudged nudged) {
            fills.add(nudged.inner());
        } else if (fill instanceof Fill.Shifted shifted) {
            fills.add(shifted.inner());
        } else if (fill instanceof Fill.Picked picked) {
            fills.add(picked.inner());
        } else if (fill instanceof Fill.Scaled scaled) {
            fills.add(scaled.inner());
        } else if (fill instanceof Fill.Masked masked) {
            fills.add(masked.inner());
        }
        return fills;
    }

    private static void listed(List<Double> values, Set<Fill> fills) {
        values.stream().distinct().forEach(v -> fills.add(new Fill.Constant(v)));
        int half = values.size() / 2;
        for (double same : new double[] {0, 1}) {
            fills.add(changed(values, 0, half, v -> same));
            fills.add(changed(values, half, values.size(), v -> same));
        }
        fills.add(changed(values, 0, values.size(), Math::rint));
        for (int i = 0; i < values.size(); i++) {
            for (double simpler : Numbers.simpler(values.get(i))) {
                fills.add(changed(values, i, i + 1, v -> simpler));
            }
        }
        fills.add(new Fill.Listed(values));
    }

    private static Fill changed(List<Double> values, int from, int to, UnaryOperator<Double> change) {
        List<Double> changed = new ArrayList<>(values);
        changed.subList(from, to).replaceAll(change);
        return new Fill.Listed(changed);
    }

    private static Input.Array filled(Input.Array array, Fill fill) {
        return array.with(fill);
    }
}
