#pragma once

#include "proxy_arrays.h"

namespace vigil::proxy {

// Far enough from the right value that no tolerance hides it.
void make_wrong(Elements& array, int64_t element);

// Changes an array in place; true as well when there is nothing to change, false when the library fails.
template <typename Change>
bool change(Handle array, Change how) {
  Elements elements(array);
  if (!elements.ready()) return !elements.failed();
  how(elements);
  return elements.write_back();
}

}  // namespace vigil::proxy
