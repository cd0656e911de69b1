// Calls of the CUDA runtime, driver and libraries that may block or take the driver's own locks. Their arguments are
// not known here: a stub leaves every register as it was and jumps on, so that only the begin of such a call is seen.
// It counts as over when its thread does anything else that is watched and not within the call.

#include <atomic>

#include "watch_calls.h"
#include "watch_contexts.h"
#include "watch_real.h"
#include "watch_settings.h"
#include "watch_threads.h"

#define VIGIL_DRIVER_CALLS(call)                                                                        \
  call(0, "libcudart", cudaMalloc) call(1, "libcudart", cudaFree) call(2, "libcudart", cudaMallocHost)  \
  call(3, "libcudart", cudaFreeHost) call(4, "libcudart", cudaHostAlloc)                                \
  call(5, "libcudart", cudaMallocManaged) call(6, "libcudart", cudaMemcpy)                              \
  call(7, "libcudart", cudaMemcpyAsync) call(8, "libcudart", cudaMemset)                                \
  call(9, "libcudart", cudaMemsetAsync) call(10, "libcudart", cudaDeviceSynchronize)                    \
  call(11, "libcudart", cudaStreamSynchronize) call(12, "libcudart", cudaEventSynchronize)              \
  call(13, "libcudart", cudaStreamCreate) call(14, "libcudart", cudaStreamCreateWithFlags)              \
  call(15, "libcudart", cudaStreamCreateWithPriority) call(16, "libcudart", cudaStreamDestroy)          \
  call(17, "libcudart", cudaEventCreate) call(18, "libcudart", cudaEventCreateWithFlags)                \
  call(19, "libcudart", cudaGetDeviceCount) call(20, "libcudart", cudaSetDevice)                        \
  call(21, "libcudart", cudaLaunchKernel) call(22, "libcudart", cudaFuncGetAttributes)                  \
  call(23, "libcudart", cudaStreamWaitEvent) call(24, "libcuda.", cuInit)                               \
  call(25, "libcuda.", cuModuleLoadData) call(26, "libcuda.", cuModuleLoadDataEx)                       \
  call(27, "libcuda.", cuLaunchKernel) call(28, "libcuda.", cuCtxSynchronize)                           \
  call(29, "libcuda.", cuStreamSynchronize) call(30, "libcuda.", cuMemAlloc_v2)                         \
  call(31, "libcuda.", cuMemFree_v2) call(32, "libcublas.", cublasCreate_v2)                            \
  call(33, "libcublas.", cublasDestroy_v2) call(34, "libcudnn", cudnnCreate)                            \
  call(35, "libcudnn", cudnnDestroy) call(36, "libcusolver", cusolverDnCreate)                          \
  call(37, "libnccl", ncclCommInitAll) call(38, "libnccl", ncclAllReduce)

namespace vigil::watch {
namespace {

struct DriverCall {
  const char* library;
  const char* name;
};

#define VIGIL_DRIVER_NAME(number, library, name) {library, #name},
constexpr DriverCall kCalls[] = {VIGIL_DRIVER_CALLS(VIGIL_DRIVER_NAME)};
#undef VIGIL_DRIVER_NAME

std::atomic<void*> found[sizeof kCalls / sizeof *kCalls];

// "Unknown error" of the CUDA runtime and driver alike.
int missing() { return 999; }

}  // namespace

// From the stubs: notes the call and gives the function to go on to.
extern "C" __attribute__((visibility("hidden"), used)) void* vigil_watch_driver_call(uint64_t number, uintptr_t pc,
                                                                                     uintptr_t sp, uintptr_t bp) {
  const DriverCall& call = kCalls[number];
  void* function = found[number].load(std::memory_order_relaxed);
  if (function == nullptr) {
    function = next_symbol(call.name);
    if (function == nullptr) function = symbol_in(call.library, call.name);
    if (function == nullptr) return reinterpret_cast<void*>(missing);
    found[number].store(function, std::memory_order_relaxed);
  }
  const Caller from = {pc, sp, bp};
  Thread* thread = followed(from);
  if (thread == nullptr || thread->call.load(std::memory_order_relaxed) != nullptr) return function;
  const bool holding = thread->held_count.load(std::memory_order_relaxed) > 0;
  if ((holding || settings.dump) && is_watched_call(call.name)) {
    note_call_begin(*thread, call.name, context_of(*thread, from));
    thread->call_open_sp = sp;
  }
  return function;
}

}  // namespace vigil::watch

asm(R"(
    .text
    .p2align 4
    .type vigil_watch_driver_stub, @function
vigil_watch_driver_stub:
    .cfi_startproc
    pushq %rbp
    .cfi_def_cfa_offset 16
    .cfi_offset %rbp, -16
    movq %rsp, %rbp
    .cfi_def_cfa_register %rbp
    subq $192, %rsp
    movq %rdi, 0(%rsp)
    movq %rsi, 8(%rsp)
    movq %rdx, 16(%rsp)
    movq %rcx, 24(%rsp)
    movq %r8, 32(%rsp)
    movq %r9, 40(%rsp)
    movaps %xmm0, 48(%rsp)
    movaps %xmm1, 64(%rsp)
    movaps %xmm2, 80(%rsp)
    movaps %xmm3, 96(%rsp)
    movaps %xmm4, 112(%rsp)
    movaps %xmm5, 128(%rsp)
    movaps %xmm6, 144(%rsp)
    movaps %xmm7, 160(%rsp)
    movl %eax, %edi
    movq 8(%rbp), %rsi
    leaq 16(%rbp), %rdx
    movq 0(%rbp), %rcx
    call vigil_watch_driver_call
    movq %rax, %r11
    movq 0(%rsp), %rdi
    movq 8(%rsp), %rsi
    movq 16(%rsp), %rdx
    movq 24(%rsp), %rcx
    movq 32(%rsp), %r8
    movq 40(%rsp), %r9
    movaps 48(%rsp), %xmm0
    movaps 64(%rsp), %xmm1
    movaps 80(%rsp), %xmm2
    movaps 96(%rsp), %xmm3
    movaps 112(%rsp), %xmm4
    movaps 128(%rsp), %xmm5
    movaps 144(%rsp), %xmm6
    movaps 160(%rsp), %xmm7
    leave
    .cfi_def_cfa %rsp, 8
    .cfi_restore %rbp
    jmp *%r11
    .cfi_endproc
    .size vigil_watch_driver_stub, .-vigil_watch_driver_stub
)");

#define VIGIL_DRIVER_STUB(number, library, name)                                                    \
  asm(".globl " #name "\n.type " #name ", @function\n" #name ":\n.cfi_startproc\nmovl $" #number     \
      ", %eax\njmp vigil_watch_driver_stub\n.cfi_endproc\n.size " #name ", .-" #name "\n");
VIGIL_DRIVER_CALLS(VIGIL_DRIVER_STUB)
