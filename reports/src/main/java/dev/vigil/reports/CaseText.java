package dev.vigil.reports;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Output;
import dev.vigil.model.call.Probe;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Sparse;
import dev.vigil.model.call.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A case as a person reads it: {@code op(a: float32 (2,3) uniform[-1,1); axis=0)}. Not meant to be read back; its JSON is. */
public final class CaseText {
    private static final int LISTED_MAX = 12;
    private static final int VALUE_MAX = 200;

    private CaseText() {}

    /** One line per step, then one for the settings. */
    public static String lines(Case call) {
        StringBuilder text = new StringBuilder();
        for (int s = 0; s < call.steps().size(); s++) {
            if (call.steps().size() > 1) {
                text.append('#').append(s).append(" = ");
            }
            text.append(step(call.steps().get(s))).append('\n');
        }
        text.append(settings(call.settings()));
        Probe probe = call.probe();
        if (probe != null) {
            text.append("\nprobe ").append(probe.name());
            probe.options()
                    .forEach((key, value) ->
                            text.append(", ").append(key).append(' ').append(PlainText.oneLine(value, VALUE_MAX)));
        }
        return text.toString();
    }

    /** How a finding's other cases, which are its history, belong to this one. */
    public static String others(Case call) {
        return call.probe() == null ? "run first in the same process" : "run in processes of their own";
    }

    /** All steps on one line. */
    public static String line(Case call) {
        Probe probe = call.probe();
        return call.steps().isEmpty() && probe != null
                ? "probe " + probe.name()
                : call.steps().stream().map(CaseText::step).collect(Collectors.joining("; "));
    }

    private static String step(Step step) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < step.inputs().size(); i++) {
            GradRequest request =
                    step.request().isEmpty() ? GradRequest.NULL : step.request().get(i);
            parts.add(input(step.inputs().get(i))
                    + switch (request) {
                        case NULL -> "";
                        case WRITE -> " grad";
                        case ADD -> " grad+";
                    });
        }
        step.attributes().forEach((key, value) -> parts.add(key + "=" + PlainText.oneLine(value, VALUE_MAX)));
        for (Output place : step.out()) {
            parts.add("out="
                    + (place instanceof Output.InPlace in
                            ? "input " + in.input()
                            : input(((Output.Array) place).asInput())));
        }
        return step.operator() + "(" + String.join(", ", parts) + ")" + (step.train() ? " [train]" : "");
    }

    private static String input(Input input) {
        if (input instanceof Input.StepOutput output) {
            return "#" + output.step() + (output.output() == 0 ? "" : "[" + output.output() + "]");
        }
        if (input instanceof Input.StepInput same) {
            return "input " + same.input() + " of #" + same.step();
        }
        if (input instanceof Input.StepGradient slope) {
            return "gradient " + slope.gradient() + " of #" + slope.step();
        }
        Input.Array array = (Input.Array) input;
        return array.dtype().text() + array.shape() + " " + fill(array.fill()) + storage(array.sparse());
    }

    private static String storage(@Nullable Sparse sparse) {
        if (sparse == null) {
            return "";
        }
        String indices = switch (sparse.defect()) {
            case NONE -> "";
            case UNSORTED -> ", indices unsorted";
            case DUPLICATE -> ", an index twice";
            case OUT_OF_RANGE -> ", an index too large";
            case NEGATIVE -> ", an index below 0";
        };
        return " as " + sparse.storage().text() + indices;
    }

    private static String fill(Fill fill) {
        if (fill instanceof Fill.Constant constant) {
            return "all " + number(constant.value());
        } else if (fill instanceof Fill.Range range) {
            return "range from " + number(range.start()) + " step " + number(range.step());
        } else if (fill instanceof Fill.Listed listed) {
            int more = listed.values().size() - LISTED_MAX;
            return listed.values().stream()
                    .limit(LISTED_MAX)
                    .map(CaseText::number)
                    .collect(Collectors.joining(", ", "[", more > 0 ? ", … " + more + " more]" : "]"));
        } else if (fill instanceof Fill.Uniform uniform) {
            return "uniform in [" + number(uniform.low()) + ", " + number(uniform.high()) + ") seed " + uniform.seed();
        } else if (fill instanceof Fill.Normal normal) {
            return "normal mean " + number(normal.mean()) + " deviation " + number(normal.deviation()) + " seed "
                    + normal.seed();
        } else if (fill instanceof Fill.Integers integers) {
            return "integers in [" + integers.low() + ", " + integers.high() + ") seed " + integers.seed();
        } else if (fill instanceof Fill.Sorted sorted) {
            return (sorted.descending() ? "descending" : "ascending") + " in [" + number(sorted.low()) + ", "
                    + number(sorted.high()) + "] seed " + sorted.seed();
        } else if (fill instanceof Fill.Magnitudes magnitudes) {
            return "magnitudes 2^[" + magnitudes.minExponent() + ", " + magnitudes.maxExponent() + ") seed "
                    + magnitudes.seed();
        } else if (fill instanceof Fill.Specials specials) {
            return "special values seed " + specials.seed();
        } else if (fill instanceof Fill.Rounded rounded) {
            return fill(rounded.inner()) + " rounded to " + rounded.type().text();
        } else if (fill instanceof Fill.Periodic periodic) {
            return fill(periodic.inner()) + " repeated every " + periodic.period();
        } else if (fill instanceof Fill.Picked picked) {
            return fill(picked.inner()) + " in " + picked.shape() + " picked along axis " + picked.axis() + " from "
                    + picked.start() + " by " + picked.step();
        } else if (fill instanceof Fill.Scaled scaled) {
            return fill(scaled.inner()) + " times " + number(scaled.factor());
        } else if (fill instanceof Fill.Nudged nudged) {
            return fill(nudged.inner()) + " nudged by " + number(nudged.relative()) + " seed " + nudged.seed();
        } else if (fill instanceof Fill.Shifted shifted) {
            return fill(shifted.inner()) + " moved by " + number(shifted.step()) + " seed " + shifted.seed();
        } else if (fill instanceof Fill.Masked masked) {
            return fill(masked.inner()) + ", " + number(masked.share()) + " of "
                    + (masked.run() == 1 ? "it" : "each " + masked.run()) + " kept seed " + masked.seed();
        }
        return fill.toString();
    }

    private static String settings(ProcessSettings settings) {
        StringBuilder text = new StringBuilder("on " + settings.device() + ", " + settings.engine());
        text.append(settings.ompThreads() == 0 ? ", default threads" : ", threads " + settings.ompThreads());
        text.append(settings.oneDnn() ? "" : ", oneDNN off");
        text.append(settings.numpyShape() ? ", numpy shapes" : "");
        settings.environment()
                .forEach((key, value) ->
                        text.append(", ").append(key).append('=').append(PlainText.oneLine(value, VALUE_MAX)));
        return text.toString();
    }

    /** Whole numbers without the {@code .0}. */
    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 && (value != 0 || 1 / value > 0)
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
