package dev.hawser.wire.hpack;

/**
 * Decodes header blocks (RFC 7541). One per direction and connection; blocks go in in the order of the wire.
 *
 * <p>Indexed fields come out as the table's own objects, without allocation. Nothing is allocated from a length before
 * the octets it announces are there. Fields beyond the limits of {@link HpackFields} are decoded and forgotten.
 */
public final class HpackDecoder {

    /** RFC 7541 4.2: between two blocks a size is changed at most twice, to the smallest and to the last one. */
    private static final int MOST_UPDATES = 2;

    /** No index, length or table size of a block that fits in memory needs more than 28 bits behind its prefix. */
    private static final int MOST_CONTINUATION_OCTETS = 4;

    private final DecoderTable table;

    /** The largest size that the peer may set: our SETTINGS_HEADER_TABLE_SIZE. */
    private int allowed;

    /** Set when {@link #allowed} was lowered below the table's limit: the next block must begin with an update. */
    private boolean updateDue;

    private static final byte[] NO_OCTETS = {};

    /** Where strings are put before they are text; made when the first one needs it. */
    private byte[] scratch = NO_OCTETS;

    private long sizeUpdates;

    // While decoding.
    private byte[] in = NO_OCTETS;
    private int at;
    private int end;

    /** @param tableSize SETTINGS_HEADER_TABLE_SIZE as this side announces it; 4,096 unless told */
    public HpackDecoder(int tableSize) {
        this.table = new DecoderTable(tableSize);
        this.allowed = tableSize;
    }

    /** Takes a new SETTINGS_HEADER_TABLE_SIZE of this side, once the peer has acknowledged it. */
    public void limitTable(int size) {
        allowed = size;
        updateDue = size < table.limit();
    }

    /** A number that changes whenever the table does: equal blocks mean equal fields while it stays. */
    public long generation() {
        return table.generation();
    }

    /** Size updates seen so far. */
    public long sizeUpdates() {
        return sizeUpdates;
    }

    /**
     * Decodes one whole block and adds its fields to {@code fields}. Borrows {@code block} until it returns.
     *
     * @throws HpackException when the block is no such; the decoder is of no use afterwards
     */
    public void decode(byte[] block, int from, int to, HpackFields fields) throws HpackException {
        in = block;
        at = from;
        end = to;
        try {
            takeSizeUpdates();
            while (at < end) field(fields);
        } finally {
            in = scratch;
        }
        if (scratch.length > 4096) rest();
    }

    /** Lets go of what it needs only while it decodes. */
    public void rest() {
        scratch = in = stringArray = NO_OCTETS;
    }

    private void takeSizeUpdates() throws HpackException {
        int updates = 0;
        while (at < end && (in[at] & 0xe0) == 0x20) {
            int size = integer(5);
            if (size > allowed) {
                throw new HpackException("a dynamic table of %d octets where %d are allowed".formatted(size, allowed));
            }
            if (++updates > MOST_UPDATES) {
                throw new HpackException("more than %d table size updates in one block".formatted(MOST_UPDATES));
            }
            table.resize(size);
            sizeUpdates++;
        }
        if (updateDue && at < end) {
            if (updates == 0) throw new HpackException("no size update after the table was limited to " + allowed);
            updateDue = false;
        }
    }

    private void field(HpackFields fields) throws HpackException {
        int first = in[at];
        if (first < 0) {
            fields.add(indexed(integer(7)));
        } else if ((first & 0x40) != 0) {
            insertLiteral(fields);
        } else if ((first & 0x20) != 0) {
            throw new HpackException("a table size update behind a field");
        } else {
            literal(fields);
        }
    }

    private HpackField indexed(int index) throws HpackException {
        if (index > 0 && index <= StaticTable.LENGTH) return StaticTable.get(index);
        int dynamic = index - StaticTable.LENGTH - 1;
        if (dynamic < 0 || dynamic >= table.count()) {
            throw new HpackException(
                    "index %d where %d are in use".formatted(index, StaticTable.LENGTH + table.count()));
        }
        return table.get(dynamic);
    }

    private void insertLiteral(HpackFields fields) throws HpackException {
        HpackName name = name(integer(6));
        HpackField field = value(name);
        table.add(field);
        fields.add(field);
    }

    /** A literal that is not put into the table: when it is not kept either, it never becomes an object. */
    private void literal(HpackFields fields) throws HpackException {
        int index = integer(4);
        if (!fields.isTooLarge()) {
            fields.add(value(name(index)));
            return;
        }
        int size = HpackField.OVERHEAD;
        if (index == 0) {
            string();
            size += stringEnd - stringFrom;
        } else {
            size += indexed(index).name().text().length();
        }
        string();
        fields.skip(size + stringEnd - stringFrom);
    }

    private HpackName name(int index) throws HpackException {
        if (index != 0) return indexed(index).name();
        string();
        return HpackName.of(stringArray, stringFrom, stringEnd);
    }

    private HpackField value(HpackName name) throws HpackException {
        string();
        byte[] array = stringArray;
        boolean wellFormed = Octets.isValue(array, stringFrom, stringEnd);
        return new HpackField(name, Octets.text(array, stringFrom, stringEnd), wellFormed);
    }

    // Where the last string's octets are: in the block itself, or decoded in the scratch array.
    private byte[] stringArray = NO_OCTETS;
    private int stringFrom;
    private int stringEnd;

    private void string() throws HpackException {
        if (at >= end) throw new HpackException("the block ends where a string is due");
        boolean huffman = in[at] < 0;
        int length = integer(7);
        if (length > end - at) {
            throw new HpackException("a string of %d octets in %d".formatted(length, end - at));
        }
        int from = at;
        at += length;
        if (!huffman) {
            stringArray = in;
            stringFrom = from;
            stringEnd = at;
            return;
        }
        int bound = Huffman.decodedBound(length);
        if (scratch.length < bound) scratch = new byte[Math.max(bound, Math.max(256, scratch.length * 2))];
        stringArray = scratch;
        stringFrom = 0;
        stringEnd = Huffman.decode(in, from, at, scratch, 0);
    }

    /** An integer with a prefix of {@code prefix} bits at {@link #at} (RFC 7541 5.1). */
    private int integer(int prefix) throws HpackException {
        int most = (1 << prefix) - 1;
        int value = in[at++] & most;
        if (value < most) return value;
        for (int shift = 0; ; shift += 7) {
            if (at >= end) throw new HpackException("the block ends inside an integer");
            int octet = in[at++];
            if (shift == 7 * MOST_CONTINUATION_OCTETS) {
                // Needless octets are allowed as long as they add nothing, but not for ever.
                if ((octet & 0x7f) != 0 || octet < 0) throw new HpackException("an integer of too many octets");
                return value;
            }
            value += (octet & 0x7f) << shift;
            if (octet >= 0) return value;
        }
    }
}
