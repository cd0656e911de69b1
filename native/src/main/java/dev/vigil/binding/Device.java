package dev.vigil.binding;

/** Where an array lives, as MXNet's device type and ordinal; unusual codes are allowed, to test refusals. */
public record Device(int type, int id) {
    private static final int CPU_TYPE = 1;
    private static final int GPU_TYPE = 2;
    private static final int CPU_PINNED_TYPE = 3;

    public static final Device CPU = new Device(CPU_TYPE, 0);

    public static Device gpu(int id) {
        return new Device(GPU_TYPE, id);
    }

    public static Device cpuPinned(int id) {
        return new Device(CPU_PINNED_TYPE, id);
    }
}
