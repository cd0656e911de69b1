#include "watch_heap.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "watch_contexts.h"
#include "watch_modules.h"
#include "watch_output.h"
#include "watch_real.h"
#include "watch_settings.h"
#include "watch_text.h"
#include "watch_threads.h"

namespace vigil::watch {
namespace {

// A library that registers thousands of things while it is loaded has a stack for each.
constexpr size_t kSitesBits = 17;
constexpr size_t kSitesMax = size_t{1} << kSitesBits;
constexpr size_t kSiteFrames = 20;
// Of these at most so many, of watched modules, tell one site from another.
constexpr size_t kHashedFrames = 8;
constexpr size_t kProbed = 64;
constexpr size_t kShards = 64;
constexpr size_t kFirstSlots = 1024;

struct Site {
  std::atomic<uint64_t> key{0};
  std::atomic<int64_t> bytes{0};
  std::atomic<int64_t> blocks{0};
  std::atomic<uint64_t> taken{0};
  // What the last picture told; only what has changed is told again.
  int64_t told_bytes = 0;
  uint64_t told_taken = 0;
  uint32_t frame_count = 0;
  uintptr_t frames[kSiteFrames] = {};
};
// The first is for whatever finds no place among the others.
Site sites[kSitesMax];
SpinLock inserting;
SpinLock writing;

struct Slot {
  uintptr_t block;
  uint64_t bytes : 44;
  uint64_t site : 20;
};

// Blocks by address: open addressing with linear probing, at most three quarters full, deleted from by moving back
// (Knuth, The Art of Computer Programming, volume 3, section 6.4, algorithm R).
class Shard {
 public:
  void put(uintptr_t block, uint64_t bytes, uint32_t site) {
    SpinGuard guard(lock_);
    if (4 * (used_ + 1) > 3 * size_ && !grow()) return;
    size_t at = home(block);
    while (slots_[at].block != 0 && slots_[at].block != block) at = (at + 1) & (size_ - 1);
    if (slots_[at].block == 0) ++used_;
    slots_[at] = {block, bytes & ((uint64_t{1} << 44) - 1), site & (kSitesMax - 1)};
  }

  bool take(uintptr_t block, Slot& taken) {
    SpinGuard guard(lock_);
    if (size_ == 0) return false;
    size_t at = home(block);
    while (slots_[at].block != block) {
      if (slots_[at].block == 0) return false;
      at = (at + 1) & (size_ - 1);
    }
    taken = slots_[at];
    remove(at);
    --used_;
    return true;
  }

 private:
  size_t home(uintptr_t block) const { return static_cast<size_t>(mixed(block) >> 8) & (size_ - 1); }

  void remove(size_t hole) {
    size_t at = hole;
    while (true) {
      slots_[hole].block = 0;
      while (true) {
        at = (at + 1) & (size_ - 1);
        if (slots_[at].block == 0) return;
        const size_t wanted = home(slots_[at].block);
        const bool between = hole <= at ? (hole < wanted && wanted <= at) : (hole < wanted || wanted <= at);
        if (!between) break;
      }
      slots_[hole] = slots_[at];
      hole = at;
    }
  }

