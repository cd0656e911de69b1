package dev.vigil.model.wire;

import java.io.IOException;

/**
 * Walks over the heads of CBOR items and refuses tags. No message of ours has any, and Jackson keeps those that stand before
 * an item in a list that it copies for every ten of them: seven megabytes of tags would take hours.
 */
final class Heads {
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int TAG = 6;
    private static final int ONE_BYTE_MORE = 24;
    private static final int EIGHT_BYTES_MORE = 27;

    private Heads() {}

    /**
     * Whatever else is wrong is left to the parser, which finds it where this ends.
     *
     * @throws IOException at a tag
     */
    static void refuseTags(byte[] cbor) throws IOException {
        long at = 0;
        while (at < cbor.length) {
            int head = cbor[(int) at] & 0xFF;
            int major = head >> 5;
            int detail = head & 31;
            if (major == TAG) {
                throw new IOException("a tag at byte " + at);
            }
            int more = detail < ONE_BYTE_MORE || detail > EIGHT_BYTES_MORE ? 0 : 1 << (detail - ONE_BYTE_MORE);
            at++;
            if ((major == BYTES || major == TEXT) && detail <= EIGHT_BYTES_MORE) {
                long length = more == 0 ? detail : number(cbor, at, more);
                if (length < 0 || length > cbor.length) {
                    return;
                }
                at += length;
            }
            at += more;
        }
    }

    private static long number(byte[] cbor, long at, int bytes) {
        long number = 0;
        for (long i = at; i < Math.min(cbor.length, at + bytes); i++) {
            number = (number << 8) | (cbor[(int) i] & 0xFF);
        }
        return number;
    }
}
