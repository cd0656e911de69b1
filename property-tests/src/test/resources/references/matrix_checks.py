"""Products of matrices and linear algebra."""
import numpy as np
from scipy import linalg

from drawing import check, normal, some, text


@check("dot")
def dot(r):
    left, right = some(r, False, True), some(r, False, True)
    x, y = normal(r, (3, 4)), normal(r, (4, 2))
    if r.random() < 0.3:
        stack = normal(r, (2, 3, 4))
        return {}, [stack, y], [np.tensordot(stack, y, 1)]
    return {"transpose_a": text(left), "transpose_b": text(right)}, [x.T if left else x, y.T if right else y], [x @ y]


@check("batch_dot")
def batch_dot(r):
    left, right = some(r, False, True), some(r, False, True)
    x, y = normal(r, (2, 3, 4)), normal(r, (2, 4, 2))
    return ({"transpose_a": text(left), "transpose_b": text(right)},
            [x.swapaxes(1, 2) if left else x, y.swapaxes(1, 2) if right else y], [x @ y])


def product(names, function, *choices, **attributes):
    @check(names)
    def draw(r):
        one, two = choices[r.integers(len(choices))]
        x, y = normal(r, one), normal(r, two)
        return {k: text(v) for k, v in attributes.items()}, [x, y], [function(x, y)]


product("_np_dot _npi_dot", np.dot, ((3,), (3,)), ((2, 3), (3,)), ((2, 3), (3, 4)), ((2, 3), (4, 3, 2)), ((), (2, 3)))
product("_npi_matmul", np.matmul, ((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 1, 2, 3), (4, 3, 2)), ((5, 2, 3), (3, 2)))
product("_npi_tensordot", lambda x, y: np.tensordot(x, y, ((0, 2), (1, 0))), ((3, 2, 4), (4, 3, 2)),
        a_axes_summed=(0, 2), b_axes_summed=(1, 0))
product("_npi_tensordot_int_axes", lambda x, y: np.tensordot(x, y, 2), ((2, 3, 4), (3, 4, 2)), axes=2)
product("_npi_kron", np.kron, ((2, 3), (3, 2)), ((3,), (2, 2)), ((2, 1, 2), (3, 2)))
product("khatri_rao", linalg.khatri_rao, ((2, 3), (4, 3)), num_args=2)


@check("FullyConnected")
def fully_connected(r):
    x, b, flat = normal(r, (2, 3, 4)), normal(r, (5,)), some(r, True, False)
    w = normal(r, (5, 12 if flat else 4))
    y = (x.reshape(2, -1) if flat else x) @ w.T
    if r.random() < 0.5:
        return {"num_hidden": "5", "flatten": text(flat), "no_bias": "True"}, [x, w], [y]
    return {"num_hidden": "5", "flatten": text(flat)}, [x, w, b], [y + b]


@check("_linalg_gemm")
def gemm(r):
    x, y, c = normal(r, (2, 3, 4)), normal(r, (2, 5, 4)), normal(r, (2, 3, 5))
    return {"transpose_b": "True", "alpha": "2", "beta": "0.5"}, [x, y, c], [2 * x @ y.swapaxes(1, 2) + 0.5 * c]


@check("_linalg_gemm2")
def gemm2(r):
    x, y = normal(r, (2, 4, 3)), normal(r, (2, 4, 5))
    return {"transpose_a": "True", "alpha": "-1.5"}, [x, y], [-1.5 * x.swapaxes(1, 2) @ y]


@check("_linalg_syrk")
def syrk(r):
    x, turned = normal(r, (2, 3, 4)), some(r, False, True)
    t = x.swapaxes(1, 2)
    return {"transpose": text(turned), "alpha": "2"}, [x], [2 * (t @ x if turned else x @ t)]


def near_identity(x, times):
    """Well conditioned, and of the same type."""
    return x + np.asarray(times * np.eye(x.shape[-1]), x.dtype)


def triangular(r):
    """A well-conditioned factor with its other half filled, what of it counts, and the attributes."""
    lower, turned, right = (some(r, False, True) for _ in range(3))
    whole = near_identity(normal(r, (2, 3, 3)), 5)
    half = np.tril(whole) if lower else np.triu(whole)
    return whole, half.swapaxes(1, 2) if turned else half, right, {
        "lower": text(lower), "transpose": text(turned), "rightside": text(right), "alpha": "0.5"}


@check("_linalg_trmm")
def trmm(r):
    whole, factor, right, attributes = triangular(r)
    b = normal(r, (2, 2, 3) if right else (2, 3, 2))
    return attributes, [whole, b], [0.5 * (b @ factor if right else factor @ b)]


