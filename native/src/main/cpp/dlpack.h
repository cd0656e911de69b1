#pragma once

#include <cstdint>

namespace vigil {

// DLPack's structures, as its header lays them out (version 0.2 to 0.6, which both ABIs were built with).
struct DlDevice {
  int32_t type;
  int32_t id;
};
struct DlType {
  uint8_t code;
  uint8_t bits;
  uint16_t lanes;
};
struct DlTensor {
  void* data;
  DlDevice device;
  int32_t ndim;
  DlType type;
  int64_t* shape;
  int64_t* strides;
  uint64_t byte_offset;
};
struct DlManaged {
  DlTensor tensor;
  void* context;
  void (*deleter)(DlManaged*);
};

constexpr uint8_t kDlInt = 0, kDlUint = 1, kDlFloat = 2;

}  // namespace vigil
