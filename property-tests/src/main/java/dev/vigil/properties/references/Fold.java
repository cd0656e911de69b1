package dev.vigil.properties.references;

import java.util.Arrays;

/**
 * Which elements of a grid are folded into which element of the result.
 *
 * @param grid of the result
 * @param members per element of the result the flat indices that go into it, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // Handed from here to one reader.
record Fold(Grid grid, int[][] members) {

    /** Over the attribute {@code axis}, where no axis and an empty tuple are all of them. */
    static Fold of(Question q) {
        Grid from = q.grid(0);
        int[] axes = q.attributes().wholes("axis");
        if (axes.length == 0) {
            Question.require(!q.attributes().flag("exclude"), "exclude without an axis");
        }
        boolean[] folded = chosen(from, axes);
        if (axes.length == 0) {
            Arrays.fill(folded, true);
        } else if (q.attributes().flag("exclude")) {
            for (int a = 0; a < folded.length; a++) {
                folded[a] = !folded[a];
            }
        }
        return of(q, from, folded, q.attributes().flag("keepdims"));
    }

    /** Over the attribute {@code axis} as numpy reads it: an empty tuple is no axis at all. */
    static Fold numpy(Question q) {
        Question.require(
                !q.attributes().given("axis") || q.attributes().wholes("axis").length > 0, "an empty tuple of axes");
        return of(q);
    }

    static Fold of(Question q, Grid from, boolean[] folded, boolean keep) {
        q.spend(from.size());
        int rank = 0;
        int[] kept = new int[from.rank()];
        int[] withOnes = from.dims();
        for (int a = 0; a < folded.length; a++) {
            if (folded[a]) {
                withOnes[a] = 1;
            } else {
                kept[rank++] = from.dim(a);
            }
        }
        Grid wide = Grid.of(withOnes);
        int[] sizes = new int[wide.size()];
        int[] group = new int[from.size()];
        for (int e = 0; e < group.length; e++) {
            group[e] = wide.projected(from.at(e));
            sizes[group[e]]++;
        }
        int[][] members = new int[wide.size()][];
        for (int g = 0; g < members.length; g++) {
            members[g] = new int[sizes[g]];
        }
        for (int e = group.length - 1; e >= 0; e--) {
            members[group[e]][--sizes[group[e]]] = e;
        }
        return new Fold(keep ? wide : Grid.of(Arrays.copyOf(kept, rank)), members);
    }

    static boolean[] chosen(Grid grid, int... axes) {
        boolean[] chosen = new boolean[grid.rank()];
        for (int axis : axes) {
            int at = grid.axis(axis);
            Question.require(!chosen[at], "an axis twice");
            chosen[at] = true;
        }
        return chosen;
    }
}
