"""Elementwise, broadcast and reduction operators."""
import numpy as np
from scipy import special

from drawing import between, check, ints, normal, shape, some, text

# Elementwise: one input, or one and a scalar.

def unary(names, function, values=normal):
    @check(names)
    def draw(r):
        x = values(r)
        return {}, [x], [function(x)]


unary("sin _npi_sin", np.sin)
unary("cos _npi_cos", np.cos)
unary("tan _npi_tan", np.tan)
unary("arcsin _npi_arcsin", np.arcsin, between(-1, 1))
unary("arccos _npi_arccos", np.arccos, between(-1, 1))
unary("arctan _npi_arctan", np.arctan)
unary("sinh _npi_sinh", np.sinh)
unary("cosh _npi_cosh", np.cosh)
unary("tanh _npi_tanh", np.tanh)
unary("arcsinh _npi_arcsinh", np.arcsinh)
unary("arccosh _npi_arccosh", np.arccosh, between(1, 9))
unary("arctanh _npi_arctanh", np.arctanh, between(-1, 1))
unary("exp _npi_exp", np.exp)
unary("expm1 _npi_expm1", np.expm1)
unary("log _npi_log", np.log, between(0.01, 9))
unary("log2 _npi_log2", np.log2, between(0.01, 9))
unary("log10 _npi_log10", np.log10, between(0.01, 9))
unary("log1p _npi_log1p", np.log1p, between(-0.9, 9))
unary("cbrt _npi_cbrt", np.cbrt)
unary("sqrt _npi_sqrt", np.sqrt, between(0, 9))
unary("rsqrt", lambda x: 1 / np.sqrt(x), between(0.01, 9))
unary("rcbrt", lambda x: 1 / np.cbrt(x))
unary("degrees _npi_degrees", np.degrees)
unary("radians _npi_radians", np.radians)
unary("erf", special.erf)
unary("erfinv", special.erfinv, between(-1, 1))
unary("gamma", special.gamma)
unary("gammaln", special.gammaln)
unary("digamma", special.digamma)
unary("reciprocal _npi_reciprocal", np.reciprocal)
unary("square _npi_square", np.square)
unary("abs _npi_absolute", np.absolute)
unary("negative _npi_negative", np.negative)
unary("_copy _np_copy _npi_copy BlockGrad make_loss _contrib_gradientmultiplier _identity_with_attr_like_rhs", np.copy)
unary("zeros_like", np.zeros_like)
unary("ones_like", np.ones_like)
unary("sign _npi_sign _contrib_sign_ste", np.sign)
unary("floor _npi_floor", np.floor)
unary("ceil _npi_ceil", np.ceil)
unary("trunc _npi_trunc fix _npi_fix", np.fix)
unary("round", lambda x: np.trunc(x + np.copysign(0.5, x)))
unary("rint _npi_rint _contrib_round_ste", np.rint)
unary("logical_not _npi_logical_not", np.logical_not, ints(-1, 2))


def special_values(r):
    return r.choice([np.nan, np.inf, -np.inf, 0.0, 1.5], shape(r))


unary("_npi_isnan", np.isnan, special_values)
unary("_npi_isinf", np.isinf, special_values)
unary("_npi_isfinite", np.isfinite, special_values)
unary("_npi_isposinf", np.isposinf, special_values)
unary("_npi_isneginf", np.isneginf, special_values)
unary("relu _npx_relu", lambda x: np.maximum(x, 0))
unary("sigmoid _npx_sigmoid LogisticRegressionOutput", special.expit)
unary("softsign", lambda x: x / (1 + np.abs(x)))
unary("log_sigmoid", lambda x: np.log(special.expit(x)))
unary("mish", lambda x: x * np.tanh(np.log(1 + np.exp(x))))
unary("_contrib_div_sqrt_dim", lambda x: x / np.sqrt(x.shape[-1]))


@check("amp_cast")
def amp_cast(r):
    x = normal(r)
    return {"dtype": "float16"}, [x], [x.astype(np.float16)]


@check("Cast")
def cast(r):
    kind = some(r, "int32", "float64", "int8")
    x = normal(r)
    return {"dtype": kind}, [x], [x.astype(kind)]


