#pragma once

#include <cstdint>

namespace vigil {

int autograd_set_recording(bool on);   // the previous value, or a negative code
int autograd_set_training(bool on);
int autograd_mark(int count, const int64_t* variables, const int32_t* requests, const int64_t* gradients);

// `heads` may be null; a single head of 0 means ones.
int autograd_backward(int count, const int64_t* outputs, const int64_t* heads, bool retain, bool training);

}  // namespace vigil
