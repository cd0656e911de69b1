package dev.vigil.model.call;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Objects;

/** Where a step puts one of its results when the caller says so (the library's {@code out=}). The two are told apart by their fields. */
@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
@JsonSubTypes({@JsonSubTypes.Type(Output.Array.class), @JsonSubTypes.Type(Output.InPlace.class)})
public sealed interface Output {

    /** A dense array made for it, with what it holds before the call. */
    record Array(Shape shape, DType dtype, Fill fill) implements Output {
        public Array {
            Objects.requireNonNull(shape);
            Objects.requireNonNull(dtype);
            Objects.requireNonNull(fill);
        }

        /** The same array, to be read from. */
        public Input.Array asInput() {
            return new Input.Array(shape, dtype, fill);
        }
    }

    /** The array that the step takes as its input {@code input}, counted from 0. */
    record InPlace(int input) implements Output {}

    /** This place with another draw of its fill. */
    default Output variant(long variant) {
        return this instanceof Array array ? new Array(array.shape, array.dtype, array.fill.variant(variant)) : this;
    }
}
