// FAULT INJECTION, never part of a real run: a stand-in for libmxnet.so that misbehaves on purpose, so that we
// know that our own detection works. It needs the real library as "libmxnet.so" beside it and overrides only
// a few functions, here and in the proxy_*.cpp files; everything else falls through. Configured by the environment:
//   VIGIL_FAULT_KIND       the name of a fault in the proxy_*.cpp files; "none", or nothing, for the library as it is
//   VIGIL_FAULT_OP         the primary name of the operator to spoil, "*" for every one
//   VIGIL_FAULT_AFTER      how many calls of it stay unspoiled (default 0)
//   VIGIL_FAULT_THRESHOLD  past which elements, rows, inputs or sum the faults of size begin, of how many fresh
//                          processes one is struck by those of a start or an exit, and how many blocks a cache
//                          has room for (default 0)
//   VIGIL_FAULT_DTYPE      spoil only calls whose first input has this element type (default: every type)
// Anything else that begins with VIGIL_FAULT_, and any value that we do not know, ends the process while it loads.
#include <atomic>

#include "proxy_arrays.h"
#include "proxy_errors.h"
#include "proxy_fault.h"
#include "proxy_settings.h"

namespace vigil::proxy {
namespace {

using Invoke = int (*)(Handle, int, Handle*, int*, Handle**, int, const char**, const char**, const int**);

bool of_victim(Handle creator) {
  static const auto name_of = real<int (*)(Handle, const char**)>("MXSymbolGetAtomicSymbolName");
  if (settings().fault == nullptr) return false;
  if (settings().op == "*") return true;
  const char* name = nullptr;
  return name_of(creator, &name) == 0 && settings().op == name;
}

bool of_type(int inputs, Handle* in) {
  return settings().dtype < 0 || (inputs > 0 && dtype_of(in[0]) == settings().dtype);
}

int call(Invoke invoke, Handle creator, int inputs, Handle* in, int* count, Handle** out, int attributes,
         const char** keys, const char** values, const int** storage) {
  static std::atomic<long> matched{0};
  clear_failure();
  const bool victim = of_victim(creator);
  if (!victim && take_late_error()) return -1;
  const long number = victim && of_type(inputs, in) ? matched++ - settings().after : -1;
  if (number < 0) return invoke(creator, inputs, in, count, out, attributes, keys, values, storage);

  const Fault& fault = *settings().fault;
  Call spoiled{inputs, in, count, out, *out != nullptr, number};
  if (fault.before != nullptr && !fault.before(spoiled)) return -1;
  const int result = invoke(creator, inputs, in, count, out, attributes, keys, values, storage);
  if (result != 0) {
    if (fault.refused != nullptr) fault.refused();
    return result;
  }
  return fault.after == nullptr || *count == 0 || fault.after(spoiled) ? 0 : -1;
}

}  // namespace

extern "C" int MXImperativeInvokeEx(Handle creator, int inputs, Handle* in, int* count, Handle** out, int attributes,
                                    const char** keys, const char** values, const int** storage) {
  static const Invoke next = real<Invoke>("MXImperativeInvokeEx");
  return call(next, creator, inputs, in, count, out, attributes, keys, values, storage);
}

// The ninth argument exists in 2.x only; a 1.x build does not look at it.
extern "C" int MXImperativeInvoke(Handle creator, int inputs, Handle* in, int* count, Handle** out, int attributes,
                                  const char** keys, const char** values, const int** storage) {
  static const Invoke next = real<Invoke>("MXImperativeInvoke");
  return call(next, creator, inputs, in, count, out, attributes, keys, values, storage);
}

}  // namespace vigil::proxy
