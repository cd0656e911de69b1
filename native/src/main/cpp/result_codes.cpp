#include "result_codes.h"

namespace vigil {

std::string& failure_text() {
  thread_local std::string text;
  return text;
}

int not_exported(const char* name) {
  failure_text() = name;
  return kNotExported;
}

int escaped(const char* what) {
  failure_text() = what;
  return kEscaped;
}

}  // namespace vigil
