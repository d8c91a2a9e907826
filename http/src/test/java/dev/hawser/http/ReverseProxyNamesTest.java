package dev.hawser.http;

import static dev.hawser.http.ProxyHouse.text;
import static dev.hawser.http.ProxyHouse.url;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.http.OutsideNames.Replacement;
import dev.hawser.http.OutsideNames.Rules;
import dev.hawser.http.OutsideNames.Sides;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.Status;
import java.net.CookieManager;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What upstreams say of their own names and paths, and what clients hear. */
final class ReverseProxyNamesTest {

    private static final Rules USUAL = new Rules(false, List.of(), List.of(), List.of());

    private final ProxyHouse house = new ProxyHouse();

    @AfterEach
    void stop() throws Exception {
        house.closeAll();
    }

    // ---------------------------------------------------------------- over the wire

    /** A server that sends everybody to its login, by its own name, and counts visits in a cookie. */
    private InetSocketAddress shop() throws Exception {
        return house.serve(request -> {
            String own = "http://" + request.head().authority() + "/app";
            String seen = request.field(FieldName.COOKIE);
            return switch (request.path()) {
                case "/app/login" -> Response.ok(seen == null ? "who?" : "welcome " + seen);
                case "/app/made" ->
                    Response.status(Status.CREATED)
                            .field(FieldName.CONTENT_LOCATION, own + "/things/1")
                            .field(FieldName.REFRESH, "3; url=" + own + "/things/1?new#top")
                            .body("made");
                default ->
                    Response.status(Status.FOUND)
                            .field(FieldName.LOCATION, own + "/login")
                            .field(FieldName.SET_COOKIE, "a=1; Path=/app; HttpOnly")
                            .field(FieldName.SET_COOKIE, "b=2; Domain=127.0.0.1; Path=/app/login; Secure")
                            .empty();
            };
        });
    }

    @ParameterizedTest
    @CsvSource({"HTTP_1_1, HTTP_1_1", "HTTP_1_1, HTTP_2", "HTTP_2, HTTP_1_1", "HTTP_2, HTTP_2"})
    void whatAnUpstreamSaysOfItselfLeadsBackThroughTheProxy(HttpVersion front, HttpVersion back) throws Exception {
        ReverseProxy proxy = ReverseProxy.builder()
                .upstream(url(shop()) + "/app")
                .stripPrefix("/shop")
                .client(ReverseProxy.client().versions(back).build())
                .build();
        String to = url(house.front(proxy)) + "/shop";
        Client client = house.client(front);
        Call asked = Call.builder(Method.GET, to + "/cart")
                .field(FieldName.HOST, "www.example.org")
                .build();
        try (Reply reply = client.send(asked)) {
            assertThat(reply.status()).isEqualTo(Status.FOUND);
            assertThat(reply.field(FieldName.LOCATION)).isEqualTo("/shop/login");
            assertThat(reply.fields().all(FieldName.SET_COOKIE))
                    .containsExactly("a=1; Path=/shop; HttpOnly", "b=2; Path=/shop/login; Secure");
        }
        try (Reply reply = client.get(to + "/made")) {
            assertThat(reply.field(FieldName.CONTENT_LOCATION)).isEqualTo("/shop/things/1");
            assertThat(reply.field(FieldName.REFRESH)).isEqualTo("3; url=/shop/things/1?new#top");
            assertThat(text(reply)).isEqualTo("made");
        }
        assertThat(house.faults).isEmpty();
    }

    @Test
    void aBrowserThatFollowsKeepsItsCookies() throws Exception {
        ReverseProxy proxy = ReverseProxy.builder()
                .upstream(url(shop()) + "/app")
                .stripPrefix("/shop")
                .passHost()
                .build();
        InetSocketAddress front = house.front(proxy);
        ClientConfig browser =
                ClientConfig.builder().cookies(new CookieManager()).build();
        try (Client client = Client.create(browser);
                Reply reply = client.get(url(front) + "/shop/cart")) {
            assertThat(reply.uri().getPath()).isEqualTo("/shop/login");
            assertThat(text(reply)).isEqualTo("welcome a=1");
        }
    }

    @Test
    void fieldsStayAsWrittenWhereThatIsWanted() throws Exception {
        InetSocketAddress shop = shop();
        ReverseProxy proxy = ReverseProxy.builder()
                .upstream(url(shop) + "/app")
                .stripPrefix("/shop")
                .verbatim()
                .build();
        try (Reply reply = house.client(HttpVersion.HTTP_1_1).get(url(house.front(proxy)) + "/shop/cart")) {
            assertThat(reply.field(FieldName.LOCATION)).isEqualTo(url(shop) + "/app/login");
            assertThat(reply.fields().all(FieldName.SET_COOKIE))
                    .containsExactly("a=1; Path=/app; HttpOnly", "b=2; Domain=127.0.0.1; Path=/app/login; Secure");
        }
    }

