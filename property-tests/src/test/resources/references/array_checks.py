"""Operators that move, join, choose and sort elements."""
import numpy as np

from drawing import check, ints, normal, shape, some, text


def moved(names, draw_attributes, function, rank=None):
    """Operators of one input: attributes drawn from the input, the result from both."""
    @check(names)
    def draw(r):
        x = normal(r, shape(r, rank))
        attributes = draw_attributes(r, x)
        return {k: text(v) for k, v in attributes.items()}, [x], [function(x, **attributes)]


def axis(r, x):
    return int(r.integers(-x.ndim, x.ndim))


moved("transpose _np_transpose _npi_transpose",
      lambda r, x: some(r, {}, {"axes": tuple(int(a) for a in r.permutation(x.ndim))}), np.transpose)
moved("SwapAxis", lambda r, x: {"dim1": axis(r, x), "dim2": axis(r, x)},
      lambda x, dim1, dim2: np.swapaxes(x, dim1, dim2))
moved("_np_moveaxis _npi_moveaxis", lambda r, x: {"source": (0, -1), "destination": (1, 0)}, np.moveaxis, 3)
moved("_npi_rollaxis", lambda r, x: {"axis": axis(r, x), "start": int(r.integers(0, x.ndim + 1))}, np.rollaxis)
moved("Flatten", lambda r, x: {}, lambda x: x.reshape(x.shape[0], -1))
moved("expand_dims", lambda r, x: {"axis": int(r.integers(-x.ndim - 1, x.ndim + 1))}, np.expand_dims)
moved("reverse _npi_flip", lambda r, x: {"axis": (axis(r, x),)}, np.flip)
moved("_np_roll _npi_roll", lambda r, x: some(
    r, {"shift": (int(r.integers(-3, 4)),)}, {"shift": (2,), "axis": (axis(r, x),)}, {"shift": (1, -2), "axis": (0, 1)}
    if x.ndim > 1 else {"shift": (1,), "axis": (0,)}),
      lambda x, shift, axis=None: np.roll(x, shift if axis else shift[0], axis))
moved("_npi_rot90", lambda r, x: {"k": int(r.integers(-4, 5)), "axes": some(r, (0, 1), (2, 0))}, np.rot90, 3)
moved("tile", lambda r, x: {"reps": some(r, (2,), (1, 3), (2, 1, 2, 1))}, lambda x, reps: np.tile(x, reps))
moved("repeat", lambda r, x: {"repeats": int(r.integers(1, 4)), "axis": some(r, None, axis(r, x))}, np.repeat)
moved("shape_array", lambda r, x: {}, lambda x: np.array(x.shape))
moved("size_array", lambda r, x: {}, lambda x: np.array([x.size]))
moved("broadcast_to _npi_broadcast_to", lambda r, x: {"shape": (2, 3) + x.shape},
      lambda x, shape: np.broadcast_to(x, shape))
moved("_npi_tril", lambda r, x: {"k": int(r.integers(-2, 3))}, np.tril)
moved("_npi_triu", lambda r, x: {"k": int(r.integers(-2, 3))}, np.triu)
moved("_np_diagonal _npi_diagonal", lambda r, x: {"offset": 0, "axis1": 0, "axis2": some(r, 1, 2, -1)}, np.diagonal, 3)
moved("_np_trace _npi_trace", lambda r, x: {"offset": 0, "axis1": some(r, 0, 1), "axis2": 2}, np.trace, 3)
moved("_np_diagflat _npi_diagflat", lambda r, x: {"k": int(r.integers(-2, 3))}, np.diagflat, 1)


@check("diag _np_diag _npi_diag")
def diag(r):
    k = int(r.integers(-1, 2))
    x = some(r, normal(r, (3,)), normal(r, (3, 4)), normal(r, (2, 2)))
    return {"k": text(k)}, [x], [np.diag(x, k)]


@check("squeeze _np_squeeze _npi_squeeze")
def squeeze(r):
    x = normal(r, (1, 3, 1, 2))
    over = some(r, None, (0,), (2, 0), (-2,))
    return {"axis": text(over)}, [x], [np.squeeze(x, over)]


