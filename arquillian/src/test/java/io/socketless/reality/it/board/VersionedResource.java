package io.socketless.reality.it.board;

import io.socketless.reality.jakarta.Versioned;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Texts of this node, whose changes are told by hand. */
@ApplicationScoped
@Path("versioned/{room}")
public class VersionedResource {
    private final Map<String, String> texts = new ConcurrentHashMap<>();
    private final Map<String, Gate> gates = new ConcurrentHashMap<>();

    /** Holds who has read a text and not returned it yet. */
    private record Gate(CountDownLatch reached, CountDownLatch open) {}

    @GET
    @Versioned("versioned:{room}")
    public String read(@PathParam("room") String room) {
        return texts.getOrDefault(room, "");
    }

    @POST
    public void write(@PathParam("room") String room, String text) {
        texts.put(room, text);
    }

    /** Reads at once, and answers when it is let through. */
    @GET
    @Path("slow")
    @Versioned("versioned:{room}")
    public String readSlowly(@PathParam("room") String room) throws InterruptedException {
        String text = read(room);
        Gate gate = gate(room);
        gate.reached.countDown();
        if (!gate.open.await(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Nobody opened the gate");
        }
        return text;
    }

    @GET
    @Path("slow/reached")
    public boolean isReached(@PathParam("room") String room) {
        return gate(room).reached.getCount() == 0;
    }

    @POST
    @Path("slow/open")
    public void open(@PathParam("room") String room) {
        gate(room).open.countDown();
    }

    private Gate gate(String room) {
        return gates.computeIfAbsent(room, any -> new Gate(new CountDownLatch(1), new CountDownLatch(1)));
    }

    @GET
    @Path("async")
    @Versioned("versioned:{room}")
    public void readLater(@PathParam("room") String room, @Suspended AsyncResponse response) {
        CompletableFuture.runAsync(() -> response.resume(read(room)));
    }

    @GET
    @Path("secret")
    @Versioned("private:{room}")
    public String readSecret(@PathParam("room") String room) {
        return read(room);
    }

    @Path("letters")
    public Letters letters(@PathParam("room") String room) {
        return new Letters(read(room));
    }

    /** A sub-resource; its keys are made of the path that led to it. */
    public static final class Letters {
        private final String text;

        Letters(String text) {
            this.text = text;
        }

        @GET
        @Path("{at}")
        @Versioned("versioned:{room}")
        public String letter(@PathParam("at") int at) {
            return text.substring(at, at + 1);
        }
    }
}
