package dev.hawser.bytes;

/** More octets were asked for than there are, or than there is room for. Nothing has been moved or written. */
public final class OverrunException extends IndexOutOfBoundsException {

    private static final long serialVersionUID = 1;

    private final long asked;
    private final long available;

    OverrunException(String what, long asked, long available) {
        super("%s: %d octets asked for, %d there".formatted(what, asked, available));
        this.asked = asked;
        this.available = available;
    }

    /** The octets that were asked for. */
    public long asked() {
        return asked;
    }

    /** The octets there were, or the room there was. */
    public long available() {
        return available;
    }
}
