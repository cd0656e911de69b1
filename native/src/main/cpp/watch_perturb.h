#pragma once

#include "watch_base.h"
#include "watch_threads.h"

namespace vigil::watch {

// Where a thread may be delayed.
enum class Point : uint8_t { kLock, kLocked, kUnlocked, kWait, kSignal, kCreate, kBegin };

// Delays the thread or not: by a hash of seed, thread, place and visit, or as a list of delays says. What is delayed is
// written first, so that it can be shortened and given again. `key` is the number of the place (place_key), `place` where
// it is in this process.
void perturb(Thread& thread, Point point, uint64_t key, uintptr_t place);

// Opens the file of delays, and reads the list of them if one is given.
void prepare_perturbation();

}  // namespace vigil::watch
