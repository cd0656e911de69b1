#include "watch_threads.h"

#include <sys/mman.h>
#include <sys/syscall.h>

#include <cstring>

#include "watch_perturb.h"
#include "watch_real.h"
#include "watch_settings.h"
#include "watch_start.h"

extern "C" void* __libc_stack_end;

namespace vigil::watch {

__thread Thread* self = nullptr;
__thread bool self_gone = false;

namespace {

constexpr size_t kOriginsMax = 256;
constexpr size_t kBlockBytes = 256 * 1024;
// Other libraries' destructors of thread data run meanwhile, and lock; POSIX promises four rounds.
constexpr uint32_t kEndingRounds = 3;

std::atomic<Thread*> first{nullptr};
std::atomic<uint32_t> last_number{0};
std::atomic<uint32_t> live{0};
SpinLock records;
pthread_key_t end_key;
bool end_key_made = false;

constexpr uint32_t kLives = 1 << 14;
Life lives[kLives];
std::atomic<uint32_t> last_tick{1};

Origin known_origins[kOriginsMax];
std::atomic<uint32_t> origin_count{0};

// What a new thread is to run; kept and used again.
struct Start {
  void* (*routine)(void*);
  void* argument;
  uint64_t origin;
  uintptr_t origin_place;
  uint32_t number;
  Start* next;
};
Start* free_starts = nullptr;
char* block = nullptr;
size_t block_left = 0;

// Under `records`. Never given back.
void* memory(size_t bytes) {
  bytes = (bytes + 63) & ~size_t{63};
  if (bytes > block_left) {
    const size_t size = bytes > kBlockBytes ? bytes : kBlockBytes;
    void* fresh = real.mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (fresh == MAP_FAILED) return nullptr;
    block = static_cast<char*>(fresh);
    block_left = size;
  }
  void* result = block;
  block += bytes;
  block_left -= bytes;
  return result;
}

void count_origin(uint64_t origin, uintptr_t place, bool begins) {
  SpinGuard guard(records);
  const uint32_t count = origin_count.load(std::memory_order_relaxed);
  uint32_t i = 0;
  while (i < count && known_origins[i].origin != origin) ++i;
  if (i == count) {
    if (count == kOriginsMax || !begins) return;
    known_origins[i] = {origin, place, 0, 0};
    origin_count.store(count + 1, std::memory_order_release);
  }
  Origin& known = known_origins[i];
  if (begins) {
    if (++known.live > known.most) known.most = known.live;
  } else if (known.live > 0) {
    --known.live;
  }
}

Thread* free_record() {
  SpinGuard guard(records);
  for (Thread* thread = first.load(std::memory_order_relaxed); thread != nullptr; thread = thread->next) {
    if (thread->tid.load(std::memory_order_relaxed) == 0) {
      thread->tid.store(-1, std::memory_order_relaxed);
      return thread;
    }
  }
  auto* thread = static_cast<Thread*>(memory(sizeof(Thread)));
  if (thread == nullptr) return nullptr;
  // Fresh pages are zero, which is how every field begins.
  thread->tid.store(-1, std::memory_order_relaxed);
  thread->next = first.load(std::memory_order_relaxed);
  first.store(thread, std::memory_order_release);
  return thread;
}

bool is_main(int tid) { return tid == static_cast<int>(getpid()); }

// glibc puts a thread's own block at the top of its stack.
uintptr_t top_of_stack(int tid) {
  return is_main(tid) ? reinterpret_cast<uintptr_t>(__libc_stack_end) : static_cast<uintptr_t>(pthread_self());
}

Thread* begin(uint32_t number, uint64_t origin, uintptr_t origin_place) {
  Thread* thread = free_record();
  if (thread == nullptr) return nullptr;
  const int tid = static_cast<int>(syscall(SYS_gettid));
  thread->number = number;
  thread->origin = origin;
  thread->origin_place = origin_place;
  thread->stack_top = top_of_stack(tid);
  thread->held_count.store(0, std::memory_order_relaxed);
  thread->wanted.store(0, std::memory_order_relaxed);
  thread->wait_name.store(nullptr, std::memory_order_relaxed);
  thread->call.store(nullptr, std::memory_order_relaxed);
  thread->call_open_sp = 0;
  thread->ending_rounds = 0;
  std::memset(thread->counters, 0, sizeof thread->counters);
  thread->tid.store(tid, std::memory_order_release);
  self = thread;
  // The library's own thread looks at itself in no one's list; every other ends by this.
  if (end_key_made && !is_main(tid)) real.setspecific(end_key, thread);
  return thread;
}

void at_thread_end(void* record) {
  auto* thread = static_cast<Thread*>(record);
  if (++thread->ending_rounds < kEndingRounds) {
    real.setspecific(end_key, thread);
    return;
  }
  count_origin(thread->origin, thread->origin_place, false);
  live.fetch_sub(1, std::memory_order_relaxed);
  self = nullptr;
  self_gone = true;
  thread->tid.store(0, std::memory_order_release);
}

void* run(void* argument) {
  auto* start = static_cast<Start*>(argument);
  const Start todo = *start;
  {
    SpinGuard guard(records);
    start->next = free_starts;
    free_starts = start;
  }
  Thread* thread = begin(todo.number, todo.origin, todo.origin_place);
  if (thread != nullptr) perturb(*thread, Point::kBegin, todo.origin, todo.origin_place);
  return todo.routine(todo.argument);
}

}  // namespace

Thread* attach() {
  if (self_gone) return nullptr;
  if (!started()) return nullptr;
  if (!settings.active) return nullptr;
  const uint32_t number = last_number.fetch_add(1) + 1;
  live.fetch_add(1, std::memory_order_relaxed);
  Thread* thread = begin(number, 0, 0);
  count_origin(0, 0, true);
  return thread;
}

Thread* first_thread() { return first.load(std::memory_order_acquire); }

Life* life_of(uint32_t number) { return number < kLives ? &lives[number] : nullptr; }

uint32_t now_tick() { return last_tick.load(std::memory_order_relaxed); }

void note_joined(const Thread& joiner, pthread_t other) {
  // A handle is used again; the newest thread that had it and was not joined is meant.
  for (uint32_t number = last_number.load() < kLives ? last_number.load() : kLives - 1; number > 0; --number) {
    Life& life = lives[number];
    if (life.handle.load() != other || life.joined.load() != 0) continue;
    life.joiner.store(joiner.number);
    life.joined.store(last_tick.fetch_add(1) + 1);
    return;
  }
}

uint32_t live_threads() { return live.load(std::memory_order_relaxed); }

const Origin* origins(size_t& count) {
  count = origin_count.load(std::memory_order_acquire);
  return known_origins;
}

int create_thread(pthread_t* handle, const pthread_attr_t* attributes, void* (*routine)(void*), void* argument,
                  uint64_t origin, uintptr_t origin_place) {
  Start* start = nullptr;
  {
    SpinGuard guard(records);
    start = free_starts;
    if (start != nullptr) {
      free_starts = start->next;
    } else {
      start = static_cast<Start*>(memory(sizeof(Start)));
    }
  }
  if (start == nullptr) return real.create(handle, attributes, routine, argument);
  *start = {routine, argument, origin, origin_place, last_number.fetch_add(1) + 1, nullptr};
  live.fetch_add(1, std::memory_order_relaxed);
  count_origin(origin, origin_place, true);
  Life* life = life_of(start->number);
  if (life != nullptr) {
    life->creator.store(self == nullptr ? 0 : self->number);
    life->created.store(last_tick.fetch_add(1) + 1);
  }
  const int result = real.create(handle, attributes, run, start);
  if (result == 0) {
    // Its creator alone may join it before this, and does not.
    if (life != nullptr) life->handle.store(*handle);
  } else {
    live.fetch_sub(1, std::memory_order_relaxed);
    count_origin(origin, origin_place, false);
    SpinGuard guard(records);
    start->next = free_starts;
    free_starts = start;
  }
  return result;
}

void prepare_threads() { end_key_made = real.key_create(&end_key, at_thread_end) == 0; }

StackRange stack_range(const Thread& thread, uintptr_t sp) {
  StackRange range;
  range.low = sp;
  range.high = thread.stack_top;
  return range;
}

}  // namespace vigil::watch
