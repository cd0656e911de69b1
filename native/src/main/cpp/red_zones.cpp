#include "red_zones.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>
#include <optional>
#include <string>
#include <unordered_map>

#include "mx_api.h"
#include "reply.h"
#include "result_codes.h"

namespace vigil {
namespace {

// On either side of a block.
constexpr size_t kZone = 128;
// Blocks aligned to more, and such as would not fit with their zones, stay as they are.
constexpr size_t kAlignmentMax = 4096;
constexpr size_t kSizeMax = SIZE_MAX / 2;
// Live blocks that are looked at each time, on average.
constexpr size_t kBlocksEachTime = 8192;
// As a number of any type, neither small nor NaN.
constexpr unsigned char kUsual = 0xb7;

#if defined(__aarch64__)
constexpr unsigned kCallSlot = R_AARCH64_JUMP_SLOT;
constexpr unsigned kDataSlot = R_AARCH64_GLOB_DAT;
#else
constexpr unsigned kCallSlot = R_X86_64_JUMP_SLOT;
constexpr unsigned kDataSlot = R_X86_64_GLOB_DAT;
#endif

struct Block {
  size_t size;
  size_t before;  // bytes from what the allocator gave to the block
  unsigned char fill;
};

struct Damage {
  int blocks = 0;
  size_t size = 0;  // of the first block, as the rest
  int64_t from = 0;
  int64_t bytes = 0;
};

bool whole(const unsigned char* zone, unsigned char fill) {
  return zone[0] == fill && std::memcmp(zone, zone + 1, kZone - 1) == 0;
}

class Zones {
 public:
  int take(void** out, size_t alignment, size_t size) {
    const size_t before = (std::max(kZone, alignment) + alignment - 1) / alignment * alignment;
    void* base = nullptr;
    const int result = ::posix_memalign(&base, alignment, before + size + kZone);
    if (result != 0) return result;
    auto* const at = static_cast<unsigned char*>(base) + before;
    const Block block{size, before, fill_.load(std::memory_order_relaxed)};
    paint(at, block);
    try {
      const std::lock_guard<std::mutex> guard(lock_);
      blocks_[at] = block;
    } catch (const std::bad_alloc&) {
      std::free(base);
      return ENOMEM;
    }
    *out = at;
    return 0;
  }

  // False when the block has no zones; it is then still there.
  bool give_back(void* address) {
    auto* const at = static_cast<unsigned char*>(address);
    size_t before = 0;
    {
      const std::lock_guard<std::mutex> guard(lock_);
      const auto found = blocks_.find(at);
      if (found == blocks_.end()) return false;
      look(at, found->second);
      before = found->second.before;
      blocks_.erase(found);
    }
    std::free(at - before);
    return true;
  }

  // Nothing when the block has no zones.
  std::optional<size_t> size_of(void* address) {
    const std::lock_guard<std::mutex> guard(lock_);
    const auto found = blocks_.find(static_cast<unsigned char*>(address));
    return found == blocks_.end() ? std::nullopt : std::optional<size_t>(found->second.size);
  }

  void fill(unsigned char byte) { fill_.store(byte, std::memory_order_relaxed); }

  Damage take_damage() {
    const std::lock_guard<std::mutex> guard(lock_);
    // A process whose blocks are never given back must not take ever longer.
    skipped_ += kBlocksEachTime;
    if (skipped_ >= blocks_.size()) {
      skipped_ = 0;
      for (auto& [at, block] : blocks_) look(at, block);
    }
    const Damage taken = damage_;
    damage_ = {};
    return taken;
  }

 private:
  static void paint(unsigned char* at, const Block& block) {
    std::memset(at - kZone, block.fill, kZone);
    std::memset(at + block.size, block.fill, kZone);
  }

  void look(unsigned char* at, const Block& block) {
    if (whole(at - kZone, block.fill) && whole(at + block.size, block.fill)) return;
    if (damage_.blocks++ == 0) {
      damage_.size = block.size;
      damage_.bytes = 0;
      count(at, -static_cast<int64_t>(kZone), block.fill);
      count(at, static_cast<int64_t>(block.size), block.fill);
    }
    paint(at, block);
  }

  void count(const unsigned char* at, int64_t zone, unsigned char fill) {
    for (int64_t i = zone; i < zone + static_cast<int64_t>(kZone); ++i) {
      if (at[i] == fill) continue;
      if (damage_.bytes++ == 0) damage_.from = i;
    }
  }

