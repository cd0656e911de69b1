package dev.vigil.workers.crash;

/**
 * How a child ended, as the launcher saw it.
 *
 * @param exitCode of the child, or 128 + signal
 * @param signal 0 when it exited by itself
 * @param residentBytesMax largest resident size of the child and its descendants, 0 when unknown
 */
public record ChildExit(int exitCode, int signal, long residentBytesMax) {
    public static ChildExit exited(int code, long residentBytesMax) {
        return new ChildExit(code, 0, residentBytesMax);
    }

    public static ChildExit signalled(int signal, long residentBytesMax) {
        return new ChildExit(128 + signal, signal, residentBytesMax);
    }
}
