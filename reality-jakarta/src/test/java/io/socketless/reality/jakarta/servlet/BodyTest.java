package io.socketless.reality.jakarta.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.socketless.reality.jakarta.Logged;
import io.socketless.reality.jakarta.door.RawExchange;
import io.socketless.reality.jakarta.door.Server;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies that come too big, too slowly, or not to their end. */
class BodyTest {

    private static final String HEAD =
            "POST /app/reality/sync HTTP/1.1\r\nHost: localhost\r\n" + "Content-Type: application/json\r\n";

    private static final String NEXT = HEAD + "Connection: close\r\nContent-Length: 12\r\n\r\n{\"known\":{}}";

    private final Logged logged = new Logged();
    private Server server;
    private RawExchange raw;

    @BeforeEach
    void start() throws Exception {
        start("PT1M");
    }

    private void start(String timeout) throws Exception {
        server = Server.start(Map.of("reality.request.max-bytes", "1024", "reality.request.timeout", timeout));
        raw = RawExchange.with(server);
    }

    @AfterEach
    void stop() throws Exception {
        raw.close();
        server.close();
        logged.close();
    }

    @Test
    void a_body_that_says_it_is_too_large_is_refused_unread() throws Exception {
        raw.send(HEAD + "Content-Length: 1000000\r\n\r\n");

        assertThat(raw.status()).isEqualTo(413);
        assertThat(raw.rest()).contains("Connection: close", "application/problem+json");
    }

    @Test
    void a_body_that_is_a_little_too_large_is_read_to_its_end_before_it_is_refused() throws Exception {
        raw.send(HEAD + "Content-Length: 1025\r\n\r\n");
        raw.send(" ".repeat(1025));

        assertThat(raw.status()).isEqualTo(413);
    }

    @Test
    void a_body_that_nobody_wants_leaves_the_connection_to_the_next_request() throws Exception {
        raw.send(HEAD.replace("/sync", "/nowhere") + "Content-Length: 1000\r\n\r\n");
        raw.send(" ".repeat(1000) + NEXT);

        assertThat(raw.status()).isEqualTo(404);
        assertThat(raw.rest()).contains("HTTP/1.1 200");
    }

    @Test
    void a_client_that_asks_before_it_sends_a_body_is_not_told_to_send_one_that_is_refused() throws Exception {
        raw.send(HEAD + "Expect: 100-continue\r\nContent-Length: 1025\r\n\r\n");

        assertThat(raw.status()).isEqualTo(413);
        assertThat(raw.rest()).contains("Connection: close");
    }

    @Test
    void a_body_that_turns_out_too_large_is_refused_while_it_comes() throws Exception {
        raw.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + chunk("{\"known\":{\"" + "k".repeat(1100)));

        assertThat(raw.status()).isEqualTo(413);
        assertThat(raw.rest()).contains("Connection: close");
    }

    @Test
    void a_body_in_chunks_is_read() throws Exception {
        raw.send(HEAD + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk("{\"known\"") + chunk(":{}}")
                + "0\r\n\r\n");

        assertThat(raw.status()).isEqualTo(200);
    }

    @Test
    void a_body_that_does_not_end_in_time_is_refused() throws Exception {
        raw.close();
        server.close();
        start("PT0.5S");
        raw.send(HEAD + "Content-Length: 1000\r\n\r\n{");

        await().atMost(Duration.ofSeconds(8))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    raw.sendIfOpen(" ");
                    return raw.answered();
                });

        assertThat(raw.status()).isEqualTo(408);
        assertThat(raw.rest()).contains("Connection: close", "application/problem+json");
    }

    @Test
    void a_body_whose_chunks_are_broken_is_refused() throws Exception {
        raw.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + chunk("{\"known\"") + "zz\r\n");

        assertThat(raw.status()).isEqualTo(400);
        assertThat(raw.rest()).contains("The body ended prematurely.");
        assertThat(logged.messages()).noneMatch(message -> message.contains("REALITY-1200"));
    }

    @Test
    void a_client_that_closes_amid_its_body_is_no_error_of_the_server() throws Exception {
        raw.send(HEAD + "Content-Length: 1000\r\n\r\n{\"known\":");
        raw.closeOutput();

        assertThat(raw.status()).isEqualTo(400);
        assertThat(raw.rest()).contains("The body ended prematurely.");
        assertThat(logged.messages()).noneMatch(message -> message.contains("REALITY-1200"));
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }
}
