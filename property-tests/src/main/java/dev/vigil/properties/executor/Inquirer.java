package dev.vigil.properties.executor;

import dev.vigil.binding.ArgumentInfo;
import dev.vigil.binding.InferredShapes;
import dev.vigil.binding.InferredTypes;
import dev.vigil.binding.MxError;
import dev.vigil.binding.MxLibrary;
import dev.vigil.binding.OperatorSymbol;
import dev.vigil.model.call.DType;
import dev.vigil.model.target.Fingerprint;
import dev.vigil.properties.task.Description;
import dev.vigil.properties.task.Inference;
import dev.vigil.properties.task.Inquiry;
import dev.vigil.properties.task.OperatorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/** Answers what the library says of itself, without running a kernel. One thread. */
final class Inquirer {
    private static final int TYPE_UNKNOWN = -1;

    private final MxLibrary library;

    Inquirer(MxLibrary library) {
        this.library = library;
    }

    Description describe() {
        List<OperatorInfo> operators = new ArrayList<>();
        for (String name : library.operators().names()) {
            operators.add(describe(name));
        }
        List<String> features = new ArrayList<>();
        library.features().forEach((name, on) -> {
            if (on) {
                features.add(name);
            }
        });
        if (library.symbols().canBind()) {
            features.add(Fingerprint.SYMBOL_EXECUTOR);
        }
        Fingerprint fingerprint = new Fingerprint(
                switch (library.abi()) {
                    case V1 -> "1.x";
                    case V2 -> "2.x";
                },
                library.version(),
                library.commit().orElse(""),
                features,
                Machine.facts());
        return new Description(operators, fingerprint);
    }

    private OperatorInfo describe(String name) {
        return described(
                name,
                library.operators().primaryName(name).orElse(name),
                library.operators().info(name));
    }

    static OperatorInfo described(String name, String primary, dev.vigil.binding.OperatorInfo info) {
        return new OperatorInfo(
                name,
                primary,
                info.description(),
                info.arguments().stream().map(ArgumentInfo::name).toList(),
                info.arguments().stream().map(ArgumentInfo::type).toList(),
                info.arguments().stream().map(ArgumentInfo::description).toList(),
                info.keyVarNumArgs());
    }

    Inference infer(Inquiry inquiry) {
        boolean before = library.numpy().setShape(inquiry.numpyShape());
        try {
            return asked(inquiry);
        } finally {
            library.numpy().setShape(before);
        }
    }

    private Inference asked(Inquiry inquiry) {
        List<String> names = new ArrayList<>();
        int auxiliary = 0;
        try {
            // Composed with nothing, the library names the inputs itself.
            try (OperatorSymbol named = library.symbols().create(inquiry.operator(), inquiry.attributes(), 0)) {
                named.arguments().forEach(name -> names.add(bare(name)));
                named.auxiliaryStates().forEach(name -> names.add(bare(name)));
                auxiliary = named.auxiliaryStates().size();
            }
            try (OperatorSymbol symbol =
                    library.symbols().create(inquiry.operator(), inquiry.attributes(), names.size())) {
                InferredShapes shapes =
                        symbol.inferShapesPartially(shapes(inquiry, names.size()), inquiry.numpyShape());
                InferredTypes types = symbol.inferTypesPartially(types(inquiry, names.size()));
                return new Inference(
                        "",
                        names,
                        auxiliary,
                        Inferrer.shapes(shapes.inputs(), inquiry.numpyShape()),
                        Inferrer.types(types.inputs()),
                        null);
            }
        } catch (MxError e) {
            return refused(Errors.text(e), names, auxiliary);
        } catch (NoSuchElementException e) {
            return refused(String.valueOf(e.getMessage()), names, auxiliary);
        }
    }

    private static Inference refused(String text, List<String> names, int auxiliary) {
        return new Inference(
                text.isEmpty() ? "error without a text" : text, names, auxiliary, List.of(), List.of(), null);
    }

    /** Names come as {@code op_data}; the front half is the name given to the composed symbol. */
    private static String bare(String name) {
        return name.startsWith("op_") ? name.substring("op_".length()) : name;
    }

    private static List<dev.vigil.binding.Shape> shapes(Inquiry inquiry, int inputs) {
        List<dev.vigil.binding.Shape> shapes = new ArrayList<>();
        for (int i = 0; i < Math.min(inputs, inquiry.shapes().size()); i++) {
            long[] dims = inquiry.shapes().get(i);
            shapes.add(dims == null ? dev.vigil.binding.Shape.UNKNOWN : shape(dims, inquiry.numpyShape()));
        }
        return shapes;
    }

    /** The build writes an unknown axis as -1 with numpy shapes and as 0 without. */
    private static dev.vigil.binding.Shape shape(long[] dims, boolean numpyShape) {
        long[] written = dims.clone();
        for (int i = 0; i < written.length; i++) {
            if (written[i] < 0) {
                written[i] = numpyShape ? -1 : 0;
            }
        }
        return dev.vigil.binding.Shape.of(written);
    }

    private static List<Integer> types(Inquiry inquiry, int inputs) {
        List<Integer> types = new ArrayList<>();
        for (int i = 0; i < Math.min(inputs, inquiry.dtypes().size()); i++) {
            DType dtype = inquiry.dtypes().get(i);
            types.add(dtype == null ? TYPE_UNKNOWN : dtype.code());
        }
        return types;
    }
}
