// Locks that threads take in ways that could hang and do not, and ways that look so and could not. All of it at the first
// call of a process; the locks are held for no longer than it takes. Variables and frames are kept by name.
#include <pthread.h>
#include <unistd.h>

#include <thread>

#include "proxy_chance.h"
#include "proxy_fault.h"

namespace {

constexpr useconds_t kCallUs = 20'000;

pthread_mutex_t vigil_fault_left = PTHREAD_MUTEX_INITIALIZER;
pthread_mutex_t vigil_fault_right = PTHREAD_MUTEX_INITIALIZER;
pthread_mutex_t vigil_fault_gate = PTHREAD_MUTEX_INITIALIZER;
pthread_barrier_t step;

__attribute__((noinline)) void vigil_fault_take(pthread_mutex_t* one, pthread_mutex_t* other) {
  pthread_mutex_lock(one);
  pthread_mutex_lock(other);
  pthread_mutex_unlock(other);
  pthread_mutex_unlock(one);
}

__attribute__((noinline)) void vigil_fault_take_gated(pthread_mutex_t* one, pthread_mutex_t* other) {
  pthread_mutex_lock(&vigil_fault_gate);
  vigil_fault_take(one, other);
  pthread_mutex_unlock(&vigil_fault_gate);
}

// Two threads that live at one time do one thing each, the first before the second: nothing of it can hang here.
template <typename One, typename Other>
void by_two_threads(One one, Other other) {
  pthread_barrier_init(&step, nullptr, 2);
  std::thread first([one] {
    one();
    pthread_barrier_wait(&step);
    pthread_barrier_wait(&step);
  });
  std::thread second([other] {
    pthread_barrier_wait(&step);
    other();
    pthread_barrier_wait(&step);
  });
  first.join();
  second.join();
  pthread_barrier_destroy(&step);
}

void nothing() {}
void left_first() { vigil_fault_take(&vigil_fault_left, &vigil_fault_right); }
void right_first() { vigil_fault_take(&vigil_fault_right, &vigil_fault_left); }

// Each process takes the two locks in one order only, drawn from what it is.
void halves() {
  if (vigil::proxy::drawn() % 2 == 0) {
    by_two_threads(left_first, nothing);
  } else {
    by_two_threads(nothing, right_first);
  }
}

void one_thread() {
  by_two_threads(
      [] {
        left_first();
        right_first();
      },
      nothing);
}

void gated() {
  by_two_threads([] { vigil_fault_take_gated(&vigil_fault_left, &vigil_fault_right); },
                 [] { vigil_fault_take_gated(&vigil_fault_right, &vigil_fault_left); });
}

// The byte comes after a while, from whoever waits for nothing.
__attribute__((noinline)) void vigil_fault_call(int from) {
  char byte = 0;
  pthread_mutex_lock(&vigil_fault_left);
  pthread_barrier_wait(&step);
  static_cast<void>(!read(from, &byte, 1));
  pthread_mutex_unlock(&vigil_fault_left);
}

__attribute__((noinline)) void vigil_fault_want(bool wanted) {
  pthread_barrier_wait(&step);
  if (!wanted) return;
  pthread_mutex_lock(&vigil_fault_left);
  pthread_mutex_unlock(&vigil_fault_left);
}

template <bool wanted>
void call_under_lock() {
  int ends[2];
  if (pipe(ends) != 0) return;
  pthread_barrier_init(&step, nullptr, 2);
  std::thread holder(vigil_fault_call, ends[0]);
  std::thread waiter(vigil_fault_want, wanted);
  usleep(kCallUs);
  static_cast<void>(!write(ends[1], "", 1));
  holder.join();
  waiter.join();
  pthread_barrier_destroy(&step);
  close(ends[0]);
  close(ends[1]);
}

template <void (*fault)()>
bool at_first_call(vigil::proxy::Call& call) {
  if (call.number == 0) fault();
  return true;
}

}  // namespace

namespace vigil::proxy {

std::vector<Fault> lock_faults() {
  return {
      {"lock-order-halves", at_first_call<halves>, nullptr, nullptr},
      {"lock-order-one-thread", at_first_call<one_thread>, nullptr, nullptr},
      {"lock-order-gated", at_first_call<gated>, nullptr, nullptr},
      {"lock-held-call", at_first_call<call_under_lock<true>>, nullptr, nullptr},
      {"lock-held-unwanted", at_first_call<call_under_lock<false>>, nullptr, nullptr},
  };
}

}  // namespace vigil::proxy
