package dev.vigil.properties.executor;

import dev.vigil.binding.Device;
import dev.vigil.binding.MxLibrary;
import dev.vigil.binding.NdArray;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Sparse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Makes sparse arrays from the bytes of dense ones, and reads sparse arrays as dense bytes. One thread. */
final class SparseArrays {
    /** Larger arrays are not read. */
    private static final long BYTES_MAX = 64L << 20;

    private static final int ROWS_BEGIN = 0;
    private static final int CSR_COLUMNS = 1;

    private SparseArrays() {}

    /** Parts of an array that are stored: where they begin among the elements, how long each is, and their indices. */
    private record Stored(List<Integer> from, int length, List<Long> indices, List<Long> rowsBegin) {}

    /**
     * A new array, to be closed by the caller.
     *
     * @param dense native order, read from index 0
     * @throws dev.vigil.binding.MxError when the build refuses
     */
    static NdArray make(MxLibrary library, Device device, Sparse sparse, Shape shape, DType dtype, ByteBuffer dense) {
        Stored stored = stored(sparse, shape, dtype, dense);
        NdArray array = switch (sparse.storage()) {
            case ROW_SPARSE ->
                library.arrays()
                        .createSparse(NdArray.ROW_SPARSE, shape.toArray(), dtype.code(), device, stored.indices.size());
            case CSR ->
                library.arrays()
                        .createSparse(
                                NdArray.CSR,
                                shape.toArray(),
                                dtype.code(),
                                device,
                                stored.rowsBegin.size(),
                                stored.indices.size());
        };
        try {
            boolean csr = sparse.storage() == Sparse.Storage.CSR;
            if (csr) {
                set(library, device, array, ROWS_BEGIN, stored.rowsBegin);
            }
            set(library, device, array, csr ? CSR_COLUMNS : 0, stored.indices);
            if (!stored.from.isEmpty()) {
                ByteBuffer values = values(stored, dtype, dense);
                long count = stored.from.size();
                long[] dims = csr ? new long[] {count} : shape.with(0, count).toArray();
                set(library, device, array, NdArray.VALUES, dims, dtype, values);
            }
            return array;
        } catch (RuntimeException e) {
            array.close();
            throw e;
        }
    }

    private static void set(MxLibrary library, Device device, NdArray array, int part, List<Long> indices) {
        if (!indices.isEmpty()) {
            ByteBuffer bytes =
                    ByteBuffer.allocateDirect(indices.size() * Long.BYTES).order(ByteOrder.nativeOrder());
            LongBuffer numbers = bytes.asLongBuffer();
            indices.forEach(numbers::put);
            set(library, device, array, part, new long[] {indices.size()}, DType.INT64, bytes);
        }
    }

    private static void set(
            MxLibrary library, Device device, NdArray array, int part, long[] dims, DType dtype, ByteBuffer bytes) {
        try (NdArray source = library.arrays().create(dims, dtype.code(), device)) {
            source.copyFrom(bytes, bytes.capacity() / dtype.bytes(), dtype.code());
            array.setPart(part, source);
        }
    }

    private static Stored stored(Sparse sparse, Shape shape, DType dtype, ByteBuffer dense) {
        int rows = (int) shape.axis(0);
        int rowElements = (int) shape.rowElements();
        boolean csr = sparse.storage() == Sparse.Storage.CSR;
        int length = csr ? 1 : rowElements;
        List<Integer> from = new ArrayList<>();
        List<Long> indices = new ArrayList<>();
        List<Long> rowsBegin = new ArrayList<>(List.of(0L));
        for (int row = 0; row < rows; row++) {
            int begun = from.size();
            for (int at = 0; at < rowElements; at += length) {
                int element = row * rowElements + at;
                if (!zero(dense, element * dtype.bytes(), length * dtype.bytes())) {
                    from.add(element);
                    indices.add((long) (csr ? at : row));
                }
            }
            if (csr && sparse.defect() == Sparse.Defect.UNSORTED) {
                reverse(from.subList(begun, from.size()));
                reverse(indices.subList(begun, indices.size()));
            }
            rowsBegin.add((long) from.size());
        }
        if (!csr && sparse.defect() == Sparse.Defect.UNSORTED) {
            reverse(from);
            reverse(indices);
        }
        spoil(indices, sparse.defect(), csr ? rowElements : rows);
        return new Stored(from, length, indices, rowsBegin);
    }

