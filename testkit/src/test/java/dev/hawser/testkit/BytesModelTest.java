package dev.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.BlockPool;
import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.BytesMut;
import dev.hawser.bytes.Lease;
import dev.hawser.bytes.MovedException;
import dev.hawser.bytes.OverrunException;
import dev.hawser.bytes.PackBlocks;
import dev.hawser.bytes.Rope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Octets with one owner, ropes and lists, each beside a plain array that does the same. */
class BytesModelTest {

    /** A writable buffer, and the array it should hold. */
    private static final class Twin {
        BytesMut real;
        byte[] model;

        Twin(BytesMut real, byte[] model) {
            this.real = real;
            this.model = model;
        }

        void same() {
            assertThat(real.length()).isEqualTo(model.length);
            for (int i = 0; i < model.length; i++)
                assertThat(real.get(i)).as("octet %d", i).isEqualTo(model[i]);
            assertThat(real.capacity()).isGreaterThanOrEqualTo(model.length);
        }
    }

    private record Kept(Bytes view, byte[] content) {}

    private static byte[] join(byte[] a, byte[] b) {
        byte[] out = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, out, a.length, b.length);
        return out;
    }

    private static byte[] cut(byte[] a, int from, int to) {
        return Arrays.copyOfRange(a, from, to);
    }

    @Test
    void aWritableBufferDoesWhatAPlainArrayDoesAndItsViewsNeverChange() {
        Gen.check("BytesMut", 1_500, c -> model(c, c.of(0, 1, 2)));
    }

    private static void model(Gen.Choices c, int storage) {
        BlockPool pool = new BlockPool(4096, 1);
        Lease lease = storage == 2 ? pool.lease() : null;
        BytesMut start = lease != null
                ? lease.writer()
                : storage == 1 ? BytesMut.ofNative(c.below(40)) : new BytesMut(c.below(40));
        List<Twin> twins = new ArrayList<>(List.of(new Twin(start, new byte[0])));
        List<Kept> views = new ArrayList<>();
        for (int step = 0, steps = c.below(60); step < steps; step++) {
            Twin t = twins.get(c.below(twins.size()));
            int n = t.model.length;
            switch (c.below(17)) {
                case 0 -> {
                    byte[] more = c.octets(30);
                    if (more.length <= t.real.remainingMut()) {
                        t.real.write(more);
                        t.model = join(t.model, more);
                    } else {
                        assertThatThrownBy(() -> t.real.write(more)).isInstanceOf(OverrunException.class);
                    }
                }
                case 1 -> {
                    int k = c.between(0, n);
                    views.add(new Kept(t.real.freezeFirst(k), cut(t.model, 0, k)));
                    Bytes row = t.real.frozen();
                    assertThat(row.indexOf(views.getLast().view)).isNotNegative();
                    views.add(new Kept(row, row.toByteArray()));
                    t.model = cut(t.model, k, n);
                }
                case 2 -> {
                    int k = c.between(0, n);
                    t.real.advance(k);
                    t.model = cut(t.model, k, n);
                }
                case 3 -> {
                    int k = c.between(0, n);
                    twins.add(new Twin(t.real.splitTo(k), cut(t.model, 0, k)));
                    t.model = cut(t.model, k, n);
                }
                case 4 -> {
                    int k = c.between(0, t.real.capacity());
                    BytesMut back = t.real.splitOff(k);
                    int at = Math.min(k, n);
                    twins.add(new Twin(back, cut(t.model, at, n)));
                    t.model = cut(t.model, 0, at);
                }
                case 5 -> {
                    Twin other = twins.get(c.below(twins.size()));
                    if (other == t || (lease != null && t.real.remainingMut() < other.model.length)) break;
                    t.real.unsplit(other.real);
                    t.model = join(t.model, other.model);
                    twins.remove(other);
                }
                case 6 -> {
                    int extra = c.below(60);
                    if (lease == null || extra <= t.real.remainingMut()) t.real.reserve(extra);
                    else assertThatThrownBy(() -> t.real.reserve(extra)).isInstanceOf(OverrunException.class);
                }
                case 7 -> t.real.tryReclaim(c.below(60));
                case 8 -> {
                    int k = c.between(0, n + 3);
                    t.real.truncate(k);
                    if (k < n) t.model = cut(t.model, 0, k);
                }
                case 9 -> {
                    if (n == 0) break;
                    int at = c.below(n);
                    byte value = (byte) c.below(256);
                    try {
                        t.real.set(at, value);
                        t.model[at] = value;
                    } catch (IllegalStateException e) {
                        // Frozen. Had it been set all the same, a view below would show it.
                    }
                }
                case 10 -> {
                    views.add(new Kept(t.real.chunk(), t.model.clone()));
                }
                case 11 -> {
                    if (n >= 8) {
                        assertThat(t.real.readLong())
                                .isEqualTo(Bytes.wrap(t.model).getLong(0));
                        t.model = cut(t.model, 8, n);
                    } else {
                        assertThatThrownBy(t.real::readLong).isInstanceOf(OverrunException.class);
                    }
                }
                case 12 -> {
                    if (t.real.remainingMut() < 4) break;
                    t.real.writeInt(step);
                    t.model = join(t.model, new byte[] {0, 0, (byte) (step >> 8), (byte) step});
                }
                case 13 -> rejoin(c, t, views);
                case 14, 15 -> {
                    if (views.size() < 2) break;
                    int k = c.below(views.size() - 1);
                    boolean isBackwards = c.oneIn(4);
                    Kept left = views.get(isBackwards ? k + 1 : k);
                    Kept right = views.get(isBackwards ? k : k + 1);
                    Bytes joined = left.view.tryUnsplit(right.view);
                    if (joined != null) views.add(new Kept(joined, join(left.content, right.content)));
                }
                default -> {
                    if (twins.size() < 2) break;
                    views.add(new Kept(t.real.freeze(), t.model));
                    twins.remove(t);
                    assertThatThrownBy(t.real::length).isInstanceOf(MovedException.class);
                }
            }
            for (Twin twin : twins) twin.same();
            for (Kept kept : views) assertThat(kept.view.toByteArray()).isEqualTo(kept.content);
        }
        if (lease != null) lease.close();
        for (Kept kept : views) assertThat(kept.view.toByteArray()).isEqualTo(kept.content);
    }

    /** Splits, does something to the back, joins it again, and writes where a frozen octet may lie. */
    private static void rejoin(Gen.Choices c, Twin t, List<Kept> views) {
        int n = t.model.length;
        int cut = c.between(0, n);
        BytesMut back = t.real.splitOff(cut);
        switch (c.below(3)) {
            case 0 -> {}
            case 1 -> views.add(new Kept(back.chunk(), cut(t.model, cut, n)));
            default -> {
                if (back.remainingMut() < 2) break;
                back.writeShort(0x0102);
                t.model = join(t.model, new byte[] {1, 2});
            }
        }
        boolean isJoined = t.real.tryUnsplit(back);
        if (!isJoined) {
            int rest = back.length();
            if (rest > t.real.remainingMut()) {
                t.model = cut(t.model, 0, cut);
                return;
            }
            t.real.unsplit(back);
        }
        if (t.model.length == 0) return;
        int at = c.below(t.model.length);
        try {
            t.real.set(at, 77);
            t.model[at] = 77;
        } catch (IllegalStateException e) {
            // Frozen. Had it been set all the same, a view would show it.
        }
    }

    @Test
    void aRopeDoesWhatAPlainArrayDoes() {
        Gen.check("Rope", 800, c -> {
            List<Rope> ropes = new ArrayList<>(List.of(Rope.empty()));
            List<byte[]> models = new ArrayList<>(List.of(new byte[0]));
            for (int step = 0, steps = c.below(40); step < steps; step++) {
                int i = c.below(ropes.size());
                Rope rope = ropes.get(i);
                byte[] model = models.get(i);
                int n = model.length;
                switch (c.below(7)) {
                    case 0 -> {
                        byte[] more = c.octets(12);
                        ropes.add(rope.append(Bytes.wrap(more.clone())));
                        models.add(join(model, more));
                    }
                    case 1 -> {
                        int from = c.between(0, n);
                        int to = c.between(from, n);
                        ropes.add(rope.slice(from, to));
                        models.add(cut(model, from, to));
                    }
                    case 2 -> {
                        int k = c.below(ropes.size());
                        if (n + models.get(k).length > 500) break;
                        ropes.add(rope.append(ropes.get(k)));
                        models.add(join(model, models.get(k)));
                    }
                    case 3 -> assertThat(rope.flatten().toByteArray()).isEqualTo(model);
                    case 4 -> {
                        byte wanted = (byte) c.below(256);
                        int from = c.between(0, n);
                        int plain = -1;
                        for (int p = from; p < n && plain < 0; p++) if (model[p] == wanted) plain = p;
                        assertThat(rope.indexOf(wanted, from)).isEqualTo(plain);
                    }
                    case 5 -> {
                        int from = c.between(0, n);
                        int to = c.between(from, Math.min(n, from + 6));
                        long found = rope.indexOf(Bytes.wrap(cut(model, from, to)));
                        assertThat(found).isBetween(0L, (long) from);
                        assertThat(rope.slice(found, found + to - from).toByteArray())
                                .isEqualTo(cut(model, from, to));
                    }
                    default -> {
                        if (n > 0) {
                            int at = c.below(n);
                            assertThat(rope.get(at)).isEqualTo(model[at]);
                        }
                    }
                }
                for (int k = 0; k < ropes.size(); k++) {
                    assertThat(ropes.get(k).toByteArray()).isEqualTo(models.get(k));
                }
            }
        });
    }

    @Test
    void aListSendsWhatWasPutIntoItHoweverItIsPassed() {
        Gen.check("BufList", 1_000, c -> {
            PackBlocks blocks = new PackBlocks(64, 3);
            BufList list = new BufList(blocks);
            byte[] model = new byte[0];
            int[] marks = {0, 0};
            for (int step = 0, steps = c.below(60); step < steps; step++) {
                byte[] piece = c.octets(90);
                switch (c.below(8)) {
                    case 0 -> list.append(Bytes.wrap(piece.clone()));
                    case 1 -> list.packCopy(piece, 0, piece.length);
                    case 2 -> list.packCopy(Bytes.wrap(piece.clone()), 0, piece.length);
                    case 3 -> {
                        piece = cut(piece, 0, Math.min(64, piece.length));
                        byte[] block = list.pack(piece.length);
                        System.arraycopy(piece, 0, block, list.packPosition(), piece.length);
                        list.packed(list.packPosition() + piece.length);
                    }
                    case 4 -> {
                        piece = new byte[0];
                        marks[0]++;
                        list.mark(() -> marks[1]++);
                    }
                    case 5 -> {
                        piece = new byte[0];
                        int n = c.between(0, model.length);
                        list.advance(n);
                        model = cut(model, n, model.length);
                    }
                    case 6 -> {
                        piece = new byte[0];
                        int n = c.between(0, model.length);
                        assertThat(list.takeFirst(n).toByteArray()).isEqualTo(cut(model, 0, n));
                        model = cut(model, n, model.length);
                    }
                    default -> {
                        piece = new byte[0];
                        list.trim();
                    }
                }
                model = join(model, piece);
                assertThat(list.remaining()).isEqualTo(model.length);
                assertThat(list.copyRemaining().toByteArray()).isEqualTo(model);
            }
            list.clear();
            assertThat(marks[1]).isEqualTo(marks[0]);
            assertThat(blocks.outstanding()).isZero();
        });
    }
}
