#pragma once

#include <cstdint>

namespace vigil::proxy {

// A number that differs from process to process and hangs on nothing else: a hash of the process's id and the time.
uint64_t drawn();

}  // namespace vigil::proxy
