#include "probe_load.h"

#include <string>
#include <vector>

#include "crash_handlers.h"
#include "library.h"
#include "mx_api.h"
#include "probe_report.h"
#include "reply.h"
#include "result_codes.h"

namespace vigil {

void load_build(const char* library, const char* trace, bool numpy) {
  report_phase("load", "dlopen");
  if (const int code = library_open(library); code != kOk) {
    std::vector<int8_t> reply(static_cast<size_t>(reply_size()));
    reply_copy(reply.data(), static_cast<int64_t>(reply.size()));
    // A text in a reply is its length and its bytes.
    constexpr size_t kLength = sizeof(int32_t);
    if (reply.size() <= kLength) throw NotLoaded("the loader gives no reason");
    throw NotLoaded(std::string(reinterpret_cast<const char*>(reply.data()) + kLength, reply.size() - kLength));
  }
  if (*trace != 0) crash_install(trace);
  crash_guard_thread();
  if (numpy && api().set_numpy_shape != nullptr) {
    report_phase("settings", "MXSetIsNumpyShape");
    int previous = 0;
    api().set_numpy_shape(1, &previous);
  }
}

int reported(const std::function<void()>& work) {
  try {
    work();
  } catch (const NotLoaded& refusal) {
    report_phase("not-loaded", refusal.what());
    return kNotLoaded;
  } catch (const std::exception& refusal) {
    report_phase("refused", refusal.what());
    return kRefused;
  }
  return kLeft;
}

void require(int result, const char* what) {
  if (result == 0) return;
  throw std::runtime_error(std::string(what) + ": " + (result == kMxFailed ? api().last_error() : failure_text()));
}

}  // namespace vigil
