#pragma once

#include <cstdint>

namespace vigil {

int engine_wait_all();
int engine_bulk_size(int size);   // the previous size, or a negative code
int engine_omp_threads(int threads);
int random_seed(int seed);
int random_seed_device(int seed, int device_type, int device_id);

int numpy_shape();                // 0 or 1, or a negative code
int numpy_set_shape(int on);      // the previous value, or a negative code
int numpy_dtype();
int numpy_set_dtype(bool on);

int storage_gpu_count();
int storage_gpu_memory(int device);   // reply: free bytes, total bytes
int storage_empty_cache(int device_type, int device_id);

}  // namespace vigil
