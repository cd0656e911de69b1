#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vigil {

// Handles are numbers; functions that make one answer it, or a negative result code.

int64_t array_create(const int64_t* shape, int ndim, int device_type, int device_id, int dtype);
int array_free(int64_t array);

// A sparse array with room for index arrays of the given lengths (int64 each), all of it still to be copied in.
int64_t array_create_sparse(int storage, const int64_t* shape, int ndim, int device_type, int device_id, int dtype,
                            int parts, const int64_t* lengths);

// What a sparse array stores: its values where `part` is -1, else that array of its indices.
int array_set_part(int64_t array, int part, int64_t source);
// As a dense array of its own. Waits.
int64_t array_part(int64_t array, int part);

// A dense array that is made many times; its values are in a direct buffer of Java's, which outlives it.
struct ArrayPlan {
  std::vector<int64_t> shape;
  int device_type;
  int device_id;
  int dtype;
  const void* values;
  size_t elements;
  size_t bytes;
};

int64_t array_plan(const int64_t* shape, int ndim, int device_type, int device_id, int dtype, int64_t address,
                   int64_t elements, int64_t bytes);
void array_plan_free(int64_t plan);

// A new array that holds what the buffer of the plan holds now, its memory where `placement` says (placement.h).
int64_t array_make(int64_t plan, int placement);

// Waits for an array made by the plan; 1 when it holds what the buffer holds now, else 0.
int array_unchanged(int64_t plan, int64_t array);

int array_copy_from(int64_t array, int64_t address, int64_t elements);
int array_copy_to(int64_t array, int64_t address, int64_t elements);
int array_wait_read(int64_t array);
int array_wait_write(int64_t array);

// Writes dtype, storage type, device type, device id and then the dims to out. Answers ndim (-1 of an
// unknown shape as kUnknownRank); dims beyond capacity are left out, the caller comes back with more room.
constexpr int kUnknownRank = 1 << 20;
constexpr int kFactsBeforeDims = 4;
int array_describe(int64_t array, int64_t* out, int capacity);

// 0 where the array has no gradient.
int64_t array_grad(int64_t array);

// The address of a direct buffer, so that Java pays for it once per buffer and not once per copy.
int64_t buffer_address(const void* buffer);

}  // namespace vigil
