#include "proxy_settings.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

extern char** environ;

namespace vigil::proxy {
namespace {

constexpr int kRefusal = 3;
constexpr char kPrefix[] = "VIGIL_FAULT_";
constexpr const char* kVariables[] = {"KIND", "OP", "AFTER", "THRESHOLD", "DTYPE"};
// By the library's own numbers.
constexpr const char* kTypes[] = {"float32", "float64", "float16", "uint8", "int32", "int8", "int64", "bool"};

[[noreturn]] void refuse(const std::string& why) {
  std::fprintf(stderr, "vigil fault proxy: %s\n", why.c_str());
  std::fflush(stderr);
  // No exit handlers: the library behind us is not to run its own because of a typing mistake.
  _exit(kRefusal);
}

std::string setting(const char* name) {
  const char* value = std::getenv((std::string(kPrefix) + name).c_str());
  return value == nullptr ? "" : value;
}

void refuse_unknown_variables() {
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (std::strncmp(*entry, kPrefix, sizeof kPrefix - 1) != 0) continue;
    const std::string name(*entry + sizeof kPrefix - 1, std::strcspn(*entry, "=") - (sizeof kPrefix - 1));
    bool known = false;
    for (const char* variable : kVariables) known |= name == variable;
    if (!known) refuse("there is no switch " + std::string(kPrefix) + name);
  }
}

long number(const char* name) {
  const std::string text = setting(name);
  char* end = nullptr;
  const long value = std::strtol(text.c_str(), &end, 10);
  if (*end != '\0' || value < 0) refuse(std::string(kPrefix) + name + " is no count: '" + text + "'");
  return value;
}

int dtype() {
  const std::string name = setting("DTYPE");
  if (name.empty()) return -1;
  for (size_t code = 0; code < sizeof kTypes / sizeof *kTypes; ++code) {
    if (name == kTypes[code]) return static_cast<int>(code);
  }
  refuse("there is no element type '" + name + "'");
}

const std::vector<Fault>& all_faults() {
  static const std::vector<Fault> all = [] {
    std::vector<Fault> joined;
    for (const auto& faults : {crash_faults(), error_faults(), value_faults(), size_faults(), memory_faults(),
                               gradient_faults(), graph_faults(), sparse_faults(), start_faults(), update_faults(),
                               leak_faults(), lock_faults()}) {
      joined.insert(joined.end(), faults.begin(), faults.end());
    }
    return joined;
  }();
  return all;
}

const Fault* fault() {
  const std::string kind = setting("KIND");
  if (kind.empty() || kind == "none") return nullptr;
  for (const Fault& known : all_faults()) {
    if (kind == known.name) return &known;
  }
  refuse("there is no fault '" + kind + "'");
}

bool listed(const std::string& op) {
  uint32_t size = 0;
  Handle* creators = nullptr;
  if (real<int (*)(uint32_t*, Handle**)>("MXSymbolListAtomicSymbolCreators")(&size, &creators) != 0) return false;
  const auto name_of = real<int (*)(Handle, const char**)>("MXSymbolGetAtomicSymbolName");
  for (uint32_t i = 0; i < size; ++i) {
    const char* name = nullptr;
    if (name_of(creators[i], &name) == 0 && op == name) return true;
  }
  return false;
}

Settings read() {
  refuse_unknown_variables();
  Settings read;
  read.fault = fault();
  read.op = setting("OP");
  read.after = number("AFTER");
  read.threshold = number("THRESHOLD");
  read.dtype = dtype();
  if (read.fault != nullptr && read.op != "*" && !listed(read.op)) {
    refuse("the library has no operator '" + read.op + "' by that primary name");
  }
  std::fprintf(stderr, "vigil fault proxy: fault '%s', operator '%s', after %ld calls, threshold %ld, type %s\n",
               read.fault == nullptr ? "none" : read.fault->name, read.op.c_str(), read.after, read.threshold,
               read.dtype < 0 ? "any" : kTypes[read.dtype]);
  return read;
}

// Read while we are loaded, so that nobody gets to make a call first.
__attribute__((constructor)) void check_environment() { settings(); }

}  // namespace

const Settings& settings() {
  static const Settings instance = read();
  return instance;
}

}  // namespace vigil::proxy
