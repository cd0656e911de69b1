"""Convolution, pooling, normalisation and softmax."""
import numpy as np
from scipy import signal, special

from drawing import between, check, ints, normal, shape, some, text


def dilated(w, steps):
    wide = np.zeros(w.shape[:2] + tuple((n - 1) * d + 1 for n, d in zip(w.shape[2:], steps)))
    wide[(slice(None),) * 2 + tuple(slice(None, None, d) for d in steps)] = w
    return wide


def correlated(x, w, stride, pad, dilate, groups=1):
    """By scipy's correlation, one pair of channels at a time."""
    x = np.pad(x, ((0, 0), (0, 0)) + tuple((p, p) for p in pad))
    w = dilated(w, dilate)
    each, filters = w.shape[1], w.shape[0] // groups
    steps = tuple(slice(None, None, s) for s in stride)
    return np.array([[sum(signal.correlate(b[f // filters * each + c], w[f, c], "valid", "direct") for c in range(each))[steps]
                      for f in range(w.shape[0])] for b in x])


@check("Convolution Convolution_v1")
def convolution(r):
    rank, groups = some(r, (1, 1), (2, 1), (2, 2), (3, 1))
    stride, pad, dilate = (tuple(int(n) for n in r.integers(low, high, rank)) for low, high in ((1, 3), (0, 2), (1, 3)))
    kernel = tuple(int(n) for n in r.integers(1, 4, rank))
    x, w, b = normal(r, (2, 4) + (6,) * rank), normal(r, (4, 4 // groups) + kernel), normal(r, (4,))
    y = correlated(x, w, stride, pad, dilate, groups)
    attributes = dict(kernel=kernel, stride=stride, pad=pad, dilate=dilate, num_filter=4, num_group=groups)
    if r.random() < 0.5:
        return {**{k: text(v) for k, v in attributes.items()}, "no_bias": "True"}, [x, w], [y]
    return {k: text(v) for k, v in attributes.items()}, [x, w, b], [y + b.reshape((1, 4) + (1,) * rank)]


@check("Deconvolution")
def deconvolution(r):
    rank = int(r.integers(1, 3))
    stride, kernel = (tuple(int(n) for n in r.integers(low, high, rank)) for low, high in ((1, 4), (2, 4)))
    pad = tuple(int(n) for n in r.integers(0, 2, rank))
    adj = tuple(s - 1 for s in stride)
    x, w = normal(r, (2, 3) + (4,) * rank), normal(r, (3, 2) + kernel)
    wide = np.zeros((2, 3) + tuple(3 * s + 1 for s in stride))
    wide[(slice(None),) * 2 + tuple(slice(None, None, s) for s in stride)] = x
    full = np.array([[sum(signal.convolve(b[c], w[c, f], "full", "direct") for c in range(3)) for f in range(2)] for b in wide])
    full = np.pad(full, ((0, 0), (0, 0)) + tuple((0, a) for a in adj))
    y = full[(slice(None),) * 2 + tuple(slice(p, n - p) for p, n in zip(pad, full.shape[2:]))]
    attributes = dict(kernel=kernel, stride=stride, pad=pad, adj=adj, num_filter=2)
    return {k: text(v) for k, v in attributes.items()}, [x, w], [y]


def windows(x, kernel, stride, pad, filler):
    """(batch, channel, places..., kernel...)"""
    x = np.pad(x, ((0, 0), (0, 0)) + tuple((p, p) for p in pad), constant_values=filler)
    view = np.lib.stride_tricks.sliding_window_view(x, kernel, tuple(range(2, x.ndim)))
    return view[(slice(None),) * 2 + tuple(slice(None, None, s) for s in stride)]


@check("im2col")
def im2col(r):
    x, kernel, stride, pad = normal(r, (2, 3, 5, 6)), (2, 3), (2, 1), (1, 0)
    v = windows(x, kernel, stride, pad, 0)
    y = v.transpose(0, 1, 4, 5, 2, 3).reshape(2, 3 * 6, -1)
    return {"kernel": text(kernel), "stride": text(stride), "pad": text(pad)}, [x], [y]


@check("col2im")
def col2im(r):
    kernel, (h, w) = (2, 3), (4, 5)
    columns = normal(r, (2, 3 * 6, (h - 1) * (w - 2)))
    y = np.zeros((2, 3, h, w))
    blocks = columns.reshape(2, 3, 2, 3, h - 1, w - 2)
    for i in range(2):
        for j in range(3):
            y[:, :, i:i + h - 1, j:j + w - 2] += blocks[:, :, i, j]
    return {"kernel": text(kernel), "output_size": "(4,5)"}, [columns], [y]


@check("Pooling Pooling_v1")
def pooling(r):
    rank = int(r.integers(1, 4))
    x = normal(r, (2, 3) + (6,) * rank)
    kind, whole = some(r, "max", "avg", "sum"), r.random() < 0.2
    if whole:
        over = tuple(range(2, x.ndim))
        function = {"max": np.max, "avg": np.mean, "sum": np.sum}[kind]
        return {"pool_type": kind, "global_pool": "True", "kernel": text((1,) * rank)}, [x], [function(x, over, keepdims=True)]
    kernel, stride, pad = (tuple(int(n) for n in r.integers(low, high, rank)) for low, high in ((2, 4), (1, 3), (0, 2)))
    v = windows(x, kernel, stride, pad, np.nan)
    over = tuple(range(2 + rank, v.ndim))
    y = {"max": np.nanmax, "sum": np.nansum, "avg": lambda *a: np.nansum(*a) / np.prod(kernel)}[kind](v, over)
    return {"pool_type": kind, "kernel": text(kernel), "stride": text(stride), "pad": text(pad)}, [x], [y]


@check("_contrib_AdaptiveAvgPooling2D")
def adaptive(r):
    x, (h, w) = normal(r, (2, 3, 7, 5)), some(r, (2, 3), (7, 5), (1, 1), (4, 2))
    bins = lambda n, k: [(i * n // k, -(-(i + 1) * n // k)) for i in range(k)]
    y = np.array([[x[:, :, a:b, c:d].mean((2, 3)) for c, d in bins(5, w)] for a, b in bins(7, h)]).transpose(2, 3, 0, 1)
    return {"output_size": text((h, w))}, [x], [y]


@check("UpSampling")
def upsampling(r):
    x = normal(r, (2, 3, 2, 3))
    return {"scale": "2", "sample_type": "nearest", "num_args": "1"}, [x], [np.kron(x, np.ones((1, 1, 2, 2)))]


@check("_contrib_BilinearResize2D")
def resize(r):
    x, (h, w) = normal(r, (1, 2, 4, 3)), some(r, (7, 5), (2, 3), (4, 9))
    def matrix(n, k):
        at = np.arange(k) * (n - 1) / (k - 1)
        return np.maximum(0, 1 - abs(at[:, None] - np.arange(n)))
    y = np.einsum("ab,ncbd,ed->ncae", matrix(4, h), x, matrix(3, w))
    return {"height": text(h), "width": text(w)}, [x], [y]


@check("ROIPooling")
def roi_pooling(r):
    x = normal(r, (2, 2, 8, 8))
    start = r.integers(0, 4, (3, 2))
    rois = np.column_stack([r.integers(0, 2, 3), start, start + 3]).astype(np.float64)
    y = np.array([[[[x[int(b), c, y1 + 2 * i:y1 + 2 * i + 2, x1 + 2 * j:x1 + 2 * j + 2].max() for j in range(2)] for i in range(2)]
                   for c in range(2)] for b, x1, y1, _, _ in rois.astype(int)])
    return {"pooled_size": "(2,2)", "spatial_scale": "1.0"}, [x, rois], [y]


def standard(x, over, eps):
    return (x - x.mean(over, keepdims=True)) / np.sqrt(x.var(over, keepdims=True) + eps)


@check("LayerNorm")
def layer_norm(r):
    x = normal(r, (2, 3, 4))
    over = some(r, -1, 1)
    g, b = normal(r, (x.shape[over],)), normal(r, (x.shape[over],))
    dims = [1, 1, 1]
    dims[over] = -1
    return {"axis": text(over), "eps": "0.001"}, [x, g, b], [standard(x, over, 0.001) * g.reshape(dims) + b.reshape(dims)]


@check("GroupNorm")
def group_norm(r):
    x, g, b, groups = normal(r, (2, 4, 3)), normal(r, (4,)), normal(r, (4,)), some(r, 1, 2, 4)
    y = standard(x.reshape(2, groups, -1), 2, 0.001).reshape(x.shape) * g[:, None] + b[:, None]
    return {"num_groups": text(groups), "eps": "0.001"}, [x, g, b], [y]


@check("InstanceNorm")
def instance_norm(r):
    x, g, b = normal(r, (2, 3, 4, 2)), normal(r, (3,)), normal(r, (3,))
    return {"eps": "0.01"}, [x, g, b], [standard(x, (2, 3), 0.01) * g[:, None, None] + b[:, None, None]]


@check("L2Normalization")
def l2_normalization(r):
    x = normal(r, (2, 3, 4))
    mode, over = some(r, ("instance", (1, 2)), ("channel", 1), ("spatial", 2))
    return {"mode": mode, "eps": "0.01"}, [x], [x / np.sqrt((x * x).sum(over, keepdims=True) + 0.01)]


@check("LRN")
def lrn(r):
    x = normal(r, (2, 5, 2, 2))
    s = np.array([(x[:, max(0, c - 1):c + 2] ** 2).sum(1) for c in range(5)]).swapaxes(0, 1)
    return {"nsize": "3", "alpha": "0.5", "beta": "0.75", "knorm": "2"}, [x], [x / (2 + 0.5 / 3 * s) ** 0.75]


def batch_norm(names, after=lambda y: y):
    @check(names)
    def draw(r):
        x, fixed = normal(r, (3, 2, 4)), some(r, True, False)
        g, b, m = (normal(r, (2,)) for _ in range(3))
        v = between(0.1, 2)(r, (2,))
        y = (x - m[:, None]) / np.sqrt(v[:, None] + 0.001) * (1 if fixed else g[:, None]) + b[:, None]
        return {"fix_gamma": text(fixed), "eps": "0.001"}, [x, g, b, m, v], [after(y)]


batch_norm("BatchNorm BatchNorm_v1 _contrib_SyncBatchNorm")
batch_norm("_contrib_BatchNormWithReLU", lambda y: np.maximum(y, 0))


def softmax(names, function):
    @check(names)
    def draw(r):
        x = normal(r)
        over, t = int(r.integers(-x.ndim, x.ndim)), some(r, 1.0, 2.5)
        return {"axis": text(over), "temperature": text(t)}, [x], [function(x / t, over)]


softmax("softmax", special.softmax)
softmax("softmin", lambda x, over: special.softmax(-x, over))
softmax("log_softmax", special.log_softmax)


@check("SoftmaxActivation")
def softmax_activation(r):
    x, mode = some(r, (normal(r, (2, 3, 2)), "channel"), (normal(r, (2, 3)), "instance"))
    return {"mode": mode}, [x], [special.softmax(x, 1)]


@check("SoftmaxOutput")
def softmax_output(r):
    x = normal(r, (2, 3, 2))
    attributes, over = some(r, ({"multi_output": "True"}, 1), ({"preserve_shape": "True"}, -1), ({}, (1, 2)))
    return attributes, [x, np.zeros((2, 2) if over == 1 else (2,))], [special.softmax(x, over)]


@check("softmax_cross_entropy")
def cross_entropy(r):
    x, label = normal(r, (4, 3)), ints(0, 3)(r, (4,))
    return {}, [x, label.astype(np.float64)], [np.array([-special.log_softmax(x, 1)[np.arange(4), label].sum()])]


def masked(names, function, outside):
    @check(names)
    def draw(r):
        x, mask = normal(r, (3, 4)), np.eye(3, 4) + ints(0, 2)(r, (3, 4)) > 0
        y = function(np.where(mask, x, -np.inf), -1)
        return {}, [x, mask], [np.where(mask, y, outside)]


masked("masked_softmax", special.softmax, 0)
masked("masked_log_softmax", special.log_softmax, -np.inf)