  std::mutex lock_;
  std::unordered_map<unsigned char*, Block> blocks_;
  Damage damage_;
  size_t skipped_ = 0;
  std::atomic<unsigned char> fill_{kUsual};
};

// Never destroyed: the library gives blocks back until the process ends.
Zones& zones() {
  static Zones& instance = *new Zones;
  return instance;
}

// What the library called before, for blocks that have no zones: they may come from an allocator of its own.
int (*plain_memalign)(void**, size_t, size_t) = ::posix_memalign;
void (*plain_free)(void*) = std::free;
void* (*plain_realloc)(void*, size_t) = std::realloc;

int zoned_memalign(void** out, size_t alignment, size_t size) {
  const bool possible = alignment > 0 && alignment <= kAlignmentMax && size <= kSizeMax;
  return possible ? zones().take(out, alignment, size) : plain_memalign(out, alignment, size);
}

void zoned_free(void* block) {
  if (block != nullptr && !zones().give_back(block)) plain_free(block);
}

void* zoned_realloc(void* block, size_t size) {
  const std::optional<size_t> held = block == nullptr ? std::nullopt : zones().size_of(block);
  if (!held) return plain_realloc(block, size);
  void* const moved = plain_realloc(nullptr, size);
  if (moved == nullptr) return nullptr;
  std::memcpy(moved, block, std::min(*held, size));
  zones().give_back(block);
  return moved;
}

// The functions that a loaded module calls in others, each through a slot that the loader has filled.
class Imports {
 public:
  explicit Imports(const link_map& module) : base_(module.l_addr) {
    for (const ElfW(Dyn)* entry = module.l_ld; entry->d_tag != DT_NULL; ++entry) {
      const ElfW(Addr) value = entry->d_un.d_ptr;
      switch (entry->d_tag) {
        case DT_SYMTAB: symbols_ = reinterpret_cast<const ElfW(Sym)*>(value); break;
        case DT_STRTAB: names_ = reinterpret_cast<const char*>(value); break;
        case DT_JMPREL: calls_.first = reinterpret_cast<const ElfW(Rela)*>(value); break;
        case DT_PLTRELSZ: calls_.count = value / sizeof(ElfW(Rela)); break;
        case DT_RELA: data_.first = reinterpret_cast<const ElfW(Rela)*>(value); break;
        case DT_RELASZ: data_.count = value / sizeof(ElfW(Rela)); break;
        default: break;
      }
    }
  }

  // How many slots lead to `ours` now; `theirs` becomes what one of them led to.
  template <typename Function>
  int redirect(const std::string& name, Function* ours, Function*& theirs) const {
    int redirected = 0;
    for (const Table& table : {calls_, data_}) {
      for (size_t i = 0; i < table.count; ++i) {
        if (!imports(table.first[i], name)) continue;
        auto* const slot = reinterpret_cast<void**>(base_ + table.first[i].r_offset);
        auto* const before = reinterpret_cast<Function*>(*slot);
        if (before != nullptr && before != ours) theirs = before;
        if (write(slot, reinterpret_cast<void*>(ours))) ++redirected;
      }
    }
    return redirected;
  }

 private:
  struct Table {
    const ElfW(Rela)* first = nullptr;
    size_t count = 0;
  };

  bool imports(const ElfW(Rela)& entry, const std::string& name) const {
    const auto type = static_cast<unsigned>(ELF64_R_TYPE(entry.r_info));
    return (type == kCallSlot || type == kDataSlot) &&
           name == names_ + symbols_[ELF64_R_SYM(entry.r_info)].st_name;
  }

  // The loader may have made the slot's page read-only behind it.
  static bool write(void** slot, void* ours) {
    const auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
    void* const start = reinterpret_cast<void*>(reinterpret_cast<uintptr_t>(slot) & ~(page - 1));
    if (mprotect(start, page, PROT_READ | PROT_WRITE) != 0) return false;
    *slot = ours;
    return true;
  }

  ElfW(Addr) base_;
  const ElfW(Sym)* symbols_ = nullptr;
  const char* names_ = nullptr;
  Table calls_;
  Table data_;
};

}  // namespace

int red_zones_start() {
  // A stand-in before the library has none of its functions.
  Dl_info where{};
  link_map* module = nullptr;
  void* const function = reinterpret_cast<void*>(api().version);
  if (dladdr1(function, &where, reinterpret_cast<void**>(&module), RTLD_DL_LINKMAP) == 0 || module == nullptr) return 0;
  const Imports imports(*module);
  // Whoever frees comes first: a block with zones must not reach the real one.
  if (imports.redirect("free", zoned_free, plain_free) == 0) return 0;
  imports.redirect("realloc", zoned_realloc, plain_realloc);
  return imports.redirect("posix_memalign", zoned_memalign, plain_memalign);
}

void red_zones_fill(int byte) { zones().fill(byte < 0 ? kUsual : static_cast<unsigned char>(byte)); }

int red_zones_damaged() {
  return guarded([] {
    const Damage damage = zones().take_damage();
    if (damage.blocks > 0) {
      reply_clear();
      reply_long(static_cast<int64_t>(damage.size));
      reply_long(damage.from);
      reply_long(damage.bytes);
    }
    return damage.blocks;
  });
}

}  // namespace vigil
