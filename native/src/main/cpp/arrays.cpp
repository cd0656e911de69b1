#include "arrays.h"

#include <cstring>
#include <vector>

#include "mx_api.h"
#include "placement.h"
#include "result_codes.h"

namespace vigil {
namespace {

constexpr int kCpu = 1;
constexpr int kAllocateNow = 0;
constexpr int kInt64 = 6;

ArrayPlan& plan_of(int64_t number) { return *static_cast<ArrayPlan*>(handle_of(number)); }

// On the CPU straight into its memory: nobody else knows the array yet, so the library has nothing to wait for.
int fill(const ArrayPlan& plan, Handle array) {
  if (plan.bytes == 0) return kOk;
  if (plan.device_type != kCpu) return api().array_copy_from(array, plan.values, plan.elements);
  void* data = nullptr;
  const int result = api().array_data(array, &data);
  if (result == 0) std::memcpy(data, plan.values, plan.bytes);
  return result;
}

int compare(const ArrayPlan& plan, Handle array) {
  if (plan.bytes == 0) return 1;
  std::vector<char> copy;
  void* data = nullptr;
  int result = 0;
  if (plan.device_type == kCpu) {
    result = api().array_wait_read(array);
    if (result == 0) result = api().array_data(array, &data);
  } else {
    copy.resize(plan.bytes);
    data = copy.data();
    result = api().array_copy_to(array, data, plan.elements);
  }
  if (result != 0) return result;
  return std::memcmp(data, plan.values, plan.bytes) == 0 ? 1 : 0;
}

}  // namespace

int64_t array_create(const int64_t* shape, int ndim, int device_type, int device_id, int dtype) {
  Handle out = nullptr;
  const int result = guarded(
      [&] { return api().array_create(shape, ndim, device_type, device_id, kAllocateNow, dtype, &out); });
  return result == 0 ? number_of(out) : result;
}

int64_t array_create_sparse(int storage, const int64_t* shape, int ndim, int device_type, int device_id, int dtype,
                            int parts, const int64_t* lengths) {
  if (api().array_create_sparse == nullptr) return not_exported("MXNDArrayCreateSparseEx64");
  std::vector<int> types(static_cast<size_t>(parts), kInt64);
  std::vector<int> ranks(static_cast<size_t>(parts), 1);
  Handle out = nullptr;
  const int result = guarded([&] {
    return api().array_create_sparse(storage, shape, ndim, device_type, device_id, kAllocateNow, dtype,
                                     static_cast<uint32_t>(parts), types.data(), ranks.data(), lengths, &out);
  });
  return result == 0 ? number_of(out) : result;
}

int array_set_part(int64_t array, int part, int64_t source) {
  if (api().array_copy_array == nullptr) return not_exported("MXNDArraySyncCopyFromNDArray");
  return guarded([&] { return api().array_copy_array(handle_of(array), handle_of(source), part); });
}

int64_t array_part(int64_t array, int part) {
  if (api().array_stored == nullptr || api().array_indices == nullptr) {
    return not_exported("MXNDArrayGetDataNDArray and MXNDArrayGetAuxNDArray");
  }
  Handle out = nullptr;
  const int result = guarded([&] {
    return part < 0 ? api().array_stored(handle_of(array), &out)
                    : api().array_indices(handle_of(array), static_cast<uint32_t>(part), &out);
  });
  return result == 0 ? number_of(out) : result;
}

int64_t array_plan(const int64_t* shape, int ndim, int device_type, int device_id, int dtype, int64_t address,
                   int64_t elements, int64_t bytes) {
  return number_of(new ArrayPlan{{shape, shape + ndim}, device_type, device_id, dtype, handle_of(address),
                                 static_cast<size_t>(elements), static_cast<size_t>(bytes)});
}

void array_plan_free(int64_t plan) { delete &plan_of(plan); }

int64_t array_make(int64_t number, int placement) {
  const ArrayPlan& plan = plan_of(number);
  Handle out = nullptr;
  int result = guarded([&] { return place(plan, static_cast<Placement>(placement), &out); });
  if (result != 0) return result;
  result = guarded([&] { return fill(plan, out); });
  if (result == 0) return number_of(out);
  array_free(number_of(out));
  return result;
}

int array_unchanged(int64_t number, int64_t array) {
  return guarded([&] { return compare(plan_of(number), handle_of(array)); });
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
