package dev.vigil.cli.certs;

import dev.vigil.cli.BadInput;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A folder of keys and certificates: its owner's alone, and each file in it is the old one or the new one. */
final class CertFolder {
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> SECRET = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rw-r--r--");

    private final Path folder;

    CertFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * @param secret whether nobody but the owner may read it
     */
    record NewFile(String name, String text, boolean secret) {}

    /**
     * @throws BadInput when one of these is there
     */
    void refuseIfHas(String... names) throws BadInput {
        for (String name : names) {
            if (Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                throw new BadInput(folder.resolve(name) + " is there and is not overwritten; choose another folder");
            }
        }
    }

    /**
     * Makes the folder when it is not there; writes all files beside their places first, so that a full disk leaves none of
     * them, then renames.
     *
     * @throws BadInput when the folder cannot be written, or can be by others
     */
    void write(List<NewFile> files) throws BadInput {
        Map<Path, Path> drafts = new LinkedHashMap<>();
        try {
            makeFolder();
            for (NewFile file : files) {
                Path draft = Files.createTempFile(folder, "." + file.name(), ".new");
                drafts.put(draft, folder.resolve(file.name()));
                Files.writeString(draft, file.text(), StandardOpenOption.WRITE, StandardOpenOption.SYNC);
                Files.setPosixFilePermissions(draft, file.secret() ? SECRET : OPEN);
            }
            for (Map.Entry<Path, Path> draft : drafts.entrySet()) {
                Files.move(draft.getKey(), draft.getValue(), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new BadInput("cannot write to " + folder + ": " + because(e) + "; choose another folder", e);
        } finally {
            drafts.keySet().forEach(CertFolder::deleteQuietly);
        }
    }

    private void makeFolder() throws IOException, BadInput {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER));
        }
        Set<PosixFilePermission> modes = Files.getPosixFilePermissions(folder);
        if (modes.contains(PosixFilePermission.GROUP_WRITE) || modes.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new BadInput(folder + " may be written by others than its owner; run: chmod go-w " + folder);
        }
    }

    /** In a few words; file exceptions without a reason have only a path for a message. */
    static String because(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "no permission";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "it is a file";
        }
        return e instanceof FileSystemException f && f.getReason() != null
                ? f.getReason()
                : Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    }

    private static void deleteQuietly(Path draft) {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            // A left-over draft is as secret as the file would be, and the first fault must reach the reader.
        }
    }
}
