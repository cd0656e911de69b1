package dev.vigil.properties.executor;

import dev.vigil.binding.ArrayInfo;
import dev.vigil.binding.NdArray;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Sparse;
import dev.vigil.model.observation.ArrayFacts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads arrays out of the library into facts, sparse ones with their zeros. One thread; keeps one buffer. */
final class ArrayReader {
    /** Larger arrays are described and not read. */
    private static final long BYTES_MAX = 256L << 20;

    private static final int USUAL_BYTES = 1 << 16;
    private static final long PRIME = 0x9E3779B97F4A7C15L;

    private ByteBuffer room = ByteBuffer.allocateDirect(USUAL_BYTES).order(ByteOrder.nativeOrder());

    /**
     * @param whole keep every element, not only the front
     * @throws dev.vigil.binding.MxError when an operation that should have filled the array has failed
     */
    ArrayFacts read(NdArray array, boolean whole) {
        ArrayInfo info = array.info();
        DType dtype = DType.ofCode(info.dtype()).orElse(null);
        if (dtype == null) {
            return ArrayFacts.withoutBytes(Shape.SCALAR, DType.UINT8, "no data", info.dtype(), 0, 0);
        }
        long[] dims = info.shape().dims();
        for (long dim : dims) {
            if (dim < 0) {
                return ArrayFacts.withoutBytes(Shape.SCALAR, dtype, "no shape", 0, 0, 0);
            }
        }
        Shape shape = Shape.of(dims);
        if (info.storage() != NdArray.DENSE) {
            String storage = (info.storage() == NdArray.CSR ? Sparse.Storage.CSR : Sparse.Storage.ROW_SPARSE).text();
            return SparseArrays.read(array, info.storage(), shape, dtype)
                    .map(dense -> facts(shape, dtype, storage, dense, whole))
                    .orElseGet(() -> ArrayFacts.withoutBytes(shape, dtype, storage, 0, 0, 0));
        }
        long elements = shape.elements();
        if (elements > BYTES_MAX / dtype.bytes()) {
            return ArrayFacts.withoutBytes(shape, dtype, "too large to read", 0, 0, 0);
        }
        ByteBuffer bytes = copy(array, dtype, (int) elements);
        return facts(shape, dtype, bytes, whole);
    }

    /** The bytes of a dense array, valid until the next call. */
    ByteBuffer copy(NdArray array, DType dtype, int elements) {
        int bytes = elements * dtype.bytes();
        if (bytes > room.capacity()) {
            room = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        } else if (room.capacity() > USUAL_BYTES && bytes <= USUAL_BYTES) {
            room = ByteBuffer.allocateDirect(USUAL_BYTES).order(ByteOrder.nativeOrder());
        }
        room.clear();
        if (elements > 0) {
            array.copyTo(room, elements, dtype.code());
        }
        return room.limit(bytes);
    }

    /** Facts of an array whose bytes are given, from index 0. NaNs count as equal, whatever their payload. */
    static ArrayFacts facts(Shape shape, DType dtype, ByteBuffer bytes, boolean whole) {
        return facts(shape, dtype, "default", bytes, whole);
    }

    private static ArrayFacts facts(Shape shape, DType dtype, String storage, ByteBuffer bytes, boolean whole) {
        int size = bytes.limit();
        int elements = size / dtype.bytes();
        long digest = elements;
        long nans = 0;
        long infinities = 0;
        switch (dtype) {
            case FLOAT32 -> {
                for (int i = 0; i < size; i += 4) {
                    int bits = bytes.getInt(i);
                    if ((bits & 0x7F800000) == 0x7F800000) {
                        if ((bits & 0x7FFFFF) == 0) {
                            infinities++;
                        } else {
                            nans++;
                            bits = 0x7FC00000;
                        }
                    }
                    digest = mix(digest, bits);
                }
            }
            case FLOAT64 -> {
                for (int i = 0; i < size; i += 8) {
                    long bits = bytes.getLong(i);
                    if ((bits & 0x7FF0000000000000L) == 0x7FF0000000000000L) {
                        if ((bits & 0xFFFFFFFFFFFFFL) == 0) {
                            infinities++;
                        } else {
                            nans++;
                            bits = 0x7FF8000000000000L;
                        }
                    }
                    digest = mix(digest, bits);
                }
            }
            case FLOAT16, BFLOAT16 -> {
                int exponent = dtype == DType.FLOAT16 ? 0x7C00 : 0x7F80;
                int fraction = dtype == DType.FLOAT16 ? 0x3FF : 0x7F;
                for (int i = 0; i < size; i += 2) {
                    int bits = bytes.getShort(i);
                    if ((bits & exponent) == exponent) {
                        if ((bits & fraction) == 0) {
                            infinities++;
                        } else {
                            nans++;
                            bits = exponent | fraction;
                        }
                    }
                    digest = mix(digest, bits);
                }
            }
            default -> {
                int i = 0;
                for (; i + 8 <= size; i += 8) {
                    digest = mix(digest, bytes.getLong(i));
                }
                for (; i < size; i++) {
                    digest = mix(digest, bytes.get(i));
                }
            }
        }
        int kept = whole ? elements : Math.min(elements, ArrayFacts.ELEMENTS_MAX);
        byte[] front = new byte[kept * dtype.bytes()];
        bytes.get(0, front);
        return new ArrayFacts(shape, dtype, storage, digest, nans, infinities, front);
    }

    private static long mix(long digest, long bits) {
        long mixed = (digest ^ bits) * PRIME;
        return mixed ^ (mixed >>> 32);
    }
}
