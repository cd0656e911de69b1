package dev.vigil.binding;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.annotation.Namespace;
import org.bytedeco.javacpp.annotation.NoException;
import org.bytedeco.javacpp.annotation.Properties;

/** Engine, randomness, numpy switches and storage; {@code engine.h} says what each answers. */
@Properties(inherit = ShimConfig.class)
@Namespace("vigil")
@NoException
final class ShimEngine {
    static {
        Loader.load();
    }

    private ShimEngine() {}

    static native int engine_wait_all();

    static native int engine_bulk_size(int size);

    static native int engine_omp_threads(int threads);

    static native int random_seed(int seed);

    static native int random_seed_device(int seed, int deviceType, int deviceId);

    static native int numpy_shape();

    static native int numpy_set_shape(int on);

    static native int numpy_dtype();

    static native int numpy_set_dtype(boolean on);

    static native int red_zones_start();

    static native int red_zones_damaged();

    static native int storage_gpu_count();

    static native int storage_gpu_memory(int device);

    static native int storage_empty_cache(int deviceType, int deviceId);
}
