#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "probe_calls.h"

namespace vigil {

// Something that is done over and over in one process, and the same without what is asked about, which its growth is
// compared with. Steps that the library refuses throw std::runtime_error with its words. One thread.
class LeakAction {
 public:
  virtual ~LeakAction() = default;
  virtual void control(int64_t number) = 0;
  virtual void once(int64_t number) = 0;
};

// What an action may use: the calls as they were read, and where their values are.
struct LeakMaterial {
  const std::vector<ProbeCall>& calls;
  int device_type;
  const char* values;
  size_t values_size;
};

// By name:
//   call       a call, its wait and the end of what it gave; the control does nothing
//   gradient   the same recorded, and its gradient; the control is the call
//   thread     a thread that makes the call and ends; the control makes it in the main thread
//   refused    the call with an input too many; the control is the call
//   shapes     the call with arrays of a shape that never comes again; the control has arrays of one shape
//   cached     a symbol and a cached operator made of the call, run and freed; the control is the call
//   profiler   the profiler on, the call, and off again; the control is the call
//   arrays     an array made, filled and freed; the control does nothing
//   seed       another random seed; the control does nothing
//   files      an array saved to a file and loaded; the control makes and frees an array
// Throws std::runtime_error for another name, or when the library cannot do it.
std::unique_ptr<LeakAction> make_leak_action(const std::string& name, const LeakMaterial& material);

}  // namespace vigil
