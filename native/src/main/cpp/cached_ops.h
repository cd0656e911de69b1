#pragma once

#include <cstdint>

namespace vigil {

// `packed`: key, value, key, value, each closed by a zero byte.
int64_t cached_create(int64_t symbol, const int8_t* packed, int flags);
int cached_free(int64_t cached);

// reply: count, then the handle of each output.
int cached_invoke(int64_t cached, int inputs, const int64_t* in, int device_type, int device_id);

}  // namespace vigil
