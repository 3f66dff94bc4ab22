package io.socketless.reality.jakarta.servlet;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Translates one kind of request for the engine, and what the engine says into an answer. */
@FunctionalInterface
interface Endpoint {

    /**
     * Answers a request. It must be read before this returns; the future may complete on any thread.
     *
     * @param response for what the container needs to ask for credentials, nothing else
     * @param mayWait whether the request may be held; if not, the future must complete soon
     * @throws io.socketless.reality.protocol.ProtocolException if the request is refused
     */
    CompletableFuture<Answer> answer(HttpServletRequest request, HttpServletResponse response, boolean mayWait)
            throws ServletException, IOException;
}
