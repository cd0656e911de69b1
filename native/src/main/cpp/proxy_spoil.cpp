#include "proxy_spoil.h"

#include <cmath>

namespace vigil::proxy {

void make_wrong(Elements& array, int64_t element) {
  if (floating(array.dtype())) {
    const double value = array.value(element);
    array.set(element, value + 1 + std::fabs(value));
  } else {
    char* bytes = array.bytes(element);
    bytes[0] = static_cast<char>(bytes[0] ^ 1);
  }
}

}  // namespace vigil::proxy
