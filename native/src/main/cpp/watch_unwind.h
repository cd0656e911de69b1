#pragma once

#include "watch_base.h"

namespace vigil::watch {

// The registers that walking up a stack needs.
struct Frame {
  uintptr_t pc = 0;
  uintptr_t sp = 0;
  uintptr_t bp = 0;
  // Whether `pc` is where a call comes back to, so that the call lies before it; not so where a signal struck.
  bool returned = true;

  uintptr_t place() const { return returned ? pc - 1 : pc; }
};

// Where a stack may be read.
struct StackRange {
  uintptr_t low = 0;
  uintptr_t high = 0;
  // The alternative stack for signals, if the thread is on it.
  uintptr_t low2 = 0;
  uintptr_t high2 = 0;

  bool holds(uintptr_t address) const {
    return (address & 7) == 0 &&
           ((address >= low && address + 8 <= high) || (address >= low2 && address + 8 <= high2));
  }
};

// The places of a stack from `frame` on, at most `max`; gives how many. Goes by the modules' own unwinding tables,
// whose rows are kept, or along frame pointers where a place is in no module (code that was compiled at run time). Takes
// no memory and no lock but, with `look_again`, that of the list of modules.
size_t walk(Frame frame, const StackRange& range, bool look_again, uintptr_t* places, size_t max);

// The same up to the last of `watched_max` places in watched modules, of which `key` becomes the hash.
size_t walk_watched(Frame frame, const StackRange& range, uintptr_t* places, size_t max, size_t watched_max, uint64_t& key);

}  // namespace vigil::watch
