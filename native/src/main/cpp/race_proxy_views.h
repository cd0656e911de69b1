#pragma once

#include "race_proxy.h"

namespace vigil::race_proxy {

// The array that a slice was made of, while the race needs to know; null for any other array.
Handle array_around(Handle slice);

}  // namespace vigil::race_proxy
