#pragma once

#include <cstdint>
#include <vector>

#include "proxy_real.h"

namespace vigil::proxy {

constexpr int kFloat32 = 0;
constexpr int kFloat64 = 1;
constexpr int kFloat16 = 2;

// -1 when the array has none.
int dtype_of(Handle array);
std::vector<int64_t> shape_of(Handle array);
// 0 for a type that we do not know.
size_t element_bytes(int dtype);
bool floating(int dtype);
// Dense, in the host's memory, of a known type and not empty: nothing else is spoiled.
bool spoilable(Handle array);
// Waits for whoever writes the array. Null when that fails or the array is not spoilable.
char* data_of(Handle array);
// A fresh array; null when the library refuses.
Handle make_array(const std::vector<int64_t>& shape, int dtype);

// All elements of an array, as a copy that can be changed and written back. Reading waits for the array.
class Elements {
 public:
  explicit Elements(Handle array);

  bool ready() const { return state_ == kReady; }
  // The library failed to give the array; its error is the last one.
  bool failed() const { return state_ == kFailed; }
  int64_t count() const { return count_; }
  int dtype() const { return dtype_; }
  char* bytes(int64_t element) { return data_.data() + element * static_cast<int64_t>(element_bytes(dtype_)); }
  // Of a floating type.
  double value(int64_t element);
  void set(int64_t element, double value);
  // False when the library refuses.
  bool write_back();

 private:
  enum State { kReady, kNothing, kFailed };

  Handle array_;
  State state_ = kNothing;
  int dtype_ = -1;
  int64_t count_ = 0;
  std::vector<char> data_;
};

}  // namespace vigil::proxy
