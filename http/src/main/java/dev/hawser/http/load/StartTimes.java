package dev.hawser.http.load;

/** When each open exchange was begun, by its number. Open addressing, nothing boxed, no more than half full. */
final class StartTimes {

    private int[] numbers;
    private long[] times;
    private int size;

    StartTimes(int most) {
        int slots = Math.max(4, Integer.highestOneBit(most) << 2);
        numbers = new int[slots];
        times = new long[slots];
    }

    int size() {
        return size;
    }

    void put(int number, long time) {
        int at = find(number);
        numbers[at] = number;
        times[at] = time;
        size++;
    }

    /** Takes out the time of {@code number}; {@link Long#MIN_VALUE} when there is none. */
    long take(int number) {
        int at = find(number);
        if (numbers[at] == 0) return Long.MIN_VALUE;
        long time = times[at];
        numbers[at] = 0;
        size--;
        int mask = numbers.length - 1;
        // What was pushed aside by the one that has gone moves up, so that no search stops too early.
        for (int k = (at + 1) & mask; numbers[k] != 0; k = (k + 1) & mask) {
            int moved = numbers[k];
            numbers[k] = 0;
            int to = find(moved);
            numbers[to] = moved;
            times[to] = times[k];
        }
        return time;
    }

    void clear() {
        numbers = new int[numbers.length];
        size = 0;
    }

    private int find(int number) {
        int mask = numbers.length - 1;
        // HTTP/2 numbers are odd, and follow one another by two.
        int at = (number >>> 1) & mask;
        while (numbers[at] != 0 && numbers[at] != number) at = (at + 1) & mask;
        return at;
    }
}
