package dev.vigil.workers.target;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Another process that uses the same cache: holds a lock on the file of its first argument until its input ends. */
final class LockHolder {
    private LockHolder() {}

    public static void main(String[] args) throws IOException {
        boolean shared = args[1].equals("shared");
        try (FileChannel channel = FileChannel.open(
                        Path.of(args[0]),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
                var lock = channel.lock(0, Long.MAX_VALUE, shared)) {
            System.out.println(lock.isValid());
            System.out.flush();
            while (System.in.read() >= 0) {
                // Until the test closes it.
            }
        }
    }
}
