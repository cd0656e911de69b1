#pragma once

#include <dlfcn.h>

#include <cstdint>

namespace vigil::proxy {

using Handle = void*;

// The function that ours stands before: the loader finds it in the library behind the proxy.
template <typename Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

}  // namespace vigil::proxy
