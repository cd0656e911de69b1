#pragma once

#include <cstddef>
#include <cstdint>

#include "arrays.h"
#include "mx_api.h"

namespace vigil {

// Where the memory of an array lies. The numbers are Java's too.
enum class Placement : int {
  kOwn = 0,         // the library allocates it
  kSliced = 1,      // rows 1 to n of an array with n + 2 rows
  kBehind = 2,      // its last byte is the last one before a page that may not be touched
  kBehindWide = 3,  // the same, aligned to 64 bytes
  kBefore = 4,      // its first byte is the first one behind such a page
};

// A new array of the plan's shape and type there, its contents undefined. What cannot be placed (another device, an
// array without axes for a slice, a type that DLPack has no code for) becomes one that the library allocates.
int place(const ArrayPlan& plan, Placement placement, Handle* out);

// What freshly allocated memory of this process and red zones hold from now on: this byte, or whatever it does when negative.
// Needs an allocator without caches per thread (GLIBC_TUNABLES=glibc.malloc.tcache_count=0), which hand memory out as
// it was.
void memory_fill(int byte);

}  // namespace vigil
