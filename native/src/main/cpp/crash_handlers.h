#pragma once

#include <cstdint>

namespace vigil {

// Writes a native backtrace to `report` when the process aborts, where HotSpot writes nothing, when a
// guarded thread overflows its stack in native code, which otherwise kills without a word, and at fatal signals
// that nobody listens for. Everything else goes on to the handlers found here, so install after the JVM and the
// build have installed theirs.
// Answers 0 or an errno. A second call only changes the file.
int crash_install(const char* report);

// Gives the calling thread a signal stack and makes its overflows known to the handler, until it ends.
// Answers 0 or an errno.
int crash_guard_thread();

}  // namespace vigil
