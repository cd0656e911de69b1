// A graph that is wrong though each of its operators is right: the last element of its first output, when it has more
// operators than the threshold and the victim gives its outputs. One fault for cached operators, one for symbols that
// are bound to arrays.
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "proxy_arrays.h"
#include "proxy_errors.h"
#include "proxy_fault.h"
#include "proxy_settings.h"
#include "proxy_spoil.h"

namespace vigil::proxy {
namespace {

constexpr char kGraphValue[] = "graph-value";
constexpr char kBoundGraphValue[] = "bound-graph-value";

std::mutex lock;
std::set<Handle> spoiled;

bool wanted(const char* fault) {
  return settings().fault != nullptr && std::string(settings().fault->name) == fault;
}

// Nodes come in the order of their use, so the last one gives the outputs; variables are nodes of the operator "null".
bool victim(Handle symbol) {
  static const auto save = real<int (*)(Handle, const char**)>("MXSymbolSaveToJSON");
  const char* json = nullptr;
  if (save(symbol, &json) != 0) return false;
  const std::string text(json);
  const std::string key = "\"op\": \"";
  long operators = 0;
  std::string last;
  for (size_t at = text.find(key); at != std::string::npos; at = text.find(key, at + 1)) {
    const size_t begin = at + key.size();
    last = text.substr(begin, text.find('"', begin) - begin);
    if (last != "null") ++operators;
  }
  return operators > settings().threshold && (settings().op == "*" || settings().op == last);
}

using Create = int (*)(Handle, int, const char**, const char**, Handle*, bool);

int create(Create next, Handle symbol, int flags, const char** keys, const char** values, Handle* out,
           bool thread_safe) {
  clear_failure();
  const int result = next(symbol, flags, keys, values, out, thread_safe);
  if (result == 0 && wanted(kGraphValue) && victim(symbol)) {
    const std::lock_guard<std::mutex> guard(lock);
    spoiled.insert(*out);
  }
  return result;
}

// 1.x has other functions under the names of 2.x, which its own code calls: those calls pass through here as they are.
bool first_abi() {
  static const bool first = real<void*>("MXNDArrayCreateEx") != nullptr;
  return first;
}

bool is_spoiled(Handle cached) {
  const std::lock_guard<std::mutex> guard(lock);
  return spoiled.count(cached) > 0;
}

int spoil(int result, Handle cached, const int* count, Handle** out) {
  if (result != 0 || *count == 0 || !is_spoiled(cached)) return result;
  return change((*out)[0], [](Elements& output) { make_wrong(output, output.count() - 1); }) ? 0 : -1;
}

}  // namespace

std::vector<Fault> graph_faults() {
  return {{kGraphValue, nullptr, nullptr, nullptr}, {kBoundGraphValue, nullptr, nullptr, nullptr}};
}

extern "C" int MXExecutorBindEX(Handle symbol, int device_type, int device_id, uint32_t groups, const char** names,
                                const int* types, const int* ids, uint32_t arguments, Handle* in, Handle* gradients,
                                uint32_t* requests, uint32_t auxiliaries, Handle* states, Handle shared, Handle* out) {
  using Bind = int (*)(Handle, int, int, uint32_t, const char**, const int*, const int*, uint32_t, Handle*, Handle*,
                       uint32_t*, uint32_t, Handle*, Handle, Handle*);
  static const auto next = real<Bind>("MXExecutorBindEX");
  clear_failure();
  const int result = next(symbol, device_type, device_id, groups, names, types, ids, arguments, in, gradients,
                          requests, auxiliaries, states, shared, out);
  if (result != 0) return result;
  const bool spoils = wanted(kBoundGraphValue) && victim(symbol);
  const std::lock_guard<std::mutex> guard(lock);
  // A new one may have the number of one that was freed.
  if (spoils) {
    spoiled.insert(*out);
  } else {
    spoiled.erase(*out);
  }
  return 0;
}

extern "C" int MXExecutorForward(Handle bound, int training) {
  static const auto next = real<int (*)(Handle, int)>("MXExecutorForward");
  static const auto outputs = real<int (*)(Handle, uint32_t*, Handle**)>("MXExecutorOutputs");
  static const auto release = real<int (*)(Handle)>("MXNDArrayFree");
  clear_failure();
  int result = next(bound, training);
  if (result != 0 || !is_spoiled(bound)) return result;
  uint32_t count = 0;
  Handle* out = nullptr;
  result = outputs(bound, &count, &out);
  if (result != 0) return result;
  const std::vector<Handle> made(out, out + count);
  if (!made.empty() && !change(made[0], [](Elements& output) { make_wrong(output, output.count() - 1); })) result = -1;
  for (const Handle output : made) release(output);
  return result;
}

extern "C" int MXCreateCachedOpEX(Handle symbol, int flags, const char** keys, const char** values, Handle* out,
                                  bool thread_safe) {
  static const auto next = real<Create>("MXCreateCachedOpEX");
  return create(next, symbol, flags, keys, values, out, thread_safe);
}

extern "C" int MXCreateCachedOp(Handle symbol, intptr_t flags_or_out, const char** keys, const char** values,
                                Handle* out, bool thread_safe) {
  if (first_abi()) {
    return real<int (*)(Handle, Handle*)>("MXCreateCachedOp")(symbol, reinterpret_cast<Handle*>(flags_or_out));
  }
  static const auto next = real<Create>("MXCreateCachedOp");
  return create(next, symbol, static_cast<int>(flags_or_out), keys, values, out, thread_safe);
}

extern "C" int MXFreeCachedOp(Handle cached) {
  static const auto next = real<int (*)(Handle)>("MXFreeCachedOp");
  {
    const std::lock_guard<std::mutex> guard(lock);
    spoiled.erase(cached);
  }
  return next(cached);
}

extern "C" int MXInvokeCachedOpEx(Handle cached, int inputs, Handle* in, int* count, Handle** out,
                                  const int** storage) {
  using Invoke = int (*)(Handle, int, Handle*, int*, Handle**, const int**);
  static const auto next = real<Invoke>("MXInvokeCachedOpEx");
  clear_failure();
  return spoil(next(cached, inputs, in, count, out, storage), cached, count, out);
}

extern "C" int MXInvokeCachedOp(Handle cached, int inputs, Handle* in, intptr_t device_type_or_count,
                                intptr_t device_id_or_out, int* count, Handle** out, const int** storage) {
  if (first_abi()) {
    return real<int (*)(Handle, int, Handle*, int*, Handle**)>("MXInvokeCachedOp")(
        cached, inputs, in, reinterpret_cast<int*>(device_type_or_count),
        reinterpret_cast<Handle**>(device_id_or_out));
  }
  using Invoke = int (*)(Handle, int, Handle*, int, int, int*, Handle**, const int**);
  static const auto next = real<Invoke>("MXInvokeCachedOp");
  clear_failure();
  return spoil(next(cached, inputs, in, static_cast<int>(device_type_or_count), static_cast<int>(device_id_or_out),
                    count, out, storage),
               cached, count, out);
}

}  // namespace vigil::proxy
