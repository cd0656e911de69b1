#pragma once

namespace vigil::watch {

// Appends the stacks of all threads, what each holds and what each waits for, to the dump file. No debugger's rights
// are needed: every thread is sent a signal and walks its own stack. Takes at most some seconds.
void dump(const char* reason);

// Sets the handlers of the two signals: one asks for a dump, the next number is for the threads.
void prepare_dump();

}  // namespace vigil::watch
