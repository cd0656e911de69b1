// Faults of values and of their type. Every one waits for the output first, so it does the same under any engine.
#include <cmath>
#include <cstdint>
#include <limits>

#include "proxy_arrays.h"
#include "proxy_fault.h"
#include "proxy_settings.h"
#include "proxy_spoil.h"

namespace vigil::proxy {
namespace {

bool wrong_first(Call& call) {
  return change((*call.out)[0], [](Elements& output) { make_wrong(output, 0); });
}

bool wrong_every_second(Call& call) { return call.number % 2 == 0 || wrong_first(call); }

// The finaliser of SplitMix64.
uint64_t mixed(uint64_t bits) {
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9U;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebU;
  return bits ^ (bits >> 31);
}

// A coin for each call, the same ones in every process.
bool heads(long number) { return (mixed(static_cast<uint64_t>(number) + 0x9e3779b97f4a7c15U) >> 63) != 0; }

bool wrong_by_chance(Call& call) { return !heads(call.number + settings().threshold) || wrong_first(call); }

bool nan_first(Call& call) {
  return change((*call.out)[0], [](Elements& output) {
    if (floating(output.dtype())) output.set(0, std::nan(""));
  });
}

// Leaves the power of two alone: results off by up to a half, and right for those who look at ones and twos only.
bool one_bit(Call& call) {
  return change((*call.out)[0], [](Elements& output) {
    if (!floating(output.dtype())) return;
    for (int64_t i = 0; i < output.count(); ++i) {
      const double value = output.value(i);
      int exponent = 0;
      if (std::isfinite(value) && std::frexp(value, &exponent) != 0) {
        output.set(i, std::copysign(std::ldexp(0.5, exponent), value));
      }
    }
  });
}

bool tenth_more(Call& call) {
  return change((*call.out)[0], [](Elements& output) {
    if (!floating(output.dtype())) return;
    for (int64_t i = 0; i < output.count(); ++i) output.set(i, output.value(i) * 1.1);
  });
}

bool seed_again(Call&) {
  static const auto seed = real<int (*)(int)>("MXRandomSeed");
  constexpr int kAlways = 42;
  return seed(kAlways) == 0;
}

// As an operator does that works in place where it may not. Not an input that is given as an output too.
bool overwrite_input(Call& call) {
  if (call.inputs == 0) return true;
  for (int i = 0; i < *call.count; ++i) {
    if ((*call.out)[i] == call.in[0]) return true;
  }
  return change(call.in[0], [](Elements& input) { make_wrong(input, 0); });
}

// As a sum does that is kept in a type with too small a largest number.
bool overflow(Call& call) {
  Elements input(call.in[0]);
  if (!input.ready() || !floating(input.dtype())) return !input.failed();
  double sum = 0;
  for (int64_t i = 0; i < input.count(); ++i) sum += std::fabs(input.value(i));
  if (!(sum > static_cast<double>(settings().threshold))) return true;
  return change((*call.out)[0], [](Elements& output) {
    if (floating(output.dtype())) output.set(0, HUGE_VAL);
  });
}

// As a kernel does that has a case of its own there. Of a floating type.
bool wrong_last_at_largest(Call& call) {
  if (call.inputs == 0) return true;
  Elements input(call.in[0]);
  if (!input.ready() || !floating(input.dtype())) return !input.failed();
  constexpr double kLargestFloat16 = 65504;
  const double largest = input.dtype() == kFloat16   ? kLargestFloat16
                         : input.dtype() == kFloat32 ? static_cast<double>(std::numeric_limits<float>::max())
                                                     : std::numeric_limits<double>::max();
  for (int64_t i = 0; i < input.count(); ++i) {
    if (input.value(i) == largest) {
      return change((*call.out)[0], [](Elements& output) { make_wrong(output, output.count() - 1); });
    }
  }
  return true;
}

// The values decide, and nothing else: the same ones are wrong again (FNV-1a).
bool wrong_last_for_some_values(Call& call) {
  if (call.inputs == 0 || settings().threshold < 1) return true;
  Elements input(call.in[0]);
  if (!input.ready()) return !input.failed();
  uint64_t hash = 0xcbf29ce484222325U;
  const char* end = input.bytes(0) + input.count() * static_cast<int64_t>(element_bytes(input.dtype()));
  for (const char* byte = input.bytes(0); byte != end; ++byte) {
    hash = (hash ^ static_cast<unsigned char>(*byte)) * 0x100000001b3U;
  }
  if (mixed(hash) % static_cast<uint64_t>(settings().threshold) != 0) return true;
  return change((*call.out)[0], [](Elements& output) { make_wrong(output, output.count() - 1); });
}

bool recording() {
  static const auto next = real<int (*)(bool*)>("MXAutogradIsRecording");
  bool on = false;
  return next(&on) == 0 && on;
}

// The same numbers in float64. Not while gradients are recorded: the array on the tape is the library's.
bool widen(Call& call) {
  static const auto release = real<int (*)(Handle)>("MXNDArrayFree");
  if (call.own_outputs || recording()) return true;
  Elements narrow((*call.out)[0]);
  if (!narrow.ready() || !floating(narrow.dtype()) || narrow.dtype() == kFloat64) return !narrow.failed();
  const Handle wide = make_array(shape_of((*call.out)[0]), kFloat64);
  if (wide == nullptr) return false;
  Elements widened(wide);
  if (!widened.ready()) return false;
  for (int64_t i = 0; i < narrow.count(); ++i) widened.set(i, narrow.value(i));
  if (!widened.write_back()) return false;
  release((*call.out)[0]);
  (*call.out)[0] = wide;
  return true;
}

}  // namespace

std::vector<Fault> value_faults() {
  return {
      {"wrong-value", nullptr, wrong_first, nullptr}, {"nan", nullptr, nan_first, nullptr},
      {"nondeterminism", nullptr, wrong_every_second, nullptr}, {"chance", nullptr, wrong_by_chance, nullptr},
      {"boundary-value", nullptr, wrong_last_at_largest, nullptr},
      {"rare-value", nullptr, wrong_last_for_some_values, nullptr},
      {"low-accuracy", nullptr, one_bit, nullptr},
      {"tenth-more", nullptr, tenth_more, nullptr},
      {"seed-ignored", seed_again, nullptr, nullptr},
      {"input-overwritten", nullptr, overwrite_input, nullptr},
      {"overflow", nullptr, overflow, nullptr},       {"dtype-drift", nullptr, widen, nullptr},
  };
}

}  // namespace vigil::proxy
