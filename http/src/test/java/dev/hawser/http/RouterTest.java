package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.message.FieldName;
import dev.hawser.message.Method;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {

    private static Handler says(String what) {
        return request -> Response.ok(what);
    }

    private static Handler tells(String parameter) {
        return request -> Response.ok(parameter + "=" + request.parameter(parameter));
    }

    private final Router router = Router.builder()
            .get("/", says("root"))
            .get("/plain", Handler.nonBlocking(says("plain")))
            .get("/users", says("users"))
            .post("/users", says("new user"))
            .get("/users/{id}", tells("id"))
            .get("/users/me", says("me"))
            .put("/users/new", says("put new"))
            .get(
                    "/users/{id}/posts/{post}",
                    request -> Response.ok(request.parameter("id") + ":" + request.parameter("post")))
            .get("/files/{rest*}", tells("rest"))
            .any("/any", says("any"))
            .get("/a b/ü", says("encoded"))
            .route(Method.HEAD, "/own-head", says("head"))
            .get("/own-head", says("get"))
            .build();

    private String answer(Method method, String target) throws Exception {
        Response response = router.handle(Requests.of(method, target));
        return response.head().status().code() + " " + Contents.text(response).strip();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '"',
            value = {
                "GET / \"200 root\"",
                "GET /plain \"200 plain\"",
                "GET /plain?a=/users \"200 plain\"",
                "GET http://host/plain \"200 plain\"",
                "GET http://host \"200 root\"",
                "HEAD /plain \"200 plain\"",
                "GET /pl%61in \"200 plain\"",
                "GET /users \"200 users\"",
                "POST /users \"200 new user\"",
                "GET /users/7 \"200 id=7\"",
                "GET /users/me \"200 me\"",
                "GET /users/m%65 \"200 me\"",
                "GET /users/a%20b%2Fc \"200 id=a b/c\"",
                "GET /users/7/posts/x \"200 7:x\"",
                "GET /files/ \"200 rest=\"",
                "GET /files/a/b%20c/d \"200 rest=a/b c/d\"",
                "GET /files/a/ \"200 rest=a/\"",
                "DELETE /any \"200 any\"",
                "OPTIONS /any \"200 any\"",
                "GET /a%20b/%C3%BC \"200 encoded\"",
                "GET /a%20b/%c3%bc \"200 encoded\"",
                "HEAD /own-head \"200 head\"",
                "GET /own-head \"200 get\"",
            })
    void thePathAndTheMethodChooseTheHandler(String method, String target, String expected) throws Exception {
        assertThat(answer(Method.of(method), target)).isEqualTo(expected);
    }

    @Test
    void aLiteralThatLacksTheMethodLeavesItToAParameter() throws Exception {
        assertThat(answer(Method.PUT, "/users/new")).isEqualTo("200 put new");
        assertThat(answer(Method.GET, "/users/new")).isEqualTo("200 id=new");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/nowhere", "/plain/", "/Plain", "/users/", "/users//posts/x", "/files", "/users/7/posts", "/a"})
    void aPathThatNoRouteHasIsNotFound(String target) throws Exception {
        assertThat(answer(Method.GET, target)).startsWith("404");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%zz", "/users/%", "/users/%00", "/users/%ff"})
    void aPathThatIsBadlyEncodedIsABadRequest(String target) throws Exception {
        assertThat(answer(Method.GET, target)).startsWith("400");
    }

    @Test
    void aMethodThatThePathDoesNotHaveIsToldTheOnesItHas() throws Exception {
        Response response = router.handle(Requests.of(Method.DELETE, "/users"));
        assertThat(response.head().status().code()).isEqualTo(405);
        assertThat(response.head().fields().get(FieldName.ALLOW)).isEqualTo("GET, POST, HEAD, OPTIONS");
        assertThat(router.handle(Requests.of(Method.POST, "/users/7"))
                        .head()
                        .status()
                        .code())
                .isEqualTo(405);
    }

    @Test
    void optionsAreAnsweredByTheMethodsOfThePath() throws Exception {
        Response response = router.handle(Requests.of(Method.OPTIONS, "/plain"));
        assertThat(response.head().status().code()).isEqualTo(204);
        assertThat(response.head().fields().get(FieldName.ALLOW)).isEqualTo("GET, HEAD, OPTIONS");
    }

    @Test
    void aRouteThatNeverWaitsIsChosenAsSuch() {
        assertThat(router.choose(Requests.get("/plain")).isNonBlocking()).isTrue();
        assertThat(router.choose(Requests.get("/users")).isNonBlocking()).isFalse();
        assertThat(router.choose(Requests.get("/nowhere")).isNonBlocking()).isTrue();
    }

    @Test
    void fallbacksTakeWhatNoRouteTakes() throws Exception {
        Router echo = Router.builder()
                .get("/plain", says("plain"))
                .get("/users/{id}", says("user"))
                .fallback(says("fallback"))
                .methodFallback(says("method"))
                .build();
        for (String path : new String[] {"/plain", "/pl%61in", "/users/7"}) {
            assertThat(Contents.text(echo.handle(Requests.of(Method.POST, path))))
                    .isEqualTo("method");
            assertThat(Contents.text(echo.handle(Requests.of(Method.OPTIONS, path))))
                    .isEqualTo("method");
        }
        assertThat(Contents.text(echo.handle(Requests.get("/other")))).isEqualTo("fallback");
        assertThat(Contents.text(echo.handle(Requests.of(Method.OPTIONS, "*")))).isEqualTo("fallback");
    }

    @Test
    void aRouterMayStandBehindARoute() throws Exception {
        Router outer = Router.builder().any("/users/{rest*}", router).build();
        assertThat(Contents.text(outer.handle(Requests.get("/users/me")))).isEqualTo("me");
    }

    @Test
    void patternsThatCannotBeToldApartAreRefused() {
        Router.Builder routes = Router.builder().get("/users/{id}", says("a"));
        assertThatThrownBy(() -> routes.get("/users/{id}", says("b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two routes for GET /users/{id}");
        assertThatThrownBy(() -> routes.post("/users/{name}", says("b")))
                .hasMessage("the patterns '/users/{id}' and '/users/{name}' take the same paths");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "", "/{rest*}/more", "/{}", "/{*}", "/a{id}", "/{id}b", "/{a{b}}"})
    void badPatternsAreRefused(String pattern) {
        assertThatThrownBy(() -> Router.builder().get(pattern, says("x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pattern '" + pattern + "'");
    }
}
