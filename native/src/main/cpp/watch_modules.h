#pragma once

#include "watch_base.h"
#include "watch_text.h"

namespace vigil::watch {

// From where to where a function is, as addresses of the module's file.
struct RuntimeSpan {
  uint64_t begin;
  uint64_t end;
};

// A program or library in the process. Never moved nor freed, so that a pointer to one stays good.
struct Module {
  std::atomic<uintptr_t> start{0};
  std::atomic<uintptr_t> end{0};
  // What is added to an address of the file.
  uintptr_t bias = 0;
  // PT_GNU_EH_FRAME: the sorted table of unwinding information; 0 where there is none.
  uintptr_t unwind_table = 0;
  uint32_t number = 0;
  // The same for the same build in every process.
  uint64_t key = 0;
  // The C and C++ runtimes, whose frames say nothing about who wanted something.
  bool runtime = false;
  // Named by VIGIL_WATCH_MODULES, or every one but the runtimes.
  bool watched = false;
  char build_id[48] = "";
  char path[320] = "";
  // Where the dynamic symbols are, for recognising inline functions of the C++ library; 0 where there are none.
  uintptr_t symbols = 0;
  uintptr_t names = 0;
  size_t symbol_count = 0;
  // Of those, where the functions of the C++ library are, once they have been sorted.
  std::atomic<uint32_t> span_state{0};
  const RuntimeSpan* spans = nullptr;
  size_t span_count = 0;

  uint64_t offset(uintptr_t address) const { return address - bias; }
};

// The module that an address lies in, or null. With `look_again`, one that was loaded since the last look is found;
// without, nothing but memory is read, as a signal handler needs it.
const Module* module_at(uintptr_t address, bool look_again);

// Reads the process's memory map again: takes no lock of the loader, so it works while one hangs there.
void refresh_modules();

// Whether the function at an address is one of the C++ standard library that was compiled into the module.
bool is_inline_runtime(const Module& module, uintptr_t address);

// "M3+0x1234", with the offset as the module's file has it; "-0x7f…" in no module.
void write_place(Text& text, uintptr_t address, bool look_again);

// The line of a module.
void write_module(Text& text, const Module& module);

// A line per module that was seen so far.
void write_modules(Text& text);

}  // namespace vigil::watch
