package dev.vigil.properties.references;

import java.util.ArrayList;
import java.util.List;

/** The lengths that the codes of a reshape stand for. */
final class Reshapes {
    private static final int COPY = 0;
    private static final int INFER = -1;
    private static final int REST = -2;
    private static final int MERGE = -3;
    private static final int SPLIT = -4;

    private Reshapes() {}

    static int[] classic(Grid from, int[] codes) {
        Question.require(codes.length > 0, "no shape");
        List<Integer> dims = new ArrayList<>();
        int at = 0;
        for (int c = 0; c < codes.length; c++) {
            switch (codes[c]) {
                case COPY -> dims.add(next(from, at++));
                case INFER -> {
                    dims.add(INFER);
                    at++;
                }
                case REST -> {
                    while (at < from.rank()) {
                        dims.add(next(from, at++));
                    }
                }
                case MERGE -> dims.add(next(from, at++) * next(from, at++));
                case SPLIT -> {
                    Question.require(c + 2 < codes.length, "a split without its parts");
                    int whole = next(from, at++);
                    int one = codes[++c];
                    int two = codes[++c];
                    Question.require((one > 0 || two > 0) && one != 0 && two != 0, "a split of nothing");
                    one = one < 0 ? whole / two : one;
                    two = two < 0 ? whole / one : two;
                    Question.require(one * two == whole, "a split that does not fit");
                    dims.add(one);
                    dims.add(two);
                }
                default -> {
                    Question.require(codes[c] > 0, "a code of its own");
                    dims.add(codes[c]);
                    at++;
                }
            }
        }
        return inferred(from, dims.stream().mapToInt(Integer::intValue).toArray());
    }

    private static int next(Grid from, int axis) {
        Question.require(axis < from.rank(), "an axis that is not there");
        return from.dim(axis);
    }

    /** Puts in the one length that is -1. */
    static int[] inferred(Grid from, int[] dims) {
        int known = 1;
        int missing = -1;
        for (int a = 0; a < dims.length; a++) {
            Question.require(dims[a] >= INFER && (dims[a] >= 0 || missing < 0), "more than one length to infer");
            missing = dims[a] == INFER ? a : missing;
            known *= dims[a] == INFER ? 1 : dims[a];
        }
        int[] full = dims.clone();
        if (missing >= 0) {
            Question.require(known > 0 && from.size() % known == 0, "a length that cannot be inferred");
            full[missing] = from.size() / known;
        }
        return full;
    }
}
