package dev.vigil.model.call;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a step takes in one place: a fresh array, or one that an earlier step gave, took or has a gradient for. They are told apart by their fields. */
@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
@JsonSubTypes({
    @JsonSubTypes.Type(Input.Array.class),
    @JsonSubTypes.Type(Input.StepOutput.class),
    @JsonSubTypes.Type(Input.StepInput.class),
    @JsonSubTypes.Type(Input.StepGradient.class)
})
public sealed interface Input {

    /**
     * A fresh array.
     *
     * @param sparse how it is stored without its zeros; null for a dense one
     */
    record Array(
            Shape shape,
            DType dtype,
            Fill fill,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Sparse sparse) implements Input {
        public Array {
            Objects.requireNonNull(shape);
            Objects.requireNonNull(dtype);
            Objects.requireNonNull(fill);
            if (sparse != null && !sparse.storage().fits(shape)) {
                throw new IllegalArgumentException(
                        "no array of shape " + shape + " is " + sparse.storage().text());
            }
        }

        /** A dense array. */
        public Array(Shape shape, DType dtype, Fill fill) {
            this(shape, dtype, fill, null);
        }

        /** The same values, stored with their zeros. */
        public Array dense() {
            return with((Sparse) null);
        }

        public Array with(@Nullable Sparse other) {
            return new Array(shape, dtype, fill, other);
        }

        public Array with(Fill other) {
            return new Array(shape, dtype, other, sparse);
        }

        public Array with(DType other) {
            return new Array(shape, other, fill, sparse);
        }

        /** Dense where no array of that shape can be stored as this one is. */
        public Array with(Shape other) {
            boolean fits = sparse != null && sparse.storage().fits(other);
            return new Array(other, dtype, fill, fits ? sparse : null);
        }
    }

    /** Output {@code output} of step {@code step}, both counted from 0. */
    record StepOutput(int step, int output) implements Input {}

    /** The very array that step {@code step} took as input {@code input}, both counted from 0, as that step left it. */
    record StepInput(int step, int input) implements Input {}

    /**
     * The gradient of input {@code gradient} of step {@code step}, both counted from 0, as the last backward pass left it.
     * A step that takes one is not recorded; before the first of several such steps in a row, the backward pass begins
     * with the results of the step before them.
     */
    record StepGradient(int step, int gradient) implements Input {}

    /** This input with another draw of its fill. */
    default Input variant(long variant) {
        return this instanceof Array array ? array.with(array.fill.variant(variant)) : this;
    }
}
