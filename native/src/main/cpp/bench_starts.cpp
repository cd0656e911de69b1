// The plain loop that supervised starts are measured against: vigil-bench-starts COUNT PROGRAM [ARGUMENT]...
// forks, executes and waits, one after the other, and prints "starts COUNT seconds SECONDS". Exit code 3 when a program ends
// with anything but 0.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>

namespace {

constexpr int kFailed = 3;
constexpr int kNotExecuted = 127;

bool start_and_wait(char** program) {
  const pid_t child = fork();
  if (child == 0) {
    const int nowhere = open("/dev/null", O_RDWR);
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(nowhere, stream);
    execv(program[0], program);
    _exit(kNotExecuted);
  }
  int status = 0;
  return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

int main(int argc, char** argv) {
  const long count = argc > 2 ? std::strtol(argv[1], nullptr, 10) : 0;
  if (count < 1) return kFailed;
  const auto begin = std::chrono::steady_clock::now();
  for (long i = 0; i < count; ++i) {
    if (!start_and_wait(argv + 2)) return kFailed;
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::printf("starts %ld seconds %.6f\n", count, took.count());
  return 0;
}
