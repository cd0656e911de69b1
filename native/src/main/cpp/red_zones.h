#pragma once

#include <cstdint>

namespace vigil {

// Puts a red zone before and behind each block that the library under test takes from now on by posix_memalign, as it
// does for its arrays and workspaces: its own calls of posix_memalign, realloc and free lead here, nobody else's do.
// To be called once, when the library is open. How many of its calls of
// posix_memalign lead here now; 0 where nothing is watched.
int red_zones_start();

// What red zones hold from now on; a negative number for what they usually hold.
void red_zones_fill(int byte);

// How many blocks were found to be written beside since the last time. Looks at the blocks that there are now, each time
// unless there are thousands; those
// given back were looked at then. What is told is mended, so that it is told once. Reply, unless the answer is 0: bytes of
// the first such block, where the first changed byte of its zones lies, from the block's first byte on, and how many
// bytes changed.
int red_zones_damaged();

}  // namespace vigil
