#pragma once

#include <string>

namespace vigil::proxy {

// Makes MXGetLastError answer this text on this thread until the next call; always false.
bool fail(const std::string& text);

// The library's own error text again.
void clear_failure();

// Whether an error of an earlier call is to come out of this one, which is of another operator. At most once.
bool take_late_error();

}  // namespace vigil::proxy
