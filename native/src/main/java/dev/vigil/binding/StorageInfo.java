package dev.vigil.binding;

import static dev.vigil.binding.Checks.check;

/** Devices and their memory. Any thread. */
public final class StorageInfo {

    /** Memory of one GPU. */
    public record GpuMemory(long freeBytes, long totalBytes) {}

    StorageInfo() {}

    public int gpuCount() {
        return check(ShimEngine.storage_gpu_count());
    }

    /** Throws {@link MxError} where there is no such GPU. */
    public GpuMemory gpuMemory(int device) {
        check(ShimEngine.storage_gpu_memory(device));
        Reply reply = Reply.take();
        return new GpuMemory(reply.longNumber(), reply.longNumber());
    }

    /**
     * What memory allocated from now on in this process holds before anybody writes to it.
     *
     * @param fill the byte, 0 to 254, or -1 for whatever it does
     */
    public void fillFresh(int fill) {
        ShimArrays.memory_fill(fill);
    }

    /** Gives pooled memory of a device back. */
    public void emptyCache(Device device) {
        check(ShimEngine.storage_empty_cache(device.type(), device.id()));
    }
}