@check("_linalg_trsm")
def trsm(r):
    whole, factor, right, attributes = triangular(r)
    b = normal(r, (2, 2, 3) if right else (2, 3, 2))
    inverse = np.linalg.inv(factor)
    return attributes, [whole, b], [0.5 * (b @ inverse if right else inverse @ b)]


def heads_apart(x, heads, parts):
    """(part, batch * heads, length, width)"""
    n, b, _ = x.shape
    return x.reshape(n, b, heads, parts, -1).transpose(3, 1, 2, 0, 4).reshape(parts, b * heads, n, -1)


def heads_together(y, b):
    return y.reshape(b, -1, *y.shape[1:]).transpose(2, 0, 1, 3).reshape(y.shape[1], b, -1)


@check("_contrib_interleaved_matmul_selfatt_qk")
def self_scores(r):
    x = normal(r, (4, 2, 2 * 3 * 3))
    q, k, _ = heads_apart(x, 2, 3)
    return {"heads": "2"}, [x], [q @ k.swapaxes(1, 2) / np.sqrt(3)]


@check("_contrib_interleaved_matmul_selfatt_valatt")
def self_values(r):
    x, a = normal(r, (4, 2, 2 * 3 * 3)), normal(r, (4, 4, 4))
    return {"heads": "2"}, [x, a], [heads_together(a @ heads_apart(x, 2, 3)[2], 2)]


@check("_contrib_interleaved_matmul_encdec_qk")
def cross_scores(r):
    x, y = normal(r, (5, 2, 2 * 3)), normal(r, (4, 2, 2 * 2 * 3))
    return {"heads": "2"}, [x, y], [heads_apart(x, 2, 1)[0] @ heads_apart(y, 2, 2)[0].swapaxes(1, 2) / np.sqrt(3)]


@check("_contrib_interleaved_matmul_encdec_valatt")
def cross_values(r):
    y, a = normal(r, (4, 2, 2 * 2 * 3)), normal(r, (4, 5, 4))
    return {"heads": "2"}, [y, a], [heads_together(a @ heads_apart(y, 2, 2)[1], 2)]


def square(r):
    return near_identity(normal(r, (2, 3, 3)), 4)


def definite(r):
    x = square(r)
    y = x @ x.swapaxes(1, 2)
    return (y + y.swapaxes(1, 2)) / 2


def of_matrix(names, function, draw_matrix, *attributes):
    @check(names)
    def draw(r):
        x = draw_matrix(r)
        outputs = function(x)
        return attributes[0] if attributes else {}, [x], outputs if isinstance(outputs, list) else [outputs]


of_matrix("_linalg_inverse", np.linalg.inv, square)
of_matrix("_linalg_det", np.linalg.det, square)
of_matrix("_linalg_slogdet", lambda x: list(np.linalg.slogdet(x)), square)
of_matrix("_linalg_potrf _npi_cholesky", np.linalg.cholesky, definite)
of_matrix("_linalg_potri", lambda x: np.linalg.inv(np.tril(x) @ np.tril(x).swapaxes(1, 2)), square)
of_matrix("_linalg_sumlogdiag", lambda x: np.log(np.diagonal(x, 0, 1, 2)).sum(-1), definite)
of_matrix("_linalg_extractdiag", lambda x: np.diagonal(x, 1, 1, 2), square, {"offset": "1"})
of_matrix("_linalg_makediag", lambda x: np.array([np.diag(v, -1) for v in x]), lambda r: normal(r, (2, 3)), {"offset": "-1"})
of_matrix("_linalg_extracttrian", lambda x: x[(slice(None), *np.tril_indices(3))], square)
of_matrix("_npi_eigvalsh", np.linalg.eigvalsh, definite)
of_matrix("_linalg_syevd", lambda x: [np.linalg.eigh(x)[1].swapaxes(1, 2), np.linalg.eigh(x)[0]], definite)
of_matrix("_npi_tensorinv", np.linalg.tensorinv, lambda r: near_identity(normal(r, (6, 6)), 5).reshape(2, 3, 6), {"ind": "2"})


@check("_linalg_maketrian")
def make_triangle(r):
    x, n, k, lower = some(r, (normal(r, (2, 6)), 3, 0, True), (normal(r, (2, 3)), 2, 0, False), (normal(r, (2, 6)), 4, -1, True))
    y = np.zeros((2, n, n))
    for b in range(2):
        y[b][np.tril_indices(n, k) if lower else np.triu_indices(n, k)] = x[b]
    return {"lower": text(lower), "offset": text(k)}, [x], [y]


@check("_npi_solve")
def solve(r):
    a, b = square(r), normal(r, (2, 3, 2))
    return {}, [a, b], [np.linalg.solve(a, b)]


@check("_npi_svd")
def svd(r):
    x = normal(r, (2, 3, 4))
    u, s, v = np.linalg.svd(x, full_matrices=False)
    return {}, [x], [u, s, v]
