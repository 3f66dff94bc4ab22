package io.socketless.reality.client.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import io.socketless.reality.Reality;
import io.socketless.reality.client.compat.RealityEventSource;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.sse.InboundSseEvent;
import jakarta.ws.rs.sse.SseEventSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A program written against JAX-RS, with the event source of Jersey and, one line changed, with the one that takes its
 * place.
 */
class EventSourceTest {

    private static ApplicationUnderTest application;

    @BeforeAll
    static void start() throws Exception {
        application = ApplicationUnderTest.start(Map.of(), true);
    }

    @AfterAll
    static void stop() throws Exception {
        application.close();
    }

    static Stream<Named<Function<WebTarget, SseEventSource>>> sources() {
        return Stream.of(
                named("Jersey", target -> SseEventSource.target(target).build()),
                named("Reality", target -> RealityEventSource.target(target.getUri())
                        .build()));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void the_same_program_sees_the_same_events(Function<WebTarget, SseEventSource> sourceOf) {
        Reality reality = application.get(Reality.class);
        reality.invalidate("payload:events");
        List<InboundSseEvent> seen = new CopyOnWriteArrayList<>();
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        Client jaxrs = ClientBuilder.newClient();
        WebTarget target =
                jaxrs.target(application.url()).path("reality/events").queryParam("key", "payload:events");
        SseEventSource source = sourceOf.apply(target);
        // Jersey tells of what is no event too: a comment, and the delay that a server asks for.
        source.register(
                event -> {
                    if (!event.isEmpty()) {
                        seen.add(event);
                    }
                },
                errors::add);
        assertThat(source.isOpen()).isFalse();
        source.open();
        assertThat(source.isOpen()).isTrue();
        Awaitility.await().until(() -> seen.size() == 1);
        reality.invalidate("payload:events");
        Awaitility.await().until(() -> seen.size() == 2);
        assertThat(errors).isEmpty();
        assertThat(source.close(5, TimeUnit.SECONDS)).isTrue();
        assertThat(source.isOpen()).isFalse();
        jaxrs.close();

        assertThat(seen).extracting(InboundSseEvent::getName).containsOnly("update");
        assertThat(seen).extracting(event -> event.readData(String.class)).containsOnly("{\"of\":\"payload:events\"}");
        assertThat(seen)
                .extracting(InboundSseEvent::getId)
                .doesNotHaveDuplicates()
                .doesNotContainNull();
    }
}
