package dev.vigil.probes.watch;

/**
 * A place in the code or data of a process.
 *
 * @param buildId of the module; empty where it has none, or where the place is in no module
 * @param path of the module's file in the process; empty where the place is in no module
 * @param offset the address as in the module's file, or in the process where there is no module
 */
public record Place(String buildId, String path, long offset) {

    /** The file's name. */
    public String module() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The same for the same place of the same build in every process. */
    public String id() {
        return (buildId.isEmpty() ? module() : buildId) + "+0x" + Long.toHexString(offset);
    }

    /** As people read it. */
    @Override
    public String toString() {
        return (path.isEmpty() ? "?" : module()) + "+0x" + Long.toHexString(offset);
    }
}