    @Test
    void rulesOfOnesOwnComeFirst() throws Exception {
        ReverseProxy proxy = ReverseProxy.builder()
                .upstream(url(shop()) + "/app")
                .verbatim()
                .host("app.lan")
                .redirect("http://app.lan/app/", "https://www.example.org/")
                .redirect("http://app.lan", "never used")
                .cookieDomain("127.0.0.1", "example.org")
                .cookiePath("/app/", "/")
                .build();
        try (Reply reply = house.client(HttpVersion.HTTP_1_1).get(url(house.front(proxy)) + "/cart")) {
            assertThat(reply.field(FieldName.LOCATION)).isEqualTo("https://www.example.org/login");
            assertThat(reply.fields().all(FieldName.SET_COOKIE))
                    .containsExactly("a=1; Path=/app; HttpOnly", "b=2; Domain=example.org; Path=/login; Secure");
        }
    }

    @Test
    void rulesThatCannotBeAreRefused() {
        ReverseProxy.Builder proxy = ReverseProxy.builder();
        assertThatThrownBy(() -> proxy.redirect("", "/")).hasMessage("redirect: there is no text to begin with");
        assertThatThrownBy(() -> proxy.redirect("/a", "/\r\nX: y")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> proxy.cookieDomain("a", "b; c")).hasMessage("cookieDomain: a semicolon in b; c");
        assertThatThrownBy(() -> proxy.cookiePath("", "/")).isInstanceOf(IllegalArgumentException.class);
    }

    // ---------------------------------------------------------------- by the letter

    private static String told(FieldName name, String value, String prefix, Rules rules, Sides sides, Upstream... all) {
        OutsideNames names = new OutsideNames(List.of(all), prefix, rules);
        return String.valueOf(names.of(Fields.of(name, value), sides).get(name));
    }

    /** What becomes of a Location of {@code http://up.lan:9000} and {@code base}, asked by https for {@code www.example.org}. */
    private static String location(String said, String base, String prefix, String asked) {
        Upstream upstream = new Upstream("http://up.lan:9000" + base, 1);
        Upstream other = new Upstream("http://other.lan/o", 1);
        Sides sides = new Sides(upstream, asked, "www.example.org", true);
        return told(FieldName.LOCATION, said, prefix, USUAL, sides, upstream, other);
    }

