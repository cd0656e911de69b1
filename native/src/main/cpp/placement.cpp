#include "placement.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <memory>
#include <vector>

#include "dlpack.h"
#include "red_zones.h"
#include "result_codes.h"

namespace vigil {
namespace {

constexpr int kCpu = 1;
constexpr int kAllocateNow = 0;
constexpr size_t kWide = 64;
constexpr int kSliceMargin = 1;
// Slices start in the middle of memory that the operator has no business with.
constexpr int kSliceFill = 0x5a;

// By MXNet's dtype code; bool, bfloat16 and later types have no agreed code.
bool dl_type(int dtype, DlType* out) {
  switch (dtype) {
    case 0: *out = {kDlFloat, 32, 1}; return true;
    case 1: *out = {kDlFloat, 64, 1}; return true;
    case 2: *out = {kDlFloat, 16, 1}; return true;
    case 3: *out = {kDlUint, 8, 1}; return true;
    case 4: *out = {kDlInt, 32, 1}; return true;
    case 5: *out = {kDlInt, 8, 1}; return true;
    case 6: *out = {kDlInt, 64, 1}; return true;
    default: return false;
  }
}

// Pages of an array with one before and one behind that nobody may touch.
class Guarded {
 public:
  explicit Guarded(size_t bytes) : page_(static_cast<size_t>(sysconf(_SC_PAGESIZE))) {
    inner_ = (bytes + page_ - 1) / page_ * page_;
    if (inner_ == 0) inner_ = page_;
    void* all = mmap(nullptr, inner_ + 2 * page_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED) return;
    start_ = static_cast<char*>(all);
    mprotect(start_ + page_, inner_, PROT_READ | PROT_WRITE);
  }
  ~Guarded() {
    if (start_ != nullptr) munmap(start_, inner_ + 2 * page_);
  }
  Guarded(const Guarded&) = delete;
  Guarded& operator=(const Guarded&) = delete;

  bool made() const { return start_ != nullptr; }
  char* first() const { return start_ + page_; }
  char* last(size_t bytes) const { return start_ + page_ + inner_ - bytes; }

 private:
  size_t page_;
  size_t inner_ = 0;
  char* start_ = nullptr;
};

struct External {
  External(const ArrayPlan& plan, Placement placement) : memory(plan.bytes), shape(plan.shape) {
    if (!memory.made()) return;
    char* data = placement == Placement::kBefore ? memory.first() : memory.last(plan.bytes);
    if (placement == Placement::kBehindWide) {
      data = reinterpret_cast<char*>(reinterpret_cast<uintptr_t>(data) & ~uintptr_t{kWide - 1});
    }
    managed.tensor = {data, {kCpu, 0}, static_cast<int32_t>(shape.size()), {}, shape.data(), nullptr, 0};
    managed.context = this;
    managed.deleter = [](DlManaged* of) { delete static_cast<External*>(of->context); };
  }
  Guarded memory;
  std::vector<int64_t> shape;
  DlManaged managed{};
};

int own(const ArrayPlan& plan, Handle* out) {
  return api().array_create(plan.shape.data(), static_cast<int>(plan.shape.size()), plan.device_type, plan.device_id,
                            kAllocateNow, plan.dtype, out);
}

int sliced(const ArrayPlan& plan, Handle* out) {
  ArrayPlan wide = plan;
  wide.shape[0] += 2 * kSliceMargin;
  Handle all = nullptr;
  int result = own(wide, &all);
  if (result != 0) return result;
  void* data = nullptr;
  result = api().array_data(all, &data);
  if (result == 0) {
    const size_t row = plan.bytes / static_cast<size_t>(plan.shape[0]);
    std::memset(data, kSliceFill, plan.bytes + 2 * kSliceMargin * row);
    result = api().array_slice(all, kSliceMargin, static_cast<uint32_t>(kSliceMargin + plan.shape[0]), out);
  }
  api().array_free(all);
  return result;
}

int guarded_array(const ArrayPlan& plan, Placement placement, DlType type, Handle* out) {
  auto external = std::make_unique<External>(plan, placement);
  if (!external->memory.made()) return own(plan, out);
  external->managed.tensor.type = type;
  constexpr bool kTransient = false;
  const int result = api().array_from_dlpack(&external->managed, kTransient, out);
  if (result == 0) external.release();  // the array's deleter has it now
  return result;
}

}  // namespace

int place(const ArrayPlan& plan, Placement placement, Handle* out) {
  DlType type{};
  if (placement == Placement::kOwn || plan.device_type != kCpu) return own(plan, out);
  if (placement == Placement::kSliced) {
    const bool possible = api().array_slice != nullptr && !plan.shape.empty() && plan.bytes > 0;
    return possible ? sliced(plan, out) : own(plan, out);
  }
  const bool possible = api().array_from_dlpack != nullptr && plan.bytes > 0 && dl_type(plan.dtype, &type);
  return possible ? guarded_array(plan, placement, type, out) : own(plan, out);
}

void memory_fill(int byte) {
  // The allocator fills with the complement of what it is given, and with nothing for 0.
  mallopt(M_PERTURB, byte < 0 ? 0 : ~byte & 0xff);
  red_zones_fill(byte);
}

}  // namespace vigil
