package io.socketless.reality.benchmarks;

import io.socketless.reality.Invalidation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseBroadcaster;
import jakarta.ws.rs.sse.SseEventSink;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Requests that read their body and do nothing with it. */
@Path("")
@ApplicationScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class BaselineResource {

    private static final String EMPTY = "{}";

    private @Nullable SseBroadcaster broadcaster;
    private final Queue<AsyncResponse> suspended = new ConcurrentLinkedQueue<>();

    @Inject
    @SuppressWarnings("NullAway.Init") // by the container
    private Event<Invalidation> changes;

    /** For CDI. */
    public BaselineResource() {}

    /** Answers at once. */
    @POST
    @Path("empty")
    public String empty(byte[] body) {
        return EMPTY;
    }

    /** Holds the request until {@link #resume}. */
    @POST
    @Path("suspend")
    public void suspend(byte[] body, @Suspended AsyncResponse response) {
        suspended.add(response);
    }

    /** Answers every request that is held, and says how many these were. */
    @POST
    @Path("resume")
    public String resume(byte[] body) {
        int count = 0;
        for (AsyncResponse response = suspended.poll(); response != null; response = suspended.poll()) {
            if (response.resume(EMPTY)) {
                count++;
            }
        }
        return "{\"resumed\":" + count + "}";
    }

    /** A JTA transaction that does nothing but change one of a thousand keys. */
    @POST
    @Path("transaction")
    @Transactional
    public String transaction(byte[] body) {
        changes.fire(
                Invalidation.of("transaction:" + ThreadLocalRandom.current().nextInt(1000)));
        return EMPTY;
    }

    /** A stream of events without end. */
    @GET
    @Path("events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void events(@Context SseEventSink sink, @Context Sse sse) {
        broadcaster(sse).register(sink);
    }

    /** Sends an event to every stream. */
    @POST
    @Path("broadcast")
    public String broadcast(byte[] body, @Context Sse sse) {
        broadcaster(sse).broadcast(sse.newEvent(new String(body, StandardCharsets.UTF_8)));
        return EMPTY;
    }

    private synchronized SseBroadcaster broadcaster(Sse sse) {
        SseBroadcaster made = broadcaster == null ? sse.newBroadcaster() : broadcaster;
        broadcaster = made;
        return made;
    }

    /** The bytes of heap in use after a collection. */
    @GET
    @Path("heap")
    public String heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return "{\"used\":" + (runtime.totalMemory() - runtime.freeMemory()) + "}";
    }
}
