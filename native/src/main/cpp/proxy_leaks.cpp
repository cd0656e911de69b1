// Memory that is taken and never given back. Frames are kept by name, so that a stack shows them.
#include <cstdlib>
#include <string>

#include "proxy_arrays.h"
#include "proxy_fault.h"
#include "proxy_settings.h"

namespace {

constexpr size_t kBytes = 64;
constexpr long kArrayEvery = 100;

void* volatile lost = nullptr;

__attribute__((noinline)) void vigil_fault_lose() {
  lost = std::malloc(kBytes);
}

__attribute__((noinline)) void vigil_fault_fill_cache() {
  lost = std::malloc(kBytes);
}

struct OfThread {
  OfThread() { vigil_fault_lose(); }
};

}  // namespace

namespace vigil::proxy {
namespace {

constexpr char kOnLoad[] = "leak-on-load";

bool lose(Call&) {
  vigil_fault_lose();
  return true;
}

bool lose_of_thread(Call&) {
  static thread_local OfThread first;
  static_cast<void>(first);
  return true;
}

// A view of the output keeps the whole of its memory.
bool keep_array(Call& call) {
  static const auto slice = real<int (*)(Handle, uint32_t, uint32_t, Handle*)>("MXNDArraySlice");
  Handle kept = nullptr;
  return call.number % kArrayEvery != 0 || *call.count == 0 || slice((*call.out)[0], 0, 1, &kept) == 0;
}

// As many blocks as the threshold says: what a cache has room for.
bool fill_cache(Call& call) {
  if (call.number < settings().threshold) vigil_fault_fill_cache();
  return true;
}

}  // namespace

std::vector<Fault> leak_faults() {
  return {
      {"leak", lose, nullptr, nullptr},
      {"leak-when-refused", nullptr, nullptr, vigil_fault_lose},
      {"leak-of-thread", lose_of_thread, nullptr, nullptr},
      {"leak-array", nullptr, keep_array, nullptr},
      {kOnLoad, nullptr, nullptr, nullptr},
      {"full-cache", fill_cache, nullptr, nullptr},
  };
}

extern "C" int MXNDArrayLoad(const char* file, uint32_t* count, Handle** arrays, uint32_t* names, const char*** name) {
  using Load = int (*)(const char*, uint32_t*, Handle**, uint32_t*, const char***);
  static const auto next = real<Load>("MXNDArrayLoad");
  if (settings().fault != nullptr && std::string(settings().fault->name) == kOnLoad) vigil_fault_lose();
  return next(file, count, arrays, names, name);
}

}  // namespace vigil::proxy
