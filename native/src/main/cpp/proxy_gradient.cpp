// Gradients that go wrong. A call of the victim on the tape is remembered with the gradient arrays of its inputs and
// what they hold; the backward pass fills them, and then they are spoiled.
#include <deque>
#include <mutex>
#include <set>
#include <vector>

#include "proxy_arrays.h"
#include "proxy_errors.h"
#include "proxy_fault.h"
#include "proxy_spoil.h"

namespace vigil::proxy {
namespace {

constexpr double kFactor = 2;
constexpr uint32_t kRequestAdd = 3;
// Calls whose backward pass never comes must not keep arrays for ever.
constexpr size_t kRememberedMax = 64;
constexpr size_t kAddedMax = 4096;

using Spoil = void (*)(Elements& now, Elements& before);

struct Remembered {
  Handle array;  // our own handle, which keeps the array alive
  Elements before;
  Spoil spoil;
};

std::mutex lock;
std::deque<Remembered> remembered;
std::set<const char*> added;  // where the arrays lie to which gradients are added

void release(Handle array) { real<int (*)(Handle)>("MXNDArrayFree")(array); }

bool remember(Call& call, Spoil spoil, bool only_added) {
  static const auto gradient_of = real<int (*)(Handle, Handle*)>("MXNDArrayGetGrad");
  const std::lock_guard<std::mutex> guard(lock);
  for (int i = 0; i < call.inputs; ++i) {
    Handle gradient = nullptr;
    // An input that nobody asked the gradient of has none.
    if (gradient_of(call.in[i], &gradient) != 0 || gradient == nullptr) continue;
    Elements before(gradient);
    if (!before.ready() || !floating(before.dtype()) || (only_added && added.count(data_of(gradient)) == 0)) {
      release(gradient);
      continue;
    }
    remembered.push_back({gradient, before, spoil});
    if (remembered.size() <= kRememberedMax) continue;
    release(remembered.front().array);
    remembered.pop_front();
  }
  return true;
}

void scale(Elements& now, Elements&) {
  for (int64_t i = 0; i < now.count(); ++i) now.set(i, kFactor * now.value(i));
}

void leave_last(Elements& now, Elements& before) {
  const int64_t last = now.count() - 1;
  now.set(last, before.value(last));
}

void take_back(Elements& now, Elements& before) {
  for (int64_t i = 0; i < now.count(); ++i) now.set(i, now.value(i) - before.value(i));
}

bool remember_to_scale(Call& call) { return remember(call, scale, false); }
bool remember_to_leave(Call& call) { return remember(call, leave_last, false); }
bool remember_to_take_back(Call& call) { return remember(call, take_back, true); }

bool spoil_remembered() {
  const std::lock_guard<std::mutex> guard(lock);
  bool done = true;
  for (Remembered& one : remembered) {
    done = done && change(one.array, [&one](Elements& now) { one.spoil(now, one.before); });
    release(one.array);
  }
  remembered.clear();
  return done;
}

}  // namespace

std::vector<Fault> gradient_faults() {
  return {{"gradient-factor", remember_to_scale, nullptr, nullptr},
          {"gradient-unwritten", remember_to_leave, nullptr, nullptr},
          {"gradient-add", remember_to_take_back, nullptr, nullptr}};
}

extern "C" int MXAutogradMarkVariables(uint32_t count, Handle* variables, uint32_t* requests, Handle* gradients) {
  using Mark = int (*)(uint32_t, Handle*, uint32_t*, Handle*);
  static const Mark next = real<Mark>("MXAutogradMarkVariables");
  {
    const std::lock_guard<std::mutex> guard(lock);
    if (added.size() > kAddedMax) added.clear();
    for (uint32_t i = 0; i < count; ++i) {
      const char* data = data_of(gradients[i]);
      // Memory comes again, for arrays that are written to.
      if (requests[i] == kRequestAdd) {
        added.insert(data);
      } else {
        added.erase(data);
      }
    }
  }
  return next(count, variables, requests, gradients);
}

extern "C" int MXAutogradBackwardEx(uint32_t outputs, Handle* output, Handle* heads, uint32_t variables,
                                    Handle* variable, int retain, int create_graph, int training, Handle** gradients,
                                    int** storage) {
  using Backward = int (*)(uint32_t, Handle*, Handle*, uint32_t, Handle*, int, int, int, Handle**, int**);
  static const Backward next = real<Backward>("MXAutogradBackwardEx");
  clear_failure();
  const int result =
      next(outputs, output, heads, variables, variable, retain, create_graph, training, gradients, storage);
  return result == 0 && !spoil_remembered() ? -1 : result;
}

}  // namespace vigil::proxy
