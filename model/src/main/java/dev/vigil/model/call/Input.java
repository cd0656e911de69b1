package dev.vigil.model.call;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Objects;

/** What a step takes in one place: a fresh array, or one that an earlier step gave or took. They are told apart by their fields. */
@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
@JsonSubTypes({
    @JsonSubTypes.Type(Input.Array.class),
    @JsonSubTypes.Type(Input.StepOutput.class),
    @JsonSubTypes.Type(Input.StepInput.class)
})
public sealed interface Input {

    /** A fresh dense array. */
    record Array(Shape shape, DType dtype, Fill fill) implements Input {
        public Array {
            Objects.requireNonNull(shape);
            Objects.requireNonNull(dtype);
            Objects.requireNonNull(fill);
        }
    }

    /** Output {@code output} of step {@code step}, both counted from 0. */
    record StepOutput(int step, int output) implements Input {}

    /** The very array that step {@code step} took as input {@code input}, both counted from 0, as that step left it. */
    record StepInput(int step, int input) implements Input {}

    /** This input with another draw of its fill. */
    default Input variant(long variant) {
        return this instanceof Array array ? new Array(array.shape, array.dtype, array.fill.variant(variant)) : this;
    }
}
