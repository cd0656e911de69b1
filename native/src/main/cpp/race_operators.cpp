#include "race_operators.h"

#include <algorithm>
#include <cstring>

namespace vigil::race {
namespace {

struct Candidate {
  Handle creator = nullptr;
  std::string name;
  int arrays = 0;
  std::vector<std::string> attributes;

  bool has(const char* attribute) const {
    return std::find(attributes.begin(), attributes.end(), attribute) != attributes.end();
  }
};

Candidate candidate(Handle creator) {
  const char *name = nullptr, *description = nullptr, *variadic = nullptr, *result = nullptr;
  const char **names = nullptr, **types = nullptr, **descriptions = nullptr;
  uint32_t count = 0;
  check(api().operator_info(creator, &name, &description, &count, &names, &types, &descriptions, &variadic, &result));
  Candidate found;
  found.creator = creator;
  found.name = name;
  for (uint32_t i = 0; i < count; ++i) {
    const bool array = std::strstr(types[i], "NDArray") != nullptr || std::strstr(types[i], "Symbol") != nullptr;
    if (array) {
      found.arrays++;
    } else {
      found.attributes.push_back(names[i]);
    }
  }
  return found;
}

std::vector<Candidate> candidates() {
  uint32_t size = 0;
  Handle* creators = nullptr;
  check(api().creators(&size, &creators));
  const std::vector<Handle> all(creators, creators + size);
  std::vector<Candidate> found;
  for (const Handle creator : all) {
    Candidate one = candidate(creator);
    // Halves of operators, which are called with more inputs than they declare, and end the process when they are
    // not.
    if (one.name.find("backward") == std::string::npos) found.push_back(std::move(one));
  }
  std::sort(found.begin(), found.end(), [](const auto& one, const auto& other) { return one.name < other.name; });
  return found;
}

bool maps(const Candidate& op, const std::vector<float>& in, float scalar, const std::vector<float>& expected) {
  if (op.arrays != 1 || !op.has("scalar")) return false;
  try {
    const Array array({static_cast<int64_t>(in.size())}, 0);
    array.copy_in(in);
    const Array out = Operators::apply(op.creator, array, scalar);
    return out.elements() == array.elements() && out.copy_out() == expected;
  } catch (const CallFailed&) {
    return false;  // not this one, then
  }
}

bool draws(const Candidate& op) {
  if (op.arrays != 0 || !op.has("loc") || !op.has("scale") || !op.has("shape")) return false;
  Operators maybe{};
  maybe.draw = op.creator;
  try {
    const std::vector<float> values = maybe.sample(3, 1).copy_out();
    if (values[0] == values[1] && values[1] == values[2]) return false;
  } catch (const CallFailed&) {
    return false;
  }
  try {
    maybe.sample(3, -1).wait_to_read();
    return false;
  } catch (const CallFailed&) {
    return true;
  }
}

template <typename Fits>
Handle first(const std::vector<Candidate>& all, const char* role, std::string& names, Fits fits) {
  const auto found = std::find_if(all.begin(), all.end(), fits);
  if (found == all.end()) throw NotExported(std::string("operator that serves to ") + role);
  names += (names.empty() ? "" : " ") + std::string(role) + "=" + found->name;
  return found->creator;
}

void run(Handle op, const std::vector<Handle>& in, const std::vector<Attribute>& attributes, int* count,
         Handle** out) {
  std::vector<const char*> keys, values;
  for (const Attribute& attribute : attributes) {
    keys.push_back(attribute.key);
    values.push_back(attribute.value.c_str());
  }
  std::vector<Handle> inputs = in;
  const int* storage = nullptr;
  check(api().invoke(op, static_cast<int>(inputs.size()), inputs.data(), count, out, static_cast<int>(keys.size()),
                     keys.data(), values.data(), &storage));
}

}  // namespace

Operators Operators::find() {
  const std::vector<Candidate> all = candidates();
  Operators found{};
  found.add = first(all, "add", found.names, [](const auto& op) { return maps(op, {3, 4, 7}, 2, {5, 6, 9}); });
  found.multiply = first(all, "multiply", found.names, [](const auto& op) { return maps(op, {3, 4, 7}, 2, {6, 8, 14}); });
  found.draw = first(all, "draw", found.names, [](const auto& op) { return draws(op); });
  // What the refused draw left behind is nobody's concern.
  api().wait_all();
  return found;
}

Array Operators::apply(Handle op, const Array& in, float scalar) {
  return invoke(op, {in.get()}, {{"scalar", std::to_string(scalar)}});
}

void Operators::increase(const Array& array, float scalar) const {
  invoke_into(add, {array.get()}, {{"scalar", std::to_string(scalar)}}, array.get());
}

Array Operators::sample(int elements, int width) const {
  return invoke(draw, {},
                {{"loc", "0"}, {"scale", std::to_string(width)}, {"shape", "(" + std::to_string(elements) + ",)"}});
}

Array invoke(Handle op, const std::vector<Handle>& in, const std::vector<Attribute>& attributes) {
  int count = 0;
  Handle* out = nullptr;
  run(op, in, attributes, &count, &out);
  Array result(out[0]);
  for (int i = 1; i < count; ++i) api().array_free(out[i]);
  return result;
}

void invoke_into(Handle op, const std::vector<Handle>& in, const std::vector<Attribute>& attributes, Handle out) {
  int count = 1;
  Handle* given = &out;
  run(op, in, attributes, &count, &given);
}

}  // namespace vigil::race
