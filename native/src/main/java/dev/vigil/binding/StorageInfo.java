package dev.vigil.binding;

import static dev.vigil.binding.Checks.check;

import java.util.Optional;

/** Devices and their memory. Any thread. */
public final class StorageInfo {

    /** Memory of one GPU. */
    public record GpuMemory(long freeBytes, long totalBytes) {}

    /**
     * What was written beside blocks that the library took for itself, its arrays among them.
     *
     * @param blocks how many blocks, of which the rest tells the first
     * @param size bytes of the block
     * @param from where the first changed byte lies, from the block's first byte on: negative before the block, at
     *     least the size behind it
     * @param bytes how many changed, as far as is looked at
     */
    public record Damage(int blocks, long size, long from, long bytes) {}

    StorageInfo() {}

    /**
     * Keeps an eye on the memory beside each block that the library takes from now on. To be called once and before
     * it makes an array; costs well below a microsecond for each block.
     *
     * @return whether this build takes its memory in a way that can be watched
     */
    public boolean watchBlocks() {
        return check(ShimEngine.red_zones_start()) > 0;
    }

    /** What was written beside blocks since the last time, told once. */
    public Optional<Damage> takeDamage() {
        int blocks = check(ShimEngine.red_zones_damaged());
        if (blocks == 0) {
            return Optional.empty();
        }
        Reply reply = Reply.take();
        return Optional.of(new Damage(blocks, reply.longNumber(), reply.longNumber(), reply.longNumber()));
    }

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
