package io.socketless.reality.it.page;

import io.socketless.reality.client.RealityClient;
import io.socketless.reality.client.State;
import io.socketless.reality.client.Subscription;
import io.socketless.reality.client.SubscriptionOptions;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** What the tests do to the room, and what the client inside of the application has seen of it. */
@WebServlet("/room/*")
public class RoomServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Inject
    private RoomMessages rooms;

    @Inject
    private Inside inside;

    private final AtomicInteger loads = new AtomicInteger();
    private final List<String> shown = new CopyOnWriteArrayList<>();

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (request.getPathInfo()) {
            case "/busy" -> rooms.becomeBusy();
            case "/shown" -> shown.add(request.getReader().lines().collect(Collectors.joining()));
            default -> rooms.post("posted");
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("application/json");
        response.getWriter().print(answer(request.getPathInfo()));
    }

    /**
     * What the page's own client loads, how often it has, what it has shown; and what the client inside of the
     * application has.
     */
    private String answer(String path) {
        return switch (path) {
            case "/messages" -> {
                loads.incrementAndGet();
                yield Json.createArrayBuilder(rooms.read()).build().toString();
            }
            case "/loads" -> loads.toString();
            case "/shown" -> "[" + String.join(",", shown) + "]";
            case "/client" -> inside.server();
            default -> Integer.toString(inside.seen());
        };
    }

    /** Follows the room from inside of the application. */
    @ApplicationScoped
    public static class Inside {

        @Inject
        private RealityClient client;

        @Inject
        private RoomMessages rooms;

        private Subscription<List<String>> watching;

        @PostConstruct
        void follow() {
            watching = client.subscribe(
                    "page:room", SubscriptionOptions.fetching(node -> CompletableFuture.completedFuture(rooms.read())));
        }

        public String server() {
            return client.servers().get(0).name();
        }

        public int seen() {
            return watching.state() instanceof State.Ready<List<String>> ready
                    ? ready.held().value().size()
                    : -1;
        }
    }
}
