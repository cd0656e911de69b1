#pragma once

#include <cstdint>

namespace vigil {

// Measures of this process, taken together. Nothing here allocates, or else it would measure itself.
class LeakSamples {
 public:
  // Writes to `file`. Throws std::runtime_error when that cannot be.
  LeakSamples(const char* file, bool gpu);
  ~LeakSamples();
  LeakSamples(const LeakSamples&) = delete;
  LeakSamples& operator=(const LeakSamples&) = delete;

  // Waits until the engine has nothing to do, has libvigil_watch write a picture of the heap where it is there, and then a line
  //   sample PHASE ITERATIONS rss BYTES malloc BYTES gpu BYTES
  // The picture is called PHASE-ITERATIONS; what the allocator or the driver cannot tell is -1.
  void take(const char* phase, int64_t iterations);

  // A line of its own.
  void line(const char* name, const char* words);

 private:
  int file_;
  bool gpu_;
  void (*picture_)(const char* label);
};

}  // namespace vigil
