// Our mutexes and reader-writer locks before those of the C library.

#include <errno.h>
#include <pthread.h>

#include "watch_calls.h"
#include "watch_contexts.h"
#include "watch_locks.h"
#include "watch_perturb.h"
#include "watch_real.h"
#include "watch_settings.h"
#include "watch_threads.h"

namespace vigil::watch {
namespace {

bool taken(int result) { return result == 0 || result == EOWNERDEAD; }

struct Request {
  const char* name;
  uintptr_t lock;
  Kind kind;
  Mode mode;
  // Whether it may wait without end, so that the order matters.
  bool endless;
};

// One way of taking a lock: `attempt` does not wait, `wait` may.
template <typename Attempt, typename Blocking>
__attribute__((always_inline)) inline int take(const Request& request, const Caller& from, Attempt attempt, Blocking wait) {
  Thread* thread = followed(from);
  if (thread == nullptr) return wait();
  const uint32_t number = context_of(*thread, from);
  const Context& where = context(number);
  perturb(*thread, Point::kLock, where.key, where.place);
  LockEntry* entry = lock_entry(request.lock, request.kind, number);
  if (entry != nullptr && request.endless && thread->held_count.load(std::memory_order_relaxed) > 0) {
    note_order(*thread, *entry, request.kind, request.mode, number);
  }
  int result = attempt();
  if (VIGIL_UNLIKELY(!taken(result))) {
    const Wait waiting(*thread, request.name, request.lock, entry, number);
    result = wait();
  }
  if (taken(result)) {
    note_held(*thread, entry, request.kind, request.mode, number, from.sp);
    perturb(*thread, Point::kLocked, where.key, where.place);
  }
  return result;
}

// What is never waited for has no order, but what is taken while it is held has.
template <typename Attempt>
__attribute__((always_inline)) inline int try_take(const Request& request, const Caller& from, Attempt attempt) {
  Thread* thread = followed(from);
  const int result = attempt();
  if (thread == nullptr || !taken(result)) return result;
  const uint32_t number = context_of(*thread, from);
  note_held(*thread, lock_entry(request.lock, request.kind, number), request.kind, request.mode, number, from.sp);
  return result;
}

template <typename Release>
__attribute__((always_inline)) inline int give_back(uintptr_t lock, const Caller& from, Release release) {
  Thread* thread = followed(from);
  if (thread == nullptr) return release();
  note_released(*thread, lock);
  const int result = release();
  if (VIGIL_UNLIKELY(settings.perturb)) {
    const Context& where = context(context_of(*thread, from));
    perturb(*thread, Point::kUnlocked, where.key, where.place);
  }
  return result;
}

uintptr_t address(const void* object) { return reinterpret_cast<uintptr_t>(object); }

void forget(const void* lock) {
  if (settings.follows) forget_locks(address(lock), 1);
}

}  // namespace
}  // namespace vigil::watch

using namespace vigil::watch;

VIGIL_EXPORT int pthread_mutex_init(pthread_mutex_t* mutex, const pthread_mutexattr_t* attributes) {
  find_real();
  forget(mutex);
  return real.mutex_init(mutex, attributes);
}

VIGIL_EXPORT int pthread_mutex_destroy(pthread_mutex_t* mutex) {
  find_real();
  forget(mutex);
  return real.mutex_destroy(mutex);
}

VIGIL_EXPORT int pthread_mutex_lock(pthread_mutex_t* mutex) {
  // The loader's look-ups, while there is one thread.
  if (VIGIL_UNLIKELY(!real_ready())) return 0;
  return take({"pthread_mutex_lock", address(mutex), Kind::kMutex, Mode::kExclusive, true}, caller(),
              [=] { return real.mutex_trylock(mutex); }, [=] { return real.mutex_lock(mutex); });
}

VIGIL_EXPORT int pthread_mutex_trylock(pthread_mutex_t* mutex) {
  if (VIGIL_UNLIKELY(!real_ready())) return 0;
  return try_take({"pthread_mutex_trylock", address(mutex), Kind::kMutex, Mode::kExclusive, false}, caller(),
                  [=] { return real.mutex_trylock(mutex); });
}

