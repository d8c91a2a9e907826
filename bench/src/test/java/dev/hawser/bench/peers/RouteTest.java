package dev.hawser.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTest {

    @Test
    void eachRouteOfTheDemoIsKnown() {
        assertThat(Route.of("/plain")).isEqualTo(Route.PLAIN);
        assertThat(Route.of("/sink")).isEqualTo(Route.SINK);
        assertThat(Route.of("/bytes/16384")).isEqualTo(new Route.Fixed(16_384));
        assertThat(Route.of("/chunks/20/100")).isEqualTo(new Route.Chunks(20, 100));
        assertThat(Route.of("/file/100m")).isEqualTo(new Route.File("100m"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/plain/",
                "/bytes/",
                "/bytes/-1",
                "/bytes/1048577",
                "/bytes/x",
                "/chunks/1",
                "/chunks/0/1",
                "/chunks/1/1048577",
                "/file/..",
                "/file/a/b"
            })
    void anythingElseIsUnknown(String path) {
        assertThat(Route.of(path)).isEqualTo(Route.UNKNOWN);
    }
}