@check("Reshape")
def reshape(r):
    x = normal(r, (2, 3, 4))
    codes, dims = some(r, ((4, 0, 2), (4, 3, 2)), ((-1,), (24,)), ((0, -2), (2, 3, 4)), ((-3, 4), (6, 4)),
                       ((-4, 1, 2, -2), (1, 2, 3, 4)), ((-4, -1, 2, 0, 0), (1, 2, 3, 4)), ((6, -1), (6, 4)))
    return {"shape": text(codes)}, [x], [x.reshape(dims)]


@check("_np_reshape")
def np_reshape(r):
    x = normal(r, (2, 3, 4))
    dims = some(r, (4, -1), (24,), (3, 2, 2, 2))
    return {"newshape": text(dims)}, [x], [x.reshape(dims)]


@check("reshape_like")
def reshape_like(r):
    x, y = normal(r, (2, 6)), normal(r, some(r, (3, 4), (12,), (2, 2, 3)))
    return {}, [x, y], [x.reshape(y.shape)]


@check("broadcast_axis")
def broadcast_axis(r):
    x = normal(r, (2, 1, 3, 1))
    return {"axis": "(1,3)", "size": "(4,2)"}, [x], [np.broadcast_to(x, (2, 4, 3, 2))]


@check("broadcast_like")
def broadcast_like(r):
    x, y = normal(r, (2, 1, 3)), normal(r, (2, 4, 3))
    return {}, [x, y], [np.broadcast_to(x, y.shape)]


@check("space_to_depth")
def space_to_depth(r):
    n, c, h, w, b = 2, 3, 2, 2, 2
    x = normal(r, (n, c, h * b, w * b))
    y = x.reshape(n, c, h, b, w, b).transpose(0, 3, 5, 1, 2, 4).reshape(n, c * b * b, h, w)
    return {"block_size": "2"}, [x], [y]


