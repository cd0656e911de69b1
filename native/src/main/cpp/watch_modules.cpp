#include "watch_modules.h"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cstring>
#include <initializer_list>

#include "watch_real.h"
#include "watch_settings.h"

namespace vigil::watch {
namespace {

constexpr size_t kModulesMax = 1024;
constexpr int64_t kLookAgainNs = 5'000'000;
constexpr uintptr_t kPage = 4096;

Module modules[kModulesMax];
std::atomic<uint32_t> module_count{0};
SpinLock refreshing;
std::atomic<int64_t> last_refresh{0};

// What glibc 2.35 and later answer without a lock; the layout is part of its interface.
struct FoundObject {
  unsigned long long flags;
  void* start;
  void* end;
  void* map;
  void* unwind_table;
  unsigned long long reserved[7];
};
using FindObject = int (*)(void*, FoundObject*);

bool loaded(uintptr_t address) {
  static std::atomic<FindObject> finder{nullptr};
  static std::atomic<bool> looked{false};
  if (!looked.load(std::memory_order_acquire)) {
    finder.store(reinterpret_cast<FindObject>(next_symbol("_dl_find_object")));
    looked.store(true, std::memory_order_release);
  }
  const FindObject find = finder.load();
  if (find == nullptr) return monotonic_ns() - last_refresh.load() > kLookAgainNs;
  FoundObject found;
  return find(reinterpret_cast<void*>(address), &found) == 0;
}

// Lines of /proc/self/maps through a buffer; what is longer than the buffer cannot be a path we could keep.
class MapLines {
 public:
  MapLines() : file_(static_cast<int>(syscall(SYS_openat, AT_FDCWD, "/proc/self/maps", O_RDONLY | O_CLOEXEC))) {}
  ~MapLines() {
    if (file_ >= 0) syscall(SYS_close, file_);
  }

  // The next line, terminated, or null at the end.
  char* next() {
    while (true) {
      for (size_t i = at_; i < size_; ++i) {
        if (bytes_[i] != '\n') continue;
        bytes_[i] = 0;
        char* line = bytes_ + at_;
        at_ = i + 1;
        return line;
      }
      if (file_ < 0 || !fill()) return nullptr;
    }
  }

 private:
  bool fill() {
    std::memmove(bytes_, bytes_ + at_, size_ - at_);
    size_ -= at_;
    at_ = 0;
    if (size_ == sizeof bytes_) size_ = 0;
    const long got = syscall(SYS_read, file_, bytes_ + size_, sizeof bytes_ - size_);
    if (got <= 0) return false;
    size_ += static_cast<size_t>(got);
    return true;
  }

  int file_;
  size_t at_ = 0;
  size_t size_ = 0;
  char bytes_[8192];
};

struct Mapping {
  uintptr_t start = 0;
  uint64_t offset = 0;
  bool readable = false;
  bool executable = false;
  char* path = nullptr;
};

uint64_t hex(char*& text) {
  uint64_t value = 0;
  for (;; ++text) {
    const char c = *text;
    if (c >= '0' && c <= '9') {
      value = value * 16 + static_cast<uint64_t>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      value = value * 16 + static_cast<uint64_t>(c - 'a' + 10);
    } else {
      return value;
    }
  }
}

// start-end perms offset device inode path
Mapping parse(char* line) {
  Mapping mapping;
  mapping.start = hex(line);
  if (*line == '-') ++line;
  hex(line);
  while (*line == ' ') ++line;
  mapping.readable = line[0] == 'r';
  mapping.executable = line[0] != 0 && line[1] != 0 && line[2] == 'x';
  while (*line != 0 && *line != ' ') ++line;
  while (*line == ' ') ++line;
  mapping.offset = hex(line);
  for (int field = 0; field < 2; ++field) {
    while (*line == ' ') ++line;
    while (*line != 0 && *line != ' ') ++line;
  }
  while (*line == ' ') ++line;
  mapping.path = line;
  return mapping;
}

const char* base_name(const char* path) {
  const char* slash = std::strrchr(path, '/');
  return slash == nullptr ? path : slash + 1;
}

bool is_runtime(const char* path) {
  const char* file = base_name(path);
  for (const char* start : {"libc.so", "libc-", "libstdc++.", "libc++.", "libc++abi.", "libpthread", "libgcc_s.", "ld-linux",
                            "ld-2", "libvigil_watch", "[vdso]", "libm.so"}) {
    if (std::strncmp(file, start, std::strlen(start)) == 0) return true;
  }
  return false;
}

uint64_t text_hash(const char* text) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (; *text != 0; ++text) hash = (hash ^ static_cast<unsigned char>(*text)) * 0x100000001b3u;
  return mixed(hash);
}

void read_build_id(Module& module, uintptr_t notes, size_t size) {
  size_t at = 0;
  while (at + sizeof(ElfW(Nhdr)) <= size) {
    const auto* note = reinterpret_cast<const ElfW(Nhdr)*>(notes + at);
    const size_t name = at + sizeof *note;
    const size_t content = name + ((note->n_namesz + 3u) & ~3u);
    if (content + note->n_descsz > size) return;
    if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 &&
        std::memcmp(reinterpret_cast<const void*>(notes + name), "GNU", 4) == 0) {
      const auto* id = reinterpret_cast<const unsigned char*>(notes + content);
      size_t used = 0;
      for (size_t i = 0; i < note->n_descsz && used + 2 < sizeof module.build_id; ++i) {
        module.build_id[used++] = "0123456789abcdef"[id[i] >> 4];
        module.build_id[used++] = "0123456789abcdef"[id[i] & 15];
      }
      module.build_id[used] = 0;
      return;
    }
    at = content + ((note->n_descsz + 3u) & ~3u);
  }
}

