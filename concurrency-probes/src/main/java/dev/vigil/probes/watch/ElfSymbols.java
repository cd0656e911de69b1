package dev.vigil.probes.watch;

import dev.vigil.binding.CxxNames;
import dev.vigil.model.observation.Frame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Names of places, from the symbol tables of modules' files: what a stripped library still has is its dynamic symbols. Files are read once
 * each. A file that cannot be read has no names. One thread.
 */
public final class ElfSymbols {
    private static final String UNNAMED = "(anonymous namespace)::";
    private static final int HEADER_BYTES = 64;
    private static final int MAGIC = 0x7f454c46;
    private static final int SECTION_BYTES = 64;
    private static final int SYMBOL_BYTES = 24;
    private static final int TABLE_SYMBOLS = 2;
    private static final int TABLE_DYNAMIC_SYMBOLS = 11;
    private static final int TYPE_OBJECT = 1;
    private static final int TYPE_FUNCTION = 2;
    private static final int TYPE_RESOLVED_FUNCTION = 10;
    /** What one file's table may be at most; larger ones are damaged. */
    private static final long TABLE_BYTES_MAX = 1L << 30;

    private record Symbol(long end, String name) {}

    private final Map<String, NavigableMap<Long, Symbol>> files = new HashMap<>();

    /** The function or variable that a place lies in, as people read it, with module and offset; only these where it has no name. */
    public String name(Place place) {
        return line(function(place), place);
    }

    static String line(String function, Place place) {
        return function.isEmpty() ? place.toString() : readable(function) + " (" + place + ")";
    }

    /** Scopes and name: parameters and template arguments take more room than they tell. */
    private static String readable(String symbol) {
        return Frame.plain(CxxNames.readable(symbol).replace(UNNAMED, ""));
    }

    /** The function or variable that a place lies in, as its file spells it; empty where it has no name. */
    public String function(Place place) {
        if (place.path().isEmpty()) {
            return "";
        }
        Map.Entry<Long, Symbol> symbol =
                files.computeIfAbsent(place.path(), ElfSymbols::read).floorEntry(place.offset());
        return symbol == null || place.offset() >= symbol.getValue().end()
                ? ""
                : symbol.getValue().name();
    }

    private static NavigableMap<Long, Symbol> read(String path) {
        NavigableMap<Long, Symbol> symbols = new TreeMap<>();
        try (FileChannel file = FileChannel.open(Path.of(path), StandardOpenOption.READ)) {
            ByteBuffer header = bytes(file, 0, HEADER_BYTES);
            if (header.order(ByteOrder.BIG_ENDIAN).getInt(0) == MAGIC) {
                header.order(ByteOrder.LITTLE_ENDIAN);
                ByteBuffer sections =
                        bytes(file, header.getLong(40), (long) (header.getShort(60) & 0xffff) * SECTION_BYTES);
                readTables(file, sections, symbols);
            }
        } catch (IOException | UncheckedIOException | IndexOutOfBoundsException | IllegalArgumentException e) {
            // A vanished, foreign or damaged file: its places go by their offsets.
            symbols.clear();
        }
        return symbols;
    }

    private static void readTables(FileChannel file, ByteBuffer sections, NavigableMap<Long, Symbol> symbols)
            throws IOException {
        for (int at = 0; at < sections.limit(); at += SECTION_BYTES) {
            int type = sections.getInt(at + 4);
            if (type == TABLE_SYMBOLS || type == TABLE_DYNAMIC_SYMBOLS) {
                int names = sections.getInt(at + 40) * SECTION_BYTES;
                readTable(section(file, sections, at), section(file, sections, names), symbols);
            }
        }
    }

    private static void readTable(ByteBuffer table, ByteBuffer names, NavigableMap<Long, Symbol> symbols) {
        for (int at = 0; at + SYMBOL_BYTES <= table.limit(); at += SYMBOL_BYTES) {
            int type = table.get(at + 4) & 15;
            long value = table.getLong(at + 8);
            long size = table.getLong(at + 16);
            boolean defined = table.getShort(at + 6) != 0;
            if (defined
                    && size > 0
                    && (type == TYPE_FUNCTION || type == TYPE_OBJECT || type == TYPE_RESOLVED_FUNCTION)) {
                symbols.putIfAbsent(value, new Symbol(value + size, text(names, table.getInt(at))));
            }
        }
    }

    private static ByteBuffer section(FileChannel file, ByteBuffer sections, int at) throws IOException {
        return bytes(file, sections.getLong(at + 24), sections.getLong(at + 32));
    }

    private static String text(ByteBuffer names, int from) {
        int end = from;
        while (names.get(end) != 0) {
            end++;
        }
        byte[] name = new byte[end - from];
        names.get(from, name);
        return new String(name, StandardCharsets.UTF_8);
    }

    private static ByteBuffer bytes(FileChannel file, long offset, long size) throws IOException {
        if (size < 0 || size > TABLE_BYTES_MAX || offset < 0 || offset + size > file.size()) {
            throw new IOException("a table reaches beyond the file");
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) size);
        int read = 0;
        while (read >= 0 && buffer.hasRemaining()) {
            read = file.read(buffer, offset + buffer.position());
        }
        return buffer.flip().order(ByteOrder.LITTLE_ENDIAN);
    }
}
