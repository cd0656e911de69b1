#pragma once

#include "watch_base.h"
#include "watch_text.h"
#include "watch_threads.h"

namespace vigil::watch {

// A lock that was seen. The slot of one whose memory was given back is used again.
struct LockEntry {
  std::atomic<uintptr_t> lock{0};
  std::atomic<uint32_t> lock_class{0};
  // How many threads wait for it now.
  std::atomic<uint32_t> waiters{0};
  // The context of the last thread that had to wait.
  std::atomic<uint32_t> waiter_context{0};
  // Who has it alone; null when it is free or shared.
  std::atomic<Thread*> owner{nullptr};
};

// The entry of a lock, made at the first sight of it; null when there are too many.
LockEntry* lock_entry(uintptr_t lock, Kind kind, uint32_t context);

// The same without making one.
const LockEntry* known_lock(uintptr_t lock);

// How many known locks lie in each 64 bytes of memory, modulo the size: what is freed is looked up only where there are
// some.
constexpr size_t kGranule = 64;
constexpr size_t kGranules = size_t{1} << 17;
extern std::atomic<uint8_t> granules[kGranules];

inline std::atomic<uint8_t>& granule_of(uintptr_t address) { return granules[(address / kGranule) % kGranules]; }

// The same for each page of memory, in a table that stays in the processor's nearest cache: asked first, since most memory
// that comes and goes lies where there are none.
constexpr size_t kLockPage = 4096;
constexpr size_t kLockPages = size_t{1} << 13;
extern std::atomic<uint8_t> lock_pages[kLockPages];

inline std::atomic<uint8_t>& lock_page_of(uintptr_t address) { return lock_pages[(address / kLockPage) % kLockPages]; }

// Forgets the locks that lie in memory that is given back, or a lock that is destroyed.
void forget_locks_in(uintptr_t start, size_t bytes);

inline void forget_locks(uintptr_t start, size_t bytes) {
  const uintptr_t last = start + bytes - 1;
  if (VIGIL_LIKELY(bytes <= kLockPage && lock_page_of(start).load(std::memory_order_relaxed) == 0 &&
                   lock_page_of(last).load(std::memory_order_relaxed) == 0)) {
    return;
  }
  if (bytes <= kGranule + 16 && granule_of(start).load(std::memory_order_relaxed) == 0 &&
      granule_of(last).load(std::memory_order_relaxed) == 0) {
    return;
  }
  forget_locks_in(start, bytes);
}

// Before a thread may block on a lock: notes the order of all that it holds to this one.
void note_order(Thread& thread, LockEntry& wanted, Kind kind, Mode mode, uint32_t context);

// After it got it, and before it gives it back. A lock that was taken several times is held until the last.
void note_held(Thread& thread, LockEntry* entry, Kind kind, Mode mode, uint32_t context, uintptr_t sp);
void note_released(Thread& thread, uintptr_t lock);
bool holds(const Thread& thread, uintptr_t lock);

// Around the blocking itself.
class Wait {
 public:
  Wait(Thread& thread, const char* name, uintptr_t object, LockEntry* entry, uint32_t context);
  ~Wait();
  Wait(const Wait&) = delete;
  Wait& operator=(const Wait&) = delete;

 private:
  Thread& thread_;
  LockEntry* entry_;
};

// "mutex M1+0x40" for a lock that is a variable of a module, "mutex @M1+0x1234" for one first taken at a place.
void write_lock_class(Text& text, uint32_t lock_class);
void write_order(Text& text);

// Changes whenever there is something new to write.
uint64_t order_version();

}  // namespace vigil::watch
