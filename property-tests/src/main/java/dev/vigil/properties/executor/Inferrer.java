package dev.vigil.properties.executor;

import dev.vigil.binding.InferredShapes;
import dev.vigil.binding.InferredTypes;
import dev.vigil.binding.MxError;
import dev.vigil.binding.MxLibrary;
import dev.vigil.binding.OperatorSymbol;
import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Step;
import dev.vigil.model.observation.Inferred;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Puts the steps of a case to inference; no kernel runs. One thread. */
final class Inferrer {
    private final MxLibrary library;
    private final OperatorTable operators;

    Inferrer(MxLibrary library, OperatorTable operators) {
        this.library = library;
        this.operators = operators;
    }

    /** One answer per step up to the first that inference refuses or whose inputs it leaves open. */
    List<Inferred> infer(Case call) {
        List<Inferred> answers = new ArrayList<>();
        for (Step step : call.steps()) {
            Inferred answer = infer(call, step, answers);
            if (answer == null) {
                break;
            }
            answers.add(answer);
            if (!answer.accepted()) {
                break;
            }
        }
        return answers;
    }

    private @Nullable Inferred infer(Case call, Step step, List<Inferred> earlier) {
        boolean numpyShape = call.settings().numpyShape();
        List<dev.vigil.binding.Shape> shapes = new ArrayList<>();
        List<Integer> dtypes = new ArrayList<>();
        for (Input taken : step.inputs()) {
            Input input = call.origin(
                    taken instanceof Input.StepGradient slope
                            ? new Input.StepInput(slope.step(), slope.gradient())
                            : taken);
            Shape shape;
            DType dtype;
            if (input instanceof Input.Array array) {
                shape = array.shape();
                dtype = array.dtype();
            } else {
                Input.StepOutput from = (Input.StepOutput) input;
                Inferred source = earlier.get(from.step());
                shape = at(source.shapes(), from.output());
                dtype = at(source.dtypes(), from.output());
            }
            if (shape == null || dtype == null) {
                return null;
            }
            shapes.add(dev.vigil.binding.Shape.of(shape.toArray()));
            dtypes.add(dtype.code());
        }
        try (OperatorSymbol symbol = library.symbols()
                .create(
                        step.operator(),
                        operators.attributes(step),
                        step.inputs().size())) {
            InferredShapes ofShapes = symbol.inferShapes(shapes);
            InferredTypes ofTypes = symbol.inferTypes(dtypes);
            return new Inferred("", shapes(ofShapes.outputs(), numpyShape), types(ofTypes.outputs()));
        } catch (MxError e) {
            return new Inferred(Errors.text(e), List.of(), List.of());
        } catch (NoSuchElementException unknown) {
            // The run says so in its own words.
            return null;
        }
    }

    private static <T> @Nullable T at(List<T> list, int index) {
        return index < list.size() ? list.get(index) : null;
    }

    private static @Nullable Shape known(dev.vigil.binding.Shape shape, boolean numpyShape) {
        long[] dims = shape.dims();
        if (!shape.rankKnown() || (!numpyShape && dims.length == 0)) {
            return null;
        }
        for (long dim : dims) {
            if (dim < 0 || (!numpyShape && dim == 0)) {
                return null;
            }
        }
        return Shape.of(dims);
    }

    static List<@Nullable Shape> shapes(List<dev.vigil.binding.Shape> shapes, boolean numpyShape) {
        List<@Nullable Shape> known = new ArrayList<>();
        shapes.forEach(shape -> known.add(known(shape, numpyShape)));
        return known;
    }

    static List<@Nullable DType> types(List<Integer> codes) {
        List<@Nullable DType> types = new ArrayList<>();
        for (int code : codes) {
            types.add(DType.ofCode(code).orElse(null));
        }
        return types;
    }
}
