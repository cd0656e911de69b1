// Our allocator functions before those of whichever allocator the process has. Operator new comes through malloc.

#include <errno.h>
#include <sys/mman.h>

#include <cstring>

#include "watch_heap.h"
#include "watch_locks.h"
#include "watch_real.h"
#include "watch_settings.h"

namespace vigil::watch {
namespace {

bool ready() {
  if (VIGIL_LIKELY(real_ready())) return true;
  find_real();
  return real_ready();
}

// Whether nothing is to be noted of what is taken: the way of nearly every call.
bool is_plain() { return VIGIL_LIKELY(real_ready() && !settings.heap); }

// Whether the allocator keeps the size of a block in the word before it, with three flags, as the C library's does.
bool sizes_in_front = false;

size_t size_in_front(const void* block) { return static_cast<const size_t*>(block)[-1] & ~size_t{7}; }

// Or a few more.
size_t block_bytes(void* block) {
  if (VIGIL_LIKELY(sizes_in_front)) return size_in_front(block);
  return real.malloc_usable_size == nullptr ? 0 : real.malloc_usable_size(block);
}

// Before the memory can be anybody else's.
void leave(void* block) {
  if (settings.heap) forget_block(block);
  if (settings.follows && block != nullptr) forget_locks(reinterpret_cast<uintptr_t>(block), block_bytes(block));
}

void* noted(void* block, size_t bytes, const Caller& from) {
  if (VIGIL_UNLIKELY(settings.heap)) note_block(block, bytes, from);
  return block;
}

// Memory from before the allocator was known moves over to it.
void* moved(void* block, size_t bytes) {
  void* fresh = real.malloc(bytes);
  if (fresh == nullptr) return nullptr;
  const size_t size = static_cast<size_t*>(block)[-1];
  std::memcpy(fresh, block, size < bytes ? size : bytes);
  return fresh;
}

void* resize(void* block, size_t bytes, const Caller& from) {
  if (block != nullptr && is_early_memory(block)) return noted(moved(block, bytes), bytes, from);
  const bool known = settings.heap && block != nullptr && forget_block(block);
  if (settings.follows && block != nullptr) leave(block);
  void* result = real.realloc(block, bytes);
  // A block that stays because there is no memory is still live; its stack is now that of this call.
  if (result == nullptr && bytes > 0 && known) note_block(block, real.malloc_usable_size(block), from);
  return noted(result, bytes, from);
}

void* early_zeros(size_t bytes) {
  // Never given out before, and of a program's zeroed data.
  return early_memory(bytes, 16);
}

bool has_size_in_front(size_t bytes) {
  void* block = real.malloc(bytes);
  if (block == nullptr) return false;
  const bool has = size_in_front(block) == real.malloc_usable_size(block) + sizeof(size_t);
  real.free(block);
  return has;
}

bool is_large(size_t bytes) { return settings.heap && bytes >= settings.map_bytes_min; }

}  // namespace

void learn_sizes() {
  if (real.malloc_usable_size == nullptr) return;
  sizes_in_front = has_size_in_front(1) && has_size_in_front(100) && has_size_in_front(5000) && has_size_in_front(70000);
}

}  // namespace vigil::watch

using namespace vigil::watch;

VIGIL_EXPORT void* malloc(size_t bytes) {
  if (is_plain()) return real.malloc(bytes);
  if (VIGIL_UNLIKELY(!ready())) return early_memory(bytes, 16);
  return noted(real.malloc(bytes), bytes, caller());
}

VIGIL_EXPORT void free(void* block) {
  if (VIGIL_UNLIKELY(is_early_memory(block))) return;
  if (VIGIL_UNLIKELY(!ready())) return;
  if (settings.active) leave(block);
  real.free(block);
}

VIGIL_EXPORT void* calloc(size_t count, size_t bytes) {
  if (is_plain()) return real.calloc(count, bytes);
  if (VIGIL_UNLIKELY(!ready())) {
    size_t all = 0;
    return __builtin_mul_overflow(count, bytes, &all) ? nullptr : early_zeros(all);
  }
  return noted(real.calloc(count, bytes), count * bytes, caller());
}

VIGIL_EXPORT void* realloc(void* block, size_t bytes) {
  if (VIGIL_UNLIKELY(!ready())) {
    void* fresh = early_memory(bytes, 16);
    if (fresh != nullptr && block != nullptr) {
      const size_t size = static_cast<size_t*>(block)[-1];
      std::memcpy(fresh, block, size < bytes ? size : bytes);
    }
    return fresh;
  }
  return resize(block, bytes, caller());
}

VIGIL_EXPORT void* reallocarray(void* block, size_t count, size_t bytes) {
  size_t all = 0;
  if (__builtin_mul_overflow(count, bytes, &all)) {
    errno = ENOMEM;
    return nullptr;
  }
  if (VIGIL_UNLIKELY(!ready())) return early_memory(all, 16);
  return resize(block, all, caller());
}

VIGIL_EXPORT int posix_memalign(void** block, size_t alignment, size_t bytes) {
  if (is_plain()) return real.posix_memalign(block, alignment, bytes);
  if (VIGIL_UNLIKELY(!ready())) {
    *block = early_memory(bytes, alignment);
    return *block == nullptr ? ENOMEM : 0;
  }
  const int result = real.posix_memalign(block, alignment, bytes);
  if (result == 0) noted(*block, bytes, caller());
  return result;
}

VIGIL_EXPORT void* aligned_alloc(size_t alignment, size_t bytes) {
  if (VIGIL_UNLIKELY(!ready())) return early_memory(bytes, alignment);
  return noted(real.aligned_alloc(alignment, bytes), bytes, caller());
}

VIGIL_EXPORT void* memalign(size_t alignment, size_t bytes) {
  if (VIGIL_UNLIKELY(!ready())) return early_memory(bytes, alignment);
  return noted(real.memalign(alignment, bytes), bytes, caller());
}

VIGIL_EXPORT void* valloc(size_t bytes) {
  if (VIGIL_UNLIKELY(!ready())) return early_memory(bytes, 4096);
  return noted(real.valloc(bytes), bytes, caller());
}

VIGIL_EXPORT void* mmap(void* where, size_t bytes, int protection, int flags, int file, off_t offset) {
  find_real();
  if (VIGIL_UNLIKELY(!real_ready())) {
    errno = ENOMEM;
    return MAP_FAILED;
  }
  void* result = real.mmap(where, bytes, protection, flags, file, offset);
  if (is_large(bytes) && result != MAP_FAILED) {
    // Mapping over what is mapped gives that back.
    if ((flags & MAP_FIXED) != 0) forget_pages(result, bytes);
    note_block(result, bytes, caller());
  }
  return result;
}

VIGIL_EXPORT void* mmap64(void* where, size_t bytes, int protection, int flags, int file, off_t offset)
    __attribute__((alias("mmap")));

VIGIL_EXPORT int munmap(void* start, size_t bytes) {
  find_real();
  if (VIGIL_UNLIKELY(!real_ready())) return 0;
  if (settings.heap) forget_pages(start, bytes);
  return real.munmap(start, bytes);
}
