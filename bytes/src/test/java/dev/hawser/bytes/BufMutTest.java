package dev.hawser.bytes;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Function;
import org.junit.jupiter.api.Nested;

/** The contract of places to write, for every kind. */
class BufMutTest {

    private static BufMutContract.Place of(BytesMut target) {
        return new BufMutContract.Place() {
            @Override
            public BufMut target() {
                return target;
            }

            @Override
            public byte[] written() {
                byte[] out = new byte[target.length()];
                for (int i = 0; i < out.length; i++) out[i] = target.get(i);
                return out;
            }
        };
    }

    /** A place in the middle of a larger memory. */
    private static BufMutContract.Place within(int room, Function<byte[], BufMut> open, Function<byte[], byte[]> look) {
        byte[] all = new byte[room + 12];
        Arrays.fill(all, (byte) 0x5a);
        BufMut target = open.apply(all);
        long before = target.remainingMut();
        return new BufMutContract.Place() {
            @Override
            public BufMut target() {
                return target;
            }

            @Override
            public byte[] written() {
                return Octs.cut(look.apply(all), 6, 6 + (int) (before - target.remainingMut()));
            }

            @Override
            public byte[] around() {
                byte[] now = look.apply(all);
                return concat(Octs.cut(now, 0, 6), Octs.cut(now, 6 + room, now.length));
            }
        };
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] out = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, out, a.length, b.length);
        return out;
    }

    @Nested
    class Growing extends BufMutContract {
        @Override
        Place place(int room) {
            return of(new BytesMut());
        }

        @Override
        boolean grows() {
            return true;
        }
    }

    @Nested
    class GrowingOutsideTheHeap extends BufMutContract {
        @Override
        Place place(int room) {
            return of(BytesMut.ofNative(3));
        }

        @Override
        boolean grows() {
            return true;
        }
    }

    @Nested
    class GrowingBehindAFrozenPrefix extends BufMutContract {
        @Override
        Place place(int room) {
            BytesMut target = new BytesMut(4);
            target.writeInt(42);
            target.freezeFirst(4);
            return of(target);
        }

        @Override
        boolean grows() {
            return true;
        }
    }

    @Nested
    class Leased extends BufMutContract {
        @Override
        Place place(int room) {
            return of(new BlockPool(Math.max(1, room), 1).lease().writer().splitOff(room == 0 ? 1 : 0));
        }
    }

    @Nested
    class LeasedWithAReadPrefix extends BufMutContract {
        @Override
        Place place(int room) {
            BytesMut target = new BlockPool(room + 3, 1).lease().writer();
            target.write(new byte[3]);
            BytesMut rest = target.splitOff(3);
            rest.writeRepeated(1, room / 2);
            rest.advance(room / 2);
            return of(rest);
        }
    }

    @Nested
    class Array extends BufMutContract {
        @Override
        Place place(int room) {
            return within(room, all -> BufMut.into(all, 6, room), all -> all);
        }
    }

    @Nested
    class HeapBuffer extends BufMutContract {
        @Override
        Place place(int room) {
            return within(room, all -> BufMut.into(ByteBuffer.wrap(all, 6, room)), all -> all);
        }
    }

    @Nested
    class Segment extends BufMutContract {
        @Override
        Place place(int room) {
            MemorySegment memory = Arena.ofAuto().allocate(room + 12L);
            return within(
                    room,
                    all -> {
                        memory.copyFrom(MemorySegment.ofArray(all));
                        return BufMut.into(memory.asSlice(6, room));
                    },
                    all -> memory.toArray(Octets.BYTE));
        }
    }

    @Nested
    class Limited extends BufMutContract {
        @Override
        Place place(int room) {
            return within(room, all -> BufMut.into(all, 6, room + 6).limit(room), all -> all);
        }
    }

    @Nested
    class Chained extends BufMutContract {
        @Override
        Place place(int room) {
            int cut = Math.min(3, room);
            return within(
                    room, all -> BufMut.into(all, 6, cut).chainMut(BufMut.into(all, 6 + cut, room - cut)), all -> all);
        }
    }

    /** A place of somebody else's, which knows only the two methods. */
    @Nested
    class Foreign extends BufMutContract {
        @Override
        Place place(int room) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            BufMut target = new BufMut() {
                @Override
                public long remainingMut() {
                    return room - out.size();
                }

                @Override
                public void write(byte[] source, int offset, int length) {
                    java.util.Objects.checkFromIndexSize(offset, length, source.length);
                    requireRoom("write", length);
                    out.write(source, offset, length);
                }
            };
            return new Place() {
                @Override
                public BufMut target() {
                    return target;
                }

                @Override
                public byte[] written() {
                    return out.toByteArray();
                }
            };
        }
    }
}
