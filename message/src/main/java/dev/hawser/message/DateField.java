package dev.hawser.message;

import java.nio.charset.StandardCharsets;

/**
 * The value of Date (RFC 9110 6.6.1), formatted once a second instead of once a response.
 *
 * <p>A mutable cell. Confined to the loop that owns it and lends it to its connections.
 */
public final class DateField {

    private long second;
    private byte[] octets = new byte[HttpDate.LENGTH];

    /** A cell that shows {@code epochSecond}. */
    public DateField(long epochSecond) {
        this.second = epochSecond;
        HttpDate.write(epochSecond, octets, 0);
    }

    /** Moves to {@code epochSecond}. Formats only if that is another second. */
    public void tick(long epochSecond) {
        if (epochSecond == second) return;
        byte[] fresh = new byte[HttpDate.LENGTH];
        HttpDate.write(epochSecond, fresh, 0);
        octets = fresh;
        second = epochSecond;
    }

    /** The 29 octets of the date. Lent: not to be written to. They stay as they are when the cell moves on. */
    public byte[] octets() {
        return octets;
    }

    /** The date as text. */
    public String text() {
        return new String(octets, StandardCharsets.US_ASCII);
    }

    /** The second shown. */
    public long second() {
        return second;
    }
}
