package io.socketless.reality.it;

import io.socketless.reality.Invalidation;
import io.socketless.reality.jakarta.node.NodeLifecycle;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Invalidates the key in the query string. */
@WebServlet("/fire")
public class FireServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Inject
    private transient Event<Invalidation> changes;

    @Inject
    private transient NodeLifecycle lifecycle;

    /** How many clients wait on this node. */
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print(lifecycle.node().requireEngine().waiters());
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        changes.fire(Invalidation.of(request.getQueryString()));
    }
}