@check("Activation")
def activation(r):
    functions = {
        "relu": lambda x: np.where(x > 0, x, 0), "sigmoid": special.expit, "tanh": np.tanh,
        "softrelu": lambda x: np.logaddexp(0, x), "softsign": lambda x: x / (1 + abs(x)),
        "log_sigmoid": special.log_expit, "mish": lambda x: x * np.tanh(np.logaddexp(0, x))}
    kind = some(r, *functions)
    x = normal(r)
    return {"act_type": kind}, [x], [functions[kind](x)]


@check("LeakyReLU")
def leaky(r):
    slope = some(r, 0.25, 0.5)
    functions = {
        "leaky": lambda x: np.where(x > 0, x, slope * x), "elu": lambda x: np.where(x > 0, x, slope * np.expm1(x)),
        "selu": lambda x: 1.0507009873554805 * np.where(x > 0, x, 1.6732632423543772 * np.expm1(x)),
        "gelu": lambda x: x * special.ndtr(x)}
    kind = some(r, *functions)
    x = normal(r)
    return {"act_type": kind, "slope": text(slope)}, [x], [functions[kind](x)]


@check("hard_sigmoid")
def hard_sigmoid(r):
    x = normal(r)
    attributes = some(r, {}, {"alpha": "0.5", "beta": "0.25"})
    return attributes, [x], [np.clip(float(attributes.get("alpha", 0.2)) * x + float(attributes.get("beta", 0.5)), 0, 1)]


@check("smooth_l1")
def smooth_l1(r):
    x, s = normal(r), some(r, 1.0, 2.0, 0.5)
    return {"scalar": text(s)}, [x], [np.where(abs(x) < 1 / s**2, (s * x)**2 / 2, abs(x) - 0.5 / s**2)]


@check("clip")
def clip(r):
    x = normal(r)
    return {"a_min": "-1", "a_max": "0.5"}, [x], [np.clip(x, -1, 0.5)]


@check("_contrib_quadratic")
def quadratic(r):
    x = normal(r)
    return {"a": "2", "b": "-3"}, [x], [np.polyval([2, -3, 0], x)]


@check("_npi_around")
def around(r):
    x, d = normal(r) * 10, int(r.integers(-1, 3))
    return {"decimals": text(d)}, [x], [np.around(x, d)]


@check("_npi_nan_to_num")
def nan_to_num(r):
    x = special_values(r)
    return {"nan": "2", "posinf": "3", "neginf": "-4"}, [x], [np.nan_to_num(x, nan=2, posinf=3, neginf=-4)]


def scalar(names, function, values=normal, number=lambda r: float(r.integers(1, 5)) / 2):
    @check(names)
    def draw(r):
        x, s = values(r), number(r)
        return {"scalar": text(s)}, [x], [function(x, s)]


few = ints(1, 6)
whole = lambda r: int(r.integers(1, 6))
positive = between(0.1, 4)
half_integers = lambda r, dims=None: ints(-4, 5)(r, dims) / 2

