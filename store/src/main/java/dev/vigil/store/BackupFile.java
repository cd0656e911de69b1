package dev.vigil.store;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UTFDataFormatException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The format of a backup: the line {@code vigil-backup 1}, then gzip. In there the schema's version and the time, then
 * table after table with its columns and rows, then the SHA-256 of all that. Values are numbers or texts, so that the
 * database that they came from does not show. Nothing is held but a row.
 */
final class BackupFile {
    private static final int VERSION = 1;
    private static final String MAGIC = "vigil-backup ";
    private static final int MAGIC_LENGTH_MAX = 40;
    private static final int BUFFER_BYTES = 1 << 16;
    /** No text of a store comes near it; a damaged length does. */
    private static final int TEXT_BYTES_MAX = 1 << 28;

    private static final int COLUMNS_MAX = 200;
    private static final int END = 0;
    private static final int MORE = 1;

    private BackupFile() {}

    /** A column, and whether it holds numbers; others hold texts. */
    record Column(String name, boolean number) {}

    /**
     * What the file begins with.
     *
     * @param madeMs milliseconds since 1970, UTC
     */
    record Head(String schema, long madeMs) {}

    /** Takes what is read; the file may turn out to be damaged after that. */
    interface Reader {
        void table(String name, List<Column> columns) throws SQLException;

        /** Longs, texts or nulls, in the order of the columns. */
        void row(List<@Nullable Object> values) throws SQLException;
    }

    /** Writes one; ends with {@link #finish}. */
    static final class Writer implements AutoCloseable {
        private final MessageDigest digest = Rows.sha256();
        private final GZIPOutputStream zipped;
        private final DigestOutputStream digested;
        private final DataOutputStream out;
        private List<Column> columns = List.of();

        Writer(OutputStream file, Head head) throws IOException {
            file.write((MAGIC + VERSION + "\n").getBytes(StandardCharsets.US_ASCII));
            zipped = new GZIPOutputStream(file, BUFFER_BYTES);
            digested = new DigestOutputStream(zipped, digest);
            out = new DataOutputStream(new BufferedOutputStream(digested, BUFFER_BYTES));
            out.writeUTF(head.schema);
            out.writeLong(head.madeMs);
        }

        void begin(String table, List<Column> tableColumns) throws IOException {
            columns = tableColumns;
            out.writeByte(MORE);
            out.writeUTF(table);
            out.writeShort(columns.size());
            for (Column column : columns) {
                out.writeUTF(column.name);
                out.writeBoolean(column.number);
            }
        }

        void row(List<@Nullable Object> values) throws IOException {
            out.writeByte(MORE);
            for (Object value : values) {
                out.writeBoolean(value != null);
                if (value instanceof Long number) {
                    out.writeLong(number);
                } else if (value instanceof String text) {
                    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                    out.writeInt(bytes.length);
                    out.write(bytes);
                }
            }
        }

        void end() throws IOException {
            out.writeByte(END);
        }

        void finish() throws IOException {
            out.writeByte(END);
            out.flush();
            digested.on(false);
            out.write(digest.digest());
            out.flush();
            zipped.finish();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /**
     * Reads a file to its end.
     *
     * @throws StoreFault when it is no backup, damaged, or of a newer version
     */
    static Head read(Path file, Reader reader) throws SQLException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES)) {
            version(raw, file);
            MessageDigest digest = Rows.sha256();
            DigestInputStream digested = new DigestInputStream(
                    new BufferedInputStream(new GZIPInputStream(raw, BUFFER_BYTES), BUFFER_BYTES), digest);
            DataInputStream in = new DataInputStream(digested);
            Head head = new Head(in.readUTF(), in.readLong());
            while (more(in)) {
                table(in, reader);
            }
            byte[] expected = digest.digest();
            digested.on(false);
            byte[] found = in.readNBytes(expected.length);
            if (!MessageDigest.isEqual(expected, found) || in.read() >= 0) {
                throw new ZipException("its SHA-256 is another one");
            }
            return head;
        } catch (EOFException | ZipException | UTFDataFormatException e) {
            throw new StoreFault(
                    "backup " + file + " is damaged (nothing was restored); take another copy of it: " + e.getMessage(),
                    e);
        } catch (IOException e) {
            throw new StoreFault("backup " + file + " cannot be read: " + e, e);
        }
    }

    private static void version(InputStream raw, Path file) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = raw.read(); c >= 0 && c != '\n' && line.length() < MAGIC_LENGTH_MAX; c = raw.read()) {
            line.append((char) c);
        }
        String version = line.toString();
        if (!version.startsWith(MAGIC)) {
            throw new StoreFault(file + " is no backup of a store; name a file that vigil store backup wrote");
        }
        if (!version.equals(MAGIC + VERSION)) {
            throw new StoreFault(
                    "backup " + file + " was written by a newer Vigil (format " + version.substring(MAGIC.length())
                            + ", this one knows " + VERSION + "); restore it with that one");
        }
    }

    private static void table(DataInputStream in, Reader reader) throws IOException, SQLException {
        String name = in.readUTF();
        int count = in.readUnsignedShort();
        if (!Tables.ALL.contains(name) || count > COLUMNS_MAX) {
            throw new ZipException("it has a table that no store has");
        }
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Column column = new Column(in.readUTF(), in.readBoolean());
            if (!column.name.matches("[a-z_]{1,60}")) {
                throw new ZipException("it has a column that no store has");
            }
            columns.add(column);
        }
        reader.table(name, List.copyOf(columns));
        while (more(in)) {
            List<@Nullable Object> values = new ArrayList<>();
            for (Column column : columns) {
                values.add(!in.readBoolean() ? null : column.number ? (Object) in.readLong() : text(in));
            }
            reader.row(values);
        }
    }

    private static boolean more(DataInputStream in) throws IOException {
        return switch (in.readUnsignedByte()) {
            case MORE -> true;
            case END -> false;
            default -> throw new ZipException("it has a mark that no backup has");
        };
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > TEXT_BYTES_MAX) {
            throw new ZipException("it has a text of " + length + " bytes");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("it ends early");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
