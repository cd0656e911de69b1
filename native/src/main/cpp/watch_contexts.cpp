#include "watch_contexts.h"

#include "watch_modules.h"

namespace vigil::watch {
namespace {

constexpr size_t kContextsBits = 14;
constexpr size_t kContextsMax = size_t{1} << kContextsBits;
constexpr size_t kProbed = 32;

Context contexts[kContextsMax];
uintptr_t frames[kContextsMax][kFramesMax];
std::atomic<uint64_t> lost{0};
SpinLock inserting;

size_t slot_of(uintptr_t pc, uintptr_t depth) {
  return ((pc ^ (depth << 20)) * 0x9E3779B97F4A7C15u) >> (64 - kContextsBits);
}

uint32_t found(uintptr_t pc, uintptr_t depth, size_t slot) {
  for (size_t i = 0; i < kProbed; ++i) {
    const size_t at = (slot + i) & (kContextsMax - 1);
    const uintptr_t there = contexts[at].pc.load(std::memory_order_acquire);
    if (there == pc && contexts[at].depth == depth) return static_cast<uint32_t>(at);
    if (there == 0 && at != 0) return 0;
  }
  return 0;
}

void fill(Context& context, uintptr_t* places, const Thread& thread, const Caller& caller) {
  const Frame top = {caller.pc, caller.sp, caller.bp, true};
  context.frame_count = static_cast<uint32_t>(walk(top, stack_range(thread, caller.sp), true, places, kFramesMax));
  context.place = places[0];
  for (uint32_t i = 0; i < context.frame_count; ++i) {
    const Module* module = module_at(places[i], true);
    if (module != nullptr && (module->runtime || is_inline_runtime(*module, places[i]))) continue;
    context.place = places[i];
    break;
  }
  context.key = place_key(context.place);
}

// Number 0 stands for "not known", so slot 0 stays empty.
uint32_t insert(const Thread& thread, const Caller& caller, uintptr_t depth, size_t slot) {
  SpinGuard guard(inserting);
  const uint32_t known = found(caller.pc, depth, slot);
  if (known != 0) return known;
  for (size_t i = 0; i < kProbed; ++i) {
    const size_t at = (slot + i) & (kContextsMax - 1);
    Context& context = contexts[at];
    if (at == 0 || context.pc.load(std::memory_order_relaxed) != 0) continue;
    context.depth = depth;
    fill(context, frames[at], thread, caller);
    context.pc.store(caller.pc, std::memory_order_release);
    return static_cast<uint32_t>(at);
  }
  lost.fetch_add(1, std::memory_order_relaxed);
  return 0;
}

}  // namespace

uint32_t context_of(const Thread& thread, const Caller& caller) {
  const uintptr_t depth = thread.stack_top - caller.sp;
  const size_t slot = slot_of(caller.pc, depth);
  const uint32_t known = found(caller.pc, depth, slot);
  return VIGIL_LIKELY(known != 0) ? known : insert(thread, caller, depth, slot);
}

const Context& context(uint32_t number) { return contexts[number]; }

const uintptr_t* context_frames(uint32_t number) { return frames[number]; }

uint64_t lost_contexts() { return lost.load(std::memory_order_relaxed); }

uint64_t place_key(uintptr_t place) {
  const Module* module = module_at(place, true);
  return module == nullptr ? 0 : combined(module->key, module->offset(place)) | 1;
}

void write_frames(Text& text, const uintptr_t* places, size_t count, bool look_again) {
  for (size_t i = 0; i < count; ++i) {
    text.word(" ");
    write_place(text, places[i], look_again);
  }
}

}  // namespace vigil::watch
