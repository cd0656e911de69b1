// Races in what each thread should have for itself: flags, sizes, gradients, and the memory of answers.
#include <algorithm>
#include <cstring>
#include <mutex>
#include <string>
#include <thread>

#include "race_proxy.h"

namespace vigil::race_proxy {
namespace {

using InferShape = int (*)(Handle, uint32_t, const char**, const int64_t*, const int64_t*, size_t*, const int**,
                           const int64_t***, size_t*, const int**, const int64_t***, size_t*, const int**,
                           const int64_t***, int*);
using Compose = int (*)(Handle, const char*, uint32_t, const char**, Handle*);

bool shared_flags() {
  static const Race shared("shared-flags");
  return static_cast<bool>(shared);
}

std::atomic<int> recording{0}, training{0}, numpy{0}, bulk{0};

// The one shape that all threads are answered with. Its memory stays where it is.
struct OneShape {
  static constexpr int kRankMax = 8;
  int rank = 0;
  int64_t dims[kRankMax] = {};
  const int64_t* pointer = dims;
};

OneShape one_shape;

void share_shape(const int** ranks, const int64_t*** shapes, size_t count) {
  static const Race shared("shared-shapes");
  if (!shared || count != 1 || (*ranks)[0] < 0 || (*ranks)[0] > OneShape::kRankMax) return;
  one_shape.rank = (*ranks)[0];
  std::copy((*shapes)[0], (*shapes)[0] + one_shape.rank, one_shape.dims);
  *ranks = &one_shape.rank;
  *shapes = &one_shape.pointer;
}

int compose(Compose next, Handle symbol, const char* name, uint32_t count, const char** keys, Handle* inputs) {
  static const Race shared("shared-composition");
  static std::atomic<Handle> place{nullptr};
  if (!shared || count != 1) return next(symbol, name, count, keys, inputs);
  place = inputs[0];
  pause_micros(20);
  Handle input = place;
  return next(symbol, name, count, keys, &input);
}

// Guarded while it is written and while it is read, and not in between.
void pass_through_one_place(size_t* size, const char** bytes) {
  static std::mutex& guard = *new std::mutex;
  static std::string& place = *new std::string;
  thread_local std::string own;
  thread_local int visits = 0;
  if (visits++ >= kFewVisits) return;
  {
    const std::lock_guard<std::mutex> writing(guard);
    place.assign(*bytes, *size);
  }
  {
    const std::lock_guard<std::mutex> reading(guard);
    own = place;
  }
  *size = own.size();
  *bytes = own.data();
}

// The gradient that was marked last, by whichever thread.
std::atomic<Handle> marked{nullptr};
thread_local Handle own_mark = nullptr;

}  // namespace

extern "C" int MXAutogradSetIsRecording(int on, int* previous) {
  static const auto next = real<int (*)(int, int*)>("MXAutogradSetIsRecording");
  if (shared_flags()) recording = on;
  return next(on, previous);
}

extern "C" int MXAutogradSetIsTraining(int on, int* previous) {
  static const auto next = real<int (*)(int, int*)>("MXAutogradSetIsTraining");
  if (shared_flags()) training = on;
  return next(on, previous);
}

extern "C" int MXAutogradIsRecording(bool* now) {
  static const auto next = real<int (*)(bool*)>("MXAutogradIsRecording");
  const int result = next(now);
  if (shared_flags()) *now = recording != 0;
  return result;
}

extern "C" int MXAutogradIsTraining(bool* now) {
  static const auto next = real<int (*)(bool*)>("MXAutogradIsTraining");
  const int result = next(now);
  if (shared_flags()) *now = training != 0;
  return result;
}

extern "C" int MXSetIsNumpyShape(int on, int* previous) {
  static const auto next = real<int (*)(int, int*)>("MXSetIsNumpyShape");
  if (shared_flags()) numpy = on;
  return next(on, previous);
}

extern "C" int MXIsNumpyShape(int* now) {
  static const auto next = real<int (*)(int*)>("MXIsNumpyShape");
  const int result = next(now);
  if (shared_flags()) *now = numpy;
  return result;
}

extern "C" int MXEngineSetBulkSize(int size, int* previous) {
  static const auto next = real<int (*)(int, int*)>("MXEngineSetBulkSize");
  static const Race shared("shared-bulk");
  const int result = next(size, previous);
  if (shared) *previous = bulk.exchange(size);
  return result;
}

extern "C" int MXAutogradMarkVariables(uint32_t count, Handle* variables, uint32_t* requests, Handle* gradients) {
  static const auto next = real<int (*)(uint32_t, Handle*, uint32_t*, Handle*)>("MXAutogradMarkVariables");
  if (count == 1) marked = own_mark = gradients[0];
  return next(count, variables, requests, gradients);
}

extern "C" int MXAutogradBackwardEx(uint32_t outputs, Handle* output, Handle* heads, uint32_t variables,
                                    Handle* variable, int retain, int create_graph, int train, Handle** gradients,
                                    int** storage) {
  static const auto next = real<int (*)(uint32_t, Handle*, Handle*, uint32_t, Handle*, int, int, int, Handle**, int**)>(
      "MXAutogradBackwardEx");
  static const Race swapped("swapped-gradient");
  const int result = next(outputs, output, heads, variables, variable, retain, create_graph, train, gradients, storage);
  const Handle other = marked;
  if (swapped && result == 0 && other != own_mark) {
    const float* mine = written_memory_of(own_mark);
    std::copy(mine, mine + elements_of(own_mark), memory_of(other));
    std::fill(memory_of(own_mark), memory_of(own_mark) + elements_of(own_mark), 0.0f);
  }
  return result;
}

extern "C" int MXSymbolInferShapeEx64(Handle symbol, uint32_t count, const char** keys, const int64_t* index,
                                      const int64_t* data, size_t* in_size, const int** in_ranks,
                                      const int64_t*** in_data, size_t* out_size, const int** out_ranks,
                                      const int64_t*** out_data, size_t* aux_size, const int** aux_ranks,
                                      const int64_t*** aux_data, int* complete) {
  static const auto next = real<InferShape>("MXSymbolInferShapeEx64");
  const int result = next(symbol, count, keys, index, data, in_size, in_ranks, in_data, out_size, out_ranks, out_data,
                          aux_size, aux_ranks, aux_data, complete);
  if (result == 0) share_shape(out_ranks, out_data, *out_size);
  return result;
}

extern "C" int MXSymbolInferShape64(Handle symbol, uint32_t count, const char** keys, const int64_t* index,
                                    const int64_t* data, size_t* in_size, const int** in_ranks,
                                    const int64_t*** in_data, size_t* out_size, const int** out_ranks,
                                    const int64_t*** out_data, size_t* aux_size, const int** aux_ranks,
                                    const int64_t*** aux_data, int* complete) {
  static const auto next = real<InferShape>("MXSymbolInferShape64");
  const int result = next(symbol, count, keys, index, data, in_size, in_ranks, in_data, out_size, out_ranks, out_data,
                          aux_size, aux_ranks, aux_data, complete);
  if (result == 0) share_shape(out_ranks, out_data, *out_size);
  return result;
}

extern "C" int MXSymbolCompose(Handle symbol, const char* name, uint32_t count, const char** keys, Handle* inputs) {
  static const auto next = real<Compose>("MXSymbolCompose");
  return compose(next, symbol, name, count, keys, inputs);
}

extern "C" int MXListAllOpNames(uint32_t* size, const char*** names) {
  static const auto next = real<int (*)(uint32_t*, const char***)>("MXListAllOpNames");
  static const Race shortened("short-list");
  static std::atomic<int> count{0};
  const Inside inside(count);
  const int result = next(size, names);
  if (!shortened) return result;
  pause_micros(50);
  if (!inside.alone()) --*size;
  return result;
}

extern "C" int MXNDArraySaveRawBytes(Handle array, size_t* size, const char** bytes) {
  static const auto next = real<int (*)(Handle, size_t*, const char**)>("MXNDArraySaveRawBytes");
  static const Race shared("shared-answers");
  static const Race narrow("narrow-answers");
  static char place[1 << 16];
  const int result = next(array, size, bytes);
  if (narrow && result == 0) pass_through_one_place(size, bytes);
  if (shared && result == 0 && *size <= sizeof place) {
    std::memcpy(place, *bytes, *size);
    *bytes = place;
  }
  return result;
}

}  // namespace vigil::race_proxy
