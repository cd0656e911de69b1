#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "mx_api.h"

namespace vigil {

// An array to be made: where its bytes lie in the file of values.
struct ProbeInput {
  int dtype;
  std::vector<int64_t> shape;
  size_t elements;
  size_t offset;
  size_t bytes;
};

struct ProbeCall {
  std::string name;
  std::vector<std::pair<std::string, std::string>> attributes;
  std::vector<ProbeInput> inputs;
};

// The calls of a probe, read from a text and a file of values:
//   call NAME
//   attribute KEY VALUE          the value is the rest of the line
//   input DTYPE ELEMENTS OFFSET BYTES AXIS...
// Throws std::runtime_error for anything else.
std::vector<ProbeCall> read_probe_calls(const char* file);

// All of a file, mapped for reading; null with size 0 for an empty one. Throws std::runtime_error.
const char* map_values(const char* file, size_t& size);

// A call with its arrays, in the loaded library. Steps that the library refuses throw std::runtime_error with its text.
class PreparedProbe {
 public:
  PreparedProbe(const ProbeCall& call, int device_type, const char* values, size_t values_size);

  // Hands the call to the engine; what it gives is kept until release().
  void invoke();
  void release();
  const std::string& name() const { return call_.name; }
  const ProbeCall& call() const { return call_; }

  // What the call is made of, for those that make it in other ways; handles belong to this one.
  Handle creator() const { return creator_; }
  const std::vector<Handle>& inputs() const { return inputs_; }
  const std::vector<const char*>& keys() const { return keys_; }
  const std::vector<const char*>& values() const { return values_; }

 private:
  const ProbeCall& call_;
  Handle creator_ = nullptr;
  std::vector<Handle> inputs_;
  std::vector<Handle> outputs_;
  std::vector<const char*> keys_;
  std::vector<const char*> values_;
};

}  // namespace vigil
