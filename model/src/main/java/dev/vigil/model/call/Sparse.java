package dev.vigil.model.call;

import java.util.Objects;

/**
 * How an array is stored that leaves its zeros out. What is stored follows from the values: every element of a CSR array
 * that is not zero, every row of a row-sparse one that has such an element. Negative zeros are stored.
 *
 * @param defect what is wrong with the indices
 */
public record Sparse(Storage storage, Defect defect) {

    /** A storage of the library that is not dense. */
    public enum Storage {
        ROW_SPARSE("row_sparse", 1, Integer.MAX_VALUE),
        CSR("csr", 2, 2);

        private final String text;
        private final int ranksFrom;
        private final int ranksTo;

        Storage(String text, int ranksFrom, int ranksTo) {
            this.text = text;
            this.ranksFrom = ranksFrom;
            this.ranksTo = ranksTo;
        }

        /** The library's own name. */
        public String text() {
            return text;
        }

        /** Whether arrays of this shape can be stored so. */
        public boolean fits(Shape shape) {
            return shape.rank() >= ranksFrom && shape.rank() <= ranksTo;
        }
    }

    /** What no caller should hand over, and a library should refuse or bear. */
    public enum Defect {
        NONE,
        /** Stored parts stand in falling order. */
        UNSORTED,
        /** The second index is the first one again. */
        DUPLICATE,
        /** The last index is one beyond the axis. */
        OUT_OF_RANGE,
        /** The first index is -1. */
        NEGATIVE
    }

    public Sparse {
        Objects.requireNonNull(storage);
        Objects.requireNonNull(defect);
    }

    /** Without a defect. */
    public static Sparse of(Storage storage) {
        return new Sparse(storage, Defect.NONE);
    }
}
