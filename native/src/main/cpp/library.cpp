#include "library.h"

#include <dlfcn.h>

#include <mutex>
#include <string>
#include <vector>

#include "mx_api.h"
#include "reply.h"
#include "result_codes.h"
#include "signal_actions.h"

namespace vigil {
namespace {

constexpr int kRefused = 1;
constexpr int kSymbolsMissing = 2;
constexpr int kAlreadyOpen = 3;

std::mutex open_mutex;
bool opened = false;
std::vector<int> replaced_signals;
MxApi process_table;  // constant-initialised: no guard on the fast path

class Resolver {
 public:
  explicit Resolver(void* library) : library_(library) {}

  template <typename Function>
  void need(Function& slot, const char* name) {
    may(slot, name);
    if (slot == nullptr) missing_ += (missing_.empty() ? "" : ", ") + std::string(name);
  }

  template <typename Function>
  void may(Function& slot, const char* name) {
    slot = reinterpret_cast<Function>(dlsym(library_, name));
  }

  const std::string& missing() const { return missing_; }

 private:
  void* library_;
  std::string missing_;
};

void resolve_information(Resolver& from, MxApi& to) {
  from.need(to.last_error, "MXGetLastError");
  from.need(to.version, "MXGetVersion");
  from.may(to.features, "MXLibInfoFeatures");
  from.may(to.commit_hash, "MXGetCommitHash");
  from.may(to.branch, "MXGetBranch");
  from.may(to.notify_shutdown, "MXNotifyShutdown");
  from.need(to.all_operator_names, "MXListAllOpNames");
  from.need(to.creators, "MXSymbolListAtomicSymbolCreators");
  from.need(to.creator_name, "MXSymbolGetAtomicSymbolName");
  from.need(to.operator_info, "MXSymbolGetAtomicSymbolInfo");
  from.may(to.operator_handle, "NNGetOpHandle");
}

void resolve_arrays(Resolver& from, MxApi& to) {
  const bool second = to.second_abi;
  from.need(to.array_create, second ? "MXNDArrayCreate64" : "MXNDArrayCreateEx64");
  from.need(to.array_shape, second ? "MXNDArrayGetShape64" : "MXNDArrayGetShapeEx64");
  from.need(to.array_free, "MXNDArrayFree");
  from.need(to.array_dtype, "MXNDArrayGetDType");
  from.need(to.array_storage, "MXNDArrayGetStorageType");
  from.need(to.array_context, "MXNDArrayGetContext");
  from.need(to.array_copy_from, "MXNDArraySyncCopyFromCPU");
  from.need(to.array_copy_to, "MXNDArraySyncCopyToCPU");
  from.need(to.array_data, "MXNDArrayGetData");
  from.need(to.array_wait_read, "MXNDArrayWaitToRead");
  from.need(to.array_wait_write, "MXNDArrayWaitToWrite");
  from.may(to.array_grad, "MXNDArrayGetGrad");
  from.may(to.array_create_sparse, "MXNDArrayCreateSparseEx64");
  from.may(to.array_copy_array, "MXNDArraySyncCopyFromNDArray");
  from.may(to.array_stored, "MXNDArrayGetDataNDArray");
  from.may(to.array_indices, "MXNDArrayGetAuxNDArray");
  from.may(to.array_slice, "MXNDArraySlice");
  from.may(to.array_save, "MXNDArraySave");
  from.may(to.array_load, "MXNDArrayLoad");
  from.may(to.array_from_dlpack, second ? "MXNDArrayFromDLPack" : "MXNDArrayFromDLPackEx");
  from.may(to.array_to_dlpack, "MXNDArrayToDLPack");
  from.may(to.dlpack_delete, "MXNDArrayCallDLPackDeleter");
  from.may(to.array_reshape, "MXNDArrayReshape64");
  from.may(to.array_bytes, "MXNDArraySaveRawBytes");
  from.need(to.invoke, second ? "MXImperativeInvoke" : "MXImperativeInvokeEx");
}

void resolve_symbols(Resolver& from, MxApi& to) {
  const bool second = to.second_abi;
  from.need(to.symbol_atomic, "MXSymbolCreateAtomicSymbol");
  from.need(to.symbol_variable, "MXSymbolCreateVariable");
  // MXSymbolCompose only forwards to this one where both exist.
  from.may(to.symbol_compose, "MXSymbolCompose");
  if (to.symbol_compose == nullptr) from.need(to.symbol_compose, "NNSymbolCompose");
  from.may(to.symbol_output, "MXSymbolGetOutput");
  from.may(to.symbol_inputs, "NNSymbolListInputNames");
  from.may(to.symbol_for_backend, "MXGenBackendSubgraph");
  from.need(to.symbol_free, "MXSymbolFree");
  from.need(to.symbol_arguments, "MXSymbolListArguments");
  from.need(to.symbol_auxiliaries, "MXSymbolListAuxiliaryStates");
  from.need(to.symbol_outputs, "MXSymbolListOutputs");
  from.need(to.infer_shape, second ? "MXSymbolInferShape64" : "MXSymbolInferShapeEx64");
  from.need(to.infer_shape_partial, second ? "MXSymbolInferShapePartial64" : "MXSymbolInferShapePartialEx64");
  from.need(to.infer_type, "MXSymbolInferType");
  from.may(to.infer_type_partial, "MXSymbolInferTypePartial");
  from.may(to.cached_create, second ? "MXCreateCachedOp" : "MXCreateCachedOpEX");
  from.may(to.cached_free, "MXFreeCachedOp");
  if (second) {
    from.may(to.cached_invoke_second, "MXInvokeCachedOp");
  } else {
    from.may(to.cached_invoke_first, "MXInvokeCachedOpEx");
  }
  from.may(to.bound_create, "MXExecutorBindEX");
  from.may(to.bound_forward, "MXExecutorForward");
  from.may(to.bound_backward, "MXExecutorBackwardEx");
  from.may(to.bound_outputs, "MXExecutorOutputs");
  from.may(to.bound_free, "MXExecutorFree");
}

void resolve_engine(Resolver& from, MxApi& to) {
  from.may(to.recording, "MXAutogradIsRecording");
  from.may(to.training, "MXAutogradIsTraining");
  from.may(to.set_recording, "MXAutogradSetIsRecording");
  from.may(to.set_training, "MXAutogradSetIsTraining");
  from.may(to.mark_variables, "MXAutogradMarkVariables");
  from.may(to.backward, "MXAutogradBackwardEx");
  from.need(to.wait_all, "MXNDArrayWaitAll");
  from.may(to.bulk_size, "MXEngineSetBulkSize");
  from.need(to.seed, "MXRandomSeed");
  from.may(to.seed_context, "MXRandomSeedContext");
  from.may(to.numpy_shape, "MXIsNumpyShape");
  from.may(to.set_numpy_shape, "MXSetIsNumpyShape");
  from.may(to.numpy_dtype, "MXIsNumpyDefaultDtype");
  from.may(to.set_numpy_dtype, "MXSetIsNumpyDefaultDtype");
  from.may(to.omp_threads, "MXSetNumOMPThreads");
  from.may(to.gpu_count, "MXGetGPUCount");
  from.may(to.gpu_memory, "MXGetGPUMemoryInformation64");
  from.may(to.empty_cache, "MXStorageEmptyCache");
  from.may(to.profiler_config, "MXSetProcessProfilerConfig");
  from.may(to.profiler_state, "MXSetProcessProfilerState");
  from.may(to.profiler_dump, "MXDumpProcessProfile");
  from.may(to.engine_push, "MXEnginePushSyncND");
}

int answer(int code, const std::string& text) {
  reply_clear();
  reply_text(text.c_str());
  return code;
}

int text_answer(int (*function)(const char**), const char* name) {
  if (function == nullptr) return not_exported(name);
  const char* text = nullptr;
  const int result = guarded([&] { return function(&text); });
  if (result != 0) return result;
  return answer(kOk, text == nullptr ? "" : text);
}

int open_locked(const char* path) {
  if (opened) return answer(kAlreadyOpen, "");
  const SignalActions before;
  void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  const char* refusal = library == nullptr ? dlerror() : nullptr;
  std::vector<int> changed = before.restore();
  if (library == nullptr) return answer(kRefused, refusal == nullptr ? "no text from the loader" : refusal);
  // From here on the library stays: unloading it would run destructors that nobody tests.
  opened = true;
  replaced_signals = changed;
  MxApi table;
  // The version number would lie about a fork; what is exported does not.
  table.second_abi = dlsym(library, "MXNDArrayCreateEx") == nullptr;
  Resolver resolver(library);
  resolve_information(resolver, table);
  resolve_arrays(resolver, table);
  resolve_symbols(resolver, table);
  resolve_engine(resolver, table);
  if (!resolver.missing().empty()) return answer(kSymbolsMissing, resolver.missing());
  api() = table;
  return kOk;
}

}  // namespace

MxApi& api() { return process_table; }

int library_open(const char* path) {
  const std::lock_guard<std::mutex> lock(open_mutex);
  try {
    return open_locked(path);
  } catch (const std::exception& thrown) {
    return answer(kRefused, std::string("a static initialiser threw: ") + thrown.what());
  }
}

int library_abi() { return api().version == nullptr ? 0 : api().second_abi ? 2 : 1; }

int library_version() {
  int version = 0;
  const int result = guarded([&] { return api().version(&version); });
  return result == 0 ? version : result;
}

int library_features() {
  if (api().features == nullptr) return not_exported("MXLibInfoFeatures");
  const LibFeature* list = nullptr;
  size_t size = 0;
  const int result = guarded([&] { return api().features(&list, &size); });
  if (result != 0) return result;
  reply_clear();
  reply_int(static_cast<int32_t>(size));
  for (size_t i = 0; i < size; ++i) {
    reply_text(list[i].name);
    reply_int(list[i].enabled ? 1 : 0);
  }
  return kOk;
}

int library_commit() { return text_answer(api().commit_hash, "MXGetCommitHash"); }

int library_branch() { return text_answer(api().branch, "MXGetBranch"); }

int library_replaced_signals() {
  reply_clear();
  reply_int(static_cast<int32_t>(replaced_signals.size()));
  for (const int signal : replaced_signals) reply_int(signal);
  return kOk;
}

int library_notify_shutdown() {
  if (api().notify_shutdown == nullptr) return not_exported("MXNotifyShutdown");
  return guarded([] { return api().notify_shutdown(); });
}

int library_last_error() {
  reply_clear();
  reply_text(api().last_error());
  return kOk;
}

int library_failure_text() { return answer(kOk, failure_text()); }

}  // namespace vigil
