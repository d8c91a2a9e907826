package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypesTest {

    @ParameterizedTest
    @CsvSource({
        "index.html, text/html; charset=utf-8",
        "INDEX.HTML, text/html; charset=utf-8",
        "a.b.css, text/css; charset=utf-8",
        "app.mjs, text/javascript; charset=utf-8",
        "data.json, application/json",
        "feed.xml, application/xml; charset=utf-8",
        "picture.svg, image/svg+xml",
        "picture.jpeg, image/jpeg",
        "module.wasm, application/wasm",
        "font.woff2, font/woff2",
        ".txt, text/plain; charset=utf-8",
    })
    void theEndingTellsTheType(String name, String type) {
        assertThat(MediaTypes.find(name)).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"README", "", "a.", "a.unheard-of", "html"})
    void noOrAnUnknownEndingTellsNothing(String name) {
        assertThat(MediaTypes.find(name)).isNull();
    }

    @Test
    void theCommonEndingsAreKnown() {
        assertThat(MediaTypes.size()).isGreaterThan(130);
    }

    @ParameterizedTest
    @CsvSource({
        "text/html; charset=utf-8, true",
        "application/json, true",
        "image/svg+xml, true",
        "application/wasm, true",
        "image/png, false",
        "application/zip, false",
        "video/mp4, false",
        "application/octet-stream, false"
    })
    void textIsCompressibleAndMediaAreNot(String type, boolean compressible) {
        assertThat(MediaTypes.isCompressible(type)).isEqualTo(compressible);
    }
}
