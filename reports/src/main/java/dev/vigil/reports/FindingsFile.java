package dev.vigil.reports;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingList;
import dev.vigil.model.wire.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads findings that a person or another tool may have edited. Unknown fields are passed over, everything else is checked. */
public final class FindingsFile {
    /** A larger file is refused. */
    public static final long BYTES_MAX = 64L << 20;

    private static final Map<String, JsonNodeType> REQUIRED = new TreeMap<>(Map.ofEntries(
            Map.entry("id", JsonNodeType.STRING),
            Map.entry("status", JsonNodeType.STRING),
            Map.entry("state", JsonNodeType.STRING),
            Map.entry("signature", JsonNodeType.STRING),
            Map.entry("group", JsonNodeType.STRING),
            Map.entry("oracle", JsonNodeType.STRING),
            Map.entry("class", JsonNodeType.STRING),
            Map.entry("severity", JsonNodeType.STRING),
            Map.entry("case", JsonNodeType.OBJECT),
            Map.entry("observed", JsonNodeType.STRING),
            Map.entry("expected", JsonNodeType.STRING),
            Map.entry("reproduced", JsonNodeType.OBJECT),
            Map.entry("factors", JsonNodeType.ARRAY),
            Map.entry("target", JsonNodeType.STRING),
            Map.entry("environment", JsonNodeType.OBJECT),
            Map.entry("firstSeen", JsonNodeType.STRING),
            Map.entry("lastSeen", JsonNodeType.STRING),
            Map.entry("replay", JsonNodeType.STRING)));

    private final Path file;
    private final ObjectMapper plain = new ObjectMapper();

    private FindingsFile(Path file) {
        this.file = file;
    }

    /**
     * Reads a file of {@code vigil.findings/1}, or of one {@code vigil.finding/1}.
     *
     * @throws ReportException when it is anything else; one line that names file, line and field
     */
    public static FindingList read(Path file) throws ReportException {
        return new FindingsFile(file).read();
    }

