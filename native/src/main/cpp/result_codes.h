#pragma once

#include <exception>
#include <string>

namespace vigil {

// Every shim function answers one of these where it cannot answer a value. All failures are negative, so
// that a handle, a count or a failure fits in one returned number and the fast path needs no out parameter.
constexpr int kOk = 0;
constexpr int kMxFailed = -1;      // the text is in MXGetLastError of this thread
constexpr int kNotExported = -2;   // the name is in failure_text()
constexpr int kEscaped = -3;       // a C++ exception left a C function; what() is in failure_text()

// The text that belongs to the last kNotExported or kEscaped of this thread.
std::string& failure_text();

int not_exported(const char* name);
int escaped(const char* what);

// Runs a call into the build under test. Its C functions promise not to throw; when one breaks the promise,
// that is a fact about the build and must not unwind through JNI frames.
template <typename Call>
auto guarded(Call call) -> decltype(call()) {
  try {
    return call();
  } catch (const std::exception& thrown) {
    return escaped(thrown.what());
  } catch (...) {
    return escaped("an exception that is no std::exception");
  }
}

}  // namespace vigil
