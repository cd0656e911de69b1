#include "watch_unwind.h"

#include <ucontext.h>

#include <cstring>

#include "watch_modules.h"

// Call frame information as the "DWARF Debugging Information Format", version 5, section 6.4, and the "Linux Standard
// Base Core Specification", section 10.6 (.eh_frame and .eh_frame_hdr), define it. Of all registers only the stack
// pointer and the frame pointer are followed: no compiler in use finds frames by others on x86-64.

namespace vigil::watch {
namespace {

#if !defined(__x86_64__)
#error "the numbers of registers below are those of x86-64"
#endif
constexpr uint64_t kRegisterBp = 6;
constexpr uint64_t kRegisterSp = 7;

constexpr size_t kStatesMax = 8;
constexpr size_t kRowsBits = 18;
constexpr size_t kRowsProbed = 8;

// How a caller's registers follow from a frame's. The caller's pc always lies right below its sp.
struct Row {
  enum Cfa : uint8_t { kNone, kSp, kBp, kBpMemory, kPlt, kSignal, kTop };
  enum Bp : uint8_t { kSame, kAtCfa, kAtBp, kLost };

  Cfa cfa = kNone;
  Bp bp = kSame;
  // Whether the place is in a watched module.
  bool watched = false;
  int32_t cfa_offset = 0;
  int32_t bp_offset = 0;

  // 8 bits of kinds, 28 of each offset.
  uint64_t packed() const {
    return static_cast<uint64_t>(cfa) | static_cast<uint64_t>(bp) << 4 | static_cast<uint64_t>(watched) << 7 |
           (static_cast<uint64_t>(static_cast<uint32_t>(cfa_offset)) & 0xfffffff) << 8 |
           (static_cast<uint64_t>(static_cast<uint32_t>(bp_offset)) & 0xfffffff) << 36;
  }

  static Row unpacked(uint64_t bits) {
    Row row;
    row.cfa = static_cast<Cfa>(bits & 15);
    row.bp = static_cast<Bp>((bits >> 4) & 7);
    row.watched = (bits >> 7 & 1) != 0;
    row.cfa_offset = static_cast<int32_t>(static_cast<uint32_t>((bits >> 8) & 0xfffffff) << 4) >> 4;
    row.bp_offset = static_cast<int32_t>(static_cast<uint32_t>((bits >> 36) & 0xfffffff) << 4) >> 4;
    return row;
  }
};

// Rows by place. A slot is claimed once and never changes, so that readers need no lock.
struct KeptRow {
  std::atomic<uintptr_t> place{0};
  std::atomic<uint64_t> row{0};
};
constexpr uintptr_t kClaimed = 1;
KeptRow kept_rows[size_t{1} << kRowsBits];

size_t row_slot(uintptr_t place) { return (place * 0x9E3779B97F4A7C15u) >> (64 - kRowsBits); }

bool kept(uintptr_t place, Row& row) {
  const size_t slot = row_slot(place);
  for (size_t i = 0; i < kRowsProbed; ++i) {
    KeptRow& candidate = kept_rows[(slot + i) & ((size_t{1} << kRowsBits) - 1)];
    const uintptr_t found = candidate.place.load(std::memory_order_acquire);
    if (found == place) {
      row = Row::unpacked(candidate.row.load(std::memory_order_relaxed));
      return true;
    }
    if (found == 0) return false;
  }
  return false;
}

void keep(uintptr_t place, const Row& row) {
  const size_t slot = row_slot(place);
  for (size_t i = 0; i < kRowsProbed; ++i) {
    KeptRow& candidate = kept_rows[(slot + i) & ((size_t{1} << kRowsBits) - 1)];
    uintptr_t empty = 0;
    if (candidate.place.compare_exchange_strong(empty, kClaimed)) {
      candidate.row.store(row.packed(), std::memory_order_relaxed);
      candidate.place.store(place, std::memory_order_release);
      return;
    }
    if (empty == place) return;
  }
}

// Reads the byte streams of the tables; past the end everything is zero.
class Bytes {
 public:
  Bytes(uintptr_t at, uintptr_t end) : at_(at), end_(end) {}

