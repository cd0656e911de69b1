package dev.vigil.workers.target;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Locale;

/** The header of a shared library, read before any loader sees it: a wrong file costs one line here and a dead process there. */
final class LibraryFile {
    private static final int HEADER_BYTES = 64;
    private static final int PROGRAM_HEADER_BYTES = 56;
    private static final int SHARED_OBJECT = 3;
    private static final int LOADED_SEGMENT = 1;
    private static final int X86_64 = 62;
    private static final int AARCH64 = 183;

    private final Path file;
    private final String machine;

    /**
     * @param machine as the JVM calls this machine's architecture ({@code os.arch})
     */
    LibraryFile(Path file, String machine) {
        this.file = file;
        this.machine = machine;
    }

    /**
     * @throws TargetException when this machine's loader could not load it, saying what the file is instead
     * @throws IOException when it cannot be read
     */
    void check() throws TargetException, IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer head = read(channel, 0, HEADER_BYTES);
            if (head.limit() < 4 || head.getInt(0) != 0x464c457f) {
                throw wrong(foreign(head));
            }
            if (head.limit() < HEADER_BYTES) {
                throw truncated(channel.size());
            }
            if (head.get(4) != 2 || head.get(5) != 1) {
                throw wrong("is a " + (head.get(4) == 1 ? "32-bit" : "big-endian")
                        + " library; this machine needs a 64-bit one for " + name(wanted()));
            }
            int built = Short.toUnsignedInt(head.getShort(18));
            if (built != wanted()) {
                throw wrong("is built for " + name(built) + ", this machine is " + name(wanted())
                        + "; give a build for this machine");
            }
            if (head.getShort(16) != SHARED_OBJECT) {
                throw wrong("is an ELF file but no shared library");
            }
            checkComplete(channel, head);
        }
    }

    /** Whether the header says that this machine can run it; false for anything that is no ELF file. */
    boolean fitsMachine() throws TargetException, IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer head = read(channel, 0, HEADER_BYTES);
            return head.limit() == HEADER_BYTES
                    && head.getInt(0) == 0x464c457f
                    && head.get(4) == 2
                    && Short.toUnsignedInt(head.getShort(18)) == wanted();
        }
    }

    private void checkComplete(FileChannel channel, ByteBuffer head) throws TargetException, IOException {
        long size = channel.size();
        long sections = head.getLong(40);
        long sectionBytes = (long) Short.toUnsignedInt(head.getShort(58)) * Short.toUnsignedInt(head.getShort(60));
        if (sections < 0 || sections + sectionBytes > size) {
            throw truncated(size);
        }
        long programs = head.getLong(32);
        int count = Short.toUnsignedInt(head.getShort(56));
        for (int i = 0; i < count; i++) {
            long at = programs + (long) i * PROGRAM_HEADER_BYTES;
            if (at < 0 || at + PROGRAM_HEADER_BYTES > size) {
                throw truncated(size);
            }
            ByteBuffer program = read(channel, at, PROGRAM_HEADER_BYTES);
            long offset = program.getLong(8);
            long bytes = program.getLong(32);
            if (program.getInt(0) == LOADED_SEGMENT && (offset < 0 || bytes < 0 || offset + bytes > size)) {
                throw truncated(size);
            }
        }
    }

    private static String foreign(ByteBuffer head) {
        if (head.limit() == 0) {
            return "is empty; fetch it again";
        }
        int magic = head.limit() >= 4 ? head.getInt(0) : 0;
        boolean macOs = magic == 0xfeedfacf || magic == 0xfeedface || magic == 0xbebafeca || magic == 0xcafebabe;
        if (macOs) {
            return "is a Mach-O library for macOS; this machine runs Linux";
        }
        if (head.limit() >= 2 && head.get(0) == 'M' && head.get(1) == 'Z') {
            return "is a PE library for Windows; this machine runs Linux";
        }
        return "is no shared library: it does not start with an ELF header";
    }

    private int wanted() throws TargetException {
        String arch = machine.toLowerCase(Locale.ROOT);
        if (arch.equals("amd64") || arch.equals("x86_64")) {
            return X86_64;
        }
        if (arch.equals("aarch64")) {
            return AARCH64;
        }
        throw new TargetException("this machine's architecture " + machine + " is not one that Vigil runs on");
    }

    private static String name(int elfMachine) {
        return switch (elfMachine) {
            case 3 -> "x86 (32-bit)";
            case 8 -> "MIPS";
            case 20, 21 -> "PowerPC";
            case 22 -> "s390x";
            case 40 -> "ARM (32-bit)";
            case X86_64 -> "x86-64";
            case AARCH64 -> "aarch64";
            case 243 -> "RISC-V";
            case 258 -> "LoongArch";
            default -> "machine number " + elfMachine;
        };
    }

    private static ByteBuffer read(FileChannel channel, long from, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) >= 0) {
            // Until it is full or the file ends.
        }
        return buffer.flip();
    }

    private TargetException wrong(String what) {
        return new TargetException(file + " " + what);
    }

    private TargetException truncated(long size) {
        return new TargetException(
                file + " is truncated: its header speaks of more than its " + size + " bytes; fetch it again");
    }
}
