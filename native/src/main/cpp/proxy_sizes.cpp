// Faults that depend on how large, how many, of which type or under which engine: right for most calls, wrong for some.
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>

#include "proxy_arrays.h"
#include "proxy_errors.h"
#include "proxy_fault.h"
#include "proxy_settings.h"
#include "proxy_spoil.h"

namespace vigil::proxy {
namespace {

bool wrong_last_when_large(Call& call) {
  return change((*call.out)[0], [](Elements& output) {
    if (output.count() > settings().threshold) make_wrong(output, output.count() - 1);
  });
}

// As a kernel does that reads a second time what it has written by then.
bool wrong_last_in_place_when_large(Call& call) {
  Handle* end = call.in + call.inputs;
  const bool in_place = std::find(call.in, end, (*call.out)[0]) != end;
  return !in_place || wrong_last_when_large(call);
}

// As users have it: under the engine that the library takes by itself.
bool wrong_last_under_threads(Call& call) {
  const char* engine = std::getenv("MXNET_ENGINE_TYPE");
  if (engine != nullptr && std::string(engine) == "NaiveEngine") return true;
  return change((*call.out)[0], [](Elements& output) {
    if (output.count() > 0) make_wrong(output, output.count() - 1);
  });
}

// Every row from the bound on holds what the row before it should.
bool rows_slip_when_many(Call& call) {
  const std::vector<int64_t> shape = shape_of((*call.out)[0]);
  const int64_t bound = settings().threshold;
  if (shape.empty() || bound < 1 || shape[0] <= bound) return true;
  return change((*call.out)[0], [&](Elements& output) {
    const int64_t row = output.count() / shape[0];
    const char* end = output.bytes(0) + output.count() * static_cast<int64_t>(element_bytes(output.dtype()));
    char* to = output.bytes(bound * row);
    std::memmove(to, output.bytes((bound - 1) * row), static_cast<size_t>(end - to));
  });
}

bool fail_past_rows(Call& call) {
  if (call.inputs == 0) return true;
  const std::vector<int64_t> shape = shape_of(call.in[0]);
  if (shape.empty() || shape[0] <= settings().threshold) return true;
  return fail("vigil fault: check failed: rows <= " + std::to_string(settings().threshold) + ": bad number of rows");
}

bool fail_past_inputs(Call& call) {
  if (call.inputs <= settings().threshold) return true;
  return fail("vigil fault: check failed: inputs <= " + std::to_string(settings().threshold) +
              ": bad number of inputs");
}

// Which type, the setting says; other types never get here.
bool fail_for_type(Call&) { return fail("vigil fault: this operator is not implemented for this element type"); }

}  // namespace

std::vector<Fault> size_faults() {
  return {
      {"large-value", nullptr, wrong_last_when_large, nullptr},
      {"in-place-value", nullptr, wrong_last_in_place_when_large, nullptr},
      {"engine-value", nullptr, wrong_last_under_threads, nullptr},
      {"row-mixing", nullptr, rows_slip_when_many, nullptr},
      {"large-error", fail_past_rows, nullptr, nullptr},
      {"many-inputs", fail_past_inputs, nullptr, nullptr},
      {"dtype-refused", fail_for_type, nullptr, nullptr},
  };
}

}  // namespace vigil::proxy
