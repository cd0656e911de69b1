// A gradient that is off by a factor. A call of the victim on the tape is remembered with the gradient arrays of its
// inputs; the backward pass fills them, and then they are scaled.
#include <deque>
#include <mutex>

#include "proxy_arrays.h"
#include "proxy_errors.h"
#include "proxy_fault.h"
#include "proxy_spoil.h"

namespace vigil::proxy {
namespace {

constexpr double kFactor = 2;
// Calls whose backward pass never comes must not keep arrays for ever.
constexpr size_t kRememberedMax = 64;

std::mutex lock;
std::deque<Handle> remembered;  // our own handles, which keep the arrays alive

void release(Handle array) { real<int (*)(Handle)>("MXNDArrayFree")(array); }

bool remember(Call& call) {
  static const auto gradient_of = real<int (*)(Handle, Handle*)>("MXNDArrayGetGrad");
  const std::lock_guard<std::mutex> guard(lock);
  for (int i = 0; i < call.inputs; ++i) {
    Handle gradient = nullptr;
    // An input that nobody asked the gradient of has none.
    if (gradient_of(call.in[i], &gradient) != 0 || gradient == nullptr) continue;
    remembered.push_back(gradient);
    if (remembered.size() <= kRememberedMax) continue;
    release(remembered.front());
    remembered.pop_front();
  }
  return true;
}

void scale(Elements& gradient) {
  if (!floating(gradient.dtype())) return;
  for (int64_t i = 0; i < gradient.count(); ++i) gradient.set(i, kFactor * gradient.value(i));
}

bool scale_remembered() {
  const std::lock_guard<std::mutex> guard(lock);
  bool done = true;
  for (const Handle gradient : remembered) {
    done = done && change(gradient, scale);
    release(gradient);
  }
  remembered.clear();
  return done;
}

}  // namespace

std::vector<Fault> gradient_faults() { return {{"gradient-factor", remember, nullptr, nullptr}}; }

extern "C" int MXAutogradBackwardEx(uint32_t outputs, Handle* output, Handle* heads, uint32_t variables,
                                    Handle* variable, int retain, int create_graph, int training, Handle** gradients,
                                    int** storage) {
  using Backward = int (*)(uint32_t, Handle*, Handle*, uint32_t, Handle*, int, int, int, Handle**, int**);
  static const Backward next = real<Backward>("MXAutogradBackwardEx");
  clear_failure();
  const int result =
      next(outputs, output, heads, variables, variable, retain, create_graph, training, gradients, storage);
  return result == 0 && !scale_remembered() ? -1 : result;
}

}  // namespace vigil::proxy
