package dev.vigil.workers.target;

/**
 * What an archive may unpack to; counted while it is unpacked, whatever its headers claim.
 *
 * @param bytesMax of all entries together
 * @param entriesMax files and folders
 * @param ratioMax unpacked bytes for each byte of the archive, once {@link #RATIO_FREE_BYTES} are out
 */
record ArchiveLimits(long bytesMax, int entriesMax, int ratioMax) {
    /** Real builds unpack to 0.2 to 3 GB, a few thousand entries, 3 to 5 times their packed size. */
    static final ArchiveLimits USUAL = new ArchiveLimits(8L << 30, 20_000, 100);

    static final long RATIO_FREE_BYTES = 1 << 20;
}