// The number of symbols is nowhere said; the longest chain of the GNU hash table tells the last one.
size_t gnu_hash_symbols(uintptr_t table) {
  const auto* header = reinterpret_cast<const uint32_t*>(table);
  const uint32_t buckets = header[0], first = header[1], filters = header[2];
  const auto* bucket = reinterpret_cast<const uint32_t*>(table + 16 + filters * sizeof(uintptr_t));
  const uint32_t* chain = bucket + buckets;
  uint32_t last = 0;
  for (uint32_t i = 0; i < buckets; ++i) {
    if (bucket[i] > last) last = bucket[i];
  }
  if (last < first) return first;
  while ((chain[last - first] & 1) == 0) ++last;
  return last + 1;
}

void read_dynamic(Module& module, uintptr_t dynamic) {
  uintptr_t gnu_hash = 0;
  for (const auto* entry = reinterpret_cast<const ElfW(Dyn)*>(dynamic); entry->d_tag != DT_NULL; ++entry) {
    // The loader of glibc writes addresses over the offsets; others, and the vDSO, leave them.
    const uintptr_t value = entry->d_un.d_ptr < module.start.load() ? entry->d_un.d_ptr + module.bias : entry->d_un.d_ptr;
    if (entry->d_tag == DT_SYMTAB) module.symbols = value;
    if (entry->d_tag == DT_STRTAB) module.names = value;
    if (entry->d_tag == DT_GNU_HASH) gnu_hash = value;
  }
  if (gnu_hash != 0 && module.symbols != 0 && module.names != 0) module.symbol_count = gnu_hash_symbols(gnu_hash);
}

bool read_headers(Module& module, uintptr_t start) {
  const auto* header = reinterpret_cast<const ElfW(Ehdr)*>(start);
  if (std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 || header->e_phentsize != sizeof(ElfW(Phdr)) ||
      header->e_phoff + header->e_phnum * sizeof(ElfW(Phdr)) > kPage) {
    return false;
  }
  const auto* segments = reinterpret_cast<const ElfW(Phdr)*>(start + header->e_phoff);
  bool first = true;
  uintptr_t end = 0, dynamic = 0;
  for (int i = 0; i < header->e_phnum; ++i) {
    const ElfW(Phdr)& segment = segments[i];
    if (segment.p_type == PT_LOAD) {
      if (first) module.bias = start - (segment.p_vaddr & ~(kPage - 1));
      first = false;
      end = module.bias + segment.p_vaddr + segment.p_memsz;
    }
  }
  if (first) return false;
  module.start.store(start, std::memory_order_relaxed);
  for (int i = 0; i < header->e_phnum; ++i) {
    const ElfW(Phdr)& segment = segments[i];
    const uintptr_t at = module.bias + segment.p_vaddr;
    if (segment.p_type == PT_NOTE) read_build_id(module, at, segment.p_memsz);
    if (segment.p_type == PT_GNU_EH_FRAME) module.unwind_table = at;
    if (segment.p_type == PT_DYNAMIC) dynamic = at;
  }
  if (dynamic != 0) read_dynamic(module, dynamic);
  module.end.store(end, std::memory_order_release);
  return true;
}

// Adds what is not known yet; what lay at the same place before is no more.
void add(uintptr_t start, const char* path) {
  const uint32_t count = module_count.load(std::memory_order_relaxed);
  for (uint32_t i = 0; i < count; ++i) {
    if (modules[i].start.load(std::memory_order_relaxed) != start) continue;
    if (std::strncmp(modules[i].path, path, sizeof modules[i].path - 1) == 0) return;
    modules[i].end.store(0);
    modules[i].start.store(0);
  }
  if (count == kModulesMax) return;
  Module& module = modules[count];
  std::memcpy(module.path, path, strnlen(path, sizeof module.path - 1));
  if (!read_headers(module, start)) {
    module.start.store(0);
    return;
  }
  module.number = count;
  module.runtime = is_runtime(path);
  module.watched =
      settings.modules[0] != 0 ? Settings::listed(settings.modules, base_name(path), false) : !module.runtime;
  module.key = text_hash(module.build_id[0] != 0 ? module.build_id : base_name(path));
  module_count.store(count + 1, std::memory_order_release);
}

