// An update that goes wrong after a while: the first element, from the update on that follows so many of the same array as
// the threshold says. A call by itself, on an array of its own, is right.
#include <algorithm>
#include <map>
#include <mutex>

#include "proxy_arrays.h"
#include "proxy_fault.h"
#include "proxy_settings.h"
#include "proxy_spoil.h"

namespace vigil::proxy {
namespace {

std::mutex lock;
std::map<Handle, long> updates;  // of the arrays that the victim has updated in place and that nobody has freed

bool wrong_after_a_while(Call& call) {
  const Handle array = (*call.out)[0];
  Handle* end = call.in + call.inputs;
  if (std::find(call.in, end, array) == end) return true;
  long number = 0;
  {
    const std::lock_guard<std::mutex> guard(lock);
    number = ++updates[array];
  }
  if (number <= settings().threshold) return true;
  return change(array, [](Elements& output) { make_wrong(output, 0); });
}

}  // namespace

std::vector<Fault> update_faults() { return {{"late-update", nullptr, wrong_after_a_while, nullptr}}; }

// The next array may get the number of one that is gone.
extern "C" int MXNDArrayFree(Handle array) {
  static const auto next = real<int (*)(Handle)>("MXNDArrayFree");
  {
    const std::lock_guard<std::mutex> guard(lock);
    updates.erase(array);
  }
  return next(array);
}

}  // namespace vigil::proxy
