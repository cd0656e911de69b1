#pragma once

#include <cstdint>

namespace vigil {

int operators_all_names();   // reply: count, names
int operators_creators();    // reply: count, then handle and name of each primary operator

// reply: name, description, key of the variadic count, return type, count, then name, type and
// description of each argument.
int operator_info(int64_t creator);

// The handle behind a name or alias, or a negative code.
int64_t operator_find(const char* name);

}  // namespace vigil
