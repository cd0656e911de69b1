#pragma once

namespace vigil::watch {

// Whether the library has begun in this process; nothing is watched before.
bool started();

// Writes what a process leaves behind at its end, once, and only in the process that was meant.
void finish();

}  // namespace vigil::watch
