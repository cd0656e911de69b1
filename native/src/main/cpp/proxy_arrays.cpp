#include "proxy_arrays.h"

#include <cmath>
#include <cstring>

namespace vigil::proxy {
namespace {

constexpr int kDense = 0;
constexpr int kHost = 1;
constexpr int kHalfBias = 15;
constexpr int kHalfFraction = 10;

int64_t product(const std::vector<int64_t>& dims) {
  int64_t elements = 1;
  for (const int64_t dim : dims) elements *= dim;
  return elements;
}

double half_value(uint16_t bits) {
  const int exponent = bits >> kHalfFraction & 0x1f;
  const int fraction = bits & 0x3ff;
  const double size = exponent == 0x1f  ? (fraction == 0 ? HUGE_VAL : std::nan(""))
                      : exponent == 0   ? std::ldexp(fraction, 1 - kHalfBias - kHalfFraction)
                                        : std::ldexp(fraction + 0x400, exponent - kHalfBias - kHalfFraction);
  return (bits & 0x8000) != 0 ? -size : size;
}

// Cuts off instead of rounding: a spoiled value is wrong anyway.
uint16_t half_bits(double value) {
  const uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  if (std::isnan(value)) return 0x7e00;
  int exponent = 0;
  const double fraction = std::frexp(std::fabs(value), &exponent);
  if (std::isinf(value) || exponent > kHalfBias + 1) return sign | 0x7c00;
  if (value == 0 || exponent < 1 - kHalfBias - kHalfFraction) return sign;
  if (exponent < 2 - kHalfBias) {
    return sign | static_cast<uint16_t>(std::ldexp(std::fabs(value), kHalfBias - 1 + kHalfFraction));
  }
  const auto mantissa = static_cast<uint16_t>(std::ldexp(fraction, kHalfFraction + 1)) & 0x3ff;
  return static_cast<uint16_t>(sign | (exponent - 1 + kHalfBias) << kHalfFraction | mantissa);
}

template <typename Type>
Type load(const char* from) {
  Type value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

template <typename Type>
void store(char* to, Type value) {
  std::memcpy(to, &value, sizeof value);
}

}  // namespace

int dtype_of(Handle array) {
  static const auto next = real<int (*)(Handle, int*)>("MXNDArrayGetDType");
  int dtype = -1;
  return next(array, &dtype) == 0 ? dtype : -1;
}

std::vector<int64_t> shape_of(Handle array) {
  using Shape = int (*)(Handle, int*, const int64_t**);
  static const Shape first = real<Shape>("MXNDArrayGetShapeEx64");
  static const Shape next = first != nullptr ? first : real<Shape>("MXNDArrayGetShape64");
  int ndim = 0;
  const int64_t* dims = nullptr;
  if (next == nullptr || next(array, &ndim, &dims) != 0 || ndim < 0) return {0};
  return std::vector<int64_t>(dims, dims + ndim);
}

size_t element_bytes(int dtype) {
  constexpr size_t kBytes[] = {4, 8, 2, 1, 4, 1, 8, 1, 2, 2, 4, 8, 2};
  return dtype >= 0 && dtype < 13 ? kBytes[dtype] : 0;
}

bool floating(int dtype) { return dtype >= kFloat32 && dtype <= kFloat16; }

bool spoilable(Handle array) {
  static const auto storage_of = real<int (*)(Handle, int*)>("MXNDArrayGetStorageType");
  static const auto context_of = real<int (*)(Handle, int*, int*)>("MXNDArrayGetContext");
  int storage = -1;
  int device = -1;
  int number = -1;
  return storage_of(array, &storage) == 0 && storage == kDense && context_of(array, &device, &number) == 0 &&
         device == kHost && element_bytes(dtype_of(array)) > 0 && product(shape_of(array)) > 0;
}

char* data_of(Handle array) {
  static const auto wait = real<int (*)(Handle)>("MXNDArrayWaitToRead");
  static const auto next = real<int (*)(Handle, void**)>("MXNDArrayGetData");
  void* data = nullptr;
  if (!spoilable(array) || wait(array) != 0 || next(array, &data) != 0) return nullptr;
  return static_cast<char*>(data);
}

Handle make_array(const std::vector<int64_t>& shape, int dtype) {
  using Create = int (*)(const int64_t*, int, int, int, int, int, Handle*);
  static const Create first = real<Create>("MXNDArrayCreateEx64");
  static const Create next = first != nullptr ? first : real<Create>("MXNDArrayCreate64");
  Handle made = nullptr;
  return next(shape.data(), static_cast<int>(shape.size()), kHost, 0, 0, dtype, &made) == 0 ? made : nullptr;
}

Elements::Elements(Handle array) : array_(array) {
  static const auto next = real<int (*)(Handle, void*, size_t)>("MXNDArraySyncCopyToCPU");
  if (!spoilable(array)) return;
  dtype_ = dtype_of(array);
  count_ = product(shape_of(array));
  data_.resize(static_cast<size_t>(count_) * element_bytes(dtype_));
  state_ = next(array, data_.data(), static_cast<size_t>(count_)) == 0 ? kReady : kFailed;
}

double Elements::value(int64_t element) {
  const char* from = bytes(element);
  if (dtype_ == kFloat32) return load<float>(from);
  return dtype_ == kFloat64 ? load<double>(from) : half_value(load<uint16_t>(from));
}

void Elements::set(int64_t element, double value) {
  char* to = bytes(element);
  if (dtype_ == kFloat32) {
    store(to, static_cast<float>(value));
  } else if (dtype_ == kFloat64) {
    store(to, value);
  } else {
    store(to, half_bits(value));
  }
}

bool Elements::write_back() {
  static const auto next = real<int (*)(Handle, const void*, size_t)>("MXNDArraySyncCopyFromCPU");
  return next(array_, data_.data(), static_cast<size_t>(count_)) == 0;
}

}  // namespace vigil::proxy
