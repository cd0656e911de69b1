package dev.vigil.properties.references;

import static dev.vigil.properties.references.Elementwise.elementary;
import static dev.vigil.properties.references.Elementwise.special;
import static dev.vigil.properties.references.Elementwise.step;
import static dev.vigil.properties.references.Elementwise.truth;
import static dev.vigil.properties.references.Pairs.broadcast;
import static dev.vigil.properties.references.Pairs.comparison;
import static dev.vigil.properties.references.Pairs.logical;
import static dev.vigil.properties.references.Pairs.scalar;

import java.util.ArrayList;
import java.util.List;
import org.hipparchus.special.Erf;
import org.hipparchus.util.FastMath;

/** The rows of operators that work number by number, and of reductions. */
final class NumberTable {
    private static final String NO_ATTRIBUTES = "";
    private static final String SCALAR = "scalar=1 is_int=True";
    private static final String CLASSIC_FOLD = "axis= keepdims=False exclude=False";
    private static final String NUMPY_FOLD = "axis= dtype= keepdims=False initial=";

    private final List<Entry> rows = new ArrayList<>();

    private NumberTable() {}

    static List<Entry> rows() {
        NumberTable table = new NumberTable();
        table.functions();
        table.steps();
        table.units();
        table.scalars();
        table.pairs();
        table.reductions();
        return table.rows;
    }

    private void row(Family family, String defaults, Reference reference, String operators) {
        rows.addAll(Entry.of(family, defaults, reference, operators));
    }

    private void each(Reference reference, String operators) {
        row(Family.ELEMENTWISE, NO_ATTRIBUTES, reference, operators);
    }

    private void functions() {
        each(elementary(Math::sin), "sin _npi_sin");
        each(elementary(Math::cos), "cos _npi_cos");
        each(elementary(Math::tan), "tan _npi_tan");
        each(elementary(Math::asin), "arcsin _npi_arcsin");
        each(elementary(Math::acos), "arccos _npi_arccos");
        each(elementary(Math::atan), "arctan _npi_arctan");
        each(elementary(Math::sinh), "sinh _npi_sinh");
        each(elementary(Math::cosh), "cosh _npi_cosh");
        each(elementary(Math::tanh), "tanh _npi_tanh");
        each(elementary(FastMath::asinh), "arcsinh _npi_arcsinh");
        each(elementary(FastMath::acosh), "arccosh _npi_arccosh");
        each(elementary(FastMath::atanh), "arctanh _npi_arctanh");
        each(elementary(Math::exp), "exp _npi_exp");
        each(elementary(Math::expm1), "expm1 _npi_expm1");
        each(elementary(Math::log), "log _npi_log");
        each(elementary(SpecialFunctions::log2), "log2 _npi_log2");
        each(elementary(Math::log10), "log10 _npi_log10");
        each(elementary(Math::log1p), "log1p _npi_log1p");
        each(elementary(Math::cbrt), "cbrt _npi_cbrt");
        each(elementary(Math::sqrt), "sqrt _npi_sqrt");
        each(elementary(x -> 1 / Math.sqrt(x)), "rsqrt");
        each(elementary(x -> 1 / Math.cbrt(x)), "rcbrt");
        each(elementary(x -> x / Math.PI * 180), "degrees _npi_degrees");
        each(elementary(x -> x / 180 * Math.PI), "radians _npi_radians");
        each(special(Erf::erf), "erf");
        each(special(Erf::erfInv), "erfinv");
        each(special(SpecialFunctions::gamma), "gamma");
        each(special(SpecialFunctions::logGamma), "gammaln");
        each(special(SpecialFunctions::digamma), "digamma");
        each(Elementwise.of((a, x) -> a.over(Real.ONE, x)), "reciprocal _npi_reciprocal");
        each(Elementwise.of(Arithmetic::square), "square _npi_square");
    }

