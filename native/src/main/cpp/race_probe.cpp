#include "race_probe.h"

namespace vigil::race {

Outcome call_failed() { return forbidden("call failed", "The library refused a call that is valid.", kRejectedValid); }

Outcome exception_escaped() { return forbidden("escaped", "A C++ exception came out of a C function.", kAbort); }

const std::vector<ProbeInfo>& all_probes() {
  static const std::vector<ProbeInfo> all = [] {
    std::vector<ProbeInfo> joined;
    for (const auto& part : {order_probes(), wait_probes(), error_probes(), random_probes(), storage_probes(),
                             view_probes(), graph_probes(), thread_state_probes(), foreign_memory_probes(),
                             engine_probes(), process_probes()}) {
      joined.insert(joined.end(), part.begin(), part.end());
    }
    for (ProbeInfo& info : joined) info.outcomes.insert(info.outcomes.end(), {call_failed(), exception_escaped()});
    return joined;
  }();
  return all;
}

}  // namespace vigil::race
