package io.socketless.reality.jakarta.versioned;

import io.socketless.reality.Caller;
import io.socketless.reality.KeyAuthorizer;
import io.socketless.reality.jakarta.Versioned;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.Provider;
import java.security.Principal;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Resources of an application. */
final class Resources {

    private Resources() {}

    /** Where the annotations may be as well. */
    public interface Readable {

        @GET
        @Versioned("room:{room}")
        String read(@PathParam("room") String room);
    }

    @Path("rooms/{room: [^/]{1,600}}")
    public static class Rooms implements Readable {

        static final AtomicInteger CALLS = new AtomicInteger();
        static volatile Pause slow = new Pause();

        /** Between the moment when a method has read its data and the one when it returns. */
        record Pause(CountDownLatch hasRead, CountDownLatch mayGoOn) {
            Pause() {
                this(new CountDownLatch(1), new CountDownLatch(1));
            }
        }

        @Override
        public String read(String room) {
            return room + CALLS.incrementAndGet();
        }

        @GET
        @Path("slow")
        @Versioned("room:{room}")
        public String slow() throws InterruptedException {
            Pause pause = slow;
            pause.hasRead.countDown();
            pause.mayGoOn.await();
            return "slow";
        }

        @GET
        @Path("both")
        @Versioned({"room:{room}", "users"})
        public String both() {
            return "both";
        }

        @GET
        @Path("missing")
        @Versioned("room:{room}")
        public String missing() {
            throw new NotFoundException();
        }

        @GET
        @Path("failing")
        @Versioned("room:{room}")
        public Response failing() {
            return Response.serverError().build();
        }

        @GET
        @Path("empty")
        @Versioned("room:{room}")
        public void empty() {}

        @GET
        @Path("own")
        @Versioned("room:{room}")
        public Response own() {
            CacheControl minute = new CacheControl();
            minute.setMaxAge(60);
            return Response.ok("own").tag("mine").cacheControl(minute).build();
        }

        @GET
        @Path("async")
        @Versioned("room:{room}")
        public void async(@Suspended AsyncResponse response) {
            CompletableFuture.runAsync(() -> response.resume("later"));
        }

        @GET
        @Path("stage")
        @Versioned("room:{room}")
        public CompletionStage<String> stage() {
            return CompletableFuture.supplyAsync(() -> "later");
        }

        @Path("messages/{message}")
        public Message message(@PathParam("message") String message) {
            return new Message(message);
        }
    }

    /** Knows what it is a sub-resource of from whoever makes it. */
    public static class Message {

        private final String id;

        Message(String id) {
            this.id = id;
        }

        @GET
        @Versioned("message:{room}:{message}")
        public String read() {
            return "message " + id;
        }

        @GET
        @Path("lost")
        @Versioned("message:{house}")
        public String lost() {
            return "lost";
        }
    }

    @Path("languages")
    public static class Languages {

        @GET
        @Versioned(
                value = "languages",
                vary = {"X-Tenant", "X-Mode"})
        public Response read() {
            return Response.ok("hello")
                    .header("Vary", "accept-language, x-mode")
                    .build();
        }
    }

    /** Authentication as an application may have it: a header names the user. */
    @Provider
    @Priority(Priorities.USER)
    public static class Users implements ContainerRequestFilter {

        @Override
        public void filter(ContainerRequestContext request) {
            String user = request.getHeaderString("X-User");
            if ("nobody".equals(user)) {
                request.abortWith(Response.status(403).build());
            }
            if (user != null) {
                request.setSecurityContext(new Named(user));
            }
        }
    }

    private record Named(String user) implements SecurityContext {

        @Override
        public Principal getUserPrincipal() {
            return () -> user;
        }

        @Override
        public boolean isUserInRole(String role) {
            return false;
        }

        @Override
        public boolean isSecure() {
            return false;
        }

        @Override
        public String getAuthenticationScheme() {
            return "header";
        }
    }

    @ApplicationScoped
    static class NoSecrets implements KeyAuthorizer {

        @Override
        public Set<String> allowed(Caller caller, Access access, Set<String> keys) {
            if (keys.contains("room:throws")) {
                throw new IllegalStateException("An authorizer that fails");
            }
            return keys.stream().filter(key -> !key.equals("room:secret")).collect(Collectors.toSet());
        }
    }
}