    @ParameterizedTest
    @CsvSource({
        "http://up.lan:9000/a/b?c#d, /a/b?c#d",
        "HTTP://UP.lan:9000/a, /a",
        "//up.lan:9000/a, /a",
        "http://up.lan:9000, /",
        "http://up.lan:9000?a, /?a",
        "/a, /a",
        "a/b, a/b",
        "../a, ../a",
        "?a, ?a",
        "'', ''",
        // Two slashes in front would name a host, to browsers in other spellings, too.
        "http://up.lan:9000//evil.example/, /.//evil.example/",
        "http://up.lan:9000/\\evil.example/, http://up.lan:9000/\\evil.example/",
        "http://other.lan//evil.example/, http://other.lan//evil.example/",
        // The other upstream, and where it cannot be asked.
        "http://other.lan:80/o/x, /x",
        "http://other.lan/x, http://other.lan/x",
        // Somebody else.
        "http://up.lan/a, http://up.lan/a",
        // The upstream was told that the client has asked by https.
        "https://up.lan:9000/a, /a",
        "http://up.lan:9000@evil.example/, http://up.lan:9000@evil.example/",
        "http://xup.lan:9000/, http://xup.lan:9000/",
        "http:///a, http:///a",
        "http://[/a, http://[/a",
        "https://www.example.org/a, https://www.example.org/a",
        "mailto:a@up.lan, mailto:a@up.lan",
    })
    void aUrlOfTheUpstreamsIsAPathHere(String said, String told) {
        assertThat(location(said, "", "", "up.lan:9000")).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource({
        "'', /shop, /a, /shop/a",
        "'', /shop, /, /shop/",
        "'', /shop, http://up.lan:9000, /shop/",
        "'', /shop, http://up.lan:9000?x, /shop/?x",
        "'', /shop, http://up.lan:9000/shop/a, /shop/shop/a",
        // An upstream that was told where it is.
        "'', /shop, /shop/a, /shop/a",
        "'', /shop, /shopping, /shop/shopping",
        "/up, /shop, /up/a, /shop/a",
        "/up, /shop, /up, /shop",
        "/up, /shop, /upper, /upper",
        "/up, /shop, /a, /a",
        "/up, '', /up/a, /a",
        "/up, '', /up, /",
        "/up, '', http://up.lan:9000/up?x, /?x",
        "/up, '', http://up.lan:9000/up//x, /.//x",
        "/shop, /shop, /shop/a, /shop/a",
        "/shop, /shop, http://up.lan:9000/shop/a, /shop/a",
        "/shop/in, /shop, /shop/in/a, /shop/a",
        "/shop/in, /shop, /shop/a, /shop/a",
    })
    void pathsAreThoseThatTheClientAsksFor(String base, String prefix, String said, String told) {
        assertThat(location(said, base, prefix, "up.lan:9000")).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource({
        // The upstream knows the outside's name, and http or https by what it is told.
        "http://www.example.org/a, /shop/a",
        "https://www.example.org/a, /shop/a",
        "https://www.example.org:443/a, /shop/a",
        "https://www.example.org/shop/a, https://www.example.org/shop/a",
        "https://example.org/a, https://example.org/a",
        "http://up.lan:9000/a, /shop/a",
    })
    void theHostThatWasPassedOnIsTheUpstreamsOwn(String said, String told) {
        assertThat(location(said, "", "/shop", "www.example.org")).isEqualTo(told);
    }

    @Test
    void anUpstreamThatSendsEverybodyToHttpsIsNotTurnedIntoACircle() {
        Upstream upstream = new Upstream("http://up.lan", 1);
        Sides plain = new Sides(upstream, "www.example.org", "www.example.org", false);
        for (String said : List.of("https://www.example.org/a", "https://up.lan/a")) {
            assertThat(told(FieldName.LOCATION, said, "", USUAL, plain, upstream))
                    .isEqualTo(said);
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "5, 5",
                "0;URL='http://up.lan/a', 0;URL='/a'",
                "0; url=\"http://up.lan/a\", 0; url=\"/a\"",
                "0; url='http://up.lan/a, 0; url='/a",
                "0; url=, 0; url=",
                "0; url=http://else.where/, 0; url=http://else.where/",
            })
    void aRefreshIsReadAsBrowsersReadIt(String said, String told) {
        Upstream upstream = new Upstream("http://up.lan", 1);
        Sides sides = new Sides(upstream, "up.lan", "www.example.org", false);
        assertThat(told(FieldName.REFRESH, said, "", USUAL, sides, upstream)).isEqualTo(told);
    }

    private static String cookie(String said, String base, String prefix, String outside) {
        Upstream upstream = new Upstream("http://up.in.lan:9000" + base, 1);
        Sides sides = new Sides(upstream, "up.in.lan:9000", outside, true);
        return told(FieldName.SET_COOKIE, said, prefix, USUAL, sides, upstream);
    }

    @ParameterizedTest
    @CsvSource({
        "a=1, a=1",
        "a=1; Domain=up.in.lan, a=1",
        "a=1;domain=.UP.in.lan ;Secure, a=1;Secure",
        "a=1; Domain=in.lan; Path=/, a=1; Path=/",
        // Not its own, or what both are in: the browser judges.
        "a=1; Domain=other.lan, a=1; Domain=other.lan",
        "a=1; Domain=p.in.lan, a=1; Domain=p.in.lan",
        "a=1; Domain=, a=1; Domain=",
        "a=Domain=up.in.lan; Max-Age=3; HttpOnly, a=Domain=up.in.lan; Max-Age=3; HttpOnly",
        "Domain=up.in.lan, Domain=up.in.lan",
    })
    void aDomainThatTheBrowserWouldRefuseIsTakenOff(String said, String told) {
        assertThat(cookie(said, "", "", "www.example.org:8443")).isEqualTo(told);
    }

    @Test
    void aDomainThatBothSidesAreInStays() {
        assertThat(cookie("a=1; Domain=in.lan", "", "", "www.in.lan:80")).isEqualTo("a=1; Domain=in.lan");
        assertThat(cookie("a=1; Domain=in.lan", "", "", "")).isEqualTo("a=1");
    }

    @ParameterizedTest
    @CsvSource({
        "'', /shop, /, /shop",
        "'', /shop, /cart, /shop/cart",
        "'', /shop, /shop, /shop",
        "'', /shop, cart, cart",
        "'', '', /cart, /cart",
        "/up, /shop, /, /shop",
        "/up, /shop, /up, /shop",
        "/up, /shop, /up/, /shop",
        "/up, /shop, /up/cart/, /shop/cart/",
        "/up, /shop, /cart, /cart",
        "/up, '', /up, /",
        "/up, '', /up/cart, /cart",
        "/up/in, '', /up, /",
        "/shop, /shop, /shop/cart, /shop/cart",
    })
    void aCookieIsForThePathsThatTheClientAsksFor(String base, String prefix, String said, String told) {
        assertThat(cookie("a=1; Path=" + said + "; Secure", base, prefix, "www.example.org"))
                .isEqualTo("a=1; Path=" + told + "; Secure");
    }

    @Test
    void aCookieThatIsBoundToItsHostStaysAsItIs() {
        String bound = "__Host-id=1; Path=/; Secure";
        assertThat(cookie(bound, "", "/shop", "www.example.org")).isEqualTo(bound);
    }

    @Test
    void aDomainCanBeTakenOffByRule() {
        Upstream upstream = new Upstream("http://up.lan", 1);
        Rules rules = new Rules(true, List.of(), List.of(new Replacement("example.org", "")), List.of());
        Sides sides = new Sides(upstream, "up.lan", "www.example.org", false);
        assertThat(told(FieldName.SET_COOKIE, "a=1; Domain=.Example.org; Secure", "", rules, sides, upstream))
                .isEqualTo("a=1; Secure");
    }
}
