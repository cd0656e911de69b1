#include "arrays.h"

#include "mx_api.h"
#include "result_codes.h"

namespace vigil {

int64_t array_create(const int64_t* shape, int ndim, int device_type, int device_id, int dtype) {
  Handle out = nullptr;
  constexpr int kAllocateNow = 0;
  const int result = guarded(
      [&] { return api().array_create(shape, ndim, device_type, device_id, kAllocateNow, dtype, &out); });
  return result == 0 ? number_of(out) : result;
}

int array_free(int64_t array) {
  return guarded([&] { return api().array_free(handle_of(array)); });
}

int array_copy_from(int64_t array, int64_t address, int64_t elements) {
  return guarded([&] {
    return api().array_copy_from(handle_of(array), handle_of(address), static_cast<size_t>(elements));
  });
}

int array_copy_to(int64_t array, int64_t address, int64_t elements) {
  return guarded([&] {
    return api().array_copy_to(handle_of(array), handle_of(address), static_cast<size_t>(elements));
  });
}

int array_wait_read(int64_t array) {
  return guarded([&] { return api().array_wait_read(handle_of(array)); });
}

int array_wait_write(int64_t array) {
  return guarded([&] { return api().array_wait_write(handle_of(array)); });
}

int array_describe(int64_t array, int64_t* out, int capacity) {
  return guarded([&]() -> int {
    const Handle handle = handle_of(array);
    int facts[kFactsBeforeDims] = {};
    int ndim = 0;
    const int64_t* dims = nullptr;
    int result = api().array_dtype(handle, &facts[0]);
    if (result == 0) result = api().array_storage(handle, &facts[1]);
    if (result == 0) result = api().array_context(handle, &facts[2], &facts[3]);
    if (result == 0) result = api().array_shape(handle, &ndim, &dims);
    if (result != 0) return result;
    for (int i = 0; i < kFactsBeforeDims; ++i) out[i] = facts[i];
    for (int i = 0; i < ndim && i + kFactsBeforeDims < capacity; ++i) out[i + kFactsBeforeDims] = dims[i];
    return ndim < 0 ? kUnknownRank : ndim;
  });
}

int64_t array_grad(int64_t array) {
  if (api().array_grad == nullptr) return not_exported("MXNDArrayGetGrad");
  Handle out = nullptr;
  const int result = guarded([&] { return api().array_grad(handle_of(array), &out); });
  return result == 0 ? number_of(out) : result;
}

int64_t buffer_address(const void* buffer) { return number_of(buffer); }

}  // namespace vigil