  bool grow() {
    const size_t size = size_ == 0 ? kFirstSlots : 2 * size_;
    void* fresh = real.mmap(nullptr, size * sizeof(Slot), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (fresh == MAP_FAILED) return false;
    Slot* old = slots_;
    const size_t old_size = size_;
    slots_ = static_cast<Slot*>(fresh);
    size_ = size;
    for (size_t i = 0; i < old_size; ++i) {
      if (old[i].block == 0) continue;
      size_t at = home(old[i].block);
      while (slots_[at].block != 0) at = (at + 1) & (size_ - 1);
      slots_[at] = old[i];
    }
    if (old != nullptr) real.munmap(old, old_size * sizeof(Slot));
    return true;
  }

  SpinLock lock_;
  Slot* slots_ = nullptr;
  size_t size_ = 0;
  size_t used_ = 0;
};

Shard shards[kShards];

Shard& shard_of(uintptr_t block) { return shards[mixed(block) & (kShards - 1)]; }

Site* find_site(uint64_t key) {
  for (size_t i = 0; i < kProbed; ++i) {
    const size_t at = (key >> 8 & (kSitesMax - 1)) + i;
    if (at == 0 || at >= kSitesMax) continue;
    const uint64_t there = sites[at].key.load(std::memory_order_acquire);
    if (there == key) return &sites[at];
    if (there == 0) return nullptr;
  }
  return nullptr;
}

Site* insert_site(uint64_t key, const uintptr_t* frames, size_t count) {
  SpinGuard guard(inserting);
  Site* known = find_site(key);
  if (known != nullptr) return known;
  for (size_t i = 0; i < kProbed; ++i) {
    const size_t at = (key >> 8 & (kSitesMax - 1)) + i;
    if (at == 0 || at >= kSitesMax || sites[at].key.load(std::memory_order_relaxed) != 0) continue;
    Site& site = sites[at];
    site.frame_count = static_cast<uint32_t>(count);
    for (size_t f = 0; f < count; ++f) site.frames[f] = frames[f];
    site.key.store(key, std::memory_order_release);
    return &site;
  }
  return &sites[0];
}

Site& site_of(const Caller& caller) {
  const Thread* thread = current();
  if (thread == nullptr) return sites[0];
  uintptr_t frames[kSiteFrames];
  uint64_t key = 0;
  const size_t count = walk_watched({caller.pc, caller.sp, caller.bp, true}, stack_range(*thread, caller.sp), frames,
                                    kSiteFrames, kHashedFrames, key);
  Site* site = find_site(key);
  if (site == nullptr) site = insert_site(key, frames, count);
  return *site;
}

void add(Site& site, int64_t bytes, int64_t blocks) {
  site.bytes.fetch_add(bytes, std::memory_order_relaxed);
  site.blocks.fetch_add(blocks, std::memory_order_relaxed);
  if (blocks > 0) site.taken.fetch_add(1, std::memory_order_relaxed);
}

void write_site(Text& text, Site& site, size_t number) {
  const uint64_t taken = site.taken.load(std::memory_order_relaxed);
  const int64_t bytes = site.bytes.load(std::memory_order_relaxed);
  if (taken == site.told_taken && bytes == site.told_bytes) return;
  const int64_t blocks = site.blocks.load(std::memory_order_relaxed);
  text.word("site ").number(number).word(" ").number(bytes < 0 ? 0 : static_cast<uint64_t>(bytes));
  text.word(" ").number(blocks < 0 ? 0 : static_cast<uint64_t>(blocks)).word(" ").number(taken);
  if (site.told_taken == 0) write_frames(text, site.frames, site.frame_count, true);
  text.end();
  site.told_taken = taken;
  site.told_bytes = bytes;
}

}  // namespace

void note_block(const void* block, size_t bytes, const Caller& caller) {
  if (block == nullptr) return;
  Site& site = site_of(caller);
  add(site, static_cast<int64_t>(bytes), 1);
  const auto address = reinterpret_cast<uintptr_t>(block);
  shard_of(address).put(address, bytes, static_cast<uint32_t>(&site - sites));
}

bool forget_block(const void* block) {
  if (block == nullptr) return false;
  const auto address = reinterpret_cast<uintptr_t>(block);
  Slot slot;
  if (!shard_of(address).take(address, slot)) return false;
  add(sites[slot.site], -static_cast<int64_t>(slot.bytes), -1);
  return true;
}

void forget_pages(const void* start, size_t bytes) {
  const auto address = reinterpret_cast<uintptr_t>(start);
  Slot slot;
  if (!shard_of(address).take(address, slot)) return;
  if (slot.bytes <= bytes) {
    add(sites[slot.site], -static_cast<int64_t>(slot.bytes), -1);
    return;
  }
  // What is left begins behind the part that goes.
  add(sites[slot.site], -static_cast<int64_t>(bytes), 0);
  shard_of(address + bytes).put(address + bytes, slot.bytes - bytes, static_cast<uint32_t>(slot.site));
}

void write_heap(const char* label) {
  SpinGuard guard(writing);
  const Output output(".heap", Output::kAppend);
  if (!output.open()) return;
  Text text(output.file());
  write_header(text);
  text.word("snapshot ").number(static_cast<uint64_t>(monotonic_ns())).word(" ").name(label).end();
  for (size_t i = 0; i < kSitesMax; ++i) write_site(text, sites[i], i);
  write_modules(text);
  text.word("end").end();
}

}  // namespace vigil::watch
