#pragma once

#include <cstdint>

namespace vigil {

// Replies with the C++ declaration that a symbol stands for, or with the symbol itself when it stands for none.
// Answers kOk.
int name_readable(const char* symbol);

}  // namespace vigil
