#include "engine.h"

#include "mx_api.h"
#include "reply.h"
#include "result_codes.h"

namespace vigil {

int engine_wait_all() {
  return guarded([] { return api().wait_all(); });
}

int engine_bulk_size(int size) {
  if (api().bulk_size == nullptr) return not_exported("MXEngineSetBulkSize");
  int previous = 0;
  const int result = guarded([&] { return api().bulk_size(size, &previous); });
  return result == 0 ? previous : result;
}

int engine_omp_threads(int threads) {
  if (api().omp_threads == nullptr) return not_exported("MXSetNumOMPThreads");
  return guarded([&] { return api().omp_threads(threads); });
}

int random_seed(int seed) {
  return guarded([&] { return api().seed(seed); });
}

int random_seed_device(int seed, int device_type, int device_id) {
  if (api().seed_context == nullptr) return not_exported("MXRandomSeedContext");
  return guarded([&] { return api().seed_context(seed, device_type, device_id); });
}

int numpy_shape() {
  if (api().numpy_shape == nullptr) return not_exported("MXIsNumpyShape");
  int now = 0;
  const int result = guarded([&] { return api().numpy_shape(&now); });
  return result == 0 ? now : result;
}

int numpy_set_shape(int on) {
  if (api().set_numpy_shape == nullptr) return not_exported("MXSetIsNumpyShape");
  int previous = 0;
  const int result = guarded([&] { return api().set_numpy_shape(on, &previous); });
  return result == 0 ? previous : result;
}

int numpy_dtype() {
  if (api().numpy_dtype == nullptr) return not_exported("MXIsNumpyDefaultDtype");
  bool now = false;
  const int result = guarded([&] { return api().numpy_dtype(&now); });
  return result == 0 ? static_cast<int>(now) : result;
}

int numpy_set_dtype(bool on) {
  if (api().set_numpy_dtype == nullptr) return not_exported("MXSetIsNumpyDefaultDtype");
  bool previous = false;
  const int result = guarded([&] { return api().set_numpy_dtype(on, &previous); });
  return result == 0 ? static_cast<int>(previous) : result;
}

int storage_gpu_count() {
  if (api().gpu_count == nullptr) return not_exported("MXGetGPUCount");
  int count = 0;
  const int result = guarded([&] { return api().gpu_count(&count); });
  return result == 0 ? count : result;
}

int storage_gpu_memory(int device) {
  if (api().gpu_memory == nullptr) return not_exported("MXGetGPUMemoryInformation64");
  uint64_t free_bytes = 0, total_bytes = 0;
  const int result = guarded([&] { return api().gpu_memory(device, &free_bytes, &total_bytes); });
  if (result != 0) return result;
  reply_clear();
  reply_long(static_cast<int64_t>(free_bytes));
  reply_long(static_cast<int64_t>(total_bytes));
  return kOk;
}

int storage_empty_cache(int device_type, int device_id) {
  if (api().empty_cache == nullptr) return not_exported("MXStorageEmptyCache");
  return guarded([&] { return api().empty_cache(device_type, device_id); });
}

}  // namespace vigil
