package dev.vigil.workers.process;

import java.nio.file.Path;

/** The files of one executor, all in its own folder. */
record ExecutorFiles(Path folder) {
    Path socket() {
        return folder.resolve("socket");
    }

    Path blackBox() {
        return folder.resolve("blackbox");
    }

    Path thread() {
        return folder.resolve("thread");
    }

    Path fault() {
        return folder.resolve("fault.txt");
    }

    Path trace() {
        return folder.resolve("crash.trace");
    }

    Path hsErr() {
        return folder.resolve("hs_err.log");
    }
}
