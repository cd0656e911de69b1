#include "race_arrays.h"

#include <algorithm>

namespace vigil::race {
namespace {

constexpr int kCpu = 1;
constexpr int kFloat32 = 0;

}  // namespace

void check(int result) {
  if (result != 0) throw CallFailed(api().last_error());
}

Array Array::fresh(const std::vector<int64_t>& shape) {
  Handle handle = nullptr;
  check(api().array_create(shape.data(), static_cast<int>(shape.size()), kCpu, 0, 0, kFloat32, &handle));
  return Array(handle);
}

Array::Array(const std::vector<int64_t>& shape, float value) : Array(fresh(shape)) {
  float* own = data();
  std::fill(own, own + elements(), value);
}

Array& Array::operator=(Array&& other) noexcept {
  if (this != &other) {
    Array old(take());
    handle_ = other.take();
  }
  return *this;
}

Array::~Array() {
  // Nobody can act on a refusal here; probes that ask about freeing call release().
  if (handle_ != nullptr) api().array_free(handle_);
}

Handle Array::take() {
  const Handle handle = handle_;
  handle_ = nullptr;
  return handle;
}

void Array::release() { check(api().array_free(take())); }

void Array::wait_to_read() const { check(api().array_wait_read(handle_)); }

void Array::wait_to_write() const { check(api().array_wait_write(handle_)); }

float* Array::data() const {
  void* memory = nullptr;
  check(api().array_data(handle_, &memory));
  return static_cast<float*>(memory);
}

int64_t Array::elements() const {
  int rank = 0;
  const int64_t* dims = nullptr;
  check(api().array_shape(handle_, &rank, &dims));
  int64_t product = 1;
  for (int i = 0; i < rank; ++i) product *= dims[i];
  return product;
}

void Array::copy_in(const std::vector<float>& values) const {
  check(api().array_copy_from(handle_, values.data(), values.size()));
}

std::vector<float> Array::copy_out() const {
  std::vector<float> values(elements());
  check(api().array_copy_to(handle_, values.data(), values.size()));
  return values;
}

Array Array::slice(uint32_t begin, uint32_t end) const {
  Handle view = nullptr;
  check(need(api().array_slice, "MXNDArraySlice")(handle_, begin, end, &view));
  return Array(view);
}

Array Array::reshape(const std::vector<int64_t>& shape) const {
  std::vector<int64_t> dims = shape;
  Handle view = nullptr;
  check(need(api().array_reshape, "MXNDArrayReshape64")(handle_, static_cast<int>(dims.size()), dims.data(), false,
                                                        &view));
  return Array(view);
}

void wait_for_all() { check(api().wait_all()); }

std::optional<std::string> other_than(float expected, const float* values, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    if (values[i] != expected) {
      return "element " + std::to_string(i) + " is " + std::to_string(values[i]) + ", not " + std::to_string(expected);
    }
  }
  return std::nullopt;
}

std::optional<std::string> other_than(float expected, const std::vector<float>& values) {
  return other_than(expected, values.data(), static_cast<int64_t>(values.size()));
}

}  // namespace vigil::race
