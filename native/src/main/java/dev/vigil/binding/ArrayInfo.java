package dev.vigil.binding;

/**
 * The facts of an array at one moment, read in one native call.
 *
 * @param dtype the code of the element type, see {@link DType}; -1 where there is none yet
 * @param storage 0 dense, 1 row-sparse, 2 CSR, -1 where there is none yet
 */
public record ArrayInfo(int dtype, int storage, Device device, Shape shape) {}
