// Calls of the C library that may block, before the C library's own.

#include <poll.h>
#include <semaphore.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cstdarg>

#include "watch_calls.h"
#include "watch_contexts.h"
#include "watch_real.h"
#include "watch_settings.h"
#include "watch_threads.h"

namespace vigil::watch {
namespace {

// While one lives, its thread is in a call.
class Call {
 public:
  __attribute__((always_inline)) Call(const char* name, bool may_block, const Caller& from) {
    if (!may_block) return;
    Thread* thread = followed(from);
    if (thread == nullptr) return;
    const bool holding = thread->held_count.load(std::memory_order_relaxed) > 0;
    // Without a lock a call matters only to whoever asks what the threads are doing.
    if ((!holding && !settings.dump) || thread->call.load(std::memory_order_relaxed) != nullptr) return;
    if (!is_watched_call(name)) return;
    note_call_begin(*thread, name, context_of(*thread, from));
    thread_ = thread;
  }

  ~Call() {
    if (thread_ != nullptr) note_call_end(*thread_);
  }

  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

 private:
  Thread* thread_ = nullptr;
};

template <typename Function>
Function* next(std::atomic<Function*>& slot, const char* name) {
  Function* found = slot.load(std::memory_order_relaxed);
  if (VIGIL_UNLIKELY(found == nullptr)) {
    found = reinterpret_cast<Function*>(next_symbol(name));
    slot.store(found, std::memory_order_relaxed);
  }
  return found;
}

bool lasts(const timespec* time) { return time == nullptr || time->tv_sec != 0 || time->tv_nsec != 0; }
bool lasts(const timeval* time) { return time == nullptr || time->tv_sec != 0 || time->tv_usec != 0; }

}  // namespace
}  // namespace vigil::watch

using namespace vigil::watch;

#define VIGIL_CALL(result, name, parameters, arguments, may_block) \
  VIGIL_EXPORT result name parameters {                            \
    static std::atomic<result(*) parameters> slot{nullptr};        \
    auto* real_one = next(slot, #name);                            \
    const Call call(#name, may_block, caller());                   \
    return real_one arguments;                                     \
  }

VIGIL_CALL(ssize_t, read, (int file, void* bytes, size_t size), (file, bytes, size), true)
VIGIL_CALL(ssize_t, write, (int file, const void* bytes, size_t size), (file, bytes, size), true)
VIGIL_CALL(int, fsync, (int file), (file), true)
VIGIL_CALL(int, fdatasync, (int file), (file), true)
VIGIL_CALL(int, poll, (pollfd * files, nfds_t count, int ms), (files, count, ms), ms != 0)
VIGIL_CALL(int, ppoll, (pollfd * files, nfds_t count, const timespec* time, const sigset_t* mask),
           (files, count, time, mask), lasts(time))
VIGIL_CALL(int, select, (int count, fd_set* in, fd_set* out, fd_set* other, timeval* time),
           (count, in, out, other, time), lasts(time))
VIGIL_CALL(int, epoll_wait, (int set, epoll_event* events, int max, int ms), (set, events, max, ms), ms != 0)
VIGIL_CALL(int, connect, (int file, const sockaddr* to, socklen_t size), (file, to, size), true)
VIGIL_CALL(int, accept, (int file, sockaddr* from, socklen_t* size), (file, from, size), true)
VIGIL_CALL(int, accept4, (int file, sockaddr* from, socklen_t* size, int flags), (file, from, size, flags), true)
VIGIL_CALL(ssize_t, recv, (int file, void* bytes, size_t size, int flags), (file, bytes, size, flags),
           (flags & MSG_DONTWAIT) == 0)
VIGIL_CALL(ssize_t, recvfrom, (int file, void* bytes, size_t size, int flags, sockaddr* from, socklen_t* length),
           (file, bytes, size, flags, from, length), (flags & MSG_DONTWAIT) == 0)
VIGIL_CALL(ssize_t, recvmsg, (int file, msghdr* message, int flags), (file, message, flags), (flags & MSG_DONTWAIT) == 0)
VIGIL_CALL(ssize_t, send, (int file, const void* bytes, size_t size, int flags), (file, bytes, size, flags),
           (flags & MSG_DONTWAIT) == 0)
VIGIL_CALL(ssize_t, sendto, (int file, const void* bytes, size_t size, int flags, const sockaddr* to, socklen_t length),
           (file, bytes, size, flags, to, length), (flags & MSG_DONTWAIT) == 0)
VIGIL_CALL(ssize_t, sendmsg, (int file, const msghdr* message, int flags), (file, message, flags),
           (flags & MSG_DONTWAIT) == 0)
VIGIL_CALL(int, nanosleep, (const timespec* time, timespec* left), (time, left), lasts(time))
VIGIL_CALL(int, clock_nanosleep, (clockid_t clock, int flags, const timespec* time, timespec* left),
           (clock, flags, time, left), lasts(time))
VIGIL_CALL(int, usleep, (useconds_t us), (us), us != 0)
VIGIL_CALL(unsigned, sleep, (unsigned seconds), (seconds), seconds != 0)
VIGIL_CALL(int, sem_wait, (sem_t * semaphore), (semaphore), true)
VIGIL_CALL(pid_t, waitpid, (pid_t process, int* status, int options), (process, status, options),
           (options & WNOHANG) == 0)

// Drivers are spoken to by this one. Its one argument, if any, is a number or a pointer.
VIGIL_EXPORT int ioctl(int file, unsigned long request, ...) {
  static std::atomic<int (*)(int, unsigned long, ...)> slot{nullptr};
  auto* real_one = next(slot, "ioctl");
  va_list rest;
  va_start(rest, request);
  void* argument = va_arg(rest, void*);
  va_end(rest);
  const Call call("ioctl", true, caller());
  return real_one(file, request, argument);
}
