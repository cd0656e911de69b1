#pragma once

#include <vector>

#include "proxy_real.h"

namespace vigil::proxy {

// One spoiled call of the victim.
struct Call {
  int inputs;
  Handle* in;
  int* count;          // of outputs, known after the real call
  Handle** out;        // known after the real call
  bool own_outputs;    // the caller gave the outputs, so none can be replaced
  long number;         // of the spoiled calls, from 0
};

// What is done to a call. A null function does nothing.
struct Fault {
  const char* name;
  bool (*before)(Call&);  // false: the real call is not made, and ours fails with the injected error
  bool (*after)(Call&);   // after success; false: the call fails with the library's own error
  void (*refused)();      // after the real call failed
};

std::vector<Fault> crash_faults();
std::vector<Fault> error_faults();
std::vector<Fault> value_faults();
std::vector<Fault> size_faults();
std::vector<Fault> memory_faults();
std::vector<Fault> gradient_faults();
std::vector<Fault> graph_faults();
std::vector<Fault> sparse_faults();
std::vector<Fault> start_faults();
std::vector<Fault> update_faults();
std::vector<Fault> leak_faults();
std::vector<Fault> lock_faults();

}  // namespace vigil::proxy
