"""How inputs are drawn, and where checks are kept."""
import numpy as np

CHECKS = {}

# The type of the numbers with fractions: float64, or float32 to see numpy's own errors in it within the bounds.
kind = np.float64


def check(names):
    """Marks a function that draws (attributes, inputs, outputs) from a generator."""
    def keep(draw):
        for name in names.split():
            assert name not in CHECKS, name
            CHECKS[name] = draw
        return draw
    return keep


def shape(r, rank=None, low=1, high=4):
    return tuple(int(n) for n in r.integers(low, high + 1, r.integers(1, 4) if rank is None else rank))


def normal(r, dims=None):
    return np.asarray(r.normal(size=shape(r) if dims is None else dims) * 2).astype(kind)


def between(low, high):
    return lambda r, dims=None: np.asarray(r.uniform(low, high, shape(r) if dims is None else dims)).astype(kind)


def ints(low, high):
    return lambda r, dims=None: r.integers(low, high, shape(r) if dims is None else dims).astype(np.int32)


def some(r, *values):
    return values[r.integers(len(values))]


def text(value):
    return str(value).replace(" ", "")