@check("depth_to_space")
def depth_to_space(r):
    n, c, h, w, b = 2, 8, 2, 3, 2
    x = normal(r, (n, c, h, w))
    y = x.reshape(n, b, b, c // 4, h, w).transpose(0, 3, 4, 1, 5, 2).reshape(n, c // 4, h * b, w * b)
    return {"block_size": "2"}, [x], [y]


def joined(names, parts, function, **attributes):
    @check(names)
    def draw(r):
        xs = parts(r)
        more = {k: v(r) for k, v in attributes.items()}
        return {"num_args": text(len(xs)), **{k: text(v) for k, v in more.items()}}, xs, [function(xs, *more.values())]


def alike(r):
    dims = shape(r)
    return [normal(r, dims) for _ in range(int(r.integers(1, 4)))]


joined("_npi_concatenate", lambda r: [normal(r, (2, n, 3)) for n in (1, 3)], np.concatenate,
       axis=lambda r: some(r, 1, -2))
joined("Concat", lambda r: [normal(r, (2, n, 3)) for n in (1, 3)], np.concatenate,
       dim=lambda r: some(r, 1, -2))
joined("stack _npi_stack", alike, np.stack, axis=lambda r: some(r, 0, -1, 1))
joined("_npi_vstack", alike, np.vstack)
joined("_npi_hstack", alike, np.hstack)
joined("_npi_dstack", alike, np.dstack)
joined("_npi_column_stack", lambda r: [normal(r, (3,)), normal(r, (3, 2)), normal(r, (3,))], np.column_stack)


@check("SliceChannel")
def slice_channel(r):
    x = normal(r, (2, 6, 3))
    parts, squeeze = some(r, (2, False), (3, False), (6, True))
    pieces = np.split(x, parts, 1)
    return ({"num_outputs": text(parts), "squeeze_axis": text(squeeze)}, [x],
            [p.squeeze(1) if squeeze else p for p in pieces])


@check("_split_v2")
def split_v2(r):
    x = normal(r, (6, 2))
    if r.random() < 0.5:
        return {"axis": "0", "sections": "3", "indices": "()"}, [x], np.split(x, 3)
    return {"axis": "0", "indices": "(0,2,5)"}, [x], np.split(x, [2, 5])


@check("Pad")
def pad(r):
    x = normal(r, (2, 2, 3, 3))
    mode = some(r, "constant", "edge", "reflect")
    more = {"constant_value": "1.5"} if mode == "constant" else {}
    return ({"mode": mode, "pad_width": "(0,0,0,0,1,2,2,0)", **more}, [x],
            [np.pad(x, ((0, 0), (0, 0), (1, 2), (2, 0)), mode, **({"constant_values": 1.5} if more else {}))])


@check("_npi_pad")
def np_pad(r):
    x = normal(r, (3, 4))
    mode = some(r, "constant", "edge", "reflect", "symmetric")
    return {"mode": mode, "pad_width": "((1,2),(0,3))"}, [x], [np.pad(x, ((1, 2), (0, 3)), mode)]


@check("take")
def take(r):
    x = normal(r, (3, 4, 2))
    i, over, mode = ints(-5, 7)(r), some(r, 0, 1, -1), some(r, "clip", "wrap")
    return {"axis": text(over), "mode": mode}, [x, i], [np.take(x, i, over, mode=mode)]


@check("batch_take")
def batch_take(r):
    x, i = normal(r, (4, 3)), ints(0, 3)(r, (4,))
    return {}, [x, i], [x[np.arange(4), i]]


@check("pick")
def pick(r):
    x = normal(r, (3, 4))
    over, keep = some(r, 0, 1, -1), some(r, True, False)
    i = np.expand_dims(ints(0, x.shape[over])(r, (x.shape[1 - over % 2],)), over)
    y = np.take_along_axis(x, i, over)
    return {"axis": text(over), "keepdims": text(keep)}, [x, i.squeeze(over)], [y if keep else y.squeeze(over)]


@check("one_hot")
def one_hot(r):
    i = ints(0, 5)(r)
    return {"depth": "5", "on_value": "2", "off_value": "-1"}, [i], [np.where(np.eye(5)[i] > 0, 2, -1).astype(np.float32)]


@check("Embedding")
def embedding(r):
    i, w = ints(0, 8)(r), normal(r, (5, 3))
    return {"input_dim": "5", "output_dim": "3"}, [i, w], [w[np.minimum(i, 4)]]


@check("gather_nd")
def gather_nd(r):
    x, i = normal(r, (4, 4, 3)), ints(0, 4)(r, (2, 5))
    return {}, [x, i], [x[tuple(i)]]


@check("scatter_nd")
def scatter_nd(r):
    places = r.choice(16, 5, replace=False)
    i, x = np.array([places // 4, places % 4], np.int32), normal(r, (5, 3))
    y = np.zeros((4, 4, 3))
    y[tuple(i)] = x
    return {"shape": "(4,4,3)"}, [x, i], [y]


@check("slice")
def sliced(r):
    x = normal(r, (5, 6))
    begin, end, step = some(r, ((1, 2), (4, 5), ()), ((None, -4), (3, None), (1, 2)), ((4, 1), (0, 6), (-2, 3)),
                            ((-2,), (None,), ()), ((None, None), (None, 2), (-1, -1)))
    index = tuple(slice(b, e, s) for b, e, s in zip(begin, end, step or (None,) * len(begin)))
    return {"begin": text(begin), "end": text(end), "step": text(step)}, [x], [x[index]]


@check("slice_axis")
def slice_axis(r):
    x = normal(r, (5, 6))
    over, begin, end = some(r, (0, 1, 4), (1, -3, None), (-1, 2, -1))
    y = x[begin:end] if over == 0 else x[:, begin:end]
    return {"axis": text(over), "begin": text(begin), "end": text(end)}, [x], [y]


@check("slice_like")
def slice_like(r):
    x, y = normal(r, (5, 6)), normal(r, (3, 4))
    over = some(r, (), (0,), (-1,))
    z = {(): x[:3, :4], (0,): x[:3], (-1,): x[:, :4]}[over]
    return {"axes": text(over)}, [x, y], [z]


@check("where")
def where(r):
    c, x, y = ints(0, 2)(r, some(r, (3, 2), (3,))), normal(r, (3, 2)), normal(r, (3, 2))
    return {}, [c, x, y], [np.where(c if c.ndim == 2 else c[:, None], x, y)]


@check("_npi_where")
def np_where(r):
    c, x, y = ints(0, 2)(r, (3, 1)), normal(r, (2, 1, 4)), normal(r, (3, 4))
    return {}, [c, x, y], [np.where(c, x, y)]


@check("_ravel_multi_index")
def ravel(r):
    i = np.array([r.integers(0, 3, 5), r.integers(0, 4, 5)], np.int32)
    return {"shape": "(3,4)"}, [i], [np.ravel_multi_index(i, (3, 4))]


@check("_unravel_index")
def unravel(r):
    i = ints(0, 12)(r)
    return {"shape": "(3,4)"}, [i], [np.array(np.unravel_index(i, (3, 4)))]


@check("_contrib_index_copy")
def index_copy(r):
    x, i, y = normal(r, (5, 2)), r.choice(5, 3, replace=False).astype(np.int32), normal(r, (3, 2))
    z = x.copy()
    z[i] = y
    return {}, [x, i, y], [z]


@check("_contrib_index_array")
def index_array(r):
    x = normal(r, (2, 3, 2))
    over = some(r, None, (1,), (2, 0))
    places = np.moveaxis(np.indices(x.shape), 0, -1)
    return {"axes": text(over)}, [x], [places if over is None else places[..., list(over)]]


@check("_contrib_boolean_mask")
def boolean_mask(r):
    x, m = normal(r, (4, 3)), np.array([1, 0, 1, 1], np.int32)
    return {}, [x, m], [x[m != 0]]


def lengthy(names, function):
    @check(names)
    def draw(r):
        x = normal(r, (4, 3, 2))
        lengths = ints(1, 5)(r, (3,))
        return {"use_sequence_length": "True"}, [x, lengths.astype(np.float64)], [function(x, lengths)]


lengthy("SequenceMask", lambda x, n: np.where((np.arange(4)[:, None] < n)[..., None], x, 0))
lengthy("SequenceLast", lambda x, n: x[n - 1, np.arange(3)])
lengthy("SequenceReverse", lambda x, n: np.stack(
    [np.concatenate([x[:n[b], b][::-1], x[n[b]:, b]]) for b in range(3)], 1))


@check("sort")
def sort(r):
    x, up = normal(r), some(r, True, False)
    over = axis(r, x)
    y = np.sort(x, over)
    return {"axis": text(over), "is_ascend": text(up)}, [x], [y if up else np.flip(y, over)]


@check("argsort")
def argsort(r):
    x, up = normal(r), some(r, True, False)
    over = axis(r, x)
    return {"axis": text(over), "is_ascend": text(up)}, [x], [np.argsort(x if up else -x, over).astype(np.float32)]


@check("topk")
def topk(r):
    x = normal(r, (3, 5, 2))
    over, k, up, kind = some(r, 0, 1, -1), some(r, 1, 2), some(r, True, False), some(r, "value", "indices", "mask", "both")
    order = np.take(np.argsort(x if up else -x, over), range(k), over)
    values = np.take_along_axis(x, order, over)
    mask = np.zeros(x.shape)
    np.put_along_axis(mask, order, 1, over)
    order = order.astype(np.float32)
    return ({"axis": text(over), "k": text(k), "is_ascend": text(up), "ret_typ": kind}, [x],
            {"value": [values], "indices": [order], "mask": [mask], "both": [values, order]}[kind])


def extreme(names, function):
    @check(names)
    def draw(r):
        x = ints(0, 4)(r).astype(np.float64)
        over, keep = some(r, None, axis(r, x)), some(r, True, False)
        return {"axis": text(over), "keepdims": text(keep)}, [x], [function(x, axis=over, keepdims=keep)]


extreme("argmax _npi_argmax", np.argmax)
extreme("argmin _npi_argmin", np.argmin)


@check("argmax_channel")
def argmax_channel(r):
    x = normal(r, (3, 4))
    return {}, [x], [np.argmax(x, 1).astype(np.float64)]


@check("_npi_unique")
def unique(r):
    x = ints(0, 4)(r)
    return {}, [x], [np.unique(x)]


@check("_npi_percentile")
def percentile(r):
    x = normal(r, (3, 4))
    kind, over, keep = some(r, "linear", "lower", "higher", "midpoint"), some(r, None, 0, -1), some(r, True, False)
    q = np.array([13.0, 50.5, 97.0])
    return ({"interpolation": kind, "axis": text(over), "keepdims": text(keep)}, [x, q],
            [np.percentile(x, q, over, method=kind, keepdims=keep)])
