// Faults of calls that take arrays which are stored without their zeros.
#include <cstring>
#include <vector>

#include "proxy_arrays.h"
#include "proxy_fault.h"
#include "proxy_spoil.h"

namespace vigil::proxy {
namespace {

constexpr int kDense = 0;

bool sparse(Handle array) {
  static const auto storage_of = real<int (*)(Handle, int*)>("MXNDArrayGetStorageType");
  int storage = -1;
  return storage_of(array, &storage) == 0 && storage > kDense;
}

bool wrong_last(Call& call) {
  for (int i = 0; i < call.inputs; ++i) {
    if (!sparse(call.in[i])) continue;
    return change((*call.out)[0], [](Elements& output) { make_wrong(output, output.count() - 1); });
  }
  return true;
}

// What is zero for the length of a call.
struct Hidden {
  char* at;
  std::vector<char> bytes;
};

thread_local std::vector<Hidden> hidden;

// The last row of a row-sparse array, or the last element of a CSR one.
void hide_last_of(Handle array) {
  static const auto wait = real<int (*)(Handle)>("MXNDArrayWaitToRead");
  static const auto data = real<int (*)(Handle, void**)>("MXNDArrayGetData");
  static const auto copy = real<int (*)(Handle, Handle*)>("MXNDArrayGetDataNDArray");
  static const auto release = real<int (*)(Handle)>("MXNDArrayFree");
  Handle values = nullptr;
  void* first = nullptr;
  if (wait(array) != 0 || copy(array, &values) != 0) return;
  const std::vector<int64_t> shape = shape_of(values);
  release(values);
  size_t bytes = element_bytes(dtype_of(array));
  for (size_t axis = 1; axis < shape.size(); ++axis) bytes *= static_cast<size_t>(shape[axis]);
  if (shape.empty() || shape[0] < 1 || bytes == 0 || data(array, &first) != 0) return;
  char* last = static_cast<char*>(first) + static_cast<size_t>(shape[0] - 1) * bytes;
  hidden.push_back({last, std::vector<char>(last, last + bytes)});
  std::memset(last, 0, bytes);
}

void bring_back() {
  // An array that is given twice was hidden twice.
  for (auto each = hidden.rbegin(); each != hidden.rend(); ++each) {
    std::memcpy(each->at, each->bytes.data(), each->bytes.size());
  }
  hidden.clear();
}

bool hide_last(Call& call) {
  for (int i = 0; i < call.inputs; ++i) {
    if (sparse(call.in[i])) hide_last_of(call.in[i]);
  }
  return true;
}

bool finish(Call& call) {
  static const auto wait = real<int (*)(Handle)>("MXNDArrayWaitToRead");
  bool done = true;
  for (int i = 0; !hidden.empty() && i < *call.count; ++i) done = wait((*call.out)[i]) == 0 && done;
  bring_back();
  return done;
}

}  // namespace

std::vector<Fault> sparse_faults() {
  return {
      {"sparse-value", nullptr, wrong_last, nullptr},
      {"sparse-row-ignored", hide_last, finish, bring_back},
  };
}

}  // namespace vigil::proxy
