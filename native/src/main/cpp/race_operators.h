#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "race_arrays.h"

namespace vigil::race {

struct Attribute {
  const char* key;
  std::string value;
};

// Operators that the probes play with, found by what they do, so that any registry will serve.
struct Operators {
  Handle add;       // every element plus the attribute `scalar`
  Handle multiply;  // every element times it
  Handle draw;      // no input: `shape` draws around `loc`, as wide as `scale`, of which -1 is refused when it runs
  std::string names;  // what was found, for the log

  // Runs the operators of a registry that could be one of these on three numbers. Throws NotExported when one is not
  // there.
  static Operators find();

  Array plus(const Array& in, float scalar) const { return apply(add, in, scalar); }
  Array times(const Array& in, float scalar) const { return apply(multiply, in, scalar); }
  // Adds to the array itself.
  void increase(const Array& array, float scalar) const;
  // Draws; width -1 is refused, when the operation runs or at once.
  Array sample(int elements, int width) const;

  static Array apply(Handle op, const Array& in, float scalar);
};

// Throws CallFailed when the library refuses.
Array invoke(Handle op, const std::vector<Handle>& in, const std::vector<Attribute>& attributes);
void invoke_into(Handle op, const std::vector<Handle>& in, const std::vector<Attribute>& attributes, Handle out);

}  // namespace vigil::race
