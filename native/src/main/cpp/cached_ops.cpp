#include "cached_ops.h"

#include <vector>

#include "calls.h"
#include "mx_api.h"
#include "reply.h"
#include "result_codes.h"

namespace vigil {

int64_t cached_create(int64_t symbol, const int8_t* packed, int flags) {
  if (api().cached_create == nullptr) {
    return not_exported(api().second_abi ? "MXCreateCachedOp" : "MXCreateCachedOpEX");
  }
  return guarded([&]() -> int64_t {
    // The flags have the form of attributes, so the same unpacking serves.
    PreparedCall flag(0, reinterpret_cast<const char*>(packed), flags);
    constexpr bool kThreadSafe = false;
    Handle out = nullptr;
    const int result =
        api().cached_create(handle_of(symbol), flags, flag.keys.data(), flag.values.data(), &out, kThreadSafe);
    return result == 0 ? number_of(out) : result;
  });
}

int cached_free(int64_t cached) {
  if (api().cached_free == nullptr) return not_exported("MXFreeCachedOp");
  return guarded([&] { return api().cached_free(handle_of(cached)); });
}

int cached_invoke(int64_t cached, int inputs, const int64_t* in, int device_type, int device_id) {
  if (api().cached_invoke_first == nullptr && api().cached_invoke_second == nullptr) {
    return not_exported(api().second_abi ? "MXInvokeCachedOp" : "MXInvokeCachedOpEx");
  }
  return guarded([&]() -> int {
    std::vector<Handle> input;
    for (int i = 0; i < inputs; ++i) input.push_back(handle_of(in[i]));
    int count = 0;
    Handle* out = nullptr;
    const int* storage = nullptr;
    const int result = api().second_abi
                           ? api().cached_invoke_second(handle_of(cached), inputs, input.data(), device_type,
                                                        device_id, &count, &out, &storage)
                           : api().cached_invoke_first(handle_of(cached), inputs, input.data(), &count, &out,
                                                       &storage);
    if (result != 0) return result;
    reply_clear();
    reply_int(count);
    for (int i = 0; i < count; ++i) reply_long(number_of(out[i]));
    return kOk;
  });
}

}  // namespace vigil
