#pragma once

#include <cstddef>
#include <cstdint>

namespace vigil {

using Handle = void*;

struct LibFeature {
  const char* name;
  bool enabled;
};

using InferShapeFunction = int (*)(Handle symbol, uint32_t count, const char** keys, const int64_t* index,
                                   const int64_t* data, size_t* in_size, const int** in_ndim,
                                   const int64_t*** in_data, size_t* out_size, const int** out_ndim,
                                   const int64_t*** out_data, size_t* aux_size, const int** aux_ndim,
                                   const int64_t*** aux_data, int* complete);
using InferTypeFunction = int (*)(Handle symbol, uint32_t count, const char** keys, const int* data,
                                  uint32_t* in_size, const int** in_data, uint32_t* out_size, const int** out_data,
                                  uint32_t* aux_size, const int** aux_data, int* complete);
// `device` points to two int32: type and id. `work` gets what the engine knows, and `argument`.
using EnginePushFunction = int (*)(void (*work)(void*, void*), void* argument, void (*deleter)(void*), void* device,
                                   Handle* read, int reads, Handle* written, int writes, const void* property,
                                   int priority, const char* name);
using NameListFunction = int (*)(Handle symbol, uint32_t* size, const char*** names);

// The functions we use, under names of our own, because 1.x and 2.x give the same name to different
// signatures. A pointer is null only where library.cpp marks the function as optional.
struct MxApi {
  bool second_abi = false;  // true: 2.x

  const char* (*last_error)() = nullptr;
  int (*version)(int* out) = nullptr;
  int (*features)(const LibFeature** list, size_t* size) = nullptr;
  int (*commit_hash)(const char** out) = nullptr;
  int (*branch)(const char** out) = nullptr;
  int (*notify_shutdown)() = nullptr;

  int (*all_operator_names)(uint32_t* size, const char*** names) = nullptr;
  int (*creators)(uint32_t* size, Handle** creators) = nullptr;
  int (*creator_name)(Handle creator, const char** name) = nullptr;
  int (*operator_handle)(const char* name, Handle* out) = nullptr;
  int (*operator_info)(Handle creator, const char** name, const char** description, uint32_t* count,
                       const char*** names, const char*** types, const char*** descriptions,
                       const char** variadic_key, const char** return_type) = nullptr;

  int (*array_create)(const int64_t* shape, int ndim, int device_type, int device_id, int delay, int dtype,
                      Handle* out) = nullptr;
  int (*array_free)(Handle array) = nullptr;
  int (*array_shape)(Handle array, int* ndim, const int64_t** dims) = nullptr;
  int (*array_dtype)(Handle array, int* out) = nullptr;
  int (*array_storage)(Handle array, int* out) = nullptr;
  int (*array_context)(Handle array, int* device_type, int* device_id) = nullptr;
  int (*array_copy_from)(Handle array, const void* data, size_t elements) = nullptr;
  int (*array_copy_to)(Handle array, void* data, size_t elements) = nullptr;
  int (*array_data)(Handle array, void** out) = nullptr;
  int (*array_wait_read)(Handle array) = nullptr;
  int (*array_wait_write)(Handle array) = nullptr;
  int (*array_grad)(Handle array, Handle* out) = nullptr;
  int (*array_slice)(Handle array, uint32_t begin, uint32_t end, Handle* out) = nullptr;
  int (*array_create_sparse)(int storage, const int64_t* shape, int ndim, int device_type, int device_id, int delay,
                             int dtype, uint32_t parts, int* part_types, int* part_ndims, const int64_t* part_shapes,
                             Handle* out) = nullptr;
  int (*array_copy_array)(Handle array, Handle source, int part) = nullptr;
  int (*array_stored)(Handle array, Handle* out) = nullptr;
  int (*array_indices)(Handle array, uint32_t part, Handle* out) = nullptr;
  int (*array_save)(const char* file, uint32_t count, Handle* arrays, const char** names) = nullptr;
  int (*array_load)(const char* file, uint32_t* count, Handle** arrays, uint32_t* name_count,
                    const char*** names) = nullptr;
  int (*array_from_dlpack)(void* managed, bool transient, Handle* out) = nullptr;
  int (*array_to_dlpack)(Handle array, void** managed) = nullptr;
  int (*dlpack_delete)(void* managed) = nullptr;
  int (*array_reshape)(Handle array, int ndim, int64_t* dims, bool reverse, Handle* out) = nullptr;
  int (*array_bytes)(Handle array, size_t* size, const char** bytes) = nullptr;

