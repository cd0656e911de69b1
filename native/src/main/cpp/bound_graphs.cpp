#include "bound_graphs.h"

#include <vector>

#include "mx_api.h"
#include "reply.h"
#include "result_codes.h"

namespace vigil {
namespace {

std::vector<Handle> handles(const int64_t* numbers, int count) {
  std::vector<Handle> all;
  for (int i = 0; i < count; ++i) all.push_back(handle_of(numbers[i]));
  return all;
}

}  // namespace

int bound_exist() {
  const MxApi& from = api();
  return from.bound_create != nullptr && from.bound_forward != nullptr && from.bound_backward != nullptr &&
         from.bound_outputs != nullptr && from.bound_free != nullptr;
}

int64_t bound_create(int64_t symbol, int device_type, int device_id, int arguments, const int64_t* in,
                     const int64_t* gradients, const int32_t* requests, int auxiliaries, const int64_t* states,
                     int64_t shared) {
  if (bound_exist() == 0) return not_exported("MXExecutorBindEX");
  return guarded([&]() -> int64_t {
    std::vector<Handle> argument = handles(in, arguments);
    std::vector<Handle> gradient = handles(gradients, arguments);
    std::vector<Handle> state = handles(states, auxiliaries);
    std::vector<uint32_t> request(requests, requests + arguments);
    Handle out = nullptr;
    const int result = api().bound_create(handle_of(symbol), device_type, device_id, 0, nullptr, nullptr, nullptr,
                                          static_cast<uint32_t>(arguments), argument.data(), gradient.data(),
                                          request.data(), static_cast<uint32_t>(auxiliaries), state.data(),
                                          handle_of(shared), &out);
    return result == 0 ? number_of(out) : result;
  });
}

int bound_free(int64_t bound) {
  return guarded([&] { return api().bound_free(handle_of(bound)); });
}

int bound_forward(int64_t bound, bool training) {
  return guarded([&]() -> int {
    int result = api().bound_forward(handle_of(bound), training ? 1 : 0);
    uint32_t count = 0;
    Handle* out = nullptr;
    if (result == 0) result = api().bound_outputs(handle_of(bound), &count, &out);
    if (result != 0) return result;
    reply_clear();
    reply_int(static_cast<int32_t>(count));
    for (uint32_t i = 0; i < count; ++i) reply_long(number_of(out[i]));
    return kOk;
  });
}

int bound_backward(int64_t bound, int count, const int64_t* heads, bool training) {
  return guarded([&] {
    std::vector<Handle> head = handles(heads, count);
    return api().bound_backward(handle_of(bound), static_cast<uint32_t>(count), head.data(), training ? 1 : 0);
  });
}

}  // namespace vigil
