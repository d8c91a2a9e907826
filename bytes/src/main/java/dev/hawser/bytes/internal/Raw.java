package dev.hawser.bytes.internal;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.FileRegion;
import dev.hawser.bytes.OpenFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The storage behind the views, for Hawser's own rooms only: what a transport hands to the kernel.
 *
 * <p>Whoever comes through here promises to read and never to write.
 */
public final class Raw {

    /** Takes the entries of a list in order. Each method returns whether to go on. */
    public interface Spans {
        /** {@code length} octets of {@code array} from {@code offset}. */
        boolean heap(byte[] array, int offset, int length);

        /**
         * {@code length} octets of native {@code memory} from {@code offset}. {@code buffer} is all of that memory as a
         * read-only direct buffer, for channels that take nothing else: slice it, do not move it.
         */
        boolean memory(MemorySegment memory, ByteBuffer buffer, long offset, int length);

        /** {@code length} octets of {@code file}, counted from its own position plus {@code start}. */
        boolean file(FileRegion file, long start, long length);
    }

    /** What the views' own package lends to this class. */
    public interface Door {
        /** See {@link Raw#spans}. */
        void spans(BufList list, Spans visitor);

        /** See {@link Raw#padFile}. */
        boolean padFile(BufList list) throws IOException;

        /** See {@link Raw#array}. */
        byte @Nullable [] array(Bytes bytes);

        /** See {@link Raw#offset}. */
        int offset(Bytes bytes);
    }

    private static @Nullable Door door;

    private Raw() {}

    /** Called once, by the views' own package. */
    public static void open(Door opened) {
        if (door != null) throw new IllegalStateException("the door is open already");
        door = opened;
    }

    /** Shows {@code visitor} every span of {@code list} in order until it says no. */
    public static void spans(BufList list, Spans visitor) {
        Holder.DOOR.spans(list, visitor);
    }

    /**
     * Some octets of a file in {@code list} could not be sent. Puts zeros in the place of the first stretch that its file
     * does not have any more, if that file {@linkplain OpenFile#fallShort may fall short}; returns whether it did.
     */
    public static boolean padFile(BufList list) throws IOException {
        return Holder.DOOR.padFile(list);
    }

    /** The array behind {@code bytes}, or null when it lies outside the heap. */
    public static byte @Nullable [] array(Bytes bytes) {
        return Holder.DOOR.array(bytes);
    }

    /** Where in {@link #array} the first octet lies. */
    public static int offset(Bytes bytes) {
        return Holder.DOOR.offset(bytes);
    }

    /** Makes the door a constant, so that calls through it are inlined. */
    private static final class Holder {
        static final Door DOOR = opened();

        private static Door opened() {
            try {
                Class.forName(BufList.class.getName(), true, BufList.class.getClassLoader());
            } catch (ClassNotFoundException e) {
                throw new AssertionError(e);
            }
            Door opened = door;
            if (opened == null) throw new AssertionError("BufList did not open the door");
            return opened;
        }
    }
}
