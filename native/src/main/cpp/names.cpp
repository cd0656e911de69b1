#include "names.h"

#include <cxxabi.h>

#include <cstdlib>
#include <memory>

#include "reply.h"
#include "result_codes.h"

namespace vigil {

int name_readable(const char* symbol) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> text(abi::__cxa_demangle(symbol, nullptr, nullptr, &status), &std::free);
  reply_clear();
  reply_text(status == 0 ? text.get() : symbol);
  return kOk;
}

}  // namespace vigil
