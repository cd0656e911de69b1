#include "autograd.h"

#include <vector>

#include "mx_api.h"
#include "result_codes.h"

namespace vigil {
namespace {

std::vector<Handle> handles(int count, const int64_t* numbers) {
  std::vector<Handle> result;
  for (int i = 0; i < count; ++i) result.push_back(handle_of(numbers[i]));
  return result;
}

}  // namespace

int autograd_set_recording(bool on) {
  if (api().set_recording == nullptr) return not_exported("MXAutogradSetIsRecording");
  int previous = 0;
  const int result = guarded([&] { return api().set_recording(on ? 1 : 0, &previous); });
  return result == 0 ? previous : result;
}

int autograd_set_training(bool on) {
  if (api().set_training == nullptr) return not_exported("MXAutogradSetIsTraining");
  int previous = 0;
  const int result = guarded([&] { return api().set_training(on ? 1 : 0, &previous); });
  return result == 0 ? previous : result;
}

int autograd_mark(int count, const int64_t* variables, const int32_t* requests, const int64_t* gradients) {
  if (api().mark_variables == nullptr) return not_exported("MXAutogradMarkVariables");
  return guarded([&] {
    std::vector<Handle> variable = handles(count, variables);
    std::vector<Handle> gradient = handles(count, gradients);
    std::vector<uint32_t> request(requests, requests + count);
    return api().mark_variables(static_cast<uint32_t>(count), variable.data(), request.data(), gradient.data());
  });
}

int autograd_backward(int count, const int64_t* outputs, const int64_t* heads, bool retain, bool training) {
  if (api().backward == nullptr) return not_exported("MXAutogradBackwardEx");
  return guarded([&] {
    std::vector<Handle> output = handles(count, outputs);
    std::vector<Handle> head = heads == nullptr ? std::vector<Handle>() : handles(count, heads);
    constexpr int kNoHigherOrder = 0;
    return api().backward(static_cast<uint32_t>(count), output.data(), head.empty() ? nullptr : head.data(), 0,
                          nullptr, retain ? 1 : 0, kNoHigherOrder, training ? 1 : 0, nullptr, nullptr);
  });
}

}  // namespace vigil
