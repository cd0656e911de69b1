"""Images read between their elements, and patches compared."""
import numpy as np
from scipy import ndimage

from drawing import check, normal, some, text


def read(image, y, x):
    """By scipy, linear, with zeros around the image."""
    framed = np.pad(image, 2)
    return ndimage.map_coordinates(framed, [np.clip(y, -2, image.shape[0] + 1) + 2, np.clip(x, -2, image.shape[1] + 1) + 2], order=1)


@check("BilinearSampler")
def sampler(r):
    x, g = normal(r, (2, 2, 4, 5)), r.uniform(-1.3, 1.3, (2, 2, 3, 3))
    y = np.array([[read(c, (g[b, 1] + 1) * 1.5, (g[b, 0] + 1) * 2) for c in x[b]] for b in range(2)])
    return {}, [x, g], [y]


@check("GridGenerator")
def generator(r):
    if r.random() < 0.5:
        t = normal(r, (2, 6))
        points = np.stack([*np.meshgrid(np.linspace(-1, 1, 4), np.linspace(-1, 1, 3)), np.ones((3, 4))])
        return {"transform_type": "affine", "target_shape": "(3,4)"}, [t], [np.einsum("bij,jhw->bihw", t.reshape(2, 2, 3), points)]
    f = normal(r, (2, 2, 3, 4))
    y, x = np.indices((3, 4))
    return {"transform_type": "warp"}, [f], [np.stack([(f[:, 0] + x) / 1.5 - 1, (f[:, 1] + y) / 1 - 1], 1)]


@check("_contrib_ROIAlign")
def roi_align(r):
    x = normal(r, (2, 2, 8, 8))
    rois = np.column_stack([r.integers(0, 2, 3), r.uniform(0, 3, (3, 2)), r.uniform(4, 7, (3, 2))])
    outputs = np.zeros((3, 2, 2, 3))
    for n, (b, x1, y1, x2, y2) in enumerate(rois):
        ys = y1 + (np.arange(4) + 0.5) * (y2 - y1) / 4
        xs = x1 + (np.arange(6) + 0.5) * (x2 - x1) / 6
        for c in range(2):
            samples = read(x[int(b), c], *np.meshgrid(ys, xs, indexing="ij"))
            outputs[n, c] = samples.reshape(2, 2, 3, 2).mean((1, 3))
    return {"pooled_size": "(2,3)", "spatial_scale": "1.0", "sample_ratio": "2"}, [x, rois], [outputs]


def deformed(names, masked):
    @check(names)
    def draw(r):
        x, w, o = normal(r, (1, 4, 5, 5)), normal(r, (2, 2, 2, 2)), r.uniform(-0.4, 0.4, (1, 2 * 2 * 4, 4, 4))
        m, b = r.uniform(0, 1, (1, 2 * 4, 4, 4)), normal(r, (2,))
        y = np.zeros((1, 2, 4, 4)) + b[:, None, None]
        for f, c, i, j in np.ndindex(2, 2, 2, 2):
            channel, k = f * 2 + c, i * 2 + j
            group = channel // 2
            rows, columns = np.indices((4, 4)) + np.array([i, j])[:, None, None] + o[0, 2 * (group * 4 + k):][:2]
            seen = read(x[0, channel], rows, columns) * (m[0, group * 4 + k] if masked else 1)
            y[0, f] += w[f, c, i, j] * seen
        inputs = [x, o] + ([m] if masked else []) + [w, b]
        return {"kernel": "(2,2)", "stride": "(1,1)", "num_filter": "2", "num_group": "2", "num_deformable_group": "2",
                "pad": "(0,0)"}, inputs, [y]


deformed("_contrib_DeformableConvolution _npx_deformable_convolution", False)
deformed("_contrib_ModulatedDeformableConvolution _npx_modulated_deformable_convolution", True)


@check("Correlation")
def correlation(r):
    x, y, product, kernel = normal(r, (2, 3, 6, 6)), normal(r, (2, 3, 6, 6)), some(r, True, False), some(r, 1, 3)
    pad, reach = 2, 2
    one, two = (np.pad(v, ((0, 0), (0, 0), (pad, pad), (pad, pad))) for v in (x, y))
    n = 6 + 2 * pad - 2 * (reach + kernel // 2)
    out = np.zeros((2, 9, n, n))
    for d, (dy, dx) in enumerate((dy, dx) for dy in (-2, 0, 2) for dx in (-2, 0, 2)):
        for i, j in np.ndindex(n, n):
            p = one[:, :, i + reach:i + reach + kernel, j + reach:j + reach + kernel]
            q = two[:, :, i + reach + dy:i + reach + dy + kernel, j + reach + dx:j + reach + dx + kernel]
            out[:, d, i, j] = (p * q if product else abs(p - q)).mean((1, 2, 3))
    return ({"kernel_size": text(kernel), "max_displacement": "2", "stride2": "2", "pad_size": "2", "is_multiply": text(product)},
            [x, y], [out])
