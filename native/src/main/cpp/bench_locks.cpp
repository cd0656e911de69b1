// How long it takes to take and give back a mutex that nobody else wants, in a process that has had a second thread:
//   vigil-bench-locks SECONDS
// Prints "cases N seconds S processor P", a case being such a pair.
#include <pthread.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace {

constexpr int kPairsPerClockLook = 10000;

pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

void* nothing(void*) { return nullptr; }

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: vigil-bench-locks SECONDS\n", stderr);
    return 1;
  }
  pthread_t thread;
  if (pthread_create(&thread, nullptr, nothing, nullptr) != 0 || pthread_join(thread, nullptr) != 0) return 1;
  const double limit = std::atof(argv[1]);
  const auto start = std::chrono::steady_clock::now();
  const std::clock_t processor_start = std::clock();
  int64_t pairs = 0;
  while (seconds_since(start) < limit) {
    for (int i = 0; i < kPairsPerClockLook; ++i, ++pairs) {
      pthread_mutex_lock(&mutex);
      pthread_mutex_unlock(&mutex);
    }
  }
  const double processor = static_cast<double>(std::clock() - processor_start) / CLOCKS_PER_SEC;
  std::printf("cases %lld seconds %.3f processor %.3f\n", static_cast<long long>(pairs), seconds_since(start), processor);
  return 0;
}
