#pragma once

#include "watch_base.h"
#include "watch_text.h"
#include "watch_threads.h"

namespace vigil::watch {

constexpr size_t kFramesMax = 24;

// A place in the code together with how it was come to. Two calls from one place at one depth of the stack are taken to
// have come the same way (Mytkowicz, Coughlin and Diwan, "Inferred Call Path Profiling", OOPSLA 2009), so that the
// stack is walked once for each.
struct Context {
  std::atomic<uintptr_t> pc{0};
  uintptr_t depth = 0;
  // The innermost place outside the C and C++ runtimes, and a number for it that is the same in every process.
  uintptr_t place = 0;
  uint64_t key = 0;
  uint32_t frame_count = 0;
};

// The number of the context of a call, 0 when there are too many to keep.
uint32_t context_of(const Thread& thread, const Caller& caller);

const Context& context(uint32_t number);
const uintptr_t* context_frames(uint32_t number);

// How many calls had no context because the table was full.
uint64_t lost_contexts();

// The number that the same place has in every process; 0 outside all modules.
uint64_t place_key(uintptr_t place);

void write_frames(Text& text, const uintptr_t* places, size_t count, bool look_again);

}  // namespace vigil::watch
