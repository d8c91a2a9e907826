package dev.hawser.wire.h2;

import dev.hawser.wire.h2.H2Stream.Place;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which stream's turn it is (RFC 9218 10). Heads go first, most urgent first, in the order in which they were queued.
 * Content goes by urgency; within one urgency, streams that want their content whole take one after the other in the
 * order of their identifiers, incremental ones take turns, and the two kinds alternate. Every sixteenth turn goes to a
 * lower urgency, so that nothing starves.
 *
 * <p>Only streams that can send stand here: one whose window is empty has left. Every operation is O(1), but that a
 * stream that comes back out of order walks past later ones.
 */
final class Scheduler {

    private static final int SHARE = 16;

    /** Heads are 0 to 7, whole content 8 to 15, incremental content 16 to 23; made when first used. */
    private final @Nullable StreamRing[] rings = new @Nullable StreamRing[3 * Priority.URGENCIES];

    private static final int WHOLE = Priority.URGENCIES;
    private static final int INCREMENTAL = 2 * Priority.URGENCIES;

    /** Bit u: the ring of urgency u has a stream. */
    private int heads;

    private int whole;
    private int incremental;

    /** Bit u: the last turn of urgency u went to an incremental stream. */
    private int lastWasIncremental;

    /** Turns since a lower urgency had one. */
    private int turns;

    private int lastShare;

    /** The urgency whose turn {@link #content} gave, and whether the stream was an incremental one. */
    private int givenUrgency;

    private boolean givenIncremental;

    boolean hasHeads() {
        return heads != 0;
    }

    boolean hasContent() {
        return (whole | incremental) != 0;
    }

    /** Whether content of a stream that is more urgent than {@code priority} waits. */
    boolean hasMoreUrgent(int priority) {
        return ((whole | incremental) & (1 << Priority.urgency(priority)) - 1) != 0;
    }

    void addHead(H2Stream stream) {
        int urgency = Priority.urgency(stream.priority);
        ring(urgency).addLast(stream);
        heads |= 1 << urgency;
        stream.place = Place.HEADS;
    }

    void addContent(H2Stream stream) {
        int urgency = Priority.urgency(stream.priority);
        if (Priority.isIncremental(stream.priority)) {
            ring(INCREMENTAL + urgency).addLast(stream);
            incremental |= 1 << urgency;
        } else {
            ring(WHOLE + urgency).addInOrder(stream);
            whole |= 1 << urgency;
        }
        stream.place = Place.CONTENT;
    }

    void remove(H2Stream stream) {
        int urgency = Priority.urgency(stream.priority);
        switch (stream.place) {
            case NOWHERE -> {
                return;
            }
            case HEADS -> {
                StreamRing ring = ring(urgency);
                ring.remove(stream);
                if (ring.isEmpty()) heads &= ~(1 << urgency);
            }
            case CONTENT -> {
                boolean turns = Priority.isIncremental(stream.priority);
                StreamRing ring = ring((turns ? INCREMENTAL : WHOLE) + urgency);
                ring.remove(stream);
                if (ring.isEmpty() && turns) incremental &= ~(1 << urgency);
                else if (ring.isEmpty()) whole &= ~(1 << urgency);
            }
        }
        stream.place = Place.NOWHERE;
    }

    /** Gives a stream another priority, wherever it waits. */
    void change(H2Stream stream, int priority) {
        Place place = stream.place;
        remove(stream);
        stream.priority = priority;
        switch (place) {
            case NOWHERE -> {}
            case HEADS -> addHead(stream);
            case CONTENT -> addContent(stream);
        }
    }

    /** The stream whose head is next, taken out. */
    H2Stream takeHead() {
        H2Stream stream = ring(Integer.numberOfTrailingZeros(heads)).first();
        remove(stream);
        return stream;
    }

    /** The stream whose content is next. It stays where it is; {@link #took} must follow when a frame of it was cut. */
    H2Stream content() {
        int ready = whole | incremental;
        int urgency = Integer.numberOfTrailingZeros(ready);
        int lower = ready & ready - 1;
        if (lower != 0 && turns >= SHARE - 1) {
            // Lower urgencies take turns in this share as well.
            int after = lower & -1 << (lastShare + 1);
            urgency = Integer.numberOfTrailingZeros(after != 0 ? after : lower);
        }
        int bit = 1 << urgency;
        boolean both = (whole & incremental & bit) != 0;
        givenUrgency = urgency;
        givenIncremental = both ? (lastWasIncremental & bit) == 0 : (incremental & bit) != 0;
        return ring((givenIncremental ? INCREMENTAL : WHOLE) + urgency).first();
    }

    /** The stream that {@link #content} gave has had its turn. Call it before the stream is taken out. */
    void took() {
        int bit = 1 << givenUrgency;
        int ready = whole | incremental;
        if ((ready & bit - 1) != 0) {
            turns = 0;
            lastShare = givenUrgency;
        } else if ((ready & -1 << (givenUrgency + 1)) != 0) {
            turns++;
        } else {
            turns = 0;
        }
        if (givenIncremental) {
            lastWasIncremental |= bit;
            ring(INCREMENTAL + givenUrgency).firstToLast();
        } else {
            lastWasIncremental &= ~bit;
        }
    }

    private StreamRing ring(int index) {
        StreamRing ring = rings[index];
        if (ring == null) rings[index] = ring = new StreamRing();
        return Objects.requireNonNull(ring);
    }
}
