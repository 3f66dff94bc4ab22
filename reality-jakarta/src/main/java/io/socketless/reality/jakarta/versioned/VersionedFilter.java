package io.socketless.reality.jakarta.versioned;

import io.socketless.reality.Caller;
import io.socketless.reality.protocol.RealityHeaders;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads the versions before the method runs and adds them to its response.
 *
 * <p>The order matters. If it were read after the data, a version could belong to a change that the data does not
 * contain. The client would then hold old data under the new version and never refetch it.
 */
final class VersionedFilter implements ContainerRequestFilter, ContainerResponseFilter {

    private static final String VALIDATOR = Validator.class.getName();
    private static final String PRIVATE_AND_REVALIDATED = "private, no-cache";
    private static final String ANY_VERSION = "*";

    private final KeysOfPath keys;
    private final List<String> vary;

    VersionedFilter(KeysOfPath keys, List<String> vary) {
        this.keys = keys;
        this.vary = vary;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Caller caller = new CallerOfRequest(request.getSecurityContext());
        Optional<Validator> validator = CDI.current()
                .select(CurrentVersions.class)
                .get()
                .of(keys.filled(request.getUriInfo().getPathParameters()), caller)
                .map(versions -> Validator.of(versions, variant(request, caller)));
        request.setProperty(VALIDATOR, validator.orElse(null));
        if (validator.isPresent() && isHeld(request, validator.get())) {
            request.abortWith(Response.notModified().build());
        }
    }

    private static boolean isHeld(ContainerRequestContext request, Validator current) {
        return !matchesAny(request)
                && current.isHeld(
                        Optional.ofNullable(request.getHeaderString(HttpHeaders.IF_NONE_MATCH)),
                        Optional.ofNullable(request.getHeaderString(RealityHeaders.VERSION)));
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (!(request.getProperty(VALIDATOR) instanceof Validator validator)) {
            return;
        }
        if (response.getStatus() == Response.Status.OK.getStatusCode()) {
            response.getHeaders().putIfAbsent(HttpHeaders.CACHE_CONTROL, single(PRIVATE_AND_REVALIDATED));
            mark(response.getHeaders(), validator);
            if (matchesAny(request)) { // it matches whatever exists, which only the method knows
                response.setStatus(Response.Status.NOT_MODIFIED.getStatusCode());
                response.setEntity(null);
            }
        } else if (response.getStatus() == Response.Status.NOT_MODIFIED.getStatusCode()) {
            mark(response.getHeaders(), validator);
        }
    }

    private void mark(MultivaluedMap<String, Object> headers, Validator validator) {
        headers.putIfAbsent(HttpHeaders.ETAG, single(validator.entityTag()));
        headers.putSingle(RealityHeaders.VERSION, Long.toString(validator.highestVersion()));
        String named = Objects.toString(headers.get(HttpHeaders.VARY), "").toLowerCase(Locale.ROOT);
        vary.stream()
                .filter(header -> !named.contains(header.toLowerCase(Locale.ROOT)))
                .forEach(header -> headers.add(HttpHeaders.VARY, header));
    }

    /** The inputs of the response other than the path and the data. */
    private List<String> variant(ContainerRequestContext request, Caller caller) {
        List<String> variant = new ArrayList<>();
        variant.add(caller.principal().map(Principal::getName).orElse(""));
        variant.add(field(request, HttpHeaders.ACCEPT));
        variant.add(field(request, HttpHeaders.ACCEPT_LANGUAGE));
        vary.forEach(header -> variant.add(field(request, header)));
        return variant;
    }

    private static String field(ContainerRequestContext request, String name) {
        return Objects.requireNonNullElse(request.getHeaderString(name), "");
    }

    private static boolean matchesAny(ContainerRequestContext request) {
        return field(request, HttpHeaders.IF_NONE_MATCH).strip().equals(ANY_VERSION);
    }

    private static List<Object> single(String value) {
        return new ArrayList<>(List.of(value));
    }

    private record CallerOfRequest(SecurityContext security) implements Caller {

        @Override
        public Optional<Principal> principal() {
            return Optional.ofNullable(security.getUserPrincipal());
        }

        @Override
        public boolean inRole(String role) {
            return security.isUserInRole(role);
        }
    }
}