scalar("_plus_scalar _npi_add_scalar _scatter_plus_scalar", np.add)
scalar("_minus_scalar _npi_subtract_scalar _scatter_minus_scalar", np.subtract)
scalar("_mul_scalar _npi_multiply_scalar", np.multiply)
scalar("_div_scalar _npi_true_divide_scalar", np.true_divide)
scalar("_mod_scalar _npi_mod_scalar", np.mod)
scalar("_npi_fmod_scalar", np.fmod)
scalar("_power_scalar _npi_power_scalar", np.power, positive)
scalar("_npi_floor_divide_scalar", np.floor_divide)
scalar("_rminus_scalar _npi_rsubtract_scalar", lambda x, s: s - x)
scalar("_rdiv_scalar _npi_rtrue_divide_scalar", lambda x, s: s / x)
scalar("_rmod_scalar _npi_rmod_scalar", lambda x, s: np.mod(s, x))
scalar("_npi_rfmod_scalar", lambda x, s: np.fmod(s, x))
scalar("_rpower_scalar _npi_rpower_scalar", lambda x, s: s ** x)
scalar("_npi_rfloor_divide_scalar", lambda x, s: s // x)
scalar("_npi_arctan2_scalar", np.arctan2)
scalar("_npi_rarctan2_scalar", lambda x, s: np.arctan2(s, x))
scalar("_npi_copysign_scalar", np.copysign)
scalar("_npi_rcopysign_scalar", lambda x, s: np.copysign(s, x))
scalar("_npi_ldexp_scalar", lambda x, s: x * 2.0 ** s)
scalar("_npi_rldexp_scalar", lambda x, s: s * 2.0 ** x)
scalar("_npi_logaddexp_scalar", np.logaddexp)
scalar("_maximum_scalar", np.maximum)
scalar("_minimum_scalar", np.minimum)
scalar("_npi_fmax_scalar", np.fmax)
scalar("_npi_fmin_scalar", np.fmin)
scalar("_hypot_scalar", np.hypot)
scalar("_equal_scalar _npi_equal_scalar", np.equal, half_integers)
scalar("_not_equal_scalar _npi_not_equal_scalar", np.not_equal, half_integers)
scalar("_greater_scalar _npi_greater_scalar", np.greater, half_integers)
scalar("_greater_equal_scalar _npi_greater_equal_scalar", np.greater_equal, half_integers)
scalar("_lesser_scalar _npi_less_scalar", np.less, half_integers)
scalar("_lesser_equal_scalar _npi_less_equal_scalar", np.less_equal, half_integers)
scalar("_logical_and_scalar _npi_logical_and_scalar", np.logical_and, half_integers)
scalar("_logical_or_scalar _npi_logical_or_scalar", np.logical_or, half_integers, lambda r: int(r.integers(0, 2)))
scalar("_logical_xor_scalar _npi_logical_xor_scalar", np.logical_xor, half_integers)
scalar("_npi_bitwise_and_scalar", np.bitwise_and, ints(-9, 9), whole)
scalar("_npi_bitwise_or_scalar", np.bitwise_or, ints(-9, 9), whole)
scalar("_npi_bitwise_xor_scalar", np.bitwise_xor, ints(-9, 9), whole)
scalar("_npi_bitwise_left_shift_scalar", np.left_shift, ints(-9, 9), whole)
scalar("_npi_bitwise_right_shift_scalar", np.right_shift, ints(-99, 99), whole)
scalar("_npi_gcd_scalar", np.gcd, ints(-30, 30), whole)
scalar("_npi_lcm_scalar", np.lcm, ints(-30, 30), whole)


# Broadcast: two inputs.

def pair(names, function, left=normal, right=None):
    @check(names)
    def draw(r):
        dims = shape(r)
        other = tuple(some(r, 1, n) for n in dims) if any("broadcast_" in n or "_npi_" in n for n in names.split()) else dims
        one, two = left(r, dims), (right or left)(r, other)
        return {}, [one, two], [function(one, two)]


def pairs(classic, numpy, function, left=normal, right=None):
    if classic:
        pair(classic, function, left, right)
    pair(numpy, function, left, right)


pairs("elemwise_add _grad_add", "broadcast_add _npi_add", np.add)
pairs("elemwise_sub", "broadcast_sub _npi_subtract", np.subtract)
pairs("elemwise_mul", "broadcast_mul _npi_multiply", np.multiply)
pairs("elemwise_div _scatter_elemwise_div", "broadcast_div _npi_true_divide", np.true_divide)
pairs("_mod", "broadcast_mod _npi_mod", np.mod)
pairs("", "_npi_fmod", np.fmod)
pairs("_power", "broadcast_power _npi_power", np.power, positive, normal)
pairs("", "_npi_floor_divide", np.floor_divide)
pairs("_maximum", "broadcast_maximum", np.maximum)
pairs("_minimum", "broadcast_minimum", np.minimum)
pairs("", "_npi_fmax", np.fmax)
pairs("", "_npi_fmin", np.fmin)
pairs("_hypot", "broadcast_hypot _npi_hypot", np.hypot)
pairs("", "_npi_arctan2", np.arctan2)
pairs("", "_npi_copysign", np.copysign)
pairs("", "_npi_ldexp", lambda x, y: x * 2.0 ** y, normal, half_integers)
pairs("", "_npi_logaddexp", np.logaddexp)
pairs("_equal", "broadcast_equal _npi_equal", np.equal, half_integers)
pairs("_not_equal", "broadcast_not_equal _npi_not_equal", np.not_equal, half_integers)
pairs("_greater", "broadcast_greater _npi_greater", np.greater, half_integers)
pairs("_greater_equal", "broadcast_greater_equal _npi_greater_equal", np.greater_equal, half_integers)
pairs("_lesser", "broadcast_lesser _npi_less", np.less, half_integers)
pairs("_lesser_equal", "broadcast_lesser_equal _npi_less_equal", np.less_equal, half_integers)
pairs("_logical_and", "broadcast_logical_and _npi_logical_and", np.logical_and, half_integers)
pairs("_logical_or", "broadcast_logical_or _npi_logical_or", np.logical_or, ints(0, 2))
pairs("_logical_xor", "broadcast_logical_xor _npi_logical_xor", np.logical_xor, half_integers)
pairs("", "_npi_bitwise_and", np.bitwise_and, ints(-9, 9))
pairs("", "_npi_bitwise_or", np.bitwise_or, ints(-9, 9))
pairs("", "_npi_bitwise_xor", np.bitwise_xor, ints(-9, 9))
pairs("", "_npi_bitwise_left_shift", np.left_shift, ints(-9, 9), few)
pairs("", "_npi_bitwise_right_shift", np.right_shift, ints(-99, 99), few)
pairs("", "_npi_gcd", np.gcd, ints(-30, 30))
pairs("", "_npi_lcm", np.lcm, ints(-30, 30))


# Reductions.

def axes(r, rank):
    count = int(r.integers(0, rank + 1))
    chosen = sorted(int(a) for a in r.choice(rank, count, replace=False))
    return tuple(a - rank if r.random() < 0.4 else a for a in chosen)


def folded(names, function, values=normal, classic=False, **more):
    @check(names)
    def draw(r):
        x = values(r)
        over, keep = axes(r, x.ndim), bool(r.integers(2))
        attributes = {"keepdims": text(keep), **more}
        if over:
            attributes["axis"] = text(over)
        if classic and over and r.random() < 0.3:
            attributes["exclude"] = "True"
            over = tuple(a for a in range(x.ndim) if a not in over and a - x.ndim not in over)
        elif not over:
            over = None
        return attributes, [x], [function(x, axis=over, keepdims=keep)]


def holed(r, dims=None):
    x = normal(r, dims)
    return np.where(r.random(x.shape) < 0.3, np.nan, x)


folded("sum", np.sum, classic=True)
folded("mean", np.mean, classic=True)
folded("prod", np.prod, classic=True)
folded("max", np.max, classic=True)
folded("min", np.min, classic=True)
folded("nansum", np.nansum, holed, classic=True)
folded("nanprod", np.nanprod, holed, classic=True)
folded("_np_sum _npi_sum", np.sum)
folded("_np_prod _npi_prod", np.prod)
folded("_npi_mean", np.mean)
folded("_np_max _npi_max", np.max)
folded("_np_min _npi_min", np.min)
folded("_np_all _npi_all", np.all, ints(0, 2))
folded("_np_any _npi_any", np.any, ints(0, 2))
folded("_npi_var", np.var)
folded("_npi_std", np.std)
folded("norm", lambda x, **k: np.sqrt(np.sum(x * x, **k)))


@check("moments")
def moments(r):
    x = normal(r)
    over, keep = axes(r, x.ndim), bool(r.integers(2))
    where = dict(axis=over or None, keepdims=keep)
    return {"axes": text(over), "keepdims": text(keep)}, [x], [np.mean(x, **where), np.var(x, **where)]


@check("_npi_average")
def average(r):
    x = normal(r)
    w = positive(r, x.shape)
    over = int(r.integers(x.ndim))
    return {"axis": text(over)}, [x, w], [np.average(x, over, w)]


@check("_np_cumsum _npi_cumsum")
def cumsum(r):
    x = normal(r)
    over = some(r, None, int(r.integers(-x.ndim, x.ndim)))
    return {"axis": text(over)}, [x], [np.cumsum(x, over)]


@check("multi_sum_sq")
def multi_sum_sq(r):
    xs = [normal(r) for _ in range(3)]
    return {"num_arrays": "3"}, xs, [np.array([np.vdot(x, x) for x in xs])]
