#include "watch_dump.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <ucontext.h>

#include <cstdlib>
#include <cstring>
#include <initializer_list>

#include "watch_contexts.h"
#include "watch_keeper.h"
#include "watch_locks.h"
#include "watch_modules.h"
#include "watch_output.h"
#include "watch_settings.h"
#include "watch_threads.h"
#include "watch_unwind.h"

extern "C" void* __libc_stack_end;

namespace vigil::watch {
namespace {

constexpr size_t kPlacesMax = 96;
constexpr size_t kThreadsMax = 4096;
constexpr int64_t kAnswerNs = 300'000'000;
constexpr int64_t kAllAnswersNs = 3'000'000'000;

// The stack of the one thread that is asked at a time.
struct Capture {
  std::atomic<int> tid{0};
  std::atomic<uint32_t> done{0};
  size_t count = 0;
  uintptr_t places[kPlacesMax];
};
Capture capture;
SpinLock dumping;

struct Entry64 {
  uint64_t inode;
  int64_t offset;
  unsigned short length;
  unsigned char type;
  char name[];
};

StackRange own_range(uintptr_t sp) {
  StackRange range;
  range.low = sp;
  if (self != nullptr) {
    range.high = self->stack_top;
  } else if (syscall(SYS_gettid) == getpid()) {
    range.high = reinterpret_cast<uintptr_t>(__libc_stack_end);
  } else {
    range.high = static_cast<uintptr_t>(pthread_self());
  }
  stack_t alternative;
  if (syscall(SYS_sigaltstack, nullptr, &alternative) == 0 && (alternative.ss_flags & SS_DISABLE) == 0) {
    range.low2 = reinterpret_cast<uintptr_t>(alternative.ss_sp);
    range.high2 = range.low2 + alternative.ss_size;
    // On that stack the other one's depth is not known until the frame below the signal tells it.
    if (sp >= range.low2 && sp < range.high2) range.low = range.high;
  }
  return range;
}

void answer(int, siginfo_t*, void* data) {
  const int error = errno;
  const auto tid = static_cast<int>(syscall(SYS_gettid));
  if (capture.tid.load() == tid) {
    const auto& registers = static_cast<ucontext_t*>(data)->uc_mcontext.gregs;
    Frame frame;
    frame.pc = static_cast<uintptr_t>(registers[REG_RIP]);
    frame.sp = static_cast<uintptr_t>(registers[REG_RSP]);
    frame.bp = static_cast<uintptr_t>(registers[REG_RBP]);
    frame.returned = false;
    capture.count = walk(frame, own_range(frame.sp), false, capture.places, kPlacesMax);
    capture.done.store(1, std::memory_order_release);
    syscall(SYS_futex, &capture.done, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
  }
  errno = error;
}

void asked(int) {
  const int error = errno;
  ask_keeper();
  errno = error;
}

bool ask(int tid, int64_t until_ns) {
  capture.done.store(0);
  capture.count = 0;
  capture.tid.store(tid);
  if (syscall(SYS_tgkill, getpid(), tid, settings.control_signal + 1) != 0) return false;
  const int64_t own_limit = monotonic_ns() + kAnswerNs;
  const int64_t limit = own_limit < until_ns ? own_limit : until_ns;
  while (capture.done.load(std::memory_order_acquire) == 0) {
    const int64_t left = limit - monotonic_ns();
    if (left <= 0) break;
    const timespec wait = {0, static_cast<long>(left < kAnswerNs ? left : kAnswerNs)};
    syscall(SYS_futex, &capture.done, FUTEX_WAIT_PRIVATE, 0, &wait, nullptr, 0);
  }
  const bool answered = capture.done.load(std::memory_order_acquire) != 0;
  capture.tid.store(0);
  return answered;
}

// The content of /proc/self/task/TID/NAME, terminated; empty where it may not be read.
void read_task(int tid, const char* name, char* bytes, size_t size) {
  char path[96];
  size_t used = 0;
  for (const char* part : {"/proc/self/task/", "", "/", name}) {
    if (*part == 0) {
      used += digits(path + used, static_cast<uint64_t>(tid), 10);
    } else {
      while (*part != 0) path[used++] = *part++;
    }
  }
  path[used] = 0;
  bytes[0] = 0;
  const auto file = static_cast<int>(syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC));
  if (file < 0) return;
  const long got = syscall(SYS_read, file, bytes, size - 1);
  bytes[got < 0 ? 0 : got] = 0;
  syscall(SYS_close, file);
}

const Thread* known_thread(int tid) {
  for (const Thread* thread = first_thread(); thread != nullptr; thread = thread->next) {
    if (thread->tid.load() == tid) return thread;
  }
  return nullptr;
}

// A thread that does not take the signal, but sleeps in a system call: the kernel says where its stack begins. Its
// frame pointer is not known, which is enough for the C library's own frames and what they called saved.
size_t walk_sleeping(int tid, const Thread* thread) {
  char text[512];
  read_task(tid, "syscall", text, sizeof text);
  if (thread == nullptr || text[0] == 0 || std::strncmp(text, "running", 7) == 0) return 0;
  // NUMBER six arguments SP PC, or -1 SP PC
  char* words[9];
  size_t count = 0;
  for (char* at = text; *at != 0 && count < 9;) {
    words[count++] = at;
    at += std::strcspn(at, " \n");
    if (*at != 0) *at++ = 0;
  }
  if (count < 3) return 0;
  Frame frame;
  frame.sp = std::strtoull(words[count - 2], nullptr, 16);
  frame.pc = std::strtoull(words[count - 1], nullptr, 16);
  frame.returned = false;
  if (frame.sp >= thread->stack_top) return 0;
  return walk(frame, stack_range(*thread, frame.sp), false, capture.places, kPlacesMax);
}

void write_lock(Text& text, uintptr_t lock) {
  const LockEntry* entry = known_lock(lock);
  if (entry != nullptr) {
    text.word(" ");
    write_lock_class(text, entry->lock_class.load());
  }
  text.word(" ").hex(lock);
  const Thread* owner = entry == nullptr ? nullptr : entry->owner.load();
  if (owner != nullptr) text.word(" owner ").number(static_cast<uint64_t>(owner->tid.load()));
}

void write_known(Text& text, const Thread& thread) {
  const char* wait = thread.wait_name.load();
  const uintptr_t wanted = thread.wanted.load();
  if (wait != nullptr && wanted != 0) {
    text.word(" waits ").word(wait);
    write_lock(text, wanted);
    text.end();
  }
  const char* call = thread.call.load();
  if (call != nullptr) {
    const int64_t since = (monotonic_ns() - thread.call_since_ns) / 1'000'000;
    text.word(" in ").word(call).word(" ").number(since < 0 ? 0 : static_cast<uint64_t>(since)).end();
  }
  const uint32_t held = thread.held_count.load(std::memory_order_acquire);
  for (uint32_t i = 0; i < held && i < kHeldMax; ++i) {
    text.word(" holds ");
    write_lock_class(text, thread.held[i].lock_class);
    text.word(" ").hex(thread.held[i].lock).end();
    text.word("  taken");
    const uint32_t number = thread.held[i].context;
    write_frames(text, context_frames(number), context(number).frame_count, false);
    text.end();
  }
}

void write_thread(Text& text, int tid, int64_t until_ns) {
  char name[64];
  read_task(tid, "comm", name, sizeof name);
  const Thread* thread = known_thread(tid);
  text.word("thread ").number(static_cast<uint64_t>(tid)).word(" ");
  text.number(thread == nullptr ? 0 : thread->number).word(" ").name(name).end();
  if (thread != nullptr) write_known(text, *thread);
  size_t count = 0;
  if (ask(tid, until_ns)) {
    count = capture.count;
  } else {
    text.word(" unseen the thread does not take signal ").number(static_cast<uint64_t>(settings.control_signal + 1)).end();
    count = walk_sleeping(tid, thread);
  }
  text.word(" frames");
  write_frames(text, capture.places, count, false);
  text.end();
  // What comes next may not come back.
  text.flush();
}

size_t list_threads(int* tids) {
  const auto folder =
      static_cast<int>(syscall(SYS_openat, AT_FDCWD, "/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder < 0) return 0;
  size_t count = 0;
  alignas(8) char bytes[4096];
  while (true) {
    const long got = syscall(SYS_getdents64, folder, bytes, sizeof bytes);
    if (got <= 0) break;
    for (long at = 0; at < got;) {
      const auto* entry = reinterpret_cast<const Entry64*>(bytes + at);
      const int tid = std::atoi(entry->name);
      if (tid > 0 && count < kThreadsMax) tids[count++] = tid;
      at += entry->length;
    }
  }
  syscall(SYS_close, folder);
  return count;
}

int listed_tids[kThreadsMax];

}  // namespace

void dump(const char* reason) {
  SpinGuard guard(dumping);
  const Output output(".dump", Output::kAppend);
  if (!output.open()) return;
  refresh_modules();
  Text text(output.file());
  write_header(text);
  write_modules(text);
  text.word("dump ").number(static_cast<uint64_t>(monotonic_ns())).word(" ").name(reason).end();
  const size_t count = list_threads(listed_tids);
  const int64_t until = monotonic_ns() + kAllAnswersNs;
  for (size_t i = 0; i < count; ++i) {
    if (listed_tids[i] != keeper_tid()) write_thread(text, listed_tids[i], until);
  }
  text.word("end").end();
}

void prepare_dump() {
  struct sigaction action = {};
  action.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
  sigfillset(&action.sa_mask);
  action.sa_sigaction = answer;
  sigaction(settings.control_signal + 1, &action, nullptr);
  action.sa_flags = SA_RESTART | SA_ONSTACK;
  action.sa_handler = asked;
  sigaction(settings.control_signal, &action, nullptr);
}

}  // namespace vigil::watch
