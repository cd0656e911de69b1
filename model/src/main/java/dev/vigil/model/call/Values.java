package dev.vigil.model.call;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/** Writes fills as elements of a type and reads elements back. Pure; buffers are in native byte order and keep their position. */
public final class Values {
    private Values() {}

    /**
     * Writes {@code count} elements from index 0 of {@code into}. The same fill, type and count give the same bytes on every JVM.
     *
     * @param into at least {@code count * type.bytes()} bytes, native order
     */
    public static void write(Fill fill, DType type, int count, ByteBuffer into) {
        if (fill instanceof Fill.Constant constant) {
            for (int i = 0; i < count; i++) {
                put(type, into, i, constant.value());
            }
        } else if (fill instanceof Fill.Range range) {
            for (int i = 0; i < count; i++) {
                put(type, into, i, range.start() + i * range.step());
            }
        } else if (fill instanceof Fill.Listed listed) {
            int size = listed.values().size();
            for (int i = 0; i < count; i++) {
                put(type, into, i, size == 0 ? 0.0 : listed.values().get(i % size));
            }
        } else if (fill instanceof Fill.Uniform uniform) {
            SplittableRandom random = new SplittableRandom(uniform.seed());
            double width = uniform.high() - uniform.low();
            for (int i = 0; i < count; i++) {
                put(type, into, i, uniform.low() + unit(random) * width);
            }
        } else if (fill instanceof Fill.Normal normal) {
            SplittableRandom random = new SplittableRandom(normal.seed());
            for (int i = 0; i < count; i++) {
                put(type, into, i, normal.mean() + normal.deviation() * gaussian(random));
            }
        } else if (fill instanceof Fill.Integers integers) {
            SplittableRandom random = new SplittableRandom(integers.seed());
            for (int i = 0; i < count; i++) {
                putLong(type, into, i, between(random, integers.low(), integers.high()));
            }
        } else if (fill instanceof Fill.Sorted sorted) {
            sorted(sorted, type, count, into);
        } else if (fill instanceof Fill.Magnitudes magnitudes) {
            SplittableRandom random = new SplittableRandom(magnitudes.seed());
            int exponents = Math.max(1, magnitudes.maxExponent() - magnitudes.minExponent());
            for (int i = 0; i < count; i++) {
                int exponent = magnitudes.minExponent() + (int) between(random, 0, exponents);
                double value = Math.scalb(1.0 + unit(random), exponent);
                put(type, into, i, random.nextLong() < 0 ? value : -value);
            }
        } else if (fill instanceof Fill.Specials specials) {
            SplittableRandom random = new SplittableRandom(specials.seed());
            for (int i = 0; i < count; i++) {
                put(
                        type,
                        into,
                        i,
                        between(random, 0, 4) == 0 ? special((int) between(random, 0, 8), type) : gaussian(random));
            }
        } else if (fill instanceof Fill.Rounded rounded) {
            rounded(rounded, type, count, into);
        } else if (fill instanceof Fill.Periodic periodic) {
            periodic(periodic, type, count, into);
        } else if (fill instanceof Fill.Picked picked) {
            picked(picked, type, count, into);
        } else if (fill instanceof Fill.Scaled scaled) {
            write(scaled.inner(), type, count, into);
            for (int i = 0; i < count; i++) {
                put(type, into, i, get(type, into, i) * scaled.factor());
            }
        } else if (fill instanceof Fill.Nudged nudged) {
            write(nudged.inner(), type, count, into);
            SplittableRandom random = new SplittableRandom(nudged.seed());
            for (int i = 0; i < count; i++) {
                double factor = random.nextLong() < 0 ? 1.0 - nudged.relative() : 1.0 + nudged.relative();
                put(type, into, i, get(type, into, i) * factor);
            }
        } else if (fill instanceof Fill.Shifted shifted) {
            shifted(shifted, type, count, into);
        } else if (fill instanceof Fill.Masked masked) {
            masked(masked, type, count, into);
        } else {
            throw new IllegalArgumentException("unknown fill " + fill);
        }
    }

