// Races in memory: views, blocks, loans, and copies.
#include "race_proxy_views.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <thread>

#include "dlpack.h"

namespace vigil::race_proxy {
namespace {

using Create = int (*)(const int64_t*, int, int, int, int, int, Handle*);
using View = int (*)(Handle, Handle*);

constexpr float kScribble = -5;

// Handles that a race has to remember.
class Handles {
 public:
  void put(Handle key, Handle value) {
    const std::lock_guard<std::mutex> lock(mutex_);
    map_[key] = value;
  }
  Handle find(Handle key) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = map_.find(key);
    return found == map_.end() ? nullptr : found->second;
  }
  bool drop(Handle key) {
    const std::lock_guard<std::mutex> lock(mutex_);
    return map_.erase(key) > 0;
  }

 private:
  std::mutex mutex_;
  std::map<Handle, Handle> map_;
};

// Leaked, so that a process that ends under its threads still finds them.
Handles& slices() {
  static Handles& all = *new Handles;
  return all;
}

Handles& loans() {
  static Handles& all = *new Handles;
  return all;
}

void scribble(Handle array) {
  float* memory = memory_of(array);
  if (memory != nullptr) std::fill(memory, memory + elements_of(array), kScribble);
}

// A new array with what the old one holds now.
Handle copy_of(Handle array) {
  static const auto first = real<Create>("MXNDArrayCreateEx64");
  static const auto second = real<Create>("MXNDArrayCreate64");
  using Shape = int (*)(Handle, int*, const int64_t**);
  static const auto shape_first = real<Shape>("MXNDArrayGetShapeEx64");
  static const auto shape_second = real<Shape>("MXNDArrayGetShape64");
  int rank = 0;
  const int64_t* dims = nullptr;
  if ((shape_first != nullptr ? shape_first : shape_second)(array, &rank, &dims) != 0) return nullptr;
  const std::vector<int64_t> shape(dims, dims + rank);
  Handle copy = nullptr;
  if ((first != nullptr ? first : second)(shape.data(), rank, 1, 0, 0, 0, &copy) != 0) return nullptr;
  const float* values = written_memory_of(array);
  std::copy(values, values + elements_of(array), memory_of(copy));
  return copy;
}

template <typename Make>
int view(Handle array, Make make) {
  static const auto release = real<int (*)(Handle)>("MXNDArrayFree");
  static const Race stale("stale-view");
  if (!stale) return make(array);
  const Handle copy = copy_of(array);
  const int result = make(copy);
  release(copy);
  return result;
}

int create(Create next, const int64_t* shape, int rank, int type, int device, int delay, int dtype, Handle* out) {
  static const Race shared("shared-block");
  const int result = next(shape, rank, type, device, delay, dtype, out);
  if (!shared || result != 0 || rank != 1) return result;
  static std::mutex mutex;
  static std::map<int64_t, std::pair<std::thread::id, Handle>>& last =
      *new std::map<int64_t, std::pair<std::thread::id, Handle>>;
  const std::lock_guard<std::mutex> lock(mutex);
  auto& [owner, block] = last[shape[0]];
  const std::thread::id me = std::this_thread::get_id();
  // Ours keeps the block, whoever frees what.
  if (block != nullptr && owner != me) *out = same_memory(block);
  owner = me;
  block = same_memory(*out);
  return 0;
}

void return_twice(DlManaged* of);

struct Returns {
  std::mutex mutex;
  std::map<DlManaged*, void (*)(DlManaged*)> deleters;
};

Returns& returns() {
  static Returns& all = *new Returns;
  return all;
}

void return_twice(DlManaged* of) {
  void (*deleter)(DlManaged*) = nullptr;
  {
    const std::lock_guard<std::mutex> lock(returns().mutex);
    deleter = returns().deleters[of];
  }
  deleter(of);
  deleter(of);
}

void prepare_loan(void* managed) {
  static const Race twice("double-return");
  if (!twice) return;
  auto* of = static_cast<DlManaged*>(managed);
  const std::lock_guard<std::mutex> lock(returns().mutex);
  returns().deleters[of] = of->deleter;
  of->deleter = return_twice;
}

}  // namespace

Handle array_around(Handle slice) { return slices().find(slice); }

extern "C" int MXNDArrayCreateEx64(const int64_t* shape, int rank, int type, int device, int delay, int dtype,
                                   Handle* out) {
  static const auto next = real<Create>("MXNDArrayCreateEx64");
  return create(next, shape, rank, type, device, delay, dtype, out);
}

extern "C" int MXNDArrayCreate64(const int64_t* shape, int rank, int type, int device, int delay, int dtype,
                                 Handle* out) {
  static const auto next = real<Create>("MXNDArrayCreate64");
  return create(next, shape, rank, type, device, delay, dtype, out);
}

extern "C" int MXNDArrayFree(Handle array) {
  static const auto next = real<int (*)(Handle)>("MXNDArrayFree");
  static const Race early("early-free");
  static const Race sliced("whole-row-write");
  static const Race lent("unheld-loan");
  if (early || (lent && loans().drop(array))) scribble(array);
  if (sliced) slices().drop(array);
  return next(array);
}

extern "C" int MXNDArraySlice(Handle array, uint32_t begin, uint32_t end, Handle* out) {
  static const auto next = real<int (*)(Handle, uint32_t, uint32_t, Handle*)>("MXNDArraySlice");
  static const Race remembered("whole-row-write");
  const int result = view(array, [&](Handle of) { return next(of, begin, end, out); });
  if (result == 0 && remembered) slices().put(*out, array);
  return result;
}

extern "C" int MXNDArrayReshape64(Handle array, int rank, int64_t* dims, bool reverse, Handle* out) {
  static const auto next = real<int (*)(Handle, int, int64_t*, bool, Handle*)>("MXNDArrayReshape64");
  return view(array, [&](Handle of) { return next(of, rank, dims, reverse, out); });
}

extern "C" int MXNDArraySyncCopyFromCPU(Handle array, const void* data, size_t elements) {
  static const auto next = real<int (*)(Handle, const void*, size_t)>("MXNDArraySyncCopyFromCPU");
  static const auto release = real<int (*)(Handle)>("MXNDArrayFree");
  static const Race overtakes("overtaking-copy");
  static const Race late("late-copy");
  const auto* values = static_cast<const float*>(data);
  if (overtakes) {
    std::copy(values, values + elements, memory_of(array));
    return 0;
  }
  if (late) {
    const Handle kept = same_memory(array);
    std::thread([kept, copy = std::vector<float>(values, values + elements)] {
      pause_micros(500);
      next(kept, copy.data(), copy.size());
      release(kept);
    }).detach();
    return 0;
  }
  return next(array, data, elements);
}

extern "C" int MXNDArrayFromDLPack(void* managed, bool transient, Handle* out) {
  static const auto next = real<int (*)(void*, bool, Handle*)>("MXNDArrayFromDLPack");
  prepare_loan(managed);
  return next(managed, transient, out);
}

extern "C" int MXNDArrayFromDLPackEx(void* managed, bool transient, Handle* out) {
  static const auto next = real<int (*)(void*, bool, Handle*)>("MXNDArrayFromDLPackEx");
  prepare_loan(managed);
  return next(managed, transient, out);
}

extern "C" int MXNDArrayToDLPack(Handle array, void** managed) {
  static const auto next = real<int (*)(Handle, void**)>("MXNDArrayToDLPack");
  static const Race unheld("unheld-loan");
  if (unheld) loans().put(array, array);
  return next(array, managed);
}

}  // namespace vigil::race_proxy
