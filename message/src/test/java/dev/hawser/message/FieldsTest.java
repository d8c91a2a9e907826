package dev.hawser.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {

    @Test
    void orderRepeatsAndSpellingAreKept() {
        Fields fields = Fields.builder()
                .add("X-One", "1")
                .add("accept", "a")
                .add(FieldName.ACCEPT, "b")
                .add("x-one", "2")
                .build();
        assertThat(fields.size()).isEqualTo(4);
        assertThat(fields.rawNameAt(0)).isEqualTo("X-One");
        assertThat(fields.rawNameAt(1)).isEqualTo("accept");
        assertThat(fields.rawNameAt(2)).isEqualTo("Accept");
        assertThat(fields.rawNameAt(3)).isEqualTo("x-one");
        assertThat(fields.nameAt(0)).isEqualTo(fields.nameAt(3));
        assertThat(fields.all("X-ONE")).containsExactly("1", "2");
        assertThat(fields.all(FieldName.ACCEPT)).containsExactly("a", "b");
        assertThat(fields.joined(FieldName.ACCEPT)).isEqualTo("a, b");
    }

    @Test
    void lookUpIgnoresCaseAndAnswersTheFirst() {
        Fields fields = Fields.builder()
                .add("HOST", "h")
                .add("X-A", "1")
                .add("x-a", "2")
                .build();
        assertThat(fields.get(FieldName.HOST)).isEqualTo("h");
        assertThat(fields.get("x-A")).isEqualTo("1");
        assertThat(fields.get("x-b")).isNull();
        assertThat(fields.contains("hOsT")).isTrue();
        assertThat(fields.contains(FieldName.DATE)).isFalse();
        assertThat(fields.all("x-b")).isEmpty();
        assertThat(fields.joined(FieldName.DATE)).isNull();
    }

    @Test
    void tokensAreFoundInEveryLineOfAList() {
        Fields fields = Fields.builder()
                .add(FieldName.CONNECTION, "keep-alive, Upgrade")
                .add(FieldName.CONNECTION, "\tclose".strip())
                .build();
        assertThat(fields.containsToken(FieldName.CONNECTION, "upgrade")).isTrue();
        assertThat(fields.containsToken(FieldName.CONNECTION, "CLOSE")).isTrue();
        assertThat(fields.containsToken(FieldName.CONNECTION, "keep")).isFalse();
        assertThat(fields.containsToken(FieldName.CONNECTION, "")).isFalse();
        assertThat(fields.containsToken(FieldName.TE, "trailers")).isFalse();
    }

    @Test
    void setReplacesInPlaceAndRemoveTakesAll() {
        Fields.Builder builder =
                Fields.builder().add("a", "1").add("b", "2").add("A", "3").add("c", "4");
        assertThat(builder.set("a", "9").build())
                .isEqualTo(Fields.builder()
                        .add("a", "9")
                        .add("b", "2")
                        .add("c", "4")
                        .build());
        assertThat(builder.remove("B").set("d", "5").build())
                .isEqualTo(Fields.builder()
                        .add("a", "9")
                        .add("c", "4")
                        .add("d", "5")
                        .build());
        assertThat(builder.contains(FieldName.of("d"))).isTrue();
    }

    @Test
    void whatIsBuiltStaysWhenTheBuilderGoesOn() {
        Fields.Builder builder = Fields.builder().add("a", "1");
        Fields first = builder.build();
        builder.set("a", "2").add("b", "3");
        assertThat(first.size()).isEqualTo(1);
        assertThat(first.get("a")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb", "a\nb", "a\rb", "a\0b", "a\u0001", " a", "a ", "\ta", "a\t", "\u20ac", "a\u007f"})
    void aValueThatCouldBecomeSomethingElseIsRefused(String value) {
        assertThatThrownBy(() -> Fields.of(FieldName.COOKIE, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Cookie")
                .hasMessageNotContaining(value);
        assertThatThrownBy(() -> Fields.builder().set("cookie", value)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:", "\u00e9", "a\n", ":path", "a(", "\"a\"", "a\u007f"})
    void aNameThatIsNoTokenIsRefused(String name) {
        assertThatThrownBy(() -> FieldName.of(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fields.builder().add(name, "v")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theListSizeCountsThirtyTwoForEachLine() {
        Fields fields =
                Fields.builder().add("ab", "cde").add(FieldName.HOST, "").build();
        assertThat(fields.listSize()).isEqualTo(2 + 3 + 32 + 4 + 32);
        assertThat(Fields.EMPTY.listSize()).isZero();
    }

    @Test
    void secretsStayOutOfTheText() {
        Fields fields = Fields.builder()
                .add(FieldName.AUTHORIZATION, "Bearer hidden")
                .add(FieldName.ACCEPT, "shown")
                .build();
        assertThat(fields.toString()).contains("shown").doesNotContain("hidden");
    }

    @Test
    void everyKnownNameIsFoundByItsOctetsInAnyCase() {
        for (int id = 0; id < FieldName.knownCount(); id++) {
            FieldName name = FieldName.known(id);
            assertThat(name.id()).isEqualTo(id);
            for (String spelling :
                    new String[] {name.text(), name.canonical(), name.text().toUpperCase(java.util.Locale.ROOT)}) {
                byte[] octets = ("x" + spelling + "y").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                assertThat(KnownNames.find(octets, 1, octets.length - 1)).isSameAs(name);
                assertThat(KnownNames.find(octets, 0, octets.length)).isNull();
                assertThat(FieldName.of(spelling)).isSameAs(name);
            }
        }
    }

    @Test
    void octetsThatOnlyResembleAKnownNameAreNotFound() {
        byte[] octets = "content\rlength".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        assertThat(KnownNames.find(octets, 0, octets.length)).isNull();
        assertThat(KnownNames.find(octets, 3, 3)).isNull();
    }

    @Test
    void unknownNamesAreEqualByLetters() {
        assertThat(FieldName.of("X-Foo")).isEqualTo(FieldName.of("x-FOO")).hasSameHashCodeAs(FieldName.of("x-foo"));
        assertThat(FieldName.of("X-Foo").text()).isEqualTo("x-foo");
        assertThat(FieldName.of("X-Foo")).isNotEqualTo(FieldName.HOST);
    }
}
