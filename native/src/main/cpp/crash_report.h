#pragma once

#include <cstdint>

namespace vigil {

// Collects the backtrace of the calling thread and appends it to the file. Meant for signal handlers: no
// allocation, write(2) only. Looking up names may take the loader's lock, so addresses are written first and an
// alarm ends a process that got stuck there.
//   HEADLINE [at ADDRESS]
//   pid P tid T
//   raw 0x… 0x…
//   by libjvm.so            only where the JVM ended itself, after a report of its own
//   #00 MODULE+0xOFFSET SYMBOL
// `address` is printed with the headline unless 0.
void write_crash_report(const char* file, const char* headline, uintptr_t address);

// The first backtrace loads code and allocates; do that before any signal.
void warm_up_crash_report();

}  // namespace vigil
