package dev.vigil.binding;

import java.nio.Buffer;

/** Addresses of direct buffers. */
final class DirectBuffers {
    private DirectBuffers() {}

    /** The address at the buffer's position: JavaCPP adds the position itself. */
    static long address(Buffer buffer) {
        return ShimArrays.buffer_address(buffer);
    }
}
