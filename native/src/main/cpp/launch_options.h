#pragma once

#include <string>
#include <utility>
#include <vector>

namespace vigil {

// What the command line of the launcher asked for.
struct LaunchOptions {
  std::vector<std::pair<int, unsigned long long>> limits;  // resource of setrlimit, soft and hard value
  std::string directory;     // empty: stay
  std::string out_file;      // empty: /dev/null
  std::string error_file;    // empty: /dev/null
  std::vector<char*> program;  // ends with a null pointer, as execvp wants it
};

// Throws std::invalid_argument with a text for the user.
LaunchOptions parse_launch_options(int argc, char** argv);

}  // namespace vigil