    private void steps() {
        each(Elementwise.of((a, x) -> x.abs()), "abs _npi_absolute");
        each(Elementwise.of((a, x) -> x.negated()), "negative _npi_negative");
        each(
                Elementwise.of((a, x) -> x),
                "_copy _np_copy _npi_copy BlockGrad make_loss _contrib_gradientmultiplier _identity_with_attr_like_rhs");
        each(Elementwise.constant(0), "zeros_like");
        each(Elementwise.constant(1), "ones_like");
        each(step(Math::signum), "sign _npi_sign _contrib_sign_ste");
        each(step(Math::floor), "floor _npi_floor");
        each(step(Math::ceil), "ceil _npi_ceil");
        each(step(x -> x < 0 ? Math.ceil(x) : Math.floor(x)), "trunc _npi_trunc fix _npi_fix");
        each(step(x -> Math.signum(x) * Math.floor(Math.abs(x) + 0.5)), "round");
        each(Elementwise.nearest(), "rint _npi_rint _contrib_round_ste");
        each(truth(x -> x == 0), "logical_not _npi_logical_not");
        each(truth(Double::isNaN), "_npi_isnan");
        each(truth(Double::isInfinite), "_npi_isinf");
        each(truth(Double::isFinite), "_npi_isfinite");
        each(truth(x -> x == Double.POSITIVE_INFINITY), "_npi_isposinf");
        each(truth(x -> x == Double.NEGATIVE_INFINITY), "_npi_isneginf");
        row(Family.ELEMENTWISE, "dtype=", Elementwise::cast, "Cast");
        row(Family.ELEMENTWISE, "dtype=", Elementwise::castNarrow, "amp_cast");
    }

    private void units() {
        each(Elementwise.of(Units::relu), "relu _npx_relu");
        each(Elementwise.of(Units::sigmoid), "sigmoid _npx_sigmoid LogisticRegressionOutput");
        each(Elementwise.of(Units::softsign), "softsign");
        each(Elementwise.of(Units::logSigmoid), "log_sigmoid");
        each(Elementwise.of(Units::mish), "mish");
        each(Elementwise.with(Elementwise::overRootOfLength), "_contrib_div_sqrt_dim");
        row(Family.ELEMENTWISE, "act_type=", Elementwise.with(Units::activation), "Activation");
        row(
                Family.ELEMENTWISE,
                "act_type=leaky slope=0.25 lower_bound=0.125 upper_bound=0.334",
                Elementwise.with(Units::leaky),
                "LeakyReLU");
        row(Family.ELEMENTWISE, "alpha=0.2 beta=0.5", Elementwise.with(Units::hardSigmoid), "hard_sigmoid");
        row(Family.ELEMENTWISE, "scalar=", Elementwise.with(Units::smoothL1), "smooth_l1");
        row(Family.ELEMENTWISE, "a_min= a_max=", Elementwise.with(Elementwise::clip), "clip");
        row(Family.ELEMENTWISE, "a=0 b=0 c=0", Elementwise.with(Elementwise::quadratic), "_contrib_quadratic");
        row(Family.ELEMENTWISE, "decimals=0", Elementwise.with(Elementwise::around), "_npi_around");
        row(
                Family.ELEMENTWISE,
                "copy=True nan=0 posinf= neginf=",
                Elementwise.with(Elementwise::finite),
                "_npi_nan_to_num");
    }

    private void withScalar(Pairs.Rule rule, String operators) {
        row(Family.ELEMENTWISE, SCALAR, scalar(rule), operators);
    }

