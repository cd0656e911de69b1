package dev.vigil.model.target;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a target consists of, so that another machine can have it too. Folders have numbers instead of paths; the first
 * is the library's own. One that came from elsewhere is to be trusted only when {@link #problem} finds nothing.
 *
 * @param id SHA-256 of the canonical form, in hex
 * @param sha256 of the library, as {@link Target#sha256}
 * @param library name of the library, a file or a link in folder 0
 * @param folders how many there are
 * @param libPath numbers of folders in the order of the loader's path
 */
public record TargetManifest(
        String id,
        String sha256,
        String library,
        int folders,
        List<Integer> libPath,
        List<Entry> files,
        List<Link> links) {
    /** A build for a GPU has some 30 libraries. With names of usual length, as many as go into one message. */
    public static final int ENTRIES_MAX = 500;

    public static final int FOLDERS_MAX = 32;

    /** The largest builds and their CUDA libraries take about 8 GB. */
    public static final long BYTES_MAX = 16L << 30;

    /** Keeps the encoded manifest well under the limit of a message. */
    private static final int CANONICAL_BYTES_MAX = 96 << 10;

    private static final Pattern SHA = Pattern.compile("[0-9a-f]{64}");

    /**
     * @param size in bytes
     * @param sha256 of the content, in hex
     */
    public record Entry(int folder, String name, long size, String sha256, boolean executable) {
        public Entry {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(sha256, "sha256");
        }
    }

    /** Another name for a file of the same folder. */
    public record Link(int folder, String name, String to) {
        public Link {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(to, "to");
        }
    }

    public TargetManifest {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(sha256, "sha256");
        Objects.requireNonNull(library, "library");
        libPath = List.copyOf(libPath);
        files = List.copyOf(files);
        links = List.copyOf(links);
    }

    /** Puts files and links in their order and gives the whole its id. */
    public static TargetManifest of(
            String sha256, String library, int folders, List<Integer> libPath, List<Entry> files, List<Link> links) {
        List<Entry> sortedFiles = files.stream()
                .sorted(Comparator.comparingInt(Entry::folder).thenComparing(Entry::name))
                .toList();
        List<Link> sortedLinks = links.stream()
                .sorted(Comparator.comparingInt(Link::folder).thenComparing(Link::name))
                .toList();
        String canonical = canonical(sha256, library, folders, libPath, sortedFiles, sortedLinks);
        return new TargetManifest(idOf(canonical), sha256, library, folders, libPath, sortedFiles, sortedLinks);
    }

    /** The file that a name in a folder stands for, directly or as a link. */
    public Optional<Entry> file(int folder, String name) {
        String real = links.stream()
                .filter(l -> l.folder() == folder && l.name().equals(name))
                .map(Link::to)
                .findFirst()
                .orElse(name);
        return files.stream()
                .filter(f -> f.folder() == folder && f.name().equals(real))
                .findFirst();
    }

    /** Why this is no manifest that may be acted on, as the end of a sentence; empty when it is one. */
    public String problem() {
        String wrong = bounds();
        wrong = wrong.isEmpty() ? names() : wrong;
        wrong = wrong.isEmpty() ? contents() : wrong;
        wrong = wrong.isEmpty() ? linked() : wrong;
        if (!wrong.isEmpty()) {
            return wrong;
        }
        String canonical = canonical(sha256, library, folders, libPath, files, links);
        if (canonical.getBytes(StandardCharsets.UTF_8).length > CANONICAL_BYTES_MAX) {
            return "its names are too long for one message";
        }
        return id.equals(idOf(canonical)) ? "" : "its id is not that of what it says";
    }

    private String bounds() {
        if (folders < 1 || folders > FOLDERS_MAX || libPath.size() > FOLDERS_MAX) {
            return "it has " + Math.max(folders, libPath.size()) + " folders; 1 to " + FOLDERS_MAX
                    + " can be handed out";
        }
        if (files.size() + links.size() > ENTRIES_MAX) {
            return tooMany(files.size() + links.size());
        }
        if (libPath.stream().anyMatch(this::noFolder)
                || files.stream().anyMatch(f -> noFolder(f.folder()))
                || links.stream().anyMatch(l -> noFolder(l.folder()))) {
            return "it speaks of a folder that it does not have";
        }
        long bytes = 0;
        for (Entry file : files) {
            if (file.size() < 0 || file.size() > BYTES_MAX) {
                return "a file of " + file.size() + " bytes cannot be handed out";
            }
            bytes += file.size();
        }
        return bytes > BYTES_MAX ? tooLarge(bytes) : "";
    }

    private boolean noFolder(int number) {
        return number < 0 || number >= folders;
    }

    /** The line for too many files and links. */
    public static String tooMany(int entries) {
        return "its folders hold " + entries + " shared libraries, and " + ENTRIES_MAX
                + " can be handed out; put those that it needs into a folder of their own";
    }

    /** The line for too many bytes. */
    public static String tooLarge(long bytes) {
        return "its folders hold " + (bytes >> 20) + " MiB of shared libraries, and " + (BYTES_MAX >> 20)
                + " can be handed out; put those that it needs into a folder of their own";
    }

    private String names() {
        Set<String> taken = new HashSet<>();
        for (Entry file : files) {
            String wrong = nameProblem(file.folder(), file.name(), taken);
            if (!wrong.isEmpty()) {
                return wrong;
            }
        }
        for (Link link : links) {
            String wrong = nameProblem(link.folder(), link.name(), taken);
            if (!wrong.isEmpty()) {
                return wrong;
            }
        }
        return "";
    }

    private static String nameProblem(int folder, String name, Set<String> taken) {
        String wrong = FileNames.problem(name);
        if (!wrong.isEmpty()) {
            return wrong;
        }
        return taken.add(folder + "/" + FileNames.folded(name))
                ? ""
                : "two names in a folder differ in nothing but case: " + name;
    }

    private String contents() {
        if (!SHA.matcher(sha256).matches()) {
            return "the hash of its library is none";
        }
        Map<String, Long> sizes = new HashMap<>();
        for (Entry file : files) {
            if (!SHA.matcher(file.sha256()).matches()) {
                return "the hash of " + file.name() + " is none";
            }
            Long other = sizes.putIfAbsent(file.sha256(), file.size());
            if (other != null && other != file.size()) {
                return "it gives one hash to files of " + other + " and " + file.size() + " bytes";
            }
        }
        return "";
    }

    private String linked() {
        for (Link link : links) {
            if (files.stream()
                    .noneMatch(f -> f.folder() == link.folder() && f.name().equals(link.to()))) {
                return "the link " + link.name() + " leads to no file of its folder";
            }
        }
        return file(0, library).filter(f -> f.sha256().equals(sha256)).isPresent()
                ? ""
                : "its library is not among its files";
    }

    /** A line each; no name holds the end of a line, or the slash that parts a link from its file. */
    private static String canonical(
            String sha256, String library, int folders, List<Integer> libPath, List<Entry> files, List<Link> links) {
        StringBuilder text = new StringBuilder("vigil-target 1\n");
        text.append("library ").append(sha256).append(' ').append(library).append('\n');
        text.append("folders ").append(folders).append('\n');
        text.append("path");
        libPath.forEach(number -> text.append(' ').append(number));
        text.append('\n');
        for (Entry file : files) {
            text.append("file ").append(file.folder()).append(' ').append(file.size());
            text.append(file.executable() ? " x " : " - ").append(file.sha256());
            text.append(' ').append(file.name()).append('\n');
        }
        for (Link link : links) {
            text.append("link ").append(link.folder()).append(' ').append(link.name());
            text.append('/').append(link.to()).append('\n');
        }
        return text.toString();
    }

    private static String idOf(String canonical) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(canonical.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
