package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.jakarta.answer.HttpAnswer;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * What one path answers.
 *
 * @param method the only one that it supports; GET includes HEAD
 * @param needsWriteAccess whether the caller needs the secret or the role
 */
record Endpoint(String method, boolean needsWriteAccess, Call call) {

    /** Decodes a request and passes it on. */
    @FunctionalInterface
    interface Call {

        /**
         * Answers a request. The request is read before this returns; the future can complete on any thread.
         *
         * @throws io.socketless.reality.protocol.ProtocolException if the request is refused
         */
        CompletableFuture<HttpAnswer> answer(Exchange exchange) throws IOException;
    }

    static Endpoint get(Call call) {
        return new Endpoint("GET", false, call);
    }

    static Endpoint post(Call call) {
        return new Endpoint("POST", false, call);
    }

    Endpoint withWriteAccess() {
        return new Endpoint(method, true, call);
    }

    boolean supports(String requested) {
        return method.equals(requested.equals("HEAD") ? "GET" : requested);
    }

    String allowed() {
        return (method.equals("GET") ? "GET, HEAD" : method) + ", OPTIONS";
    }
}
