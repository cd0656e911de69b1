package dev.vigil.reports.export;

import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Values;
import dev.vigil.reports.ReportException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.StringJoiner;
import java.util.zip.Deflater;

/** An array as a numpy expression that has the very same bits. */
final class PythonArray {
    private static final int LITERAL_MAX = 64;
    private static final int BYTES_MAX = 1 << 20;

    private PythonArray() {}

    /**
     * @throws ReportException when it is of no numpy type, or too large to be written out
     */
    static String of(Input.Array array) throws ReportException {
        DType type = array.dtype();
        if (type == DType.BFLOAT16) {
            throw new ReportException("numpy has no bfloat16, so that this case cannot be written for Python; use --as"
                    + " json or --as junit");
        }
        if (array.sparse() != null) {
            throw new ReportException("a sparse array cannot be written for Python; use --as json or --as junit");
        }
        String dtype = "\"" + type.text() + "\"";
        String shape = array.shape().toString();
        if (array.fill() instanceof Fill.Constant constant) {
            return "np.full(" + shape + ", " + one(type, constant) + ", " + dtype + ")";
        }
        long elements = array.shape().elements();
        if (elements > BYTES_MAX / type.bytes()) {
            throw new ReportException("an array of " + elements
                    + " elements is too large to be written out for Python; use --as json or --as junit");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) elements * type.bytes()).order(ByteOrder.nativeOrder());
        Values.write(array.fill(), type, (int) elements, bytes);
        if (elements <= LITERAL_MAX) {
            StringJoiner values = new StringJoiner(", ", "[", "]");
            for (int i = 0; i < elements; i++) {
                values.add(element(type, bytes, i));
            }
            return "np.array(" + values + ", " + dtype + ").reshape(" + shape + ")";
        }
        return "np.frombuffer(zlib.decompress(base64.b64decode(\"" + packed(bytes.array()) + "\")), " + dtype
                + ").reshape(" + shape + ")";
    }

    private static String one(DType type, Fill.Constant constant) {
        ByteBuffer bytes = ByteBuffer.allocate(type.bytes()).order(ByteOrder.nativeOrder());
        Values.write(constant, type, 1, bytes);
        return element(type, bytes, 0);
    }

    private static String element(DType type, ByteBuffer bytes, int index) {
        return switch (type.kind()) {
            case FLOATING -> number(Values.get(type, bytes, index));
            case UNSIGNED -> Long.toUnsignedString(Values.getLong(type, bytes, index));
            case SIGNED -> Long.toString(Values.getLong(type, bytes, index));
            case BOOLEAN -> Values.getLong(type, bytes, index) == 0 ? "False" : "True";
        };
    }

    private static String number(double value) {
        return Double.isNaN(value)
                ? "nan"
                : Double.isInfinite(value) ? (value > 0 ? "inf" : "-inf") : Double.toString(value);
    }

    private static String packed(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        deflater.setInput(bytes);
        deflater.finish();
        byte[] room = new byte[bytes.length + 1024];
        int length = deflater.deflate(room);
        deflater.end();
        return Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(room, length));
    }
}
