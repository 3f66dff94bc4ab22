package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.protocol.Problem;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Who may write: whoever sends the secret, and whoever the container grants the role. With neither configured, nobody.
 *
 * @param secret compared in constant time
 * @param role the container asks for credentials by the mechanism that the application has
 */
record WriteAccess(Optional<String> secret, Optional<String> role) {

    private static final String BEARER = "Bearer ";

    /** The endpoint behind this door. */
    Endpoint required(Endpoint endpoint) {
        return (request, response, mayWait) -> {
            Answer refusal = refusal(request, response);
            return refusal == null
                    ? endpoint.answer(request, response, mayWait)
                    : CompletableFuture.completedFuture(refusal);
        };
    }

    private @Nullable Answer refusal(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (secret.isEmpty() && role.isEmpty()) {
            return forbidden("This endpoint is closed. Whoever deploys the server can open it.");
        }
        String authorization = request.getHeader("Authorization");
        boolean bearer = authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        if (bearer && secret.isPresent() && same(authorization.substring(BEARER.length()), secret.get())) {
            return null;
        }
        if (role.isPresent() && authenticated(request, response)) {
            return request.isUserInRole(role.get()) ? null : forbidden("You have not the role that this needs.");
        }
        if (response.isCommitted()) {
            return Answer.empty(response.getStatus()); // the container has asked for credentials
        }
        if (bearer) {
            return forbidden("The secret is wrong.");
        }
        Answer unauthorized = Answer.problem(Problem.of(401, "This endpoint needs credentials."));
        boolean challenged = response.containsHeader("WWW-Authenticate");
        return challenged ? unauthorized : unauthorized.with("WWW-Authenticate", "Bearer");
    }

    private static boolean authenticated(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getUserPrincipal() != null) {
            return true;
        }
        try {
            return request.authenticate(response) && request.getUserPrincipal() != null;
        } catch (ServletException | IllegalStateException noMechanism) {
            return false;
        }
    }

    private static boolean same(String sent, String secret) {
        return MessageDigest.isEqual(
                sent.trim().getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
    }

    private static Answer forbidden(String detail) {
        return Answer.problem(Problem.of(403, detail));
    }
}
