package dev.hawser.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.message.internal.Heads;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Packed fields must answer everything as built fields do. */
class PackedFieldsTest {

    private static Fields pack(String prefix, String... namesAndValues) {
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.writeBytes(latin1(prefix));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            byte[] name = latin1(namesAndValues[i]);
            byte[] value = latin1(namesAndValues[i + 1]);
            int found = Heads.findName(name, 0, name.length);
            if (found < 0 || (found & Heads.OTHER) != 0) {
                record.write(Heads.SPELLED);
                record.write(name.length >> 8);
                record.write(name.length);
                record.writeBytes(name);
            } else {
                record.write(found);
            }
            if (value.length < 128) {
                record.write(value.length);
            } else {
                record.write(0x80 | value.length >> 16);
                record.write(value.length >> 8);
                record.write(value.length);
            }
            record.writeBytes(value);
        }
        return Heads.packed(record.toByteArray(), prefix.length(), namesAndValues.length / 2);
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void assertSame(Fields packed, Fields built) {
        assertThat(packed).isEqualTo(built).hasSameHashCodeAs(built);
        assertThat(built).isEqualTo(packed);
        assertThat(packed.listSize()).isEqualTo(built.listSize());
        assertThat(packed.toString()).isEqualTo(built.toString());
        for (int i = 0; i < built.size(); i++) {
            assertThat(packed.rawNameAt(i)).isEqualTo(built.rawNameAt(i));
            FieldName name = built.nameAt(i);
            assertThat(packed.nameAt(i)).isEqualTo(name);
            assertThat(packed.valueAt(i)).isEqualTo(built.valueAt(i));
            assertThat(packed.get(name)).isEqualTo(built.get(name));
            assertThat(packed.all(name)).isEqualTo(built.all(name));
            assertThat(packed.joined(name)).isEqualTo(built.joined(name));
        }
        assertThat(packed.toBuilder().build()).isEqualTo(built);
    }

    @Test
    void everySpellingAndLengthReadsAsBuiltFieldsDo() {
        String[] lines = {
            "Host",
            "example.org",
            "host",
            "other",
            "HOST",
            "third",
            "X-Unknown",
            "v",
            "x-unknown",
            "",
            "Accept",
            "a".repeat(127),
            "accept",
            "b".repeat(128),
            "COOKIE",
            "c".repeat(300),
            "n".repeat(300),
            "long name",
            "sec-ch-ua",
            "\"x\"",
            "Date",
            "caf\u00e9",
            "Via",
            "d".repeat(70_000)
        };
        Fields.Builder built = Fields.builder();
        for (int i = 0; i < lines.length; i += 2) built.add(lines[i], lines[i + 1]);
        assertSame(pack("", lines), built.build());
        assertSame(pack("/some/target", lines), built.build());
    }

    @Test
    void randomFieldsReadAsBuiltFieldsDo() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            List<String> lines = new ArrayList<>();
            Fields.Builder built = Fields.builder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                String name = random.nextInt(4) == 0
                        ? "x-" + random.nextInt(5)
                        : FieldName.known(random.nextInt(FieldName.knownCount()))
                                .canonical();
                if (random.nextInt(3) == 0) name = name.toLowerCase(Locale.ROOT);
                if (random.nextInt(5) == 0) name = name.toUpperCase(Locale.ROOT);
                String value = "v".repeat(random.nextInt(200));
                lines.add(name);
                lines.add(value);
                built.add(name, value);
            }
            assertSame(pack("t", lines.toArray(String[]::new)), built.build());
        }
    }

    @Test
    void absentNamesAreAbsent() {
        Fields packed = pack("", "Host", "h", "x-a", "1");
        assertThat(packed.get(FieldName.ACCEPT)).isNull();
        assertThat(packed.get("x-b")).isNull();
        assertThat(packed.get("x-aa")).isNull();
        assertThat(packed.contains("X-A")).isTrue();
        assertThatThrownBy(() -> packed.valueAt(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> packed.nameAt(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aPackedHeadKnowsItsTarget() {
        byte[] record = latin1("/p?q" + "\0\0"); // the known name 0 with an empty value
        RequestHead head = Heads.packedRequest(Method.GET, record, 4, 1, HttpVersion.HTTP_1_1);
        assertThat(head.target()).isEqualTo("/p?q");
        assertThat(head.path()).isEqualTo("/p");
        assertThat(head.query()).isEqualTo("q");
        assertThat(head.fields().nameAt(0)).isSameAs(FieldName.known(0));
        assertThat(head.authority()).isNull();
    }
}