    private static void sorted(Fill.Sorted sorted, DType type, int count, ByteBuffer into) {
        SplittableRandom random = new SplittableRandom(sorted.seed());
        double[] steps = new double[count];
        double total = 0;
        for (int i = 0; i < count; i++) {
            total += between(random, 0, 4) == 0 ? 0.0 : unit(random);
            steps[i] = total;
        }
        double scale = total == 0 ? 0.0 : (sorted.high() - sorted.low()) / total;
        for (int i = 0; i < count; i++) {
            int at = sorted.descending() ? count - 1 - i : i;
            put(type, into, at, sorted.low() + steps[i] * scale);
        }
    }

    private static void periodic(Fill.Periodic periodic, DType type, int count, ByteBuffer into) {
        int first = (int) Math.min(count, periodic.period());
        write(periodic.inner(), type, first, into);
        ByteBuffer pattern = into.duplicate();
        int bytes = first * type.bytes();
        for (int at = bytes; at < count * type.bytes(); at += bytes) {
            pattern.limit(Math.min(bytes, count * type.bytes() - at)).position(0);
            into.duplicate().position(at).put(pattern);
        }
    }

    private static void picked(Fill.Picked picked, DType type, int count, ByteBuffer into) {
        long[] axes = picked.shape().toArray();
        int all = Math.toIntExact(picked.shape().elements());
        ByteBuffer whole =
                ByteBuffer.allocate(Math.multiplyExact(all, type.bytes())).order(ByteOrder.nativeOrder());
        write(picked.inner(), type, all, whole);
        int length = (int) axes[picked.axis()];
        int block = 1;
        for (int axis = picked.axis() + 1; axis < axes.length; axis++) {
            block *= (int) axes[axis];
        }
        int blocks = all / (length * block);
        int places = Math.max(1, count / (blocks * block));
        int bytes = type.bytes();
        for (int i = 0; i < count; i++) {
            int at = i / block;
            long place = Math.floorMod(picked.start() + at % places * picked.step(), (long) length);
            int from = (at / places % blocks * length + (int) place) * block + i % block;
            into.put(i * bytes, whole, from * bytes, bytes);
        }
    }

    private static void rounded(Fill.Rounded rounded, DType type, int count, ByteBuffer into) {
        DType narrow = rounded.type();
        ByteBuffer values =
                ByteBuffer.allocate(Math.multiplyExact(count, narrow.bytes())).order(ByteOrder.nativeOrder());
        write(rounded.inner(), narrow, count, values);
        for (int i = 0; i < count; i++) {
            if (narrow.floating() || type.floating()) {
                put(type, into, i, get(narrow, values, i));
            } else {
                putLong(type, into, i, getLong(narrow, values, i));
            }
        }
    }

    private static void shifted(Fill.Shifted shifted, DType type, int count, ByteBuffer into) {
        write(shifted.inner(), type, count, into);
        SplittableRandom random = new SplittableRandom(shifted.seed());
        for (int i = 0; i < count; i++) {
            double value = get(type, into, i);
            double size = value == 0 ? 1 : Math.min(1, Math.abs(value));
            double length = (0.5 + unit(random) / 2) * size * shifted.step();
            put(type, into, i, random.nextLong() < 0 ? value + length : value - length);
        }
    }

    private static void masked(Fill.Masked masked, DType type, int count, ByteBuffer into) {
        write(masked.inner(), type, count, into);
        SplittableRandom random = new SplittableRandom(masked.seed());
        boolean kept = true;
        for (int i = 0; i < count; i++) {
            kept = i % masked.run() == 0 ? unit(random) < masked.share() : kept;
            if (!kept) {
                put(type, into, i, 0);
            }
        }
    }

    private static double special(int which, DType type) {
        return switch (which) {
            case 0 -> Double.NaN;
            case 1 -> Double.POSITIVE_INFINITY;
            case 2 -> Double.NEGATIVE_INFINITY;
            case 3 -> -0.0;
            case 4 ->
                type == DType.FLOAT64
                        ? Double.MIN_VALUE * 3
                        : type == DType.FLOAT16 ? 0x1p-24 * 3 : Float.MIN_VALUE * 3.0;
            case 5 -> type.max();
            case 6 -> type.min();
            default -> 0.0;
        };
    }

