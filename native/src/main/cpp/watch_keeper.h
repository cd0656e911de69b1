#pragma once

namespace vigil::watch {

// The library's own thread: writes the graph as it grows, and dumps when asked to or at the deadline. Started once.
void start_keeper();

// The kernel's number of that thread; 0 where there is none.
int keeper_tid();

// Has it dump soon; usable in a signal handler.
void ask_keeper();

}  // namespace vigil::watch
