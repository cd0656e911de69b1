#pragma once

#include <string>

#include "proxy_fault.h"

namespace vigil::proxy {

// What the environment asks for; fault_proxy.cpp lists the variables. Fixed once the library is loaded.
struct Settings {
  const Fault* fault = nullptr;  // null: nothing is injected
  std::string op;
  long after = 0;
  long threshold = 0;
  int dtype = -1;  // -1: every type
};

// Ends the process with a line on stderr when the environment asks for what we do not have: a fault that is
// silently not injected would make every detector look blind, or every build look clean.
const Settings& settings();

}  // namespace vigil::proxy