    private static boolean zero(ByteBuffer bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (bytes.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    private static void reverse(List<?> list) {
        Collections.reverse(list);
    }

    private static void spoil(List<Long> indices, Sparse.Defect defect, long end) {
        int last = indices.size() - 1;
        switch (defect) {
            case NONE, UNSORTED -> {}
            case DUPLICATE -> {
                if (last > 0) {
                    indices.set(1, indices.get(0));
                }
            }
            case OUT_OF_RANGE -> {
                if (last >= 0) {
                    indices.set(last, end);
                }
            }
            case NEGATIVE -> {
                if (last >= 0) {
                    indices.set(0, -1L);
                }
            }
        }
    }

    private static ByteBuffer values(Stored stored, DType dtype, ByteBuffer dense) {
        int bytes = stored.length * dtype.bytes();
        ByteBuffer values =
                ByteBuffer.allocateDirect(stored.from.size() * bytes).order(ByteOrder.nativeOrder());
        for (int i = 0; i < stored.from.size(); i++) {
            values.put(i * bytes, dense, stored.from.get(i) * dtype.bytes(), bytes);
        }
        return values;
    }

    /**
     * The elements of a sparse array with its zeros, native order; empty when its parts do not fit one another, an index
     * is out of range or there twice, or it is too large.
     *
     * @throws dev.vigil.binding.MxError when an operation that should have filled the array has failed
     */
    static Optional<ByteBuffer> read(NdArray array, int storage, Shape shape, DType dtype) {
        long bytes = shape.elements() * dtype.bytes();
        if (shape.rank() == 0 || bytes > BYTES_MAX) {
            return Optional.empty();
        }
        ByteBuffer dense = ByteBuffer.allocate((int) bytes).order(ByteOrder.nativeOrder());
        boolean csr = storage == NdArray.CSR;
        long[] indices = indices(array, csr ? CSR_COLUMNS : 0);
        if (indices.length == 0) {
            return Optional.of(dense);
        }
        int rowElements = (int) shape.rowElements();
        int partBytes = (csr ? 1 : rowElements) * dtype.bytes();
        long[] rowsBegin = csr ? indices(array, ROWS_BEGIN) : new long[0];
        ByteBuffer values = part(array, NdArray.VALUES);
        if (csr && rowsBegin.length != shape.axis(0) + 1) {
            return Optional.empty();
        }
        BitSet there = new BitSet();
        int count = csr ? (int) rowsBegin[rowsBegin.length - 1] : indices.length;
        if (count < 0 || count > indices.length || (long) count * partBytes > values.capacity()) {
            return Optional.empty();
        }
        int row = 0;
        for (int i = 0; i < count; i++) {
            while (csr && row + 1 < rowsBegin.length && rowsBegin[row + 1] <= i) {
                row++;
            }
            long end = csr ? rowElements : shape.axis(0);
            if (indices[i] < 0 || indices[i] >= end || (csr && rowsBegin[row] > i)) {
                return Optional.empty();
            }
            int to = (int) indices[i] + row * rowElements;
            if (there.get(to)) {
                return Optional.empty();
            }
            there.set(to);
            dense.put(to * partBytes, values, i * partBytes, partBytes);
        }
        return Optional.of(dense);
    }

    private static long[] indices(NdArray array, int part) {
        ByteBuffer bytes = part(array, part);
        long[] indices = new long[bytes.capacity() / Long.BYTES];
        bytes.asLongBuffer().get(indices);
        return indices;
    }

    /** Without elements where nothing is stored. */
    private static ByteBuffer part(NdArray array, int part) {
        try (NdArray copy = array.part(part)) {
            boolean known = copy.shape().rankKnown() && copy.shape().dims().length > 0;
            long elements = known ? Math.max(0, copy.shape().elements()) : 0;
            int dtype = copy.dtype();
            int bytes = DType.ofCode(dtype).map(DType::bytes).orElse(0);
            ByteBuffer read = ByteBuffer.allocateDirect((int) elements * bytes).order(ByteOrder.nativeOrder());
            if (read.capacity() > 0) {
                copy.copyTo(read, elements, dtype);
            }
            return read;
        }
    }
}