    private void scalars() {
        withScalar(Arithmetic::plus, "_plus_scalar _npi_add_scalar _scatter_plus_scalar");
        withScalar(Arithmetic::minus, "_minus_scalar _npi_subtract_scalar _scatter_minus_scalar");
        withScalar(Arithmetic::times, "_mul_scalar _npi_multiply_scalar");
        withScalar(Arithmetic::over, "_div_scalar _npi_true_divide_scalar");
        withScalar(Pairs::modulo, "_mod_scalar _npi_mod_scalar");
        withScalar(Pairs::remainder, "_npi_fmod_scalar");
        withScalar(Pairs::power, "_power_scalar _npi_power_scalar");
        withScalar(Pairs::floorDivide, "_npi_floor_divide_scalar");
        Pairs.Rule minus = Arithmetic::minus;
        Pairs.Rule over = Arithmetic::over;
        Pairs.Rule modulo = Pairs::modulo;
        Pairs.Rule remainder = Pairs::remainder;
        Pairs.Rule power = Pairs::power;
        Pairs.Rule floorDivide = Pairs::floorDivide;
        Pairs.Rule angle = Pairs::angle;
        Pairs.Rule withSign = Pairs::withSign;
        Pairs.Rule scaled = Pairs::scaledByPower;
        withScalar(minus.swapped(), "_rminus_scalar _npi_rsubtract_scalar");
        withScalar(over.swapped(), "_rdiv_scalar _npi_rtrue_divide_scalar");
        withScalar(modulo.swapped(), "_rmod_scalar _npi_rmod_scalar");
        withScalar(remainder.swapped(), "_npi_rfmod_scalar");
        withScalar(power.swapped(), "_rpower_scalar _npi_rpower_scalar");
        withScalar(floorDivide.swapped(), "_npi_rfloor_divide_scalar");
        withScalar(angle, "_npi_arctan2_scalar");
        withScalar(angle.swapped(), "_npi_rarctan2_scalar");
        withScalar(withSign, "_npi_copysign_scalar");
        withScalar(withSign.swapped(), "_npi_rcopysign_scalar");
        withScalar(scaled, "_npi_ldexp_scalar");
        withScalar(scaled.swapped(), "_npi_rldexp_scalar");
        withScalar(Pairs::logAddExp, "_npi_logaddexp_scalar");
        withScalar(Pairs::maximum, "_maximum_scalar");
        withScalar(Pairs::minimum, "_minimum_scalar");
        withScalar(Pairs::maximumNumber, "_npi_fmax_scalar");
        withScalar(Pairs::minimumNumber, "_npi_fmin_scalar");
        withScalar(Pairs.elementary(Math::hypot), "_hypot_scalar");
        withScalar(comparison((x, y) -> x == y), "_equal_scalar _npi_equal_scalar");
        withScalar(comparison((x, y) -> x != y), "_not_equal_scalar _npi_not_equal_scalar");
        withScalar(comparison((x, y) -> x > y), "_greater_scalar _npi_greater_scalar");
        withScalar(comparison((x, y) -> x >= y), "_greater_equal_scalar _npi_greater_equal_scalar");
        withScalar(comparison((x, y) -> x < y), "_lesser_scalar _npi_less_scalar");
        withScalar(comparison((x, y) -> x <= y), "_lesser_equal_scalar _npi_less_equal_scalar");
        withScalar(logical((x, y) -> x & y), "_logical_and_scalar _npi_logical_and_scalar");
        withScalar(logical((x, y) -> x | y), "_logical_or_scalar _npi_logical_or_scalar");
        withScalar(logical((x, y) -> x ^ y), "_logical_xor_scalar _npi_logical_xor_scalar");
        withScalar(Pairs.bitwise((x, y) -> x & y), "_npi_bitwise_and_scalar");
        withScalar(Pairs.bitwise((x, y) -> x | y), "_npi_bitwise_or_scalar");
        withScalar(Pairs.bitwise((x, y) -> x ^ y), "_npi_bitwise_xor_scalar");
        withScalar(Pairs.shift(true), "_npi_bitwise_left_shift_scalar");
        withScalar(Pairs.shift(false), "_npi_bitwise_right_shift_scalar");
        withScalar(Pairs::divisor, "_npi_gcd_scalar");
        withScalar(Pairs::multiple, "_npi_lcm_scalar");
    }

    private void both(Pairs.Rule rule, String operators) {
        row(Family.BROADCAST, NO_ATTRIBUTES, broadcast(rule), operators);
    }

