package dev.vigil.workers.target;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** A wheel, jar or zip from somewhere: nothing it says is believed. Only plain files and folders ever come out of it. */
final class Archive {
    private static final int CENTRAL_HEADER = 0x02014b50;
    private static final int CENTRAL_END = 0x06054b50;
    private static final int CENTRAL_HEADER_BYTES = 46;
    private static final int CENTRAL_END_BYTES = 22;
    private static final int COMMENT_BYTES_MAX = 0xFFFF;
    private static final int MADE_ON_UNIX = 3;
    private static final int FILE_TYPE = 0xF000;
    private static final int PLAIN_FILE = 0x8000;
    private static final int FOLDER = 0x4000;

    private final Path file;
    private final ArchiveLimits limits;

    Archive(Path file, ArchiveLimits limits) {
        this.file = file;
        this.limits = limits;
    }

    /** Whether the file begins as archives do. */
    static boolean looksLikeOne(byte[] head) {
        return head.length >= 4 && head[0] == 'P' && head[1] == 'K' && (head[2] == 3 || head[2] == 5) && head[3] <= 6;
    }

    /**
     * Writes every entry under an empty folder.
     *
     * @throws TargetException for an archive that is damaged, over a limit, or reaches outside the folder
     * @throws IOException when the folder cannot be written
     */
    void unpackInto(Path folder) throws TargetException, IOException {
        refuseSpecialFiles();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            List<? extends ZipEntry> entries = Collections.list(zip.entries());
            if (entries.size() > limits.entriesMax()) {
                throw refused("it holds " + entries.size() + " entries, more than " + limits.entriesMax());
            }
            long packed = Math.max(1, Files.size(file));
            long ratioBytes = Math.max(ArchiveLimits.RATIO_FREE_BYTES, packed * limits.ratioMax());
            long room = Math.min(limits.bytesMax(), ratioBytes);
            for (ZipEntry entry : entries) {
                Path out = inside(folder, entry.getName());
                if (entry.isDirectory()) {
                    makeFolder(out, entry.getName());
                } else {
                    makeFolder(java.util.Objects.requireNonNull(out.getParent()), entry.getName());
                    room -= copy(zip, entry, out, room, ratioBytes < limits.bytesMax());
                }
            }
        } catch (ZipException | java.io.EOFException | IllegalArgumentException e) {
            throw damaged(e.getMessage());
        }
    }

    private static void makeFolder(Path folder, String entry) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException e) {
            throw new ZipException("entry " + quoted(entry) + " needs a folder where the archive has a file");
        }
    }

    private Path inside(Path folder, String name) throws TargetException {
        try {
            Path out = folder.resolve(name).normalize();
            boolean absolute = name.startsWith("/") || name.startsWith("\\") || name.matches("[A-Za-z]:.*");
            boolean climbs = java.util.Arrays.asList(name.split("[/\\\\]", -1)).contains("..");
            if (absolute || climbs || !out.startsWith(folder) || out.equals(folder)) {
                throw refused("its entry " + quoted(name) + " would be written outside its own folder");
            }
            return out;
        } catch (InvalidPathException e) {
            throw refused("its entry " + quoted(name) + " has a name that no file can have");
        }
    }

    private long copy(ZipFile zip, ZipEntry entry, Path out, long room, boolean byRatio)
            throws TargetException, IOException {
        CRC32 checksum = new CRC32();
        long written = 0;
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = zip.getInputStream(entry);
                OutputStream to = create(out, entry)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                written += n;
                if (written > room) {
                    throw refused(
                            byRatio
                                    ? "it unpacks to more than " + limits.ratioMax() + " times its own size"
                                    : "it unpacks to more than " + limits.bytesMax() + " bytes");
                }
                checksum.update(buffer, 0, n);
                to.write(buffer, 0, n);
            }
        }
        if (entry.getCrc() != -1 && entry.getCrc() != checksum.getValue()) {
            throw damaged("the checksum of " + quoted(entry.getName()) + " is wrong");
        }
        return written;
    }

    private static OutputStream create(Path out, ZipEntry entry) throws IOException {
        try {
            return Files.newOutputStream(out, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new ZipException("entry " + quoted(entry.getName()) + " is there twice");
        }
    }

    /**
     * Links and devices are marked only in the central directory, which java.util.zip does not show. What cannot be
     * read here is left to ZipFile to refuse; links would come out as plain files in any case.
     */
    private void refuseSpecialFiles() throws TargetException, IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            int tailBytes = (int) Math.min(size, CENTRAL_END_BYTES + COMMENT_BYTES_MAX);
            ByteBuffer tail = read(channel, size - tailBytes, tailBytes);
            int end = -1;
            for (int at = tailBytes - CENTRAL_END_BYTES; at >= 0 && end < 0; at--) {
                end = tail.getInt(at) == CENTRAL_END ? at : -1;
            }
            if (end < 0) {
                throw damaged("its end is missing");
            }
            // The directory lies right before its end record (an archive with 64-bit records has those in between,
            // but then the offset is marked as too large and the directory is searched from its stated size).
            long bytes = Integer.toUnsignedLong(tail.getInt(end + 12));
            long offset = Integer.toUnsignedLong(tail.getInt(end + 16));
            if (bytes == 0xFFFFFFFFL || offset == 0xFFFFFFFFL || bytes > 64 << 20) {
                throw refused("it is in the 64-bit format; repack it with less than 4 GB");
            }
            if (offset + bytes > size) {
                throw damaged("its directory is missing");
            }
            scanDirectory(read(channel, offset, (int) bytes));
        }
    }

    private void scanDirectory(ByteBuffer directory) throws TargetException {
        int at = 0;
        while (at + CENTRAL_HEADER_BYTES <= directory.limit() && directory.getInt(at) == CENTRAL_HEADER) {
            int host = directory.get(at + 5);
            int type = (directory.getInt(at + 38) >>> 16) & FILE_TYPE;
            int nameBytes = Short.toUnsignedInt(directory.getShort(at + 28));
            if (host == MADE_ON_UNIX && type != 0 && type != PLAIN_FILE && type != FOLDER) {
                byte[] name = new byte[Math.min(nameBytes, directory.limit() - at - CENTRAL_HEADER_BYTES)];
                directory.get(at + CENTRAL_HEADER_BYTES, name);
                throw refused("its entry " + quoted(new String(name, java.nio.charset.StandardCharsets.UTF_8))
                        + " is a link or a device, not a plain file");
            }
            at += CENTRAL_HEADER_BYTES
                    + nameBytes
                    + Short.toUnsignedInt(directory.getShort(at + 30))
                    + Short.toUnsignedInt(directory.getShort(at + 32));
        }
    }

    private static ByteBuffer read(FileChannel channel, long from, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) >= 0) {
            // Until it is full; a file that shrinks meanwhile leaves zeros, which mean nothing.
        }
        return buffer.rewind();
    }

    private static String quoted(String name) {
        String safe = name.replaceAll("\\p{Cntrl}", "?");
        return "'" + (safe.length() > 80 ? safe.substring(0, 80) + "…" : safe) + "'";
    }

    private TargetException refused(String why) {
        return new TargetException("archive " + file + " is refused: " + why);
    }

    private TargetException damaged(@org.jspecify.annotations.Nullable String why) {
        return new TargetException("archive " + file + " is truncated or damaged: " + why + "; fetch it again");
    }
}
