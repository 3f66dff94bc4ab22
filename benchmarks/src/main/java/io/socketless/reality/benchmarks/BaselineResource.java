package io.socketless.reality.benchmarks;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.MediaType;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Requests that read their body and do nothing with it. */
@Path("")
@ApplicationScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class BaselineResource {

    private static final String EMPTY = "{}";

    private final Queue<AsyncResponse> suspended = new ConcurrentLinkedQueue<>();

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
