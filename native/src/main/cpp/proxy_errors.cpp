// Faults of error handling: calls that fail, and errors that come out of the wrong call.
#include "proxy_errors.h"

#include <atomic>
#include <thread>

#include "proxy_fault.h"

namespace vigil::proxy {
namespace {

// The build reports a failure in the first wait, and again in the one behind it.
constexpr int kWaits = 2;

thread_local std::string injected;
std::atomic<bool> late{false};
std::atomic<int> failing_waits{0};
// The thread whose failure is to come out on another one; none when it has.
std::atomic<std::thread::id> failed_on{};

bool take_error_of_other_thread() {
  const std::thread::id failed = failed_on.load();
  if (failed == std::thread::id() || failed == std::this_thread::get_id()) return false;
  failed_on = std::thread::id();
  fail("vigil fault: the error of another thread's call");
  return true;
}

bool refuse(Call&) { return fail("vigil fault: this call was told to fail"); }

bool leak(Call&) {
  late = true;
  return true;
}

}  // namespace

bool fail(const std::string& text) {
  injected = text;
  return false;
}

void clear_failure() { injected.clear(); }

bool take_late_error() {
  if (!late.exchange(false)) return false;
  fail("vigil fault: the error of another operator's call");
  return true;
}

std::vector<Fault> error_faults() {
  return {
      {"error", refuse, nullptr, nullptr},
      {"error-leak", nullptr, leak, nullptr},
      {"error-twice", nullptr, nullptr, [] { failing_waits = kWaits; }},
      {"error-later", nullptr, nullptr, [] { late = true; }},
      {"error-elsewhere", nullptr, nullptr, [] { failed_on = std::this_thread::get_id(); }},
  };
}

extern "C" const char* MXGetLastError() {
  static const auto next = real<const char* (*)()>("MXGetLastError");
  return injected.empty() ? next() : injected.c_str();
}

extern "C" int MXNDArrayWaitAll() {
  static const auto next = real<int (*)()>("MXNDArrayWaitAll");
  clear_failure();
  const int result = next();
  if (result != 0 || failing_waits.load() == 0) return result;
  --failing_waits;
  fail("vigil fault: an error that was reported before");
  return -1;
}

// A user's way into an array is a call that has nothing to do with the one that failed.
extern "C" int MXNDArraySyncCopyFromCPU(Handle array, const void* data, size_t elements) {
  static const auto next = real<int (*)(Handle, const void*, size_t)>("MXNDArraySyncCopyFromCPU");
  clear_failure();
  return take_late_error() || take_error_of_other_thread() ? -1 : next(array, data, elements);
}

}  // namespace vigil::proxy
