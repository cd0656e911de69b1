#include "launch_options.h"

#include <sys/resource.h>

#include <map>
#include <stdexcept>

namespace vigil {
namespace {

const std::map<std::string, int>& limit_options() {
  static const std::map<std::string, int> options = {
      {"--cpu-seconds", RLIMIT_CPU},
      {"--address-space", RLIMIT_AS},
      {"--file-size", RLIMIT_FSIZE},
      {"--open-files", RLIMIT_NOFILE},
  };
  return options;
}

unsigned long long number(const std::string& option, const std::string& text) {
  size_t used = 0;
  unsigned long long value = 0;
  try {
    value = std::stoull(text, &used);
  } catch (const std::exception&) {
    used = 0;
  }
  if (used == 0 || used != text.size() || text[0] == '-') {
    throw std::invalid_argument(option + " wants a number, not '" + text + "'");
  }
  return value;
}

void take(LaunchOptions& options, const std::string& option, const std::string& value) {
  const auto limit = limit_options().find(option);
  if (limit != limit_options().end()) {
    options.limits.emplace_back(limit->second, number(option, value));
  } else if (option == "--cwd") {
    options.directory = value;
  } else if (option == "--stdout") {
    options.out_file = value;
  } else if (option == "--stderr") {
    options.error_file = value;
  } else {
    throw std::invalid_argument("unknown option " + option);
  }
}

}  // namespace

LaunchOptions parse_launch_options(int argc, char** argv) {
  LaunchOptions options;
  int i = 1;
  for (; i < argc && std::string(argv[i]) != "--"; i += 2) {
    if (i + 1 >= argc) throw std::invalid_argument(std::string(argv[i]) + " wants a value");
    take(options, argv[i], argv[i + 1]);
  }
  if (i + 1 >= argc) throw std::invalid_argument("usage: vigil-launcher [OPTION VALUE]... -- PROGRAM [ARGUMENT]...");
  options.program.assign(argv + i + 1, argv + argc);
  options.program.push_back(nullptr);
  options.limits.emplace_back(RLIMIT_CORE, 0);
  return options;
}

}  // namespace vigil
