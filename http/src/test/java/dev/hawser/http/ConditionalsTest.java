package dev.hawser.http;

import static dev.hawser.http.Conditionals.Verdict.FAILED;
import static dev.hawser.http.Conditionals.Verdict.NOT_MODIFIED;
import static dev.hawser.http.Conditionals.Verdict.PERFORM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.HttpDate;
import dev.hawser.message.Method;
import org.junit.jupiter.api.Test;

class ConditionalsTest {

    private static final long MODIFIED = 784111777; // Sun, 06 Nov 1994 08:49:37 GMT
    private static final String BEFORE = HttpDate.format(MODIFIED - 1);
    private static final String EXACTLY = HttpDate.format(MODIFIED);
    private static final String AFTER = HttpDate.format(MODIFIED + 1);
    private static final EntityTag TAG = new EntityTag("x", false);

    private static Fields fields(String... pairs) {
        Fields.Builder fields = Fields.builder();
        for (int i = 0; i < pairs.length; i += 2) fields.add(FieldName.of(pairs[i]), pairs[i + 1]);
        return fields.build();
    }

    private static Conditionals.Verdict judge(String... pairs) {
        return Conditionals.judge(Method.GET, fields(pairs), TAG, MODIFIED);
    }

    @Test
    void withoutConditionsTheRequestIsPerformed() {
        assertThat(judge()).isEqualTo(PERFORM);
    }

    @Test
    void ifMatchComparesStrongly() {
        assertThat(judge("If-Match", "\"x\"")).isEqualTo(PERFORM);
        assertThat(judge("If-Match", "*")).isEqualTo(PERFORM);
        assertThat(judge("If-Match", "\"y\"")).isEqualTo(FAILED);
        assertThat(judge("If-Match", "W/\"x\"")).isEqualTo(FAILED);
        assertThat(judge("If-Match", "\"y\"", "If-Match", "\"x\"")).isEqualTo(PERFORM);
    }

    @Test
    void ifUnmodifiedSinceFailsForWhatIsNewer() {
        assertThat(judge("If-Unmodified-Since", BEFORE)).isEqualTo(FAILED);
        assertThat(judge("If-Unmodified-Since", EXACTLY)).isEqualTo(PERFORM);
        assertThat(judge("If-Unmodified-Since", AFTER)).isEqualTo(PERFORM);
        assertThat(judge("If-Unmodified-Since", "yesterday")).isEqualTo(PERFORM);
    }

    @Test
    void ifMatchGoesBeforeIfUnmodifiedSince() {
        assertThat(judge("If-Match", "\"x\"", "If-Unmodified-Since", BEFORE)).isEqualTo(PERFORM);
        assertThat(judge("If-Match", "\"y\"", "If-Unmodified-Since", AFTER)).isEqualTo(FAILED);
    }

    @Test
    void ifNoneMatchComparesWeakly() {
        assertThat(judge("If-None-Match", "\"x\"")).isEqualTo(NOT_MODIFIED);
        assertThat(judge("If-None-Match", "W/\"x\"")).isEqualTo(NOT_MODIFIED);
        assertThat(judge("If-None-Match", "*")).isEqualTo(NOT_MODIFIED);
        assertThat(judge("If-None-Match", "\"y\"")).isEqualTo(PERFORM);
    }

    @Test
    void ifNoneMatchFailsOtherMethodsThanGetAndHead() {
        Fields fields = fields("If-None-Match", "*");
        assertThat(Conditionals.judge(Method.HEAD, fields, TAG, MODIFIED)).isEqualTo(NOT_MODIFIED);
        assertThat(Conditionals.judge(Method.PUT, fields, TAG, MODIFIED)).isEqualTo(FAILED);
    }

    @Test
    void ifModifiedSinceHoldsForWhatIsNoNewer() {
        assertThat(judge("If-Modified-Since", BEFORE)).isEqualTo(PERFORM);
        assertThat(judge("If-Modified-Since", EXACTLY)).isEqualTo(NOT_MODIFIED);
        assertThat(judge("If-Modified-Since", AFTER)).isEqualTo(NOT_MODIFIED);
        assertThat(judge("If-Modified-Since", "tomorrow")).isEqualTo(PERFORM);
        assertThat(judge("If-Modified-Since", "Sunday, 06-Nov-94 08:49:37 GMT")).isEqualTo(NOT_MODIFIED);
    }

    @Test
    void ifNoneMatchGoesBeforeIfModifiedSince() {
        assertThat(judge("If-None-Match", "\"y\"", "If-Modified-Since", AFTER)).isEqualTo(PERFORM);
        assertThat(judge("If-None-Match", "\"x\"", "If-Modified-Since", BEFORE)).isEqualTo(NOT_MODIFIED);
    }

    @Test
    void aFailedPreconditionGoesBeforeNotModified() {
        assertThat(judge("If-Match", "\"y\"", "If-None-Match", "\"x\"")).isEqualTo(FAILED);
        assertThat(judge("If-Unmodified-Since", BEFORE, "If-None-Match", "\"x\""))
                .isEqualTo(FAILED);
    }

    @Test
    void anUnknownDateOfModificationMeetsNoDate() {
        assertThat(Conditionals.judge(Method.GET, fields("If-Modified-Since", AFTER), TAG, HttpDate.INVALID))
                .isEqualTo(PERFORM);
        assertThat(Conditionals.judge(Method.GET, fields("If-Unmodified-Since", BEFORE), TAG, HttpDate.INVALID))
                .isEqualTo(PERFORM);
    }

    private static boolean applies(EntityTag tag, long now, String... pairs) {
        return Conditionals.rangeApplies(fields(pairs), tag, MODIFIED, now);
    }

    @Test
    void ifRangeTakesStrongTagsAndExactDates() {
        long later = MODIFIED + 60;
        assertThat(applies(TAG, later)).isTrue();
        assertThat(applies(TAG, later, "If-Range", "\"x\"")).isTrue();
        assertThat(applies(TAG, later, "If-Range", "\"y\"")).isFalse();
        assertThat(applies(TAG, later, "If-Range", "W/\"x\"")).isFalse();
        assertThat(applies(TAG.weakened(), later, "If-Range", "\"x\"")).isFalse();
        assertThat(applies(TAG, later, "If-Range", EXACTLY)).isTrue();
        assertThat(applies(TAG, later, "If-Range", AFTER)).isFalse();
        assertThat(applies(TAG, later, "If-Range", BEFORE)).isFalse();
        assertThat(applies(TAG, MODIFIED, "If-Range", EXACTLY)).isFalse();
        assertThat(applies(TAG, later, "If-Range", "nonsense")).isFalse();
    }
}
