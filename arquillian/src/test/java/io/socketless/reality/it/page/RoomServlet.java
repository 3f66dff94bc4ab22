package io.socketless.reality.it.page;

import io.socketless.reality.client.RealityClient;
import io.socketless.reality.client.State;
import io.socketless.reality.client.Subscription;
import io.socketless.reality.client.SubscriptionOptions;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the tests do to the room, and what the client inside of the application has seen of it. */
@WebServlet("/room/*")
public class RoomServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Inject
    private RoomMessages rooms;

    @Inject
    private Inside inside;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        if ("/busy".equals(request.getPathInfo())) {
            rooms.becomeBusy();
        } else {
            rooms.post("posted");
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print("/client".equals(request.getPathInfo()) ? inside.server() : inside.seen());
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