    private FindingList read() throws ReportException {
        String text = text();
        try {
            if (check(text)) {
                return FindingList.of(List.of(Wire.fromJson(text, Finding.class)));
            }
            return Wire.fromJson(text, FindingList.class);
        } catch (JsonProcessingException e) {
            throw at(e.getLocation(), explain(e), e);
        } catch (IOException e) {
            throw new ReportException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private String text() throws ReportException {
        try {
            if (!Files.isRegularFile(file)) {
                throw new ReportException(file + ": " + (Files.exists(file) ? "is no file" : "no such file"));
            }
            long size = Files.size(file);
            if (size > BYTES_MAX) {
                throw new ReportException(
                        file + ": " + size + " bytes, more than the " + BYTES_MAX + " that a findings file may have");
            }
            byte[] bytes;
            try (java.io.InputStream in = Files.newInputStream(file)) {
                // The size may have changed since it was asked.
                bytes = in.readNBytes((int) BYTES_MAX + 1);
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ReportException(file + ": is no UTF-8 text; a findings file is JSON", e);
        } catch (NoSuchFileException e) {
            throw new ReportException(file + ": no such file", e);
        } catch (IOException e) {
            throw new ReportException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Walks the text once for what binding would accept or call by a name of Java; true for a single finding. */
    private boolean check(String text) throws IOException, ReportException {
        boolean single = false;
        List<Item> items = new ArrayList<>();
        Item root;
        try (JsonParser parser = plain.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw at(parser.currentTokenLocation(), "expected an object with \"schema\" first", null);
            }
            JsonLocation start = parser.currentTokenLocation();
            com.fasterxml.jackson.databind.node.ObjectNode rest = plain.createObjectNode();
            boolean list = false;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals("findings") && parser.currentToken() == JsonToken.START_ARRAY) {
                    list = true;
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        items.add(new Item(
                                "findings[" + items.size() + "]",
                                parser.currentTokenLocation(),
                                plain.readTree(parser)));
                    }
                } else {
                    rest.set(name, (JsonNode) plain.readTree(parser));
                }
            }
            if (parser.nextToken() != null) {
                throw at(parser.currentTokenLocation(), "text after the end of the object", null);
            }
            root = new Item("", start, rest);
            JsonNode schema = rest.path("schema");
            if (schema.asText().equals(Finding.SCHEMA)) {
                single = true;
            } else if (!schema.asText().equals(FindingList.SCHEMA)) {
                String found = schema.isMissingNode() ? "missing" : schema.toString();
                throw at(
                        start,
                        "schema is " + found + ", expected \"" + FindingList.SCHEMA + "\" or \"" + Finding.SCHEMA
                                + "\"",
                        null);
            } else if (!list) {
                throw at(start, "findings is missing or no list", null);
            }
        }
        for (Item item : single ? List.of(root) : items) {
            require(item);
        }
        return single;
    }

    private record Item(String name, JsonLocation start, JsonNode node) {
        String field(String field) {
            return name.isEmpty() ? field : name + "." + field;
        }
    }

    private void require(Item item) throws ReportException {
        if (!item.node().isObject()) {
            throw at(item.start(), item.name() + " is no object", null);
        }
        String schema = item.node().path("schema").asText(Finding.SCHEMA);
        if (!schema.equals(Finding.SCHEMA)) {
            throw at(
                    item.start(),
                    item.field("schema") + " is \"" + schema + "\", expected \"" + Finding.SCHEMA + "\"",
                    null);
        }
        for (Map.Entry<String, JsonNodeType> field : REQUIRED.entrySet()) {
            JsonNode value = item.node().path(field.getKey());
            if (value.isMissingNode() || value.isNull()) {
                throw at(item.start(), item.field(field.getKey()) + " is missing", null);
            }
            if (value.getNodeType() != field.getValue()) {
                throw at(
                        item.start(),
                        item.field(field.getKey()) + " is no " + kind(field.getValue()) + " but "
                                + PlainText.oneLine(value.toString(), 60),
                        null);
            }
        }
        JsonNode reproduced = item.node().path("reproduced");
        if (!reproduced.path("hits").isInt() || !reproduced.path("runs").isInt()) {
            throw at(item.start(), item.field("reproduced") + " needs the whole numbers hits and runs", null);
        }
    }

    private static String kind(JsonNodeType type) {
        return switch (type) {
            case OBJECT -> "object";
            case ARRAY -> "list";
            default -> "text";
        };
    }

    private ReportException at(@Nullable JsonLocation location, String what, @Nullable Exception cause) {
        String line = location == null || location.getLineNr() < 1 ? "" : " line " + location.getLineNr();
        String message = file + line + ": " + what;
        return cause == null ? new ReportException(message) : new ReportException(message, cause);
    }

    private static String explain(JsonProcessingException e) {
        if (!(e instanceof JsonMappingException mapping)) {
            return "no valid JSON: " + e.getOriginalMessage();
        }
        String field = field(mapping);
        if (e instanceof InvalidFormatException format && format.getTargetType().isEnum()) {
            return field + " is " + quoted(format.getValue()) + ", expected one of "
                    + enumWords(format.getTargetType());
        }
        if (e instanceof ValueInstantiationException made && e.getCause() != null) {
            Class<?> type = made.getType().getRawClass();
            if (type.isEnum()) {
                return field + " has an unknown word, expected one of " + enumWords(type);
            }
            return field
                    + (e.getCause() instanceof NullPointerException
                            ? " lacks a part, or has a null in it"
                            : ": " + e.getCause().getMessage());
        }
        if (e instanceof MismatchedInputException) {
            return field + " does not have the form of a finding: " + firstSentence(e.getOriginalMessage());
        }
        return field + ": " + firstSentence(e.getOriginalMessage());
    }

    private static String enumWords(Class<?> type) {
        return String.join(
                ", ",
                Arrays.stream(type.getEnumConstants())
                        .map(c -> Wire.toJson(c).replace("\"", ""))
                        .toList());
    }

    private static String quoted(@Nullable Object value) {
        return "\"" + PlainText.oneLine(String.valueOf(value), 60) + "\"";
    }

    /** Jackson's own words name classes of ours after the first part; a reader of the file has no use for them. */
    private static String firstSentence(String text) {
        return text.replaceAll("`?(?:[a-z]+\\.)+([A-Z][A-Za-z$]*(?:<[^>]*>)?)`?", "$1")
                .replaceAll("\\s*\\(.*", "");
    }

    private static String field(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference reference : e.getPath()) {
            if (reference.getFieldName() != null) {
                path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
            } else {
                path.append('[').append(reference.getIndex()).append(']');
            }
        }
        return path.isEmpty() ? "the file" : path.toString();
    }
}
