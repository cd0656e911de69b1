#include "operators.h"

#include "mx_api.h"
#include "reply.h"
#include "result_codes.h"

namespace vigil {

int operators_all_names() {
  uint32_t size = 0;
  const char** names = nullptr;
  const int result = guarded([&] { return api().all_operator_names(&size, &names); });
  if (result != 0) return result;
  reply_clear();
  reply_int(static_cast<int32_t>(size));
  for (uint32_t i = 0; i < size; ++i) reply_text(names[i]);
  return kOk;
}

int operators_creators() {
  uint32_t size = 0;
  Handle* creators = nullptr;
  int result = guarded([&] { return api().creators(&size, &creators); });
  if (result != 0) return result;
  reply_clear();
  reply_int(static_cast<int32_t>(size));
  for (uint32_t i = 0; i < size; ++i) {
    const char* name = nullptr;
    result = guarded([&] { return api().creator_name(creators[i], &name); });
    if (result != 0) return result;
    reply_long(number_of(creators[i]));
    reply_text(name);
  }
  return kOk;
}

int operator_info(int64_t creator) {
  const char *name = nullptr, *description = nullptr, *variadic = nullptr, *returns = nullptr;
  const char **names = nullptr, **types = nullptr, **descriptions = nullptr;
  uint32_t count = 0;
  const int result = guarded([&] {
    return api().operator_info(handle_of(creator), &name, &description, &count, &names, &types, &descriptions,
                               &variadic, &returns);
  });
  if (result != 0) return result;
  reply_clear();
  reply_text(name);
  reply_text(description);
  reply_text(variadic);
  reply_text(returns);
  reply_int(static_cast<int32_t>(count));
  for (uint32_t i = 0; i < count; ++i) {
    reply_text(names[i]);
    reply_text(types[i]);
    reply_text(descriptions[i]);
  }
  return kOk;
}

int64_t operator_find(const char* name) {
  if (api().operator_handle == nullptr) return not_exported("NNGetOpHandle");
  Handle out = nullptr;
  const int result = guarded([&] { return api().operator_handle(name, &out); });
  return result == 0 ? number_of(out) : result;
}

}  // namespace vigil
