#pragma once

#include <functional>
#include <stdexcept>

namespace vigil {

// What programs that load a build exit with; any other code is the build's own.
constexpr int kLeft = 0;
constexpr int kNotLoaded = 2;
constexpr int kBadArguments = 3;
constexpr int kRefused = 10;

constexpr int kCpu = 1;
constexpr int kGpu = 2;

// The build does not load; what() has the loader's words.
struct NotLoaded : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Loads the build under test into this process, whose crashes then leave a trace, and tells the report (probe_report.h) of
// each step. `trace` may be empty. Throws NotLoaded.
void load_build(const char* library, const char* trace, bool numpy);

// Does the work of a program that loads a build, and tells the report why it could not. What the program exits with.
int reported(const std::function<void()>& work);

// Throws std::runtime_error with the library's words where a call into it failed.
void require(int result, const char* what);

}  // namespace vigil
