#pragma once

#include <cstdint>

namespace vigil {

// Loads the build under test; at most one per process, because a second copy aborts in its static
// initialisers. Answers kOk, or a positive number with a text in the reply:
// 1 = the loader refused, 2 = symbols are missing, 3 = this process already holds a library.
int library_open(const char* path);

// 1 or 2 once loaded, 0 before.
int library_abi();

int library_version();             // kMxFailed on failure
int library_features();            // reply: count, then name and 0/1 each
int library_commit();              // reply: text
int library_branch();              // reply: text
int library_replaced_signals();    // reply: count, then the signals whose action the load had changed
int library_notify_shutdown();

int library_last_error();     // reply: MXGetLastError of this thread
int library_failure_text();   // reply: the text of kNotExported and kEscaped

}  // namespace vigil