  uintptr_t at() const { return at_; }
  uintptr_t end() const { return end_; }
  bool more() const { return at_ < end_; }
  void skip(uint64_t count) { at_ = count > end_ - at_ ? end_ : at_ + count; }

  template <typename Value>
  Value take() {
    Value value = 0;
    if (at_ + sizeof value <= end_) std::memcpy(&value, reinterpret_cast<const void*>(at_), sizeof value);
    skip(sizeof value);
    return value;
  }

  uint64_t uleb() {
    uint64_t value = 0;
    for (unsigned shift = 0; more(); shift += 7) {
      const auto byte = take<uint8_t>();
      if (shift < 64) value |= static_cast<uint64_t>(byte & 127) << shift;
      if ((byte & 128) == 0) break;
    }
    return value;
  }

  int64_t sleb() {
    uint64_t value = 0;
    unsigned shift = 0;
    while (more()) {
      const auto byte = take<uint8_t>();
      if (shift < 64) value |= static_cast<uint64_t>(byte & 127) << shift;
      shift += 7;
      if ((byte & 128) == 0) {
        if (shift < 64 && (byte & 64) != 0) value |= ~uint64_t{0} << shift;
        break;
      }
    }
    return static_cast<int64_t>(value);
  }

  // A pointer in one of the encodings of .eh_frame; indirect ones are not followed.
  uint64_t pointer(uint8_t encoding, uintptr_t data_base) {
    constexpr uint8_t kOmitted = 0xff;
    if (encoding == kOmitted) return 0;
    const uintptr_t place = at_;
    uint64_t value = 0;
    switch (encoding & 15) {
      case 0: value = take<uint64_t>(); break;
      case 1: value = uleb(); break;
      case 2: value = take<uint16_t>(); break;
      case 3: value = take<uint32_t>(); break;
      case 4: value = take<uint64_t>(); break;
      case 9: value = static_cast<uint64_t>(sleb()); break;
      case 10: value = static_cast<uint64_t>(int64_t{take<int16_t>()}); break;
      case 11: value = static_cast<uint64_t>(int64_t{take<int32_t>()}); break;
      case 12: value = take<uint64_t>(); break;
      default: return 0;
    }
    if (value == 0) return 0;
    if ((encoding & 0x70) == 0x10) value += place;
    if ((encoding & 0x70) == 0x30) value += data_base;
    return value;
  }

