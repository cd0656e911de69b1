#pragma once

#include <cstdint>

namespace vigil {

// 1 when the build binds symbols to arrays (the symbol executor of 1.x), 0 when it does not.
int bound_exist();

// The symbol bound to arrays, given in its own orders of arguments and auxiliary states; gradient 0 for none. Requests
// have the codes of autograd_mark. `shared` is a bound graph whose memory this one may use, or 0.
int64_t bound_create(int64_t symbol, int device_type, int device_id, int arguments, const int64_t* in,
                     const int64_t* gradients, const int32_t* requests, int auxiliaries, const int64_t* states,
                     int64_t shared);
int bound_free(int64_t bound);

// reply: count, then the handle of each output.
int bound_forward(int64_t bound, bool training);
int bound_backward(int64_t bound, int count, const int64_t* heads, bool training);

}  // namespace vigil
