package dev.vigil.binding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A look at a file before the loader gets it: the loader maps a truncated library and dies of SIGBUS later, and
 * calls a library for another machine "no such file".
 */
final class ElfFile {
    private static final int HEADER_BYTES = 64;
    private static final int MAGIC = 0x7f454c46;
    private static final int CLASS_64 = 2;
    private static final int LITTLE_ENDIAN = 1;
    private static final int TYPE_SHARED = 3;
    private static final int SEGMENT_BYTES = 56;
    private static final int SEGMENT_LOAD = 1;
    private static final int SEGMENT_INTERPRETER = 3;

    private ElfFile() {}

    static void check(Path file) throws LoadFailure {
        if (!Files.isRegularFile(file)) {
            throw new LoadFailure(file + (Files.exists(file) ? " is not a file" : " does not exist"));
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            check(file, channel);
        } catch (IOException e) {
            throw new LoadFailure(file + " cannot be read: " + e.getMessage());
        }
    }

    /** Whether a file is a program without a loader, into which nothing can be brought from outside. */
    static boolean isStaticProgram(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer header = read(channel, 0, HEADER_BYTES);
            if (header.limit() < HEADER_BYTES
                    || header.order(ByteOrder.BIG_ENDIAN).getInt(0) != MAGIC) {
                return false;
            }
            ByteBuffer table = segments(channel, header.order(ByteOrder.LITTLE_ENDIAN));
            for (int at = 0; at + SEGMENT_BYTES <= table.limit(); at += SEGMENT_BYTES) {
                if (table.getInt(at) == SEGMENT_INTERPRETER) {
                    return false;
                }
            }
            return true;
        }
    }

    private static void check(Path file, FileChannel channel) throws IOException, LoadFailure {
        ByteBuffer header = read(channel, 0, HEADER_BYTES);
        if (header.limit() < Integer.BYTES || header.order(ByteOrder.BIG_ENDIAN).getInt(0) != MAGIC) {
            throw new LoadFailure(file + " is not a shared library (no ELF header)");
        }
        if (header.limit() < HEADER_BYTES) {
            throw new LoadFailure(file + " is truncated: only " + header.limit() + " bytes of its header are there");
        }
        header.order(ByteOrder.LITTLE_ENDIAN);
        int machine = header.getShort(18) & 0xffff;
        if (header.get(4) != CLASS_64 || header.get(5) != LITTLE_ENDIAN || machine != hostMachine()) {
            throw new LoadFailure(file + " is built for another machine: " + machineName(machine) + ", "
                    + (header.get(4) == CLASS_64 ? "64" : "32") + " bit; this one is " + machineName(hostMachine()));
        }
        if (header.getShort(16) != TYPE_SHARED) {
            throw new LoadFailure(file + " is not a shared library (ELF type " + header.getShort(16) + ")");
        }
        long needed = bytesNeeded(channel, header);
        if (channel.size() < needed) {
            throw new LoadFailure(file + " is truncated: " + channel.size() + " bytes are there, it needs " + needed);
        }
    }

    /** The end of the last loaded segment, or of the segment table where even that is cut off. */
    private static long bytesNeeded(FileChannel channel, ByteBuffer header) throws IOException {
        long needed = header.getLong(32) + (long) segmentCount(header) * SEGMENT_BYTES;
        ByteBuffer table = segments(channel, header);
        for (int at = 0; at + SEGMENT_BYTES <= table.limit(); at += SEGMENT_BYTES) {
            if (table.getInt(at) == SEGMENT_LOAD) {
                needed = Math.max(needed, table.getLong(at + 8) + table.getLong(at + 32));
            }
        }
        return needed;
    }

    private static int segmentCount(ByteBuffer header) {
        return header.getShort(56) & 0xffff;
    }

    private static ByteBuffer segments(FileChannel channel, ByteBuffer header) throws IOException {
        return read(channel, header.getLong(32), segmentCount(header) * SEGMENT_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer read(FileChannel channel, long offset, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        int read = 0;
        while (read >= 0 && buffer.hasRemaining()) {
            read = channel.read(buffer, offset + buffer.position());
        }
        return buffer.flip();
    }

    private static int hostMachine() {
        return System.getProperty("os.arch", "").equals("aarch64") ? 183 : 62;
    }

    private static String machineName(int machine) {
        return switch (machine) {
            case 62 -> "x86-64";
            case 183 -> "aarch64";
            case 3 -> "x86";
            case 21 -> "ppc64";
            default -> "ELF machine " + machine;
        };
    }
}
