package dev.vigil.properties.references;

import java.util.ArrayList;
import java.util.List;

/** The rows of operators that choose, order and move elements. */
final class ArrayTable {
    private static final String NO_ATTRIBUTES = "";

    private final List<Entry> rows = new ArrayList<>();

    private ArrayTable() {}

    static List<Entry> rows() {
        ArrayTable table = new ArrayTable();
        table.choices();
        table.orders();
        table.moves();
        table.joins();
        return table.rows;
    }

    private void row(Family family, String defaults, Reference reference, String operators) {
        rows.addAll(Entry.of(family, defaults, reference, operators));
    }

    private void choices() {
        row(Family.INDEXING, "axis=0 mode=clip", Indexings::take, "take");
        row(Family.INDEXING, NO_ATTRIBUTES, Indexings::batchTake, "batch_take");
        row(Family.INDEXING, "axis=-1 keepdims=False mode=clip", Indexings::pick, "pick");
        row(Family.INDEXING, "depth= on_value=1 off_value=0 dtype=float32", Indexings::oneHot, "one_hot");
        row(Family.INDEXING, "input_dim= output_dim= dtype= sparse_grad=False", Indexings::embedding, "Embedding");
        row(Family.INDEXING, NO_ATTRIBUTES, Indexings::gather, "gather_nd");
        row(Family.INDEXING, "shape=", Indexings::scatter, "scatter_nd");
        row(Family.INDEXING, "begin= end= step=", Indexings::slice, "slice");
        row(Family.INDEXING, "axis= begin= end=", Indexings::sliceAxis, "slice_axis");
        row(Family.INDEXING, "axes=", Indexings::sliceLike, "slice_like");
        row(Family.INDEXING, NO_ATTRIBUTES, Indexings::whereRows, "where");
        row(Family.INDEXING, NO_ATTRIBUTES, Indexings::where, "_npi_where");
        row(Family.INDEXING, "shape=", Indexings::ravel, "_ravel_multi_index");
        row(Family.INDEXING, "shape=", Indexings::unravel, "_unravel_index");
        row(Family.INDEXING, NO_ATTRIBUTES, Indexings::copyRows, "_contrib_index_copy");
        row(Family.INDEXING, "axes=", Indexings::positions, "_contrib_index_array");
        row(Family.INDEXING, "axis=0", Indexings::masked, "_contrib_boolean_mask");
        String lengths = "use_sequence_length=False axis=0";
        row(Family.INDEXING, lengths + " value=0", Sequences::mask, "SequenceMask");
        row(Family.INDEXING, lengths, Sequences::last, "SequenceLast");
        row(Family.INDEXING, lengths, Sequences::reverse, "SequenceReverse");
        row(Family.INDEXING, "k=0 axis1=0 axis2=1", Diagonals::diagonal, "diag _np_diag _npi_diag");
        row(Family.INDEXING, "k=0", Diagonals::flat, "_np_diagflat _npi_diagflat");
        row(Family.INDEXING, "offset=0 axis1=0 axis2=1", Diagonals::ofAxes, "_np_diagonal _npi_diagonal");
        row(Family.INDEXING, "k=0", Diagonals::lowerTriangle, "_npi_tril");
        row(Family.INDEXING, "k=0", Diagonals::upperTriangle, "_npi_triu");
        row(Family.REDUCTION, "offset=0 axis1=0 axis2=1", Diagonals::trace, "_np_trace _npi_trace");
    }

    private void orders() {
        row(Family.SORTING, "axis=-1 is_ascend=True", Sortings::sort, "sort");
        row(Family.SORTING, "axis=-1 is_ascend=True dtype=float32", Sortings::argsort, "argsort");
        row(Family.SORTING, "axis=-1 k=1 ret_typ=indices is_ascend=False dtype=float32", Sortings::top, "topk");
        row(Family.SORTING, "axis= keepdims=False", Sortings.extreme(true), "argmax _npi_argmax");
        row(Family.SORTING, "axis= keepdims=False", Sortings.extreme(false), "argmin _npi_argmin");
        row(Family.SORTING, NO_ATTRIBUTES, Sortings::largestChannel, "argmax_channel");
        row(
                Family.SORTING,
                "return_index=False return_inverse=False return_counts=False axis=",
                Sortings::unique,
                "_npi_unique");
        row(
                Family.SORTING,
                "axis= interpolation=linear keepdims=False q_scalar=",
                Sortings::percentile,
                "_npi_percentile");
    }

