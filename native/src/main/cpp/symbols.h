#pragma once

#include <cstdint>

namespace vigil {

// A symbol of one operator over `inputs` variables named in0, in1, …; attributes come from the call.
int64_t symbol_create(int64_t call, int inputs);
int symbol_free(int64_t symbol);

// A symbol of several operators, of which the last one's outputs are its own. `counts` has the number of inputs
// of each call, `from` two numbers for each input: -1 and the number of a variable (in0, in1, …), or the number of an
// earlier call and of its output.
int64_t symbol_graph(int calls, const int64_t* call, const int32_t* counts, const int32_t* from);
// The symbol as a subgraph backend rewrites it: a new one, which has names of its own for new inputs.
int64_t symbol_for_backend(int64_t symbol, const int8_t* backend);
// reply: count and names of all inputs, auxiliary states among them, in the order that a cached operator takes.
int symbol_inputs(int64_t symbol);

// reply: three lists (arguments, auxiliary states, outputs), each a count and names.
int symbol_lists(int64_t symbol);

// `known` numbers the inputs whose shapes are given; shape k is dims[index[k]] up to dims[index[k + 1]].
// reply: complete, then three groups (arguments, outputs, auxiliary states): count, then ndim (-1 =
// unknown) and dims of each.
int symbol_infer_shape(int64_t symbol, bool partial, int count, const int32_t* known, const int64_t* index,
                       const int64_t* dims);

// reply: complete, then three groups (arguments, outputs, auxiliary states): count and codes.
int symbol_infer_type(int64_t symbol, bool partial, int count, const int32_t* known, const int32_t* types);

}  // namespace vigil
