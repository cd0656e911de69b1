#pragma once

#include <cstdint>

namespace vigil::watch {

// What the environment asks for, read once at load; docs/watch.md lists the variables.
struct Settings {
  bool locks = false;
  bool heap = false;
  bool perturb = false;
  bool dump = false;
  bool children = false;
  uint64_t seed = 0;
  uint64_t one_in = 8;
  uint64_t delay_us_max = 300;
  uint64_t map_bytes_min = 128 * 1024;
  int64_t period_ms = 1000;
  int64_t deadline_ms = 0;
  int control_signal = 44;
  char out[512] = "";
  char delays[512] = "";
  char made[528] = "";
  char modules[256] = "";
  char calls[512] = "";

  // Whether anything is to be done in this process, and whether locks are followed for it.
  bool active = false;
  bool follows = false;
  // The process that they were read in; one that was forked from it is another.
  int pid = 0;

  bool any() const { return locks || heap || perturb || dump; }
  // Whether one of the words of a comma-separated list is in `text` or, with `whole`, is it. An empty list has none.
  static bool listed(const char* list, const char* text, bool whole);
};

extern Settings settings;

// Reads the environment of the process and, where this is the one meant, takes the library out of what its children
// would load.
void read_settings();

}  // namespace vigil::watch
