package dev.vigil.properties.references;

import java.util.ArrayList;
import java.util.List;

/** The rows of products, kernels, normalisations and linear algebra. */
final class LayerTable {
    private static final String NO_ATTRIBUTES = "";

    private final List<Entry> rows = new ArrayList<>();

    private LayerTable() {}

    static List<Entry> rows() {
        LayerTable table = new LayerTable();
        table.products();
        table.kernels();
        table.normalisations();
        table.matrices();
        return table.rows;
    }

    private void row(Family family, String defaults, Reference reference, String operators) {
        rows.addAll(Entry.of(family, defaults, reference, operators));
    }

    private void products() {
        String transposes = "transpose_a=False transpose_b=False";
        row(Family.GEMM, transposes + " forward_stype=", Gemms::dot, "dot");
        row(Family.GEMM, transposes + " forward_stype=", Gemms::batchDot, "batch_dot");
        row(Family.GEMM, NO_ATTRIBUTES, Gemms::numpyDot, "_np_dot _npi_dot");
        row(Family.GEMM, NO_ATTRIBUTES, Gemms::matmul, "_npi_matmul");
        row(Family.GEMM, "num_hidden= no_bias=False flatten=True", Gemms::fullyConnected, "FullyConnected");
        row(Family.GEMM, transposes + " alpha=1 beta=1 axis=-2", Gemms::linear, "_linalg_gemm _linalg_gemm2");
        row(Family.GEMM, "transpose=False alpha=1", Gemms::syrk, "_linalg_syrk");
        row(Family.GEMM, "transpose=False rightside=False lower=True alpha=1", Gemms::trmm, "_linalg_trmm");
        row(Family.GEMM, "a_axes_summed= b_axes_summed=", Gemms::tensorDot, "_npi_tensordot");
        row(Family.GEMM, "axes=", Gemms::tensorDotOfSome, "_npi_tensordot_int_axes");
        row(Family.GEMM, NO_ATTRIBUTES, Gemms::kron, "_npi_kron");
        row(Family.GEMM, "num_args=", Gemms::khatriRao, "khatri_rao");
        row(Family.GEMM, "heads=", Attentions::selfScores, "_contrib_interleaved_matmul_selfatt_qk");
        row(Family.GEMM, "heads=", Attentions::selfValues, "_contrib_interleaved_matmul_selfatt_valatt");
        row(Family.GEMM, "heads=", Attentions::crossScores, "_contrib_interleaved_matmul_encdec_qk");
        row(Family.GEMM, "heads=", Attentions::crossValues, "_contrib_interleaved_matmul_encdec_valatt");
    }

    private void kernels() {
        String window = "kernel= stride= dilate= pad= ";
        String kernels = window + "num_filter= num_group=1 workspace= cudnn_tune= cudnn_off=False layout= ";
        row(Family.CONVOLUTION, kernels + "no_bias=False", Convolutions::convolution, "Convolution Convolution_v1");
        row(Family.CONVOLUTION, kernels + "no_bias=True adj= target_shape=", Convolutions::transposed, "Deconvolution");
        row(Family.CONVOLUTION, window, Convolutions::columns, "im2col");
        row(Family.CONVOLUTION, window + "output_size=", Convolutions::image, "col2im");
        row(
                Family.POOLING,
                "kernel= stride= pad= pool_type=max global_pool=False pooling_convention=valid"
                        + " cudnn_off=False p_value= count_include_pad= layout=",
                Poolings::pooling,
                "Pooling Pooling_v1");
        row(Family.POOLING, "output_size=", Poolings::adaptive, "_contrib_AdaptiveAvgPooling2D");
        row(
                Family.POOLING,
                "scale= num_filter=0 sample_type= multi_input_mode=concat num_args=1 workspace=",
                Poolings::repeated,
                "UpSampling");
        row(
                Family.POOLING,
                "height=1 width=1 scale_height= scale_width= mode=size align_corners=True",
                Poolings::resized,
                "_contrib_BilinearResize2D");
        row(Family.POOLING, "pooled_size= spatial_scale=", Poolings::regions, "ROIPooling");
        row(Family.POOLING, "cudnn_off=False", Samplings::sampler, "BilinearSampler");
        row(Family.POOLING, "transform_type= target_shape=", Samplings::places, "GridGenerator");
        row(
                Family.POOLING,
                "pooled_size= spatial_scale= sample_ratio=-1 position_sensitive=False aligned=False",
                Samplings::alignedRegions,
                "_contrib_ROIAlign");
        String deformable = window + "num_filter= num_group=1 num_deformable_group=1 workspace= no_bias=False layout=";
        row(
                Family.CONVOLUTION,
                deformable,
                q -> Samplings.deformable(q, false),
                "_contrib_DeformableConvolution _npx_deformable_convolution");
        row(
                Family.CONVOLUTION,
                deformable + " im2col_step=64",
                q -> Samplings.deformable(q, true),
                "_contrib_ModulatedDeformableConvolution _npx_modulated_deformable_convolution");
        row(
                Family.CONVOLUTION,
                "kernel_size=1 max_displacement=1 stride1=1 stride2=1 pad_size=0 is_multiply=True",
                Samplings::correlation,
                "Correlation");
    }