  int (*invoke)(Handle creator, int inputs, Handle* in, int* outputs, Handle** out, int attributes,
                const char** keys, const char** values, const int** storage) = nullptr;

  int (*symbol_atomic)(Handle creator, uint32_t attributes, const char** keys, const char** values,
                       Handle* out) = nullptr;
  int (*symbol_variable)(const char* name, Handle* out) = nullptr;
  int (*symbol_compose)(Handle symbol, const char* name, uint32_t count, const char** keys,
                        Handle* inputs) = nullptr;
  int (*symbol_output)(Handle symbol, uint32_t index, Handle* out) = nullptr;
  int (*symbol_inputs)(Handle symbol, int option, uint32_t* size, const char*** names) = nullptr;
  int (*symbol_for_backend)(Handle symbol, const char* backend, Handle* out) = nullptr;
  int (*symbol_free)(Handle symbol) = nullptr;
  NameListFunction symbol_arguments = nullptr;
  NameListFunction symbol_auxiliaries = nullptr;
  NameListFunction symbol_outputs = nullptr;
  InferShapeFunction infer_shape = nullptr;
  InferShapeFunction infer_shape_partial = nullptr;
  InferTypeFunction infer_type = nullptr;
  InferTypeFunction infer_type_partial = nullptr;

  int (*recording)(bool* out) = nullptr;
  int (*training)(bool* out) = nullptr;
  int (*set_recording)(int on, int* previous) = nullptr;
  int (*set_training)(int on, int* previous) = nullptr;
  int (*mark_variables)(uint32_t count, Handle* variables, uint32_t* requests, Handle* gradients) = nullptr;
  int (*backward)(uint32_t outputs, Handle* output, Handle* head_gradients, uint32_t variables, Handle* variable,
                  int retain, int create_graph, int training, Handle** gradients, int** storage) = nullptr;

  int (*cached_create)(Handle symbol, int flags, const char** keys, const char** values, Handle* out,
                       bool thread_safe) = nullptr;
  int (*cached_free)(Handle cached) = nullptr;
  int (*cached_invoke_first)(Handle cached, int inputs, Handle* in, int* outputs, Handle** out,
                             const int** storage) = nullptr;
  int (*cached_invoke_second)(Handle cached, int inputs, Handle* in, int device_type, int device_id, int* outputs,
                              Handle** out, const int** storage) = nullptr;

  // Executors of symbols, in 1.x only.
  int (*bound_create)(Handle symbol, int device_type, int device_id, uint32_t groups, const char** group_names,
                      const int* group_types, const int* group_ids, uint32_t arguments, Handle* in,
                      Handle* gradients, uint32_t* requests, uint32_t auxiliaries, Handle* states, Handle shared,
                      Handle* out) = nullptr;
  int (*bound_forward)(Handle bound, int training) = nullptr;
  int (*bound_backward)(Handle bound, uint32_t count, Handle* head_gradients, int training) = nullptr;
  int (*bound_outputs)(Handle bound, uint32_t* count, Handle** out) = nullptr;
  int (*bound_free)(Handle bound) = nullptr;

  int (*wait_all)() = nullptr;
  int (*bulk_size)(int size, int* previous) = nullptr;
  int (*seed)(int seed) = nullptr;
  int (*seed_context)(int seed, int device_type, int device_id) = nullptr;
  int (*numpy_shape)(int* out) = nullptr;
  int (*set_numpy_shape)(int on, int* previous) = nullptr;
  int (*numpy_dtype)(bool* out) = nullptr;
  int (*set_numpy_dtype)(bool on, bool* previous) = nullptr;
  int (*omp_threads)(int threads) = nullptr;
  int (*gpu_count)(int* out) = nullptr;
  int (*gpu_memory)(int device, uint64_t* free_bytes, uint64_t* total_bytes) = nullptr;
  int (*empty_cache)(int device_type, int device_id) = nullptr;
  int (*profiler_config)(int count, const char* const* keys, const char* const* values, Handle store) = nullptr;
  int (*profiler_state)(int state, int whose, Handle store) = nullptr;
  int (*profiler_dump)(int finished, int whose, Handle store) = nullptr;

  EnginePushFunction engine_push = nullptr;
};

// The one table of this process, filled by library_open. Read-only afterwards.
MxApi& api();

inline Handle handle_of(int64_t value) { return reinterpret_cast<Handle>(value); }
inline int64_t number_of(const void* handle) { return reinterpret_cast<int64_t>(handle); }

}  // namespace vigil