 private:
  uintptr_t at_;
  uintptr_t end_;
};

struct Entry {
  uintptr_t first = 0;
  uintptr_t size = 0;
  uint64_t code_factor = 1;
  int64_t data_factor = 1;
  bool signal = false;
  Bytes common{0, 0};
  Bytes own{0, 0};
};

// The length field of an entry; what follows it is the entry.
Bytes entry_at(uintptr_t at) {
  Bytes bytes(at, at + 12);
  uint64_t length = bytes.take<uint32_t>();
  if (length == 0xffffffff) length = bytes.take<uint64_t>();
  return {bytes.at(), bytes.at() + length};
}

bool read_common(uintptr_t at, Entry& entry, uint8_t& encoding, bool& augmented) {
  Bytes bytes = entry_at(at);
  if (bytes.take<uint32_t>() != 0) return false;
  const auto version = bytes.take<uint8_t>();
  const char* augmentation = reinterpret_cast<const char*>(bytes.at());
  bytes.skip(std::strlen(augmentation) + 1);
  if (version != 1 && version != 3) return false;
  entry.code_factor = bytes.uleb();
  entry.data_factor = bytes.sleb();
  if (version == 1) {
    bytes.take<uint8_t>();
  } else {
    bytes.uleb();
  }
  augmented = augmentation[0] == 'z';
  if (!augmented) {
    if (augmentation[0] != 0) return false;
    entry.common = bytes;
    return true;
  }
  const uint64_t size = bytes.uleb();
  Bytes extra(bytes.at(), bytes.at() + size);
  bytes.skip(size);
  for (const char* letter = augmentation + 1; *letter != 0; ++letter) {
    switch (*letter) {
      case 'R': encoding = extra.take<uint8_t>(); break;
      case 'L': extra.take<uint8_t>(); break;
      case 'S': entry.signal = true; break;
      case 'P': {
        const auto kind = extra.take<uint8_t>();
        extra.pointer(kind, 0);
        break;
      }
      default: break;
    }
  }
  entry.common = bytes;
  return true;
}

bool read_entry(uintptr_t at, Entry& entry) {
  Bytes bytes = entry_at(at);
  const uintptr_t here = bytes.at();
  const auto back = bytes.take<uint32_t>();
  if (back == 0) return false;
  uint8_t encoding = 0;
  bool augmented = false;
  if (!read_common(here - back, entry, encoding, augmented)) return false;
  entry.first = bytes.pointer(encoding, 0);
  entry.size = bytes.pointer(encoding & 15, 0);
  if (augmented) bytes.skip(bytes.uleb());
  entry.own = bytes;
  return true;
}

// The last entry of the sorted table that begins at or before the place.
bool find_entry(const Module& module, uintptr_t place, Entry& entry) {
  const uintptr_t base = module.unwind_table;
  constexpr uint8_t kSorted = 0x3b;  // signed 32-bit numbers from the table's own start, as every linker writes them
  Bytes header(base, base + 32);
  const auto version = header.take<uint8_t>();
  const auto frame_encoding = header.take<uint8_t>();
  const auto count_encoding = header.take<uint8_t>();
  const auto table_encoding = header.take<uint8_t>();
  if (version != 1 || table_encoding != kSorted) return false;
  header.pointer(frame_encoding, base);
  const uint64_t count = header.pointer(count_encoding, base);
  const auto* table = reinterpret_cast<const int32_t*>(header.at());
  const auto wanted = static_cast<int64_t>(place - base);
  uint64_t low = 0, high = count;
  while (low < high) {
    const uint64_t middle = (low + high) / 2;
    if (table[2 * middle] <= wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == 0) return false;
  return read_entry(base + static_cast<uintptr_t>(static_cast<int64_t>(table[2 * (low - 1) + 1])), entry) &&
         place >= entry.first && place < entry.first + entry.size;
}

// The rules while the instructions of an entry are run.
struct Rules {
  Row row;
  bool top = false;
};

void cfa_by_expression(Bytes& bytes, Row& row) {
  const uint64_t size = bytes.uleb();
  Bytes code(bytes.at(), bytes.at() + size);
  bytes.skip(size);
  constexpr uint8_t kBaseRegister = 0x70, kDeref = 0x06;
  const auto first = code.take<uint8_t>();
  const int64_t offset = code.sleb();
  const bool alone = size > 0 && !code.more();
  row.cfa = Row::kNone;
  if (first == kBaseRegister + kRegisterBp && code.take<uint8_t>() == kDeref && !code.more()) {
    // A realigned stack: the caller's is kept below the frame pointer.
    row.cfa = Row::kBpMemory;
    row.cfa_offset = static_cast<int32_t>(offset);
  } else if (first == kBaseRegister + kRegisterSp && !alone) {
    // sp + 8, and 8 more behind the push of a stub of the linkage table, which is 16 bytes long.
    row.cfa = Row::kPlt;
    row.cfa_offset = static_cast<int32_t>(offset);
  }
}

void rule_by_expression(Bytes& bytes, uint64_t number, Row& row) {
  const uint64_t size = bytes.uleb();
  Bytes code(bytes.at(), bytes.at() + size);
  bytes.skip(size);
  if (number != kRegisterBp) return;
  constexpr uint8_t kBaseRegister = 0x70;
  const auto first = code.take<uint8_t>();
  const int64_t offset = code.sleb();
  const bool simple = first == kBaseRegister + kRegisterBp && !code.more();
  row.bp = simple ? Row::kAtBp : Row::kLost;
  row.bp_offset = static_cast<int32_t>(offset);
}

void cfa_by_register(Row& row, uint64_t number) {
  row.cfa = number == kRegisterSp ? Row::kSp : number == kRegisterBp ? Row::kBp : Row::kNone;
}

void saved(Rules& rules, uint64_t number, int64_t offset) {
  if (number != kRegisterBp) return;
  rules.row.bp = Row::kAtCfa;
  rules.row.bp_offset = static_cast<int32_t>(offset);
}

// Runs instructions up to the place. False at one that is not known.
bool run(const Entry& entry, Bytes bytes, uintptr_t place, Rules& rules, const Rules& initial) {
  constexpr uint64_t kReturnAddress = 16;
  Rules states[kStatesMax];
  size_t depth = 0;
  uintptr_t at = entry.first;
  while (bytes.more() && at <= place) {
    const auto code = bytes.take<uint8_t>();
    const uint64_t low = code & 63;
    switch (code & 0xc0) {
      case 0x40: at += low * entry.code_factor; continue;
      case 0x80: saved(rules, low, static_cast<int64_t>(bytes.uleb()) * entry.data_factor); continue;
      case 0xc0:
        if (low == kRegisterBp) {
          rules.row.bp = initial.row.bp;
          rules.row.bp_offset = initial.row.bp_offset;
        }
        continue;
      default: break;
    }
    switch (code) {
      case 0x00: break;
      case 0x01: at = bytes.take<uint64_t>(); break;
      case 0x02: at += bytes.take<uint8_t>() * entry.code_factor; break;
      case 0x03: at += bytes.take<uint16_t>() * entry.code_factor; break;
      case 0x04: at += bytes.take<uint32_t>() * entry.code_factor; break;
      case 0x05: {
        const uint64_t number = bytes.uleb();
        saved(rules, number, static_cast<int64_t>(bytes.uleb()) * entry.data_factor);
        break;
      }
      case 0x06:
        if (bytes.uleb() == kRegisterBp) {
          rules.row.bp = initial.row.bp;
          rules.row.bp_offset = initial.row.bp_offset;
        }
        break;
      case 0x07:
        if (bytes.uleb() == kReturnAddress) rules.top = true;
        break;
      case 0x08: bytes.uleb(); break;
      case 0x09:
        if (bytes.uleb() == kRegisterBp) rules.row.bp = Row::kLost;
        bytes.uleb();
        break;
      case 0x0a:
        if (depth < kStatesMax) states[depth] = rules;
        ++depth;
        break;
      case 0x0b:
        if (depth == 0) return false;
        --depth;
        if (depth < kStatesMax) rules = states[depth];
        break;
      case 0x0c:
        cfa_by_register(rules.row, bytes.uleb());
        rules.row.cfa_offset = static_cast<int32_t>(bytes.uleb());
        break;
      case 0x0d: cfa_by_register(rules.row, bytes.uleb()); break;
      case 0x0e: rules.row.cfa_offset = static_cast<int32_t>(bytes.uleb()); break;
      case 0x0f: cfa_by_expression(bytes, rules.row); break;
      case 0x10:
      case 0x16: {
        const uint64_t number = bytes.uleb();
        rule_by_expression(bytes, number, rules.row);
        break;
      }
      case 0x11: {
        const uint64_t number = bytes.uleb();
        saved(rules, number, bytes.sleb() * entry.data_factor);
        break;
      }
      case 0x12:
        cfa_by_register(rules.row, bytes.uleb());
        rules.row.cfa_offset = static_cast<int32_t>(bytes.sleb() * entry.data_factor);
        break;
      case 0x13: rules.row.cfa_offset = static_cast<int32_t>(bytes.sleb() * entry.data_factor); break;
      case 0x2e: bytes.uleb(); break;
      default: return false;
    }
  }
  return true;
}

Row compute(const Module& module, uintptr_t place) {
  Row none;
  Entry entry;
  if (module.unwind_table == 0 || !find_entry(module, place, entry)) return none;
  if (entry.signal) {
    none.cfa = Row::kSignal;
    return none;
  }
  Rules initial;
  // Common instructions hold at every place of the function.
  if (!run(entry, entry.common, ~uintptr_t{0}, initial, initial)) return none;
  Rules rules = initial;
  if (!run(entry, entry.own, place, rules, initial)) return none;
  if (rules.top) rules.row.cfa = Row::kTop;
  return rules.row;
}

uintptr_t word_at(uintptr_t address) { return *reinterpret_cast<const uintptr_t*>(address); }

bool step_by_frame_pointer(Frame& frame, const StackRange& range) {
  if (frame.bp < frame.sp || !range.holds(frame.bp) || !range.holds(frame.bp + 8)) return false;
  const uintptr_t above = frame.bp;
  frame.pc = word_at(above + 8);
  frame.sp = above + 16;
  frame.bp = word_at(above);
  frame.returned = true;
  return frame.pc != 0;
}

// Where the kernel left the registers of what a signal interrupted: the handler's caller has them at its sp.
bool step_over_signal(Frame& frame, const StackRange& range) {
  if (!range.holds(frame.sp) || !range.holds(frame.sp + sizeof(ucontext_t) / 8 * 8 - 8)) return false;
  const auto* context = reinterpret_cast<const ucontext_t*>(frame.sp);
  frame.pc = static_cast<uintptr_t>(context->uc_mcontext.gregs[REG_RIP]);
  frame.sp = static_cast<uintptr_t>(context->uc_mcontext.gregs[REG_RSP]);
  frame.bp = static_cast<uintptr_t>(context->uc_mcontext.gregs[REG_RBP]);
  frame.returned = false;
  return frame.pc != 0;
}

bool apply(const Row& row, Frame& frame, const StackRange& range) {
  uintptr_t cfa = 0;
  switch (row.cfa) {
    case Row::kNone: return step_by_frame_pointer(frame, range);
    case Row::kTop: return false;
    case Row::kSignal: return step_over_signal(frame, range);
    case Row::kSp: cfa = frame.sp + static_cast<uintptr_t>(static_cast<intptr_t>(row.cfa_offset)); break;
    case Row::kBp: cfa = frame.bp + static_cast<uintptr_t>(static_cast<intptr_t>(row.cfa_offset)); break;
    case Row::kBpMemory: {
      const uintptr_t at = frame.bp + static_cast<uintptr_t>(static_cast<intptr_t>(row.cfa_offset));
      if (!range.holds(at)) return false;
      cfa = word_at(at);
      break;
    }
    case Row::kPlt:
      cfa = frame.sp + static_cast<uintptr_t>(static_cast<intptr_t>(row.cfa_offset)) + ((frame.pc & 15) >= 11 ? 8 : 0);
      break;
  }
  if (!range.holds(cfa - 8)) return false;
  if (row.bp == Row::kAtCfa || row.bp == Row::kAtBp) {
    const uintptr_t from = row.bp == Row::kAtCfa ? cfa : frame.bp;
    const uintptr_t at = from + static_cast<uintptr_t>(static_cast<intptr_t>(row.bp_offset));
    if (!range.holds(at)) return false;
    frame.bp = word_at(at);
  } else if (row.bp == Row::kLost) {
    frame.bp = 0;
  }
  frame.pc = word_at(cfa - 8);
  frame.sp = cfa;
  frame.returned = true;
  return frame.pc != 0;
}

Row row_at(uintptr_t place, bool look_again) {
  Row row;
  if (VIGIL_LIKELY(kept(place, row))) return row;
  const Module* module = module_at(place, look_again);
  if (module == nullptr) return row;
  row = compute(*module, place);
  row.watched = module->watched;
  keep(place, row);
  return row;
}

}  // namespace

size_t walk(Frame frame, const StackRange& range, bool look_again, uintptr_t* places, size_t max) {
  size_t count = 0;
  while (count < max) {
    places[count++] = frame.place();
    if (!apply(row_at(frame.place(), look_again), frame, range)) break;
  }
  return count;
}

size_t walk_watched(Frame frame, const StackRange& range, uintptr_t* places, size_t max, size_t watched_max,
                    uint64_t& key) {
  size_t count = 0, watched = 0;
  key = 0;
  while (count < max) {
    const uintptr_t place = frame.place();
    places[count++] = place;
    const Row row = row_at(place, true);
    if (row.watched) {
      key = key * 0x9E3779B97F4A7C15u + place;
      if (++watched == watched_max) break;
    }
    if (!apply(row, frame, range)) break;
  }
  key = mixed(key) | 1;
  return count;
}

}  // namespace vigil::watch