VIGIL_EXPORT int pthread_mutex_timedlock(pthread_mutex_t* mutex, const timespec* until) {
  find_real();
  return take({"pthread_mutex_timedlock", address(mutex), Kind::kMutex, Mode::kExclusive, false}, caller(),
              [=] { return real.mutex_trylock(mutex); }, [=] { return real.mutex_timedlock(mutex, until); });
}

VIGIL_EXPORT int pthread_mutex_clocklock(pthread_mutex_t* mutex, clockid_t clock, const timespec* until) {
  find_real();
  if (real.mutex_clocklock == nullptr) return ENOTSUP;
  return take({"pthread_mutex_clocklock", address(mutex), Kind::kMutex, Mode::kExclusive, false}, caller(),
              [=] { return real.mutex_trylock(mutex); }, [=] { return real.mutex_clocklock(mutex, clock, until); });
}

VIGIL_EXPORT int pthread_mutex_unlock(pthread_mutex_t* mutex) {
  if (VIGIL_UNLIKELY(!real_ready())) return 0;
  return give_back(address(mutex), caller(), [=] { return real.mutex_unlock(mutex); });
}

VIGIL_EXPORT int pthread_rwlock_init(pthread_rwlock_t* lock, const pthread_rwlockattr_t* attributes) {
  find_real();
  forget(lock);
  return real.rwlock_init(lock, attributes);
}

VIGIL_EXPORT int pthread_rwlock_destroy(pthread_rwlock_t* lock) {
  find_real();
  forget(lock);
  return real.rwlock_destroy(lock);
}

VIGIL_EXPORT int pthread_rwlock_rdlock(pthread_rwlock_t* lock) {
  if (VIGIL_UNLIKELY(!real_ready())) return 0;
  return take({"pthread_rwlock_rdlock", address(lock), Kind::kRwlock, Mode::kShared, true}, caller(),
              [=] { return real.rwlock_tryrdlock(lock); }, [=] { return real.rwlock_rdlock(lock); });
}

VIGIL_EXPORT int pthread_rwlock_tryrdlock(pthread_rwlock_t* lock) {
  if (VIGIL_UNLIKELY(!real_ready())) return 0;
  return try_take({"pthread_rwlock_tryrdlock", address(lock), Kind::kRwlock, Mode::kShared, false}, caller(),
                  [=] { return real.rwlock_tryrdlock(lock); });
}

VIGIL_EXPORT int pthread_rwlock_timedrdlock(pthread_rwlock_t* lock, const timespec* until) {
  find_real();
  return take({"pthread_rwlock_timedrdlock", address(lock), Kind::kRwlock, Mode::kShared, false}, caller(),
              [=] { return real.rwlock_tryrdlock(lock); }, [=] { return real.rwlock_timedrdlock(lock, until); });
}

VIGIL_EXPORT int pthread_rwlock_wrlock(pthread_rwlock_t* lock) {
  if (VIGIL_UNLIKELY(!real_ready())) return 0;
  return take({"pthread_rwlock_wrlock", address(lock), Kind::kRwlock, Mode::kExclusive, true}, caller(),
              [=] { return real.rwlock_trywrlock(lock); }, [=] { return real.rwlock_wrlock(lock); });
}

VIGIL_EXPORT int pthread_rwlock_trywrlock(pthread_rwlock_t* lock) {
  if (VIGIL_UNLIKELY(!real_ready())) return 0;
  return try_take({"pthread_rwlock_trywrlock", address(lock), Kind::kRwlock, Mode::kExclusive, false}, caller(),
                  [=] { return real.rwlock_trywrlock(lock); });
}

VIGIL_EXPORT int pthread_rwlock_timedwrlock(pthread_rwlock_t* lock, const timespec* until) {
  find_real();
  return take({"pthread_rwlock_timedwrlock", address(lock), Kind::kRwlock, Mode::kExclusive, false}, caller(),
              [=] { return real.rwlock_trywrlock(lock); }, [=] { return real.rwlock_timedwrlock(lock, until); });
}

VIGIL_EXPORT int pthread_rwlock_unlock(pthread_rwlock_t* lock) {
  if (VIGIL_UNLIKELY(!real_ready())) return 0;
  return give_back(address(lock), caller(), [=] { return real.rwlock_unlock(lock); });
}
