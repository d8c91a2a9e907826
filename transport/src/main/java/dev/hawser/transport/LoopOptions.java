package dev.hawser.transport;

import java.util.Objects;

/**
 * How a loop works.
 *
 * @param name the loop's thread; empty for {@code hawser-loop-N}
 * @param daemon whether the thread lets the process end
 * @param readBlock octets of the array that all reads of the loop land in, at first
 * @param maxReadBlock how far that array grows when reads fill it
 * @param packBlock octets of one array that small pieces are packed into
 * @param gatherEntries entries named in one gathering write at most
 * @param gatherBytes octets offered to one write call at most
 * @param writeQuantum octets sent for one connection in one turn, after which the others come first
 * @param acceptBatch connections accepted in one turn at most
 * @param failures is told of faults
 */
public record LoopOptions(
        String name,
        boolean daemon,
        int readBlock,
        int maxReadBlock,
        int packBlock,
        int gatherEntries,
        int gatherBytes,
        int writeQuantum,
        int acceptBatch,
        LoopFailures failures) {

    /** Checks the ranges. */
    public LoopOptions {
        Objects.requireNonNull(name);
        Objects.requireNonNull(failures);
        range("readBlock", readBlock, 64, 1 << 26);
        range("maxReadBlock", maxReadBlock, readBlock, 1 << 26);
        range("packBlock", packBlock, 64, 1 << 26);
        range("gatherEntries", gatherEntries, 1, 1024); // IOV_MAX of Linux and of the JDK
        range("gatherBytes", gatherBytes, 1, 1 << 30);
        range("writeQuantum", writeQuantum, 1, 1 << 30);
        range("acceptBatch", acceptBatch, 1, 1 << 16);
    }

    private static void range(String what, int value, int from, int to) {
        if (value < from || value > to) {
            throw new IllegalArgumentException("%s of %d: from %d to %d".formatted(what, value, from, to));
        }
    }

    /** The defaults. */
    public static LoopOptions defaults() {
        return builder().build();
    }

    /** A builder that starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the options that differ from the defaults. */
    public static final class Builder {
        private String name = "";
        private boolean daemon = true;
        private int readBlock = 64 << 10;
        private int maxReadBlock = 256 << 10;
        private int packBlock = 64 << 10;
        private int gatherEntries = 256;
        private int gatherBytes = 2 << 20;
        private int writeQuantum = 2 << 20;
        private int acceptBatch = 64;
        private LoopFailures failures = LoopFailures.TO_THREAD;

        private Builder() {}

        /** See {@link LoopOptions#name}. */
        public Builder name(String value) {
            name = value;
            return this;
        }

        /** See {@link LoopOptions#daemon}. */
        public Builder daemon(boolean value) {
            daemon = value;
            return this;
        }

        /** See {@link LoopOptions#readBlock}; also raises the maximum to it. */
        public Builder readBlock(int value) {
            readBlock = value;
            maxReadBlock = Math.max(maxReadBlock, value);
            return this;
        }

        /** See {@link LoopOptions#maxReadBlock}. */
        public Builder maxReadBlock(int value) {
            maxReadBlock = value;
            return this;
        }

        /** See {@link LoopOptions#packBlock}. */
        public Builder packBlock(int value) {
            packBlock = value;
            return this;
        }

        /** See {@link LoopOptions#gatherEntries}. */
        public Builder gatherEntries(int value) {
            gatherEntries = value;
            return this;
        }

        /** See {@link LoopOptions#gatherBytes}. */
        public Builder gatherBytes(int value) {
            gatherBytes = value;
            return this;
        }

        /** See {@link LoopOptions#writeQuantum}. */
        public Builder writeQuantum(int value) {
            writeQuantum = value;
            return this;
        }

        /** See {@link LoopOptions#acceptBatch}. */
        public Builder acceptBatch(int value) {
            acceptBatch = value;
            return this;
        }

        /** See {@link LoopOptions#failures}. */
        public Builder failures(LoopFailures value) {
            failures = value;
            return this;
        }

        /** The options. */
        public LoopOptions build() {
            return new LoopOptions(
                    name,
                    daemon,
                    readBlock,
                    maxReadBlock,
                    packBlock,
                    gatherEntries,
                    gatherBytes,
                    writeQuantum,
                    acceptBatch,
                    failures);
        }
    }
}