    private void normalisations() {
        String statistics = "output_mean_var=False ";
        String batch = statistics + "momentum=0.9 fix_gamma=True use_global_stats=False cudnn_off=False axis=1 ";
        Reference plain = q -> Normalisations.batch(q, false);
        row(
                Family.NORMALISATION,
                batch + "eps=0.001 min_calib_range= max_calib_range=",
                plain,
                "BatchNorm BatchNorm_v1");
        row(Family.NORMALISATION, batch + "eps=0.001 ndev=1 key=", plain, "_contrib_SyncBatchNorm");
        row(
                Family.NORMALISATION,
                batch + "eps=0.001 min_calib_range= max_calib_range=",
                q -> Normalisations.batch(q, true),
                "_contrib_BatchNormWithReLU");
        row(Family.NORMALISATION, statistics + "axis=-1 eps=0.00001", Normalisations::layer, "LayerNorm");
        row(Family.NORMALISATION, statistics + "num_groups=1 eps=0.00001", Normalisations::group, "GroupNorm");
        row(Family.NORMALISATION, "eps=0.001", Normalisations::instance, "InstanceNorm");
        row(Family.NORMALISATION, "eps=1e-10 mode=instance", Normalisations::length, "L2Normalization");
        row(Family.NORMALISATION, "alpha=0.0001 beta=0.75 knorm=2 nsize=", Normalisations::neighbours, "LRN");
        String shares = "axis=-1 temperature= dtype= use_length=False";
        row(Family.SOFTMAX, shares, Softmaxes::softmax, "softmax");
        row(Family.SOFTMAX, shares, Softmaxes::softmin, "softmin");
        row(Family.SOFTMAX, shares, Softmaxes::logSoftmax, "log_softmax");
        row(Family.SOFTMAX, "mode=instance", Softmaxes::activation, "SoftmaxActivation");
        row(
                Family.SOFTMAX,
                "grad_scale=1 ignore_label=-1 multi_output=False use_ignore=False preserve_shape=False"
                        + " normalization=null out_grad=False smooth_alpha=0",
                Softmaxes::output,
                "SoftmaxOutput");
        row(Family.SOFTMAX, NO_ATTRIBUTES, Softmaxes::crossEntropy, "softmax_cross_entropy");
        row(Family.SOFTMAX, "axis=-1 temperature=1 normalize=True", Softmaxes::masked, "masked_softmax");
        row(Family.SOFTMAX, "axis=-1 temperature=1 normalize=True", Softmaxes::maskedLog, "masked_log_softmax");
    }

    private void matrices() {
        row(Family.LINEAR_ALGEBRA, NO_ATTRIBUTES, LinearAlgebra::inverse, "_linalg_inverse");
        row(Family.LINEAR_ALGEBRA, NO_ATTRIBUTES, LinearAlgebra::determinant, "_linalg_det");
        row(Family.LINEAR_ALGEBRA, NO_ATTRIBUTES, LinearAlgebra::logDeterminant, "_linalg_slogdet");
        row(Family.LINEAR_ALGEBRA, "lower=True", LinearAlgebra::cholesky, "_linalg_potrf _npi_cholesky");
        row(Family.LINEAR_ALGEBRA, "lower=True", LinearAlgebra::inverseOfFactored, "_linalg_potri");
        row(
                Family.LINEAR_ALGEBRA,
                "transpose=False rightside=False lower=True alpha=1",
                LinearAlgebra::triangularSolve,
                "_linalg_trsm");
        row(Family.LINEAR_ALGEBRA, NO_ATTRIBUTES, LinearAlgebra::solve, "_npi_solve");
        row(Family.LINEAR_ALGEBRA, NO_ATTRIBUTES, LinearAlgebra::sumOfLogs, "_linalg_sumlogdiag");
        row(Family.LINEAR_ALGEBRA, "offset=0", Diagonals::ofStack, "_linalg_extractdiag");
        row(Family.LINEAR_ALGEBRA, "offset=0", Diagonals::toStack, "_linalg_makediag");
        row(Family.LINEAR_ALGEBRA, "offset=0 lower=True", Diagonals::packTriangle, "_linalg_extracttrian");
        row(Family.LINEAR_ALGEBRA, "offset=0 lower=True", Diagonals::unpackTriangle, "_linalg_maketrian");
        row(Family.LINEAR_ALGEBRA, "UPLO=L", LinearAlgebra::eigenvaluesOnly, "_npi_eigvalsh");
        row(Family.LINEAR_ALGEBRA, NO_ATTRIBUTES, LinearAlgebra::eigenvaluesLast, "_linalg_syevd");
        row(Family.LINEAR_ALGEBRA, NO_ATTRIBUTES, LinearAlgebra::singularValues, "_npi_svd");
        row(Family.LINEAR_ALGEBRA, "ind=2", LinearAlgebra::tensorInverse, "_npi_tensorinv");
    }
}
