#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mx_api.h"

namespace vigil {

// An operator with its attributes, encoded once as C strings, plus the room for handles of one invocation.
// `slots` belongs to Java (a direct buffer): inputs are read from it, then given outputs; outputs are
// written back to its start. One thread at a time.
struct PreparedCall {
  PreparedCall(int64_t creator, const char* packed, int attributes);

  Handle creator;
  std::vector<std::string> texts;
  std::vector<const char*> keys;
  std::vector<const char*> values;
  std::vector<Handle> inputs;
  std::vector<Handle> outputs;
  int64_t* slots = nullptr;
  int capacity = 0;

  PreparedCall(const PreparedCall&) = delete;
  PreparedCall& operator=(const PreparedCall&) = delete;
};

// `packed`: key, value, key, value, each closed by a zero byte.
int64_t call_create(int64_t creator, const int8_t* packed, int attributes);
void call_free(int64_t call);
void call_slots(int64_t call, int64_t address, int capacity);

// Answers the number of outputs or a negative code. Output handles beyond the capacity stay in the call
// until call_outputs has been asked for them with more room.
int call_invoke(int64_t call, int inputs, int given_outputs);
int call_outputs(int64_t call);

}  // namespace vigil
