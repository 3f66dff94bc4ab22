package io.socketless.reality.jakarta.answer;

import io.socketless.reality.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Access to the write endpoints: by the secret, or by a role that the container grants. If neither is configured, the
 * endpoints are disabled.
 *
 * @param secret compared in constant time
 */
record WriteAccess(Optional<String> secret, Optional<String> role) {

    private static final String BEARER = "Bearer ";

    Optional<HttpAnswer> refusal(@Nullable String authorization, Caller caller) {
        if (secret.isEmpty() && role.isEmpty()) {
            return forbidden("This endpoint is disabled. Set reality.write.secret or reality.write.role to enable it.");
        }
        boolean bearer = authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        if (authorization != null
                && bearer
                && secret.isPresent()
                && same(authorization.substring(BEARER.length()), secret.get())) {
            return Optional.empty();
        }
        if (role.isPresent() && caller.principal().isPresent()) {
            return caller.inRole(role.get()) ? Optional.empty() : forbidden("The required role is missing.");
        }
        return bearer
                ? forbidden("The secret is wrong.")
                : Optional.of(HttpAnswer.problem(401, "This endpoint needs credentials.")
                        .with("WWW-Authenticate", "Bearer"));
    }

    private static boolean same(String sent, String secret) {
        return MessageDigest.isEqual(
                sent.trim().getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<HttpAnswer> forbidden(String detail) {
        return Optional.of(HttpAnswer.problem(403, detail));
    }
}
