#include "process_tree.h"

#include <dirent.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace vigil {
namespace {

constexpr int kRoundsMax = 2500;
constexpr timespec kBetweenRounds = {0, 2'000'000};  // 2 ms, so 5 s in all

pid_t parent_of(const char* pid) {
  char path[64], line[512];
  std::snprintf(path, sizeof path, "/proc/%.16s/stat", pid);
  FILE* file = std::fopen(path, "r");
  if (file == nullptr) return -1;
  const size_t size = std::fread(line, 1, sizeof line - 1, file);
  std::fclose(file);
  line[size] = 0;
  // The program's name, in brackets, may hold anything; the last bracket ends it.
  const char* end = std::strrchr(line, ')');
  int parent = -1;
  char state = 0;
  if (end == nullptr || std::sscanf(end + 1, " %c %d", &state, &parent) != 2) return -1;
  return parent;
}

// By scanning /proc: the `children` file of a task is an optional kernel feature.
std::vector<pid_t> children() {
  std::vector<pid_t> found;
  DIR* proc = opendir("/proc");
  if (proc == nullptr) return found;
  while (const dirent* entry = readdir(proc)) {
    if (entry->d_name[0] < '0' || entry->d_name[0] > '9') continue;
    if (parent_of(entry->d_name) == getpid()) found.push_back(std::atoi(entry->d_name));
  }
  closedir(proc);
  return found;
}

}  // namespace

int kill_all_children() {
  for (int round = 0; round < kRoundsMax; ++round) {
    pid_t reaped = 0;
    while ((reaped = waitpid(-1, nullptr, WNOHANG)) > 0) continue;
    if (reaped < 0) return 0;
    for (const pid_t child : children()) kill(child, SIGKILL);
    nanosleep(&kBetweenRounds, nullptr);
  }
  return static_cast<int>(children().size());
}

}  // namespace vigil
