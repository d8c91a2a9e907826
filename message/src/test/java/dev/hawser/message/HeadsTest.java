package dev.hawser.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadsTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "GET,     /,                        /,      -",
                "GET,     /a?b=c?d,                 /a,     b=c?d",
                "GET,     /a?,                      /a,     ''",
                "GET,     //x/y,                    //x/y,  -",
                "GET,     http://h:80/p?q,          /p,     q",
                "GET,     http://h,                 /,      -",
                "GET,     http://h?q,               /,      q",
                "GET,     /a?u=http://x/y,          /a,     u=http://x/y",
                "OPTIONS, *,                        *,      -",
                "CONNECT, h:443,                    '',     -"
            })
    void theTargetFallsIntoPathAndQuery(String method, String target, String path, String query) {
        RequestHead head = RequestHead.of(Method.of(method), target);
        assertThat(head.path()).isEqualTo(path);
        assertThat(head.query()).isEqualTo(query);
        assertThat(head.target()).isEqualTo(target);
    }

    @Test
    void theAuthorityOverridesHost() {
        Fields host = Fields.of(FieldName.HOST, "h");
        assertThat(RequestHead.of(Method.GET, "/", host).authority()).isEqualTo("h");
        assertThat(RequestHead.builder(Method.GET, "/")
                        .fields(host)
                        .authority("a")
                        .build()
                        .authority())
                .isEqualTo("a");
        assertThat(RequestHead.of(Method.GET, "/").authority()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "/a b", "/\r\n", "/\u00e9", "/\u007f"})
    void aTargetThatCannotStandInAStartLineIsRefused(String target) {
        assertThatThrownBy(() -> RequestHead.of(Method.GET, target)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"})
    void knownMethodsAreShared(String token) {
        byte[] octets = ("[" + token + "]").getBytes(StandardCharsets.US_ASCII);
        assertThat(Method.parse(octets, 1, octets.length - 1)).isSameAs(Method.of(token));
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "FOO", "M!#$%&'*+-.^_`|~"})
    void otherTokensAreMethodsToo(String token) {
        Method parsed = Method.parse(token.getBytes(StandardCharsets.US_ASCII), 0, token.length());
        assertThat(parsed).isEqualTo(Method.of(token)).isNotEqualTo(Method.GET);
        assertThat(Method.of(token).isSafe()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "G T", "G(T", "G\u0001T", "GET:"})
    void whatIsNoTokenIsNoMethod(String text) {
        assertThat(Method.parse(text.getBytes(StandardCharsets.ISO_8859_1), 0, text.length()))
                .isNull();
        assertThatThrownBy(() -> Method.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void safetyAndIdempotenceAreThoseOfTheRfc() {
        assertThat(Method.GET.isSafe()).isTrue();
        assertThat(Method.POST.isSafe()).isFalse();
        assertThat(Method.PUT.isIdempotent()).isTrue();
        assertThat(Method.PATCH.isIdempotent()).isFalse();
    }

    @Test
    void everyCodeFromHundredOnIsAStatus() {
        for (int code = 100; code <= 999; code++) {
            assertThat(Status.of(code).code()).isEqualTo(code);
            assertThat(Status.of(code)).isEqualTo(Status.of(code));
            assertThat(Status.of(code).forbidsContent()).isEqualTo(code < 200 || code == 204 || code == 304);
        }
        assertThat(Status.of(404)).isSameAs(Status.NOT_FOUND);
        assertThat(Status.of(299).reason()).isEmpty();
        assertThatThrownBy(() -> Status.of(99)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Status.of(1000)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void unknownErrorCodesAreInternalErrors() {
        assertThat(ErrorCode.of(8)).isSameAs(ErrorCode.CANCEL);
        assertThat(ErrorCode.of(14)).isSameAs(ErrorCode.INTERNAL_ERROR);
        assertThat(ErrorCode.of(0xffffffffL)).isSameAs(ErrorCode.INTERNAL_ERROR);
        assertThat(ErrorCode.HTTP_1_1_REQUIRED.code()).isEqualTo(0xd);
    }

    @Test
    void aReasonPhraseMustNotEndTheLine() {
        assertThat(ResponseHead.of(Status.OK, Fields.EMPTY, "fine").reason()).isEqualTo("fine");
        assertThatThrownBy(() -> ResponseHead.of(Status.OK, Fields.EMPTY, "a\r\nb"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
