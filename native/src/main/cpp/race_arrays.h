#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "mx_api.h"

namespace vigil::race {

// A call of the library that failed; the text is the library's.
class CallFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A function that this build does not have.
class NotExported : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Throws CallFailed with this thread's last error.
void check(int result);

// Throws NotExported when the slot of the table is empty.
template <typename Function>
Function need(Function function, const char* name) {
  if (function == nullptr) throw NotExported(name);
  return function;
}

// A dense float32 array of the library on the host, freed at the end.
class Array {
 public:
  Array() = default;
  explicit Array(Handle handle) : handle_(handle) {}
  // Every element is `value`.
  Array(const std::vector<int64_t>& shape, float value);
  Array(Array&& other) noexcept : handle_(other.take()) {}
  Array& operator=(Array&& other) noexcept;
  ~Array();

  // With room and no contents.
  static Array fresh(const std::vector<int64_t>& shape);

  Handle get() const { return handle_; }
  explicit operator bool() const { return handle_ != nullptr; }
  // The handle, which the caller frees.
  Handle take();
  // Frees now; throws when the library refuses.
  void release();

  void wait_to_read() const;
  void wait_to_write() const;
  // The memory itself. Waits for nothing.
  float* data() const;
  int64_t elements() const;
  void copy_in(const std::vector<float>& values) const;
  std::vector<float> copy_out() const;
  Array slice(uint32_t begin, uint32_t end) const;
  Array reshape(const std::vector<int64_t>& shape) const;

 private:
  Handle handle_ = nullptr;
};

// Waits for everything; throws when a failure comes out of it.
void wait_for_all();

// The first element that is not `expected`, in words; nothing when there is none.
std::optional<std::string> other_than(float expected, const float* values, int64_t count);
std::optional<std::string> other_than(float expected, const std::vector<float>& values);

}  // namespace vigil::race
