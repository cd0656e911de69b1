#pragma once

#include <cstddef>
#include <cstdint>

namespace vigil {

// Answers of the unhurried functions: they append to a buffer of the calling thread, Java takes the bytes
// over in one copy. So no pointer of the library, which is valid only until the next call, reaches Java.
void reply_clear();
void reply_int(int32_t value);
void reply_long(int64_t value);
void reply_text(const char* text);  // null is written as the empty text

int64_t reply_size();
int reply_copy(int8_t* out, int64_t capacity);

}  // namespace vigil
