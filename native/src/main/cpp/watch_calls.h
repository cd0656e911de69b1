#pragma once

#include "watch_base.h"
#include "watch_locks.h"
#include "watch_settings.h"
#include "watch_text.h"
#include "watch_threads.h"

namespace vigil::watch {

// Calls that may block, and whether a lock was held through one that another thread waited for.

// Whether a call of this name is watched: all are where VIGIL_WATCH_CALLS names none.
bool is_watched_call(const char* name);

void note_call_begin(Thread& thread, const char* name, uint32_t context);
void note_call_end(Thread& thread);

// A call of which only the begin is seen is over when its thread does something that is not within it.
inline void note_step(Thread& thread, uintptr_t sp) {
  if (VIGIL_UNLIKELY(thread.call_open_sp != 0 && sp >= thread.call_open_sp)) note_call_end(thread);
}

// The thread, where what it does is followed; null else.
inline Thread* followed(const Caller& from) {
  if (!settings.follows) return nullptr;
  Thread* thread = current();
  if (thread != nullptr) note_step(*thread, from.sp);
  return thread;
}

// A thread begins to wait for a lock of `owner`.
void note_waiter(const Thread& owner, const LockEntry& entry, uint32_t context);

void write_calls(Text& text);
uint64_t calls_version();

}  // namespace vigil::watch
