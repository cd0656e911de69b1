// Faults of a process rather than of a call: they are there in one fresh process in THRESHOLD, drawn anew in each from its id
// and the time, at its first call. Frames are kept by name, so that a capsule shows them.
#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>

#include "proxy_chance.h"
#include "proxy_fault.h"
#include "proxy_settings.h"

namespace {

pthread_mutex_t first = PTHREAD_MUTEX_INITIALIZER;
pthread_mutex_t second = PTHREAD_MUTEX_INITIALIZER;
pthread_barrier_t meeting;

uint64_t mixed(uint64_t value) {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

bool struck() {
  const long threshold = vigil::proxy::settings().threshold;
  return threshold > 0 && vigil::proxy::drawn() % static_cast<uint64_t>(threshold) == 0;
}

__attribute__((noinline)) void vigil_fault_take_both(pthread_mutex_t* one, pthread_mutex_t* other) {
  pthread_mutex_lock(one);
  pthread_barrier_wait(&meeting);
  pthread_mutex_lock(other);
  pthread_mutex_unlock(other);
  pthread_mutex_unlock(one);
}

// Two threads take two locks in opposite orders, and meet in between.
__attribute__((noinline)) void vigil_fault_lock_order() {
  pthread_barrier_init(&meeting, nullptr, 2);
  std::thread other(vigil_fault_take_both, &first, &second);
  vigil_fault_take_both(&second, &first);
  other.join();
}

constexpr int kTurns = 8;

__attribute__((noinline)) void vigil_fault_take_in_turn(pthread_mutex_t* one, pthread_mutex_t* other) {
  for (int turn = 0; turn < kTurns; ++turn) {
    pthread_mutex_lock(one);
    pthread_mutex_lock(other);
    pthread_mutex_unlock(other);
    pthread_mutex_unlock(one);
  }
}

// The same with nothing that makes them meet: between its two locks each of them is for some nanoseconds.
__attribute__((noinline)) void vigil_fault_narrow_order() {
  std::thread other(vigil_fault_take_in_turn, &first, &second);
  vigil_fault_take_in_turn(&second, &first);
  other.join();
}

// The other thread has spoken before this one listens, and nobody looks whether it has.
__attribute__((noinline)) void vigil_fault_lost_wakeup() {
  pthread_cond_t spoken = PTHREAD_COND_INITIALIZER;
  std::thread(pthread_cond_signal, &spoken).join();
  pthread_mutex_lock(&first);
  pthread_cond_wait(&spoken, &first);
  pthread_mutex_unlock(&first);
}

// A thread that nobody told to end, and an exit that waits for it.
__attribute__((noinline)) void vigil_fault_wait_at_exit() {
  std::thread parked([] {
    while (true) pause();
  });
  parked.join();
}

void wait_at_exit() { std::atexit(vigil_fault_wait_at_exit); }

template <void (*fault)()>
bool at_first_call(vigil::proxy::Call& call) {
  if (call.number == 0 && struck()) fault();
  return true;
}

}  // namespace

namespace vigil::proxy {

uint64_t drawn() {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return mixed(mixed(static_cast<uint64_t>(getpid())) ^ static_cast<uint64_t>(now.tv_nsec) ^
               (static_cast<uint64_t>(now.tv_sec) << 30));
}

std::vector<Fault> start_faults() {
  return {
      {"start-lock-order", at_first_call<vigil_fault_lock_order>, nullptr, nullptr},
      {"start-narrow-order", at_first_call<vigil_fault_narrow_order>, nullptr, nullptr},
      {"start-lost-wakeup", at_first_call<vigil_fault_lost_wakeup>, nullptr, nullptr},
      {"exit-hang", at_first_call<wait_at_exit>, nullptr, nullptr},
  };
}

}  // namespace vigil::proxy
