// Our condition variables, once-only initialisation, threads, and ends of the process before those of the C library.

#include <errno.h>
#include <pthread.h>
#include <unistd.h>

#include "watch_calls.h"
#include "watch_contexts.h"
#include "watch_keeper.h"
#include "watch_locks.h"
#include "watch_modules.h"
#include "watch_perturb.h"
#include "watch_real.h"
#include "watch_settings.h"
#include "watch_start.h"
#include "watch_threads.h"

namespace vigil::watch {
namespace {

uintptr_t address(const void* object) { return reinterpret_cast<uintptr_t>(object); }

// A wait gives the mutex back and takes it again; whatever else is held stays so.
template <typename Blocking>
__attribute__((always_inline)) inline int wait(const char* name, pthread_cond_t* condition, pthread_mutex_t* mutex,
                                               const Caller& from, Blocking block) {
  Thread* thread = followed(from);
  if (thread == nullptr) return block();
  const uint32_t number = context_of(*thread, from);
  const Context& where = context(number);
  perturb(*thread, Point::kWait, where.key, where.place);
  const bool held = holds(*thread, address(mutex));
  LockEntry* entry = held ? lock_entry(address(mutex), Kind::kMutex, number) : nullptr;
  if (held) note_released(*thread, address(mutex));
  const bool others = thread->held_count.load(std::memory_order_relaxed) > 0;
  if (others) note_call_begin(*thread, name, number);
  int result = 0;
  {
    const Wait waiting(*thread, name, address(condition), nullptr, number);
    result = block();
  }
  if (others) {
    note_call_end(*thread);
    if (entry != nullptr) note_order(*thread, *entry, Kind::kMutex, Mode::kExclusive, number);
  }
  if (held) note_held(*thread, entry, Kind::kMutex, Mode::kExclusive, number, from.sp);
  return result;
}

template <typename Wake>
__attribute__((always_inline)) inline int wake(const Caller& from, Wake signal) {
  if (VIGIL_UNLIKELY(settings.perturb)) {
    Thread* thread = followed(from);
    if (thread != nullptr) {
      const Context& where = context(context_of(*thread, from));
      perturb(*thread, Point::kSignal, where.key, where.place);
    }
  }
  return signal();
}

// What glibc and musl leave in the control word when the routine is through.
bool is_over(const pthread_once_t* control) {
  return (__atomic_load_n(control, __ATOMIC_ACQUIRE) & 2) != 0;
}

// A variable of a module stands for itself; of others, which come and go in numbers, all that are initialised at one
// place count as one.
uintptr_t once_object(const pthread_once_t* control, const Context& where) {
  return module_at(address(control), true) != nullptr || where.place == 0 ? address(control) : where.place;
}

struct OnceCall {
  LockEntry* entry;
  uint32_t context;
  uintptr_t sp;
};

__thread OnceCall once_call;

// A routine that throws leaves its record behind; it is gone when the stack is above it.
void drop_left_routines(Thread& thread, uintptr_t sp) {
  for (uint32_t i = thread.held_count.load(std::memory_order_relaxed); i-- > 0;) {
    if (thread.held[i].kind == Kind::kOnce && thread.held[i].sp < sp) note_released(thread, thread.held[i].lock);
  }
}

void run_once() {
  const OnceCall call = once_call;
  void (*routine)() = self->once_routine;
  const uintptr_t lock = call.entry->lock.load();
  note_held(*self, call.entry, Kind::kOnce, Mode::kExclusive, call.context, call.sp);
  routine();
  if (self != nullptr) note_released(*self, lock);
}

}  // namespace
}  // namespace vigil::watch

using namespace vigil::watch;

VIGIL_EXPORT int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex) {
  find_real();
  return wait("pthread_cond_wait", condition, mutex, caller(), [=] { return real.cond_wait(condition, mutex); });
}

VIGIL_EXPORT int pthread_cond_timedwait(pthread_cond_t* condition, pthread_mutex_t* mutex, const timespec* until) {
  find_real();
  return wait("pthread_cond_timedwait", condition, mutex, caller(),
              [=] { return real.cond_timedwait(condition, mutex, until); });
}

VIGIL_EXPORT int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t clock,
                                        const timespec* until) {
  find_real();
  if (real.cond_clockwait == nullptr) return ENOTSUP;
  return wait("pthread_cond_clockwait", condition, mutex, caller(),
              [=] { return real.cond_clockwait(condition, mutex, clock, until); });
}

VIGIL_EXPORT int pthread_cond_signal(pthread_cond_t* condition) {
  find_real();
  return wake(caller(), [=] { return real.cond_signal(condition); });
}

VIGIL_EXPORT int pthread_cond_broadcast(pthread_cond_t* condition) {
  find_real();
  return wake(caller(), [=] { return real.cond_broadcast(condition); });
}

VIGIL_EXPORT int pthread_once(pthread_once_t* control, void (*routine)()) {
  if (VIGIL_UNLIKELY(!real_ready())) {
    find_real();
    if (!real_ready()) return 0;
  }
  if (is_over(control)) return 0;
  const Caller from = caller();
  Thread* thread = followed(from);
  if (thread == nullptr) return real.once(control, routine);
  drop_left_routines(*thread, from.sp);
  const uint32_t number = context_of(*thread, from);
  LockEntry* entry = lock_entry(once_object(control, context(number)), Kind::kOnce, number);
  if (entry == nullptr) return real.once(control, routine);
  note_order(*thread, *entry, Kind::kOnce, Mode::kExclusive, number);
  once_call = {entry, number, from.sp};
  thread->once_routine = routine;
  const Wait waiting(*thread, "pthread_once", address(control), nullptr, number);
  return real.once(control, run_once);
}

VIGIL_EXPORT int pthread_create(pthread_t* handle, const pthread_attr_t* attributes, void* (*routine)(void*),
                                void* argument) {
  find_real();
  Thread* thread = settings.active ? current() : nullptr;
  if (thread == nullptr) return real.create(handle, attributes, routine, argument);
  const Caller from = caller();
  note_step(*thread, from.sp);
  if (settings.period_ms > 0 && settings.follows) start_keeper();
  const Context& where = context(context_of(*thread, from));
  const int result = create_thread(handle, attributes, routine, argument, where.key, where.place);
  perturb(*thread, Point::kCreate, where.key, where.place);
  return result;
}

VIGIL_EXPORT int pthread_join(pthread_t other, void** result) {
  find_real();
  const Caller from = caller();
  Thread* thread = followed(from);
  if (thread == nullptr) return real.join(other, result);
  const uint32_t number = context_of(*thread, from);
  note_call_begin(*thread, "pthread_join", number);
  int code = 0;
  {
    const Wait waiting(*thread, "pthread_join", static_cast<uintptr_t>(other), nullptr, number);
    code = real.join(other, result);
  }
  if (code == 0) note_joined(*thread, other);
  note_call_end(*thread);
  return code;
}

VIGIL_EXPORT __attribute__((noreturn)) void _exit(int code) {
  find_real();
  finish();
  real.exit_now(code);
  __builtin_unreachable();
}

VIGIL_EXPORT __attribute__((noreturn)) void _Exit(int code) { _exit(code); }