    // The bounded draws of the JDK may change between releases; these are built on nextLong, whose algorithm is
    // specified.

    /** 53 random bits in [0, 1). */
    private static double unit(SplittableRandom random) {
        return (random.nextLong() >>> 11) * 0x1.0p-53;
    }

    /** Whole number in [low, high); the bias of the remainder is below 2^-32 for the widths in use. */
    private static long between(SplittableRandom random, long low, long high) {
        return low + Long.remainderUnsigned(random.nextLong(), high - low);
    }

    /** Box and Muller's transform over StrictMath, so that bits do not depend on the JVM. */
    private static double gaussian(SplittableRandom random) {
        double radius = StrictMath.sqrt(-2.0 * StrictMath.log(1.0 - unit(random)));
        return radius * StrictMath.cos(2.0 * Math.PI * unit(random));
    }

    /**
     * Writes one element. Values are rounded to nearest even for floating types, truncated and saturated for
     * integers (NaN becomes 0), and compared with zero for booleans.
     */
    public static void put(DType type, ByteBuffer into, int index, double value) {
        switch (type) {
            case FLOAT32 -> into.putFloat(index * 4, (float) value);
            case FLOAT64 -> into.putDouble(index * 8, value);
            case FLOAT16 -> into.putShort(index * 2, Halves.toFloat16(value));
            case BFLOAT16 -> into.putShort(index * 2, Halves.toBfloat16(value));
            case BOOL -> into.put(index, (byte) (value != 0 ? 1 : 0));
            case UINT64 -> into.putLong(index * 8, unsigned(value));
            default ->
                putLong(type, into, index, (long)
                        Math.max(type.min(), Math.min(type.max(), Double.isNaN(value) ? 0 : value)));
        }
    }

    private static long unsigned(double value) {
        if (value < 0x1p63) {
            return (long) Math.max(0, value);
        }
        return value >= 0x1p64 ? -1L : (long) (value - 0x1p63) + Long.MIN_VALUE;
    }

    /** Writes one whole number; integers wrap as a C cast does. */
    public static void putLong(DType type, ByteBuffer into, int index, long value) {
        switch (type) {
            case UINT8, INT8 -> into.put(index, (byte) value);
            case INT16, UINT16 -> into.putShort(index * 2, (short) value);
            case INT32, UINT32 -> into.putInt(index * 4, (int) value);
            case INT64, UINT64 -> into.putLong(index * 8, value);
            default -> put(type, into, index, (double) value);
        }
    }

    /** Reads one element; 64-bit integers past 2^53 are rounded. */
    public static double get(DType type, ByteBuffer from, int index) {
        return switch (type) {
            case FLOAT32 -> from.getFloat(index * 4);
            case FLOAT64 -> from.getDouble(index * 8);
            case FLOAT16 -> Halves.fromFloat16(from.getShort(index * 2));
            case BFLOAT16 -> Halves.fromBfloat16(from.getShort(index * 2));
            case UINT64 -> {
                long bits = from.getLong(index * 8);
                yield bits >= 0 ? (double) bits : (double) (bits >>> 1) * 2.0;
            }
            default -> (double) getLong(type, from, index);
        };
    }

    /** Reads one element of an integer or boolean type exactly (unsigned 64-bit as its bits). */
    public static long getLong(DType type, ByteBuffer from, int index) {
        return switch (type) {
            case UINT8, BOOL -> from.get(index) & 0xFF;
            case INT8 -> from.get(index);
            case INT16 -> from.getShort(index * 2);
            case UINT16 -> from.getShort(index * 2) & 0xFFFF;
            case INT32 -> from.getInt(index * 4);
            case UINT32 -> from.getInt(index * 4) & 0xFFFFFFFFL;
            case INT64, UINT64 -> from.getLong(index * 8);
            default -> throw new IllegalArgumentException(type + " is no integer type");
        };
    }
}
