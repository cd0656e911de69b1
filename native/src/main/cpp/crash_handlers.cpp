#include "crash_handlers.h"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <initializer_list>

#include "crash_report.h"

namespace vigil {
namespace {

// Room for HotSpot's own fatal error report, which runs on this stack too once it exists.
constexpr size_t kSignalStackBytes = 512U << 10;
// A frame may step over the guard pages by this much and still be taken for an overflow.
constexpr uintptr_t kBeyondEnd = 16U << 20;
constexpr uintptr_t kNearStackPointer = 1U << 20;

char report_path[4096];
struct sigaction previous_segv;
bool installed = false;

// Static TLS: the handler must not be the one to allocate a thread's block. 0 means: not a guarded thread.
__attribute__((tls_model("initial-exec"))) thread_local uintptr_t stack_end = 0;

// The guarded thread's signal stack, with a page below it that may not be touched.
class SignalStack {
 public:
  SignalStack() = default;
  ~SignalStack() {
    if (memory_ == nullptr) return;
    stack_end = 0;
    const stack_t off = {nullptr, SS_DISABLE, 0};
    if (sigaltstack(&off, nullptr) == 0) munmap(memory_, kSignalStackBytes);
  }
  SignalStack(const SignalStack&) = delete;
  SignalStack& operator=(const SignalStack&) = delete;

  int use() {
    if (memory_ != nullptr) return 0;
    void* memory = mmap(nullptr, kSignalStackBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return errno;
    mprotect(memory, static_cast<size_t>(getpagesize()), PROT_NONE);
    stack_t stack = {};
    stack.ss_sp = static_cast<char*>(memory) + getpagesize();
    stack.ss_size = kSignalStackBytes - static_cast<size_t>(getpagesize());
    if (sigaltstack(&stack, nullptr) != 0) {
      const int failure = errno;
      munmap(memory, kSignalStackBytes);
      return failure;
    }
    memory_ = memory;
    return 0;
  }

 private:
  void* memory_ = nullptr;
};

thread_local SignalStack signal_stack;

void die_by(int signal) {
  struct sigaction standard = {};
  standard.sa_handler = SIG_DFL;
  sigaction(signal, &standard, nullptr);
  raise(signal);  // blocked for now: strikes when the handler returns
}

void on_abort(int signal) {
  write_crash_report(report_path, "abort", 0);
  die_by(signal);
}

uintptr_t stack_pointer(const void* context) {
#if defined(__x86_64__)
  return static_cast<uintptr_t>(static_cast<const ucontext_t*>(context)->uc_mcontext.gregs[REG_RSP]);
#elif defined(__aarch64__)
  return static_cast<uintptr_t>(static_cast<const ucontext_t*>(context)->uc_mcontext.sp);
#endif
}

// Only what HotSpot itself holds for beyond help: its yellow zone lies above this range and stays its business,
// so StackOverflowError keeps working. The range: its red zone, the lowest page of the stack, and what lies below.
bool overflowed(const siginfo_t* info, const void* context) {
  const bool from_kernel = info->si_code > 0;
  if (stack_end == 0 || !from_kernel) return false;
  const auto address = reinterpret_cast<uintptr_t>(info->si_addr);
  if (address >= stack_end + static_cast<uintptr_t>(getpagesize()) || address < stack_end - kBeyondEnd) return false;
  const uintptr_t pointer = stack_pointer(context);
  return pointer < address + kNearStackPointer && address < pointer + kNearStackPointer;
}

// Where nobody else would write anything down.
void on_fatal(int signal, siginfo_t* info, void*) {
  write_crash_report(report_path, "fatal signal", reinterpret_cast<uintptr_t>(info->si_addr));
  die_by(signal);
}

void on_segv(int signal, siginfo_t* info, void* context) {
  if (overflowed(info, context)) {
    write_crash_report(report_path, "stack overflow", reinterpret_cast<uintptr_t>(info->si_addr));
    die_by(signal);
    return;
  }
  if ((previous_segv.sa_flags & SA_SIGINFO) != 0) {
    previous_segv.sa_sigaction(signal, info, context);
  } else if (previous_segv.sa_handler == SIG_DFL || previous_segv.sa_handler == SIG_IGN) {
    on_fatal(signal, info, context);
  } else {
    previous_segv.sa_handler(signal);
  }
}

// A JVM has taken all of these; a plain program has none.
int install_where_nobody_listens(int signal) {
  struct sigaction action = {};
  if (sigaction(signal, nullptr, &action) != 0) return errno;
  if ((action.sa_flags & SA_SIGINFO) != 0 || action.sa_handler != SIG_DFL) return 0;
  action.sa_sigaction = on_fatal;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  return sigaction(signal, &action, nullptr) == 0 ? 0 : errno;
}

int install_handlers() {
  for (const int signal : {SIGBUS, SIGFPE, SIGILL}) {
    if (const int failure = install_where_nobody_listens(signal); failure != 0) return failure;
  }
  struct sigaction abort_action = {};
  abort_action.sa_handler = on_abort;
  abort_action.sa_flags = SA_ONSTACK;
  if (sigaction(SIGABRT, &abort_action, nullptr) != 0) return errno;
  if (sigaction(SIGSEGV, nullptr, &previous_segv) != 0) return errno;
  // The mask stays that of the handler we pass on to, which relies on it.
  struct sigaction segv_action = previous_segv;
  segv_action.sa_sigaction = on_segv;
  segv_action.sa_flags = previous_segv.sa_flags | SA_SIGINFO | SA_ONSTACK;
  return sigaction(SIGSEGV, &segv_action, nullptr) == 0 ? 0 : errno;
}

}  // namespace

int crash_install(const char* report) {
  if (std::strlen(report) >= sizeof report_path) return ENAMETOOLONG;
  std::strcpy(report_path, report);
  if (installed) return 0;
  warm_up_crash_report();
  const int failure = install_handlers();
  installed = failure == 0;
  return failure;
}

int crash_guard_thread() {
  pthread_attr_t attributes;
  const int failure = pthread_getattr_np(pthread_self(), &attributes);
  if (failure != 0) return failure;
  void* lowest = nullptr;
  size_t size = 0;
  pthread_attr_getstack(&attributes, &lowest, &size);
  pthread_attr_destroy(&attributes);
  const int refused = signal_stack.use();
  if (refused == 0) stack_end = reinterpret_cast<uintptr_t>(lowest);
  return refused;
}

}  // namespace vigil
