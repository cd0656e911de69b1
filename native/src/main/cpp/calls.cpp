#include "calls.h"

#include <cstring>

#include "result_codes.h"

namespace vigil {
namespace {

PreparedCall& call_of(int64_t number) { return *static_cast<PreparedCall*>(handle_of(number)); }

const char** data_of(std::vector<const char*>& texts) { return texts.empty() ? nullptr : texts.data(); }

int invoke(PreparedCall& call, int inputs, int given_outputs) {
  call.inputs.resize(inputs);
  for (int i = 0; i < inputs; ++i) call.inputs[i] = handle_of(call.slots[i]);
  call.outputs.resize(given_outputs);
  for (int i = 0; i < given_outputs; ++i) call.outputs[i] = handle_of(call.slots[inputs + i]);
  int count = given_outputs;
  Handle* out = given_outputs == 0 ? nullptr : call.outputs.data();
  const int* storage = nullptr;
  const int result =
      api().invoke(call.creator, inputs, call.inputs.data(), &count, &out, static_cast<int>(call.keys.size()),
                   data_of(call.keys), data_of(call.values), &storage);
  if (result != 0) return result;
  // The library's handle array lives in thread-local storage that the next call reuses: copy it now.
  if (given_outputs == 0) call.outputs.assign(out, out + count);
  return call_outputs(number_of(&call));
}

}  // namespace

PreparedCall::PreparedCall(int64_t creator_number, const char* packed, int attributes)
    : creator(handle_of(creator_number)) {
  texts.reserve(static_cast<size_t>(attributes) * 2);
  for (int i = 0; i < attributes * 2; ++i) {
    texts.emplace_back(packed);
    packed += texts.back().size() + 1;
  }
  for (int i = 0; i < attributes; ++i) {
    keys.push_back(texts[2 * i].c_str());
    values.push_back(texts[2 * i + 1].c_str());
  }
}

int64_t call_create(int64_t creator, const int8_t* packed, int attributes) {
  return number_of(new PreparedCall(creator, reinterpret_cast<const char*>(packed), attributes));
}

void call_free(int64_t call) { delete &call_of(call); }

void call_slots(int64_t call, int64_t address, int capacity) {
  call_of(call).slots = static_cast<int64_t*>(handle_of(address));
  call_of(call).capacity = capacity;
}

int call_invoke(int64_t call, int inputs, int given_outputs) {
  return guarded([&] { return invoke(call_of(call), inputs, given_outputs); });
}

int call_outputs(int64_t number) {
  const PreparedCall& call = call_of(number);
  const int count = static_cast<int>(call.outputs.size());
  for (int i = 0; i < count && i < call.capacity; ++i) call.slots[i] = number_of(call.outputs[i]);
  return count;
}

}  // namespace vigil