const Module* known_module(uintptr_t address) {
  const uint32_t count = module_count.load(std::memory_order_acquire);
  for (uint32_t i = 0; i < count; ++i) {
    if (address >= modules[i].start.load(std::memory_order_relaxed) &&
        address < modules[i].end.load(std::memory_order_acquire)) {
      return &modules[i];
    }
  }
  return nullptr;
}

bool starts_with(const char* text, const char* start) { return std::strncmp(text, start, std::strlen(start)) == 0; }

// Of namespace std, or of the GNU library's own, as compilers mangle them.
bool is_runtime_name(const char* name) {
  for (const char* start : {"_ZSt", "_ZNSt", "_ZNKSt", "_ZN9__gnu_cxx", "_ZNK9__gnu_cxx", "_ZL20__gthread", "_ZNSt3__1"}) {
    if (starts_with(name, start)) return true;
  }
  return false;
}

enum SpanState : uint32_t { kNoSpans, kSorting, kSpans };

bool is_runtime_function(const ElfW(Sym)& symbol, const Module& module) {
  return ELF64_ST_TYPE(symbol.st_info) == STT_FUNC && symbol.st_shndx != SHN_UNDEF &&
         is_runtime_name(reinterpret_cast<const char*>(module.names + symbol.st_name));
}

// Large libraries have some hundred thousand symbols, too many to be gone through for each place: the few that matter are
// sorted once, by whoever needs them first.
void sort_spans(Module& module) {
  const auto* symbols = reinterpret_cast<const ElfW(Sym)*>(module.symbols);
  size_t count = 0;
  for (size_t i = 0; i < module.symbol_count; ++i) count += is_runtime_function(symbols[i], module);
  if (count > 0) {
    void* memory =
        real.mmap(nullptr, count * sizeof(RuntimeSpan), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) count = 0;
    auto* spans = static_cast<RuntimeSpan*>(memory);
    size_t at = 0;
    for (size_t i = 0; i < module.symbol_count && at < count; ++i) {
      if (!is_runtime_function(symbols[i], module)) continue;
      spans[at++] = {symbols[i].st_value, symbols[i].st_value + symbols[i].st_size};
    }
    std::sort(spans, spans + count, [](const RuntimeSpan& one, const RuntimeSpan& other) { return one.begin < other.begin; });
    module.spans = spans;
    module.span_count = count;
  }
  module.span_state.store(kSpans, std::memory_order_release);
}

void make_spans(Module& module) {
  for (unsigned looks = 0; module.span_state.load(std::memory_order_acquire) != kSpans; ++looks) {
    uint32_t none = kNoSpans;
    if (module.span_state.compare_exchange_strong(none, kSorting)) {
      sort_spans(module);
    } else if (looks % 64 == 63) {
      sched_yield();
    }
  }
}

}  // namespace

void refresh_modules() {
  SpinGuard guard(refreshing);
  MapLines lines;
  uintptr_t candidate = 0;
  char candidate_path[sizeof Module::path] = "";
  while (char* line = lines.next()) {
    const Mapping mapping = parse(line);
    if (mapping.path[0] != '/' && std::strcmp(mapping.path, "[vdso]") != 0) continue;
    if (mapping.readable && mapping.offset == 0) {
      candidate = mapping.start;
      std::strncpy(candidate_path, mapping.path, sizeof candidate_path - 1);
    }
    // Only what has code is a program; other mapped files may be cut short under our eyes.
    if (mapping.executable && candidate != 0 &&
        std::strncmp(candidate_path, mapping.path, sizeof candidate_path - 1) == 0) {
      add(candidate, candidate_path);
      candidate = 0;
    }
  }
  last_refresh.store(monotonic_ns());
}

const Module* module_at(uintptr_t address, bool look_again) {
  const Module* module = known_module(address);
  if (module != nullptr || !look_again || !loaded(address)) return module;
  refresh_modules();
  return known_module(address);
}

bool is_inline_runtime(const Module& module, uintptr_t address) {
  if (module.symbol_count == 0) return false;
  make_spans(modules[module.number]);
  const uint64_t offset = module.offset(address);
  const RuntimeSpan* behind = std::upper_bound(
      module.spans, module.spans + module.span_count, offset, [](uint64_t at, const RuntimeSpan& span) { return at < span.begin; });
  return behind != module.spans && offset < behind[-1].end;
}

void write_place(Text& text, uintptr_t address, bool look_again) {
  const Module* module = module_at(address, look_again);
  if (module == nullptr) {
    text.word("-").hex(address);
  } else {
    text.word("M").number(module->number).word("+").hex(module->offset(address));
  }
}

void write_module(Text& text, const Module& module) {
  text.word("module M").number(module.number).word(" ").word(module.build_id[0] == 0 ? "-" : module.build_id).word(" ");
  text.name(module.path).end();
}

void write_modules(Text& text) {
  const uint32_t count = module_count.load(std::memory_order_acquire);
  for (uint32_t i = 0; i < count; ++i) write_module(text, modules[i]);
}

}  // namespace vigil::watch
