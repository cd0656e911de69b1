package dev.vigil.workers.target;

import java.io.IOException;
import java.nio.file.Path;

/** How much may still be written where a folder lies. */
interface FreeSpace {
    long bytes(Path folder) throws IOException;
}
