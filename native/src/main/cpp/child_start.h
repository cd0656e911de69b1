#pragma once

#include <sys/types.h>

#include <string>

#include "launch_options.h"

namespace vigil {

// Starts the program in a session of its own. Answers its pid; on failure -1 and `failure` says why.
// The calling process must have one thread only, for PDEATHSIG follows the thread that forked.
pid_t start_child(const LaunchOptions& options, std::string& failure);

}  // namespace vigil