    private void moves() {
        row(Family.SHAPE_MOVE, "axes=", ShapeMoves::transpose, "transpose _np_transpose _npi_transpose");
        row(Family.SHAPE_MOVE, "dim1=0 dim2=0", ShapeMoves::swap, "SwapAxis");
        row(Family.SHAPE_MOVE, "source= destination=", ShapeMoves::moveAxes, "_np_moveaxis _npi_moveaxis");
        row(Family.SHAPE_MOVE, "axis= start=0", ShapeMoves::rollAxis, "_npi_rollaxis");
        row(Family.SHAPE_MOVE, NO_ATTRIBUTES, ShapeMoves::flatten, "Flatten");
        row(Family.SHAPE_MOVE, "axis=", ShapeMoves::expand, "expand_dims");
        row(Family.SHAPE_MOVE, "axis=", ShapeMoves::squeeze, "squeeze _np_squeeze _npi_squeeze");
        row(Family.SHAPE_MOVE, "shape= reverse=False target_shape= keep_highest=False", ShapeMoves::reshape, "Reshape");
        row(Family.SHAPE_MOVE, "newshape= reverse=False order=C", ShapeMoves::numpyReshape, "_np_reshape");
        row(Family.SHAPE_MOVE, NO_ATTRIBUTES, ShapeMoves::reshapeLike, "reshape_like");
        row(Family.SHAPE_MOVE, "axis=", ShapeMoves::flip, "reverse _npi_flip");
        row(Family.SHAPE_MOVE, "shift= axis=", ShapeMoves::roll, "_np_roll _npi_roll");
        row(Family.SHAPE_MOVE, "k=1 axes=", ShapeMoves::rotate, "_npi_rot90");
        row(Family.SHAPE_MOVE, "reps=", ShapeMoves::tile, "tile");
        row(Family.SHAPE_MOVE, "repeats= axis=", ShapeMoves::repeat, "repeat");
        row(Family.SHAPE_MOVE, "block_size=", ShapeMoves::blocksToDepth, "space_to_depth");
        row(Family.SHAPE_MOVE, "block_size=", ShapeMoves::depthToBlocks, "depth_to_space");
        row(Family.SHAPE_MOVE, NO_ATTRIBUTES, ShapeMoves::lengths, "shape_array");
        row(Family.SHAPE_MOVE, NO_ATTRIBUTES, ShapeMoves::size, "size_array");
        row(Family.BROADCAST, "shape=", ShapeMoves::broadcastTo, "broadcast_to _npi_broadcast_to");
        row(Family.BROADCAST, "axis= size=", ShapeMoves::broadcastAxes, "broadcast_axis");
        row(Family.BROADCAST, NO_ATTRIBUTES, ShapeMoves::broadcastLike, "broadcast_like");
    }

    private void joins() {
        row(Family.SHAPE_MOVE, "num_args= dim=1", Joins::concatenate, "Concat");
        row(Family.SHAPE_MOVE, "num_args= axis=0", Joins::numpyConcatenate, "_npi_concatenate");
        row(Family.SHAPE_MOVE, "num_args= axis=0", Joins::stack, "stack _npi_stack");
        row(Family.SHAPE_MOVE, "num_args=", Joins::vertical, "_npi_vstack");
        row(Family.SHAPE_MOVE, "num_args= dim=", Joins::horizontal, "_npi_hstack");
        row(Family.SHAPE_MOVE, "num_args= dim=", Joins::deep, "_npi_dstack");
        row(Family.SHAPE_MOVE, "num_args=", Joins::columns, "_npi_column_stack");
        row(Family.SHAPE_MOVE, "num_outputs= axis=1 squeeze_axis=False", Joins::split, "SliceChannel");
        row(Family.SHAPE_MOVE, "indices= axis=1 squeeze_axis=False sections=0", Joins::splitAt, "_split_v2");
        row(
                Family.SHAPE_MOVE,
                "mode=constant pad_width= constant_value= constant_values=0 reflect_type=even",
                Joins::pad,
                "Pad _npi_pad");
    }
}
