// The guards of C++ statics within functions, before those of the C++ runtime. They are whole here, since a runtime that
// is loaded privately by a library cannot be found from outside; acquire, release and abort all come here, or none.
// Itanium C++ ABI, section 3.3.3: the first byte tells that the object is made. The 32 bits behind it are ours.

#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>

#include "watch_calls.h"
#include "watch_contexts.h"
#include "watch_locks.h"
#include "watch_settings.h"
#include "watch_threads.h"

namespace vigil::watch {
namespace {

constexpr uint32_t kFree = 0;
constexpr uint32_t kBusy = 1;
constexpr uint32_t kAwaited = 2;
constexpr uint32_t kMade = 3;

uint8_t* made_byte(uint64_t* guard) { return reinterpret_cast<uint8_t*>(guard); }
uint32_t* state_of(uint64_t* guard) { return reinterpret_cast<uint32_t*>(guard) + 1; }

// True when the caller is to make the object.
bool acquire(uint64_t* guard) {
  uint32_t* state = state_of(guard);
  while (true) {
    uint32_t seen = kFree;
    if (__atomic_compare_exchange_n(state, &seen, kBusy, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) return true;
    if (seen == kMade) return false;
    if (seen == kBusy &&
        !__atomic_compare_exchange_n(state, &seen, kAwaited, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
      continue;
    }
    syscall(SYS_futex, state, FUTEX_WAIT_PRIVATE, kAwaited, nullptr, nullptr, 0);
  }
}

void release(uint64_t* guard, bool made) {
  if (made) __atomic_store_n(made_byte(guard), uint8_t{1}, __ATOMIC_RELEASE);
  const uint32_t before = __atomic_exchange_n(state_of(guard), made ? kMade : kFree, __ATOMIC_ACQ_REL);
  if (before == kAwaited) {
    syscall(SYS_futex, state_of(guard), FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
  }
}

void give_back(uint64_t* guard, bool made, const Caller& from) {
  Thread* thread = followed(from);
  if (thread != nullptr) note_released(*thread, reinterpret_cast<uintptr_t>(guard));
  release(guard, made);
}

}  // namespace
}  // namespace vigil::watch

using namespace vigil::watch;

VIGIL_EXPORT int __cxa_guard_acquire(uint64_t* guard) {
  if (__atomic_load_n(made_byte(guard), __ATOMIC_ACQUIRE) != 0) return 0;
  const Caller from = caller();
  Thread* thread = followed(from);
  if (thread == nullptr) return acquire(guard) ? 1 : 0;
  const uint32_t number = context_of(*thread, from);
  LockEntry* entry = lock_entry(reinterpret_cast<uintptr_t>(guard), Kind::kGuard, number);
  if (entry != nullptr) note_order(*thread, *entry, Kind::kGuard, Mode::kExclusive, number);
  {
    const Wait waiting(*thread, "__cxa_guard_acquire", reinterpret_cast<uintptr_t>(guard), entry, number);
    if (!acquire(guard)) return 0;
  }
  note_held(*thread, entry, Kind::kGuard, Mode::kExclusive, number, from.sp);
  return 1;
}

VIGIL_EXPORT void __cxa_guard_release(uint64_t* guard) { give_back(guard, true, caller()); }

VIGIL_EXPORT void __cxa_guard_abort(uint64_t* guard) { give_back(guard, false, caller()); }
