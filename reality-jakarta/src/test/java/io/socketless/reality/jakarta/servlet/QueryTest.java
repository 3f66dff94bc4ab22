package io.socketless.reality.jakarta.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.Reality;
import io.socketless.reality.jakarta.door.RawExchange;
import io.socketless.reality.jakarta.door.Server;
import jakarta.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {

    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        server = Server.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/poll?key=%zz",
                "/poll?key=%",
                "/poll?key=%4",
                "/poll?key=%ff%fe",
                "/poll?key=a&key=%C3",
                "/events?key=%zz",
                "/events?key=a&wait=%zz",
                "/poll?%zz=1&key=a"
            })
    void a_query_that_is_not_well_encoded_is_refused(String path) throws Exception {
        try (RawExchange raw = RawExchange.with(server)) {
            raw.send("GET /app/reality" + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

            assertThat(raw.status()).isEqualTo(400);
            assertThat(raw.rest()).contains("application/problem+json");
        }
    }

    @ParameterizedTest
    @CsvSource({"%C3%BC,\u00fc", "a+b,a b", "a%2Bb,a+b", "%F0%9F%98%80,\uD83D\uDE00", "a%26b%3Dc,a&b=c", "a=b,a=b"})
    void a_key_of_a_query_is_read_as_utf8(String encoded, String key) throws Exception {
        server.application.get(Reality.class).now().invalidate(key);

        JsonObject changed =
                Server.parse(server.get("/poll?x&key=" + encoded + "&")).getJsonObject("changed");

        assertThat(changed.keySet()).containsExactly(key);
    }
}