    private void pairs() {
        both(Arithmetic::plus, "broadcast_add elemwise_add _npi_add _grad_add");
        both(Arithmetic::minus, "broadcast_sub elemwise_sub _npi_subtract");
        both(Arithmetic::times, "broadcast_mul elemwise_mul _npi_multiply");
        both(Arithmetic::over, "broadcast_div elemwise_div _npi_true_divide _scatter_elemwise_div");
        both(Pairs::modulo, "broadcast_mod _mod _npi_mod");
        both(Pairs::remainder, "_npi_fmod");
        both(Pairs::power, "broadcast_power _power _npi_power");
        both(Pairs::floorDivide, "_npi_floor_divide");
        both(Pairs::maximum, "broadcast_maximum _maximum");
        both(Pairs::minimum, "broadcast_minimum _minimum");
        both(Pairs::maximumNumber, "_npi_fmax");
        both(Pairs::minimumNumber, "_npi_fmin");
        both(Pairs.elementary(Math::hypot), "broadcast_hypot _hypot _npi_hypot");
        both(Pairs::angle, "_npi_arctan2");
        both(Pairs::withSign, "_npi_copysign");
        both(Pairs::scaledByPower, "_npi_ldexp");
        both(Pairs::logAddExp, "_npi_logaddexp");
        both(comparison((x, y) -> x == y), "broadcast_equal _equal _npi_equal");
        both(comparison((x, y) -> x != y), "broadcast_not_equal _not_equal _npi_not_equal");
        both(comparison((x, y) -> x > y), "broadcast_greater _greater _npi_greater");
        both(comparison((x, y) -> x >= y), "broadcast_greater_equal _greater_equal _npi_greater_equal");
        both(comparison((x, y) -> x < y), "broadcast_lesser _lesser _npi_less");
        both(comparison((x, y) -> x <= y), "broadcast_lesser_equal _lesser_equal _npi_less_equal");
        both(logical((x, y) -> x & y), "broadcast_logical_and _logical_and _npi_logical_and");
        both(logical((x, y) -> x | y), "broadcast_logical_or _logical_or _npi_logical_or");
        both(logical((x, y) -> x ^ y), "broadcast_logical_xor _logical_xor _npi_logical_xor");
        both(Pairs.bitwise((x, y) -> x & y), "_npi_bitwise_and");
        both(Pairs.bitwise((x, y) -> x | y), "_npi_bitwise_or");
        both(Pairs.bitwise((x, y) -> x ^ y), "_npi_bitwise_xor");
        both(Pairs.shift(true), "_npi_bitwise_left_shift");
        both(Pairs.shift(false), "_npi_bitwise_right_shift");
        both(Pairs::divisor, "_npi_gcd");
        both(Pairs::multiple, "_npi_lcm");
    }

    private void reductions() {
        row(Family.REDUCTION, CLASSIC_FOLD, Reductions.classic(Reductions::sum), "sum");
        row(Family.REDUCTION, CLASSIC_FOLD, Reductions.classic(Reductions::mean), "mean");
        row(Family.REDUCTION, CLASSIC_FOLD, Reductions.classic(Reductions::product), "prod");
        row(Family.REDUCTION, CLASSIC_FOLD, Reductions.classic(Reductions::largest), "max");
        row(Family.REDUCTION, CLASSIC_FOLD, Reductions.classic(Reductions::smallest), "min");
        row(Family.REDUCTION, CLASSIC_FOLD, Reductions.classic(Reductions.ofNumbers(Reductions::sum)), "nansum");
        row(Family.REDUCTION, CLASSIC_FOLD, Reductions.classic(Reductions.ofNumbers(Reductions::product)), "nanprod");
        row(Family.REDUCTION, "ord=2 axis= out_dtype= keepdims=False", Reductions::norms, "norm");
        row(Family.REDUCTION, NUMPY_FOLD, Reductions.numpy(Reductions::sum), "_np_sum _npi_sum");
        row(Family.REDUCTION, NUMPY_FOLD, Reductions.numpy(Reductions::product), "_np_prod _npi_prod");
        row(Family.REDUCTION, NUMPY_FOLD, Reductions.numpy(Reductions::mean), "_npi_mean");
        row(
                Family.REDUCTION,
                "axis= keepdims=False initial=",
                Reductions.numpy(Reductions::largest),
                "_np_max _npi_max");
        row(
                Family.REDUCTION,
                "axis= keepdims=False initial=",
                Reductions.numpy(Reductions::smallest),
                "_np_min _npi_min");
        row(Family.REDUCTION, "axis= keepdims=False", truths(Reductions::all), "_np_all _npi_all");
        row(Family.REDUCTION, "axis= keepdims=False", truths(Reductions::any), "_np_any _npi_any");
        row(Family.REDUCTION, "axis= dtype= keepdims=False ddof=0", Reductions.numpy(Reductions::variance), "_npi_var");
        row(
                Family.REDUCTION,
                "axis= dtype= keepdims=False ddof=0",
                Reductions.numpy(Reductions::deviation),
                "_npi_std");
        row(Family.REDUCTION, "axes= keepdims=False", Reductions::moments, "moments");
        row(Family.REDUCTION, "axis= returned=False weighted=True", Reductions::average, "_npi_average");
        row(Family.REDUCTION, "axis= dtype=", Reductions::running, "_np_cumsum _npi_cumsum");
        row(Family.REDUCTION, "num_arrays= scale=1", Reductions::sumsOfSquares, "multi_sum_sq");
    }

    private static Reference truths(Reductions.Rule rule) {
        return q -> List.of(Reductions.folded(q, Fold.numpy(q), q.reals(0), rule, null));
    }
}
