#include "watch_real.h"

#include <dlfcn.h>
#include <link.h>

#include <cstring>

namespace vigil::watch {

Real real;
std::atomic<bool> real_found{false};
alignas(64) char early[kEarlyBytes];

namespace {

// The first version of condition variables that works; `dlsym` alone may give the one before it.
#if defined(__x86_64__)
constexpr const char* kCondVersion = "GLIBC_2.3.2";
#else
constexpr const char* kCondVersion = "GLIBC_2.17";
#endif

std::atomic<bool> looking{false};
std::atomic<size_t> early_used{0};

template <typename Function>
void find(Function& slot, const char* name) {
  slot = reinterpret_cast<Function>(next_symbol(name));
}

template <typename Function>
void find_cond(Function& slot, const char* name) {
#if defined(__GLIBC__)
  slot = reinterpret_cast<Function>(dlvsym(RTLD_NEXT, name, kCondVersion));
  if (slot != nullptr) return;
#endif
  find(slot, name);
}

void find_locks() {
  find(real.mutex_init, "pthread_mutex_init");
  find(real.mutex_destroy, "pthread_mutex_destroy");
  find(real.mutex_lock, "pthread_mutex_lock");
  find(real.mutex_trylock, "pthread_mutex_trylock");
  find(real.mutex_timedlock, "pthread_mutex_timedlock");
  find(real.mutex_clocklock, "pthread_mutex_clocklock");
  find(real.mutex_unlock, "pthread_mutex_unlock");
  find(real.rwlock_init, "pthread_rwlock_init");
  find(real.rwlock_destroy, "pthread_rwlock_destroy");
  find(real.rwlock_rdlock, "pthread_rwlock_rdlock");
  find(real.rwlock_tryrdlock, "pthread_rwlock_tryrdlock");
  find(real.rwlock_timedrdlock, "pthread_rwlock_timedrdlock");
  find(real.rwlock_wrlock, "pthread_rwlock_wrlock");
  find(real.rwlock_trywrlock, "pthread_rwlock_trywrlock");
  find(real.rwlock_timedwrlock, "pthread_rwlock_timedwrlock");
  find(real.rwlock_unlock, "pthread_rwlock_unlock");
}

void find_threads() {
  find_cond(real.cond_wait, "pthread_cond_wait");
  find_cond(real.cond_timedwait, "pthread_cond_timedwait");
  find_cond(real.cond_signal, "pthread_cond_signal");
  find_cond(real.cond_broadcast, "pthread_cond_broadcast");
  find(real.cond_clockwait, "pthread_cond_clockwait");
  find(real.once, "pthread_once");
  find(real.create, "pthread_create");
  find(real.join, "pthread_join");
  find(real.key_create, "pthread_key_create");
  find(real.setspecific, "pthread_setspecific");
  find(real.exit_now, "_exit");
}

void find_memory() {
  find(real.malloc, "malloc");
  find(real.free, "free");
  find(real.calloc, "calloc");
  find(real.realloc, "realloc");
  find(real.reallocarray, "reallocarray");
  find(real.posix_memalign, "posix_memalign");
  find(real.aligned_alloc, "aligned_alloc");
  find(real.memalign, "memalign");
  find(real.valloc, "valloc");
  find(real.malloc_usable_size, "malloc_usable_size");
  find(real.mmap, "mmap");
  find(real.munmap, "munmap");
}

struct Wanted {
  const char* library;
  const char* name;
  void* found;
};

int look_in(dl_phdr_info* info, size_t, void* data) {
  auto* wanted = static_cast<Wanted*>(data);
  const char* slash = std::strrchr(info->dlpi_name, '/');
  const char* file = slash == nullptr ? info->dlpi_name : slash + 1;
  if (std::strncmp(file, wanted->library, std::strlen(wanted->library)) != 0) return 0;
  void* library = dlopen(info->dlpi_name, RTLD_LAZY | RTLD_NOLOAD);
  if (library == nullptr) return 0;
  wanted->found = dlsym(library, wanted->name);
  dlclose(library);
  return wanted->found == nullptr ? 0 : 1;
}

}  // namespace

void look_for_real() {
  // A process has one thread when its first library begins; whoever comes in between is the look-up itself.
  if (looking.exchange(true)) return;
  find_memory();
  find_locks();
  find_threads();
  real_found.store(true, std::memory_order_release);
}

void* early_memory(size_t bytes, size_t alignment) {
  if (alignment < 16) alignment = 16;
  // Room for the start to be moved up; 16 bytes in front hold the size for realloc.
  const size_t room = (bytes + alignment + 31) & ~static_cast<size_t>(15);
  const size_t at = early_used.fetch_add(room);
  if (room < bytes || at + room > kEarlyBytes) return nullptr;
  uintptr_t start = reinterpret_cast<uintptr_t>(early) + at + 16;
  start = (start + alignment - 1) & ~(static_cast<uintptr_t>(alignment) - 1);
  reinterpret_cast<size_t*>(start)[-1] = bytes;
  return reinterpret_cast<void*>(start);
}

void* next_symbol(const char* name) { return dlsym(RTLD_NEXT, name); }

void* symbol_in(const char* library, const char* name) {
  Wanted wanted = {library, name, nullptr};
  dl_iterate_phdr(look_in, &wanted);
  return wanted.found;
}

}  // namespace vigil::watch
