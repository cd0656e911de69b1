package dev.vigil.properties.references;

import java.util.List;

/** Scores and values of attention, whose queries, keys and values lie side by side in one array, head by head. */
final class Attentions {
    private static final int QKV = 3;
    private static final int KV = 2;

    private Attentions() {}

    static List<Expected> selfScores(Question q) {
        return scores(q, QKV, 0, QKV, 1);
    }

    static List<Expected> crossScores(Question q) {
        return scores(q, 1, 0, KV, 0);
    }

    /** Queries over the root of their length against keys, per head; heads lie beside one another in the last axis. */
    private static List<Expected> scores(Question q, int perQuery, int query, int perKey, int key) {
        int heads = q.attributes().whole("heads");
        int keyInput = q.count() - 1;
        Grid queries = q.grid(0);
        Question.require(queries.rank() == 3 && q.grid(keyInput).rank() == 3 && heads > 0, "rank");
        int batch = queries.dim(1);
        int length = queries.dim(2) / heads / perQuery;
        Question.require(
                length > 0
                        && queries.dim(2) == heads * perQuery * length
                        && q.grid(keyInput).dim(2) == heads * perKey * length
                        && q.grid(keyInput).dim(1) == batch,
                "shapes that do not go together");
        Real root = q.arithmetic().sqrt(Real.exact(length));
        Real[] scaled = q.reals(0);
        for (int e = 0; e < scaled.length; e++) {
            scaled[e] = q.arithmetic().over(scaled[e], root);
        }
        Real[] keys = q.reals(keyInput);
        int rows = queries.dim(0);
        int columns = q.grid(keyInput).dim(0);
        Real[] elements = new Real[Grid.of(batch * heads, rows, columns).size()];
        for (int b = 0; b < batch * heads; b++) {
            Gemms.View left = head(queries, scaled, b, heads, perQuery, query, length);
            Gemms.View right = head(q.grid(keyInput), keys, b, heads, perKey, key, length);
            Real[] product = Gemms.product(q, left, right.transposed(true));
            System.arraycopy(product, 0, elements, b * product.length, product.length);
        }
        return List.of(Expected.of(Grid.of(batch * heads, rows, columns), elements, q.common()));
    }

    private static Gemms.View head(Grid grid, Real[] data, int number, int heads, int per, int part, int length) {
        int width = grid.dim(2);
        int at = number / heads * width + (number % heads * per + part) * length;
        return new Gemms.View(data, at, grid.dim(0), length, grid.dim(1) * width, 1);
    }

    static List<Expected> selfValues(Question q) {
        return values(q, QKV, 2);
    }

    static List<Expected> crossValues(Question q) {
        return values(q, KV, 1);
    }

    /** Attention times values, the heads put back beside one another. */
    private static List<Expected> values(Question q, int per, int part) {
        int heads = q.attributes().whole("heads");
        Grid source = q.grid(0);
        Grid attention = q.grid(1);
        Question.require(source.rank() == 3 && attention.rank() == 3 && heads > 0, "rank");
        int batch = source.dim(1);
        int length = source.dim(2) / heads / per;
        Question.require(
                length > 0
                        && source.dim(2) == heads * per * length
                        && attention.dim(0) == batch * heads
                        && attention.dim(2) == source.dim(0),
                "shapes that do not go together");
        Grid grid = Grid.of(attention.dim(1), batch, heads * length);
        Real[] elements = new Real[grid.size()];
        Real[] weights = q.reals(1);
        Real[] data = q.reals(0);
        for (int b = 0; b < batch * heads; b++) {
            Real[] product = Gemms.product(
                    q, Gemms.matrix(attention, weights, b), head(source, data, b, heads, per, part, length));
            for (int e = 0; e < product.length; e++) {
                elements[grid.flat(e / length, b / heads, b % heads * length + e % length)] = product[e];
            }
        }
        return List.of(Expected.of(grid, elements, q.common()));
    }
}
