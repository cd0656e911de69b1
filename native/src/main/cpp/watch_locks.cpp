#include "watch_locks.h"

#include <initializer_list>

#include "watch_calls.h"
#include "watch_contexts.h"
#include "watch_modules.h"

namespace vigil::watch {

std::atomic<uint8_t> granules[kGranules];
std::atomic<uint8_t> lock_pages[kLockPages];

namespace {

constexpr size_t kLocksBits = 16;
constexpr size_t kLocksMax = size_t{1} << kLocksBits;
constexpr size_t kProbed = 32;
constexpr uintptr_t kForgotten = 1;

constexpr size_t kClassesBits = 13;
constexpr size_t kClassesMax = size_t{1} << kClassesBits;

constexpr size_t kEdgesBits = 13;
constexpr size_t kEdgesMax = size_t{1} << kEdgesBits;
constexpr uint32_t kGuardsMax = 8;
constexpr uint32_t kEdgeThreadsMax = 4;

// A count that is full stays so.
constexpr uint8_t kFull = 255;
constexpr size_t kForgetBytesMax = 1024 * 1024;

struct LockClass {
  std::atomic<uint64_t> key{0};
  uintptr_t place = 0;
  bool variable = false;
  Kind kind = Kind::kMutex;
};

struct Guard {
  uint32_t lock_class;
  uintptr_t lock;
  Mode mode;
};

// That a thread which held `from` went for `to`.
struct Edge {
  std::atomic<uint64_t> key{0};
  uint32_t from = 0;
  uint32_t to = 0;
  uintptr_t from_lock = 0;
  uintptr_t to_lock = 0;
  Mode from_mode = Mode::kExclusive;
  Mode to_mode = Mode::kExclusive;
  uint32_t from_context = 0;
  uint32_t to_context = 0;
  uint32_t guard_count = 0;
  Guard guards[kGuardsMax] = {};
  std::atomic<uint32_t> thread_count{0};
  uint32_t threads[kEdgeThreadsMax] = {};
  uint64_t origins[kEdgeThreadsMax] = {};
  // When each did so first and last.
  uint32_t first_ticks[kEdgeThreadsMax] = {};
  std::atomic<uint32_t> last_ticks[kEdgeThreadsMax] = {};
  std::atomic<bool> concurrent{false};
  std::atomic<uint64_t> count{0};
};

LockEntry locks[kLocksMax];
LockClass classes[kClassesMax];
Edge edges[kEdgesMax];
std::atomic<uint64_t> lost_locks{0};
std::atomic<uint64_t> lost_edges{0};
std::atomic<uint64_t> version{0};
SpinLock inserting;
SpinLock inserting_edges;

size_t lock_slot(uintptr_t lock) { return ((lock >> 3) * 0x9E3779B97F4A7C15u) >> (64 - kLocksBits); }

LockEntry* find_lock(uintptr_t lock, size_t slot) {
  for (size_t i = 0; i < kProbed; ++i) {
    LockEntry& entry = locks[(slot + i) & (kLocksMax - 1)];
    const uintptr_t there = entry.lock.load(std::memory_order_acquire);
    if (there == lock) return &entry;
    if (there == 0) return nullptr;
  }
  return nullptr;
}

// Under `inserting`, as every change of the counts.
void count_lock(uintptr_t lock, int change) {
  for (std::atomic<uint8_t>* count : {&granule_of(lock), &lock_page_of(lock)}) {
    const uint8_t now = count->load(std::memory_order_relaxed);
    if (now != kFull) count->store(static_cast<uint8_t>(now + change), std::memory_order_relaxed);
  }
}

// A variable of a module is the same lock wherever it is first taken; any other is known by where it is.
uint32_t class_of(uintptr_t lock, Kind kind, uint32_t number) {
  const Module* module = module_at(lock, true);
  const bool variable = module != nullptr;
  const uintptr_t place = variable ? lock : context(number).place;
  const uint64_t key = combined(combined(place, variable), static_cast<uint64_t>(kind)) | 1;
  for (size_t i = 0; i < kClassesMax; ++i) {
    const size_t at = (key + i) & (kClassesMax - 1);
    if (at == 0) continue;
    LockClass& candidate = classes[at];
    const uint64_t there = candidate.key.load(std::memory_order_relaxed);
    if (there == key) return static_cast<uint32_t>(at);
    if (there != 0) continue;
    candidate.place = place;
    candidate.variable = variable;
    candidate.kind = kind;
    candidate.key.store(key, std::memory_order_release);
    return static_cast<uint32_t>(at);
  }
  return 0;
}

LockEntry* insert_lock(uintptr_t lock, Kind kind, uint32_t number, size_t slot) {
  SpinGuard guard(inserting);
  LockEntry* entry = find_lock(lock, slot);
  if (entry != nullptr) return entry;
  for (size_t i = 0; i < kProbed; ++i) {
    LockEntry& candidate = locks[(slot + i) & (kLocksMax - 1)];
    const uintptr_t there = candidate.lock.load(std::memory_order_relaxed);
    if (there != 0 && there != kForgotten) continue;
    candidate.lock_class.store(class_of(lock, kind, number), std::memory_order_relaxed);
    candidate.waiters.store(0, std::memory_order_relaxed);
    candidate.waiter_context.store(0, std::memory_order_relaxed);
    candidate.owner.store(nullptr, std::memory_order_relaxed);
    count_lock(lock, 1);
    candidate.lock.store(lock, std::memory_order_release);
    return &candidate;
  }
  lost_locks.fetch_add(1, std::memory_order_relaxed);
  return nullptr;
}

// Not so when somebody else gave the lock back for this thread, as one may with a mutex that is used like a semaphore.
bool still_held(const Thread& thread, const Held& held) {
  return held.mode == Mode::kShared || held.kind == Kind::kOnce || held.kind == Kind::kGuard ||
         (held.entry->owner.load(std::memory_order_relaxed) == &thread &&
          held.entry->lock.load(std::memory_order_relaxed) == held.lock);
}

void remove(Thread& thread, uint32_t at) {
  const uint32_t count = thread.held_count.load(std::memory_order_relaxed);
  for (uint32_t i = at; i + 1 < count; ++i) thread.held[i] = thread.held[i + 1];
  thread.held_count.store(count - 1, std::memory_order_release);
}

Edge* find_edge(uint64_t key) {
  for (size_t i = 0; i < kProbed; ++i) {
    Edge& edge = edges[(key + i) & (kEdgesMax - 1)];
    const uint64_t there = edge.key.load(std::memory_order_acquire);
    if (there == key) return &edge;
    if (there == 0) return nullptr;
  }
  return nullptr;
}

Edge* insert_edge(uint64_t key, const Edge& pattern) {
  SpinGuard guard(inserting_edges);
  Edge* known = find_edge(key);
  if (known != nullptr) return known;
  for (size_t i = 0; i < kProbed; ++i) {
    Edge& edge = edges[(key + i) & (kEdgesMax - 1)];
    if (edge.key.load(std::memory_order_relaxed) != 0) continue;
    edge.from = pattern.from;
    edge.to = pattern.to;
    edge.from_lock = pattern.from_lock;
    edge.to_lock = pattern.to_lock;
    edge.from_mode = pattern.from_mode;
    edge.to_mode = pattern.to_mode;
    edge.from_context = pattern.from_context;
    edge.to_context = pattern.to_context;
    edge.guard_count = pattern.guard_count;
    for (uint32_t g = 0; g < pattern.guard_count; ++g) edge.guards[g] = pattern.guards[g];
    edge.key.store(key, std::memory_order_release);
    version.fetch_add(1, std::memory_order_relaxed);
    return &edge;
  }
  lost_edges.fetch_add(1, std::memory_order_relaxed);
  return nullptr;
}

void count_edge(Edge& edge, const Thread& thread) {
  // Counts may miss some when threads meet here; nothing is decided by them.
  edge.count.store(edge.count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  if (!edge.concurrent.load(std::memory_order_relaxed) && live_threads() > 1) {
    edge.concurrent.store(true, std::memory_order_relaxed);
    version.fetch_add(1, std::memory_order_relaxed);
  }
  const uint32_t known = edge.thread_count.load(std::memory_order_acquire);
  for (uint32_t i = 0; i < known; ++i) {
    if (edge.threads[i] != thread.number) continue;
    edge.last_ticks[i].store(now_tick(), std::memory_order_relaxed);
    return;
  }
  if (known == kEdgeThreadsMax) return;
  SpinGuard guard(inserting_edges);
  const uint32_t now = edge.thread_count.load(std::memory_order_relaxed);
  if (now == kEdgeThreadsMax) return;
  edge.threads[now] = thread.number;
  edge.origins[now] = thread.origin;
  edge.first_ticks[now] = now_tick();
  edge.last_ticks[now].store(now_tick(), std::memory_order_relaxed);
  edge.thread_count.store(now + 1, std::memory_order_release);
  version.fetch_add(1, std::memory_order_relaxed);
}

void note_pair(Thread& thread, const Held& from, const LockEntry& to, Mode mode, uint32_t number) {
  const uint32_t to_class = to.lock_class.load(std::memory_order_relaxed);
  const uintptr_t to_lock = to.lock.load(std::memory_order_relaxed);
  uint64_t key = combined(from.lock_class, to_class);
  key = combined(key, static_cast<uint64_t>(from.mode) * 2 + static_cast<uint64_t>(mode));
  // Two of one class are told apart: only both orders of the same two are a fault.
  if (from.lock_class == to_class) key = combined(combined(key, from.lock), to_lock);
  const uint32_t count = thread.held_count.load(std::memory_order_relaxed);
  for (uint32_t i = 0; i < count; ++i) {
    if (thread.held[i].lock != from.lock) key = combined(key, thread.held[i].lock_class);
  }
  key |= 1;
  Edge* edge = find_edge(key);
  if (VIGIL_UNLIKELY(edge == nullptr)) {
    Edge pattern;
    pattern.from = from.lock_class;
    pattern.to = to_class;
    pattern.from_lock = from.lock;
    pattern.to_lock = to_lock;
    pattern.from_mode = from.mode;
    pattern.to_mode = mode;
    pattern.from_context = from.context;
    pattern.to_context = number;
    for (uint32_t i = 0; i < count && pattern.guard_count < kGuardsMax; ++i) {
      const Held& guard = thread.held[i];
      if (guard.lock != from.lock) pattern.guards[pattern.guard_count++] = {guard.lock_class, guard.lock, guard.mode};
    }
    edge = insert_edge(key, pattern);
  }
  if (edge != nullptr) count_edge(*edge, thread);
}

// The locks from `start` on, up to `end`, all within one granule.
void forget_in_granule(uintptr_t start, uintptr_t end) {
  constexpr uintptr_t kAlignment = 8;
  for (uintptr_t lock = (start + kAlignment - 1) & ~(kAlignment - 1); lock < end; lock += kAlignment) {
    LockEntry* entry = find_lock(lock, lock_slot(lock));
    if (entry == nullptr) continue;
    entry->lock.store(kForgotten, std::memory_order_release);
    count_lock(lock, -1);
  }
}

const char* kind_name(Kind kind) {
  switch (kind) {
    case Kind::kMutex: return "mutex";
    case Kind::kRwlock: return "rwlock";
    case Kind::kGuard: return "guard";
    case Kind::kOnce: return "once";
  }
  return "lock";
}

const char* mode_name(Mode mode) { return mode == Mode::kShared ? "shared" : "exclusive"; }

void write_class_line(Text& text, size_t number) {
  text.word("class C").number(number).word(" ");
  write_lock_class(text, static_cast<uint32_t>(number));
  text.end();
}

void write_edge(Text& text, const Edge& edge) {
  text.word("edge C").number(edge.from).word(" C").number(edge.to);
  text.word(" ").word(mode_name(edge.from_mode)).word(" ").word(mode_name(edge.to_mode));
  text.word(" ").hex(edge.from_lock).word(" ").hex(edge.to_lock);
  text.word(edge.concurrent.load(std::memory_order_relaxed) ? " concurrent" : " alone");
  text.word(" ").number(edge.count.load(std::memory_order_relaxed)).end();
  const uint32_t threads = edge.thread_count.load(std::memory_order_acquire);
  for (uint32_t i = 0; i < threads; ++i) {
    text.word(" by ").number(edge.threads[i]).word(" ").hex(edge.origins[i]);
    text.word(" ").number(edge.first_ticks[i]).word(" ").number(edge.last_ticks[i].load(std::memory_order_relaxed)).end();
    const Life* life = life_of(edge.threads[i]);
    if (life == nullptr) continue;
    text.word(" life ").number(life->creator.load()).word(" ").number(life->created.load());
    text.word(" ").number(life->joiner.load()).word(" ").number(life->joined.load()).end();
  }
  for (uint32_t i = 0; i < edge.guard_count; ++i) {
    text.word(" guard C").number(edge.guards[i].lock_class).word(" ").word(mode_name(edge.guards[i].mode));
    text.word(" ").hex(edge.guards[i].lock).end();
  }
  for (const uint32_t number : {edge.from_context, edge.to_context}) {
    text.word(number == edge.from_context ? " held" : " wanted");
    write_frames(text, context_frames(number), context(number).frame_count, true);
    text.end();
  }
}

}  // namespace

LockEntry* lock_entry(uintptr_t lock, Kind kind, uint32_t context) {
  const size_t slot = lock_slot(lock);
  LockEntry* entry = find_lock(lock, slot);
  return VIGIL_LIKELY(entry != nullptr) ? entry : insert_lock(lock, kind, context, slot);
}

const LockEntry* known_lock(uintptr_t lock) { return find_lock(lock, lock_slot(lock)); }

void forget_locks_in(uintptr_t start, size_t bytes) {
  if (bytes > kForgetBytesMax) bytes = kForgetBytesMax;
  const uintptr_t end = start + bytes;
  while (start < end) {
    if (lock_page_of(start).load(std::memory_order_relaxed) == 0) {
      start = (start / kLockPage + 1) * kLockPage;
      continue;
    }
    const uintptr_t next = (start / kGranule + 1) * kGranule;
    if (VIGIL_UNLIKELY(granule_of(start).load(std::memory_order_relaxed) != 0)) {
      SpinGuard guard(inserting);
      forget_in_granule(start, next < end ? next : end);
    }
    start = next;
  }
}

void note_order(Thread& thread, LockEntry& wanted, Kind kind, Mode mode, uint32_t context) {
  const uintptr_t lock = wanted.lock.load(std::memory_order_relaxed);
  if (kind == Kind::kMutex && holds(thread, lock)) return;
  for (uint32_t i = 0; i < thread.held_count.load(std::memory_order_relaxed);) {
    if (!still_held(thread, thread.held[i])) {
      remove(thread, i);
      continue;
    }
    if (thread.held[i].lock != lock) note_pair(thread, thread.held[i], wanted, mode, context);
    ++i;
  }
}

void note_held(Thread& thread, LockEntry* entry, Kind kind, Mode mode, uint32_t context, uintptr_t sp) {
  if (entry == nullptr) return;
  const uint32_t count = thread.held_count.load(std::memory_order_relaxed);
  const uintptr_t lock = entry->lock.load(std::memory_order_relaxed);
  for (uint32_t i = count; i-- > 0;) {
    if (thread.held[i].lock != lock) continue;
    if (kind == Kind::kRwlock || still_held(thread, thread.held[i])) {
      ++thread.held[i].depth;
      return;
    }
  }
  if (mode == Mode::kExclusive) entry->owner.store(&thread, std::memory_order_relaxed);
  if (count == kHeldMax) return;
  thread.held[count] = {entry, lock, entry->lock_class.load(std::memory_order_relaxed), context, sp, 1, mode, kind};
  thread.held_count.store(count + 1, std::memory_order_release);
}

void note_released(Thread& thread, uintptr_t lock) {
  for (uint32_t i = thread.held_count.load(std::memory_order_relaxed); i-- > 0;) {
    Held& held = thread.held[i];
    if (held.lock != lock) continue;
    if (--held.depth > 0) return;
    if (held.mode == Mode::kExclusive) held.entry->owner.store(nullptr, std::memory_order_relaxed);
    remove(thread, i);
    return;
  }
  // Taken by another thread: it is no longer that one's.
  LockEntry* entry = find_lock(lock, lock_slot(lock));
  if (entry != nullptr) entry->owner.store(nullptr, std::memory_order_relaxed);
}

bool holds(const Thread& thread, uintptr_t lock) {
  const uint32_t count = thread.held_count.load(std::memory_order_relaxed);
  for (uint32_t i = 0; i < count; ++i) {
    if (thread.held[i].lock == lock) return true;
  }
  return false;
}

Wait::Wait(Thread& thread, const char* name, uintptr_t object, LockEntry* entry, uint32_t context)
    : thread_(thread), entry_(entry) {
  thread.wait_context.store(context, std::memory_order_relaxed);
  thread.wait_name.store(name, std::memory_order_relaxed);
  thread.wanted.store(object, std::memory_order_release);
  if (entry == nullptr) return;
  entry->waiter_context.store(context, std::memory_order_relaxed);
  entry->waiters.fetch_add(1);
  // The owner may already be in a call from which it comes back late or never.
  const Thread* owner = entry->owner.load();
  if (owner != nullptr && owner != &thread) note_waiter(*owner, *entry, context);
}

Wait::~Wait() {
  if (entry_ != nullptr) entry_->waiters.fetch_sub(1);
  thread_.wanted.store(0, std::memory_order_relaxed);
  thread_.wait_name.store(nullptr, std::memory_order_relaxed);
}

void write_lock_class(Text& text, uint32_t lock_class) {
  const LockClass& known = classes[lock_class];
  text.word(kind_name(known.kind)).word(known.variable ? " " : " @");
  write_place(text, known.place, true);
}

void write_order(Text& text) {
  for (size_t i = 1; i < kClassesMax; ++i) {
    if (classes[i].key.load(std::memory_order_acquire) != 0) write_class_line(text, i);
  }
  for (const Edge& edge : edges) {
    if (edge.key.load(std::memory_order_acquire) != 0) write_edge(text, edge);
  }
  text.word("lost locks ").number(lost_locks.load()).word(" edges ").number(lost_edges.load());
  text.word(" contexts ").number(lost_contexts()).end();
}

uint64_t order_version() { return version.load(std::memory_order_relaxed); }

}  // namespace vigil::watch
