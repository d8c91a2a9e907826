package dev.hawser.transport.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** As much of ASN.1 DER (X.690) as keys and certificates need. Lengths in octets. */
final class Der {

    static final int BOOLEAN = 0x01;
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int OID = 0x06;
    static final int UTF8_STRING = 0x0c;
    static final int UTC_TIME = 0x17;
    static final int GENERALIZED_TIME = 0x18;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;

    /** The tag of an explicit [n]. */
    static int explicit(int n) {
        return 0xa0 | n;
    }

    private Der() {}

    /** One value: tag, length, and {@code parts} one after the other. */
    static byte[] value(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) length += part.length;
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            int octets = (39 - Integer.numberOfLeadingZeros(length)) / 8;
            out.write(0x80 | octets);
            for (int i = octets - 1; i >= 0; i--) out.write(length >>> (8 * i));
        }
        for (byte[] part : parts) out.writeBytes(part);
        return out.toByteArray();
    }

    static byte[] sequence(byte[]... parts) {
        return value(SEQUENCE, parts);
    }

    static byte[] integer(long number) {
        return integer(BigInteger.valueOf(number));
    }

    static byte[] integer(BigInteger number) {
        return value(INTEGER, number.toByteArray());
    }

    static byte[] utf8(String text) {
        return value(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A BIT STRING whose last octet has {@code unused} unused bits. */
    static byte[] bits(int unused, byte[] octets) {
        return value(BIT_STRING, new byte[] {(byte) unused}, octets);
    }

    /** The OBJECT IDENTIFIER written as {@code dotted}. */
    static byte[] oid(String dotted) {
        String[] arcs = dotted.split("\\.");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            int arc = Integer.parseInt(arcs[i]);
            for (int shift = 28; shift > 0; shift -= 7) {
                if (arc >>> shift != 0) out.write(0x80 | ((arc >>> shift) & 0x7f));
            }
            out.write(arc & 0x7f);
        }
        return value(OID, out.toByteArray());
    }

    /** Reads values one after the other. Fails by IllegalArgumentException. */
    static final class Reader {
        private final byte[] from;
        private final int end;
        private int at;

        Reader(byte[] der) {
            this(der, 0, der.length);
        }

        private Reader(byte[] from, int at, int end) {
            this.from = from;
            this.at = at;
            this.end = end;
        }

        boolean hasMore() {
            return at < end;
        }

        /** The tag of the next value, or -1 at the end. */
        int tag() {
            return at < end ? from[at] & 0xff : -1;
        }

        /** Enters the next value, which must have {@code tag}, and passes it here. */
        Reader enter(int tag) {
            if (tag() != tag) {
                throw new IllegalArgumentException(
                        "DER: tag 0x%02x at octet %d, but it is 0x%02x".formatted(tag, at, tag()));
            }
            int length = octet(at + 1);
            int start = at + 2;
            if (length >= 0x80) {
                int octets = length & 0x7f;
                if (octets == 0 || octets > 3)
                    throw new IllegalArgumentException("DER: length in %d octets".formatted(octets));
                length = 0;
                for (int i = 0; i < octets; i++) length = length << 8 | octet(start++);
            }
            if (length > end - start) {
                throw new IllegalArgumentException(
                        "DER: value of %d octets at octet %d, but %d are left".formatted(length, at, end - start));
            }
            at = start + length;
            return new Reader(from, start, at);
        }

        /** The content of the next value, which must have {@code tag}. */
        byte[] take(int tag) {
            Reader inside = enter(tag);
            return Arrays.copyOfRange(inside.from, inside.at, inside.end);
        }

        /** Passes the next value, whatever it is, and returns all of its octets. */
        byte[] takeWhole() {
            int start = at;
            enter(tag());
            return Arrays.copyOfRange(from, start, at);
        }

        private int octet(int index) {
            if (index >= end) throw new IllegalArgumentException("DER: cut off at octet " + index);
            return from[index] & 0xff;
        }
    }
}
